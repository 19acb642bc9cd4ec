"""Signed statements "the log had this many entries and this root", as C2SP checkpoints in signed notes.

Format: C2SP tlog-checkpoint and signed-note (https://github.com/C2SP/C2SP). A checkpoint handed to counsel or
the insurer pins the log up to that entry: it can be extended later, but no longer rewritten before it.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tocsin.vault.errors import Damaged
from tocsin.vault.files import storage_errors, write_whole

FOLDER = "checkpoints"
SUFFIX = ".checkpoint"
_ED25519 = b"\x01"
_DASH = "\u2014 "


def origin_of(case_id: str) -> str:
    """The log's name in its checkpoints and key: nothing but the case's random id."""
    return f"tocsin.case/{case_id}"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key a reader of the log pins, under the log's name."""

    origin: str
    key: bytes

    @classmethod
    def of(cls, origin: str, signing_key: Ed25519PrivateKey) -> Self:
        """The public half of a signing key."""
        return cls(origin, signing_key.public_key().public_bytes_raw())

    @property
    def hint(self) -> bytes:
        """Four bytes that say which key made a signature."""
        return hashlib.sha256(self.origin.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        """The verifier key as text: ``origin+hint+key``."""
        return f"{self.origin}+{self.hint.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's size and Merkle root at one moment."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def sign(self, signing_key: Ed25519PrivateKey) -> bytes:
        """The signed note. Ed25519 is deterministic: the same checkpoint gives the same bytes."""
        return _note(self, PublicKey.of(self.origin, signing_key), signing_key.sign(self.text().encode()))

    def write(self, folder: Path, signing_key: Ed25519PrivateKey) -> Path:
        """Put the signed note into ``folder``, named by its size so that a listing is in order."""
        path = folder / f"{self.size:012d}{SUFFIX}"
        write_whole(path, self.sign(signing_key))
        return path


def read(path: Path, public_key: PublicKey) -> Checkpoint:
    """The checkpoint in a file of the case, if its signature holds. Raises Damaged otherwise."""
    name = f"{FOLDER}/{path.name}"
    with storage_errors(name):
        note = path.read_bytes()
    try:
        origin, size, root, _, signature_line, _ = note.decode().split("\n")
        signature = base64.b64decode(signature_line.rpartition(" ")[2], validate=True)[len(public_key.hint) :]
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
        Ed25519PublicKey.from_public_bytes(public_key.key).verify(signature, checkpoint.text().encode())
    except (ValueError, InvalidSignature) as error:
        raise Damaged(name, "its signature does not hold") from error
    # Byte for byte, so that nothing can ride along unsigned.
    if origin != public_key.origin or note != _note(checkpoint, public_key, signature):
        raise Damaged(name, "it is not the note that was signed")
    return checkpoint


def _note(checkpoint: Checkpoint, public_key: PublicKey, signature: bytes) -> bytes:
    signed = base64.b64encode(public_key.hint + signature).decode()
    return f"{checkpoint.text()}\n{_DASH}{checkpoint.origin} {signed}\n".encode()
