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


@lru_cache(maxsize=30_000)
def _by_word(word: str) -> Scores:
    return _sum(word_features(word))


@lru_cache(maxsize=30_000)
def _by_inner(words: tuple[str, ...]) -> list[Scores]:
    listed = list(words)
    inner = [_sum(inner_features(listed, at)) for at in range(len(listed))]
    marks = _long_place(listed)
    return [
        _add(_add(s, _sum([f"long={m}"])) if m else s, _by_word(w))
        for s, m, w in zip(inner, marks, words, strict=True)
    ]


@lru_cache(maxsize=30_000)
def _by_left(l2: str, l1: str) -> Scores:
    return _sum([f"l1={l1}", f"l2={l2}", f"l={l2} {l1}"])


@lru_cache(maxsize=30_000)
def _by_right(r1: str, r2: str) -> Scores:
    return _sum([f"r1={r1}", f"r2={r2}", f"r={r1} {r2}"])


@lru_cache(maxsize=30_000)
def _by_edges(l1: str, first: str, last: str, r1: str, lone: str) -> tuple[Scores, Scores]:
    return (
        _sum([f"f={l1}", f"fc={lone}{l1} {first}"]),
        _sum([f"e={r1}", f"ec={lone}{last} {r1}"]),
    )


def _add(a: Scores, b: Scores) -> Scores:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]


def _local(run: Run) -> list[Scores]:
    """Score of each tag for each word, without its neighbours' tags."""
    words = run.words
    around = _add(_by_left(*run.before), _by_right(*run.after))
    found = [_add(s, around) for s in _by_inner(tuple(words))]
    lone = "1" if len(words) == 1 else ""
    first, last = _by_edges(run.before[1], coarse(words[0]), coarse(words[-1]), run.after[0], lone)
    found[0] = _add(found[0], first)
    found[-1] = _add(found[-1], last)
    return found


def tagged(run: Run) -> list[Segment]:
    """The persons, places and firms of a run: the best sequence of tags (Viterbi)."""
    scores, moves = _local(run), _weights()[1]
    best = list(scores[0])
    back: list[list[int]] = []
    for local in scores[1:]:
        origin, reached = [], []
        for tag in range(4):
            came = max(range(4), key=lambda t: best[t] + moves[t][tag])
            origin.append(came)
            reached.append(best[came] + moves[came][tag] + local[tag])
        back.append(origin)
        best = reached
    tag = max(range(4), key=best.__getitem__)
    tags = [tag]
    for origin in reversed(back):
        tag = origin[tag]
        tags.append(tag)
    tags.reverse()
    return _segments(run, tags, scores)


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
