"""Who is one person, on every set with known truth, beside what else one could run: one table.

    python bench/people_truth.py [--sets pp-sparse,pp-sparse-x4,pp-full,febrl3,febrl4,fake1000,synthetic]
        [--years 2019,2020,2021] [--seed 1] [--mentions 100000] [--data DIR] [--methods tocsin,splink,…]
        [--ecm-python PYTHON]

DIR holds ``dataset3.csv``, ``dataset4a.csv``, ``dataset4b.csv`` (FEBRL) and ``fake_1000.csv``, as
splink_datasets ships them; nothing of them is in this repository. Needs the extra ``bench``;
``ecm`` runs in the interpreter given, which has recordlinkage 0.16 and pandas 2 (``people_ecm.py``); where it
cannot run, its row says so.

Methods: ``tocsin`` and ``balanced``; ``splink``: the pairs of the same Splink model, connected components,
the threshold with the best F1 (which nobody knows without the truth); ``ecm``: recordlinkage's unsupervised
ECM, connected components; ``ssn``: one Social Security number, one person; ``rules``: one first and last name
with one SSN or birth date; ``rules+``: or with one last four, or one street line. Rows of the table: see
``people_measures``. CPU seconds are of the method alone, with the processes it starts.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import people_pseudopeople
import people_synthetic
import pyarrow as pa
import pyarrow.parquet as pq
from people_measures import measured
from splink import DuckDBAPI, Linker

from tocsin.model.tables import IDENTIFIERS, MENTIONS, table
from tocsin.people import BALANCED, STRICT, Home, Settings, resolve, rules
from tocsin.people.coded import Coded
from tocsin.people.description import BLOCKS, splink_settings
from tocsin.people.engine import opened
from tocsin.people.evidence import PRIOR
from tocsin.people.policy import shipped
from tocsin.people.prepare import prepare
from tocsin.people.profiles import Profiles
from tocsin.people.rarity import RARE
from tocsin.people.scoring import Scorer

SETS = ("pp-sparse", "pp-sparse-x4", "pp-full", "febrl3", "febrl4", "fake1000", "synthetic")
SHOWN = ("precision", "recall", "F1", "B3 F1", "un-notified / 1,000", "extra / 1,000", "mixed / 1,000 rows")


@dataclass
class Known:
    """Mentions whose true person is known, in the order of ``mentions``."""

    mentions: pa.Table
    identifiers: pa.Table
    truth: list[str]


def known(name: str, arguments: argparse.Namespace) -> Known:
    if name.startswith("pp-"):
        options = argparse.Namespace(
            view="full" if name == "pp-full" else "sparse",
            noise=4 if name.endswith("x4") else 1,
            years=arguments.years,
            seed=arguments.seed,
        )
        return Known(*people_pseudopeople.mentions(options))
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
    return Known(said, numbers, truth)


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
    return as_tables(facts, truth)


def fake_1000(data: Path) -> Known:
    facts, truth = [], []
    for row in read(data / "fake_1000.csv"):
        facts.append({
            "given": row["first_name"], "family": row["surname"], "birth_date": row["dob"],
            "city": row["city"], "email": row["email"]})  # fmt: skip
        truth.append(row["cluster"])
    return as_tables(facts, truth)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, skipinitialspace=True)
        return [{key.strip(): (value or "").strip() for key, value in row.items()} for row in rows]


def as_tables(facts: list[dict[str, Any]], truth: list[str]) -> Known:
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
    return Known(table(MENTIONS, rows), table(IDENTIFIERS, numbers), truth)


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


def splink_pairs(con: duckdb.DuckDBPyConnection, prior: float, m: dict[tuple[str, str], float]) -> pa.Table:
    """Splink's own weights of the pairs in all blocks, without caps, best first; the model is the same."""
    keys = ", ".join(f"{first} AS {name}" for name, (first, _) in BLOCKS.items())
    con.execute(f"CREATE TABLE keyed AS SELECT *, {keys} FROM scored_profile ORDER BY pid")
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("keyed"), splink_settings(prior, m), log_level=None, validate_settings=False)
    for column in RARE:
        lookup = api.register(f"frequency_profile_{column}")
        linker.table_management.register_term_frequency_lookup(lookup, column)
    found = linker.inference.predict(threshold_match_weight=0.0, warning_mode="never")
    return con.sql(
        f"""SELECT least(pid_l, pid_r) AS a, greatest(pid_l, pid_r) AS b, max(match_weight) AS weight
        FROM {found.physical_name} GROUP BY ALL ORDER BY weight DESC, a, b"""
    ).to_arrow_table()


