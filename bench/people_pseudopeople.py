"""Who is one person: mentions of the invented people of the pseudopeople sample, resolved, against the truth.

    python bench/people_pseudopeople.py [--view sparse|full] [--noise 1|4] [--years 2019,2020,2021]
                                        [--balanced]

Needs the extra ``bench``. Documents: W-2 and 1040 (with spouses and dependents as mentions of their own),
Social Security, census, WIC. ``sparse`` keeps per mention and at random the whole SSN (45 %), its last four
(25 %) or neither, the whole birth date (50 %), its year (10 %) or neither, and the address (60 %).

un-notified: people who own no row, per 1,000 people (a row's owner is the person of most of its mentions).
extra: rows beyond the first of an owner, per 1,000 people. mixed: rows with mentions of several people, per
1,000 rows.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pseudopeople
import pyarrow as pa
import pyarrow.parquet as pq
from people_measures import measured

from tocsin.model.tables import IDENTIFIERS, MENTIONS, table
from tocsin.people import BALANCED, STRICT, resolve

SAMPLE = Path(pseudopeople.__file__).parent / "data" / "sample_datasets"
RELATED = ("spouse", "dependent_1", "dependent_2", "dependent_3", "dependent_4")
Record = dict[str, Any]


def noise(dataset: str, factor: float) -> dict[str, Any] | None:
    """The package's own noise, every cell probability times the factor."""
    if factor == 1:
        return None
    columns: dict[str, Any] = {}
    for column, kinds in pseudopeople.get_config()[dataset]["column_noise"].items():
        for kind, parameters in kinds.items():
            share = parameters.get("cell_probability")
            if isinstance(share, float) and share > 0:
                columns.setdefault(column, {})[kind] = {"cell_probability": min(0.5, share * factor)}
    return {dataset: {"column_noise": columns}}


def generated(dataset: str, year: int, arguments: argparse.Namespace) -> Iterator[Record]:
    make = getattr(pseudopeople, f"generate_{dataset}")
    frame = make(source=None, seed=arguments.seed, year=year, config=noise(dataset, arguments.noise))
    yield from frame.astype(object).where(frame.notna(), None).to_dict("records")


