"""Deaths told by a line of a record in running text: ``Status: Deceased``, ``Date of death: 3/4/2019``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.detect.hits import Hit, Person
from tocsin.detect.labels import label_of
from tocsin.detect.vital import flag, says_death, tells_states

_LINE = re.compile(
    r"^[ \t]*(?P<label>[^\W\d_][^\n:=|]{1,40}?)[ \t]*[:=][ \t]*(?P<value>\S[^\n]{0,40}?)[ \t]*\r?$",
    re.MULTILINE,
)
_HINT = re.compile(
    r"decease|dec['\u2019]d|\bdead\b|\bdied\b|\bdeath\b|\bdod\b|fallec|difunt|finad[oa]|defunci",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


def mark_deaths(text: str, persons: Sequence[Person]) -> None:
    """Gives a death to the person of whose record the line is.

    That is who is named by a label above it, with no blank line between, and is the relative (or the record's
    own person) of whom the label speaks. In doubt nobody has died.
    """
    if not persons or not _HINT.search(text):
        return
    for line in _LINE.finditer(text):
        whose = _whose(line["label"], line["value"])
        if whose is None:
            continue
        near = [
            (max(name.start for name in person.names if name.start < line.start()), person)
            for person in persons
            if person.hits
            and any(n.label >= 0 and n.start < line.start() for n in person.names)
            and _whose_is(person) == whose
        ]
        if not near:
            continue
        start, person = max(near, key=lambda pair: pair[0])
        if not _BLANK_LINE.search(text, start, line.start()):
            person.hits.append(_hit(line))


def _whose(label: str, value: str) -> str | None:
    """Whose death a line tells, None if it tells none."""
    known = label_of(label)
    if known and known.field == "deceased":
        return known.whose if flag(value) else None
    if tells_states(label) and says_death(value):
        return known.whose if known else ""
    return None


def _whose_is(person: Person) -> str:
    return next((name.whose for name in person.names if name.label >= 0), "")


def _hit(line: re.Match[str]) -> Hit:
    reason = "the record says that the person has died"
    start, end = line.span("value")
    return Hit(start, end, "deceased", "deceased", 0.9, "label.deceased", reason, label=line.start("label"))
