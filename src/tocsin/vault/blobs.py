"""Encrypted files of any size under ``blobs/``.

Each blob has a fresh AES-256-GCM key, wrapped under the case's blob key; the wrapped key is kept in the
database, so deleting that row makes the bytes on disk (and in backups) unreadable. Content is cut into 1 MiB
chunks sealed by the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce is a random
prefix, the chunk's number and a flag on the last chunk, so a flip, cut, swap or splice is refused.

    header = magic (8) | blob id (16) | nonce prefix (7)       authenticated with every chunk
    chunk  = AES-256-GCM(key, prefix | number (4, big-endian) | last (1), data, header)
"""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tocsin.vault.errors import Damaged, Misuse
from tocsin.vault.files import PARTIAL, create_private, replace_file, storage_errors, sync_folder, write_all

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

FOLDER = "blobs"
CHUNK_BYTES = 1 << 20
TAG_BYTES = 16
MAGIC = b"tocsinB1"
HEADER_BYTES = len(MAGIC) + 16 + 7
_PREFIX_BYTES = 7
_NONCE_BYTES = 12
_KEY_BYTES = 32
_SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class SealedBlob:
    """All that is needed, beside the blob key, to read a blob; kept in the database.

    size, sha256: of the content. stored_size, stored_sha256: of the encrypted file; the latter may be logged,
    since it says nothing about the content.
    """

    id: str
    wrapped_key: bytes
    size: int
    sha256: str
    stored_size: int
    stored_sha256: str


class BlobStore:
    """The folder of blobs of one open case."""

    def __init__(self, folder: Path, blob_key: bytes) -> None:
        self.folder = folder
        self._wrapping = AESGCM(blob_key)

    def create(self) -> BlobWriter:
        """A writer for a new blob, which exists only once sealed."""
        blob_id, key, nonce = os.urandom(16), os.urandom(_KEY_BYTES), os.urandom(_NONCE_BYTES)
        wrapped = nonce + self._wrapping.encrypt(nonce, key, blob_id)
        return BlobWriter(self.folder, blob_id, AESGCM(key), wrapped)

    def open(self, blob: SealedBlob) -> io.BufferedReader:
        """A reader that gives only bytes already authenticated. Raises Damaged here or while reading."""
        nonce, sealed = blob.wrapped_key[:_NONCE_BYTES], blob.wrapped_key[_NONCE_BYTES:]
        try:
            key = self._wrapping.decrypt(nonce, sealed, bytes.fromhex(blob.id))
        except InvalidTag:
            raise Damaged("case.db", f"the key of blob {blob.id} does not unwrap") from None
        return io.BufferedReader(BlobReader(self.folder, blob, AESGCM(key)), CHUNK_BYTES)

    def read(self, blob: SealedBlob) -> bytes:
        """The whole content, every chunk authenticated."""
        with self.open(blob) as reader:
            return reader.read()

    def remove(self, blob_id: str) -> None:
        """Take the encrypted file away. Its key is already gone from the database."""
        with storage_errors(_name(blob_id)):
            (self.folder / blob_id).unlink(missing_ok=True)

    def sweep(self, known: dict[str, int]) -> int:
        """Remove what a crash left behind and check that each known blob is there at its stored size.

        known: stored size by id. Returns how many files it removed. Raises Damaged for a missing or cut one.
        """
        removed = 0
        found: set[str] = set()
        with storage_errors(FOLDER):
            for entry in list(os.scandir(self.folder)):
                if entry.name not in known:
                    Path(entry.path).unlink()
                    removed += 1
                elif entry.stat(follow_symlinks=False).st_size != known[entry.name]:
                    raise Damaged(_name(entry.name), "it is longer or shorter than it was written")
                else:
                    found.add(entry.name)
            if removed:
                sync_folder(self.folder)
        for missing in known.keys() - found:
            raise Damaged(_name(missing), "the file is missing")
        return removed


