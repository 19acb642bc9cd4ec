"""What is true: who is in which file with what."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

CONTACT = frozenset({"person_name", "postal_address", "email_address", "phone_number"})
"""What makes nobody affected by itself."""


TYING = frozenset(
    {
        "ssn",
        "date_of_birth",
        "drivers_license",
        "passport",
        "financial_account",
        "payment_card",
        "medical_record_number",
        "health_insurance_id",
        "medicare_medicaid_id",
        "username",
        "email",
        "phone",
        "home",
    }
)
"""What, besides the same name, shows that two appearances are of one person."""


def islands(mentions: list[set[str]]) -> int:
    """How many groups of appearances have nothing in common but the name, so that no one can merge surely."""
    groups: list[set[str]] = []
    for shown in mentions:
        apart = [group for group in groups if not group & shown]
        together = shown.union(*(group for group in groups if group & shown))
        groups = [*apart, together]
    return len(groups)


@dataclass
class Known:
    """A true person as the scorer sees one. Values are normalised, see ``lists.normal``."""

    id: str
    name: str
    names: set[str]
    birth_date: str
    addresses: list[dict[str, str]]
    email: str
    phone: str
    residence: str | None
    minor: bool
    deceased: bool
    affected: bool
    elements: dict[str, set[str]]
    tolerated: set[str]
    files: set[str]
    cases: set[str]
    islands: int = 1


@dataclass
class Ledger:
    """Kept while the files are written."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    values: dict[str, dict[str, dict[str, set[str]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    )
    homes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    told_dead: set[str] = field(default_factory=set)
    wrong: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    mentions: dict[str, list[set[str]]] = field(default_factory=lambda: defaultdict(list))
    """Of each appearance of a person the values that could tie it to another one."""

    def saw(self, person: str, file: str, element: str, value: str) -> None:
        """``person``'s ``element`` stands in ``file``."""
        self.values[person][element][value].add(file)

    def mentioned(self, person: str, shown: dict[str, str]) -> None:
        """``person`` appears once more, with these values by element."""
        self.mentions[person].append({f"{e}:{v}" for e, v in shown.items() if v and e in TYING})


def write(path: Path, people: Iterable, ledger: Ledger) -> int:
    """truth.jsonl: one line for each person who stands in a file. Returns how many are affected."""
    affected = 0
    with path.open("w", encoding="utf-8") as out:
        for person in people:
            seen = ledger.values.get(person.id)
            if not seen:
                continue
            shown = [person.addresses[n] for n in sorted(set(ledger.homes[person.id]))]
            counts = any(element not in CONTACT for element in seen)
            affected += counts
            line = {
                "id": person.id,
                "name": f"{person.first} {person.last}" + (f" {person.suffix}" if person.suffix else ""),
                "names": sorted(ledger.names[person.id]),
                "birth_date": person.born.isoformat() if "date_of_birth" in seen else None,
                "addresses": [vars(a) for a in shown],
                "mailing_address": vars(shown[-1]) if shown else None,
                "residence": shown[-1].state if shown else None,
                "email": person.email if "email_address" in seen else None,
                "phone": person.phone if "phone_number" in seen else None,
                "minor": person.minor and "date_of_birth" in seen,
                "deceased": person.id in ledger.told_dead,
                "affected": counts,
                "islands": islands(ledger.mentions[person.id]),
                "elements": [
                    {"element": e, "value": v, "files": sorted(files)}
                    for e, values in sorted(seen.items())
                    for v, files in sorted(values.items())
                ],
                "not_theirs_by_error": sorted(ledger.wrong[person.id]),
                "cases": sorted(person.cases),
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return affected


def read(path: Path) -> list[Known]:
    """The truth file."""
    return [known(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def known(line: dict) -> Known:
    """One line of the truth file."""
    elements: dict[str, set[str]] = defaultdict(set)
    files: set[str] = set()
    for exposed in line["elements"]:
        elements[exposed["element"]].add(exposed["value"])
        files.update(exposed["files"])
    return Known(
        id=line["id"],
        name=line["name"],
        names={*line["names"], line["name"]},
        birth_date=line["birth_date"] or "",
        addresses=line["addresses"],
        email=line["email"] or "",
        phone=line["phone"] or "",
        residence=line["residence"],
        minor=line["minor"],
        deceased=line["deceased"],
        affected=line["affected"],
        elements=dict(elements),
        tolerated=set(line["not_theirs_by_error"]),
        files=files,
        cases=set(line["cases"]),
        islands=line["islands"],
    )
