"""One small file of every format, made here from invented people (their numbers cannot belong to anybody)."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage

import docx
import openpyxl
import pikepdf
import pyarrow as pa
import pyarrow.parquet as pq
from docx.oxml import parse_xml
from openpyxl.comments import Comment

from tocsin.intake.readers.base import Item

Reading = Callable[..., list[Item]]
"""The fixture ``reading``: bytes and a name in, what the door gives out."""

HEADER = ("First Name", "Last Name", "SSN", "Date of birth")
ROWS = (("Ann", "Lee", "219-09-9901", "1970-01-02"), ("Bob", "O'Neil", "219-09-9902", "1971-02-03"))
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def csv_file(delimiter: str = ",") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in (HEADER, *ROWS)).encode() + b"\r\n"


def json_file() -> bytes:
    people = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    return json.dumps({"export": {"by": "nightly", "people": people}}).encode()


def ndjson_file() -> bytes:
    return b"\n".join(json.dumps(dict(zip(HEADER, row, strict=True))).encode() for row in ROWS)


def xlsx_file() -> bytes:
    """Four values where people do not look: hidden column, comment, sheet, number under a format."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"] = "seen", "column 219-09-9911"
    sheet.column_dimensions["B"].hidden = True
    sheet["A2"] = "y"
    sheet["A2"].comment = Comment("comment 219-09-9912", "x")
    sheet["A3"] = 219099913
    sheet["A3"].number_format = "000-00-0000"
    hidden = book.create_sheet("old")
    hidden["A1"] = "sheet 219-09-9914"
    hidden.sheet_state = "veryHidden"
    return _saved(book.save)


def table_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Payroll"
    for row in (("Payroll 2024",), (), HEADER, *ROWS):
        sheet.append(row)
    return _saved(book.save)


def docx_file() -> bytes:
    """Six values where people do not look: header, footer, table, property, deleted text, hidden run."""
    document = docx.Document()
    document.add_paragraph("seen")
    document.sections[0].header.paragraphs[0].text = "header 219-09-9921"
    document.sections[0].footer.paragraphs[0].text = "footer 219-09-9922"
    document.add_table(1, 1).cell(0, 0).text = "table 219-09-9923"
    document.core_properties.comments = "property 219-09-9924"
    run = "<w:r><w:delText>deleted 219-09-9925</w:delText></w:r>"
    paragraph = document.paragraphs[0]._p
    paragraph.append(parse_xml(f'<w:del {_W} w:id="1" w:author="a">{run}</w:del>'))
    paragraph.append(parse_xml(f"<w:r {_W}><w:rPr><w:vanish/></w:rPr><w:t>hidden 219-09-9926</w:t></w:r>"))
    return _saved(document.save)


def pdf_file() -> bytes:
    """Four values beside the page: attachment, annotation, form field, information."""
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["note.txt"] = pikepdf.AttachedFileSpec(
        document, b"attached 219-09-9931", filename="note.txt"
    )
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[1, 1, 5, 5], Contents="note 219-09-9932"
    )
    field = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="ssn",
            V="field 219-09-9933",
            Rect=[1, 6, 20, 8],
        )
    )
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(note), field])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
    document.docinfo["/Subject"] = "information 219-09-9934"
    return _saved(document.save)


def text_pdf(*lines: tuple[float, float, str], pages: int = 1) -> bytes:
    """Pages with text at (x, y) in points."""
    document = pikepdf.new()
    content = "".join(f"BT /F1 11 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n" for x, y, text in lines)
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    for _ in range(pages):
        document.add_blank_page(page_size=(612, 792))
        page = document.pages[-1]
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(content.encode())
    return _saved(document.save)


def mail_file() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Ann Lee <ann@example.com>", "bob@example.com, Carl <carl@example.com>"
    mail["Date"], mail["Subject"] = "Mon, 1 Jan 2024 10:00:00 +0000", "Jürgen's form"
    mail.set_content("Please find the form. 219-09-9941\n")
    mail.add_alternative("<p>Please find the form. <b>219-09-9941</b> and 219-09-9942</p>", subtype="html")
    mail.add_attachment(csv_file(), maintype="text", subtype="csv", filename="people.csv")
    return mail.as_bytes()


def mbox_file() -> bytes:
    start = b"From ann@example.com Mon Jan  1 10:00:00 2024\n"
    return start + mail_file() + b"\n\n" + start + mail_file()


def html_file() -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEADER, *ROWS))
    return (
        "<!doctype html><html><head><title>People</title><script>var x = 'dropped'</script></head><body>"
        f"<p>Caf&eacute; staff</p><table>{cells}</table><div style='display:none'>hidden 219-09-9951</div>"
        "<!-- comment 219-09-9952 --></body></html>"
    ).encode()


