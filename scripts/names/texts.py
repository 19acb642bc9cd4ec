"""Training texts: templates of many registers, filled with invented names. Deterministic by seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from scripts.names.invented import Inventor, occupations, plain_words
from scripts.names.wordlists import word_list

from tocsin.detect.gazetteer import words
from tocsin.detect.labels import prose_phrases

_SLOT = re.compile(r"\{(\w)(\d?)\}|\{s(\d?)\}")
_HEAD = re.compile(r"\[(.+?)( held out)?\]$")
TAG_OF = {"P": "P", "F": "P", "S": "P", "L": "P", "T": "L", "K": "L", "O": "G", "A": "A", "E": "A"}
"""What a slot's filling is: person, place, organisation, or a stretch that other rules take."""

_WHO = word_list("who")
_DOES = word_list("does")
_OPENERS = word_list("openers")
_RECORDS = word_list("records")
_ROLES = word_list("roles")
_HOW = [
    "",
    "",
    "",
    "",
    " because of the delay",
    " after the meeting",
    " without any reason",
    " in the morning",
    " as usual",
    " this year",
    " at home",
]


@dataclass(slots=True)
class Example:
    """A text with its named stretches: (start, end, tag)."""

    text: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)


def registers() -> dict[str, tuple[bool, list[str]]]:
    """(held out, templates) by register."""
    found: dict[str, tuple[bool, list[str]]] = {}
    current: list[str] = []
    for line in Path(__file__).with_name("registers.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if head := _HEAD.match(line):
            current = []
            found[head[1]] = (bool(head[2]), current)
        else:
            current.append(line.replace("\\n", "\n"))
    return found


class Writer:
    """Fills templates."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.invent = Inventor(self.rng)

    def clause(self) -> str:
        """An ordinary clause without names."""
        return f"{self.rng.choice(_WHO)} {self.rng.choice(_DOES)}{self.rng.choice(_HOW)}"

    def address(self) -> str:
        """A postal address of some country."""
        rng, number = self.rng, self.rng.randint(1, 9_999)
        kind = rng.choice(["Street", "Road", "Ave", "Lane", "Straße", "utca", "Drive"])
        street = f"{self.invent.parts()[1]} {kind}"
        return rng.choice(
            [
                f"{number} {street}, {self.invent.town()}, CA {rng.randint(10000, 99999)}",
                f"{street} {number % 200}, {rng.randint(10000, 99999)} {self.invent.town()}",
                f"{number} {street}\n{self.invent.town()}\n{self.invent.town()} {rng.randint(1000, 99999)}",
            ]
        )

    def date(self) -> str:
        """A date in one of many forms."""
        day, year, month = self.rng.randint(1, 28), self.rng.randint(1940, 2026), self.rng.choice(_months())
        return self.rng.choice(
            [
                f"{month} {day}, {year}",
                f"{day} {month} {year}",
                f"{year}-03-{day:02}",
                f"{day}/7/{year}",
                f"{month} {year}",
            ]
        )

    def fill(self, kind: str) -> str:
        """Something for a slot."""
        rng, invent = self.rng, self.invent
        given, family = invent.parts()
        if kind == "H":
            return f"{rng.randint(201, 989)}-{rng.randint(200, 999)}-{rng.randint(0, 9999):04}"
        if kind == "E":
            return f"{given}.{family}@example.org".lower().replace(" ", "")
        if kind == "N":
            return str(rng.choice([rng.randint(1, 99), rng.randint(100, 99_999)]))
        if kind == "W":
            return rng.choice(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
        made = {
            "P": invent.person,
            "F": lambda: given,
            "S": lambda: family,
            "L": invent.listed,
            "T": invent.town,
            "K": invent.country,
            "O": invent.firm,
            "X": invent.thing,
            "B": lambda: rng.choice(_peoples()),
            "M": lambda: rng.choice(_months()),
            "D": self.date,
            "A": self.address,
            "Z": lambda: rng.choice(_OPENERS),
            "Y": lambda: rng.choice(invent.nouns()),
            "R": lambda: rng.choice(_record_words()),
            "C": lambda: rng.choice(_ROLES + [job.capitalize() for job in occupations()]),
            "J": lambda: rng.choice(occupations()),
            "w": lambda: rng.choice(plain_words()).lower(),
            "s": self.clause,
        }
        return made[kind]()

    def example(self, template: str, *, upper: bool) -> Example:
        """One filled template."""
        made, at = Example(""), 0
        for slot in _SLOT.finditer(template):
            made.text += template[at : slot.start()]
            kind = slot[1] or "s"
            filling = self.fill(kind)
            if kind == "s" and (not made.text or made.text.endswith(("\n", ". "))):
                filling = filling[0].upper() + filling[1:] + self.rng.choice([".", "", "!"])
            if kind in TAG_OF:
                made.spans.append((len(made.text), len(made.text) + len(filling), TAG_OF[kind]))
            made.text += filling
            at = slot.end()
        made.text += template[at:]
        if upper:
            capitals = made.text.upper()
            made.text = capitals if len(capitals) == len(made.text) else made.text
        return made


@cache
def _record_words() -> list[str]:
    """What fields are called, as forms write it."""
    labels = sorted(phrase for phrase in prose_phrases() if phrase.replace(" ", "").isalpha())
    return list(_RECORDS) + [p.title() if len(p) > 3 else p.capitalize() for p in labels]


def _months() -> list[str]:
    return [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]


def _peoples() -> list[str]:
    return sorted(word.capitalize() for word in words("peoples"))


def examples(count: int, seed: int, *, held_out: bool) -> Iterator[tuple[str, Example]]:
    """(register, text) of the trained or of the held-out registers: one to three templates a text."""
    writer = Writer(seed)
    chosen = {name: lines for name, (out, lines) in registers().items() if out == held_out}
    names = list(chosen)
    sizes = [len(lines) ** 0.7 for lines in chosen.values()]
    for _ in range(count):
        name = writer.rng.choices(names, sizes)[0]
        upper = name.endswith(" up") or writer.rng.random() < 0.02
        whole = Example("")
        for _ in range(writer.rng.choices([1, 2, 3], [6, 3, 1])[0]):
            part = writer.example(writer.rng.choice(chosen[name]), upper=upper)
            if whole.text:
                whole.text += writer.rng.choice(["\n", " ", "\n\n"])
            offset = len(whole.text)
            whole.spans += [(start + offset, end + offset, tag) for start, end, tag in part.spans]
            whole.text += part.text
        yield name, whole
