"""A number somewhere in a sentence that speaks of its kind: ``both passports were kept; hers is K1234567``.

The weakest evidence there is, so it asks for most: one kind of number alone is spoken of, by a label that has
no value of its own, a person is named, and nothing says that the number is something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from tocsin.detect.hits import Hit, NameHit
from tocsin.detect.kinds import KINDS
from tocsin.detect.labels import label_of
from tocsin.detect.scanner import Stretch
from tocsin.detect.weigh import AGAINST, OTHER_NUMBER

_FIELDS = frozenset(
    {
        "drivers_license",
        "passport",
        "medical_record_number",
        "health_insurance_id",
        "financial_account",
        "state_id",
    }
)
_TOKEN = re.compile(
    r"(?<![\w@.$/#:-])(?:[A-Z]{1,4}-?\d[\dA-Z-]{4,14}|\d{7,12}|\d{3,5}-\d{4,8})(?![\w@%]|[./:,-]\d|-\w)"
)
_DATE = re.compile(r"(?:19|20)\d{6}|\d{3}-\d{4}")
_SENTENCE_END = re.compile(r"[.!?][\"')]?\s+(?=[A-Z\xc0-\xde])|\n")
_REACH = 160
_CONFIDENCE = 0.7


def unclaimed(
    flat: str,
    labels: Sequence[Stretch],
    names: Sequence[NameHit] | None,
    told: Sequence[Hit],
    free: Callable[[int, int], bool],
) -> Iterator[Hit]:
    """Numbers that only the sentence around tells.

    names: those in the text; None if they are not known yet. free: whether nothing else explains a stretch.
    """
    valued = {hit.label for hit in told}
    for start, end in labels:
        label = label_of(flat[start:end])
        if label is None or label.field not in _FIELDS or start in valued:
            continue
        first, last = _sentences(flat, start, end)
        if names is not None and not any(first <= name.start < last for name in names):
            continue
        others = {
            o.field
            for a, b in labels
            if first <= a < last and (o := label_of(flat[a:b])) and o.field in KINDS
        }
        if others != {label.field}:
            continue
        for match in _TOKEN.finditer(flat, first, last):
            if free(*match.span()) and _may_be(flat, match) and (value := KINDS[label.field].read(match[0])):
                reason = "the only kind of number its sentence speaks of"
                yield Hit(
                    *match.span(),
                    label.field,
                    value,
                    _CONFIDENCE,
                    "sentence",
                    reason,
                    label=min(start, match.start()),
                )


def _sentences(flat: str, start: int, end: int) -> Stretch:
    """The sentence of a label and the one after it, as far as a reader looks."""
    ends = [m.end() for m in _SENTENCE_END.finditer(flat, max(0, start - _REACH), start)]
    first = ends[-1] if ends else max(0, start - _REACH)
    following = [m.start() for m in _SENTENCE_END.finditer(flat, end, end + _REACH)]
    last = following[0] if following else min(len(flat), end + _REACH)
    return first, last


def _may_be(flat: str, match: re.Match[str]) -> bool:
    before = flat[max(0, match.start() - 24) : match.start()]
    return not (_DATE.fullmatch(match[0]) or AGAINST.search(before) or OTHER_NUMBER.search(before))
