"""Damage and attacks end in a plain sentence, never in an exception and never in silence."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Generator, Iterator

import openpyxl
import pikepdf
import pytest
from old_samples import compound_file
from reader_samples import (
    Reading,
    csv_file,
    docx_file,
    mail_file,
    samples,
    table_workbook,
    text_pdf,
    zip_file,
)

from tocsin.intake.readers import KINDS, load_all, read
from tocsin.intake.readers.base import Item
from tocsin.intake.readers.pieces import TablePieces
from tocsin.model.content import MAX_CELL_CHARS, Child, Message, Shortfall, Table, Text

OUTCOMES = {"read_in_part", "refused", "stopped"}


def shortfalls(items: list[Item]) -> list[Shortfall]:
    return [item for item in items if isinstance(item, Shortfall)]


def mutants(raw: bytes, chance: random.Random) -> list[bytes]:
    """The file with bytes flipped, cut short, with a piece cut out, and with a piece put in twice."""
    at, other = sorted(chance.sample(range(1, len(raw)), 2))
    flipped = bytearray(raw)
    for _ in range(max(1, len(raw) // 200)):
        flipped[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return [
        bytes(flipped),
        raw[: len(raw) // 2],
        raw[:at],
        raw[:at] + raw[other:],
        raw[:other] + raw[at:],
        raw[:at] + bytes(other - at) + raw[other:],
        raw[:at] + chance.randbytes(min(64, other - at)) + raw[at:],
        raw[at:],
    ]


@pytest.mark.parametrize("name", sorted(samples()))
def test_no_damage_raises_and_every_silence_has_a_reason(reading: Reading, name: str) -> None:
    chance = random.Random(name)
    for raw in mutants(samples()[name], chance):
        items = reading(raw, name)
        assert items
        for shortfall in shortfalls(items):
            assert shortfall.outcome in OUTCOMES
            assert 10 < len(shortfall.reason) < 200
            assert "Error" not in shortfall.reason


def test_a_half_copied_document_gives_the_parts_that_are_there(reading: Reading) -> None:
    whole = docx_file()
    central = whole.rfind(b"PK\x01\x02", 0, whole.find(b"PK\x05\x06"))
    first_directory_entry = whole.find(b"PK\x01\x02")
    assert 0 < first_directory_entry < central
    items = reading(whole[:first_directory_entry], "letter.docx")
    assert any(isinstance(item, Text) and "seen" in item.text for item in items)
    assert [s.outcome for s in shortfalls(items)] == ["read_in_part"]


def test_a_zip_bomb_is_left_packed_and_named(reading: Reading) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "hello")
        archive.writestr("bomb.bin", bytes(60 << 20))
    items = reading(target.getvalue(), "files.zip")
    assert [item.name for item in items if isinstance(item, Child)] == ["a.txt"]
    assert "1 file of 2" in shortfalls(items)[0].reason


def test_a_member_that_lies_about_its_size_is_counted_by_its_output(reading: Reading) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.bin", bytes(60 << 20))
    raw = target.getvalue().replace(struct.pack("<I", 60 << 20), struct.pack("<I", 5))
    items = reading(raw, "files.zip")
    assert not [item for item in items if isinstance(item, Child) and len(item.data) > 100]
    assert shortfalls(items)


def test_overlapping_members_are_not_unpacked(reading: Reading) -> None:
    raw = bytearray(zip_file({"a.txt": "x" * 500, "b.txt": "y" * 500}))
    second = raw.find(b"PK\x01\x02", raw.find(b"PK\x01\x02") + 4)
    raw[second + 42 : second + 46] = struct.pack("<I", 0)
    items = reading(bytes(raw), "files.zip")
    assert "overlapping" in shortfalls(items)[0].reason


def test_a_locked_archive_is_refused_with_the_count(reading: Reading) -> None:
    raw = bytearray(zip_file())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for hit in re.finditer(re.escape(mark), bytes(raw)):
            raw[hit.start() + offset] |= 1
    items = reading(bytes(raw), "files.zip")
    assert items == [Shortfall("refused", "2 files of 2 in the archive are locked with a password")]


def test_each_level_of_a_nested_archive_is_one_child(reading: Reading) -> None:
    raw = b"bottom"
    for level in range(300):
        raw = zip_file({f"{level}.zip": raw})
    items = reading(raw, "deep.zip")
    assert [item.name for item in items if isinstance(item, Child)] == ["299.zip"]


def test_a_path_out_of_the_archive_is_only_a_name(reading: Reading) -> None:
    items = reading(zip_file({"../../etc/passwd": "x"}), "files.zip")
    assert [item.name for item in items if isinstance(item, Child)] == ["../../etc/passwd"]


def test_a_sheet_with_cells_in_opposite_corners_is_read_in_bounded_memory(reading: Reading) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "first", "last"
    target = io.BytesIO()
    book.save(target)
    tracemalloc.start()
    items = reading(target.getvalue(), "corner.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 << 20
    texts = [item.text for item in items if isinstance(item, Text)]
    assert "first" in texts and "last" in texts


def test_an_entity_bomb_is_not_expanded(reading: Reading) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    raw = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lol}]><x>&l9;</x>'
    items = reading(raw, "laughs.xml")
    assert sum(len(item.text) for item in items if isinstance(item, Text)) <= len(raw)
    assert "entities" in shortfalls(items)[0].reason


def test_an_outside_entity_in_a_document_is_refused_by_name(reading: Reading) -> None:
    body = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document>&e;</w:document>'
    items = reading(zip_file({"word/document.xml": body}), "letter.docx")
    assert "entities" in shortfalls(items)[0].reason


@pytest.mark.parametrize("raw", ["[" * 100_000, '{"a":' * 100_000, "<a>" * 50_000, "<div>" * 50_000])
def test_depth_alone_does_no_harm(reading: Reading, raw: str) -> None:
    for name in ("deep.json", "deep.xml", "deep.html"):
        assert shortfalls(reading(raw, name)) or len(raw)


def test_deep_json_is_read_as_text_with_the_reason(reading: Reading) -> None:
    items = reading('{"a":' * 100_000 + "1" + "}" * 100_000, "deep.json")
    assert isinstance(items[0], Text)
    assert "nested too deeply" in shortfalls(items)[0].reason


def test_a_mail_of_very_many_parts_is_read_up_to_the_limit(reading: Reading) -> None:
    head = (
        b"From: a@example.com\nTo: b@example.com\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n"
    )
    items = reading(head + b"--b\nContent-Type: text/plain\n\nx\n" * 200_000, "bomb.eml")
    assert isinstance(items[0], Message)
    assert "parts" in shortfalls(items)[0].reason


def test_a_mail_with_a_header_of_megabytes_is_cut(reading: Reading) -> None:
    long = b"=?utf-8?B?QQ==?= " * 500_000
    items = reading(b"From: a@example.com\nTo: b@example.com\nSubject: " + long + b"\n\nbody\n", "long.eml")
    assert isinstance(items[0], Message)
    assert items[0].text == "body"
    assert "header" in shortfalls(items)[0].reason


def test_a_quote_that_never_closes_swallows_one_line_only(reading: Reading) -> None:
    rows = [f"Ann {number},Lee,219-09-{9000 + number}" for number in range(900)]
    rows[10] = '"Ann 10,Lee,219-09-9010'
    items = reading("\n".join(["first,last,ssn", *rows]), "people.csv")
    table = next(item for item in items if isinstance(item, Table))
    assert sum(len(item.rows) for item in items if isinstance(item, Table)) == 900
    assert table.rows[11] == ("Ann 11", "Lee", "219-09-9011")
    assert "quotation mark" in shortfalls(items)[0].reason


def test_one_enormous_row_does_not_widen_all_others(reading: Reading) -> None:
    raw = "a,b,c\n" + "1,2,3\n" * 5_000 + "," * 200_000 + "\n" + "1,2,3\n" * 5_000
    items = reading(raw, "wide.csv")
    assert sum(len(item.rows) for item in items if isinstance(item, Table)) in {10_001, 10_002}
    assert any("wider than" in s.reason for s in shortfalls(items))


def test_a_long_cell_is_cut_and_said(reading: Reading) -> None:
    items = reading("name,note\nAnn," + "x" * 40_000 + "\n", "people.csv")
    table = next(item for item in items if isinstance(item, Table))
    assert len(table.rows[0][1]) == MAX_CELL_CHARS
    assert "1 cell was longer" in shortfalls(items)[0].reason


def test_a_cut_gzip_gives_what_came_before_the_cut(reading: Reading) -> None:
    raw = samples()["people.csv.gz"]
    items = reading(raw[:-9], "people.csv.gz")
    assert isinstance(items[0], Child)
    assert csv_file().startswith(items[0].data)
    assert items[0].name == "people.csv"
    assert shortfalls(items)[0].outcome == "read_in_part"


def test_a_locked_pdf_is_refused_as_locked(reading: Reading) -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(text_pdf((72, 700, "secret")))) as document:
        document.save(target, encryption=pikepdf.Encryption(user="word", owner="other"))
    assert reading(target.getvalue()) == [Shortfall("refused", "the document is locked with a password")]


def test_the_reasons_hold_nothing_of_the_file(reading: Reading) -> None:
    for name, raw in samples().items():
        for mutant in mutants(raw, random.Random(name + "x")):
            for shortfall in shortfalls(reading(mutant, name)):
                assert not re.search(r"219|Lee|Ann|O'Neil", shortfall.reason)


def test_text_with_binary_in_it_is_salvaged(reading: Reading) -> None:
    items = reading(
        b"Ann Lee, 12 Main Street, Springfield\n" * 20 + bytes(400) + b"219-09-9999 follows\n", "core"
    )
    assert "219-09-9999" in "".join(item.text for item in items if isinstance(item, Text))
    assert shortfalls(items)[0].outcome == "read_in_part"


def test_mail_attachments_and_messages_survive_a_broken_boundary(reading: Reading) -> None:
    items = reading(mail_file()[:-20], "mail.eml")
    assert isinstance(items[0], Message)


def test_loading_everything_twice_is_harmless() -> None:
    load_all()
    load_all()
    assert "csv" in KINDS


def test_json_cut_in_the_middle_is_kept_as_text(reading: Reading) -> None:
    items = reading(json.dumps({"a": ["219-09-9999"] * 5})[:-8], "a.json")
    assert isinstance(items[0], Text) and "219-09-9999" in items[0].text
    assert shortfalls(items)[0].outcome == "read_in_part"


def test_a_truncated_workbook_keeps_its_rows(reading: Reading) -> None:
    raw = table_workbook()
    items = reading(raw[: raw.find(b"PK\x01\x02")], "payroll.xlsx")
    assert any(isinstance(item, Table) and item.rows[0][0] == "Ann" for item in items)


def test_reading_is_lazy_and_stops_when_the_parent_stops() -> None:
    raw = ("a,b\n" + "1,2\n" * 50_000).encode()
    reading = read("a.csv", io.BytesIO(raw), len(raw))
    assert isinstance(next(iter(reading)), Table)
    assert isinstance(reading, Generator)
    reading.close()


def test_rows_read_before_a_parser_fails_are_not_lost() -> None:
    def rows() -> Iterator[list[str]]:
        yield ["Ann", "219-09-9901"]
        raise ValueError("damaged here")

    given = TablePieces().tables("table", ["name", "ssn"], rows())
    assert next(given).rows == (("Ann", "219-09-9901"),)
    with pytest.raises(ValueError, match="damaged"):
        next(given)


ATTRIBUTES = " ".join(f'k{number}="v{number}"' for number in range(100_000))


@pytest.mark.parametrize("raw", [f"<a {ATTRIBUTES}/>", f"<r><a x='1'><b {ATTRIBUTES}/></a><a x='2'/></r>"])
def test_an_element_of_very_many_attributes_is_read_whole_and_soon(reading: Reading, raw: str) -> None:
    started = time.process_time()
    items = reading(raw, "wide.xml")
    assert time.process_time() - started < 10
    text = "".join(item.text for item in items if isinstance(item, Text))
    cells = {cell for item in items if isinstance(item, Table) for row in item.rows for cell in row}
    assert "v99999" in text or "v99999" in cells
    assert not shortfalls(items)


def test_a_page_with_an_element_of_very_many_attributes_is_read_as_text(reading: Reading) -> None:
    for attributes in (ATTRIBUTES, "a " * 2_000, "a='b'" * 2_000):
        items = reading(f"<!doctype html><html><body {attributes}>219-09-9901</body></html>", "wide.html")
        assert "219-09-9901" in "".join(item.text for item in items if isinstance(item, Text))
        assert "1,000 attributes" in shortfalls(items)[0].reason


def shared_workbook() -> bytes:
    """A workbook in the order of Excel: the sheet first, the texts of its cells in a table behind it."""
    rows = "".join(
        f'<row r="{n + 1}"><c r="A{n + 1}" t="s"><v>{n}</v></c><c r="B{n + 1}"><v>{n * 7919}</v></c></row>'
        for n in range(400)
    )
    texts = "".join(f"<si><t>219-09-{9000 + n}</t></si>" for n in range(400))
    return zip_file(
        {
            "xl/workbook.xml": "<workbook/>",
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
        }
    )


def cells_of(items: list[Item]) -> set[str]:
    """The first cell of every row, headers too: without a header's words a first row may pass for one."""
    tables = [item for item in items if isinstance(item, Table)]
    return {row[0] for table in tables for row in (*((table.header,) if table.header else ()), *table.rows)}


