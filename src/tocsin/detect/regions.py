"""Which parts of a text are worth reading closely: those around something that may be a data element.

Most stolen bytes hold nothing about anybody. The scan finds the few places that may; names, tables and owners
are looked for only around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from tocsin.detect.accounts import ACCOUNTS, account_pattern, accounts
from tocsin.detect.aligned import is_heading
from tocsin.detect.inline import (
    FORM_LABELS,
    LABELS,
    NAME_LABELS,
    form_labels,
    labelled,
    name_labels,
    value_labels,
)
from tocsin.detect.kinds import KINDS
from tocsin.detect.labels import label_of
from tocsin.detect.logins import LOGIN_LINES, login_pattern
from tocsin.detect.nearby import HINTS, NEARBY, by_nearby_words, hints, nearby_labels
from tocsin.detect.scanner import Pattern, Scanner, Stretch, longest
from tocsin.detect.shapes import shape_patterns, unlabelled
from tocsin.detect.unclaimed import unclaimed

WHOLE = 12_000
"""Characters up to which a text is read as a whole if anything is in it."""
BEFORE, AFTER = 4_000, 2_000
"""Characters around a place that are read with it, and on to the next blank line."""
HEAD = 1_500
"""Characters at the top of a text that say whose it is."""
_FARTHEST_BLANK_LINE = 64_000

_NUMBERS, _PLACES = "numbers", "places"
_BARE = (
    # Numbers and birth dates of tables without headers, as long as an identifier is.
    r"\b(?:\d{9}|\d{13,16})\b",
    r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19[2-9]\d|200\d|201[0-5])|(?:19[2-9]\d|200\d|201[0-5])-\d\d-\d\d)\b",
)
_LONGEST_ROW = 600
_ROW = re.compile(r"[A-Z][A-Za-z'-]{1,30}[\"']?[,;|\t]|[,;|\t][ \"']{0,2}[A-Z][A-Za-z'-]{1,30}")
_CELL_END = re.compile(r"[\"'`]?[,;|\t]| {2,}")

Region = tuple[int, int]


@cache
def _gate() -> Scanner:
    """What shows that a text may hold data elements."""
    where = Pattern(_PLACES, (r"\b[A-Z]{2},? {1,2}\d{5}\b",))
    labels = (value_labels(), hints())
    return Scanner([*labels, *shape_patterns(), where, login_pattern(), Pattern(_NUMBERS, _BARE)])


@cache
def _close() -> Scanner:
    """What else is looked for where they are."""
    return Scanner([name_labels(), form_labels(), nearby_labels(), account_pattern()])


def compile_patterns() -> None:
    """Builds the automata now, so that processes forked later share them."""
    _gate()
    _close()


Places = Mapping[str, list[Stretch]]
"""Where each pattern that is there at all was seen, by its name."""


def survey(data: bytes) -> Places:
    """Places of what shows that a text may hold data elements. ``data``: the text as bytes."""
    return _gate().find(data)


def look(data: bytes, surveyed: Places | None = None) -> Places:
    """Places of every pattern in a stretch of text; labels of values and of names together, in order.

    surveyed: what `survey` gave for these very bytes.
    """
    places = {**(survey(data) if surveyed is None else surveyed), **_close().find(data)}
    labels = [stretch for name in (LABELS, FORM_LABELS, NAME_LABELS) for stretch in places.get(name, ())]
    if len(labels) > len(places.get(LABELS, ())):
        places[LABELS] = longest(labels)
    return places


def regions(flat: str, data: bytes, places: Places) -> list[Region]:
    """Stretches of a text that may hold data elements, in order and apart. ``places``: from `survey`."""
    points = _points(flat, data, places)
    if len(flat) <= WHOLE:
        return [(0, len(flat))] if next(points, None) is not None else []
    there = sorted(points)
    return list(_around(flat, [0, *there])) if there else []


def _points(flat: str, data: bytes, places: Places) -> Iterator[int]:
    """Where something may be; what is quickest to see first, as one point settles a short text."""
    for name in (LOGIN_LINES, _PLACES):
        yield from (start for start, _ in places.get(name, ()))
    yield from (hit.start for hit in unlabelled(flat, places))
    yield from _rows(flat, places.get(_NUMBERS, ()))
    if labels := places.get(LABELS):
        yield from (hit.start for hit in labelled(flat, labels))
        yield from _headers(flat, labels)
        yield from (hit.start for hit in unclaimed(flat, labels, None, [], _anything))
    if places.get(HINTS):
        yield from _by_hints(flat, _close().find(data))


def _by_hints(flat: str, places: Places) -> Iterator[int]:
    """Places of what only words around make a data element."""
    for found in (
        by_nearby_words(flat, places.get(NEARBY, ())),
        accounts(flat, places.get(ACCOUNTS, ())),
        labelled(flat, places.get(FORM_LABELS, ())),
    ):
        yield from (hit.start for hit in found)


def _anything(start: int, end: int) -> bool:
    return True


def _headers(flat: str, labels: Sequence[Stretch]) -> Iterator[int]:
    """Labels that stand side by side as the cells of a header do, one of an element among them."""
    for (start, end), (following, after) in pairwise(labels):
        if following - end > 30 or not _CELL_END.match(flat, end) or "\n" in flat[end:following]:
            continue
        if flat[end] == " " and not is_heading(_line_of(flat, start)):
            continue
        pair = label_of(flat[start:end]), label_of(flat[following:after])
        if any(one and one.field in KINDS for one in pair):
            yield start


def _line_of(flat: str, at: int) -> str:
    last = flat.find("\n", at)
    return flat[flat.rfind("\n", 0, at) + 1 : last if last >= 0 else len(flat)]


def _rows(flat: str, numbers: Sequence[Stretch]) -> Iterator[int]:
    """Numbers whose line looks like a row of a table of people: cells, and a word like a name."""
    last, row = -1, False
    for at, _ in numbers:
        if at >= last:
            floor, ceiling = max(0, at - _LONGEST_ROW), at + _LONGEST_ROW
            first, last = flat.rfind("\n", floor, at) + 1, flat.find("\n", at, ceiling)
            row = _ROW.search(flat, max(first, floor), last if last >= 0 else ceiling) is not None
        if row:
            yield at


def _around(flat: str, points: Sequence[int]) -> Iterator[Region]:
    begin = end = 0
    for point in points:
        if point < end - AFTER // 2:
            continue
        start = _blank_before(flat, max(0, point - BEFORE))
        stop = _blank_after(flat, point + (AFTER if point else HEAD))
        if start > end:
            yield begin, end
            begin = start
        end = max(end, stop)
    yield begin, end


def _blank_before(flat: str, at: int) -> int:
    """The start of the paragraph or table at a place; a line's start where it is very long."""
    floor = max(0, at - _FARTHEST_BLANK_LINE)
    blank = max(flat.rfind("\n\n", floor, at), flat.rfind("\n\r\n", floor, at))
    if blank >= 0:
        return blank + 1
    return flat.rfind("\n", 0, at) + 1 if floor else 0


def _blank_after(flat: str, at: int) -> int:
    ceiling = at + _FARTHEST_BLANK_LINE
    found = [n for n in (flat.find("\n\n", at, ceiling), flat.find("\n\r\n", at, ceiling)) if n >= 0]
    if found:
        return min(found) + 1
    line = flat.find("\n", ceiling)
    return line + 1 if line >= 0 else len(flat)
