"""The figures of a list. README.md has their definitions as formulas."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from .lists import SCORED, Row
from .matching import Index, Match
from .truth import Known

HARM = {
    "ssn": 10,
    "payment_card": 6,
    "financial_account": 6,
    "drivers_license": 6,
    "passport": 6,
    "medicare_medicaid_id": 6,
    "password": 5,
    "medical_information": 8,
    "medical_record_number": 2,
    "health_insurance_id": 4,
    "income": 2,
    "date_of_birth": 2,
}
"""How much a person loses who is not told, as weights; change them with ``score(..., harm=...)``."""


@dataclass
class Figures:
    """Everything that the table shows. Shares are 1 where there is nothing to get wrong."""

    people: int
    rows: int
    told: int
    false_merges: int
    splits: int
    avoidable_splits: int
    nobody: int
    element_right: int
    element_extra: int
    element_missed: int
    value_right: int
    value_wrong: int
    residence_right: int
    residence_told: int
    address_right: int
    address_told: int
    minors_told: int
    minors: int
    deceased_told: int
    deceased: int
    harm_told: float
    harm: float
    cases: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """Case: people, told, in a merged row, extra rows."""

    @property
    def person_precision(self) -> float:
        """First rows of affected people, of all rows but those of people with contact details only."""
        return share(self.told, self.rows)

    @property
    def person_recall(self) -> float:
        """Affected people with a row, of all."""
        return share(self.told, self.people)

    @property
    def unnotified(self) -> float:
        """Affected people without a row, per 1,000."""
        return 1000 * (1 - self.person_recall)

    @property
    def element_precision(self) -> float:
        """True ones of the person-element pairs that the list reports."""
        return share(self.element_right, self.element_right + self.element_extra)

    @property
    def element_recall(self) -> float:
        """Reported ones of the true person-element pairs; the pairs of people without a row are missed."""
        return share(self.element_right, self.element_right + self.element_missed)

    @property
    def owner_errors(self) -> float | None:
        """Values in the row of somebody else, of all values given; None if the list gives no values."""
        total = self.value_right + self.value_wrong
        return self.value_wrong / total if total else None

    @property
    def residence_accuracy(self) -> float:
        """Right state, of the people told whose address is in a file."""
        return share(self.residence_right, self.residence_told)

    @property
    def address_accuracy(self) -> float:
        """Street number and ZIP code of the newest address, of the same people."""
        return share(self.address_right, self.address_told)

    @property
    def harm_weighted_recall(self) -> float:
        """Recall with each person weighted by what was taken."""
        return self.harm_told / self.harm if self.harm else 1.0


def share(part: int, whole: int) -> float:
    """``part`` of ``whole``; 1 of nothing."""
    return part / whole if whole else 1.0


def score(people: Sequence[Known], rows: Sequence[Row], harm: dict[str, int] = HARM) -> Figures:
    """Compare a list with the truth."""
    index = Index(people)
    affected = {p.id: p for p in people if p.affected}
    matches = sorted((index.match(row) for row in rows), key=lambda m: m.row.id)
    told: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.person in affected:
            told[match.person].append(match)
    neutral = sum(1 for match in matches if match.person is not None and match.person not in affected)
    weight = {p.id: sum(harm.get(e, 0) for e in p.elements) for p in affected.values()}
    figures = Figures(
        people=len(affected),
        rows=len(rows) - neutral,
        told=len(told),
        false_merges=sum(1 for match in matches if match.others),
        splits=sum(len(of) - 1 for of in told.values()),
        avoidable_splits=sum(max(0, len(of) - affected[p].islands) for p, of in told.items()),
        nobody=sum(1 for match in matches if match.person is None),
        **_elements(affected, told, matches),
        value_right=sum(match.values_right for match in matches),
        value_wrong=sum(match.values_wrong for match in matches),
        **_places(affected, told),
        minors=sum(p.minor for p in affected.values()),
        minors_told=sum(affected[p].minor and any(m.row.minor for m in of) for p, of in told.items()),
        deceased=sum(p.deceased for p in affected.values()),
        deceased_told=sum(affected[p].deceased and any(m.row.deceased for m in of) for p, of in told.items()),
        harm_told=sum(weight[p] for p in told),
        harm=sum(weight.values()),
    )
    figures.cases = _cases(affected, told)
    return figures


def _elements(
    affected: dict[str, Known], told: dict[str, list[Match]], matches: list[Match]
) -> dict[str, int]:
    right = extra = 0
    for person, of in told.items():
        reported = set().union(*(match.row.elements for match in of)) & SCORED
        true = set(affected[person].elements)
        allowed = {value.partition(":")[0] for value in affected[person].tolerated}
        right += len(reported & true)
        extra += len(reported - true - allowed)
    extra += sum(len(m.row.elements & SCORED) for m in matches if m.person not in affected)
    total = sum(len(SCORED & set(p.elements)) for p in affected.values())
    return {"element_right": right, "element_extra": extra, "element_missed": total - right}


def _places(affected: dict[str, Known], told: dict[str, list[Match]]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for person, of in told.items():
        true = affected[person]
        if true.residence is None:
            continue
        home, row = true.addresses[-1], of[0].row
        counts["told"] += 1
        counts["state"] += row.residence == true.residence
        counts["home"] += (
            row.postal_code == home["postal_code"] and row.street.split()[:1] == home["street"].split()[:1]
        )
    return {
        "residence_right": counts["state"],
        "residence_told": counts["told"],
        "address_right": counts["home"],
        "address_told": counts["told"],
    }


def _cases(affected: dict[str, Known], told: dict[str, list[Match]]) -> dict[str, tuple[int, int, int, int]]:
    out = {}
    for case in sorted({case for p in affected.values() for case in p.cases}):
        of = [p.id for p in affected.values() if case in p.cases]
        merged = sum(any(match.others for match in told.get(p, ())) for p in of)
        extra = sum(max(0, len(told.get(p, ())) - 1) for p in of)
        out[case] = (len(of), sum(p in told for p in of), merged, extra)
    return out
