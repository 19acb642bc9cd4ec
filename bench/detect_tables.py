# ruff: noqa: E501
"""Cells per second of detection over tables, end to end: `Detector.examine` over the parts a reader gives.

    python bench/detect_tables.py [--rows 240000] [--only w2|mixed|plain] [--digest]

w2: pseudopeople's sample of W-2 forms (29 columns; needs the extra ``bench``). mixed: a generated export of staff
(names, SSN, birth date, address, bank, pay, log-in beside columns of nothing). plain: numbers, codes and places
without a person. MB/s counts the cells' characters and one separator each, as a CSV file has. Seconds are of one
processor; peak is the process's resident memory above what it had before the first table. ``--digest`` prints a
digest of the three result tables, to see that a change of the code changed no finding.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import random
import resource
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tocsin.detect import Detector, Found
from tocsin.model.content import MAX_TABLE_ROWS, Table

Row = tuple[str, ...]
GIVEN = [
    "Ann",
    "Dale",
    "Grace",
    "Omar",
    "Lucia",
    "Mateo",
    "Priya",
    "Wei",
    "Ingrid",
    "Tomas",
    "Naomi",
    "Andre",
    "Fatima",
    "Hugo",
    "Keisha",
    "Marcus",
]
FAMILY = [
    "Lee",
    "Stone",
    "Whitfield",
    "Okafor",
    "Herrera",
    "Quintana",
    "Patel",
    "Chen",
    "Larsen",
    "Novak",
    "Goldberg",
    "Dubois",
    "Haddad",
]
STREETS = [
    "Oak",
    "Maple",
    "Cedar",
    "Pine",
    "Elm",
    "Washington",
    "Lake",
    "Hill",
    "Walnut",
    "Spring",
    "North",
    "Ridge",
    "Park",
    "River",
]
PLACES = [
    ("Mesa", "AZ", "85201"),
    ("Austin", "TX", "78701"),
    ("Salem", "OR", "97301"),
    ("Dover", "DE", "19901"),
]
ROUTINGS = ("021000021", "011401533", "122105155", "091000019")


def w2(count: int) -> Iterator[Table]:
    """The sample of W-2 forms as it lies in the package, blank where it is null."""
    spec = find_spec("pseudopeople")
    if spec is None or spec.origin is None:
        raise SystemExit("pseudopeople is not installed: pip install 'tocsin[bench]', or --only mixed")
    name = "taxes_w2_and_1099"
    path = Path(spec.origin).parent / "data" / "sample_datasets" / name / f"{name}.parquet"
    file = pq.ParquetFile(path)
    header = tuple(c for c in file.schema_arrow.names if not c.startswith("__"))
    seen = 0
    for batch in file.iter_batches(MAX_TABLE_ROWS, columns=list(header)):
        columns = [pc.fill_null(column.cast(pa.string()), "").to_pylist() for column in batch.columns]
        rows = tuple(zip(*columns, strict=True))[: count - seen]
        if rows:
            yield Table("sheet 1", header, rows, 2 + seen)
        seen += len(rows)


def pieces(header: Row, rows: Iterator[Row]) -> Iterator[Table]:
    """Parts of the length that a reader gives."""
    first, held = 2, []
    for row in rows:
        held.append(row)
        if len(held) == MAX_TABLE_ROWS:
            yield Table("sheet 1", header, tuple(held), first)
            first, held = first + len(held), []
    if held:
        yield Table("sheet 1", header, tuple(held), first)


def mixed(count: int) -> Iterator[Table]:
    """An export of staff: 24 columns, half of them about a person."""
    rng = random.Random(4)
    header = (
        "row_id,emp_no,first_name,last_name,ssn,dob,email,phone,addr1,city,state,zip,hire_date,dept,title,"
        "salary,routing,account,pay_type,username,status,last_login,manager_code,notes"
    )

    def row(number: int) -> Row:
        given, family = rng.choice(GIVEN), rng.choice(FAMILY)
        city, state, code = rng.choice(PLACES)
        n = rng.randrange(10**8)
        return (
            str(number), f"E{100000 + number}", given, family,
            f"{rng.randint(1, 649):03}-{rng.randint(1, 99):02}-{rng.randint(1, 9999):04}",
            f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/{rng.randint(1948, 2004)}",
            f"{given}.{family}{n % 997}@example.com".lower(),
            f"({rng.randint(201, 989)}) 555-{n % 10_000:04}" if number % 9 else "",
            f"{n % 9000 + 100} {rng.choice(STREETS)} St", city, state, code,
            f"{rng.randint(2001, 2024)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            rng.choice(("Sales", "IT", "Finance", "Legal")), rng.choice(("Analyst", "Clerk", "Manager")),
            f"{rng.randrange(31, 180)},{rng.randrange(1000):03}.00", rng.choice(ROUTINGS), str(n + 10**9),
            rng.choice(("Direct", "Check")), f"{given[0]}{family}{n % 89}".lower(), rng.choice(("A", "T", "L")),
            f"2025-03-{rng.randint(1, 28):02} 08:{n % 60:02}", f"M{n % 700}", "" if n % 5 else "see file",
        )  # fmt: skip

    return pieces(tuple(header.split(",")), map(row, range(count)))


def plain(count: int) -> Iterator[Table]:
    """Indicators by country and year, sensor numbers and hashes: 24 columns without a person."""
    rng = random.Random(5)
    header = (
        "Country Name",
        "Country Code",
        "Indicator Name",
        "Indicator Code",
        *map(str, range(2000, 2016)),
    )
    header += ("station", "reading_id", "sha1", "quality")
    countries = [("Aruba", "ABW"), ("Kenya", "KEN"), ("Norway", "NOR"), ("Peru", "PER"), ("Japan", "JPN")]
    names = [("Population, total", "SP.POP.TOTL"), ("GDP (current US$)", "NY.GDP.MKTP.CD")]

    def row(number: int) -> Row:
        numbers = tuple(str(rng.randrange(10**8, 10**9)) for _ in range(16))
        last = (
            f"S{number % 800:04}",
            str(rng.randrange(10**15, 10**16)),
            f"{rng.getrandbits(160):040x}",
            "ok",
        )
        return (*rng.choice(countries), *rng.choice(names), *numbers, *last)

    return pieces(header, map(row, range(count)))


TABLES = {"w2": w2, "mixed": mixed, "plain": plain}


def digest(found: Found) -> str:
    """SHA-256 over the three tables' rows in order."""
    state = hashlib.sha256()
    for table in (found.findings, found.mentions, found.identifiers):
        for batch in table.combine_chunks().to_batches(max_chunksize=10_000):
            state.update(repr(batch.to_pylist()).encode())
    return state.hexdigest()[:16]


