"""One pass over the bytes of a text for every pattern at once.

Hyperscan compiles all patterns into automata and reads each byte once, whatever their number; Python sees
only the places that match.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import hyperscan

Stretch = tuple[int, int]
"""Start and end of a match."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Expressions that mean the same thing.

    name: key of its matches in what `Scanner.find` gives.
    expressions: in Hyperscan's dialect (PCRE without look-around and back-references), over Latin-1 bytes.
    trim: characters that the expressions read behind the match, as context.
    ends: only the end of a match is wanted; faster. Start and end are then the same.
    """

    name: str
    expressions: tuple[str, ...]
    ignore_case: bool = False
    trim: int = 0
    ends: bool = False

    @property
    def flags(self) -> int:
        """Options of Hyperscan for these expressions."""
        return (0 if self.ends else hyperscan.HS_FLAG_SOM_LEFTMOST) | (
            hyperscan.HS_FLAG_CASELESS if self.ignore_case else 0
        )


Row = tuple[bytes, int, Pattern]


def _compiled(rows: Sequence[Row]) -> hyperscan.Database:
    """The automata, from the user's cache if these very ones were made before: seconds become milliseconds.

    What is kept there says nothing of any case. Hyperscan checks the sum and the processor when it loads one;
    a file that is damaged or of another machine is made anew. Where nothing can be written, nothing is kept.
    """
    text = repr([(e, n, pattern.flags) for e, n, pattern in rows]) + version("hyperscan")
    kept = _cache() / f"automata-{sha256(text.encode()).hexdigest()[:32]}.hs"
    try:
        return hyperscan.loadb(kept.read_bytes(), hyperscan.HS_MODE_BLOCK)
    except (OSError, hyperscan.error):
        pass
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[expression for expression, _, _ in rows],
        ids=[number for _, number, _ in rows],
        flags=[pattern.flags for _, _, pattern in rows],
        elements=len(rows),
    )
    _keep(kept, hyperscan.dumpb(database))
    return database


def _cache() -> Path:
    """Where the user's programs keep what they can make again; `TOCSIN_CACHE` names another folder."""
    if named := os.environ.get("TOCSIN_CACHE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tocsin"


def _keep(place: Path, content: bytes) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = place.with_name(f"{place.name}.{os.getpid()}")
        new.write_bytes(content)
        new.replace(place)
    except OSError:
        return


class Scanner:
    """A set of patterns, compiled. Build it once a process; it may be used by one thread at a time."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        rows = [(e.encode("latin-1"), i, p) for i, p in enumerate(patterns) for e in p.expressions]
        self._database = _compiled(rows)
        self._database.scratch = hyperscan.Scratch(self._database)

    def find(self, data: bytes) -> dict[str, list[Stretch]]:
        """Matches of each pattern that is there, in order of the text: from the left, the longest, none
        overlapping another.
        """
        found: defaultdict[int, list[Stretch]] = defaultdict(list)

        def take(number: int, start: int, end: int, _flags: int, _context: object) -> None:
            found[number].append((start, end))

        self._database.scan(data, match_event_handler=take)
        patterns = self._patterns
        return {patterns[number].name: _cut(raw, patterns[number]) for number, raw in found.items()}


def _cut(raw: list[Stretch], pattern: Pattern) -> list[Stretch]:
    if pattern.ends:
        return [(end, end) for _, end in raw]
    return longest([(start, end - pattern.trim) for start, end in raw] if pattern.trim else raw)


def longest(stretches: list[Stretch]) -> list[Stretch]:
    """From the left the longest ones, none overlapping another."""
    stretches.sort(key=_from_left)
    kept: list[Stretch] = []
    after = 0
    for start, end in stretches:
        if start >= after:
            after = end
            kept.append((start, end))
    return kept


def _from_left(stretch: Stretch) -> tuple[int, int]:
    return stretch[0], -stretch[1]


def alternatives(phrases: Sequence[str], before: str, after: str, size: int = 10) -> tuple[str, ...]:
    """Many phrases as a few expressions: ``before(?:a|b|…)after``. In groups, for one of all is too large."""
    ordered = sorted(set(phrases))
    groups = [ordered[i : i + size] for i in range(0, len(ordered), size)]
    return tuple(f"{before}(?:{'|'.join(group)}){after}" for group in groups)
