"""How fast the law answers: ten million people grouped, then every duty of every jurisdiction worked out.

    PYTHONPATH=src .venv/bin/python bench/law_speed.py [--people 10000000]

Invented people only: residences by population, a few dozen sets of elements, minors and deceased.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import TypeVar

import duckdb
import pyarrow as pa

from tocsin import law, people
from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Facts
from tocsin.model.tables import EXPOSURES, PEOPLE

SEED = 20261123
SETS = 40
POOL = ("ssn", "drivers_license", "financial_account", "payment_card", "medical_information", "passport")
MORE = ("date_of_birth", "postal_address", "email_address", "health_insurance_id", "password", "biometric")
T = TypeVar("T")


def main() -> None:
    """Make the people, group them, ask the law; print seconds and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000_000)
    number = parser.parse_args().people
    rows, exposed = make(number)
    book, loading = timed(lambda: law.load_rules().rules and law.load_rules())
    groups, grouping = timed(lambda: people.group(rows, exposed))
    found, asking = timed(lambda: law.evaluate(facts(), groups, book))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    places = len({entry.jurisdiction for entry in book.entries})
    print(f"{number:,} people, {exposed.num_rows:,} exposures, {groups.num_rows:,} groups")
    print(f"{len(book)} rule files of {places} places read in {loading:.2f} s (once a process)")
    print(
        f"grouping {grouping:.2f} s; {len(found):,} duties worked out in {asking:.2f} s; peak {peak:.1f} GiB"
    )


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """A result and how many seconds it took."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def make(number: int) -> tuple[pa.Table, pa.Table]:
    """People and their exposures, drawn by hashing, so that every run has the same."""
    con = duckdb.connect(":memory:")
    homes = [code for code in jurisdictions() if len(code) == 2 and code not in ("US", "ZZ")]
    sets = [(n, element) for n in range(SETS) for element in _elements(n)]
    con.register("sets", pa.table({"set": [n for n, _ in sets], "element": [e for _, e in sets]}))
    con.execute(
        f"""CREATE TABLE drawn AS SELECT 'p' || lpad(i::VARCHAR, 8, '0') AS id, hash(i, {SEED}) AS h,
        (hash(i, 1) % {SETS})::INTEGER AS set FROM range({number}) t(i)"""
    )
    # The square makes some places much larger than others, as states are.
    rows = con.sql(
        f"""SELECT id, CASE WHEN h % 100 < 2 THEN NULL
        ELSE $homes[1 + (pow((h % 1009) / 1009.0, 2) * {len(homes)})::INTEGER % {len(homes)}] END
        AS residence,
        h % 20 = 0 AS minor, h % 101 = 0 AS deceased, ['customer'] AS kinds FROM drawn""",
        params={"homes": homes},
    ).to_arrow_table()
    exposed = con.sql(
        "SELECT id AS person, element, 'plain' AS protection FROM drawn JOIN sets USING (set)"
    ).to_arrow_table()
    return _filled(rows, PEOPLE), _filled(exposed, EXPOSURES)


def _elements(number: int) -> list[str]:
    random = Random(number)
    return [
        "person_name",
        *random.sample(POOL, random.randint(1, 3)),
        *random.sample(MORE, random.randint(0, 2)),
    ]


def _filled(made: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with every column of the contract, empty where nothing was made."""
    columns = [
        made[field.name].cast(field.type)
        if field.name in made.schema.names
        else pa.nulls(len(made), field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def facts() -> Facts:
    """An intrusion in which little is open."""
    return Facts.model_validate(
        {
            "organisation": {
                "name": "Example",
                "roles": {"hipaa_covered_entity": True, "employer": True, "insurance_licensee": False},
            },
            "as_of": date(2026, 11, 23),
            "incident": {
                "kind": "hacking",
                "medium": "computerised",
                "data_of_others": True,
                "intrusion": {"accessed": True, "acquired": True},
                "protection": {"encrypted": False},
                "dates": {"discovered": date(2026, 11, 2), "determined_breach": date(2026, 11, 9)},
            },
        }
    )


if __name__ == "__main__":
    main()
