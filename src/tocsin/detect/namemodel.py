"""A small linear-chain model that tells persons, places and firms among capitalised words.

Trained in this repository by ``scripts/names/train.py`` on invented texts; see ``docs/name-model.md``.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import exp

from tocsin.detect.lexicon import coarse, long_places, place_key, places, telling, word_features
from tocsin.detect.runs import Run

TAGS = ("N", "P", "L", "G")
"""Nothing, person, place, organisation."""
SCALE = 64
"""Weights are stored as whole numbers of this fraction."""

Scores = tuple[float, float, float, float]
_GOES_ON = frozenset({"and", "or", "&", "y", "e", "und", "et", "o"})
"""After these a comma before was one of a list: ``Lee, Roe and Poe`` are three."""
_LINKS = frozenset({",", "and", "of", "&", "the"})


@dataclass(frozen=True, slots=True)
class Segment:
    """Words ``first`` to ``last`` of a run with one tag. confidence: against the same words being nothing."""

    first: int
    last: int
    tag: str
    confidence: float


@cache
def _weights() -> tuple[dict[str, Scores], list[Scores]]:
    packed = files("tocsin.detect").joinpath("data/name_model.json.gz").read_bytes()
    stored = json.loads(gzip.decompress(packed))
    weights: dict[str, Scores] = {}
    for group, names in stored["features"].items():
        values = [int(v) / SCALE for v in group.split()]
        scores = (values[0], values[1], values[2], values[3])
        weights.update(dict.fromkeys(names, scores))
    return weights, [tuple(row) for row in stored["transitions"]]


def _sum(names: list[str]) -> Scores:
    weights = _weights()[0]
    n = p = place = g = 0.0
    for name in names:
        scores = weights.get(name)
        if scores is not None:
            n += scores[0]
            p += scores[1]
            place += scores[2]
            g += scores[3]
    return n, p, place, g


def around_features(run: Run) -> list[str]:
    """Features of the words around, the same for every word of the run."""
    (l2, l1), (r1, r2) = run.before, run.after
    return [f"l1={l1}", f"l2={l2}", f"l={l2} {l1}", f"r1={r1}", f"r2={r2}", f"r={r1} {r2}"]


def edge_features(run: Run) -> tuple[list[str], list[str]]:
    """Features of the first and of the last word: their outer neighbours again, and with their class."""
    l1, r1 = run.before[1], run.after[0]
    first, last = coarse(run.words[0]), coarse(run.words[-1])
    lone = "1" if len(run.words) == 1 else ""
    return [f"f={l1}", f"fc={lone}{l1} {first}"], [f"e={r1}", f"ec={lone}{last} {r1}"]


def inner_features(words: list[str], at: int) -> list[str]:
    """Features of a word from its neighbours inside the run and its place there."""
    here = coarse(words[at])
    before = coarse(words[at - 1]) if at else "^"
    after = coarse(words[at + 1]) if at + 1 < len(words) else "$"
    found = [f"cp={before} {here}", f"cn={here} {after}", f"c3={before} {here} {after}"]
    if at and telling(words[at - 1]):
        found.append(f"pw={words[at - 1].lower()}")
    if at + 1 < len(words) and telling(words[at + 1]):
        found.append(f"nw={words[at + 1].lower()}")
    found.append(f"at={min(at, 3)} {min(len(words), 5)}")
    return found


def _long_place(words: list[str]) -> list[str]:
    """For each word whether it is part of a listed place of several words: its class, or empty."""
    marks = [""] * len(words)
    for at, word in enumerate(words[:-1]):
        if place_key(word) in long_places():
            for stop in range(min(len(words), at + 4), at + 1, -1):
                kind = places().get(place_key(" ".join(words[at:stop])))
                if kind:
                    marks[at:stop] = [kind] * (stop - at)
                    break
    return marks


def features(run: Run, *, alone: bool = False) -> list[list[str]]:
    """All features of each word, as the trainer takes them. alone: without the words around the run."""
    shared = [] if alone else around_features(run)
    found = [[*word_features(w), *inner_features(run.words, i), *shared] for i, w in enumerate(run.words)]
    first, last = ([], []) if alone else edge_features(run)
    found[0] += first
    found[-1] += last
    for names, mark in zip(found, _long_place(run.words), strict=True):
        if mark:
            names.append(f"long={mark}")
    return found


_KEPT = 30_000
"""Words, classes of neighbours and words around whose scores are remembered; each entry is some 100 bytes.
Sums are exact whatever their order, for the weights are whole numbers of one fraction."""


@lru_cache(maxsize=_KEPT)
def _by_word(word: str) -> Scores:
    return _sum(word_features(word))


@lru_cache(maxsize=_KEPT)
def _by_classes(before: str, here: str, after: str) -> Scores:
    return _sum([f"cp={before} {here}", f"cn={here} {after}", f"c3={before} {here} {after}"])


@cache
def _by_place(at: int, count: int) -> Scores:
    """Of a word's place in its run; both arguments are small (`inner_features`)."""
    return _sum([f"at={at} {count}"])


