"""The case folder as one thing: create it, open it, work in it, close it.

keys.json      parameters, salt, wrapped root key
case.db        SQLCipher: where blobs are, their keys, the log
blobs/         encrypted files
checkpoints/   signed heads of the log
head           number of log entries committed
lock           held by the process at work
"""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from tocsin.vault import blobs, checkpoint, database, head, keys, verify
from tocsin.vault.checkpoint import PublicKey, origin_of
from tocsin.vault.core import sealed
from tocsin.vault.documents import Documents
from tocsin.vault.errors import Damaged, FolderInUse, NotACase, VaultError
from tocsin.vault.files import (
    PARTIAL,
    building,
    create_private,
    make_private_folder,
    storage_errors,
    write_whole,
)
from tocsin.vault.keys import STANDARD_KDF, Kdf, Keyring
from tocsin.vault.lock import CaseLock
from tocsin.vault.parts import Parts
from tocsin.vault.records.models import Blob
from tocsin.vault.tables import Tables


class Vault(Tables, Parts, Documents):
    """One open case. Use as a context manager, or call ``close()``: closing signs the log."""

    @classmethod
    def create(cls, folder: Path, passphrase: str, *, kdf: Kdf = STANDARD_KDF) -> Self:
        """Make a new case in ``folder`` (absent or empty) and open it.

        The folder is built under another name and renamed when whole, so there is never half a case.
        Raises FolderInUse, WeakPassphrase, DiskFull.
        """
        folder = Path(folder).absolute()
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise FolderInUse(str(folder))
        keyring = Keyring.generate()
        locked = keyring.lock(passphrase, kdf, str(_public_key(keyring)))
        with building(folder) as work:
            with storage_errors(folder.name):
                make_private_folder(work / blobs.FOLDER)
                make_private_folder(work / checkpoint.FOLDER)
                # SQLite gives its side files the rights of the database: private from the start.
                create_private(work / database.FILE).close()
            write_whole(work / keys.FILE, locked)
            head.create(work)
            with cls._start(work, keyring) as vault:
                vault.log("create_case", "case")
        return cls._start(folder, keyring)

    @classmethod
    def open(cls, folder: Path, passphrase: str) -> Self:
        """Open an existing case.

        Raises NotACase, WrongPassphrase, CaseInUse, Damaged, NewerVersion.
        """
        folder = Path(folder).absolute()
        keyring, _ = keys.unlock(_read_keys(folder), passphrase)
        vault = cls._start(folder, keyring)
        try:
            vault.log("open_case", "case")
        except BaseException:
            vault._let_go()
            raise
        return vault

    @classmethod
    def _start(cls, folder: Path, keyring: Keyring) -> Self:
        """Lock, attach, bring up to date and check."""
        held = CaseLock(folder)
        try:
            if not (folder / database.FILE).is_file():
                raise Damaged(database.FILE, "the file is missing")
            alias = database.attach(folder / database.FILE, keyring.database_key())
            vault = cls(folder, keyring, held, alias)
        except BaseException:
            held.release()
            raise
        try:
            vault._check()
        except BaseException:
            vault._let_go()
            raise
        return vault

    def _check(self) -> None:
        """Authenticate the database, compare the log with its checkpoints, and clear up after a crash."""
        database.check(self._alias)
        database.migrate(self._alias)
        with database.translated():
            known = dict(Blob.objects.using(self._alias).values_list("pk", "stored_size"))
            signed = [checkpoint.read(path, self.public_key) for path in self._checkpoint_files()]
            head.check(self.folder, self._log.size())
            self._log.check(signed)
        self._signed_size = max((each.size for each in signed), default=0)
        self._blobs.sweep(known)
        for folder in (self.folder, self.folder / checkpoint.FOLDER):
            for rest in folder.glob(f"*{PARTIAL}"):
                rest.unlink()

    def close(self) -> None:
        """Sign the log and let others in. Harmless when called twice."""
        if not self._open:
            return
        self._check_usable()
        try:
            self._sign()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._open = False
        try:
            database.detach(self._alias)
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except VaultError as closing:
            if error is None:
                raise
            error.add_note(f"The log could not be signed at the end: {closing}")

    def purpose_key(self, purpose: str) -> bytes:
        """A key for a stage's own use, such as ``fingerprint`` for keyed hashes of identifiers (32 bytes)."""
        self._check_usable()
        return self._keyring.purpose_key(purpose)

    def change_passphrase(self, old: str, new: str, *, kdf: Kdf | None = None) -> None:
        """Wrap the root key under a new passphrase; nothing is encrypted anew.

        A copy of the folder made earlier still opens with the old passphrase.
        Raises WrongPassphrase, WeakPassphrase.
        """
        self._check_usable()
        _, used = keys.unlock(_read_keys(self.folder), old)
        locked = self._keyring.lock(new, kdf or used, str(self.public_key))
        with self.act("change_passphrase", "case"):
            write_whole(self.folder / keys.FILE, locked)

    def verify(self) -> int:
        """Read every byte of every blob, compare the log with its checkpoints, and return how many blobs.

        Raises Damaged, naming the first file that is not what was written.
        """
        self._check_usable()
        database.check(self._alias)
        with database.translated():
            rows = list(Blob.objects.using(self._alias))
        for row in rows:
            with self._blobs.open(sealed(row)) as reader:
                while reader.read(blobs.CHUNK_BYTES):
                    pass
        self._log.check(checkpoint.read(path, self.public_key) for path in self._checkpoint_files())
        return len(rows)

    def export_log(self, folder: Path) -> None:
        """Write what an outsider needs to check the log: ``log.jsonl``, checkpoints, key and verifier.

        The folder must be new. The export itself is logged and signed first, so it is the last entry.
        """
        folder = Path(folder).absolute()
        if folder.exists():
            raise FolderInUse(str(folder))
        with self.act("export_log", "case", sign=True):
            pass
        with building(folder) as work, storage_errors(folder.name):
            for path in self._checkpoint_files():
                shutil.copyfile(path, work / path.name)
            shutil.copyfile(verify.__file__, work / "verify.py")
            (work / "public_key.txt").write_text(f"{self.public_key}\n")
            (work / "log.jsonl").write_text("".join(f"{line}\n" for line in self.log_lines()))

    def _checkpoint_files(self) -> list[Path]:
        return sorted((self.folder / checkpoint.FOLDER).glob(f"*{checkpoint.SUFFIX}"))


def _public_key(keyring: Keyring) -> PublicKey:
    return PublicKey.of(origin_of(keyring.case_id), keyring.signing_key())


def _read_keys(folder: Path) -> bytes:
    path = folder / keys.FILE
    if not path.is_file():
        raise NotACase(str(folder))
    with storage_errors(keys.FILE):
        return path.read_bytes()
