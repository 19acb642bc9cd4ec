"""Who writes each part of a text: by the header of a message, the words above a quotation, the sign-off."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.detect.hits import Hit, NameHit
from tocsin.detect.kinds import CONTACT

_FROM = re.compile(r"^(?P<quote>[> \t]*)(?:From|De|Sender)[ \t]*:[ \t]*(?=\S)", re.MULTILINE | re.IGNORECASE)
_WROTE = re.compile(
    r"^(?P<quote>[> \t]*)(?:On|El|Am|Le|\d)[^\n]{0,120}(?:\n[> \t]*[^\n]{0,80})?"
    r"(?:wrote|writes|escribió)[ \t]*:[ \t]*$",
    re.MULTILINE,
)
_QUOTES = re.compile("wrote|escribió")
_ANEW = re.compile(
    r"^(?P<quote>[> \t]*)(?:-{2,}[ \t]*)?(?:Original Message|Forwarded message|Begin forwarded message"
    r"|Mensaje original|Mensaje reenviado)\b",
    re.MULTILINE | re.IGNORECASE,
)
_LETTER = re.compile(
    r"(?:^|[^\w'])(?:I|I'm|I've|My|my|me|mine|Dear|Hi|Hello|To whom it may concern|Yo|Mi|mi|mis"
    r"|A quien corresponda|Estimad[oa]s?|Hola|Thanks|Regards|Sincerely|Saludos|Atentamente)(?![\w'])"
)
_TAIL = 6
"""Lines at most behind the name that signs: title, telephone, address."""
_TAIL_CHARS = 240


@dataclass(slots=True)
class Part:
    """A stretch that one person writes."""

    start: int
    end: int
    depth: int
    group: int
    name: NameHit | None = None


class Writers:
    """Parts of a text with who writes each."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = [part for part in parts if part.name is not None]
        self._starts = [part.start for part in self._parts]

    def at(self, char: int) -> NameHit | None:
        """The name of who writes what stands at a character."""
        at = bisect_right(self._starts, char) - 1
        return self._parts[at].name if at >= 0 and char < self._parts[at].end else None

    @property
    def names(self) -> list[NameHit]:
        """The names that sign or head the parts."""
        return [part.name for part in self._parts if part.name is not None]


def writers(flat: str, start: int, end: int, names: Sequence[NameHit], hits: Sequence[Hit]) -> Writers:
    """Who writes the parts of a stretch of text."""
    alone = [name for name in names if name.label < 0 and alone_in_line(flat, name)]
    headed = flat.find("rom:", start, end) >= 0 or any(n.role == "sender" for n in names)
    heads = list(_FROM.finditer(flat, start, end)) if headed else []
    if not alone and not heads and not _QUOTES.search(flat, start, end):
        return Writers([])
    parts = _parts(flat, start, end, names, heads)
    signed: dict[int, NameHit] = {}
    for number in {part.group for part in parts if part.name is None}:
        mine = [part for part in parts if part.group == number]
        name = _signing(flat, mine, alone, hits)
        if name is not None:
            signed[number] = name
    for part in parts:
        part.name = part.name or signed.get(part.group)
    return Writers(parts)


def alone_in_line(flat: str, name: NameHit) -> bool:
    """Whether a name has a line to itself."""
    before = flat.rfind("\n", 0, name.start) + 1
    after = flat.find("\n", name.end)
    rest = flat[name.end : after if after >= 0 else len(flat)]
    return (
        not flat[before : name.start].strip(" \t->\u2014~*") and len(rest) < 24 and not rest.strip(" \t,.\r")
    )


def _parts(
    flat: str, start: int, end: int, names: Sequence[NameHit], heads: Sequence[re.Match[str]]
) -> list[Part]:
    """Stretches of one depth of quotation and one message."""
    begins = [n.start for n in names]
    events: dict[int, tuple[int, NameHit | None]] = {}
    for match in heads:
        events[match.start()] = (0, _within(names, begins, match.end(), flat.find("\n", match.end())))
    for match in _ANEW.finditer(flat, start, end):
        events.setdefault(match.start(), (0, None))
    quoted: dict[int, NameHit | None] = {}
    for match in _WROTE.finditer(flat, start, end):
        quoted[flat.rfind("\n", 0, match.end()) + 1] = _within(names, begins, match.start(), match.end())
    parts: list[Part] = []
    writer: dict[int, NameHit | None] = {}
    group = {0: 0}
    count = 0
    at = start
    while at < end:
        stop = flat.find("\n", at, end) + 1 or end
        depth = _depth(flat, at)
        if at in events or depth not in group:
            count += 1
            group[depth] = count
            if at in events:
                writer[depth] = events[at][1]
        if parts and parts[-1].group == group[depth]:
            parts[-1].end = stop
        else:
            parts.append(Part(at, stop, depth, group[depth], writer.get(depth)))
        if at in quoted:
            count += 1
            group[depth + 1], writer[depth + 1] = count, quoted[at]
            following = flat.find("\n", at, end) + 1
            if following and _next_depth(flat, following, end) == depth:
                # Quoted without marks: the rest is the other's.
                count += 1
                group[depth], writer[depth] = count, quoted[at]
        at = stop
    return parts


def _depth(flat: str, at: int) -> int:
    depth = 0
    while at < len(flat) and flat[at] in "> \t":
        depth += flat[at] == ">"
        at += 1
    return depth


def _next_depth(flat: str, at: int, end: int) -> int:
    while at < end and flat[at] in "\n \t\r":
        at += 1
    return _depth(flat, at)


def _within(names: Sequence[NameHit], begins: Sequence[int], start: int, end: int) -> NameHit | None:
    at = bisect_left(begins, start)
    return names[at] if at < len(names) and (end < 0 or names[at].start < end) else None


def _signing(
    flat: str, parts: Sequence[Part], alone: Sequence[NameHit], hits: Sequence[Hit]
) -> NameHit | None:
    """The name at the end of what somebody writes, if it is written to somebody or of oneself."""
    if not any(_LETTER.search(flat, part.start, part.end) for part in parts):
        return None
    for name in reversed(alone):
        part = next((p for p in parts if p.start <= name.start < p.end), None)
        if part is None or name.role == "recipient":
            continue
        rest = flat[name.end : part.end]
        told = any(name.end < h.start < part.end and h.element not in CONTACT for h in hits)
        short = len(rest) < _TAIL_CHARS and rest.count("\n") <= _TAIL + 2
        if short and not told and flat[part.start : name.start].strip("> \t\n"):
            return name
    return None