@lru_cache(maxsize=_KEPT)
def _as_neighbour(word: str) -> tuple[Scores, Scores] | None:
    """What a word says of the one after it and of the one before; None if it says nothing."""
    if not telling(word):
        return None
    low = word.lower()
    after, before = _sum([f"pw={low}"]), _sum([f"nw={low}"])
    return (after, before) if any(after) or any(before) else None


@lru_cache(maxsize=_KEPT)
def _by_left(l2: str, l1: str) -> Scores:
    return _sum([f"l1={l1}", f"l2={l2}", f"l={l2} {l1}"])


@lru_cache(maxsize=_KEPT)
def _by_right(r1: str, r2: str) -> Scores:
    return _sum([f"r1={r1}", f"r2={r2}", f"r={r1} {r2}"])


@lru_cache(maxsize=_KEPT)
def _by_edges(l1: str, first: str, last: str, r1: str, lone: str) -> tuple[Scores, Scores]:
    return (
        _sum([f"f={l1}", f"fc={lone}{l1} {first}"]),
        _sum([f"e={r1}", f"ec={lone}{last} {r1}"]),
    )


def _total(parts: list[Scores]) -> Scores:
    n = p = place = g = 0.0
    for part in parts:
        n += part[0]
        p += part[1]
        place += part[2]
        g += part[3]
    return n, p, place, g


def _local(run: Run) -> list[Scores]:
    """Score of each tag for each word, without its neighbours' tags: the sum of all `features`."""
    words, count = run.words, min(len(run.words), 5)
    classes = ["^", *map(coarse, words), "$"]
    around = (_by_left(*run.before), _by_right(*run.after))
    lone = "1" if len(words) == 1 else ""
    first, last = _by_edges(run.before[1], classes[1], classes[-2], run.after[0], lone)
    parts = [
        [_by_word(word), _by_classes(*classes[at : at + 3]), _by_place(min(at, 3), count), *around]
        for at, word in enumerate(words)
    ]
    parts[0].append(first)
    parts[-1].append(last)
    if len(words) > 1:
        for at, word in enumerate(words):
            said = _as_neighbour(word)
            if said is not None:
                if at + 1 < len(words):
                    parts[at + 1].append(said[0])
                if at:
                    parts[at - 1].append(said[1])
        for mine, mark in zip(parts, _long_place(words), strict=True):
            if mark:
                mine.append(_sum([f"long={mark}"]))
    return [_total(mine) for mine in parts]


def tagged(run: Run) -> list[Segment]:
    """The persons, places and firms of a run: the best sequence of tags (Viterbi)."""
    scores, into = _local(run), _into()
    best = list(scores[0])
    back: list[list[int]] = []
    for local in scores[1:]:
        origin, reached = [], []
        for moves, score in zip(into, local, strict=True):
            ways = [b + m for b, m in zip(best, moves)]  # noqa: B905 - both have four
            most = max(ways)
            origin.append(ways.index(most))
            reached.append(most + score)
        back.append(origin)
        best = reached
    tag = best.index(max(best))
    tags = [tag]
    for origin in reversed(back):
        tag = origin[tag]
        tags.append(tag)
    if not any(tags):
        return []
    tags.reverse()
    return _segments(run, tags, scores)


@cache
def _into() -> list[Scores]:
    """For each tag the weights of coming to it from every other."""
    return list(zip(*_weights()[1], strict=True))


def _segments(run: Run, tags: list[int], scores: list[Scores]) -> list[Segment]:
    words = run.words
    found: list[Segment] = []
    at = 0
    listed = run.after[0] in _GOES_ON
    commas = listed + sum(word == "," and TAGS[tag] == "P" for word, tag in zip(words, tags, strict=True))
    tags = [
        0 if (words[i] == "," and commas > 1) or _between(words, tags, i) else tag
        for i, tag in enumerate(tags)
    ]
    while at < len(tags):
        tag, first = tags[at], at
        while at < len(tags) and tags[at] == tag:
            at += 1
        if tag and any(len(word.rstrip(".")) > 1 for word in words[first:at]):
            margin = sum(scores[i][tag] - scores[i][0] for i in range(first, at)) / (at - first)
            found.append(Segment(first, at - 1, TAGS[tag], 1 / (1 + exp(-max(-30.0, min(30.0, margin))))))
    return found


def _between(words: list[str], tags: list[int], at: int) -> bool:
    """Whether a comma, ``and`` or ``of`` stands between two things, or at the edge of one."""
    if words[at] not in _LINKS:
        return False
    edge = not 0 < at < len(tags) - 1 or tags[at - 1] != tags[at] or tags[at + 1] != tags[at]
    return edge or (words[at] == "," and TAGS[tags[at]] == "L")
