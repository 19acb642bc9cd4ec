"""SQL dumps: the rows of INSERT and COPY statements as one table each, in the order of the file.

Any other statement (an UPDATE with an address in it) is given as text, and so are comments, wherever they
stand. Passed over are only statements that carry no data: definitions (CREATE, ALTER, DROP, GRANT),
administration (SET, LOCK, SHOW, TRUNCATE, transactions, commands of the client), and the headings that dump
programs write over each table.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from tocsin.intake.readers import sql_syntax as syntax
from tocsin.intake.readers.base import Item, Reader, count, in_part
from tocsin.intake.readers.encoding import text_chunks
from tocsin.intake.readers.pieces import TablePieces, text_pieces

MAX_ROW_CHARS = 64 << 20
MAX_OTHER_CHARS = 32 << 20
HEAD_CHARS = 1 << 20

_DEFINITIONS = re.compile(
    r"(?is)^(?:create|alter|drop|set|use|lock|unlock|grant|revoke|begin|commit|start|rollback|pragma|go|delimiter"
    r"|analyze|vacuum|end|truncate|source|\\\w+|select\s+(?:pg_catalog\.)?set"
    r"|analyse|connect|comment\s+on\s+extension|show|flush|check)\b"
)
_NOISE = re.compile(r"(?m)^\s*(?:--[^\n]*|#[^\n]*|/\*!?[^*\n]*\*/;?|/\*{2,}[^*\n]*\*{2,}/|GO)\s*$")
_STATEMENT_END = re.compile(r";[ \t]*\n|;$")


@dataclass(frozen=True, slots=True)
class _Row:
    table: str
    columns: tuple[str, ...]
    cells: list[str]


class SqlDumpReader(Reader):
    """Dumps of MySQL, MariaDB, PostgreSQL, SQLite and SQL Server."""

    kinds = ("sql",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        dump = _Dump(text_chunks(data))
        pieces = TablePieces()
        given: dict[str, int] = {}
        for (table, columns), rows in groupby(dump.rows(), key=lambda row: (row.table, row.columns)):
            counted = _Counted(row.cells for row in rows)
            start = given.get(table, 0)
            yield from pieces.tables(f"table {table}", columns or None, counted, start + 1)
            given[table] = start + counted.total
        yield from text_pieces("other statements", "\n".join(dump.other))
        yield from text_pieces("comments", "\n".join(dump.comments), "comment")
        yield from pieces.shortfalls()
        if dump.full:
            limit = f"{MAX_OTHER_CHARS:,} characters of comments and statements without rows"
            yield in_part(f"the dump has more than {limit}; the rest of these was not read")
        if dump.broken:
            yield in_part(f"{count(dump.broken, 'statement')} damaged or not understood, given as text")


class _Counted:
    def __init__(self, rows: Iterator[list[str]]) -> None:
        self._rows = rows
        self.total = 0

    def __iter__(self) -> Iterator[list[str]]:
        for row in self._rows:
            self.total += 1
            yield row


class _Dump:
    """A window over the text that moves on statement by statement."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._text = next(chunks, "")
        self._at = 0
        self._ended = False
        self._dialect = syntax.dialect_of(self._text)
        self._columns: dict[str, tuple[str, ...]] = {}
        self._kept_chars = 0
        self._unfinished = ""
        self.other: list[str] = []
        self.comments: list[str] = []
        self.full = False
        self.broken = 0

    def rows(self) -> Iterator[_Row]:
        """Every row of data, with the table and columns it belongs to."""
        while True:
            head = syntax.HEAD.search(self._text, self._at)
            if head is None:
                cut = len(self._text) if self._ended else self._text.rfind("\n", self._at) + 1
                self._pass_over(max(cut, self._at))
                if self._ended:
                    return
                self._more()
                continue
            self._pass_over(head.end())
            while not self._ended and len(self._text) - self._at < HEAD_CHARS:
                self._more()
            yield from self._statement()

    def _more(self) -> None:
        """At least as much again as is waiting, so that a long row is not looked over once a chunk."""
        waiting = self._text[self._at :]
        gained = [waiting]
        wanted = max(len(waiting), 1)
        while wanted > 0:
            chunk = next(self._chunks, None)
            if chunk is None:
                self._ended = True
                break
            gained.append(chunk)
            wanted -= len(chunk)
        self._text, self._at = "".join(gained), 0

    def _statement(self) -> Iterator[_Row]:
        start = self._at
        if insert := syntax.INSERT.match(self._text, start):
            table = syntax.bare(insert[1])
            columns = tuple(syntax.names(insert[2])) if insert[2] else self._known(table)
            self._at = insert.end()
            self._keep_comments(insert[0])
            yield from self._inserted(table, columns)
        elif copy := syntax.COPY.match(self._text, start):
            table = syntax.bare(copy[1])
            columns = tuple(syntax.names(copy[2])) if copy[2] else self._known(table)
            self._at = copy.end()
            yield from self._copied(table, columns, csv_format="csv" in copy[3].lower())
        elif create := syntax.CREATE.match(self._text, start):
            body = self._dialect.body.match(self._text, create.end())
            if body:
                self._keep_comments(create[0] + body[0])
                columns = tuple(syntax.columns_of(body[1], self._dialect))
                self._columns[syntax.bare(create[1]).rpartition(".")[2].lower()] = columns
            self._at = body.end() if body else create.end()
            self._unfinished = "create "
        else:
            self._other_statement()

    def _other_statement(self) -> None:
        """A view or a function is passed over with what follows; INSERT out of SELECT is given as text."""
        if self._text[self._at : self._at + 6].lower() == "create":
            self._at += 6
            self._unfinished = "create "
            return
        stop = self._text.find(";", self._at)
        stop = len(self._text) if stop < 0 else stop + 1
        self._keep(self._text[self._at : stop])
        self._at = stop

    def _known(self, table: str) -> tuple[str, ...]:
        return self._columns.get(table.rpartition(".")[2].lower(), ())

    def _inserted(self, table: str, columns: tuple[str, ...]) -> Iterator[_Row]:
        while True:
            row = self._dialect.row.match(self._text, self._at)
            if (row is None or row.end() == len(self._text)) and self._can_grow():
                self._more()
                continue
            if row is None:
                self._broken_statement()
                return
            self._gaps(row)
            self._at = row.end()
            cells = self._dialect.values(row[1])
            if cells is not None:
                yield _Row(table, columns, cells)
            else:
                self._keep(row[1])
            if row[2] != ",":
                return

    def _gaps(self, row: re.Match[str]) -> None:
        """Comments before and behind a row; there is nearly never more there than a blank or a line end."""
        for start, end in ((row.start(), row.start(1)), (row.end(1), row.end())):
            if end - start > 4:
                self._keep_comments(self._text[start:end])

    def _can_grow(self) -> bool:
        return not self._ended and len(self._text) - self._at < MAX_ROW_CHARS

    def _broken_statement(self) -> None:
        """What cannot be taken apart is given as text up to the next line; what follows is read."""
        self.broken += 1
        stop = self._text.find("\n", self._at)
        stop = len(self._text) if stop < 0 else stop + 1
        self._keep(self._text[self._at : stop])
        self._at = stop

    def _copied(self, table: str, columns: tuple[str, ...], *, csv_format: bool) -> Iterator[_Row]:
        """Lines up to ``\\.`` (PostgreSQL documentation, COPY, text format)."""
        while True:
            end = self._text.find("\n\\.", max(0, self._at - 1))
            whole = end if end >= 0 else self._text.rfind("\n", self._at)
            if end < 0 and self._ended:
                whole = len(self._text)
            block = self._text[self._at : max(whole, self._at)]
            lines = block.split("\n") if block else []
            if csv_format:
                yield from (_Row(table, columns, cells) for cells in csv.reader(lines))
            else:
                yield from (_Row(table, columns, _copied_cells(line)) for line in lines)
            if end >= 0 or self._ended:
                self._at = min(len(self._text), end + 3 if end >= 0 else len(self._text))
                return
            self._at = max(whole + 1, self._at) if whole >= 0 else self._at
            self._more()

    def _pass_over(self, end: int) -> None:
        """Text between statements with data: comments and statements are kept, definitions go."""
        between = self._unfinished + self._text[self._at : end]
        self._unfinished = ""
        self._at = end
        for statement in _STATEMENT_END.split(_NOISE.sub(self._noise, between)):
            stripped = statement.strip().strip(";").strip()
            if _DEFINITIONS.match(stripped):
                self._keep_comments(stripped)
            elif len(stripped) > 2:
                self._keep(stripped)

    def _noise(self, found: re.Match[str]) -> str:
        self._keep_comments(found[0])
        return ""

    def _keep(self, text: str) -> None:
        if self._has_room(text):
            self.other.append(text)

    def _keep_comments(self, text: str) -> None:
        if "--" in text or "/*" in text or "#" in text:
            self.comments.extend(filter(self._has_room, syntax.comments_in(text)))

    def _has_room(self, text: str) -> bool:
        self._kept_chars += len(text)
        self.full = self.full or self._kept_chars > MAX_OTHER_CHARS
        return not self.full


def _copied_cells(line: str) -> list[str]:
    cells = line.split("\t")
    if "\\" not in line:
        return cells
    return ["" if cell == "\\N" else syntax.unescaped(cell) for cell in cells]
