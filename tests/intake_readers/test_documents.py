"""Documents, databases, mail and archives come out in the shape their makers gave them."""

from __future__ import annotations

import datetime
import io
import sqlite3
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest
from reader_samples import (
    HEADER,
    ROWS,
    Reading,
    csv_file,
    html_file,
    mail_file,
    mbox_file,
    parquet_file,
    sql_file,
    sqlite_file,
    table_workbook,
    tar_file,
    text_pdf,
    vcf_file,
    xml_file,
    zip_file,
)

from tocsin.intake import examine, survey
from tocsin.intake.readers import kind_of
from tocsin.intake.readers.base import Item
from tocsin.model.content import Child, Message, Part, Shortfall, Table, Text


def tables(items: list[Item]) -> list[Table]:
    return [item for item in items if isinstance(item, Table)]


def body(items: list[Item]) -> str:
    return "\n".join(item.text for item in items if isinstance(item, Text) and item.role == "body")


def test_a_sheet_with_a_title_gives_title_header_and_row_numbers(reading: Reading) -> None:
    items = reading(table_workbook(), "payroll.xlsx")
    assert body(items) == "Payroll 2024"
    assert tables(items) == [Table("sheet Payroll", HEADER, ROWS, first_row=4)]


def test_tables_under_each_other_are_told_apart(reading: Reading) -> None:
    book = openpyxl.Workbook()
    for row in (
        HEADER,
        *ROWS,
        (),
        (),
        ("Policy", "Insured"),
        ("A1234567", "Ann Lee"),
        (),
        ("B1234567", "Bob Ray"),
    ):
        book.active.append(row)
    found = tables(reading(saved(book), "two.xlsx"))
    assert [(table.header, table.first_row) for table in found] == [
        (HEADER, 2),
        (("Policy", "Insured", "", ""), 7),
        (("Policy", "Insured", "", ""), 9),
    ]


def test_a_header_of_merged_cells_names_both_lines(reading: Reading) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("Patient", "", "Insurer", ""),
        ("name", "dob", "name", "policy no"),
        ("Ann", "1970-01-02", "X", "12345"),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    found = tables(reading(saved(book), "merged.xlsx"))
    assert found[0].header == ("Patient name", "Patient dob", "Insurer name", "Insurer policy no")


def test_numbers_and_dates_of_a_sheet_keep_their_digits(reading: Reading) -> None:
    book = openpyxl.Workbook()
    for row in (("account", "born", "rate", "ok"), (123456789012, datetime.date(1970, 1, 2), 1.5, True)):
        book.active.append(row)
    assert tables(reading(saved(book), "a.xlsx"))[0].rows == (("123456789012", "1970-01-02", "1.5", "TRUE"),)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_table_in_a_letter_is_a_table(reading: Reading) -> None:
    document = docx.Document()
    document.add_paragraph("Dear all,")
    grid = document.add_table(0, 4)
    for row in (HEADER, *ROWS):
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    target = io.BytesIO()
    document.save(target)
    items = reading(target.getvalue(), "letter.docx")
    assert tables(items) == [Table("document table 1", HEADER, ROWS, 2)]
    assert body(items) == "Dear all,\n"


def test_words_that_line_up_in_columns_on_a_page_are_a_table(reading: Reading) -> None:
    lines = [
        (72.0 + 130 * column, 700.0 - 16 * number, text)
        for number, row in enumerate((HEADER, *ROWS, ROWS[0], ROWS[1]))
        for column, text in enumerate(row)
    ]
    items = reading(text_pdf((72, 740, "Staff of the year"), *lines), "list.pdf")
    assert tables(items)[0].header == HEADER
    assert tables(items)[0].rows[:2] == ROWS
    assert body(items).strip() == "Staff of the year"


def test_a_form_on_a_page_stays_text(reading: Reading) -> None:
    form = [
        (72.0, 700.0 - 16 * n, f"{label}: {value}")
        for n, (label, value) in enumerate(zip(HEADER, ROWS[0], strict=True))
    ]
    items = reading(text_pdf(*form), "form.pdf")
    assert not tables(items)
    assert "SSN: 219-09-9901" in body(items)


