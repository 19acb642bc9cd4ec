"""What a reader takes out of a file: text, tables and messages, with the place each came from.

These are the words between ``intake`` and ``detect``. Everything in them is untrusted: it was written by
whoever wrote the stolen file. Shape is kept, because it says what belongs together: a row of a table is
usually one person, a message has a sender who is rarely the subject.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_CELL_CHARS = 32_768
"""A cell longer than this is cut by the reader (the limit of a spreadsheet cell)."""

MAX_TEXT_CHARS = 1_000_000
"""A reader gives longer texts in pieces of at most this many characters, cut at a line end."""

MAX_TABLE_ROWS = 20_000
"""A reader gives longer tables in pieces of at most this many rows, each with the header."""


@dataclass(frozen=True, slots=True)
class Text:
    """Running text.

    place: where in the file, for a human: ``page 3``, ``header 1``, ``lines 2001-4000``.
    role: ``body``, or one people do not look at: ``header``, ``footer``, ``comment``, ``deleted``,
        ``hidden``, ``property``, ``annotation``, ``form``.
    start: characters of the same place given in earlier pieces, so that offsets stay true.
    """

    place: str
    text: str
    role: str = "body"
    start: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table or a piece of one. Cells are text, the empty string is a blank cell.

    place: ``sheet Payroll``, ``table customer`` (SQL), ``page 2 table 1``.
    header: one label per column, or None where the file has none.
    rows: each as long as the widest row; missing cells are blank.
    first_row: 1-based number of the first row given here, as the file's own program shows it
        (a CSV's header is row 1, so its first data row is 2).
    role: as for Text; ``hidden`` for hidden sheets.
    """

    place: str
    header: tuple[str, ...] | None
    rows: tuple[tuple[str, ...], ...]
    first_row: int = 1
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, chat line group or text message; attachments are children, not part of it.

    sender, recipients: as written in the headers (``Ann Lee <ann@example.com>``).
    sent: the date header as written, or the empty string.
    """

    place: str
    sender: str
    recipients: tuple[str, ...]
    sent: str
    subject: str
    text: str


Part = Text | Table | Message
"""One piece of a file's content."""


@dataclass(frozen=True, slots=True)
class Child:
    """A file found inside a file (archive member, attachment). It goes back through the same door.

    name: as the container has it; untrusted, never used as a path on disk.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Something the reader could not or did not read, in words for the owner of the file.

    outcome: ``read_in_part`` (the rest of the file was read), ``refused`` (nothing can be read:
        locked, damaged, unsupported, empty) or ``stopped`` (a limit of time, memory or output).
    reason: one plain sentence without any content of the file.
    """

    outcome: str
    reason: str
