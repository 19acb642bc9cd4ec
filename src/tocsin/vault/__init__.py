"""The encrypted, logged store of one case."""

from tocsin.vault.blobs import BlobWriter
from tocsin.vault.checkpoint import PublicKey
from tocsin.vault.documents import DocumentRef
from tocsin.vault.errors import (
    AlreadyFinished,
    CaseInUse,
    Damaged,
    DiskFull,
    FolderInUse,
    Misuse,
    NewerVersion,
    NotACase,
    NotLoggable,
    NotSigned,
    StorageFailed,
    VaultError,
    WeakPassphrase,
    WrongPassphrase,
)
from tocsin.vault.keys import KDF_FOR_TESTS, STANDARD_KDF, Kdf
from tocsin.vault.log import Fact
from tocsin.vault.store import Vault
from tocsin.vault.tables import TableRef

__all__ = [
    "KDF_FOR_TESTS",
    "STANDARD_KDF",
    "AlreadyFinished",
    "BlobWriter",
    "CaseInUse",
    "Damaged",
    "DiskFull",
    "DocumentRef",
    "Fact",
    "FolderInUse",
    "Kdf",
    "Misuse",
    "NewerVersion",
    "NotACase",
    "NotLoggable",
    "NotSigned",
    "PublicKey",
    "StorageFailed",
    "TableRef",
    "Vault",
    "VaultError",
    "WeakPassphrase",
    "WrongPassphrase",
]
