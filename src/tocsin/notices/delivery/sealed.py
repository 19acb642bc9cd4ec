"""A package that only the printer can open: ZIP with AES-256 (AE-2), or CMS to the printer's certificate.

The ZIP is what 7-Zip and WinZip call AES-256: encryption strength 3, key by PBKDF2-HMAC-SHA1 with 1,000
rounds, counter mode, an authentication code of 80 bits (winzip.com/en/support/aes-encryption, AE-2). Those
rounds are few, so the passphrase has to be long. CMS is EnvelopedData with AES-256-CBC (RFC 5652).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options

LEAST = 16
"""Characters a passphrase for the printer must have."""

LARGEST = 0xFFFF_0000
"""Bytes a ZIP without 64-bit fields may have."""

_AES, _STRENGTH, _ROUNDS = 99, 3, 1000
_DATE, _TIME = 0x0021, 0
"""1 January 1980, so that the same letters give the same bytes before encryption."""

_STORED, _DEFLATED = 0, 8
_ALREADY_SMALL = (".pdf", ".zip", ".p7m", ".png")


class SealError(ValueError):
    """A package cannot be sealed so. The message says what to give instead."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    size: int
    stored: int
    method: int
    offset: int


class SealedZip:
    """Writes a ZIP whose every file is encrypted with a passphrase. Use as: add files, then finish."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        if len(passphrase) < LEAST:
            raise SealError(f"a passphrase for the printer has at least {LEAST} characters")
        self._out, self._passphrase = out, passphrase.encode()
        self._entries: list[_Entry] = []
        self._at = 0

    def add(self, name: str, content: bytes) -> None:
        """Encrypt a file into the ZIP. Raises SealError when the ZIP would become too large."""
        method = _STORED if name.endswith(_ALREADY_SMALL) else _DEFLATED
        packed = content if method == _STORED else _deflate(content)
        salt = os.urandom(16)
        keys = hashlib.pbkdf2_hmac("sha1", self._passphrase, salt, _ROUNDS, 66)
        secret = _counter_mode(keys[:32], packed)
        code = hmac.digest(keys[32:64], secret, "sha1")[:10]
        body = salt + keys[64:66] + secret + code
        if self._at + len(body) > LARGEST:
            raise SealError("the package is larger than 4 GB; make one for fewer pieces (--limit)")
        entry = _Entry(name.encode(), len(content), len(body), method, self._at)
        self._write(b"PK\x03\x04" + _header(entry) + entry.name + _extra(method) + body)
        self._entries.append(entry)

    def finish(self) -> None:
        """Write the directory of the ZIP."""
        start = self._at
        for entry in self._entries:
            fields = _header(entry) + struct.pack("<HHHII", 0, 0, 0, 0, entry.offset)
            self._write(b"PK\x01\x02" + struct.pack("<H", 51) + fields + entry.name + _extra(entry.method))
        count, size = len(self._entries), self._at - start
        self._write(b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, size, start, 0))

    def _write(self, content: bytes) -> None:
        self._out.write(content)
        self._at += len(content)


def _header(entry: _Entry) -> bytes:
    """Fields that the local header and the directory share. AE-2 writes no checksum of the plain text."""
    return struct.pack(
        "<HHHHHIIIHH", 51, 0x0001, _AES, _TIME, _DATE, 0, entry.stored, entry.size, len(entry.name), 11
    )


def _extra(method: int) -> bytes:
    return struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", _STRENGTH, method)


def _deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _counter_mode(key: bytes, content: bytes) -> bytes:
    """AES in the counter mode of the ZIP form: a counter from 1, little end first."""
    blocks = -(-len(content) // 16)
    counters = np.zeros((blocks, 2), dtype="<u8")
    counters[:, 0] = np.arange(1, blocks + 1, dtype="<u8")
    # ECB over counters is how counter mode is made; no plain text is ever encrypted so.
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
    stream = np.frombuffer(encryptor.update(counters.tobytes()), dtype=np.uint8)[: len(content)]
    return bytes(np.bitwise_xor(np.frombuffer(content, dtype=np.uint8), stream).tobytes())


def read_certificate(pem: bytes) -> x509.Certificate:
    """The printer's certificate, PEM or DER. Raises SealError unless it holds an RSA key of 2,048 bits."""
    try:
        load = x509.load_pem_x509_certificate if b"-----BEGIN" in pem else x509.load_der_x509_certificate
        found = load(pem)
    except ValueError:
        raise SealError("this is no X.509 certificate in PEM or DER form") from None
    key = found.public_key()
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < 2048:
        raise SealError("the certificate must hold an RSA key of 2,048 bits or more")
    return found


def to_certificate(content: bytes, certificates: Iterable[x509.Certificate]) -> bytes:
    """CMS EnvelopedData (DER) that the holders of these certificates can open."""
    builder = PKCS7EnvelopeBuilder().set_data(content).set_content_encryption_algorithm(algorithms.AES256)
    for certificate in certificates:
        builder = builder.add_recipient(certificate)
    return builder.encrypt(Encoding.DER, [PKCS7Options.Binary])
