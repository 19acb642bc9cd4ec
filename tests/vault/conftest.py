"""A small case of invented people, opened with a worthless key stretching so that the tests are fast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from tocsin.vault import KDF_FOR_TESTS, Vault

PASSPHRASE = "seven green umbrellas"


@pytest.fixture
def passphrase() -> str:
    return PASSPHRASE


@pytest.fixture
def people() -> pa.Table:
    return pa.table(
        {"name": ["Quillon Abernethy-Test", "Odalys Marchetti-Test"], "ssn": ["900-55-0001", None]}
    )


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "case", PASSPHRASE, kdf=KDF_FOR_TESTS) as vault:
        yield vault


@pytest.fixture
def closed_case(tmp_path: Path, people: pa.Table) -> Path:
    """A closed case with a table, a part, a document and a log."""
    folder = tmp_path / "case"
    with Vault.create(folder, PASSPHRASE, kdf=KDF_FOR_TESTS) as vault:
        vault.save_table("people", people, made_from="facts-1")
        vault.append_part("scan", {"findings": people}, ["share/payroll.xlsx"])
        vault.put_document("letter", "Quillon Abernethy-Test.pdf", b"Dear Quillon Abernethy-Test")
        with vault.act("approve_letters", "batch-1", sign=True, count=1):
            pass
    return folder
