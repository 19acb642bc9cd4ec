"""How a package leaves the case: as an AES-256 ZIP, sealed to the printer's certificate, or in clear."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.x509 import Certificate

from tocsin.notices.delivery.sealed import LEAST, SealedZip, SealError, read_certificate, to_certificate
from tocsin.response.delivering import MailRefused


@dataclass(frozen=True, slots=True)
class Parcel:
    """How it is sealed. Exactly one of passphrase and certificate, or neither: in clear."""

    passphrase: str = ""
    certificate: Certificate | None = None

    @property
    def how(self) -> str:
        """For the log."""
        if self.certificate is not None:
            return "cms"
        return "aes256_zip" if self.passphrase else "in_clear"


def parcel(passphrase: str | None, certificate: Path | None, *, in_clear: bool) -> Parcel:
    """The way that was chosen. Raises MailRefused unless it is exactly one."""
    chosen = [bool(passphrase), certificate is not None, in_clear]
    if sum(chosen) != 1:
        raise MailRefused(
            "Say how the package is sealed, one way: --certificate PRINTER.pem, "
            "--passphrase-for-printer FILE, or --in-clear if it never leaves your own rooms."
        )
    try:
        if certificate is not None:
            return Parcel(certificate=read_certificate(certificate.read_bytes()))
    except SealError as error:
        raise MailRefused(f"{certificate}: {error}.") from None
    if passphrase is not None and len(passphrase) < LEAST:
        raise MailRefused(f"The printer's passphrase needs at least {LEAST} characters.")
    return Parcel(passphrase=passphrase or "")


def check_out(out: Path, sealed: Parcel) -> None:
    """Raises MailRefused unless the target is new and named as what it will be."""
    if os.path.lexists(out):
        raise MailRefused(f"{out} is there already. Name a new one, or remove that one first.")
    if sealed.passphrase and out.suffix.lower() != ".zip":
        raise MailRefused(f"{out} must end in .zip: a package with a passphrase is one encrypted ZIP.")


class Writer(Protocol):
    """Takes the files of a package one by one."""

    def add(self, name: str, content: bytes) -> None:
        """Put a file in, sealed."""


@contextmanager
def open_parcel(out: Path, sealed: Parcel) -> Iterator[Writer]:
    """A writer whose files appear at ``out`` together when all went well, and not at all otherwise."""
    building = out.with_name(f".{out.name}.partial")
    _remove(building)
    try:
        if sealed.passphrase:
            with _private(building) as file:
                writer = SealedZip(file, sealed.passphrase)
                yield writer
                writer.finish()
                _to_disk(file.fileno())
        else:
            building.mkdir(mode=0o700, parents=True)
            yield _Folder(building, sealed.certificate)
        building.rename(out)
    except SealError as error:
        raise MailRefused(f"The package cannot be written: {error}.") from None
    finally:
        _remove(building)


def _private(path: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


class _Folder:
    def __init__(self, folder: Path, certificate: Certificate | None) -> None:
        self._folder, self._certificate = folder, certificate

    def add(self, name: str, content: bytes) -> None:
        if self._certificate is not None:
            name, content = f"{name}.p7m", to_certificate(content, [self._certificate])
        with _private(self._folder / name) as file:
            file.write(content)
            file.flush()
            _to_disk(file.fileno())


def _to_disk(descriptor: int) -> None:
    os.fsync(descriptor)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
