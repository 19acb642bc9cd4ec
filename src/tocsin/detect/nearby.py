"""Labels that only words nearby make sense of: ``ID# W1234…`` beside an insurer, ``her licence D123…``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.detect.hits import Hit
from tocsin.detect.kinds import KINDS
from tocsin.detect.labels import label_pattern
from tocsin.detect.reach import behind_words
from tocsin.detect.scanner import Pattern, Stretch, alternatives
from tocsin.model.yamlfile import read_yaml

NEARBY = "labels by what is near"
_BEFORE, _AFTER = 90, 70
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_OWNED = re.compile(
    r"(?:\w's|\ws'|\b(?:his|her|their|my|your|whose|su|mi|tu))(?: (?:old|new|current|valid|own|expired))? \Z",
    re.IGNORECASE,
)
_BLANK = re.compile(r"[ \t]{1,3}#?")
_CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class _Rule:
    field: str
    labels: re.Pattern[str]
    near: re.Pattern[str] | None
    never: re.Pattern[str] | None
    least: int
    owned: bool


@cache
def _content() -> dict[str, Any]:
    source = files("tocsin.detect").joinpath("data/labels_nearby.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = read_yaml(source)
    return content


def _labels(rule: dict[str, Any]) -> list[str]:
    """Labels of a rule; ``$group`` stands for a group of words."""
    return [
        word
        for label in rule["labels"]
        for word in (_content()["words"][label[1:]] if label.startswith("$") else [label])
    ]


def _any_of(phrases: Sequence[str]) -> str:
    return "|".join(label_pattern(phrase) for phrase in sorted(phrases, key=len, reverse=True))


@cache
def _rules() -> tuple[_Rule, ...]:
    words = _content()["words"]
    made = []
    for rule in _content()["rules"]:
        near = [word for group in rule["near"] for word in words[group]]
        never = _any_of(rule["not"])
        made.append(
            _Rule(
                rule["field"],
                re.compile(rf"\b(?:{_any_of(_labels(rule))})", re.IGNORECASE),
                re.compile(rf"\b(?:{_any_of(near)})\b", re.IGNORECASE) if near else None,
                re.compile(rf"\b(?:{never})[ \t'#.:-]{{0,3}}\Z", re.IGNORECASE) if never else None,
                rule["least"],
                rule.get("owned", False),
            )
        )
    return tuple(made)


_FOLLOWED = r"[^\n\d]{0,14}[ \t:#.(=\"'_-][\"']?[A-Z]{0,4}[ -]?[0-9]{2}"
"""A number or code must stand close behind such a label."""


def told_by_words() -> frozenset[str]:
    """Labels that count only where such words are near."""
    return frozenset(label for rule in _content()["rules"] for label in rule["labels"])


def nearby_labels() -> Pattern:
    """Such labels with the beginning of a value behind them; only its end is wanted."""
    phrases = [label_pattern(label) for rule in _content()["rules"] for label in _labels(rule)]
    return Pattern(NEARBY, alternatives(phrases, r"\b", _FOLLOWED), ignore_case=True, ends=True)


HINTS = "hints"


def hints() -> Pattern:
    """Words without which no label needs the words around, and no sentence tells a log-in."""
    written = [re.escape(word) for word in _content()["hints"]]
    return Pattern(HINTS, alternatives(written, r"\b", "", size=60), ignore_case=True, ends=True)


def by_nearby_words(flat: str, places: Sequence[Stretch]) -> Iterator[Hit]:
    """Values behind labels that the words around make sense of."""
    after = 0
    for end, _ in places:
        if end <= after:
            continue
        for hit in _hits(flat, max(0, end - 45), end):
            after = max(after, hit.end)
            yield hit


def _hits(flat: str, first: int, last: int) -> Iterator[Hit]:
    for rule in _rules():
        for label in rule.labels.finditer(flat, first, last):
            blank = _BLANK.match(flat, label.end())
            start = behind_words(flat, label.end()) or (blank.end() if blank else last + 1)
            if start > last:
                continue
            hit = _value(rule, flat, label.span(), start)
            if hit is not None:
                yield hit


def _value(rule: _Rule, flat: str, label: Stretch, start: int) -> Hit | None:
    kind = KINDS[rule.field]
    match = re.compile(kind.after_label).match(flat, start)
    if match is None or len(match[0]) < rule.least or _DATE.fullmatch(match[0]) or _YEAR.fullmatch(match[0]):
        return None
    value = kind.read(match[0])
    if value is None or (rule.never and rule.never.search(flat, max(0, label[0] - 24), label[0])):
        return None
    owned = rule.owned and _OWNED.search(flat, max(0, label[0] - 24), label[0]) is not None
    if not owned and rule.near is not None and not _is_near(rule.near, flat, label, match.span()):
        return None
    return Hit(
        match.start(),
        match.end(),
        kind.shows,
        value,
        _CONFIDENCE,
        f"nearby.{rule.field}",
        f"{kind.shape} behind a label that the words around explain",
        label=label[0],
    )


def _is_near(words: re.Pattern[str], flat: str, label: Stretch, value: Stretch) -> bool:
    """Whether one of the words stands in the same paragraph, before the label or behind it."""
    before = _PARAGRAPH.split(flat[max(0, label[0] - _BEFORE) : label[0]])[-1]
    after = _PARAGRAPH.split(flat[value[1] : value[1] + _AFTER])[0]
    return any(words.search(text) for text in (before, flat[label[1] : value[0]], after))