def scanned(first: int, *, title: str = "", note: str = "") -> bytes:
    """Four pages, from page ``first`` on (0-based) pictures."""
    target = io.BytesIO()
    text = text_pdf((72, 700, "first page of the letter, which has text in it"), pages=4)
    with pikepdf.open(io.BytesIO(text)) as document:
        picture = document.make_stream(bytes(300), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        picture.Width, picture.Height, picture.BitsPerComponent = 10, 10, 8
        picture.ColorSpace = pikepdf.Name.DeviceRGB
        for page in document.pages[first:]:
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
            page.Contents = document.make_stream(b"q 612 0 0 792 0 0 cm /Im Do Q")
        if title:
            document.docinfo["/Title"] = title
        if note:
            shape = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[1, 1, 5, 5])
            shape.Contents = note
            document.pages[0].Annots = pikepdf.Array([document.make_indirect(shape)])
        document.save(target)
    return target.getvalue()


def test_pages_without_text_are_named(reading: Reading) -> None:
    items = reading(scanned(1), "scan.pdf")
    assert items[-1] == Shortfall("read_in_part", "pages 2-4 are pictures without text; OCR is needed")


SCAN = Shortfall("refused", "all pages are pictures without text; OCR is needed")


def test_a_scan_is_refused_though_its_title_is_read(reading: Reading) -> None:
    assert reading(scanned(0), "scan.pdf") == [SCAN]
    title = Text("document properties", "Title: W-4", "property")
    assert reading(scanned(0, title="W-4"), "scan.pdf") == [SCAN, title]


def test_a_scan_with_notes_on_it_was_read_in_part(reading: Reading) -> None:
    items = reading(scanned(0, title="W-4", note="call back"), "scan.pdf")
    assert [item.outcome for item in items if isinstance(item, Shortfall)] == ["read_in_part"]


