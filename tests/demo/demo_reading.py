"""Readers for the tests, independent of the product's: the text of a file with everything hidden in it."""

from __future__ import annotations

import email
import email.policy
import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pypdfium2


def text_of(name: str, data: bytes) -> str:
    """All text of one file, without that of files inside it."""
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return "\n".join(parts.read(part).decode() for part in parts.namelist())
    if suffix == "pdf":
        return pdf_text(data)
    if suffix == "db":
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(data)
            return "\n".join(database.iterdump())
    if suffix == "eml":
        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body()
        assert body is not None
        return f"{message['From']}\n{body.get_content()}"
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError(f"{name} is in no encoding known here")


def pdf_text(data: bytes) -> str:
    with closing(pypdfium2.PdfDocument(data)) as document:
        texts = []
        for page in document:
            with closing(page.get_textpage()) as textpage:
                texts.append(textpage.get_text_bounded())
            page.close()
        return "\n".join(texts)


def load(folder: Path, path: str) -> bytes:
    """The bytes of a file named as the truth names it, through archives and messages."""
    outer, *inside = path.split(" » ")
    data = (folder / outer).read_bytes()
    for container, name in zip([outer, *inside], inside, strict=False):
        data = _member(container, data, name)
    return data


def _member(container: str, data: bytes, name: str) -> bytes:
    if container.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(name)
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.iter_attachments():
        if part.get_filename() == name:
            return part.get_payload(decode=True)
    raise AssertionError(f"no {name} in {container}")
