"""Of which day a document is: its own date column, the head of the mail or letter, or the file's properties.

Of a person's addresses the one in the newest document is used, so a day is only taken where the document says
that it is its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.detect.dates import TODAY, order_of, parse
from tocsin.model.content import Message, Part, Table, Text
from tocsin.model.tables import MENTIONS
from tocsin.model.yamlfile import read_yaml

OLDEST = 1980
"""An earlier year is no document's of a computer; it is a value that a program puts where it knows none."""

HEAD_LINES = 25
"""Lines of a text in which a letter tells its date."""

_ISO = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?:[T ].*)?\Z")
_PDF = re.compile(r"\s*D:(\d{4})(\d\d)(\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_PROPERTY = re.compile(r"^([^:\n]{1,30}):[ \t]*(.*)$", re.MULTILINE)
_WORDS = re.compile(r"[\W_]+")


@cache
def _said(kind: str) -> tuple[str, ...]:
    source = files("tocsin.detect").joinpath("data/dating.yaml").read_text(encoding="utf-8")
    groups: dict[str, list[str]] = read_yaml(source)
    return tuple(groups[kind])


@dataclass(slots=True)
class Dating:
    """The days of one item after the other, seen part by part, and written to the mentions in the end."""

    _items: dict[str, _Days] = field(default_factory=dict)
    _now: _Days | None = None

    def begin(self, item: str) -> None:
        """What comes next is of another item."""
        self._now = self._items[item] = _Days()

    def see(self, part: Part) -> Part:
        """Note the days of this part. Gives it back, a property's days blanked: they are nobody's data."""
        assert self._now is not None
        match part:
            case Table():
                self._now.of_table(part)
            case Message():
                self._now.of_message(part)
            case Text(role="property"):
                return self._now.of_properties(part)
            case Text(role="body"):
                self._now.of_text(part)
        return part

    def written(self, mentions: pa.Table) -> pa.Table:
        """MENTIONS with their day in ``dated``, where one is known and none stands there."""
        telling = {item: days for item, days in self._items.items() if days}
        if not telling or not mentions.num_rows:
            return mentions
        columns = (mentions[name].to_pylist() for name in ("item", "place", "row"))
        found = [
            days.day(place, row) if (days := telling.get(item)) else None
            for item, place, row in zip(*columns, strict=True)
        ]
        at = MENTIONS.get_field_index("dated")
        told = pc.coalesce(mentions["dated"], pa.array(found, pa.string()))
        return mentions.set_column(at, MENTIONS.field("dated"), told)


@dataclass(slots=True)
class _Days:
    """Of one item. rows: by place and row. places: of messages. letter, file: of the whole item."""

    rows: dict[str, dict[int, str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    letter: str | None = None
    file: str | None = None
    _read: bool = False

    def __bool__(self) -> bool:
        return bool(self.rows or self.places or self.letter or self.file)

    def day(self, place: str | None, row: int | None) -> str | None:
        """The surest day of a mention at this place."""
        own = self.rows.get(place or "", {}).get(row) if row is not None else None
        return own or self.places.get(place or "") or self.letter or self.file

    def of_table(self, part: Table) -> None:
        """A column that says of which day each row is."""
        column = _date_column(part.header or ())
        if column is None:
            return
        cells = [row[column] if column < len(row) else "" for row in part.rows]
        order = order_of(cells)
        days = self.rows.setdefault(part.place, {})
        for number, cell in enumerate(cells, start=part.first_row):
            if cell and (day := _day(cell, order)):
                days[number] = day

    def of_message(self, part: Message) -> None:
        """The date header, RFC 5322 3.6.1; exports of other programs write dates their own way."""
        try:
            day: str | None = parsedate_to_datetime(part.sent).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            day = _day(part.sent)
        if day and _plausible(day):
            self.places[part.place] = day

    def of_text(self, part: Text) -> None:
        """The head of a letter: a line that is a date, or ``Date:`` with one. Only the first text has one."""
        if self._read:
            return
        self._read = True
        for line in part.text[:4_000].split("\n", HEAD_LINES)[:HEAD_LINES]:
            label, colon, rest = line.partition(":")
            said = rest if colon and label.strip().lower() in _said("labels") else line
            if 6 <= len(said.strip()) <= 40 and not _YEAR.match(said.strip()) and (day := _day(said)):
                self.letter = day
                return

    def of_properties(self, part: Text) -> Text:
        """When the file was last changed, or made."""
        names = _said("properties")
        best = len(names)
        text = part.text
        for line in _PROPERTY.finditer(part.text):
            name = line[1].strip().lower()
            if name not in names:
                continue
            text = text[: line.start(2)] + " " * len(line[2]) + text[line.end(2) :]
            if (day := _day(line[2])) and names.index(name) < best:
                best, self.file = names.index(name), day
        return Text(part.place, text, part.role, part.start)


def _date_column(header: Sequence[str]) -> int | None:
    """The surest column that says of which day its row is."""
    named = {
        _WORDS.sub(" ", title).strip().lower(): place for place, title in reversed(list(enumerate(header)))
    }
    return next((named[words] for words in _said("columns") if words in named), None)


def _day(text: str, order: str = "mdy") -> str | None:
    """A day as ISO, or a lone year, of the years in which documents are made."""
    if match := _ISO.match(text):
        day: str | None = parse(match[1])
    elif match := _PDF.match(text):
        day = parse("-".join(match.groups()))
    else:
        day = text.strip() if _YEAR.match(text.strip()) else parse(text, "dmy" if order == "dmy" else "mdy")
    return day if day and _plausible(day) else None


def _plausible(day: str) -> bool:
    return int(day[:4]) >= OLDEST and day <= TODAY.isoformat()