def test_a_half_copied_workbook_is_a_table_and_its_lost_texts_are_counted(reading: Reading) -> None:
    raw = shared_workbook()
    texts = raw.find(b"xl/sharedStrings")
    whole = reading(raw[: raw.find(b"PK\x01\x02")], "people.xlsx")
    assert cells_of(whole) == {f"219-09-{9000 + number}" for number in range(400)}
    half = reading(raw[: texts - 30], "people.xlsx")
    assert len(cells_of(half)) == 400
    assert "the text of 400 cells is lost with a part of the document" in {s.reason for s in shortfalls(half)}


def test_a_workbook_damaged_in_the_middle_keeps_the_rows_before_the_damage(reading: Reading) -> None:
    raw = bytearray(shared_workbook())
    middle = (raw.find(b"xl/worksheets") + raw.find(b"xl/sharedStrings")) // 2
    raw[middle : middle + 64] = bytes(byte ^ 0xFF for byte in raw[middle : middle + 64])
    items = reading(bytes(raw), "people.xlsx")
    assert "219-09-9001" in cells_of(items)
    assert "what came before the damage" in shortfalls(items)[0].reason


def test_a_workbook_whose_beginning_is_overwritten_gives_the_texts_of_its_cells(reading: Reading) -> None:
    raw = shared_workbook()
    overwritten = raw.find(b"xl/worksheets") + 40
    items = reading(bytes(overwritten) + raw[overwritten:], "people.xlsx")
    text = "".join(item.text for item in items if isinstance(item, Text))
    assert text.count("219-09-") == 400
    assert [s.outcome for s in shortfalls(items)] == ["read_in_part"]


def test_properties_that_claim_more_entries_than_there_are_bytes_are_left_out(reading: Reading) -> None:
    """A vector of four thousand million (MS-OLEPS 2.14); counted through, this test would not end."""
    entry = struct.pack("<II", 0x1000 | 0x1E, 0xFFFFFFFE) + bytes(40)
    section = struct.pack("<IIII", 16 + len(entry), 1, 13, 16) + entry
    stream = struct.pack("<HHI16sI16sI", 0xFFFE, 0, 0, bytes(16), 1, bytes(16), 48) + section
    slides = struct.pack("<HHI", 0, 4000, 12) + "seen 1".encode("utf-16-le")
    tree = {"PowerPoint Document": slides, "\x05DocumentSummaryInformation": stream.ljust(4096, b"\0")}
    texts = [item.text for item in reading(compound_file(tree), "talk.ppt") if isinstance(item, Text)]
    assert "seen 1" in texts
