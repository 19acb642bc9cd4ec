"""False findings per MB where no personal data is, and how far a confidence can be believed.

    PYTHONPATH=src:bench python bench/false_alarms.py [--rows 4000] [--seed 3] [--jsonl FILE] [--show N]

The negative corpus is made here, kind by kind: what warehouses, laboratories, logs, firms and programmers
write. ``--jsonl`` adds a file of lines with a ``text`` each. The second table takes the findings of both the
negatives and invented records of people, and gives per recogniser and confidence how many were right.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from tocsin.detect import Detector
from tocsin.model.content import Part, Table, Text

LEVELS = (0.5, 0.7, 0.9)
Rng = random.Random
Rows = list[list[str]]


def digits(rng: Rng, count: int) -> str:
    """That many digits, the first not zero."""
    return str(rng.randrange(10 ** (count - 1), 10**count))


def with_luhn(body: str) -> str:
    """A number with its Luhn digit, as IMEI and some part numbers have."""
    total = sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(reversed(body)))
    return body + str(-total % 10)


def ean(rng: Rng) -> str:
    """An article number of thirteen digits."""
    body = digits(rng, 12)
    return body + str(-sum(int(c) * (1, 3)[i % 2] for i, c in enumerate(body)) % 10)


def world_bank(rng: Rng, rows: int) -> Rows:
    """Indicators by country and year."""
    head = ["Country Name", "Country Code", "Indicator Code", *map(str, range(1990, 2020))]
    places = ["Aruba", "Jordan", "Georgia", "Chad", "Kenya", "Mali", "Israel", "Cuba"]
    body = [
        [
            rng.choice(places),
            "".join(rng.choices("ABCDEFGH", k=3)),
            "SP.POP.TOTL",
            *(digits(rng, rng.choice([6, 9, 12])) for _ in range(30)),
        ]
        for _ in range(rows // 20)
    ]
    return [head, *body]


def genomics(rng: Rng, rows: int) -> Rows:
    """Variants with their ids and positions."""
    head = ["chrom", "pos", "rsid", "ensembl", "ref", "alt", "qual", "read_hash"]
    return [head] + [
        [
            f"chr{rng.randrange(1, 23)}",
            digits(rng, 9),
            f"rs{digits(rng, 9)}",
            f"ENSG00000{digits(rng, 6)}",
            *rng.choices("ACGT", k=2),
            f"{rng.random() * 99:.2f}",
            digits(rng, 16),
        ]
        for _ in range(rows)
    ]


def warehouse(rng: Rng, rows: int) -> Rows:
    """Orders, article numbers, tracking."""
    head = [
        "Order No",
        "SKU",
        "EAN",
        "Description",
        "PO Number",
        "Tracking",
        "Serial",
        "Invoice",
        "Qty",
        "Price",
    ]
    goods = ["Desk Lamp", "Wireless Mouse", "Baker Rack", "Jordan Shoe", "Mason Jar", "Parker Pen"]
    return [head] + [
        [
            digits(rng, 9),
            f"{digits(rng, 3)}-{digits(rng, 2)}-{digits(rng, 4)}",
            ean(rng),
            rng.choice(goods),
            digits(rng, 10),
            f"1Z{digits(rng, 16)}",
            f"A{digits(rng, 8)}",
            digits(rng, 8),
            str(rng.randrange(50)),
            f"{rng.random() * 99:.2f}",
        ]
        for _ in range(rows)
    ]


def devices(rng: Rng, rows: int) -> Rows:
    """Network equipment with check-digit numbers, without a header."""
    return [
        [
            with_luhn("35" + digits(rng, 12)),
            digits(rng, 15),
            str(uuid.UUID(int=rng.getrandbits(128))),
            f"{rng.getrandbits(160):040x}",
            f"{rng.randrange(1_600_000_000, 1_700_000_000)}",
            digits(rng, 9),
        ]
        for _ in range(rows)
    ]


def measures(rng: Rng, rows: int) -> Rows:
    """Numbers of nine and sixteen digits, without a header."""
    return [[digits(rng, 9), digits(rng, 16), f"{rng.gauss(0, 1):.6f}", digits(rng, 10)] for _ in range(rows)]


TABLES: dict[str, tuple[Callable[[Rng, int], Rows], bool]] = {
    "world bank": (world_bank, True),
    "genomics": (genomics, True),
    "warehouse": (warehouse, True),
    "devices": (devices, False),
    "measures": (measures, False),
}


def log(rng: Rng) -> str:
    """Lines of servers."""
    return (
        f"{rng.randrange(16 * 10**11, 17 * 10**11)} INFO req={uuid.UUID(int=rng.getrandbits(128))}"
        f" took={rng.random():.9f}s bytes={digits(rng, 9)} sha256={rng.getrandbits(256):064x}"
        f" trace={digits(rng, 16)} node=10.0.{rng.randrange(255)}.7"
    )


def firm(rng: Rng) -> str:
    """A line of a telephone book of businesses, or a letterhead's foot."""
    what = rng.choice(
        ["Plumbing Inc", "Hardware LLC", "Dental Group", "Pizza", "Motors Ltd", "Auto Parts Co"]
    )
    where = f"{digits(rng, 3)} Main Street, Springfield, IL 627{rng.randrange(10, 99)}"
    reach = f"Tel ({digits(rng, 3)}) 555-{digits(rng, 4)}, info@valley{digits(rng, 3)}.example"
    return f"Valley {what}, {where}, {reach}, EIN {digits(rng, 2)}-{digits(rng, 7)}"


