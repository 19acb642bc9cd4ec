"""Which true person a row stands for, and whose data it holds besides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .lists import Row, element, hashed, name_key, normal
from .truth import Known

OWN = frozenset(
    {
        "ssn",
        "drivers_license",
        "passport",
        "financial_account",
        "payment_card",
        "medical_record_number",
        "health_insurance_id",
        "medicare_medicaid_id",
        "username",
        "email_address",
    }
)
"""Elements whose value tells who it is."""


@dataclass
class Match:
    """A row's person (None: nobody's), whose data it holds besides, and how its values fell."""

    row: Row
    person: str | None
    others: set[str] = field(default_factory=set)
    values_right: int = 0
    values_wrong: int = 0


class Index:
    """The truth, by what a row may show."""

    def __init__(self, people: Iterable[Known]) -> None:
        self.people = {person.id: person for person in people}
        self.by_value: dict[str, set[str]] = defaultdict(set)
        self.by_last4: dict[str, set[str]] = defaultdict(set)
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, set[str]] = {}
        for person in self.people.values():
            for kind, values in person.elements.items():
                for value in values if kind in OWN else ():
                    self.by_value[f"{kind}:{normal(value)}"].add(person.id)
                    self.by_value[hashed(kind, value)].add(person.id)
                    self.by_last4[f"{kind}:last4:{normal(value)[-4:]}"].add(person.id)
            self.names[person.id] = {name_key(name) for name in person.names}
            for name in self.names[person.id]:
                self.by_name[name].add(person.id)

    def match(self, row: Row) -> Match:
        """See the rule in README.md."""
        votes: Counter[str] = Counter()
        holders = {value: self.by_value.get(key(value), set()) for value in row.values}
        for value, owners in holders.items():
            for person in owners if not value.startswith("email_address:") else ():
                votes[person] += 3
        names = {name_key(name) for name in (row.name, *row.names)} - {""}
        named = {person for name in names for person in self.by_name.get(name, ())}
        for person in named:
            votes[person] += self._agreeing(row, self.people[person])
        by_mail = self.by_value.get(f"email_address:{normal(row.email)}", set()) if row.email else set()
        for person in by_mail:
            votes[person] += 1
        if not +votes and len(named) == 1:
            votes[next(iter(named))] += 1
        votes = +votes
        if not votes:
            return Match(row, None)
        main = self.by_name.get(name_key(row.name), set())
        owner = min(votes, key=lambda person: (-votes[person], person not in main, person))
        return self._with_others(Match(row, owner), holders, names)

    def _agreeing(self, row: Row, person: Known) -> int:
        """How far a row of this person's name agrees with the person in anything else."""
        home = any(
            row.postal_code == a["postal_code"] and row.street.split()[:1] == a["street"].split()[:1]
            for a in person.addresses
            if row.street
        )
        last4 = any(person.id in self.by_last4.get(value, ()) for value in row.values if ":last4:" in value)
        return (
            3 * bool(row.birth_date and row.birth_date == person.birth_date)
            + 2 * home
            + 2 * bool(row.email and row.email == person.email.lower())
            + 2 * bool(row.phone and row.phone == person.phone)
            + 2 * last4
        )

    def _with_others(self, match: Match, holders: dict[str, set[str]], names: set[str]) -> Match:
        """Values and names that can be no one's but somebody else's."""
        assert match.person is not None
        owner = self.people[match.person]
        tolerated = {key(value) for value in owner.tolerated} | {
            hashed(*v.split(":", 1)) for v in owner.tolerated
        }
        for value, owners in holders.items():
            if not owners:
                continue
            if owner.id in owners or key(value) in tolerated:
                match.values_right += 1
            else:
                match.values_wrong += 1
                match.others.add(min(owners))
        for name in names - self.names[owner.id]:
            others = self.by_name.get(name, set())
            if len(others) == 1:
                match.others |= others
        return match


def key(value: str) -> str:
    """A row's value as the index keeps it: whole values normalised, hashes as they are."""
    kind, _, rest = value.partition(":")
    known = element(kind) or kind
    return f"{known}:{rest}" if rest.startswith(("sha256:", "last4:")) else f"{known}:{normal(rest)}"