def documents(arguments: argparse.Namespace) -> Iterator[tuple[str, str, str, Record]]:
    """Document, role, true person and what the document says, column names without prefixes."""
    years = [int(year) for year in arguments.years.split(",")]
    related = relatives(years)
    for year in years:
        for row in generated("taxes_w2_and_1099", year, arguments):
            yield f"w2-{year}", "employee", row["simulant_id"], taxpayer(row)
        for row in generated("taxes_1040", year, arguments):
            yield f"1040-{year}", "taxpayer", row["simulant_id"], taxpayer(row)
            for who in RELATED:
                truth = related.get((year, row["simulant_id"], who))
                if truth:
                    role = who.partition("_")[0]
                    yield f"1040-{year}", role, truth, taxpayer(row) | relative(row, who)
        for row in generated("women_infants_and_children", year, arguments):
            yield f"wic-{year}", "patient", row["simulant_id"], row
    for row in generated("social_security", max(years), arguments):
        yield "ssa", "customer", row["simulant_id"], row
    census = min(2040, max(2020, max(years) // 10 * 10))
    for row in generated("decennial_census", census, arguments):
        yield "census", "customer", row["simulant_id"], row


def relatives(years: list[int]) -> dict[tuple[int, str, str], str]:
    columns = ["simulant_id", "tax_year", *(f"{who}_simulant_id" for who in RELATED)]
    rows = pq.read_table(SAMPLE / "taxes_1040" / "taxes_1040.parquet", columns=columns).to_pylist()
    return {
        (int(row["tax_year"]), row["simulant_id"], who): row[f"{who}_simulant_id"]
        for row in rows
        if int(row["tax_year"]) in years
        for who in RELATED
        if row[f"{who}_simulant_id"] not in (None, "", "-1")
    }


def taxpayer(row: Record) -> Record:
    address = {key.removeprefix("mailing_address_"): value for key, value in row.items() if "mailing_" in key}
    return {key: row.get(key) for key in ("first_name", "middle_initial", "last_name", "ssn")} | address


def relative(row: Record, who: str) -> Record:
    return {key: row.get(f"{who}_{key}") for key in ("first_name", "middle_initial", "last_name", "ssn")}


def mentions(arguments: argparse.Namespace) -> tuple[pa.Table, pa.Table, list[str]]:
    """MENTIONS, IDENTIFIERS and the true person of each mention, in random order."""
    rng = random.Random(arguments.seed)
    kept = []
    for item, role, truth, said in documents(arguments):
        facts = facts_of(said)
        if arguments.view == "sparse":
            thin_out(facts, rng)
        named = facts["given"] or facts["family"]
        if named and any(facts[key] for key in ("ssn", "ssn_last4", "birth_date", "street")):
            kept.append(({"item": item, "role": role, **facts}, truth))
    rng.shuffle(kept)
    rows, identifiers = [], []
    for number, (facts, _) in enumerate(kept):
        mention = f"m{number:07d}"
        for code in ("ssn", "ssn_last4"):
            value = facts.pop(code)
            if value:
                identifiers.append({"mention": mention, "element": code, "value": value})
        rows.append({"id": mention, **facts, "elements": ["person_name"], "protections": ["plain"]})
    return table(MENTIONS, rows), table(IDENTIFIERS, identifiers), [truth for _, truth in kept]


def facts_of(said: Record) -> Record:
    text = {key: str(value) for key, value in said.items() if value is not None}
    street = " ".join(text[key] for key in ("street_number", "street_name", "unit_number") if key in text)
    number = re.sub(r"[^0-9A-Za-z]", "", text.get("ssn", ""))
    return {
        "given": text.get("first_name"),
        "middle": text.get("middle_name") or text.get("middle_initial"),
        "family": text.get("last_name"),
        "birth_date": iso(text.get("date_of_birth")),
        "street": f"PO Box {text['po_box']}" if "po_box" in text else street or None,
        "state": text.get("state"),
        "postal_code": text.get("zipcode"),
        "ssn": number or None,
        "ssn_last4": None,
    }


def iso(text: str | None) -> str | None:
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text or "")
    american = re.fullmatch(r"(\d\d)/?(\d\d)/?(\d{4})", text or "")
    if compact:
        return "-".join(compact.groups())
    return f"{american[3]}-{american[1]}-{american[2]}" if american else text


def thin_out(facts: Record, rng: random.Random) -> None:
    """Leave a mention as little as documents do."""
    draw = rng.random()
    if facts["ssn"] and draw >= 0.45:
        facts["ssn_last4"] = facts["ssn"][-4:] if draw < 0.70 else None
        facts["ssn"] = None
    draw = rng.random()
    if facts["birth_date"] and draw >= 0.50:
        facts["birth_date"] = facts["birth_date"][:4] if draw < 0.60 else None
    if rng.random() >= 0.60:
        facts.update(street=None, state=None, postal_code=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--view", choices=["sparse", "full"], default="sparse")
    parser.add_argument("--noise", type=float, default=1)
    parser.add_argument("--years", default="2019,2020,2021")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--balanced", action="store_true")
    arguments = parser.parse_args()
    said, numbers, truth = mentions(arguments)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    wall, cpu = time.perf_counter(), time.process_time()
    result = resolve(said, numbers, settings=BALANCED if arguments.balanced else STRICT)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    owner = dict(zip(result.links["mention"].to_pylist(), result.links["person"].to_pylist(), strict=True))
    for name, value in measured(truth, [owner[mention] for mention in said["id"].to_pylist()]).items():
        print(f"{name:22}{value:12.4f}" if isinstance(value, float) else f"{name:22}{value:12,}")
    print(f"{'seconds':22}{wall:12.1f}\n{'processor seconds':22}{cpu:12.1f}")
    print(f"{'peak MiB':22}{peak:12,}  ({before:,} before)")
    print(result.report)


if __name__ == "__main__":
    main()
