"""Which kind of text a text is, by its structure; the ending of the name is a hint where structure says
little.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import re2

from tocsin.intake.readers.base import words
from tocsin.intake.readers.delimited import SAMPLE_LINES, dialect_of
from tocsin.intake.readers.fixed_width import columns_of
from tocsin.intake.readers.headers import is_header

MAX_LOOKED_AT = 64 << 10

_MAIL_FIELDS = words(
    """
    arc-seal authentication-results bcc cc content-transfer-encoding content-type date delivered-to
    dkim-signature from importance in-reply-to message-id mime-version received references reply-to
    return-path sender subject thread-index thread-topic to x-mailer x-originating-ip x-priority
    """
)
_MBOX = re2.compile(r"^From \S+.{0,80}\d\d:\d\d")
_MBOX_EXACT = re2.compile(
    r"^From \S+\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d{1,2} "
    r"\d\d:\d\d(?::\d\d)?.{0,8} (?:19|20)\d\d"
)
_FIELD = re2.compile(r"^([A-Za-z][A-Za-z0-9-]{0,60}):")
_HTML = re2.compile(r"(?i)<(?:!doctype\s+html|html|head|body|table|div|p|tr|td|br|span|meta|script)\b")
_WEB_ROOT = re2.compile(r"(?i)<(?:!doctype\s+html|html)[\s>]")
_ELEMENT = re2.compile(r"(?i)^\s*<(?:\?xml\b|\?xpacket\b|!DOCTYPE\b|!--|[A-Za-z_][\w.:-]*[\s/>])")
_SQL = re2.compile(
    r"(?im)^\s*(?:/\*.{0,200}\*/\s*)?(?:"
    r"insert\s+(?:ignore\s+)?into\s+\S|insert\s+\[\S|replace\s+into\s+\S|create\s+table\s|copy\s+\S+\s*(?:\(|from\s)"
    r"|drop\s+table\s+if\s+exists|-- (?:mysql|postgresql|mariadb) .*dump|set identity_insert\s)"
)

_ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".psv": "csv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".eml": "eml",
    ".mbox": "mbox",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".xml": "xml",
    ".vcf": "vcf",
    ".ics": "ics",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".sql": "sql",
}
_ALWAYS_TEXT = words(
    """
    .adoc .c .cfg .conf .css .diff .go .h .ini .java .js .log .md .org .patch .py .rb .rst .sh .srt .tex
    .toml .ts .typ .vtt
    """
)


def text_kind(name: str, text: str) -> str:
    """``text`` unless the structure (or, failing that, the name) says more."""
    text = text[:MAX_LOOKED_AT]
    hint = _ENDINGS.get(PurePosixPath(name.replace("\0", "")).suffix.lower(), "")
    start = text.lstrip()
    if not start:
        return "blank"
    found = _by_structure(start, hint)
    if found:
        return found
    ending = PurePosixPath(name.replace("\0", "")).suffix.lower()
    if ending in _ALWAYS_TEXT:
        return "text"
    lines = _whole_lines(text)
    if hint == "csv" or _is_delimited(lines):
        return "csv"
    if hint in {"yaml", "sql", "eml"}:
        return hint
    return "fixed" if columns_of(lines) else "text"


def _by_structure(start: str, hint: str) -> str:
    if start[0] in "{[":
        found = _json_kind(start, hint)
        if found:
            return found
    upper = start[:200].upper()
    if upper.startswith("BEGIN:VCARD"):
        return "vcf"
    if upper.startswith("BEGIN:VCALENDAR"):
        return "ics"
    if _MBOX_EXACT.search(start[:300]):
        return "mbox"
    if _MBOX.search(start[:300]) and _is_mail(start.partition("\n")[2]):
        return "mbox"
    if _ELEMENT.search(start[:400]):
        return _markup_kind(start, hint)
    if _is_mail(start):
        return "eml"
    if _SQL.search(start):
        return "sql"
    return ""


def _json_kind(start: str, hint: str) -> str:
    lines = [line for line in start.splitlines()[:20] if line.strip()]
    objects = sum(_parses(line) for line in lines[:-1] or lines)
    if lines[0].startswith("{") and objects and (len(lines) > 1 or hint == "ndjson"):
        return (
            "ndjson"
            if objects >= 0.5 * max(1, len(lines) - 1) and (objects > 1 or len(lines) == 2)
            else "json"
        )
    if hint == "json" or (start[0] == "{" and start[1:].lstrip()[:1] in ('"', "}")):
        return "json"
    if start[0] == "[" and (
        start[1:].lstrip()[:1] in ("{", "[", '"', "]") or start[1:].lstrip()[:1].isdigit()
    ):
        return "json" if _parses_so_far(start) else ""
    return ""


def _parses(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _parses_so_far(start: str) -> bool:
    """``[2024-01-02] INFO`` is a log line and ``[1, 2`` is JSON that goes on behind the sample."""
    try:
        json.loads(start)
    except json.JSONDecodeError as error:
        cut = len(start) > 0.9 * MAX_LOOKED_AT and error.pos >= len(start) - 200
        return cut or start[1:].lstrip()[:1] in ("{", '"')
    except (ValueError, RecursionError):
        return True
    return True


def _is_mail(start: str) -> bool:
    """A block of header fields of which at least two are those of mail (RFC 5322)."""
    known: set[str] = set()
    for line in start.split("\n", 60)[:60]:
        if not line.strip():
            break
        if line[0] in " \t":
            continue
        field = _FIELD.match(line)
        if not field:
            return len(known) >= 4
        if field[1].lower() in _MAIL_FIELDS:
            known.add(field[1].lower())
    strong = known & {"received", "return-path", "message-id", "mime-version", "delivered-to", "content-type"}
    return len(known) >= 3 or (len(known) >= 2 and bool(strong))


def _markup_kind(start: str, hint: str) -> str:
    """HTML by its doctype, its root or (in fragments without declaration) its first elements; else XML."""
    head = start[:4000]
    if _WEB_ROOT.search(head):
        return "html"
    declared = start.startswith("<?xml") or hint == "xml" or " xmlns" in head
    return "html" if hint == "html" or (not declared and _HTML.search(head)) else "xml"


def _whole_lines(text: str) -> list[str]:
    """Lines of the sample without the last one, which may be cut."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(text) >= MAX_LOOKED_AT - 4 and len(lines) > 1:
        lines = lines[:-1]
    return [line + "\n" for line in lines if line.strip()][:SAMPLE_LINES]


def _is_delimited(lines: list[str]) -> bool:
    """Rows of the same width, cells short, and more than one row: without a name nothing less is a table."""
    if len(lines) < 2:
        return False
    found = dialect_of(lines)
    if found is None or found.agreement < 0.8:
        return False
    rows = list(found.rows(iter(lines)))
    cells = [cell for row in rows for cell in row]
    if sum(map(len, cells)) > 60 * len(cells):
        return False
    if found.delimiter in ",;" and found.width == 2:
        return found.agreement > 0.95 and (is_header(rows[0], rows[1:]) or len(rows) >= 5)
    return len(rows) >= 3 or is_header(rows[0], rows[1:])