class BlobWriter(io.RawIOBase):
    """Encrypts what is written to it. ``seal()`` makes the blob exist; closed without, it leaves no trace."""

    def __init__(self, folder: Path, blob_id: bytes, cipher: AESGCM, wrapped_key: bytes) -> None:
        super().__init__()
        self._id = blob_id.hex()
        self._cipher = cipher
        self._wrapped_key = wrapped_key
        self._prefix = os.urandom(_PREFIX_BYTES)
        self._header = MAGIC + blob_id + self._prefix
        self._buffer = bytearray()
        self._chunk = self._size = self._stored = 0
        self._content_hash, self._stored_hash = hashlib.sha256(), hashlib.sha256()
        self._final = folder / self._id
        self._partial = folder / (self._id + PARTIAL)
        self._sealed: SealedBlob | None = None
        with storage_errors(_name(self._id)):
            self._file = create_private(self._partial)
        self._store(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        self._check_open()
        view = memoryview(data).cast("B")
        count = len(view)
        self._size += count
        while view:
            # A chunk goes out only when more follows it: the last one carries another flag.
            if len(self._buffer) == CHUNK_BYTES:
                self._seal_chunk(last=False)
            room = CHUNK_BYTES - len(self._buffer)
            self._buffer += view[:room]
            view = view[room:]
        return count

    def tell(self) -> int:
        """Bytes of content written so far."""
        return self._size

    def seal(self) -> SealedBlob:
        """Write the last chunk, force all to disk, give the file its name, and say how to read it."""
        if self._sealed is None:
            self._check_open()
            self._seal_chunk(last=True)
            with storage_errors(_name(self._id)):
                os.fsync(self._file.fileno())
                self._file.close()
                replace_file(self._partial, self._final)
            self._sealed = SealedBlob(
                self._id,
                self._wrapped_key,
                self._size,
                self._content_hash.hexdigest(),
                self._stored,
                self._stored_hash.hexdigest(),
            )
        return self._sealed

    def close(self) -> None:
        """Without ``seal()`` before, the blob is given up."""
        if not self.closed and self._sealed is None:
            self._file.close()
            self._partial.unlink(missing_ok=True)
        super().close()

    def _check_open(self) -> None:
        if self.closed:
            raise Misuse("This blob was closed before it was sealed, so it is gone. Write a new one.")

    def _seal_chunk(self, *, last: bool) -> None:
        self._content_hash.update(self._buffer)
        nonce = _nonce(self._prefix, self._chunk, last=last)
        self._store(self._cipher.encrypt(nonce, bytes(self._buffer), self._header))
        self._buffer.clear()
        self._chunk += 1

    def _store(self, data: bytes) -> None:
        self._stored_hash.update(data)
        self._stored += len(data)
        with storage_errors(_name(self._id)):
            write_all(self._file, data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class BlobReader(io.RawIOBase):
    """Decrypts from start to end. Bytes of a chunk are handed out only after the chunk was authenticated."""

    def __init__(self, folder: Path, blob: SealedBlob, cipher: AESGCM) -> None:
        super().__init__()
        self._id = blob.id
        self._cipher = cipher
        try:
            with storage_errors(_name(blob.id)):
                self._file = (folder / blob.id).open("rb", buffering=0)
        except BaseException as error:
            super().close()
            if isinstance(error.__cause__, FileNotFoundError):
                raise Damaged(_name(blob.id), "the file is missing") from error
            raise
        self._left = os.fstat(self._file.fileno()).st_size - HEADER_BYTES
        self._chunk = 0
        self._plain = memoryview(b"")
        self._ended = False
        try:
            self._header = self._read_header()
        except BaseException:
            self.close()
            raise
        self._prefix = self._header[-_PREFIX_BYTES:]

    def readable(self) -> bool:
        return True

    def readall(self) -> bytes:
        """All that is left, a chunk at a time (the default would ask for a few kilobytes)."""
        pieces = [self._plain]
        while not self._ended:
            self._next_chunk()
            pieces.append(self._plain)
        self._plain = memoryview(b"")
        return b"".join(pieces)

    def readinto(self, target: WriteableBuffer, /) -> int:
        while not self._plain and not self._ended:
            self._next_chunk()
        view = memoryview(target).cast("B")
        count = min(len(view), len(self._plain))
        view[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def close(self) -> None:
        if not self.closed and hasattr(self, "_file"):
            self._file.close()
        super().close()

    def _read_header(self) -> bytes:
        header = self._read(HEADER_BYTES)
        if len(header) != HEADER_BYTES or header[:-_PREFIX_BYTES] != MAGIC + bytes.fromhex(self._id):
            raise Damaged(_name(self._id), "its header is not the one written")
        return header

    def _next_chunk(self) -> None:
        sealed = self._read(min(self._left, _SEALED_CHUNK))
        self._left -= len(sealed)
        last = self._left <= 0
        try:
            plain = self._cipher.decrypt(_nonce(self._prefix, self._chunk, last=last), sealed, self._header)
        except (InvalidTag, ValueError):
            raise Damaged(_name(self._id), f"chunk {self._chunk} is not the one written") from None
        self._plain = memoryview(plain)
        self._chunk += 1
        self._ended = last

    def _read(self, count: int) -> bytes:
        with storage_errors(_name(self._id)):
            data = self._file.read(count)
            # An unbuffered file may give less than was asked for.
            while len(data) < count and (more := self._file.read(count - len(data))):
                data += more
        return data


def _nonce(prefix: bytes, chunk: int, *, last: bool) -> bytes:
    return prefix + chunk.to_bytes(4, "big") + bytes([last])


def _name(blob_id: str) -> str:
    return f"{FOLDER}/{blob_id}"
