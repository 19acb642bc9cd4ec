"""What stands on a person's row: address, age, guardian, death and elements, against the truth.

    python bench/people_facts.py [--years 2019,2020,2021] [--seed 1] [--noise 1|4] [--balanced]

Needs the extra ``bench``. The same documents as ``people_pseudopeople.py --view full``; each says the year
it is of, a 1040 says who its dependents' taxpayer is, a Social Security record that somebody died and when.
The truth comes from the sample's own files, before noise: the address in the person's latest document, the
birth date on the day asked about, the guardians, the deaths.

all rows: those that hold a part of a person's documents too. whole people: one row, and one row that is
nobody else's. told of: rows whose papers hold what an answer needs: of the age a birth date, of the guardian
an address or a guardian's name. beside: minors of whom the papers tell the age, and of a guardian that one is
named or lives at the same address. slip: right but for one letter or digit in ten.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from people_pseudopeople import RELATED, SAMPLE, facts_of, generated, iso, relative, relatives, taxpayer
from rapidfuzz.fuzz import ratio

from tocsin.model.tables import IDENTIFIERS, MENTIONS, table
from tocsin.people import BALANCED, STRICT, Resolved, resolve

Record = dict[str, Any]
SHOWS = {"given": "person_name", "birth_date": "date_of_birth", "street": "postal_address"}
NEAR = 90
"""Of a hundred: how alike two street lines are that differ in a slip of the pen."""


@dataclass
class Truth:
    """By true person. addresses: date to the true street lines of that day."""

    addresses: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    born: dict[str, date] = field(default_factory=dict)
    guardians: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    dead: set[str] = field(default_factory=set)


def census_year(years: Iterable[int]) -> int:
    return min(2040, max(2020, max(years) // 10 * 10))


def day_of(item: str) -> str | None:
    """The day a document is of: tax forms tell of the end of their year."""
    kind, _, year = item.partition("-")
    if kind == "census":
        return f"{year}-04-01"
    return None if kind == "ssa" else f"{year}-12-31"


def documents(
    arguments: argparse.Namespace, years: list[int]
) -> Iterator[tuple[str, str, str, Record, bool]]:
    """Document, role, true person, what it says, and whether the person answers for those that follow."""
    related = relatives(years)
    for year in years:
        for row in generated("taxes_w2_and_1099", year, arguments):
            yield f"w2-{year}", "employee", row["simulant_id"], taxpayer(row), False
        for row in generated("taxes_1040", year, arguments):
            yield f"1040-{year}", "taxpayer", row["simulant_id"], taxpayer(row), True
            for who in RELATED:
                truth = related.get((year, row["simulant_id"], who))
                if truth:
                    said = taxpayer(row) | relative(row, who)
                    yield f"1040-{year}", who.partition("_")[0], truth, said, False
        for row in generated("women_infants_and_children", year, arguments):
            yield f"wic-{year}", "patient", row["simulant_id"], row, False
    for row in generated("social_security", max(years), arguments):
        yield "ssa", "customer", row["simulant_id"], row, False
    year = census_year(years)
    for row in generated("decennial_census", year, arguments):
        yield f"census-{year}", "customer", row["simulant_id"], row, False


def mentions(arguments: argparse.Namespace, years: list[int]) -> tuple[pa.Table, pa.Table, dict[str, str]]:
    """MENTIONS, IDENTIFIERS and the true person of each mention."""
    rows, identifiers, truth = [], [], {}
    taxpayer_mention = None
    for number, (item, role, person, said, heads) in enumerate(documents(arguments, years)):
        mention = f"m{number * 7919 % 10_000_019:08d}"  # so that no order of documents shows in the ids
        if heads:
            taxpayer_mention = mention
        facts = facts_of(said)
        shown = [element for column, element in SHOWS.items() if facts[column]]
        ssn = facts.pop("ssn")
        facts.pop("ssn_last4")
        if ssn:
            identifiers.append({"mention": mention, "element": "ssn", "value": ssn})
            shown.append("ssn")
        rows.append(
            {
                "id": mention,
                "item": item,
                "role": role,
                **facts,
                "deceased": True if said.get("event_type") == "death" else None,
                "died": iso(said.get("event_date")) if said.get("event_type") == "death" else None,
                "guardian": taxpayer_mention if role == "dependent" else None,
                "elements": shown,
                "protections": ["plain"] * len(shown),
                "dated": day_of(item),
            }
        )
        truth[mention] = person
    return table(MENTIONS, rows), table(IDENTIFIERS, identifiers), truth


def the_truth(years: list[int], last: date) -> Truth:
    """From the sample's own files, before any noise."""
    truth = Truth()
    for kind, dataset in (("w2", "taxes_w2_and_1099"), ("1040", "taxes_1040")):
        for row in sample(dataset):
            if int(row["tax_year"]) in years:
                day = day_of(f"{kind}-{int(row['tax_year'])}")
                named = [row["simulant_id"], row["spouse_simulant_id"] if kind == "1040" else None]
                if kind == "1040":
                    named += [row[f"dependent_{n}_simulant_id"] for n in range(1, 5)]
                for person in named:
                    if person:
                        lines = truth.addresses[person].setdefault(str(day), set())
                        lines.add(line(row, "mailing_address_"))
    for kind, dataset, kept in (
        ("census", "decennial_census", {census_year(years)}),
        ("wic", "women_infants_and_children", set(years)),
    ):
        for row in sample(dataset):
            truth.guardians[row["simulant_id"]] |= {row[f"guardian_{n}"] for n in (1, 2)} - {None, "", "-1"}
            if int(row["year"]) in kept:
                day = day_of(f"{kind}-{int(row['year'])}")
                truth.addresses[row["simulant_id"]].setdefault(str(day), set()).add(line(row, ""))
            truth.born[row["simulant_id"]] = row["date_of_birth"].date()
    for row in sample("social_security"):
        truth.born[row["simulant_id"]] = row["date_of_birth"].date()
        if row["event_type"] == "death" and row["event_date"].date() <= last:
            truth.dead.add(row["simulant_id"])
    return truth


