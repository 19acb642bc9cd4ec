"""What changed in the law between two days: values that ended, and values that began."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tocsin.law.rulefile import Rule, blocks
from tocsin.law.ruleform import Block, Clock, Duty, ElementSet, Threshold
from tocsin.law.words import clock_words, element_words, plain, threshold_words, valid_on

_NUMBER = re.compile(r"\.\d+$")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs. before, after: in words, empty where there was or is none."""

    rule: str
    place: str
    since: str
    before: str
    after: str
    sources: tuple[str, ...]


def diff(rules: Iterable[Rule], first: date, last: date) -> list[Change]:
    """Every value that does not stand on both days, by rule and place."""
    return [change for rule in rules for change in _of(rule, first, last)]


def _of(rule: Rule, first: date, last: date) -> Iterator[Change]:
    form = rule.form
    if form.valid.from_ > first:
        if form.valid.from_ <= last:
            before = "no such law" if form.earlier == "no_law" else "an earlier text, not recorded here"
            yield Change(rule.id, "", form.valid.from_.isoformat(), before, f"{form.law} as recorded", ())
        first = form.valid.from_
    kept: dict[str, list[Block]] = defaultdict(list)
    for place, block in blocks(form):
        kept[_NUMBER.sub("", place)].append(block)
    for place, versions in kept.items():
        old = [one for one in versions if valid_on(one, first)]
        new = [one for one in versions if valid_on(one, last)]
        if _said(old) != _said(new):
            since = max((one.valid.from_ for one in new), default=last)
            sources = tuple(form.sources[key].citation for one in new or old for key in one.source)
            yield Change(
                rule.id, place, since.isoformat(), _said(old), _said(new), tuple(dict.fromkeys(sources))
            )


def _said(versions: list[Block]) -> str:
    return " / ".join(block_words(one) for one in versions)


def block_words(block: Block) -> str:
    """A block's own value in a line; its parts have lines of their own."""
    if isinstance(block, Clock):
        return clock_words(block)
    if isinstance(block, Threshold):
        return threshold_words(block)
    if isinstance(block, ElementSet):
        return f"{block.id} ({block.name.replace('_', ' ')}): {'; '.join(map(element_words, block.any))}"
    if isinstance(block, Duty):
        return block.title
    return plain(block)
