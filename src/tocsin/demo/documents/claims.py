"""Claims/: monthly claim exports, X12 837 batches and letters of denial."""

from __future__ import annotations

from random import Random

from ..columns import columns
from ..desk import Desk
from ..health import DIAGNOSES, PROCEDURES
from ..people import Person
from ..writers.delimited import delimited
from ..writers.pdf import Page, pdf

_MONTHS = 12
_BATCHES = 8
_DENIALS = 6


def write(desk: Desk) -> None:
    """Everything in Claims/."""
    patients = desk.people.patients()
    for month in range(1, _MONTHS + 1):
        _month(desk, month, patients)
    for batch in range(_BATCHES):
        _batch(desk, batch, patients)
    _denials(desk, patients)


def _month(desk: Desk, month: int, patients: list[Person]) -> None:
    path = f"Claims/2025/claims_2025_{month:02d}.csv"
    rng = desk.rng(path)
    claimants = rng.sample(patients, len(patients) // 20)
    layout = columns(rng, "member_id last_first born visit procedure diagnosis plan")
    grid = desk.grid(path, layout, claimants, desk.pen(path))
    for person in claimants:
        desk.ledger.saw(path, person, ("health_claim",))
    desk.save(path, delimited(grid.header, grid.rows, quote_all=month % 2 == 0))


def _batch(desk: Desk, batch: int, patients: list[Person]) -> None:
    """One interchange of dental claims (ASC X12N 837D, version 005010X224A2)."""
    path = f"Claims/EDI/837D_{20250107 + batch * 100}.txt"
    rng = desk.rng(path)
    at_home = [p for p in patients if p.address and not p.address.country]
    claimants = rng.sample(at_home, min(len(at_home), 60))
    lines = [
        "ISA*00*          *00*          *ZZ*SAGUARODENTAL  *ZZ*CLEARINGHOUSE  *250107*0930*^*00501*"
        f"{batch + 1:09d}*0*P*:~",
        "GS*HC*SAGUARODENTAL*CLEARINGHOUSE*20250107*0930*1*X*005010X224A2~",
        f"ST*837*{batch + 1:04d}*005010X224A2~",
    ]
    for number, person in enumerate(claimants, 1):
        lines += _claim(desk, path, rng, number, person)
    lines += [f"SE*{len(lines) - 1}*{batch + 1:04d}~", "GE*1*1~", f"IEA*1*{batch + 1:09d}~"]
    desk.save(path, "\n".join(lines) + "\n")


def _claim(desk: Desk, path: str, rng: Random, number: int, person: Person) -> list[str]:
    assert person.chart is not None and person.address is not None
    chart, home = person.chart, person.address
    desk.ledger.saw(
        path,
        person,
        ("person_name", "postal_address", "date_of_birth", "health_insurance_id", "health_claim",
         *chart.condition_elements),
    )  # fmt: skip
    code, _, fee = PROCEDURES[chart.procedure]
    return [
        f"HL*{number}**22*0~",
        f"NM1*IL*1*{person.last.upper()}*{person.first.upper()}*{person.middle[:1].upper()}***MI*{chart.member_id}~",
        f"N3*{home.line.upper()}~",
        f"N4*{home.city.upper()}*{home.state}*{home.zip}~",
        f"DMG*D8*{person.born:%Y%m%d}*{person.sex}~",
        f"CLM*{rng.randrange(10**8, 10**9)}*{fee}***11:B:1*Y*A*Y*Y~",
        f"HI*ABK:{DIAGNOSES[chart.diagnosis][0].replace('.', '')}~",
        f"SV3*AD:{code}*{fee}****1~",
        f"DTP*472*D8*{chart.last_visit:%Y%m%d}~",
    ]


def _denials(desk: Desk, patients: list[Person]) -> None:
    rng = desk.rng("Claims/Denials")
    for number, person in enumerate(rng.sample(patients, min(_DENIALS, len(patients)))):
        assert person.chart is not None
        path = f"Claims/Denials/Denial {number + 7001}.pdf"
        pen, chart, page = desk.pen(path, formal=True), person.chart, Page()
        code, procedure, _ = PROCEDURES[chart.procedure]
        desk.ledger.saw(
            path,
            person,
            (
                "person_name",
                "postal_address",
                "health_insurance_id",
                "health_claim",
                *chart.condition_elements,
            ),
        )
        page.text(54, 740, chart.plan, size=14, font=1)
        page.lines(
            54,
            700,
            [
                pen.full(person),
                pen.street(person),
                pen.city_line(person),
                "",
                f"Subscriber ID: {chart.member_id}     Claim {rng.randrange(10**8, 10**9)}",
                f"We cannot pay for {procedure.lower()} ({code}),",
                f"given for {DIAGNOSES[chart.diagnosis][1]}. You may appeal within 180 days.",
            ],
        )
        desk.save(path, pdf([page], title="Explanation of benefits"))
