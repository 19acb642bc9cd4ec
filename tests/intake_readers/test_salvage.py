"""Of a file that is cut off in the middle, or damaged, what is still there is read, and that it is not all is
said.
"""

from __future__ import annotations

import io
import random
import sqlite3
import zipfile

import pikepdf
import pytest
from old_samples import compound_file, doc_file
from reader_samples import Reading, csv_file, mail_file, text_pdf

from tocsin.intake.readers import pst_damage, salvage
from tocsin.intake.readers.base import Item
from tocsin.intake.readers.runs import written_runs
from tocsin.model.content import Child, Shortfall, Table, Text


def text(items: list[Item]) -> str:
    return "\n".join(item.text for item in items if isinstance(item, Text))


def reasons(items: list[Item]) -> list[str]:
    return [item.reason for item in items if isinstance(item, Shortfall)]


def said_in_part(items: list[Item]) -> bool:
    return {item.outcome for item in items if isinstance(item, Shortfall)} == {"read_in_part"}


# --- PDF ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True], ids=["objects apart", "objects in streams"])
def test_pages_before_the_cut_of_a_pdf_are_read_though_its_table_is_lost(
    reading: Reading, packed: bool
) -> None:
    whole = letters_pdf(60, packed=packed)
    items = reading(whole[: len(whole) // 2], "letters.pdf")
    found = sum(f"letter {number} to Ann Lee" in text(items) for number in range(60))
    assert found >= 15
    assert said_in_part(items)


def test_a_drawing_without_its_page_is_read_with_the_fonts_at_hand(reading: Reading) -> None:
    whole = text_pdf((72, 700, "Name: Ann Lee 219-09-9901"))
    without = whole.replace(b"/Type /Page ", b"/Type /Gone ").replace(b"/Type /Page\n", b"/Type /Gone\n")
    assert without != whole
    items = reading(without[: without.rfind(b"xref")], "page.pdf")
    assert "Ann Lee 219-09-9901" in text(items)
    assert said_in_part(items)


def letters_pdf(pages: int, *, packed: bool) -> bytes:
    document = pikepdf.open(io.BytesIO(text_pdf((72, 700, "x"), pages=pages)))
    for number, page in enumerate(document.pages):
        noise = random.Random(number).randbytes(300).hex()  # drawings take more room than pages
        drawing = f"% {noise}\nBT /F1 11 Tf 72 700 Td (letter {number} to Ann Lee) Tj ET"
        page.Contents = document.make_stream(drawing.encode())
    target = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    document.save(target, object_stream_mode=mode)
    return target.getvalue()


# --- SQLite ------------------------------------------------------------------------------------------


def people_database(rows: int = 5_000) -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, ssn TEXT, pay REAL)")
    people = ((9_000_000 + n, f"Ann Lee {n}", f"219-09-{n:04}", n / 4) for n in range(rows))
    database.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", people)
    database.commit()
    return database.serialize()


def rows_of(items: list[Item]) -> list[tuple[str, ...]]:
    return [row for item in items if isinstance(item, Table) for row in item.rows]


def test_half_a_database_gives_the_rows_of_its_half_with_their_columns(reading: Reading) -> None:
    whole = people_database()
    items = reading(whole[: len(whole) // 2], "people.db")
    table = next(item for item in items if isinstance(item, Table))
    assert (table.place, table.header) == ("table people", ("id", "name", "ssn", "pay"))
    rows = rows_of(items)
    assert ("9000001", "Ann Lee 1", "219-09-0001", "0.25") in rows
    assert 2_000 < len(rows) < 3_000
    assert said_in_part(items)


def test_rows_behind_a_damaged_page_are_found_and_none_is_given_twice(reading: Reading) -> None:
    damaged = bytearray(people_database())
    damaged[4096 * 10 : 4096 * 12] = bytes(2 * 4096)
    rows = rows_of(reading(bytes(damaged), "people.db"))
    assert ("9004999", "Ann Lee 4999", "219-09-4999", "1249.75") in rows
    assert 4_500 < len(rows) == len(set(rows)) < 5_000


def test_a_database_without_its_schema_gives_rows_without_names_of_columns(reading: Reading) -> None:
    damaged = bytearray(people_database())
    damaged[100:4096] = bytes(3996)
    items = reading(bytes(damaged), "people.db")
    assert [item.header for item in items if isinstance(item, Table)] == [None]
    assert len(rows_of(items)) == 5_000


# --- archives ----------------------------------------------------------------------------------------


def test_a_member_that_is_damaged_is_given_up_to_the_damage(reading: Reading) -> None:
    people = csv_file() * 2_000
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("people.csv", people)
    damaged = bytearray(target.getvalue())
    damaged[100_000] ^= 1
    items = reading(bytes(damaged), "files.zip")
    (child,) = [item for item in items if isinstance(item, Child)]
    assert len(child.data) > 90_000
    assert child.data[:90_000] == people[:90_000]
    assert reasons(items) == ["1 file of 1 in the archive is damaged, and read up to the damage"]


# --- mail, Office, Outlook ----------------------------------------------------------------------------


def test_a_mail_that_ends_before_its_last_part_says_so(reading: Reading) -> None:
    assert not reasons(reading(mail_file(), "form.eml"))
    assert "ends before its last part" in reasons(reading(mail_file()[:-80], "form.eml"))[0]


def test_an_old_document_without_its_directory_gives_its_readable_text(reading: Reading) -> None:
    whole = doc_file()
    items = reading(whole[:3072], "letter.doc")
    assert "219-09-99" in text(items)
    assert "only its readable runs of text were read" in reasons(items)[0]


def test_a_workbook_of_which_only_the_texts_are_left_gives_them(reading: Reading) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/sharedStrings.xml", "<sst><si><t>Ann Lee</t></si><si><t>219-09-9901</t></si></sst>"
        )
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet>" + " " * 500)
    whole = target.getvalue()
    items = reading(whole[: whole.find(b"PK\x03\x04", 50) + 45], "people.xlsx")
    assert "Ann Lee\n219-09-9901" in text(items)
    assert said_in_part(items)


@pytest.mark.parametrize("permuted", [True, False])
def test_an_outlook_file_that_cannot_be_opened_gives_its_readable_text(permuted: bool) -> None:
    plain = "Dear Ann Lee, your number is 219-09-9901 and nothing else of you is kept.".encode("utf-16-le")
    table = bytes(pst_damage._STANDS_FOR.index(byte) for byte in range(256))
    head = bytearray(600)
    head[:4], head[10:12], head[513] = b"!BDN", (23).to_bytes(2, "little"), permuted
    raw = bytes(head) + (plain.translate(table) if permuted else plain)
    assert "Ann Lee, your number is 219-09-9901" in "".join(pst_damage.texts(io.BytesIO(raw)))


# --- what is no text stays refused --------------------------------------------------------------------


def test_noise_gives_no_text(reading: Reading) -> None:
    noise = random.Random(7).randbytes(300_000)
    assert not list(written_runs(io.BytesIO(noise)))
    (refusal,) = reading(noise, "noise.bin")
    assert isinstance(refusal, Shortfall)
    assert refusal.outcome == "refused"


def test_a_run_across_the_windows_of_the_search_is_not_cut_in_two() -> None:
    line = "Ann Lee, 219-09-9901, born 1970-01-02"
    raw = b"\0\1" * 32_760 + line.encode() + b"\0\1" * 100
    assert line in "".join(written_runs(io.BytesIO(raw)))


def test_a_locked_file_is_not_searched_for_text(reading: Reading) -> None:
    locked = compound_file({"EncryptedPackage": b"Ann Lee " * 600, "EncryptionInfo": bytes(64)})
    (refusal,) = reading(locked, "people.xlsx")
    assert isinstance(refusal, Shortfall)
    assert (refusal.outcome, "locked" in refusal.reason) == ("refused", True)


def test_every_kind_that_is_searched_is_one_that_is_known() -> None:
    from tocsin.intake.readers import KINDS

    assert set(KINDS) >= salvage.RUNS | salvage.PACKED
