"""Who speaks: the turns of chats and calls.

*My* is whoever speaks, and the answer to a question is as a rule about the one who answers. A line that
begins with a speaker is a turn; beside plain ``Ann: …`` the common exports are known: a time in brackets or
with a dash in front, a time in brackets behind, a time behind the name on a line of its own, and ``<Ann>``.
Speakers may be roles (``Caller:``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from tocsin.detect.cues import cues
from tocsin.detect.hits import Hit, NameHit

TURN = "\x1e"
"""Stands in the masked text where a turn begins."""
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \xa0]?[AaPp]\.?[Mm]\b\.?)?"
_DAY = r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"
_STAMP = rf"(?:{_DAY},?[ T]+)?{_CLOCK}Z?|{_DAY}"
_HEAD = re.compile(
    rf"^(?P<lead>[ \t]*(?:#\d+[ \t]+)?(?P<stamp>[\[(]?(?:{_STAMP})[\])]?(?=[\s<@|-])[ \t]*(?:[-|][ \t]*)?)?"
    rf"(?P<angle><[@+ ]?)?)"
    rf"(?P<who>[^\W\d_][^\n:<>()\[\]?!;\"]{{0,38}}?)"
    rf"(?:(?P<rest>[ \t]*[\[(](?:{_STAMP}|[^\n()\[\]:]{{1,24}})[\])])?[ \t]*(?P<colon>:)"
    rf"(?=[ \t\n]|[^\W\d_])|(?(angle)>|(?!)))",
    re.MULTILINE,
)
"""``[9:14] Ann Lee:``, ``Ann Lee (9:14 AM):``, ``<Ann Lee>``, ``Caller:``."""
_HEADLINE = re.compile(
    rf"^(?P<lead>[ \t]*)(?P<who>[^\W\d_][^\n:<>()\[\]?!;,\"\d]{{1,38}}?)"
    rf"(?:[ \t]{{2,}}|[ \t]*[\[(]|[ \t]+(?:at|@|-)?[ \t]*)"
    rf"(?:{_DAY},?[ T]+)?{_CLOCK}Z?[\])]?[ \t]*$",
    re.MULTILINE,
)
"""``Ann Lee  9:14 AM`` on a line of its own."""
_FIRST = re.compile(r"[ \t]*([\[(<#\d]?)[\d\[(<#:./,T@ \t-]*([^\W\d_]+)")
"""The first sign of a line, if it is none of a word, and the first word."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LONGEST = 60
"""Turns that are read as one; a longer talk is cut."""
_FEW = 3
"""Turns of a talk between roles at least: a form names each role once."""


@dataclass(slots=True)
class Turn:
    """A stretch in which one person speaks.

    start: of its first line; begin: of what is said. speaker: the words in front of the colon.
    name: the name among them, if it is one.
    """

    start: int
    begin: int
    end: int
    speaker: tuple[int, int]
    said_by: str
    name: NameHit | None


@dataclass(slots=True)
class Talk:
    """Turns that follow one another. start, end: the whole lines they stand on."""

    start: int
    end: int
    turns: list[Turn] = field(default_factory=list)


def masked(flat: str, spoken: Sequence[Talk]) -> str:
    """The text with a mark and the speaker at the start of each turn, and blanks for times and brackets."""
    parts, at = [], 0
    for turn in (turn for talk in spoken for turn in talk.turns):
        first, last = turn.speaker
        start = max(turn.start - 1, at)
        parts.append(flat[at:start])
        if start < first:
            parts.append(TURN + " " * (first - start - 1))
        parts.append(
            flat[max(first, start) : last] if turn.name is not None else " " * (last - max(first, start))
        )
        if last < turn.begin:
            parts.append(":" + " " * (turn.begin - last - 1))
        at = max(turn.begin, last)
    parts.append(flat[at:])
    return "".join(parts) if at else flat


def talks(flat: str, start: int, end: int, names: Sequence[NameHit], hits: Sequence[Hit]) -> list[Talk]:
    """The talks of a stretch of text."""
    heads = list(_heads(flat, start, end, names))
    kept = [turn for turn, sure in heads if sure]
    if len(kept) < 2:
        kept = _plain([turn for turn, _ in heads], flat, [*hits, *names])
    if not kept:
        return []
    return list(_gathered(kept, flat, end))


