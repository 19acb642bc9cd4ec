"""Numbers, dates and names of things that are nobody's data element."""

# ruff: noqa: E501, SIM905 – templates and word lists read better unbroken

from __future__ import annotations

import datetime
from random import Random

from bench.styles import values
from bench.styles.values import MESES, MONTHS, digits, shaped

ORGANISATIONS = (
    "Northgate Manufacturing|Blue Mesa Credit Union|Cedar Valley Medical Group|Harbor Freightliners LLC|Pinecrest "
    "Unified School District|Summit Ridge Insurance|Lakeview Behavioral Health|Ironwood Staffing|Mercer & Pell LLP|"
    "Tri-County Water Authority|Delta Home Lending|Riverbend Logistics|Saint Brendan Hospital|Quail Run Apartments|"
    "Westmark Payroll|Granite State Dental|Orchard Pharmacy|Bayside Auto Group|Keystone Benefits Administrators"
).split("|")
CITIES = (
    "Fresno|Tulsa|Dayton|Yuma|Macon|Spokane|Laredo|Duluth|Mobile|Eugene|Provo|Erie|Lowell|Boise|Akron".split(
        "|"
    )
)
SAMPLES = ["078-05-1120", "219-09-9999", "987-65-4321", "123-45-6789", "000-00-0000"]
"""Numbers from advertisements, films and forms: never a person's."""


def some_day(r: Random) -> str:
    """A day of the last years that is no birth date."""
    day = datetime.date(2026, 9, 30) - datetime.timedelta(days=r.randint(0, 1500))
    return r.choice(
        [
            f"{day:%m/%d/%Y}",
            f"{day:%Y-%m-%d}",
            f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
            f"{day:%m/%d/%y}",
            f"{day:%b} {day.day}",
        ]
    )


def _place(r: Random) -> str:
    street = r.choice(
        ["Commerce Parkway", "Industrial Blvd", "Medical Center Dr", "Main Street", "Capitol Ave"]
    )
    return (
        f"{r.randint(10, 9900)} {street}, Suite {r.randint(100, 900)}, {r.choice(CITIES)}, OH 4{digits(r, 4)}"
    )


def made(name: str, r: Random) -> tuple[str, str | None]:
    """(text, type): a type stands for an organisation's own, which a tool may report or not."""
    if name == "tel":
        return r.choice(
            [f"1-800-{shaped(r, '999-9999')}", f"(888) {shaped(r, '999-9999')}", values.telephone(r)]
        ), "PHONE"
    if name == "mail":
        box, firm = (
            r.choice(["info", "claims", "hr", "support", "records", "billing"]),
            r.choice(ORGANISATIONS).split()[0],
        )
        return f"{box}@{firm.lower()}.example.com", "EMAIL"
    if name == "place":
        return _place(r), "LOC"
    if name == "masked":
        return f"{r.choice(['XXX-XX-', '***-**-', 'xxx-xx-'])}{shaped(r, '9999')}", "SSN"
    return PLAIN[name](r), None


PLAIN = {
    "org": lambda r: r.choice(ORGANISATIONS),
    "city": lambda r: r.choice(CITIES),
    "day": some_day,
    "dia": lambda r: f"{r.randint(1, 28)} de {r.choice(MESES)} de {r.randint(2023, 2026)}",
    "time": lambda r: f"{r.randint(1, 12)}:{r.randint(0, 59):02} {r.choice(['AM', 'PM'])}",
    "clock": lambda r: f"{r.randint(0, 23):02}:{r.randint(0, 59):02}",
    "money": lambda r: f"${r.randint(1, 90)},{shaped(r, '999')}.{shaped(r, '99')}",
    "small": lambda r: f"${r.randint(5, 900)}.{shaped(r, '99')}",
    "order": lambda r: shaped(
        r, r.choice(["999999999", "AA-9999999", "99999-99999", "#9999999", "PO-99999999"])
    ),
    "tracking": lambda r: shaped(
        r, r.choice(["1Z999AA99999999999", "9400 9999 9999 9999 9999 99", "999999999999"])
    ),
    "claim": lambda r: shaped(r, r.choice(["CLM-9999999", "99-9999999-01", "A99999999999", "2026999999999"])),
    "case": lambda r: shaped(
        r, r.choice(["26-099999", "2026-CV-09999", "CR26-9999", "INC0999999", "26CV99999"])
    ),
    "ein": lambda r: f"{r.randint(10, 98)}-{shaped(r, '9999999')}",
    "npi": lambda r: "1" + shaped(r, "999999999"),
    "cpt": lambda r: r.choice(["99213", "99214", "80053", "93000", "71046", "90837", "36415"]),
    "vin": lambda r: "1HGCM" + "".join(r.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(12)),
    "plate": lambda r: shaped(r, r.choice(["9AAA999", "AAA-9999", "AA99 AAA"])),
    "badge": lambda r: str(r.randint(100, 9999)),
    "group": lambda r: shaped(r, r.choice(["999999", "GRP-99999", "00999-001"])),
    "ip": lambda r: f"10.{r.randint(0, 255)}.{r.randint(0, 255)}.{r.randint(1, 254)}",
    "asset": lambda r: shaped(r, r.choice(["LT-99999", "PC0999999", "SN: AA9A99999AA"])),
    "score": lambda r: str(r.randint(560, 830)),
    "sample": lambda r: r.choice(SAMPLES),
    "samplecard": lambda r: r.choice(["4111 1111 1111 1111", "5555-5555-5555-4444", "4111111111111111"]),
    "blank": lambda r: r.choice(
        ["____________", "[enter here]", "N/A", "(none provided)", "________________", "—"]
    ),
    "serial": lambda r: shaped(r, r.choice(["A9999999", "S/N 99999999", "99999999"])),
    "pct": lambda r: f"{r.randint(1, 29)}.{r.randint(0, 99):02}%",
    "law": lambda r: r.choice(
        ["15 U.S.C. § 1681", "Cal. Civ. Code § 1798.82", "42 C.F.R. § 2.31", "Rule 408"]
    ),
    "grade": lambda r: r.choice(["A", "A-", "B+", "B", "C+", "C", "Pass"]),
    "gpa": lambda r: f"{r.randint(1, 3)}.{r.randint(0, 99):02}",
}
"""Text that carries no element, by the name a template uses."""