def sample(dataset: str) -> Iterator[Record]:
    for batch in pq.read_table(SAMPLE / dataset / f"{dataset}.parquet").to_batches(10_000):
        yield from batch.to_pylist()


def line(row: Record, prefix: str) -> str:
    box = row.get(f"{prefix}po_box")
    if box:
        return f"PO Box {box}".lower()
    parts = (row[f"{prefix}{name}"] for name in ("street_number", "street_name", "unit_number"))
    return " ".join(str(part) for part in parts if part).lower()


class Rows:
    """The rows with their owners. An owner is the true person of most of a row's mentions."""

    def __init__(self, found: Resolved, truth: dict[str, str]) -> None:
        inside: dict[str, Counter[str]] = defaultdict(Counter)
        for mention, person in zip(
            found.links["mention"].to_pylist(), found.links["person"].to_pylist(), strict=True
        ):
            inside[person][truth[mention]] += 1
        self.rows = found.people.to_pylist()
        self.owner = {row: min((-n, one) for one, n in held.items())[1] for row, held in inside.items()}
        times = Counter(owner for owner in self.owner.values())
        spread = Counter(one for held in inside.values() for one in held)
        self.whole = {
            row
            for row, held in inside.items()
            if len(held) == 1 and times[self.owner[row]] == 1 and spread[self.owner[row]] == 1
        }


def address_shares(rows: Rows, truth: Truth, people: list[Record]) -> tuple[float, float, int]:
    """Rows whose address is the latest true one: to the letter, and but for a slip; how many were asked."""
    exact = near = asked = 0
    for row in people:
        days = truth.addresses.get(rows.owner[row["id"]])
        if not days or not row["street"] or row["residence_how"].startswith("no address of their own"):
            continue
        latest, said = days[max(days)], row["street"].lower()
        asked += 1
        exact += said in latest
        near += any(ratio(said, one) >= NEAR for one in latest)
    return exact / (asked or 1), near / (asked or 1), asked


def f1(said: set[str], true: set[str]) -> tuple[float, float, float]:
    both = len(said & true)
    precision, recall = both / (len(said) or 1), both / (len(true) or 1)
    return precision, recall, 2 * both / (len(said) + len(true) or 1)


