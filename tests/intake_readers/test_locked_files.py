"""Locked files open with a word of the owner's list, and with nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator

import msoffcrypto.format.ooxml
import pikepdf
import pytest
from reader_samples import Reading, docx_file, text_pdf, zip_file

from tocsin.intake import MAX_PASSWORDS
from tocsin.intake.readers import allow
from tocsin.model.content import Child, Shortfall, Text

WORD = "Tulip-42"


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    """None are allowed after a test."""
    yield
    allow(())


def locked_docx() -> bytes:
    target = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(docx_file())).encrypt(WORD, target)
    return target.getvalue()


def locked_pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.open(
        io.BytesIO(text_pdf((72, 700, "Name: Ann Lee, member 219-09-9901 of the club")))
    ) as one:
        one.save(target, encryption=pikepdf.Encryption(owner="other", user=WORD))
    return target.getvalue()


def locked_zip() -> bytes:
    import libarchive

    blocks: list[bytes] = []

    def keep(block: bytes) -> int:
        blocks.append(bytes(block))
        return len(block)

    with libarchive.custom_writer(keep, "zip", options="zip:encryption=aes256", passphrase=WORD) as archive:
        archive.add_file_from_memory("people.txt", 5, b"hello")
    return b"".join(blocks)


@pytest.mark.parametrize(
    ("raw", "what"), [(locked_docx(), "document"), (locked_pdf(), "document")], ids=["docx", "pdf"]
)
def test_a_word_of_the_list_opens_a_document_and_its_place_is_recorded(
    reading: Reading, raw: bytes, what: str
) -> None:
    assert reading(raw) == [Shortfall("refused", f"the {what} is locked with a password")]
    allow(["wrong", WORD])
    items = reading(raw)
    assert items[0] == Shortfall("read", "opened with line 2 of the password list")
    assert any(isinstance(item, Text) for item in items)
    assert not any(WORD in str(item) for item in items)


def test_words_that_do_not_fit_are_counted_in_the_reason(reading: Reading) -> None:
    allow(["wrong", "worse"])
    assert reading(locked_docx()) == [
        Shortfall("refused", "the document is locked with a password, and none of the 2 given opens it")
    ]


def test_locked_members_of_an_archive_open_too(reading: Reading) -> None:
    assert [item.outcome for item in reading(locked_zip()) if isinstance(item, Shortfall)] == ["refused"]
    allow([WORD])
    items = reading(locked_zip())
    assert items == [
        Child("people.txt", b"hello"),
        Shortfall("read", "opened with line 1 of the password list"),
    ]


def test_open_files_are_read_as_ever(reading: Reading) -> None:
    before = reading(zip_file())
    allow([WORD])
    assert reading(zip_file()) == before


def test_no_more_words_are_tried_than_a_budget_allows() -> None:
    allow([str(number) for number in range(10 * MAX_PASSWORDS)])
    from tocsin.intake.readers.locks import words as listed

    assert len(list(listed())) == MAX_PASSWORDS


def test_a_workbook_locked_with_the_programs_own_word_opens_by_itself(reading: Reading) -> None:
    """Excel locks with it when somebody protects a workbook and gives no password, and never asks for it."""
    target = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(docx_file())).encrypt("VelvetSweatshop", target)
    items = reading(target.getvalue())
    assert Shortfall("read", "opened with the word the program itself locks with") in items
    assert len(items) > 1
