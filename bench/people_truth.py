"""Who is one person, on every set with known truth, beside what else one could run: one table.

    python bench/people_truth.py [--sets pp-sparse,pp-sparse-x4,pp-full,febrl3,febrl4,fake1000,synthetic]
        [--years 2019,2020,2021] [--seed 1] [--mentions 100000] [--data DIR] [--methods tocsin,splink,…]

DIR holds ``dataset3.csv``, ``dataset4a.csv``, ``dataset4b.csv`` (FEBRL) and ``fake_1000.csv``, as
splink_datasets ships them; nothing of them is in this repository. Needs the extra ``bench``;
``recordlinkage`` is used if it is installed (FEBRL only).

Methods: ``tocsin`` and ``balanced``; ``splink``: the pairs of the same Splink model, connected components,
the threshold with the best F1 (which nobody knows without the truth); ``ecm``: recordlinkage's unsupervised
ECM; ``ssn``: one Social Security number, one person; ``rules``: one first and last name with one SSN or
birth date. Rows of the table: see ``people_measures``.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import people_pseudopeople
import people_synthetic
import pyarrow as pa
import pyarrow.parquet as pq
from people_measures import measured

from tocsin.model.tables import IDENTIFIERS, MENTIONS, table
from tocsin.people import BALANCED, STRICT, Home, Settings, resolve, rules
from tocsin.people.engine import opened
from tocsin.people.policy import shipped
from tocsin.people.prepare import prepare
from tocsin.people.scoring import Scorer

SETS = ("pp-sparse", "pp-sparse-x4", "pp-full", "febrl3", "febrl4", "fake1000", "synthetic")
SHOWN = ("precision", "recall", "F1", "B3 F1", "un-notified / 1,000", "extra / 1,000", "mixed / 1,000 rows")


@dataclass
class Known:
    """Mentions whose true person is known, in the order of ``mentions``. raw: rows of a FEBRL file."""

    mentions: pa.Table
    identifiers: pa.Table
    truth: list[str]
    raw: list[dict[str, str]]


def known(name: str, arguments: argparse.Namespace) -> Known:
    if name.startswith("pp-"):
        options = argparse.Namespace(
            view="full" if name == "pp-full" else "sparse",
            noise=4 if name.endswith("x4") else 1,
            years=arguments.years,
            seed=arguments.seed,
        )
        return Known(*people_pseudopeople.mentions(options), raw=[])
    if name == "synthetic":
        return synthetic(arguments)
    return fake_1000(arguments.data) if name == "fake1000" else febrl(arguments.data, name)


def synthetic(arguments: argparse.Namespace) -> Known:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        people_synthetic.write(folder, arguments.mentions, arguments.seed)
        said = pq.read_table(folder / "mentions.parquet")
        numbers = pq.read_table(folder / "identifiers.parquet")
        truth = pq.read_table(folder / "truth.parquet")["person"].to_pylist()
    return Known(said, numbers, truth, [])


def febrl(data: Path, name: str) -> Known:
    files = ["dataset3.csv"] if name == "febrl3" else ["dataset4a.csv", "dataset4b.csv"]
    raw = [row for file in files for row in read(data / file)]
    facts, truth = [], []
    for row in raw:
        born = row["date_of_birth"]
        facts.append({
            "given": row["given_name"], "family": row["surname"],
            "birth_date": f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else None,
            "street": " ".join(filter(None, (row["street_number"], row["address_1"]))),
            "city": row["suburb"], "state": row["state"], "postal_code": row["postcode"],
            "ssn": row["soc_sec_id"]})  # fmt: skip
        truth.append(re.findall(r"rec-(\d+)", row["rec_id"])[0])
    return as_tables(facts, truth, raw)


def fake_1000(data: Path) -> Known:
    facts, truth = [], []
    for row in read(data / "fake_1000.csv"):
        facts.append({
            "given": row["first_name"], "family": row["surname"], "birth_date": row["dob"],
            "city": row["city"], "email": row["email"]})  # fmt: skip
        truth.append(row["cluster"])
    return as_tables(facts, truth, [])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, skipinitialspace=True)
        return [{key.strip(): (value or "").strip() for key, value in row.items()} for row in rows]


def as_tables(facts: list[dict[str, Any]], truth: list[str], raw: list[dict[str, str]]) -> Known:
    rows, numbers = [], []
    for place, said in enumerate(facts):
        mention = f"m{place:07d}"
        number = said.pop("ssn", None)
        if number:
            numbers.append({"mention": mention, "element": "ssn", "value": number})
        clean = {key: value or None for key, value in said.items()}
        rows.append(
            {"id": mention, "item": "list", **clean, "elements": ["person_name"], "protections": ["plain"]}
        )
    return Known(table(MENTIONS, rows), table(IDENTIFIERS, numbers), truth, raw)


def by_tocsin(settings: Settings) -> Callable[[Known], list[str]]:
    def run(one: Known) -> list[str]:
        links = resolve(one.mentions, one.identifiers, settings=settings).links
        owner = dict(zip(links["mention"].to_pylist(), links["person"].to_pylist(), strict=True))
        return [owner[mention] for mention in one.mentions["id"].to_pylist()]

    return run


class Groups:
    """Union-find over numbers."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, one: int) -> int:
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        self.parent[self.find(other)] = self.find(one)