def guardian_shares(
    rows: Rows, truth: Truth, people: list[Record], minors: set[str], *, told: bool, beside: bool = False
) -> tuple[float, float, int]:
    """Of true minors with a guardian who has a row: how many rows name one of them, how many another.

    told: whose row has an address or names a guardian. beside: whose row says they are a minor, and a row of
    a true guardian is at their address or is named: what there is to infer a guardian from.
    """
    owners = set(rows.owner.values())
    homes: dict[str, set[str]] = defaultdict(set)
    for row in rows.rows:
        if row["street"] and not row["residence_how"].startswith("no address of their own"):
            homes[rows.owner[row["id"]]].add(row["street"].lower())

    def near(row: Record) -> bool:
        theirs = {street for one in truth.guardians[rows.owner[row["id"]]] for street in homes[one]}
        return bool(row["minor"] and (row["guardian"] or (row["street"] or "").lower() in theirs))

    asked = [
        row
        for row in people
        if row["id"] in minors
        and truth.guardians.get(rows.owner[row["id"]], set()) & owners
        and (not told or row["street"] or row["guardian"])
        and (not beside or near(row))
    ]
    right = wrong = 0
    for row in asked:
        named = rows.owner.get(row["guardian"] or "")
        right += named in truth.guardians[rows.owner[row["id"]]]
        wrong += named is not None and named not in truth.guardians[rows.owner[row["id"]]]
    return right / (len(asked) or 1), wrong / (len(asked) or 1), len(asked)


def moved(found: Resolved, said: pa.Table) -> int:
    """Elements that stand on another row than their mention's, or on none."""
    owner = dict(zip(found.links["mention"].to_pylist(), found.links["person"].to_pylist(), strict=True))
    told = {
        (row["person"], row["element"], mention)
        for row in found.exposures.to_pylist()
        for mention in row["mentions"]
    }
    true = {
        (owner[mention], element, mention)
        for mention, elements in zip(said["id"].to_pylist(), said["elements"].to_pylist(), strict=True)
        for element in elements
    }
    return len(told ^ true)


def report(name: str, rows: Rows, truth: Truth, people: list[Record], on: date) -> None:
    eighteen = {one: born.replace(year=born.year + 18) for one, born in truth.born.items() if leapless(born)}
    known = [row for row in people if rows.owner[row["id"]] in eighteen]
    minors = {row["id"] for row in known if eighteen[rows.owner[row["id"]]] > on}
    dead = {row["id"] for row in people if rows.owner[row["id"]] in truth.dead}
    exact, near, asked = address_shares(rows, truth, people)
    print(f"\n{name}: {len(people):,} rows")
    print(f"  latest true address      {exact:7.2%}   but for a slip {near:7.2%}   of {asked:,}")
    for words, kept in (("", known), (", told of", [row for row in known if row["birth_date"]])):
        said = {row["id"] for row in kept if row["minor"]}
        show_f1(f"minor{words}", said, minors & {row["id"] for row in kept})
    for words, told, beside in (("", False, False), (", told of", True, False), (", beside", True, True)):
        right, wrong, children = guardian_shares(rows, truth, people, minors, told=told, beside=beside)
        print(
            f"  {'guardian' + words:24} {right:7.2%}   another {wrong:7.2%}   none {1 - right - wrong:7.2%}"
            f"   of {children:,}"
        )
    show_f1("deceased", {row["id"] for row in people if row["deceased"]}, dead)


def show_f1(name: str, said: set[str], true: set[str]) -> None:
    precision, recall, both = f1(said, true)
    print(f"  {name:24} F1 {both:.4f}  (P {precision:.4f}, R {recall:.4f})   of {len(true):,}")


def leapless(born: date) -> bool:
    """Whether the birthday exists in every year."""
    return (born.month, born.day) != (2, 29)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--years", default="2019,2020,2021")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", type=float, default=1)
    parser.add_argument("--balanced", action="store_true")
    arguments = parser.parse_args()
    years = [int(year) for year in arguments.years.split(",")]
    on = date(max(years), 12, 31)
    said, numbers, owners = mentions(arguments, years)
    cpu = time.process_time()
    settings = replace(BALANCED if arguments.balanced else STRICT, incident_date=on)
    found = resolve(said, numbers, settings=settings)
    cpu = time.process_time() - cpu
    truth = the_truth(years, on)
    rows = Rows(found, owners)
    report("all rows", rows, truth, rows.rows, on)
    report("whole people", rows, truth, [row for row in rows.rows if row["id"] in rows.whole], on)
    print(f"\nelements lost or moved {moved(found, said)}   processor seconds {cpu:.1f}")


if __name__ == "__main__":
    main()
