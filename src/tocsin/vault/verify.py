"""Check the exported log of a Tocsin case, without Tocsin. Needs Python 3.11 and ``cryptography``.

    python verify.py log.jsonl 000000000042.checkpoint [more checkpoints] --key public_key.txt

Give the public key and every checkpoint you were handed *during* the case, not only those of this
export: a log rewritten by somebody who holds the signing key cannot match a checkpoint you kept.

What is checked: every line is an entry and carries its number; every checkpoint is signed by the pinned
key for the pinned log (C2SP signed note, Ed25519); the Merkle root (RFC 6962) over the first lines equals
the root in each checkpoint; no line follows the last checkpoint.
Exit status: 0 the log is whole, 1 it is not, 2 the files could not be read.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\u2014"


class NotWhole(Exception):
    """The log is not what was signed; the message says where."""


@dataclass(frozen=True)
class Key:
    """The pinned key: the name of the log, the hint that marks its signatures, the Ed25519 key."""

    origin: str
    hint: bytes
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read ``origin+hint+key``."""
        try:
            origin, hint, key = text.strip().split("+", 2)
            public = base64.b64decode(key, validate=True)
        except ValueError:
            raise NotWhole("the public key is not of the form name+hint+key") from None
        expected = hashlib.sha256(origin.encode() + b"\n" + public).digest()[:4]
        if public[:1] != ED25519 or len(public) != 33 or expected.hex() != hint:
            raise NotWhole("the public key is damaged: its hint does not match")
        return cls(origin, expected, public[1:])


@dataclass(frozen=True)
class Head:
    """What a checkpoint states: after ``size`` lines the root was ``root``."""

    name: str
    size: int
    root: bytes


def read_checkpoint(name: str, note: bytes, key: Key) -> Head:
    """The statement of a checkpoint, if the pinned key signed it."""
    try:
        text, _, signatures = note.decode().partition("\n\n")
        origin, size, root = text.split("\n")
        head = Head(name, int(size), base64.b64decode(root, validate=True))
    except ValueError:
        raise NotWhole(f"{name} is not a checkpoint") from None
    if origin != key.origin:
        raise NotWhole(f"{name} is a checkpoint of another log")
    signed = f"{text}\n".encode()
    if not any(_is_signature(line, signed, key) for line in signatures.splitlines()):
        raise NotWhole(f"{name} is not signed by the pinned key")
    return head


def _is_signature(line: str, signed: bytes, key: Key) -> bool:
    dash, _, rest = line.partition(" ")
    signer, _, blob = rest.rpartition(" ")
    try:
        signature = base64.b64decode(blob, validate=True)
        if dash != DASH or signer != key.origin or signature[:4] != key.hint:
            return False
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature[4:], signed)
    except (ValueError, InvalidSignature):
        return False
    return True


class Tree:
    """The Merkle root of the lines so far, from the roots of perfect subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def add(self, line: bytes) -> None:
        node, size = hashlib.sha256(b"\x00" + line).digest(), self.size
        while size % 2:
            node = hashlib.sha256(b"\x01" + self.peaks.pop() + node).digest()
            size //= 2
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = hashlib.sha256(b"\x01" + peak + node).digest()
        return node


def check_line(number: int, line: bytes) -> None:
    """Refuse a line that is no entry or does not carry its number."""
    try:
        entry = json.loads(line.decode())
    except ValueError:
        raise NotWhole(f"line {number + 1} is not an entry") from None
    if not isinstance(entry, dict) or entry.get("n") != number:
        raise NotWhole(f"line {number + 1} does not carry the number {number}")


def verify(log: bytes, notes: dict[str, bytes], key_text: str) -> int:
    """Check the log against checkpoints (by name) and return its number of lines. Raises NotWhole."""
    key = Key.parse(key_text)
    if not notes:
        raise NotWhole("there is no checkpoint to check the log against")
    heads = sorted(
        (read_checkpoint(name, note, key) for name, note in notes.items()), key=lambda head: head.size
    )
    if log and not log.endswith(b"\n"):
        raise NotWhole("the last line is cut")
    tree, waiting = Tree(), heads.copy()
    _check_heads(tree, waiting)
    for number, line in enumerate(log.splitlines()):
        check_line(number, line)
        tree.add(line)
        _check_heads(tree, waiting)
    if waiting:
        raise NotWhole(
            f"the log ends at line {tree.size}, before {waiting[-1].name} (line {waiting[-1].size})"
        )
    if tree.size > heads[-1].size:
        raise NotWhole(f"lines after {heads[-1].size} are not covered by any checkpoint")
    return tree.size


def _check_heads(tree: Tree, waiting: list[Head]) -> None:
    while waiting and waiting[0].size == tree.size:
        head = waiting.pop(0)
        if head.root != tree.root():
            raise NotWhole(f"the first {head.size} lines are not those signed in {head.name}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check the exported log of a Tocsin case.")
    parser.add_argument("log", type=Path, help="log.jsonl")
    parser.add_argument(
        "checkpoints", type=Path, nargs="+", help="checkpoints of this export and those kept earlier"
    )
    parser.add_argument("--key", required=True, help="the public key handed over early: its text or a file")
    options = parser.parse_args(arguments)
    try:
        key = Path(options.key).read_text() if Path(options.key).is_file() else options.key
        notes = {str(path): path.read_bytes() for path in options.checkpoints}
        lines = verify(options.log.read_bytes(), notes, key)
    except OSError as error:
        sys.stderr.write(f"cannot read {error.filename}: {error.strerror}\n")
        return 2
    except NotWhole as error:
        sys.stderr.write(f"NOT WHOLE: {error}\n")
        return 1
    sys.stdout.write(f"whole: {lines} entries, {len(notes)} checkpoint(s), key {key.strip().split('+')[0]}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