def _heads(flat: str, start: int, end: int, names: Sequence[NameHit]) -> Iterator[tuple[Turn, bool]]:
    """Lines that begin with a speaker, and whether times or brackets leave no doubt."""
    begins = [n.start for n in names]
    for match in _likely(flat, start, end, names):
        who = match.span("who")
        at = bisect_right(begins, who[0])
        name = names[at - 1] if at and names[at - 1].end > who[0] else None
        if name is None and at < len(names) and names[at].start < who[1]:
            name = names[at]
        if name is not None and name.label >= 0:
            continue
        text = " ".join(match["who"].lower().rstrip(" \t-").split())
        headline = "colon" not in match.re.groupindex
        marked = headline or bool(match["stamp"] or match["angle"] or _timed(match["rest"]))
        first = text.split()[0]
        role = first in cues().role or first in cues().voices
        if name is None and not role and (headline or not marked):
            continue
        if name is not None and name.start > who[0] + 2 and not marked:
            continue
        speaker = (name.start, name.end) if name is not None and name.start - who[0] < 3 else who
        begin = min(match.end() + headline, end)
        if name is None and at < len(names) and names[at].end <= begin:  # "Agent (Ann):"
            name, speaker = names[at], (names[at].start, names[at].end)
        yield Turn(match.start(), begin, begin, speaker, text, name), marked


def _likely(flat: str, start: int, end: int, names: Sequence[NameHit]) -> Iterator[re.Match[str]]:
    """Heads among the lines that begin with a name, a role or a time."""
    named = {flat.rfind("\n", 0, n.start) + 1 for n in names if n.label < 0}
    speakers = _speakers()
    at = start
    while at < end:
        first = _FIRST.match(flat, at, end)
        if first is not None and (first[1] or at in named or first[2].lower() in speakers):
            match = _HEAD.match(flat, at, end) or _HEADLINE.match(flat, at, end)
            if match is not None:
                yield match
        at = flat.find("\n", at, end) + 1 or end


@cache
def _speakers() -> frozenset[str]:
    return frozenset(cues().role) | cues().voices


def _timed(rest: str | None) -> bool:
    return rest is not None and any(c.isdigit() for c in rest)


def _plain(turns: list[Turn], flat: str, entries: Sequence[Hit | NameHit]) -> list[Turn]:
    """Turns without times: a talk if somebody says more than a value, and not a list or a form."""
    if len(turns) < 2 or (len({t.said_by for t in turns}) < 2 and turns[0].name is None):
        return []
    # Where a value or a label begins.
    labels = {e.label for e in entries if e.label >= 0} | {e.start for e in entries if isinstance(e, Hit)}
    asks = any("?" in flat[a.begin : b.start] for a, b in pairwise(turns))
    again = len({t.said_by for t in turns}) < len(turns)
    if all(t.name is not None for t in turns):
        talk = asks or any(_first_word(flat, t.begin) not in labels for t in turns)
        return turns if talk else []
    form = sum(t.start in labels for t in turns) * 2 >= len(turns)
    return turns if len(turns) >= _FEW and (asks or (again and not form)) else []


def _first_word(flat: str, at: int) -> int:
    while at < len(flat) and flat[at] in " \t":
        at += 1
    return at


def _gathered(turns: list[Turn], flat: str, end: int) -> Iterator[Talk]:
    """Turns one after the other; each goes on to the next, the last to the next blank line."""
    for first in range(0, len(turns), _LONGEST):
        part = turns[first : first + _LONGEST]
        following = turns[first + _LONGEST].start if first + _LONGEST < len(turns) else -1
        for turn, after in pairwise(part):
            turn.end = after.start
        last = part[-1]
        blank = _BLANK_LINE.search(flat, last.begin, end)
        last.end = following if following >= 0 else blank.start() if blank else end
        yield Talk(part[0].start, last.end, part)
