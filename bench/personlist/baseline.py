"""A baseline: what a patient script of an afternoon finds. Regular expressions line by line, a row a name.

PDF is not read, and nobody is merged but by the same name.
"""

from __future__ import annotations

import datetime
import email
import html
import io
import re
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

from .lists import Row, name_key, normal

PATTERNS = {
    "ssn": re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-\d{2}-\d{4}(?![\d-])"),
    "payment_card": re.compile(r"(?<!\d)(?:4\d{3}|5[2-5]\d{2})[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    "email_address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "phone_number": re.compile(r"(?<!\d)\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"),
    "date_of_birth": re.compile(r"(?<!\d)(?:\d\d/\d\d/\d{4}|\d{4}-\d\d-\d\d)(?!\d)"),
}
NAME = re.compile(r"[A-ZÀ-Ž][a-zà-ž'-]+(?:, | (?:[A-Z]\. )?|[,\t'\"; ]+)[A-ZÀ-Ž][a-zà-ž'-]+")


def rows(folder: Path) -> list[Row]:
    """The baseline's list for a folder of files."""
    found: dict[str, Row] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        for text in texts(path.name, path.read_bytes()):
            current = ""
            for line in text.splitlines():
                seen = NAME.search(line)
                if seen:
                    current = re.sub(r"[\t'\";]+|,(?! )", " ", seen.group())
                hits = {
                    (kind, hit.group()) for kind, regex in PATTERNS.items() for hit in regex.finditer(line)
                }
                if hits and current:
                    _keep(found, current, hits, path)
    return list(found.values())


def _keep(found: dict[str, Row], name: str, hits: set[tuple[str, str]], path: Path) -> None:
    row = found.setdefault(name_key(name), Row(id=f"b{len(found):06}", name=name))
    row.files.add(path.name)
    for kind, value in hits:
        row.elements.add(kind)
        if kind == "date_of_birth":
            row.birth_date = row.birth_date or _iso(value)
        elif kind == "email_address":
            row.email = row.email or value.lower()
        elif kind == "phone_number":
            row.phone = row.phone or normal(value)[-10:]
        else:
            row.values.add(f"{kind}:{normal(value)}")


def _iso(value: str) -> str:
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(value, form).date().isoformat()
        except ValueError:
            continue
    return ""


def texts(name: str, content: bytes) -> Iterator[str]:
    """The text of a file: XML parts of office files, members of archives, bodies of mails, else as it is."""
    kind = name.rpartition(".")[2].lower()
    if kind in ("xlsx", "docx"):
        yield from _office(content)
    elif kind == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from texts(member, archive.read(member))
    elif kind in ("eml", "mbox"):
        yield from (_body(part) for part in re.split(rb"(?m)^From MAILER .*\n", content) if part.strip())
    elif kind != "pdf":
        text = content.decode(errors="replace")
        if kind == "html":
            text = html.unescape(re.sub(r"<[^>]+>", " ", text.replace("</td>", "\t")))
        yield text


def _body(mail: bytes) -> str:
    message: Message = email.message_from_bytes(mail)
    return (message.get_payload(decode=True) or b"").decode(errors="replace")


def _office(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        shared = []
        if "xl/sharedStrings.xml" in names:
            strings = archive.read("xl/sharedStrings.xml").decode()
            shared = [re.sub(r"<[^>]+>", "", item) for item in re.findall(r"<si>(.*?)</si>", strings, re.S)]
        for part in names:
            if part.startswith("xl/worksheets/sheet"):
                sheet = archive.read(part).decode()
                for line in re.findall(r"<row.*?</row>", sheet, re.S):
                    cells = [shared[int(n)] for n in re.findall(r't="s"><v>(\d+)</v>', line)]
                    yield html.unescape("\t".join(cells))
            elif part == "word/document.xml":
                paragraphs = archive.read(part).decode().replace("</w:p>", "\n")
                yield html.unescape(re.sub(r"<[^>]+>", "", paragraphs))
