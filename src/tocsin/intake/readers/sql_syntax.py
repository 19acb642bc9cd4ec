"""The few productions of SQL that carry data in dumps, as patterns that need linear time.

Every repetition is possessive (``*+``, ``++``), so none of them ever goes back over what it has taken.
Written for the dumps of MySQL and MariaDB, PostgreSQL, SQLite and SQL Server; they differ in whether a
backslash escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GAP = r"(?:\s++|--[^\n]*+\n|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
_NAME = r"(?:`(?:[^`]++|``)*+`|\"(?:[^\"]++|\"\")*+\"|\[(?:[^\]]++|\]\])*+\]|[\w$#@]++)"
_PATH = rf"{_NAME}(?:\s*+\.\s*+{_NAME}){{0,3}}+"

HEAD = re.compile(r"(?im)(?:^|;)[ \t]*+(?=(?:insert|replace|copy|create)\s)")
"""Where a statement that may carry data begins: at a line start or behind another statement."""

INSERT = re.compile(
    rf"(?is)(?:insert|replace)(?:\s++(?:low_priority|delayed|high_priority|ignore|or\s++\w++))*+(?:\s++into)?+\s++"
    rf"({_PATH}){_GAP}(?:\(([^()]*+)\))?+{_GAP}(?:overriding\s++\w++\s++value{_GAP})?+values?+(?=[\s(/-])"
)
COPY = re.compile(rf"(?is)copy\s++({_PATH})\s*+(?:\(([^()]*+)\))?+\s*+from\s++stdin\b([^;\n]*+);[^\n]*+\n")
CREATE = re.compile(
    rf"(?is)create\s++(?:(?:global|local|temp|temporary|unlogged|external)\s++)*+table\s++(?:if\s++not\s++exists\s++)?+"
    rf"({_PATH}){_GAP}\("
)
NAMES = re.compile(_NAME)
_TOKENS = re.compile(
    r"(?ms)--([^\n]*+)|^[ \t]*+#([^\n]*+)|/\*(?!!)((?:[^*]++|\*(?!/))*+)(?:\*/|\Z)"
    r"|'[^']*+(?:'|\Z)|\"[^\"]*+(?:\"|\Z)|`[^`]*+(?:`|\Z)"
)
_HEADING = re.compile(
    r"(?i)(?:data for )?name: [^\n]*; type: |toc entry \d|dependencies: [\d ]+$|host: .* database: |object: "
    r"|(?:my|postgre)sql (?:database )?dump|mariadb dump|dump completed|dumped (?:from|by)|server version"
    r"|(?:temporary )?(?:table|view|trigger|event) structure for|(?:final view|structure) "
    r"|dumping (?:data|routines|events)"
)
_PLAIN_STRING = r"'(?:[^']++|'')*+'"
_ESCAPED_STRING = r"'(?:[^'\\]++|\\.|'')*+'"
_NOT_COLUMNS = frozenset(
    {
        "primary",
        "key",
        "unique",
        "constraint",
        "index",
        "foreign",
        "check",
        "fulltext",
        "spatial",
        "exclude",
        "period",
    }
)
_DIGITS = frozenset("0123456789-.")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "", "b": "", "Z": "", "f": "", "v": ""}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_WORTH = re.compile(
    r"(?is)^(?:[-+]?[0-9.]+(?:e[-+]?[0-9]+)?|null|true|false|default|current_\w+|0x[0-9a-f]*|\w+\s*\(.*\)|.*'.*)$"
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """Patterns for rows and values under one rule for backslashes."""

    backslash: bool
    row: re.Pattern[str]
    value: re.Pattern[str]
    string: re.Pattern[str]
    body: re.Pattern[str]
    part: re.Pattern[str]

    def values(self, inside: str) -> list[str] | None:
        """The cells of a row; None if it holds something that is no value, as rows in triggers do."""
        found = self.value.findall(inside)
        if found and not any(found[-1]) and not inside.rstrip().endswith(","):
            found.pop()
        doubled = "''" in inside or (self.backslash and "\\" in inside)
        cells: list[str] = []
        for quoted, plain, other in found:
            if quoted:
                special = doubled and ("\\" in quoted or "''" in quoted)
                cells.append(self.unquoted(quoted) if special else quoted)
            elif plain[:1] in _DIGITS:
                cells.append(plain.rstrip())
            elif (cell := self.cell((plain or other).strip())) is not None:
                cells.append(cell)
            else:
                return None
        return cells

    def cell(self, text: str) -> str | None:
        """One value as text; NULL is blank."""
        if text[:1] == "'" and text[-1:] == "'" and self.string.fullmatch(text):
            return self.unquoted(text[1:-1])
        if text.isdigit():
            return text
        if text[:4].upper() == "NULL":
            return ""
        if text[:2] in {"E'", "e'"} and text[-1:] == "'":
            return unescaped(text[2:-1].replace("''", "'"))
        literal = self.string.search(text)
        if literal is not None:
            return self.unquoted(literal[0][1:-1])
        if text[:1] == '"' and text[-1:] == '"' and len(text) > 1:
            return text[1:-1].replace('""', '"')
        return text if not text or _WORTH.match(text) else None

    def unquoted(self, inside: str) -> str:
        if "''" in inside:
            inside = inside.replace("''", "'")
        return unescaped(inside) if self.backslash and "\\" in inside else inside


def unescaped(text: str) -> str:
    """Backslash escapes of MySQL strings and of COPY lines."""
    if "\\\\" not in text:
        text = text.replace("\\'", "'")
    return text if "\\" not in text else _ESCAPE.sub(lambda hit: _ESCAPES.get(hit[1], hit[1]), text)


def _dialect(*, backslash: bool) -> Dialect:
    plain = _ESCAPED_STRING if backslash else _PLAIN_STRING
    # PostgreSQL's E'' strings escape by backslash whatever the rest of the dump does.
    string = rf"(?:(?<![A-Za-z0-9_])[eE]{_ESCAPED_STRING}|{plain})"
    double = r'"(?:[^"\\]++|\\.|"")*+"' if backslash else r'"(?:[^"]++|"")*+"'
    atom = rf"{string}|{double}|[^'\"()]"
    inner = rf"\((?:{atom})*+\)"
    for _ in range(3):
        inner = rf"\((?:[^'\"()]++|{string}|{double}|{inner})*+\)"
    row = rf"{_GAP}\(((?:[^'\"()eE]++|{string}|{double}|{inner}|[eE])*+)\){_GAP}([,;]?+)"
    other = rf"((?:[^,'\"()eE]++|{string}|{double}|{inner}|[eE])*+)"
    value = rf"\s*+(?:{plain[:1]}({plain[1:-1]})'\s*+(?:,|$)|([^,'\"()]*+)(?:,|$)|{other}(?:,|$))"
    part = rf"{other}(?:,|$)"
    body = rf"((?:[^'\"()`]++|{string}|{double}|`[^`]*+`|{inner})*+)\)"
    flags = re.DOTALL
    return Dialect(
        backslash,
        re.compile(row, flags),
        re.compile(value, flags),
        re.compile(plain, flags),
        re.compile(body, flags),
        re.compile(part, flags),
    )


ESCAPING, STANDARD = _dialect(backslash=True), _dialect(backslash=False)


def dialect_of(sample: str) -> Dialect:
    """Backslashes escape in MySQL and MariaDB; the others write '' for a quotation mark."""
    head = sample[:20_000].lower()
    if "postgresql" in head or "sqlite" in head or "[dbo]" in head:
        return STANDARD
    if "mysql" in head or "mariadb" in head or "engine=" in head or "\\'" in sample:
        return ESCAPING
    return STANDARD


def comments_in(text: str) -> Iterator[str]:
    """The comments of a text, bare; quoted strings are stepped over, MySQL's ``/*! ... */`` is no comment.

    Headings that dump programs write over each table are left out: they name the table, not a person.
    """
    for found in _TOKENS.finditer(text):
        inside = next(filter(None, found.groups()), "").strip(" \t\r\n-*=#/")
        if len(inside) > 2 and not _HEADING.match(inside):
            yield inside


def bare(name: str) -> str:
    """A name without quotes: ``[dbo].[Users]`` stays a path, each step bare."""
    steps = [step[1:-1] if step[:1] in '`"[' else step for step in NAMES.findall(name)]
    return ".".join(steps)


def names(listed: str) -> list[str]:
    """The column names of a list in parentheses."""
    return [bare(name) for name in NAMES.findall(listed)]


def columns_of(body: str, dialect: Dialect) -> list[str]:
    """The column names of the body of a CREATE TABLE."""
    found: list[str] = []
    body = re.sub(r"(?m)--[^\n]*$", "", body).replace("`", '"')
    for part in dialect.part.findall(body):
        name = NAMES.match(part.strip())
        if name and name[0].lower() not in _NOT_COLUMNS:
            found.append(bare(name[0]))
    return found