def goods(rng: Rng) -> str:
    """Sentences of commerce."""
    return rng.choice(
        [
            f"Invoice {digits(rng, 8)} for PO {digits(rng, 9)} is due on 03/04/2021, total $120.50.",
            f"Part {digits(rng, 3)}-{digits(rng, 2)}-{digits(rng, 4)} replaces item #{digits(rng, 9)}.",
            f"ISBN 978-{digits(rng, 1)}-{digits(rng, 4)}-{digits(rng, 4)}-7, {digits(rng, 3)} pages.",
            f"UPS tracking 1Z{digits(rng, 16)}, FedEx {digits(rng, 12)}, USPS 94{digits(rng, 20)}.",
            f"Serial A{digits(rng, 8)}, IMEI {with_luhn('35' + digits(rng, 12))}.",
            "Model " + "-".join(digits(rng, 4) for _ in range(4)) + f", rev {digits(rng, 2)}.",
            f"Ticket {digits(rng, 9)} closed; case {digits(rng, 10)} open since 2021-03-04.",
        ]
    )


def template(rng: Rng) -> str:
    """Forms not filled in, and samples."""
    return rng.choice(
        [
            "Social Security Number: XXX-XX-XXXX   Date of Birth: MM/DD/YYYY",
            "Enter your SSN (for example, 219-65-4321) and your date of birth.",
            "Example: SSN: 219-65-4321, card 4539 5787 6362 1486",
            "SSN: 123-45-6789   Card: 4111 1111 1111 1111   Exp: MM/YY   CVV: ***",
            "Name: ______________  Phone: (___) ___-____  Email: ____________",
            "Applicant: [NAME]  DOB: [DATE]  Driver's License: [NUMBER]",
            "Name: John Doe, SSN: 000-00-0000, Password: ********",
            "Your password must be at least 12 characters. Username and password are required.",
        ]
    )


def program(rng: Rng) -> str:
    """Lines of source code."""
    return rng.choice(
        [
            "    self.username, self.password = credentials",
            "    password: str | None = None",
            f"    assert luhn('{with_luhn('4' + digits(rng, 14))}')",
            "def login(user, password):  # password: the secret of the user",
            f"SEED = {digits(rng, 9)}; MASK = 0x{rng.getrandbits(64):x}; ID = '{rng.getrandbits(128):032x}'",
            "    problem = self.scalar(value)",
            "    passwd = passwd + 'anonymous@'",
            'parser.add_argument("--account-id", default="000000000000")',
            "DB_USER=app\nDB_PASSWORD=Kea-4711x\nSECRET_KEY=Jf83hfjs73hGsjw82",
        ]
    )


LINES: dict[str, Callable[[Rng], str]] = {
    "log": log,
    "firms": firm,
    "commerce": goods,
    "templates": template,
    "program": program,
}


def negatives(seed: int, rows: int, jsonl: str | None) -> Iterator[tuple[str, Part, int]]:
    """(kind, part, bytes) of everything without a person in it."""
    rng = Rng(seed)
    for kind, (make, headed) in TABLES.items():
        made = make(rng, rows)
        size = sum(len(cell) + 1 for row in made for cell in row)
        header, body = (tuple(made[0]), made[1:]) if headed else (None, made)
        yield kind, Table("sheet 1", header, tuple(map(tuple, body)), 2), size
        lines = "\n".join(",".join(row) for row in made)
        yield f"{kind} as text", Text("page 1", lines), len(lines)
    for kind, line in LINES.items():
        content = "\n".join(line(rng) for _ in range(rows))
        yield kind, Text("page 1", content), len(content)
    if jsonl:
        for written in Path(jsonl).read_text().splitlines():
            content = json.loads(written)["text"]
            yield "file", Text("page 1", content), len(content.encode())


