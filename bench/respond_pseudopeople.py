"""`respond` on tables no one here wrote: the W-2, 1040 and census samples that ship in pseudopeople.

    PYTHONPATH=src .venv/bin/python bench/respond_pseudopeople.py [--year 2020]

Writes the tables as CSV to a scratch folder, without the person ids, runs the whole response on them, and
scores the notification list against the ids. Needs the extra ``bench``. A row stands for the person most of
its mentions belong to; see scoring.py for the measures.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import pseudopeople
import pyarrow as pa

from tocsin import response
from tocsin.model.factsfile import parse_facts
from tocsin.response.progress import Silent

FACTS = """
organisation: {name: Trial Tax Services, roles: {tax_preparer: yes, glba_financial_institution: yes}}
incident:
  kind: hacking
  dates: {occurred_from: 2026-11-01, discovered: 2026-11-10, determined_breach: 2026-11-12}
  intrusion: {acquired: yes, accessed: yes}
  protection: {encrypted: no}
as_of: 2026-11-23
"""
TABLES = ("taxes_w2_and_1099", "taxes_1040", "decennial_census")
MAIN = {"subject", "employee", "patient", "customer", "taxpayer"}
"""Roles of the person a row is about; spouses and dependents of a 1040 have no id in the sample."""


def main() -> None:
    """Make the files, respond, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--year", type=int, default=2020)
    year = arguments.parse_args().year
    with tempfile.TemporaryDirectory() as scratch:
        truth: dict[tuple[str, int], str] = {}
        share = Path(scratch) / "share"
        share.mkdir()
        for name in TABLES:
            of = year // 10 * 10 if name == "decennial_census" else year
            frame = getattr(pseudopeople, f"generate_{name}")(source=None, seed=0, year=of)
            ids = frame["simulant_id"].astype(str).tolist()
            truth |= {(f"{name}.csv", row): who for row, who in enumerate(ids, start=2)}
            hidden = [
                column for column in frame.columns if column.endswith("_id") and column != "employer_id"
            ]
            frame.drop(columns=hidden).to_csv(share / f"{name}.csv", index=False)
        start = time.perf_counter()
        with (
            response.lanes() as pool,
            response.create(Path(scratch) / "case", "a passphrase for a trial", parse_facts(FACTS)) as case,
        ):
            response.respond(case, [share], None, pool, Silent())
            board = response.board(case)
            tables = {name: case.table(name) for name in ("items", "mentions", "links")}
        print(
            f"{len(truth):,} rows, {board.bytes / 1e6:.1f} MB, {time.perf_counter() - start:.0f} s in all\n"
        )
        report(truth, tables)
        print("\nelements: " + ", ".join(f"{name} {count:,}" for _, name, count in board.elements))


def report(truth: dict[tuple[str, int], str], tables: dict[str, pa.Table]) -> None:
    """Un-notified, extra and mixed over the people a row is about."""
    names = {row["id"]: Path(row["path"]).name for row in tables["items"].to_pylist()}
    owner = {
        row["id"]: truth[names[row["item"]], row["row"]]
        for row in tables["mentions"].select(["id", "item", "row", "role"]).to_pylist()
        if row["role"] in MAIN and (names[row["item"]], row["row"]) in truth
    }
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for link in tables["links"].select(["mention", "person"]).to_pylist():
        if link["mention"] in owner:
            rows[link["person"]][owner[link["mention"]]] += 1
    told = Counter(max(sorted(counts), key=counts.__getitem__) for counts in rows.values())
    people = set(truth.values())
    print("| | count | per 1,000 people |\n|---|---|---|")
    for what, count in (
        ("people in the tables", len(people)),
        ("rows with a person of the list", len(rows)),
        ("un-notified", len(people - set(told))),
        ("extra", sum(count - 1 for count in told.values())),
        ("mixed", sum(1 for counts in rows.values() if len(counts) > 1)),
        ("table rows without a mention", len(truth) - len(owner)),
    ):
        print(f"| {what} | {count:,} | {1000 * count / len(people):.1f} |")


if __name__ == "__main__":
    main()
