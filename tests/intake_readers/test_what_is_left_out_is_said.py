"""Every limit a reader has ends in a sentence in the item's row, never in silence."""

from __future__ import annotations

import io
import sqlite3

import pikepdf
import pytest
from reader_samples import Reading

from tocsin.intake.readers import html, mail, pdf_extras, sql_dump, sqlite
from tocsin.intake.readers.base import Item
from tocsin.model.content import Message, Shortfall, Text


def said(items: list[Item]) -> list[str]:
    """The reasons for reading in part; any other outcome is a failure here."""
    found = [item for item in items if isinstance(item, Shortfall)]
    assert {item.outcome for item in found} <= {"read_in_part"}
    return [item.reason for item in found]


def test_recipients_beyond_the_limit_are_said(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MAX_RECIPIENTS", 3)
    raw = "From: a@example.com\nTo: b@example.com, c@example.com\nTo: {}\nDate: x\nSubject: s\n\nbody\n"
    whole = reading(raw.format("d@example.com"), "mail.eml")
    assert isinstance(whole[0], Message) and len(whole[0].recipients) == 3
    assert said(whole) == []
    cut = reading(raw.format("d@example.com, e@example.com"), "mail.eml")
    assert isinstance(cut[0], Message) and len(cut[0].recipients) == 3
    assert said(cut) == ["the message has more than 3 recipients; only the first were read"]


@pytest.mark.parametrize("field", ["To", "Subject"])
def test_a_header_field_cut_at_the_limit_is_said(reading: Reading, field: str) -> None:
    fields = {"From": "a@example.com", "To": "b@example.com", "Date": "x", "Subject": "s"}
    fields[field] = "x" * (mail.MAX_FIELD_CHARS + 1)
    raw = "".join(f"{name}: {value}\n" for name, value in fields.items()) + "\nbody\n"
    assert "header" in said(reading(raw, "mail.eml"))[0]


def test_tables_of_a_database_beyond_the_limit_are_said(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = sqlite3.connect(":memory:")
    for number in range(3):
        database.execute(f"CREATE TABLE t{number} (name TEXT)")
    raw = database.serialize()
    database.close()
    monkeypatch.setattr(sqlite, "MAX_TABLES", 3)
    assert said(reading(raw, "x.sqlite")) == []
    monkeypatch.setattr(sqlite, "MAX_TABLES", 2)
    assert said(reading(raw, "x.sqlite")) == ["the database has more than 2 tables; only the first were read"]


def form(fields: list[pikepdf.Dictionary]) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_fields_of_a_form_beyond_the_limit_are_said(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = form([pikepdf.Dictionary(T=f"f{number}", V="x") for number in range(3)])
    monkeypatch.setattr(pdf_extras, "MAX_FIELDS", 3)
    assert said(reading(raw, "form.pdf")) == []
    monkeypatch.setattr(pdf_extras, "MAX_FIELDS", 2)
    assert said(reading(raw, "form.pdf")) == ["the form has more than 2 fields; only the first were read"]


def test_fields_nested_too_deeply_and_with_too_many_values_are_said(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_extras, "MAX_DEPTH", 1)
    deep = pikepdf.Dictionary(T="x", V="y")
    for _ in range(2):
        deep = pikepdf.Dictionary(T="x", Kids=pikepdf.Array([deep]))
    many = pikepdf.Dictionary(T="x", V=pikepdf.Array(["y"] * (pdf_extras.MAX_VALUES + 1)))
    for field in (deep, many):
        assert "nested too deeply or with too many values" in said(reading(form([field]), "form.pdf"))[0]


def test_damage_beside_the_pages_of_a_document_is_said(reading: Reading) -> None:
    document = pikepdf.open(io.BytesIO(form([])))
    document.Root.AcroForm.Fields = 5
    target = io.BytesIO()
    document.save(target)
    document.close()
    assert "beside its pages is damaged" in said(reading(target.getvalue(), "form.pdf"))[0]


def test_rows_of_a_page_beyond_the_limit_are_said(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"<html><body><table>{'<tr><td>a<td>b' * 3}</table></body></html>"
    letter = f"From: a@example.com\nTo: b@example.com\nDate: x\nContent-Type: text/html\n\n{page}"
    monkeypatch.setattr(html, "MAX_TABLE_CELLS", 6)
    assert said(reading(page, "page.html")) == said(reading(letter, "mail.eml")) == []
    monkeypatch.setattr(html, "MAX_TABLE_CELLS", 5)
    for items in (reading(page, "page.html"), reading(letter, "mail.eml")):
        assert ["a table of the page" in reason for reason in said(items)] == [True]


def test_statements_of_a_dump_beyond_the_limit_are_said(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = "INSERT INTO p VALUES (1,'a');\nUPDATE p SET name='b';\n-- moved in 1999\nUPDATE p SET name='c';\n"
    assert said(reading(dump, "dump.sql")) == []
    monkeypatch.setattr(sql_dump, "MAX_OTHER_CHARS", 40)
    assert "the rest of these was not read" in said(reading(dump, "dump.sql"))[0]


def test_comments_of_a_dump_come_out_wherever_they_stand(reading: Reading) -> None:
    dump = """-- MySQL dump 10.13
-- Host: localhost    Database: hr
-- first O'Neil
SET NAMES utf8; -- second
/*!40101 SET SQL_MODE='' */;
CREATE TABLE p (id int, -- third
 name text);
INSERT INTO p /* fourth */ VALUES -- fifth
(1,'-- no comment'), /* sixth */ (2,'b');
# seventh
CREATE VIEW v AS SELECT /* eighth */ 1;
"""
    found = [item for item in reading(dump, "dump.sql") if isinstance(item, Text)]
    assert [item.role for item in found] == ["comment"]
    words = "first O'Neil|second|third|fourth|fifth|sixth|seventh|eighth"
    assert sorted(found[0].text.split("\n")) == sorted(words.split("|"))


def test_a_row_that_holds_more_than_values_is_given_as_text(reading: Reading) -> None:
    items = reading(
        "INSERT INTO p VALUES (1,'a');\nINSERT INTO p VALUES (NEW.id, concat + NEW.ssn);\n", "d.sql"
    )
    assert "NEW.ssn" in "".join(item.text for item in items if isinstance(item, Text))
