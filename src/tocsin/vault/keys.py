"""From a passphrase to the keys of one case.

A random root key is wrapped under a key stretched from the passphrase (Argon2id, RFC 9106); every working
key is derived from the root key by purpose (HKDF-SHA256, RFC 5869). Changing the passphrase only rewraps
the root. ``keys.json`` holds parameters, salt and the wrapped root: nothing in it is secret without the
passphrase.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Self

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tocsin.vault.errors import Damaged, Misuse, NewerVersion, WeakPassphrase, WrongPassphrase

KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
LEAST_PASSPHRASE = 12
"""Characters; the folder may be stolen and guessed at offline, with no limit on attempts."""

FORMAT = "tocsin-keys-1"
FILE = "keys.json"

_PURPOSE = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Kdf:
    """Cost of one guess at the passphrase (Argon2id): memory in KiB, passes over it, lanes."""

    memory_kib: int = 256 * 1024
    passes: int = 4
    lanes: int = 4

    def within_reason(self) -> bool:
        """False for parameters no Tocsin wrote: a forged file must not be able to take all memory."""
        return (
            1 <= self.lanes <= 64 and 8 * self.lanes <= self.memory_kib <= 4 << 20 and 1 <= self.passes <= 100
        )

    def stretch(self, passphrase: str, salt: bytes) -> bytes:
        """The wrapping key. The passphrase is normalised (NFKC), so keyboards agree on accented letters."""
        secret = unicodedata.normalize("NFKC", passphrase).encode()
        return hash_secret_raw(secret, salt, self.passes, self.memory_kib, self.lanes, KEY_BYTES, Type.ID)


STANDARD_KDF = Kdf()
"""About a second per guess on one core of 2024."""

KDF_FOR_TESTS = Kdf(memory_kib=64, passes=1, lanes=1)
"""Worthless against guessing. Only for tests, which pass it explicitly."""


class Keyring:
    """The root key of an unlocked case and what is derived from it. Never printed, never stored."""

    def __init__(self, case_id: str, root: bytes) -> None:
        self.case_id = case_id
        self._root = root

    @classmethod
    def generate(cls) -> Self:
        """Keys for a new case."""
        return cls(os.urandom(16).hex(), os.urandom(KEY_BYTES))

    def __repr__(self) -> str:
        return f"Keyring(case {self.case_id})"

    def database_key(self) -> bytes:
        """Raw key of the SQLCipher database."""
        return self._derive("vault", "database")

    def blob_key(self) -> bytes:
        """Wraps the key that each blob has of its own."""
        return self._derive("vault", "blobs")

    def signing_key(self) -> Ed25519PrivateKey:
        """Signs the checkpoints of the log."""
        return Ed25519PrivateKey.from_private_bytes(self._derive("vault", "signing"))

    def purpose_key(self, purpose: str) -> bytes:
        """A key for a stage's own use (``fingerprint``); unrelated to every other key of the case."""
        if not _PURPOSE.fullmatch(purpose):
            raise Misuse("A key's purpose is a short lower-case word such as 'fingerprint'.")
        return self._derive("purpose", purpose)

    def _derive(self, family: str, purpose: str) -> bytes:
        info = f"tocsin/1/{family}/{purpose}".encode()
        return HKDF(SHA256(), KEY_BYTES, salt=bytes.fromhex(self.case_id), info=info).derive(self._root)

    def lock(self, passphrase: str, kdf: Kdf, public_key: str) -> bytes:
        """The content of ``keys.json`` for this passphrase. ``public_key`` is kept beside, to be pinned."""
        if len(passphrase) < LEAST_PASSPHRASE:
            raise WeakPassphrase(LEAST_PASSPHRASE)
        salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
        header = {
            "format": FORMAT,
            "case": self.case_id,
            "log_key": public_key,
            "kdf": {
                "name": "argon2id",
                "memory_kib": kdf.memory_kib,
                "passes": kdf.passes,
                "lanes": kdf.lanes,
                "salt": _text(salt),
            },
        }
        wrapped = AESGCM(kdf.stretch(passphrase, salt)).encrypt(nonce, self._root, _canonical(header))
        return _file({**header, "root": _text(nonce + wrapped)})


def unlock(data: bytes, passphrase: str) -> tuple[Keyring, Kdf]:
    """Open the content of ``keys.json``.

    Raises Damaged if any byte differs from what was written, WrongPassphrase if the file is whole and the
    passphrase does not open it.
    """
    fields = _checked(data)
    root = fields.pop("root")
    try:
        kdf = Kdf(*(int(fields["kdf"][name]) for name in ("memory_kib", "passes", "lanes")))
        salt, sealed, case_id = _bytes(fields["kdf"]["salt"]), _bytes(root), str(fields["case"])
        reasonable = kdf.within_reason()
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(FILE, "a field is missing or malformed") from error
    if not reasonable:
        raise Damaged(FILE, "its key-stretching parameters are out of range")
    try:
        key = AESGCM(kdf.stretch(passphrase, salt)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _canonical(fields)
        )
    except InvalidTag:
        raise WrongPassphrase from None
    return Keyring(case_id, key), kdf


def _checked(data: bytes) -> dict[str, Any]:
    """The fields of the file, if it is byte for byte what ``_file`` writes.

    The checksum only tells a damaged file from a wrong passphrase; against forgery stands the wrapping, which
    authenticates the other fields.
    """
    try:
        fields = json.loads(data)
        written = {name: value for name, value in fields.items() if name != "sha256"}
    except (ValueError, AttributeError) as error:
        raise Damaged(FILE, "it is not the text the vault wrote") from error
    if _file(written) != data:
        raise Damaged(FILE, "its checksum does not match")
    if written.get("format") != FORMAT:
        raise NewerVersion(FILE)
    return written


def _file(fields: dict[str, Any]) -> bytes:
    digest = hashlib.sha256(_canonical(fields)).hexdigest()
    return (json.dumps({**fields, "sha256": digest}, indent=1, sort_keys=True) + "\n").encode()


def _canonical(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
