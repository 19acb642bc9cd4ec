"""Sentences and paragraphs in which it is not obvious whose a value is, with span and owner truth.

    python bench/owner_prose.py OUT.jsonl [N] [SEED] [--half development|heldout]

The patterns are in ``bench/owner_prose/``: one half to learn from, one half of which only totals are looked
at.
Rows: ``text``, ``style`` (the pattern's name), ``spans`` (start, end, type, owner) and ``people``. All people
are invented; names are put together from Faker's lists, values by rule.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from faker import Faker

PATTERNS = Path(__file__).parent / "owner_prose"
SETS = {
    "development": ("development", "documents"),
    "heldout": ("heldout",),
    "sentences": ("development",),
    "documents": ("documents",),
    "documents_heldout": ("documents_heldout",),
}
"""Files of patterns by the name of a set: all to learn from, all held out, and their parts."""
HALVES = tuple(SETS)
_FIELD = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
_CHOICE = re.compile(r"\[\[(.+?\|.*?)\]\](?!\])")
_NAMES = frozenset(["full", "first", "last", "rev", "fini", "ini", "up", "low"])
NOBODY = "z"
"""Letter of values that belong to nobody who is named."""
_PRONOUNS = {"m": ("he", "his", "him"), "f": ("she", "her", "her")}
_CONDITIONS = ("type 2 diabetes", "hypertension", "asthma", "epilepsy", "major depressive disorder", "E11.9")


@dataclass(frozen=True)
class Pattern:
    """A text with fields. people: what its first line says of them, e.g. ``{"a": "f", "lang": "es"}``."""

    name: str
    people: dict[str, str]
    text: str


@dataclass
class Draft:
    """A text as it grows, with its spans."""

    text: str = ""
    spans: list[dict[str, object]] = field(default_factory=list)

    def put(self, kind: str, value: str, owner: int | None) -> None:
        """Appends a name or value of a person."""
        end = len(self.text) + len(value)
        self.spans.append({"start": len(self.text), "end": end, "type": kind, "owner": owner})
        self.text += value


def patterns(half: str) -> Iterator[Pattern]:
    """The patterns of one set, in order."""
    for file in SETS[half]:
        for block in (PATTERNS / f"{file}.txt").read_text(encoding="utf-8").split("\n## ")[1:]:
            head, _, text = block.partition("\n")
            name, *people = head.split()
            yield Pattern(name, dict(p.split("=") for p in people), text.rstrip("\n") + "\n")


class Maker:
    """Makes people and texts. Seeded."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        Faker.seed(seed)
        self._faker = {"en": Faker("en_US"), "es": Faker("es_MX")}

    def text(self, pattern: Pattern) -> dict[str, object]:
        """One text of a pattern with new people."""
        people: dict[str, dict[str, str]] = {}
        draft, at = Draft(), 0
        chosen: dict[str, str] = {}
        worded = _CHOICE.sub(
            lambda choice: chosen.setdefault(choice[1], self._random.choice(choice[1].split("|"))),
            pattern.text,
        )
        for place in _FIELD.finditer(worded):
            draft.text += worded[at : place.start()]
            at = place.end()
            letter, what = place[1], place[2] or "full"
            if letter not in people:
                people[letter] = self._person(pattern, letter, people)
            person = people[letter]
            owner = None if letter == NOBODY else list(people).index(letter)
            if what in _NAMES:
                draft.put("PERSON", person[what], owner)
            elif what.isupper():
                draft.put(what, person[what], owner)
            else:
                draft.text += person[what]
        draft.text += worded[at:]
        names = [person["full"] for person in people.values()]
        return {"text": draft.text, "style": pattern.name, "spans": draft.spans, "people": names}

    def _person(self, pattern: Pattern, letter: str, people: dict[str, dict[str, str]]) -> dict[str, str]:
        """people: those made so far. ``b=f+a``: a woman with the surname of ``a``."""
        choose, faker = self._random, self._faker[pattern.people.get("lang", "en")]
        gender, _, kin = pattern.people.get(letter, "").partition("+")
        gender = gender or choose.choice("mf")
        given = faker.first_name_male() if gender == "m" else faker.first_name_female()
        given = given.split()[0]
        shared = people.get(kin) or next((p for p in people.values() if p["kin"] == letter), None)
        family = shared["last"] if shared else faker.last_name()
        he, his, him = _PRONOUNS[gender]
        words = {"he": he, "his": his, "him": him, "He": he.capitalize(), "His": his.capitalize()}
        words |= {"Mr": "Mr." if gender == "m" else "Ms.", "kin": kin}
        names = {"first": given, "last": family, "full": f"{given} {family}", "rev": f"{family}, {given}"}
        names |= {"up": names["full"].upper(), "low": given.lower()}
        names |= {"ini": f"{given[0]}.{family[0]}.", "fini": f"{given[0]}. {family}"}
        return {**words, **names, **self._values(given, family)}

    def _values(self, given: str, family: str) -> dict[str, str]:
        choose = self._random
        day = (choose.randint(1, 12), choose.randint(1, 28), choose.randint(1938, 2012))
        mailbox = choose.choice(
            [f"{given[0]}{family}", f"{given}.{family}", f"{given}{choose.randint(10, 99)}"]
        )
        return {
            "SSN": f"{choose.choice('12457')}{self._digits(2)}-{choose.randint(10, 99)}-{self._digits(3)}7",
            "ITIN": f"9{self._digits(2)}-{choose.randint(70, 88)}-{self._digits(4)}",
            "DL": choose.choice("ABCDKMW") + self._digits(7),
            "PASSPORT": choose.choice([self._digits(8) + "3", choose.choice("ACX") + self._digits(8)]),
            "BANK": choose.choice("1234567") + self._digits(choose.choice([8, 9, 11])),
            "ROUTING": self._routing(),
            "CARD": self._card(),
            "DOB": choose.choice(["{0}/{1}/{2}", "{0:02}/{1:02}/{2}", "{2}-{0:02}-{1:02}"]).format(*day),
            "MRN": choose.choice([self._digits(7), "00" + self._digits(6)]),
            "HEALTHPLAN": choose.choice(["XZP", "H", "W"]) + self._digits(9),
            "DIAG": choose.choice(_CONDITIONS),
            "LOC": f"{choose.randint(10, 9900)} {self._faker['en'].street_name()}, Mesa, AZ 85201",
            "PHONE": choose.choice(["({}) 555-01{}", "{}-555-01{}"]).format(
                choose.randint(201, 989), choose.randint(10, 99)
            ),
            "EMAIL": re.sub(r"[^\w.]", "", mailbox.lower()).encode("ascii", "ignore").decode()
            + "@example.com",
        }

    def _digits(self, count: int) -> str:
        return "".join(self._random.choice("0123456789") for _ in range(count))

    def _routing(self) -> str:
        head = self._random.choice(["02", "11", "26", "31"]) + self._digits(6)
        total = sum(int(c) * w for c, w in zip(head, (3, 7, 1, 3, 7, 1, 3, 7), strict=True))
        return head + str(-total % 10)

    def _card(self) -> str:
        head = self._random.choice(["4539", "5105"]) + self._digits(11)
        total = sum(int(c) if i % 2 else sum(divmod(int(c) * 2, 10)) for i, c in enumerate(reversed(head)))
        return head + str(-total % 10)


def rows(half: str, count: int, seed: int) -> list[dict[str, object]]:
    """``count`` texts, every pattern equally often."""
    maker, known = Maker(seed), list(patterns(half))
    return [maker.text(known[i % len(known)]) for i in range(count)]


def main() -> None:
    """Writes the set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=570)
    parser.add_argument("seed", type=int, nargs="?", default=23)
    parser.add_argument("--half", choices=HALVES, default="development")
    given = parser.parse_args()
    made = rows(given.half, given.count, given.seed)
    given.out.write_text("".join(json.dumps(row) + "\n" for row in made), encoding="utf-8")


if __name__ == "__main__":
    main()
