"""Files that should add nobody to the list: business contacts, sample numbers, blank forms, machine data."""

# ruff: noqa: E501 – tables and templates read better unbroken

from __future__ import annotations

from random import Random

from . import writers
from .population import Maker, Person
from .records import Scribe
from .truth import Ledger

HANDBOOK = (
    "EMPLOYEE HANDBOOK, SECTION 7: HANDLING OF PERSONAL DATA\n\nNever write a Social Security number such as 078-05-1120 or 219-09-9999 in a mail.\n"
    "For tests of the shop use card 4111 1111 1111 1111, expiry 12/30, code 123. A routing number has nine digits, e.g. 123456789.\n"
    "Write dates as MM/DD/YYYY (01/31/2000). Report incidents to the help desk, (602) 555-0100.\n"
)  # fmt: skip
BLANK = (
    "ENROLLMENT FORM\nName: ______________   SSN: ___-__-____   Date of birth: __/__/____\nAddress: ______________\n"
    "Driver's license: [number]   Account: [account number]\nSample: JANE Q. SAMPLE, 123 Any Street, Anytown, ST 00000, SSN 123-45-6789\n"
)  # fmt: skip


def add(r: Random, maker: Maker, ledger: Ledger, files: dict[str, bytes]) -> list[Person]:
    """Write the decoys. Returns the people in them, who are not affected: only business contact details."""
    outsiders = maker.people(12)
    for person in outsiders:
        person.cases = {"business_contact"}
        person.email = f"{person.first[0].lower()}{person.id}@vendor.example.com"
        person.phone = person.phone or f"602555{r.randint(1000, 9999)}"
    scribe = Scribe(r, ledger, "purchasing/vendor_contacts.csv")
    rows = [
        [f"Vendor {n}", *scribe.record(p, ["name", "email", "phone"], 0).values()]
        for n, p in enumerate(outsiders)
    ]
    files["purchasing/vendor_contacts.csv"] = writers.separated(
        (["Company", "Contact", "E-mail", "Phone"], rows)
    )
    files["policies/handbook.docx"] = writers.docx(HANDBOOK)
    files["policies/handbook.pdf"] = writers.pdf(HANDBOOK)
    files["forms/enrollment_blank.docx"] = writers.docx(BLANK)
    parts = [
        [
            f"{r.randint(100, 999)}-{r.randint(10, 99)}-{r.randint(1000, 9999)}",
            f"Bracket {n}",
            str(r.randint(1, 90)),
        ]
        for n in range(200)
    ]
    files["warehouse/parts.csv"] = writers.separated((["part_no", "description", "qty"], parts))
    readings = [
        [str(1767225600 + 60 * n), f"{r.random():.6f}", str(r.randint(10**8, 10**9))] for n in range(500)
    ]
    files["plant/sensors.tsv"] = writers.separated((["ts", "value", "counter"], readings), "\t")
    log = (
        f"10.0.{r.randint(0, 9)}.{r.randint(1, 250)} GET /item/{r.randint(10**9, 10**10)} 200 {r.randint(99, 9999)}"
        for _ in range(400)
    )
    files["it/access.txt"] = ("\n".join(log) + "\n").encode()
    files["it/settings.json"] = b'{"retries": 3, "build": "10.0.4.221", "release": "2026-02-11"}\n'
    return outsiders
