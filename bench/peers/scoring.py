"""F1 per element and style, and the share of right owners.

A hit needs the same type and an intersection over union of at least 0.5 with a true span, one to one, greedy
in the order of the text. Types that the set does not label are not scored. What lies on ``optional`` text
(an organisation's own telephone, a masked number) is neither right nor wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

IOU = 0.5
Span = tuple[int, int, str, int | None]


@dataclass
class Tally:
    """Hits, misses and false alarms of one type, style or set."""

    hit: int = 0
    miss: int = 0
    false: int = 0

    @property
    def precision(self) -> float:
        """Hits of what was found; 0 if nothing was."""
        return self.hit / max(self.hit + self.false, 1)

    @property
    def recall(self) -> float:
        """Hits of what is there; 0 if nothing is."""
        return self.hit / max(self.hit + self.miss, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hit / max(2 * self.hit + self.false + self.miss, 1)


@dataclass
class Owners:
    """Owners of elements that were found. An element of nobody is right if it is given to nobody."""

    right: int = 0
    decided: int = 0
    total: int = 0


@dataclass
class Score:
    """Result of one tool on one set."""

    types: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    styles: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    owners: dict[str, Owners] = field(default_factory=lambda: defaultdict(Owners))
    all: Tally = field(default_factory=Tally)


def overlap(a: Span, b: Span) -> float:
    """Intersection over union."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def matched(true: list[Span], found: list[Span]) -> list[Span | None]:
    """For every true span the found one that it is matched with."""
    free = list(found)
    pairs: list[Span | None] = []
    for span in true:
        near = [f for f in free if f[2] == span[2] and overlap(f, span) >= IOU]
        best = max(near, key=lambda f: overlap(f, span), default=None)
        if best is not None:
            free.remove(best)
        pairs.append(best)
    return pairs


def score(rows: list[dict], results: list[list[Span]]) -> Score:
    """Compare what a tool found with the truth of a set."""
    types = {span["type"] for row in rows for span in row["spans"]}
    # A tool that knows dates only is scored with them as birth dates, and the other way round.
    knows_births = any(kind == "DOB" for result in results for _, _, kind, _ in result)
    rename = {} if knows_births else {"DATE": "DOB"}
    rename = rename if "DOB" in types else {"DOB": "DATE"}
    out = Score()
    for row, result in zip(rows, results, strict=True):
        true = sorted(_span(s) for s in row["spans"])
        named = [(a, b, rename.get(kind, kind), owner) for a, b, kind, owner in result]
        mine = [f for f in named if f[2] in types]
        pairs = matched(true, mine)
        free = Counter(mine)
        free.subtract(pair for pair in pairs if pair is not None)
        optional = [_span(s) for s in row.get("optional", ())]
        extra = [f for f in free.elements() if not any(min(f[1], o[1]) > max(f[0], o[0]) for o in optional)]
        for span, pair in zip(true, pairs, strict=True):
            for tally in (out.types[span[2]], out.styles[row["style"]], out.all):
                tally.hit += pair is not None
                tally.miss += pair is None
        for f in extra:
            for tally in (out.types[f[2]], out.styles[row["style"]], out.all):
                tally.false += 1
        _count_owners(out.owners[row["style"]], true, pairs)
    return out


def _span(made: dict) -> Span:
    return made["start"], made["end"], made["type"], made.get("owner")


def _count_owners(owners: Owners, true: list[Span], pairs: list[Span | None]) -> None:
    """A tool's person number stands for the true person that most of its names are of.

    A true person without a name in the text (an account: log-in and password) is known by the elements.
    """
    named = {span[3] for span in true if span[2] == "PERSON"}
    votes: dict[int, Counter[int | None]] = defaultdict(Counter)
    for span, pair in zip(true, pairs, strict=True):
        if pair is not None and pair[3] is not None and (span[2] == "PERSON" or span[3] not in named):
            votes[pair[3]][span[3]] += 1
    who = {number: count.most_common(1)[0][0] for number, count in votes.items()}
    for span, pair in zip(true, pairs, strict=True):
        if span[2] == "PERSON" or pair is None:
            continue
        owners.total += 1
        if span[3] is None:
            owners.decided += 1
            owners.right += pair[3] is None
        elif pair[3] in who:
            owners.decided += 1
            owners.right += who[pair[3]] == span[3]