def xml_file() -> bytes:
    people = "".join(
        f"<person id='{number}'><first>{row[0]}</first><ssn>{row[2]}</ssn></person>"
        for number, row in enumerate(ROWS, 1)
    )
    return f"<?xml version='1.0'?><export><made>2024-01-01</made><people>{people}</people></export>".encode()


def rtf_file() -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\author Ann Lee}}"
        rb"{\header head 219-09-9961}Caf\'e9 \u8364? text{\v hidden 219-09-9962}\par 219-09-9963}"
    )


def odt_file() -> bytes:
    office = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in (HEADER, *ROWS)
    )
    content = (
        f"<office:document-content {office}><office:body><office:text>"
        "<text:p>seen<text:s text:c='2'/>twice</text:p>"
        "<text:p>a<office:annotation><text:p>comment 219-09-9971</text:p></office:annotation></text:p>"
        f"<table:table>{cells}</table:table></office:text></office:body></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return zip_file(parts)


def pptx_file() -> bytes:
    space = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    )
    slide = "<p:sld {} show='{}'><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>"
    return zip_file(
        {
            "ppt/presentation.xml": f"<p:presentation {space}/>",
            "ppt/slides/slide1.xml": slide.format(space, 1, "seen 219-09-9981"),
            "ppt/slides/slide2.xml": slide.format(space, 0, "hidden slide 219-09-9982"),
            "ppt/notesSlides/notesSlide1.xml": slide.format(space, 1, "notes 219-09-9983"),
        }
    )


def zip_file(members: dict[str, str | bytes] | None = None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (members or {"people.csv": csv_file(), "notes/a.txt": "hello"}).items():
            archive.writestr(name, content)
    return target.getvalue()


def tar_file() -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        member = tarfile.TarInfo("people.csv")
        member.size = len(csv_file())
        archive.addfile(member, io.BytesIO(csv_file()))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
    return target.getvalue()


def sqlite_file() -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE people (first TEXT, last TEXT, ssn TEXT, born TEXT)")
    database.executemany("INSERT INTO people VALUES (?, ?, ?, ?)", ROWS)
    database.commit()
    found = database.serialize()
    database.close()
    return found


def parquet_file() -> bytes:
    table = pa.table({name: [row[number] for row in ROWS] for number, name in enumerate(HEADER)})
    return _saved(lambda target: pq.write_table(table, target))


def sql_file() -> bytes:
    return b"""-- MySQL dump 10.13
CREATE TABLE `people` (
  `id` int NOT NULL,
  `name` varchar(20) COMMENT 'a, (b)',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `people` VALUES (1,'O\\'Neil, Ann'),(2,NULL);
UPDATE people SET name='Lee' WHERE id=3;
"""


def vcf_file() -> bytes:
    lines = (
        "BEGIN:VCARD",
        "FN:Ann Lee",
        "TEL;TYPE=cell:555-0100",
        "ADR:;;12 Main St;",
        "  Springfield",
        "END:VCARD",
    )
    return "\r\n".join(lines).encode()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


def samples() -> dict[str, bytes]:
    """File name to content, one or more for every kind that is read."""
    return {
        "people.csv": csv_file(),
        "people.tsv": csv_file("\t"),
        "notes.txt": "Ann Lee, Zürich\n".encode(),
        "people.json": json_file(),
        "people.ndjson": ndjson_file(),
        "hidden.xlsx": xlsx_file(),
        "payroll.xlsx": table_workbook(),
        "letter.docx": docx_file(),
        "form.pdf": pdf_file(),
        "page.pdf": text_pdf((72, 700, "Name: Ann Lee")),
        "mail.eml": mail_file(),
        "box.mbox": mbox_file(),
        "page.html": html_file(),
        "people.xml": xml_file(),
        "letter.rtf": rtf_file(),
        "letter.odt": odt_file(),
        "slides.pptx": pptx_file(),
        "files.zip": zip_file(),
        "files.tar": tar_file(),
        "people.csv.gz": gzip.compress(csv_file()),
        "people.csv.bz2": bz2.compress(csv_file()),
        "people.csv.xz": lzma.compress(csv_file()),
        "people.sqlite": sqlite_file(),
        "people.parquet": parquet_file(),
        "dump.sql": sql_file(),
        "ann.vcf": vcf_file(),
        "people.unknown": hashlib.shake_256(b"noise").digest(4096),
        "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(64),
    }
