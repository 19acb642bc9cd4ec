"""Values planted where plain readers do not look: all of them were stolen, so all of them must come out."""

from __future__ import annotations

import re

import pytest
from reader_samples import Reading, docx_file, html_file, odt_file, pdf_file, pptx_file, rtf_file, xlsx_file

from tocsin.intake.readers.base import Item
from tocsin.model.content import Child, Message, Table, Text

NUMBER = re.compile(r"219-09-\d{4}")


def words(items: list[Item]) -> str:
    """Everything that came out, as one text."""
    found: list[str] = []
    for item in items:
        if isinstance(item, Text | Message):
            found.append(item.text)
        elif isinstance(item, Table):
            found += [cell for row in ((item.header or ()), *item.rows) for cell in row]
        elif isinstance(item, Child):
            found.append(item.data.decode("latin-1"))
    return "\n".join(found)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (docx_file(), {9921, 9922, 9923, 9924, 9925, 9926}),
        (xlsx_file(), {9911, 9912, 9913, 9914}),
        (pdf_file(), {9931, 9932, 9933, 9934}),
        (html_file(), {9901, 9902, 9951, 9952}),
        (rtf_file(), {9961, 9962, 9963}),
        (odt_file(), {9901, 9902, 9971}),
        (pptx_file(), {9981, 9982, 9983}),
    ],
    ids=["docx", "xlsx", "pdf", "html", "rtf", "odt", "pptx"],
)
def test_every_planted_value_comes_out(reading: Reading, raw: bytes, wanted: set[int]) -> None:
    items = reading(raw)
    assert set(NUMBER.findall(words(items))) == {f"219-09-{number}" for number in wanted}


def test_the_role_says_where_the_value_was(reading: Reading) -> None:
    roles = {item.text.split()[0]: item.role for item in reading(docx_file()) if isinstance(item, Text)}
    assert roles["deleted"] == "deleted"
    assert roles["hidden"] == "hidden"
    assert roles["header"] == "header"
    assert roles["footer"] == "footer"


def test_a_very_hidden_sheet_is_marked_hidden(reading: Reading) -> None:
    parts = [item for item in reading(xlsx_file()) if getattr(item, "place", "").startswith("sheet old")]
    assert [part.role for part in parts] == ["hidden"]


def test_a_number_is_given_as_the_sheet_shows_it(reading: Reading) -> None:
    assert "219-09-9913" in words(reading(xlsx_file()))
    assert "219099913" not in words(reading(xlsx_file()))