def by_splink(one: Known) -> list[str]:
    """Connected components of the same model's pairs, at the threshold with the best F1."""
    with opened(STRICT) as con:
        prepared = prepare(con, one.mentions, one.identifiers, Home(), contacts_too=True)
        ruled = rules.apply(con, shipped())
        train = prepared.mentions >= STRICT.train_from
        profiles = Coded.of(con, Profiles.read(con))
        scorer = Scorer(con)
        scorer.score("profile", profiles, 2 * len(ruled), 0.0, train=train)
        model = con.table("model_profile").to_arrow_table().to_pylist()
        prior = next(row["m"] for row in model if row["field"] == PRIOR)
        pairs = splink_pairs(con, prior, scorer.m)
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


def numbers_of(one: Known) -> dict[str, dict[str, str]]:
    """By element the number of each mention."""
    found: dict[str, dict[str, str]] = {"ssn": {}, "ssn_last4": {}}
    for row in one.identifiers.to_pylist():
        if row["element"] in found:
            found[row["element"]][row["mention"]] = row["value"]
    return found


def records(one: Known) -> Iterator[dict[str, Any]]:
    """Mentions with their numbers. last4: of the whole number where that is known."""
    numbers = numbers_of(one)
    for row in one.mentions.to_pylist():
        ssn = numbers["ssn"].get(row["id"])
        last4 = ssn[-4:] if ssn else numbers["ssn_last4"].get(row["id"])
        yield {**row, "ssn": ssn, "last4": last4}


def by_keys(one: Known, keys: Callable[[dict[str, Any]], Iterable[Any]]) -> list[str]:
    """Mentions that share a key are one person."""
    groups, first = Groups(one.mentions.num_rows), {}
    for place, row in enumerate(records(one)):
        for key in keys(row):
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


def more_rule_keys(row: dict[str, Any]) -> Iterator[Any]:
    yield from rule_keys(row)
    name = ((row["given"] or "").casefold(), (row["family"] or "").casefold())
    if all(name) and row["last4"]:
        yield name, row["last4"]
    if all(name) and row["street"]:
        yield name, row["street"].casefold()


ECM_COLUMNS = ("given", "family", "birth_date", "street", "city", "postal_code", "ssn", "last4", "email")


def by_ecm(one: Known, python: str) -> list[str] | None:
    """recordlinkage's ECM, in an interpreter that has it; None where it cannot run."""
    with tempfile.TemporaryDirectory() as scratch:
        given, found = Path(scratch) / "mentions.csv", Path(scratch) / "rows.txt"
        with given.open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, ECM_COLUMNS, extrasaction="ignore")
            rows.writeheader()
            rows.writerows(records(one))
        program = Path(__file__).with_name("people_ecm.py")
        done = subprocess.run([python, str(program), str(given), str(found)], capture_output=True, text=True)
        if done.returncode:
            print(f"ecm did not run: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            return None
        return found.read_text(encoding="ascii").split()


def processor_seconds() -> float:
    """Of this process and those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


METHODS: dict[str, Callable[[Known], list[str]]] = {
    "tocsin": by_tocsin(STRICT),
    "balanced": by_tocsin(BALANCED),
    "splink": by_splink,
    "ssn": lambda one: by_keys(one, ssn_key),
    "rules": lambda one: by_keys(one, rule_keys),
    "rules+": lambda one: by_keys(one, more_rule_keys),
}
NAMES = ("tocsin", "balanced", "splink", "ecm", "ssn", "rules", "rules+")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sets", default="pp-sparse,pp-full,pp-sparse-x4,synthetic")
    parser.add_argument("--methods", default=",".join(NAMES))
    parser.add_argument("--years", default="2019,2020,2021")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mentions", type=int, default=100_000, help="of the synthetic set")
    parser.add_argument("--data", type=Path, default=Path())
    parser.add_argument("--ecm-python", default=sys.executable, help="interpreter with recordlinkage")
    arguments = parser.parse_args()
    unknown = set(arguments.sets.split(",")) - set(SETS) | set(arguments.methods.split(",")) - set(NAMES)
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
        started = processor_seconds()
        found = by_ecm(one, arguments.ecm_python) if method == "ecm" else METHODS[method](one)
        seconds = processor_seconds() - started
        if found is None:
            print(f"| {name} | | {method} | could not run |", flush=True)
            continue
        values = measured(one.truth, found)
        cells = [f"{values[column]:.4f}" for column in SHOWN[:4]] + [f"{values[c]:.2f}" for c in SHOWN[4:]]
        size = f"{values['mentions']:,} / {values['people']:,}"
        print(f"| {name} | {size} | {method} | {' | '.join(cells)} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