def test_the_row_of_a_scan_says_that_it_was_refused(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(scanned(0, title="W-4"))
    parts: list[Part] = []
    (source,) = survey([tmp_path])
    (row,) = examine(source, examine_part=lambda _, part: parts.append(part))
    assert (row.outcome, row.reason) == (SCAN.outcome, SCAN.reason)
    assert len(parts) == 1


def test_a_mail_gives_sender_recipients_versions_and_attachments(reading: Reading) -> None:
    message, version, attached = reading(mail_file(), "mail.eml")
    assert isinstance(message, Message)
    assert message.sender == "Ann Lee <ann@example.com>"
    assert message.recipients == ("bob@example.com", "Carl <carl@example.com>")
    assert message.subject == "Jürgen's form"
    assert message.text == "Please find the form. 219-09-9941"
    assert isinstance(version, Text) and "219-09-9942" in version.text
    assert isinstance(attached, Child) and attached.name == "people.csv"
    assert attached.data.replace(b"\r\n", b"\n") == csv_file().replace(b"\r\n", b"\n")


def test_a_forwarded_mail_goes_through_the_door_again(reading: Reading) -> None:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "carl@example.com", "inner"
    inner.set_content("219-09-9999")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = "ann@example.com", "bob@example.com", "outer"
    outer.set_content("see below")
    outer.add_attachment(inner)
    children = [item for item in reading(outer.as_bytes(), "x.eml") if isinstance(item, Child)]
    assert [child.name for child in children] == ["inner.eml"]
    assert kind_of(children[0].name, children[0].data) == "eml"
    assert b"219-09-9999" in children[0].data


def test_a_mailbox_gives_each_message(reading: Reading) -> None:
    messages = [item for item in reading(mbox_file(), "box.mbox") if isinstance(item, Message)]
    assert [message.place for message in messages] == ["message 1", "message 2"]


def test_a_mail_without_plain_text_is_read_from_its_page(reading: Reading) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "s"
    mail.set_content(
        "<p>Caf&eacute;</p><table><tr><td>SSN</td><td>219-09-9999</td></tr></table>", subtype="html"
    )
    message = reading(mail.as_bytes(), "mail.eml")[0]
    assert isinstance(message, Message)
    assert "Café" in message.text and "219-09-9999" in message.text


def test_a_page_gives_text_table_and_no_script(reading: Reading) -> None:
    items = reading(html_file(), "page.html")
    assert tables(items) == [Table("page table 1", HEADER, ROWS, 2)]
    assert body(items) == "Café staff"


def test_a_cell_over_two_rows_belongs_to_both(reading: Reading) -> None:
    raw = (
        "<html><table><tr><th>Name</th><th>Phone</th></tr><tr><td rowspan=2>Ann</td><td>555-0100</td></tr>"
        "<tr><td>555-0101</td></tr></table></html>"
    )
    assert tables(reading(raw))[0].rows == (("Ann", "555-0100"), ("Ann", "555-0101"))


def test_records_in_xml_are_a_table(reading: Reading) -> None:
    items = reading(xml_file(), "people.xml")
    assert body(items) == "made: 2024-01-01"
    assert tables(items)[0].header == ("id", "first", "ssn")
    assert tables(items)[0].rows == (("1", "Ann", "219-09-9901"), ("2", "Bob", "219-09-9902"))


def test_a_mysql_dump_gives_rows_under_the_names_of_its_columns(reading: Reading) -> None:
    items = reading(sql_file(), "dump.sql")
    assert tables(items) == [Table("table people", ("id", "name"), (("1", "O'Neil, Ann"), ("2", "")))]
    assert body(items) == "UPDATE people SET name='Lee' WHERE id=3"


@pytest.mark.parametrize(
    ("dump", "place", "header", "rows"),
    [
        (
            "-- PostgreSQL database dump\nCOPY public.p (id, note) FROM stdin;\n1\ta\\tb\n2\t\\N\n\\.\n",
            "table public.p",
            ("id", "note"),
            (("1", "a\tb"), ("2", "")),
        ),
        (
            "-- PostgreSQL database dump\nINSERT INTO p VALUES (1, E'it\\'s'), (2, 'back\\slash; (x)');\n",
            "table p",
            None,
            (("1", "it's"), ("2", "back\\slash; (x)")),
        ),
        (
            'CREATE TABLE p(id INTEGER, "full name" TEXT, CHECK (id > 0));\n'
            "INSERT INTO p VALUES(1,'O''Neil');\n",
            "table p",
            ("id", "full name"),
            (("1", "O'Neil"),),
        ),
        (
            "INSERT [dbo].[P] ([Id], [Name], [Born]) VALUES (1, N'Åsa', CAST(N'1980-01-02' AS Date))\nGO\n"
            "INSERT [dbo].[P] ([Id], [Name], [Born]) VALUES (2, N'', NULL)\nGO\n",
            "table dbo.P",
            ("Id", "Name", "Born"),
            (("1", "Åsa", "1980-01-02"), ("2", "", "")),
        ),
        (
            "/*!40000 ALTER TABLE `p` DISABLE KEYS */;\n"
            "INSERT INTO `p` (`a`,`b`) VALUES (0x41,_binary 'x\\\\'),\n-- c\n(-1.5e3,'y');\n",
            "table p",
            ("a", "b"),
            (("0x41", "x\\"), ("-1.5e3", "y")),
        ),
    ],
    ids=["postgres copy", "postgres insert", "sqlite", "sql server", "mysql"],
)
def test_dumps_of_every_maker(
    reading: Reading, dump: str, place: str, header: tuple[str, ...] | None, rows: tuple[tuple[str, ...], ...]
) -> None:
    assert tables(reading(dump, "dump.sql")) == [Table(place, header, rows)]


def test_a_dump_longer_than_one_chunk_loses_no_row(reading: Reading) -> None:
    values = ",".join(f"({number},'name {number}; x')" for number in range(120_000))
    items = reading(
        f"-- MySQL dump\nINSERT INTO p (id, name) VALUES {values};\nINSERT INTO q VALUES (1);\n", "d.sql"
    )
    assert sum(len(table.rows) for table in tables(items) if table.place == "table p") == 120_000
    assert tables(items)[-1].place == "table q"
    assert not [item for item in items if isinstance(item, Shortfall | Text)]


def test_rows_behind_a_damaged_statement_are_read(reading: Reading) -> None:
    dump = (
        "INSERT INTO p VALUES (1,'a'),(2,'b\nINSERT INTO p VALUES (3,'c');\nINSERT INTO p VALUES (4,'d');\n"
    )
    items = reading(dump, "dump.sql")
    assert "4" in {row[0] for table in tables(items) for row in table.rows}
    assert any(isinstance(item, Shortfall) for item in items)


def test_a_database_gives_each_table_and_no_view(reading: Reading) -> None:
    assert tables(reading(sqlite_file(), "x")) == [
        Table("table people", ("first", "last", "ssn", "born"), ROWS)
    ]


def test_a_database_in_wal_mode_is_read(reading: Reading) -> None:
    raw = sqlite_file()
    assert tables(reading(raw[:18] + b"\x02\x02" + raw[20:], "x"))[0].rows == ROWS


def test_a_hostile_schema_is_not_run(reading: Reading) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (a)")
    database.execute("INSERT INTO t VALUES ('kept')")
    database.execute(
        "CREATE VIEW bomb AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    )
    database.commit()
    raw = database.serialize()
    database.close()
    assert [table.place for table in tables(reading(raw, "x"))] == ["table t"]


def test_a_parquet_file_is_a_table(reading: Reading) -> None:
    assert tables(reading(parquet_file(), "x")) == [Table("table", HEADER, ROWS)]


def test_an_address_book_is_lines_with_labels(reading: Reading) -> None:
    assert body(reading(vcf_file(), "ann.vcf")).split("\n")[:3] == [
        "Name: Ann Lee",
        "Phone: 555-0100",
        "Address: 12 Main St, Springfield",
    ]


def test_an_archive_gives_its_files_and_follows_no_link(reading: Reading) -> None:
    items = reading(tar_file(), "files.tar")
    assert items[0] == Child("people.csv", csv_file())
    assert items[1] == Shortfall("read_in_part", "1 link or device in the archive not followed")
    assert [item.name for item in reading(zip_file()) if isinstance(item, Child)] == [
        "people.csv",
        "notes/a.txt",
    ]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file holds nothing but blanks"),
        (b"ITSF\x03\0\0\0" + bytes(40), "the help file is damaged: its head is cut off"),
        (
            b"PGDMP" + bytes(40),
            "this kind of file (a PostgreSQL dump in the custom format) cannot be read yet",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(reading: Reading, raw: bytes, reason: str) -> None:
    assert reading(raw, "people.csv") == [Shortfall("refused", reason)]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.log", "[2024-01-02] INFO started\n[2024-01-02] INFO ended\n", "text"),
        ("notes", "From: the desk of Ann\nHello\n", "text"),
        ("x.md", "# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "text"),
        ("book.fb2", "<?xml version='1.0'?><FictionBook><body><p>x</p></body></FictionBook>", "xml"),
        ("page", "<div><p>fragment</p></div>", "html"),
        ("people", "name;ssn\nAnn;219-09-9901\nBob;219-09-9902\n", "csv"),
        (
            "report.txt",
            "NAME     SSN          CITY\nAnn Lee  219-09-9901  Dover\n"
            "Bob Ray  219-09-9902  Salem\nC Dee    219-09-9903  Reno\n",
            "fixed",
        ),
        ("conf.yaml", "name: Ann\nssn: 219-09-9901\n", "yaml"),
        ("x", '{"a": 1}\n{"a": 2}\n', "ndjson"),
        ("x", '{\n "a": 1\n}\n', "json"),
        ("x", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "ics"),
        ("x", "INSERT INTO t VALUES (1);\n", "sql"),
    ],
)
def test_kinds_of_text_are_told_by_structure(name: str, text: str, kind: str) -> None:
    assert kind_of(name, text.encode()) == kind
