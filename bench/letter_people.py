"""Invented people to write letters to: real ZIP codes with their towns, common names, made-up streets.

Everything is drawn from a seed, in columns, so that a million people take seconds. Nobody here exists.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import zipcodes
from faker.providers.person.en_US import Provider as English
from faker.providers.person.es_MX import Provider as Spanish

from tocsin.model.elements import jurisdictions
from tocsin.model.tables import EXPOSURES, PEOPLE

STREETS = ("Oak", "Maple", "Washington", "Lake", "Hill", "Cedar", "Elm", "Pine", "Park", "Walnut", "Mill")
ENDS = ("St", "Ave", "Road", "Lane", "Blvd", "Drive", "Court", "Way")
UNITS = ("", "", "", "", "\nApt 4", "\nUnit 12B", "\nSuite 300", "\nLot 7")

ELEMENTS = (
    "ssn",
    "drivers_license",
    "financial_account",
    "payment_card",
    "online_account_credentials",
    "medical_information",
    "health_insurance_id",
    "passport",
)
STATES = frozenset(jurisdictions()) - {"US", "PR", "GU", "VI"}
SETS = 56
"""Different sets of elements among the people, the common ones more often than the rare ones."""


def population(count: int, seed: int = 7) -> tuple[pa.Table, pa.Table]:
    """PEOPLE and EXPOSURES of ``count`` people."""
    rng = np.random.default_rng(seed)
    people = _people(count, rng)
    return people, _exposures(people["id"], rng)


def _people(count: int, rng: np.random.Generator) -> pa.Table:
    places = [entry for entry in zipcodes.list_all() if entry["state"] in STATES and entry["active"]]
    chosen = rng.integers(0, len(places), count)
    given = _mixed(English.first_names, Spanish.first_names, count, rng)
    family = _mixed(English.last_names, Spanish.last_names, count, rng)
    street = [
        f"{number} {STREETS[name]} {ENDS[end]}{UNITS[unit]}"
        for number, name, end, unit in zip(
            rng.integers(1, 9999, count).tolist(),
            rng.integers(0, len(STREETS), count).tolist(),
            rng.integers(0, len(ENDS), count).tolist(),
            rng.integers(0, len(UNITS), count).tolist(),
            strict=True,
        )
    ]
    at = [places[number] for number in chosen.tolist()]
    columns = {
        "id": [f"person-{number:08x}" for number in range(count)],
        "name": [f"{first} {last}" for first, last in zip(given, family, strict=True)],
        "street": street,
        "city": [entry["city"] for entry in at],
        "state": [entry["state"] for entry in at],
        "postal_code": [entry["zip_code"] for entry in at],
        "residence": [entry["state"] for entry in at],
        "minor": (rng.random(count) < 0.04).tolist(),
        "deceased": (rng.random(count) < 0.02).tolist(),
        "kinds": [["patient"]] * count,
        "mentions": [1] * count,
    }
    nothing = [None] * count
    return pa.table({name: columns.get(name, nothing) for name in PEOPLE.names}, schema=PEOPLE)


def _mixed(english: object, spanish: object, count: int, rng: np.random.Generator) -> list[str]:
    """Names, one in six of them Spanish, so that accents occur."""
    first, second = list(english), list(spanish)  # type: ignore[call-overload]
    theirs = rng.random(count) < 1 / 6
    a, b = rng.integers(0, len(first), count).tolist(), rng.integers(0, len(second), count).tolist()
    return [second[y] if other else first[x] for x, y, other in zip(a, b, theirs.tolist(), strict=True)]


def _exposures(ids: pa.ChunkedArray, rng: np.random.Generator) -> pa.Table:
    sets = [
        sorted({"person_name", *(name for name, held in zip(ELEMENTS, bits, strict=True) if held)})
        for bits in (rng.random((SETS, len(ELEMENTS))) < 0.35)
    ]
    weights = 1 / np.arange(1, SETS + 1)
    drawn = rng.choice(SETS, len(ids), p=weights / weights.sum())
    sizes = np.array([len(one) for one in sets])[drawn]
    who = pa.array(np.repeat(np.arange(len(ids)), sizes))
    element = [code for number in drawn.tolist() for code in sets[number]]
    total = len(element)
    item = pa.array(["item-1"]).take(pa.array(np.zeros(total, np.int32)))
    lists = pa.ListArray.from_arrays(pa.array(np.arange(total + 1, dtype=np.int32)), item)
    return pa.table(
        {
            "person": ids.combine_chunks().take(who),
            "element": element,
            "protection": pa.array(["plain"]).take(pa.array(np.zeros(total, np.int32))),
            "items": lists,
            "mentions": lists,
        },
        schema=EXPOSURES,
    )
