"""What programs of the last century left behind: read with its shape, and what nobody looks at with it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from old_samples import archive_samples, compound_file, doc_file, msg_file, old_samples, ppt_file
from reader_samples import HEADER, ROWS, Reading, csv_file
from test_damaged_and_hostile import OUTCOMES, mutants, shortfalls

from tocsin.intake import examine, survey
from tocsin.intake.readers import kind_of
from tocsin.intake.readers.compound import alone
from tocsin.intake.readers.mapi import unpacked_rtf
from tocsin.model.content import Child, Message, Shortfall, Table, Text


def texts(items: list[object]) -> dict[tuple[str, str], str]:
    return {(item.place, item.role): item.text.strip() for item in items if isinstance(item, Text)}


def test_an_old_word_document_gives_text_table_and_what_is_not_shown(reading: Reading) -> None:
    items = reading(doc_file(), "letter.doc")
    found = texts(items)
    assert found["document", "body"] == "after"
    assert next(item.text for item in items if isinstance(item, Text)) == "seen\n\n"
    assert found["document, hidden text", "hidden"] == "hidden 219-09-9901"
    assert found["document, deleted text", "deleted"] == "deleted 219-09-9902"
    assert found["headers and footers", "header"] == "header 219-09-9904"
    assert found["comments", "comment"] == "comment 219-09-9905"
    table = next(item for item in items if isinstance(item, Table))
    assert (table.header, table.rows) == (("Name", "SSN"), (("Ann Lee", "219-09-9903"),))


def test_a_locked_old_document_is_refused_as_locked(reading: Reading) -> None:
    raw = bytearray(doc_file())
    at = raw.find(b"\xec\xa5\xc1\x00")
    raw[at + 11] |= 0x01
    assert reading(bytes(raw)) == [Shortfall("refused", "the document is locked with a password")]


def test_an_outlook_message_keeps_people_apart_and_attachments_whole(reading: Reading) -> None:
    items = reading(msg_file(), "form.msg")
    messages = [item for item in items if isinstance(item, Message)]
    assert [(one.sender, one.subject, one.text) for one in messages] == [
        ("Ann Lee <ann@example.com>", "Form", "Please see 219-09-9912"),
        ("Bob Ray <bob@example.com>", "Inner", "inner 219-09-9911"),
        ("", "Ann Lee", ""),
    ]
    assert messages[0].recipients == ("Carl Poe <carl@example.com>",)
    assert messages[0].sent == "2024-01-01 00:00:00 UTC"
    assert Child("people.csv", csv_file()) in items
    card = next(item for item in items if isinstance(item, Table))
    assert dict(zip(card.header or (), card.rows[0], strict=True)) == {
        "First name": "Ann",
        "Last name": "Lee",
        "E-mail": "ann@example.com",
    }


def test_the_sample_of_the_specification_unpacks() -> None:
    """MS-OXRTFCP 4.1.1, example 1."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    unpacked = unpacked_rtf(packed)
    assert unpacked == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_old_slides_give_notes_comments_and_files_inside(reading: Reading) -> None:
    items = reading(ppt_file(), "talk.ppt")
    assert texts(items) == {
        ("slide 1", "body"): "seen 219-09-9921\nnarrow text",
        ("notes 1", "comment"): "notes 219-09-9922",
        ("comment", "comment"): "comment 219-09-9923",
    }
    assert [item.data for item in items if isinstance(item, Child)] == [csv_file()]


def test_a_stream_of_a_document_becomes_a_file_of_its_own(reading: Reading) -> None:
    assert kind_of("", alone("Workbook", b"x" * 70_000)) == "xls"
    assert reading(alone("WordDocument", b"\xec\xa5" + bytes(100)))[0].outcome in OUTCOMES


@pytest.mark.parametrize("name", ["people.dbf", "people.avro", "people.orc"])
def test_rows_come_with_their_labels(reading: Reading, name: str) -> None:
    tables = [item for item in reading(old_samples()[name], name) if isinstance(item, Table)]
    if name == "people.dbf":
        assert [(one.role, one.rows) for one in tables] == [
            ("body", (("Ann Lee", "219-09-9931", "1970-01-02"),)),
            ("deleted", (("Bob Ray", "219-09-9932", "1971-02-03"),)),
        ]
    else:
        assert [label.replace("_", " ") for label in tables[0].header or ()] == list(HEADER)
        assert tables[0].rows == ROWS


@pytest.mark.parametrize("name", sorted(archive_samples()))
def test_what_is_packed_comes_out(reading: Reading, name: str) -> None:
    children = [item for item in reading(archive_samples()[name], name) if isinstance(item, Child)]
    assert [child.data for child in children] == [csv_file()]


@pytest.mark.parametrize("name", sorted(old_samples()))
def test_no_damage_to_an_old_file_raises(reading: Reading, name: str) -> None:
    chance = random.Random(name)
    for raw in mutants(old_samples()[name], chance) + mutants(old_samples()[name], chance):
        items = reading(raw, name)
        assert items
        assert {one.outcome for one in shortfalls(items)} <= OUTCOMES


def test_damaged_archives_end_as_rows_with_a_reason(tmp_path: Path) -> None:
    """The library is C: whatever it does happens in a process of its own."""
    chance = random.Random(7)
    for name, raw in archive_samples().items():
        for number, mutant in enumerate(mutants(raw, chance)):
            (tmp_path / f"{number}-{name}").write_bytes(mutant)
    for source in survey([tmp_path]):
        row = examine(source, examine_part=lambda _item, _part: None)[0]
        assert row.outcome in {"read", "read_in_part", "refused", "stopped"}
        assert row.outcome == "read" or row.reason


def test_names_are_found_wherever_the_directory_lies() -> None:
    many = compound_file({f"stream {number}": b"x" * 600 for number in range(300)} | {"WordDocument": b"x"})
    assert kind_of("", many) in {"cfb", "doc"}