def measured(name: str, count: int, *, with_digest: bool) -> str:
    """One line of result."""
    parts = TABLES[name](count)
    cells = chars = 0
    seconds = 0.0

    def counted() -> Iterator[Table]:
        nonlocal cells, chars, seconds
        while True:
            before = time.process_time()
            part = next(parts, None)
            if part is not None:
                cells += sum(map(len, part.rows))
                chars += sum(len(cell) + 1 for row in part.rows for cell in row)
            seconds -= time.process_time() - before
            if part is None:
                return
            yield part

    gc.collect()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    found = Detector(b"k" * 32).examine("item", counted())
    seconds += time.process_time() - begin
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
    line = (
        f"{name:6} {cells:>10,} cells  {seconds:6.2f} s  {cells / seconds / 1e6:5.2f} M cells/s"
        f"  {chars / seconds / 1e6:5.1f} MB/s  peak +{peak:,} MiB"
        f"  {found.mentions.num_rows:,} mentions, {found.findings.num_rows:,} findings"
    )
    return f"{line}  {digest(found)}" if with_digest else line


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=240_000)
    parser.add_argument("--only", choices=sorted(TABLES))
    parser.add_argument("--digest", action="store_true")
    arguments = parser.parse_args()
    for name in [arguments.only] if arguments.only else TABLES:
        print(measured(name, arguments.rows, with_digest=arguments.digest), flush=True)


if __name__ == "__main__":
    main()
