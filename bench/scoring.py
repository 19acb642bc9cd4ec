"""How good a notification list is, when the truth is known: of the demo's invented people.

A row stands for the person most of its mentions belong to. Measures, all per 1,000 true people:
un-notified: exposed in a readable file, but in the majority in no row;  extra: rows beyond the first of
a person, and rows of nobody;  mixed: rows that hold a mention of somebody else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import pyarrow as pa

from tocsin.demo import Truth


@dataclass(frozen=True)
class Score:
    """Counts of one comparison. elements: right, too many and missing person × element pairs."""

    people: int
    rows: int
    unnotified: int
    extra: int
    mixed: int
    residence_right: int
    residence_known: int
    elements_right: int
    elements_extra: int
    elements_missed: int

    def per_thousand(self, count: int) -> float:
        """Per 1,000 true people."""
        return 1000 * count / max(self.people, 1)

    @property
    def element_precision(self) -> float:
        """Share of reported person × element pairs that are true."""
        return self.elements_right / max(self.elements_right + self.elements_extra, 1)

    @property
    def element_recall(self) -> float:
        """Share of true person × element pairs that are reported."""
        return self.elements_right / max(self.elements_right + self.elements_missed, 1)


CONTACT = {"person_name", "postal_address", "email_address", "phone_number", "password"}
"""Left out of the element figures: what makes nobody affected by itself, and passwords, which detection
reports with their log-in as ``online_account_credentials``."""


def score(truth: Truth, tables: dict[str, pa.Table]) -> Score:
    """Compare the people, links, exposures, mentions and identifiers tables with the truth."""
    owner = _owners(truth, tables["mentions"], tables["identifiers"])
    rows: dict[str, Counter[str | None]] = defaultdict(Counter)
    for mention, person in zip(*(tables["links"][c].to_pylist() for c in ("mention", "person")), strict=True):
        rows[person][owner.get(mention)] += 1
    exposed = {p: e - CONTACT for p, e in truth.exposures().items() if e - CONTACT}
    majority = {row: _majority(counts) for row, counts in rows.items()}
    told = Counter(person for person in majority.values() if person)
    right = extra = 0
    reported: dict[str, set[str]] = defaultdict(set)
    for person, element in zip(
        *(tables["exposures"][c].to_pylist() for c in ("person", "element")), strict=True
    ):
        if element not in CONTACT:
            reported[majority.get(person) or f"nobody {person}"].add(element)
    for person, elements in reported.items():
        right += len(elements & exposed.get(person, set()))
        extra += len(elements - exposed.get(person, set()))
    home = {p.id: p.residence for p in truth.persons if p.residence_told}
    residence = [
        (home[majority[row]], found)
        for row, found in zip(*(tables["people"][c].to_pylist() for c in ("id", "residence")), strict=True)
        if majority.get(row) in home and home[majority[row]]
    ]
    return Score(
        people=len(exposed),
        rows=len(rows),
        unnotified=sum(1 for person in exposed if not told[person]),
        extra=sum(count - 1 for count in told.values()) + sum(1 for p in majority.values() if p is None),
        mixed=sum(1 for counts in rows.values() if len([p for p in counts if p]) > 1),
        residence_right=sum(1 for true, found in residence if true == found),
        residence_known=len(residence),
        elements_right=right,
        elements_extra=extra,
        elements_missed=sum(len(e) for e in exposed.values()) - right,
    )


def _majority(counts: Counter[str | None]) -> str | None:
    known = Counter({person: n for person, n in counts.items() if person})
    return min(known, key=lambda person: (-known[person], person)) if known else None


def _owners(truth: Truth, mentions: pa.Table, identifiers: pa.Table) -> dict[str, str]:
    """Whose each mention really is: by its strongest value, else by name and birth date or home."""
    by_number = {n.replace("-", ""): p.id for p in truth.persons for n in (p.ssn, p.itin) if n}
    by_mail = {p.email.lower(): p.id for p in truth.persons if p.email}
    by_birth, by_street = {}, {}
    for person in truth.persons:
        for last in filter(None, (person.last, person.former_last)):
            by_birth[_key(person.first, last), person.born] = person.id
            for street, _, _, postal_code in person.addresses:
                by_street[_key(person.first, last), street.split()[0], postal_code] = person.id
    owner: dict[str, str] = {}
    for mention, element, value in zip(
        *(identifiers[c].to_pylist() for c in ("mention", "element", "value")), strict=True
    ):
        if element in {"ssn", "itin"} and value in by_number:
            owner.setdefault(mention, by_number[value])
    columns = ("id", "given", "family", "birth_date", "street", "postal_code", "email")
    for row in mentions.select(list(columns)).to_pylist():
        if row["id"] in owner:
            continue
        name = _key(row["given"] or "", row["family"] or "")
        number = (row["street"] or " ").split(" ")[0]
        found = (
            by_birth.get((name, row["birth_date"]))
            or by_street.get((name, number, (row["postal_code"] or "")[:5]))
            or by_mail.get((row["email"] or "").lower())
        )
        if found:
            owner[row["id"]] = found
    return owner


def _key(first: str, last: str) -> str:
    return f"{first} {last}".casefold()