PEOPLE = ("Ann Lee", "Dale Whitfield", "Grace Stone", "Omar Khan", "Elena Vargas", "Peter Larsen")


def positives(seed: int, count: int) -> Iterator[tuple[Text, str]]:
    """Texts in which every finding of the element named is right."""
    rng = Rng(seed)

    def card() -> str:
        return with_luhn("4" + digits(rng, 14))

    def grouped(number: str, *at: int) -> str:
        return "-".join(number[a:b] for a, b in zip((0, *at), (*at, None), strict=True))

    for _ in range(count):
        who = rng.choice(PEOPLE)
        ssn = f"{rng.randrange(1, 665):03}-{rng.randrange(1, 99):02}-{rng.randrange(1, 9999):04}"
        for line, element in (
            (f"{who} {ssn}", "ssn"),
            (f"Name: {who}\nSSN: {ssn}", "ssn"),
            (f"note 7: {ssn}", "ssn"),
            (f"{who} paid with {card()}", "payment_card"),
            (f"Card: {grouped(card(), 4, 8, 12)}", "payment_card"),
            (f"paid {card()}", "payment_card"),
            (
                f"Name: {who}\nDriver's License: {chr(65 + rng.randrange(26))}{digits(rng, 7)}",
                "drivers_license",
            ),
            (f"Name: {who}\nPassport: {chr(65 + rng.randrange(26))}{digits(rng, 8)}", "passport"),
            (f"Name: {who}\nPassword: Kea-{digits(rng, 4)}x", "password"),
            (f"/s/ {who}", "digital_signature"),
        ):
            yield Text("page 1", line), element


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--jsonl")
    parser.add_argument("--show", type=int, default=0, help="show so many false findings of each kind")
    given = parser.parse_args()
    detector = Detector(b"k" * 32)
    sizes, alarms = collections.Counter(), collections.Counter()
    trust: dict[tuple[str, float], list[int]] = collections.defaultdict(lambda: [0, 0])
    detector.examine("item", [Text("page 1", "SSN: 219-65-4321")])  # compiles the automata
    started = time.process_time()
    for kind, part, size in negatives(given.seed, given.rows, given.jsonl):
        sizes[kind] += size
        shown = collections.Counter()
        for row in detector.examine("item", [part]).findings.to_pylist():
            trust[row["recogniser"], int(row["confidence"] * 10) / 10][0] += 1
            shown[row["recogniser"]] += 1
            if shown[row["recogniser"]] <= given.show:
                at = row["start"]
                near = (
                    part.text[max(0, at - 50) : at + 40]
                    if isinstance(part, Text) and at is not None
                    else row["place"]
                )
                print(kind, row["element"], round(row["confidence"], 2), row["recogniser"], repr(near))
            for level in LEVELS:
                if row["confidence"] >= level:
                    alarms[kind, row["element"], level] += 1
    seconds = time.process_time() - started
    for part, element in positives(given.seed, 300):
        for row in detector.examine("item", [part]).findings.to_pylist():
            if row["element"] == element:
                trust[row["recogniser"], int(row["confidence"] * 10) / 10][1] += 1
    print(f"{'false findings per MB':32}" + "".join(f"{f'>= {level}':>10}" for level in LEVELS))
    for kind, element in sorted({(k, e) for k, e, _ in alarms}):
        told = (alarms[kind, element, level] / (sizes[kind] / 1e6) for level in LEVELS)
        print(f"{kind:18} {element:24}" + "".join(f"{n:10.2f}" for n in told))
    whole = sum(sizes.values()) / 1e6
    every = (sum(n for (_, _, at), n in alarms.items() if at == level) / whole for level in LEVELS)
    print(
        f"{f'all, {whole:.1f} MB':43}"
        + "".join(f"{n:10.2f}" for n in every)
        + f"   {whole / seconds:.1f} MB/s"
    )
    print(f"\n{'recogniser':32} confidence   right of all (negatives here and 300 invented records of each)")
    for (name, level), (wrong, right) in sorted(trust.items()):
        print(f"{name:32} {level:.1f}-{level + 0.1:.1f}   {right / (right + wrong):6.3f} {right + wrong:7}")


if __name__ == "__main__":
    main()
