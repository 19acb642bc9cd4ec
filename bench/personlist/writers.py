"""Tables and texts as files of many kinds. The same content gives the same bytes."""

# ruff: noqa: E501 – tables and templates read better unbroken

from __future__ import annotations

import csv
import datetime
import html
import io
import json
import re
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

import openpyxl
import typst

Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Header and rows."""
EPOCH = (2026, 1, 2, 3, 4, 6)


def zipped(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive with a fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def separated(table: Table, mark: str = ",") -> bytes:
    """CSV, or TSV with a tab."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator="\n")
    writer.writerow(table[0])
    writer.writerows(table[1])
    return out.getvalue().encode()


def xlsx(table: Table, sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet; numbers stay text, as exports write them."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in (table[0], *table[1]):
        page.append(list(row))
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    stamp = datetime.datetime(*EPOCH).isoformat() + "Z"
    parts["docProps/core.xml"] = re.sub(
        rb"\d{4}-\d\d-\d\dT[\d:.]+Z", stamp.encode(), parts["docProps/core.xml"]
    )
    return zipped(parts)


def docx(text: str) -> bytes:
    """A Word document with a paragraph a line."""
    name = "http://schemas.openxmlformats.org/"
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{html.escape(line)}</w:t></w:r></w:p>'
        for line in text.split("\n")
    )
    return zipped({
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{name}package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'.encode(),
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{name}package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{name}officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'.encode(),
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{name}wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>".encode(),
    })  # fmt: skip


def pdf(text: str) -> bytes:
    """A PDF with the text as text."""
    lines = "\n".join(
        f"#{json.dumps(line, ensure_ascii=False)} \\" if line else "#v(6pt)" for line in text.split("\n")
    )
    return typst.compile(f"#set document(date: none)\n#set text(size: 10pt)\n{lines}\n".encode())


def eml(sender: str, to: str, subject: str, text: str, number: int) -> bytes:
    """A mail of one text part."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = f"Mon, {1 + number % 28:02} Jun 2026 09:{number % 60:02}:00 +0000"
    mail["Message-ID"] = f"<{number}@mail.example.com>"
    mail.set_content(text)
    return mail.as_bytes()


def mbox(mails: Sequence[bytes]) -> bytes:
    """A mailbox of mails."""
    return b"".join(
        b"From MAILER Mon Jun  1 09:00:00 2026\n" + re.sub(rb"(?m)^(>*From )", rb">\1", mail) + b"\n"
        for mail in mails
    )


def sql(table: Table, name: str) -> bytes:
    """A dump as MySQL writes it."""
    quoted = lambda value: "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"  # noqa: E731
    columns = ", ".join(f"`{column}`" for column in table[0])
    create = ",\n".join(f"  `{column}` varchar(255) DEFAULT NULL" for column in table[0])
    rows = ",\n".join("(" + ", ".join(map(quoted, row)) + ")" for row in table[1])
    return f"-- MySQL dump\nCREATE TABLE `{name}` (\n{create}\n);\nINSERT INTO `{name}` ({columns}) VALUES\n{rows};\n".encode()


def json_lines(table: Table) -> bytes:
    """One JSON object a line."""
    rows = (json.dumps(dict(zip(table[0], row, strict=True)), ensure_ascii=False) for row in table[1])
    return ("\n".join(rows) + "\n").encode()


def json_array(table: Table) -> bytes:
    """A JSON array of objects."""
    rows = [dict(zip(table[0], row, strict=True)) for row in table[1]]
    return json.dumps({"records": rows}, ensure_ascii=False, indent=1).encode()


def html_table(table: Table, title: str) -> bytes:
    """A page with a table."""
    cells = lambda tag, row: "".join(f"<{tag}>{html.escape(value)}</{tag}>" for value in row)  # noqa: E731
    rows = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in table[1])
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>\n"
        f"<table><tr>{cells('th', table[0])}</tr>\n{rows}</table></body></html>\n"
    ).encode()