def by_splink(one: Known) -> list[str]:
    """Connected components of the same model's pairs, at the threshold with the best F1."""
    with opened(STRICT) as con:
        prepared = prepare(con, one.mentions, one.identifiers, Home(), contacts_too=True)
        ruled = rules.apply(con, shipped())
        train = prepared.mentions >= STRICT.train_from
        pairs = Scorer(con).score("profile", 2 * len(ruled), 0.0, train=train)
        profile_of = dict(con.execute("SELECT id, pid FROM member").fetchall())
        size = prepared.profiles
    members = [profile_of[mention] for mention in one.mentions["id"].to_pylist()]
    weighed = list(zip(*(pairs[name].to_pylist() for name in ("weight", "a", "b")), strict=True))
    best: tuple[float, list[str]] = (-1.0, [])
    groups, place = Groups(size), 0
    for threshold in (25, 20, 17, 15, 13, 11, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0):
        while place < len(weighed) and weighed[place][0] >= threshold:
            groups.join(weighed[place][1], weighed[place][2])
            place += 1
        found = [str(groups.find(member)) for member in members]
        best = max(best, (measured(one.truth, found)["F1"], found), key=lambda entry: entry[0])
    return best[1]


def by_keys(one: Known, keys: Callable[[dict[str, Any]], Iterable[Any]]) -> list[str]:
    """Mentions that share a key are one person."""
    numbers = dict(
        zip(
            *(one.identifiers.filter(pa.compute.equal(one.identifiers["element"], "ssn"))[column].to_pylist()
              for column in ("mention", "value")),
            strict=True,
        )
    )  # fmt: skip
    groups, first = Groups(one.mentions.num_rows), {}
    for place, row in enumerate(one.mentions.to_pylist()):
        for key in keys({**row, "ssn": numbers.get(row["id"])}):
            groups.join(first.setdefault(key, place), place)
    return [str(groups.find(place)) for place in range(one.mentions.num_rows)]


def ssn_key(row: dict[str, Any]) -> Iterator[Any]:
    if row["ssn"]:
        yield row["ssn"]


def rule_keys(row: dict[str, Any]) -> Iterator[Any]:
    name = ((row["given"] or "").casefold(), (row["family"] or "").casefold())
    if all(name) and row["ssn"]:
        yield name, row["ssn"]
    if all(name) and len(row["birth_date"] or "") == 10:
        yield name, row["birth_date"]


def by_ecm(one: Known) -> list[str] | None:
    """recordlinkage's ECM on a FEBRL file, as its own example compares it; None where it cannot run."""
    if not one.raw:
        return None
    try:
        import pandas
        import recordlinkage
    except ImportError:
        return None
    frame = pandas.DataFrame(one.raw).replace("", None)
    indexer = recordlinkage.Index()
    for column in ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode"):
        indexer.block(column)
    candidates = indexer.index(frame)
    compare = recordlinkage.Compare()
    for column in ("given_name", "surname", "address_1"):
        compare.string(column, column, method="jarowinkler", threshold=0.85)
    for column in ("date_of_birth", "soc_sec_id", "postcode", "suburb", "state"):
        compare.exact(column, column)
    features = compare.compute(candidates, frame)
    groups = Groups(len(frame))
    for left, right in recordlinkage.ECMClassifier().fit_predict(features.astype(int)):
        groups.join(left, right)
    return [str(groups.find(place)) for place in range(len(frame))]


METHODS: dict[str, Callable[[Known], list[str] | None]] = {
    "tocsin": by_tocsin(STRICT),
    "balanced": by_tocsin(BALANCED),
    "splink": by_splink,
    "ecm": by_ecm,
    "ssn": lambda one: by_keys(one, ssn_key),
    "rules": lambda one: by_keys(one, rule_keys),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sets", default="pp-sparse,pp-sparse-x4,pp-full,synthetic")
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--years", default="2019,2020,2021")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mentions", type=int, default=100_000, help="of the synthetic set")
    parser.add_argument("--data", type=Path, default=Path())
    arguments = parser.parse_args()
    unknown = set(arguments.sets.split(",")) - set(SETS) | set(arguments.methods.split(",")) - set(METHODS)
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}")
    print(
        "| set | mentions / people | method | P | R | F1 | B3 | un | ex | mix | CPU s |\n"
        + "| --- " * 11
        + "|"
    )
    for name, method in itertools.product(arguments.sets.split(","), arguments.methods.split(",")):
        if method == arguments.methods.split(",")[0]:
            one = known(name, arguments)
        started = time.process_time()
        found = METHODS[method](one)
        seconds = time.process_time() - started
        if found is None:
            continue
        values = measured(one.truth, found)
        cells = [f"{values[column]:.4f}" for column in SHOWN[:4]] + [f"{values[c]:.2f}" for c in SHOWN[4:]]
        size = f"{values['mentions']:,} / {values['people']:,}"
        print(f"| {name} | {size} | {method} | {' | '.join(cells)} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
