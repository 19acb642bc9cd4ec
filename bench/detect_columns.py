# ruff: noqa: E501
"""F1 of the typing of columns, with headers and with headers hidden, on tables with known types.

    python bench/detect_columns.py [--misses] [--seeds 1,2]

The sets: ``pseudopeople`` (its seven sample tables; only with the extra ``bench``), ``development`` and ``held-out``
(`column_registers`). ``--misses`` lists what is wrong in the development registers, never in the held-out ones.
A column is right if its type is the truth's; ``none`` is no hit. Micro counts all columns, macro is the mean over
the types that occur. Reliability: how often a type of a stated probability is right.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import column_registers
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tocsin.detect import TYPES, column_types

Table = list[column_registers.Column]
SCORED = frozenset(TYPES.values()) - {"SSN4", "IBAN", "IP", "ORG", "NRP"}
SAMPLES = {
    "taxes_w2_and_1099": "ssn:SSN copy_ssn:SSN date_of_birth:DOB copy_date_of_birth:DOB",
    "taxes_1040": "ssn:SSN copy_ssn:SSN spouse_ssn:SSN spouse_copy_ssn:SSN date_of_birth:DOB copy_date_of_birth:DOB"
    " spouse_date_of_birth:DOB spouse_copy_date_of_birth:DOB dependent_1_ssn:SSN dependent_2_ssn:SSN"
    " dependent_3_ssn:SSN dependent_4_ssn:SSN dependent_1_copy_ssn:SSN dependent_2_copy_ssn:SSN",
    "social_security": "ssn:SSN copy_ssn:SSN date_of_birth:DOB copy_date_of_birth:DOB",
    "decennial_census": "date_of_birth:DOB copy_date_of_birth:DOB",
    "women_infants_and_children": "date_of_birth:DOB copy_date_of_birth:DOB",
    "american_community_survey": "date_of_birth:DOB copy_date_of_birth:DOB",
    "current_population_survey": "date_of_birth:DOB copy_date_of_birth:DOB",
}
ENDINGS = {
    "first_name": "PERSON", "last_name": "PERSON", "middle_name": "PERSON", "middle_initial": "?",
    "street_name": "LOC", "street_number": "?", "unit_number": "?", "po_box": "?", "city": "?", "state": "LOC",
    "zipcode": "?",
}  # fmt: skip
"""The samples have one city, Anytown, and one ZIP code, 00000: not scored."""


def samples(rows: int) -> dict[str, Table]:
    """pseudopeople's sample tables. Employers' addresses are nobody's."""
    spec = find_spec("pseudopeople")
    if spec is None or spec.origin is None:
        return {}
    folder = Path(spec.origin).parent / "data" / "sample_datasets"
    made = {}
    for name, typed in SAMPLES.items():
        table = pq.read_table(folder / name / f"{name}.parquet").slice(0, rows)
        types = dict(pair.split(":") for pair in typed.split())
        columns = [
            c for c in table.column_names if not c.startswith("__") and table[c].null_count < 0.8 * len(table)
        ]
        made[name] = [
            (c, _type(c, types), pc.fill_null(table[c].cast(pa.string()), "").to_pylist()) for c in columns
        ]
    return made


def _type(column: str, types: dict[str, str]) -> str:
    if column in types:
        return types[column]
    ending = next((kind for end, kind in ENDINGS.items() if f"_{column}".endswith(f"_{end}")), "none")
    return "none" if column.startswith("employer") and ending != "none" else ending


def scored(tables: Sequence[Table], *, hidden: bool) -> tuple[list[tuple[str, str, float]], float]:
    """(truth, found, probability) of every scored column, and columns per second."""
    pairs, count, seconds = [], 0, 0.0
    for table in tables:
        header = None if hidden else [h for h, _, _ in table]
        begin = time.process_time()
        found = column_types(header, [values for _, _, values in table])
        seconds += time.process_time() - begin
        count += len(table)
        for (_, truth, _), guess in zip(table, found, strict=True):
            if truth != "?":
                pairs.append((truth, guess.type if guess.type in SCORED else "none", guess.probability))
    return pairs, count / seconds


def measured(pairs: Sequence[tuple[str, str, float]]) -> tuple[float, float, float, float, dict[str, float]]:
    """Micro precision, recall, F1, macro F1 and F1 per type."""
    right = Counter(truth for truth, guess, _ in pairs if truth == guess != "none")
    true = Counter(truth for truth, _, _ in pairs if truth != "none")
    said = Counter(guess for _, guess, _ in pairs if guess != "none")
    hits = sum(right.values())
    each = {kind: 2 * right[kind] / (true[kind] + said[kind]) for kind in sorted(true)}
    precision, recall = hits / max(1, sum(said.values())), hits / max(1, sum(true.values()))
    f1 = 2 * hits / max(1, sum(said.values()) + sum(true.values()))
    return precision, recall, f1, sum(each.values()) / max(1, len(each)), each


def reliability(pairs: Sequence[tuple[str, str, float]]) -> str:
    """Share of right types by stated probability."""
    lines = []
    for low, high in ((0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        held = [truth == guess for truth, guess, p in pairs if guess != "none" and low <= p < high]
        if held:
            lines.append(f"{low:.1f}-{min(high, 1):.1f}: {sum(held) / len(held):.2f} of {len(held)}")
    return "; ".join(lines)


def print_misses(name: str, table: Table, *, hidden: bool) -> None:
    found = column_types(None if hidden else [h for h, _, _ in table], [values for _, _, values in table])
    for (header, truth, values), guess in zip(table, found, strict=True):
        said = guess.type if guess.type in SCORED else "none"
        if truth not in ("?", said):
            print(f"    {name}.{header}: {truth}, found {guess.type} ({guess.reason}); {values[:3]}")


_WARM = [
    (f"Ann{chr(97 + at)} Lee", f"{chr(65 + at)}nn", f"{chr(65 + at)}ville", "OR", f"9700{at}", f"2{at}")
    for at in range(9)
]
"""A table that has the lists of names, towns and ZIP codes loaded before the clock starts."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--seeds", default="1,2")
    arguments = parser.parse_args()
    seeds = [int(seed) for seed in arguments.seeds.split(",")]
    sets = {"pseudopeople": samples(400)}
    for name, registers in (
        ("development", column_registers.DEVELOPMENT),
        ("held-out", column_registers.HELD_OUT),
    ):
        sets[name] = {
            f"{table} {seed}": columns
            for seed in seeds
            for table, columns in column_registers.tables(registers, seed, (25, 220)).items()
        }
    column_types(["name"], [["Ann Lee"]])
    column_types(None, [list(values) for values in zip(*_WARM, strict=True)])
    for name, tables in sets.items():
        for hidden in (False, True):
            pairs, speed = scored(list(tables.values()), hidden=hidden)
            if not pairs:
                continue
            precision, recall, f1, macro, each = measured(pairs)
            print(
                f"{name:13} {'hidden ' if hidden else 'headers'} {len(pairs):4} columns  P {precision:.3f}"
                f"  R {recall:.3f}  F1 {f1:.3f}  macro {macro:.3f}  {speed:,.0f} columns/s"
            )
            if name != "held-out":
                print("    " + " ".join(f"{kind} {value:.2f}" for kind, value in each.items()))
            print(f"    reliability: {reliability(pairs)}")
            if arguments.misses and name != "held-out":
                for table, columns in tables.items():
                    print_misses(table, columns, hidden=hidden)


if __name__ == "__main__":
    main()
