"""Patients/: exports of the practice program, recall and Medicare lists, treatment plans, letters."""

from __future__ import annotations

import json
from datetime import timedelta

from ..columns import columns
from ..desk import Desk
from ..health import DIAGNOSES, PLANS, PROCEDURES
from ..pen import Pen
from ..people import TODAY, Person
from ..writers.delimited import delimited
from ..writers.docx import Rows, document
from ..writers.pdf import Page, pdf
from ..writers.xlsx import workbook
from .sheets import sheet, spreadsheet_pen

LETTERHEAD = "Saguaro Dental & Payroll Services, LLC"
_LETTERS = ("ABC", "DEFG", "HIJK", "LM", "NOPQR", "STUVWXYZ")
_PLANS = 16
_LETTERS_SENT = 10
_NOTES = 8


def write(desk: Desk) -> None:
    """Everything in Patients/."""
    patients = desk.people.patients()
    _exports(desk, patients)
    _migration(desk, patients)
    _recall(desk, patients)
    _medicare(desk, patients)
    _deceased(desk, patients)
    _treatment_plans(desk, patients)
    _letters(desk, patients)
    _notes(desk, patients)
    _eligibility(desk, patients)


def active(person: Person) -> bool:
    """Seen since 2023: these are in the practice's database."""
    return person.chart is not None and person.chart.last_visit.year >= 2023


def _exports(desk: Desk, patients: list[Person]) -> None:
    """All inactive patients and a third of the active, by first letter, with the responsible party beside."""
    by_id = {person.id: person for person in patients}
    chosen = [p for p in patients if not active(p) or int(p.id[1:]) % 3 == 0]
    for letters in _LETTERS:
        path = f"Patients/PMS export/patients_{letters[0]}-{letters[-1]}.csv"
        rng, pen = desk.rng(path), desk.pen(path)
        rows = [[p, by_id[p.chart.guarantor]] for p in chosen if p.chart and _initial(p) in letters]
        layout = columns(
            rng, "mrn last first middle born patient_ssn street city state zip phone email plan member_id"
        )
        layout += columns(rng, "condition")
        layout += columns(rng, "full phone patient_ssn", who=1, prefix="Resp Party ")
        grid = desk.grid(path, layout, rows, pen)
        mark, encoding = (
            ("\t", "utf-16") if letters[0] == "D" else (",", "cp1252" if letters[0] == "L" else "utf-8")
        )
        desk.save(path, delimited(grid.header, grid.rows, mark=mark, encoding=encoding))


def _initial(person: Person) -> str:
    """First letter of the family name; what no folder has goes to the last one."""
    letter = person.last[:1].upper()
    return letter if letter in "".join(_LETTERS) else "Z"


def _migration(desk: Desk, patients: list[Person]) -> None:
    """The last program's data of 2021: active patients under the names and addresses of then."""
    path = "Patients/Archive/patients_2021_migration.csv"
    chosen = [p for p in patients if active(p) and int(p.id[1:]) % 7 == 0]
    layout = columns(desk.rng(path), "mrn full born street city state zip phone")
    grid = desk.grid(path, layout, chosen, desk.pen(path, old=True))
    desk.save(path, delimited(grid.header, grid.rows, mark="|"))


def _recall(desk: Desk, patients: list[Person]) -> None:
    path = "Patients/Recall list Q1.xlsx"
    pen = spreadsheet_pen(desk.pen(path))
    layout = columns(desk.rng(path), "last_first phone email visit procedure")
    due = [p for p in patients if p.chart and TODAY - p.chart.last_visit < timedelta(days=240)]
    grid = desk.grid(path, layout, due, pen)
    desk.save(path, workbook([sheet("Recall", grid, layout, above=("Recall list - call before 03/31",))]))


def _medicare(desk: Desk, patients: list[Person]) -> None:
    path = "Patients/Medicare Advantage roster.csv"
    layout = columns(desk.rng(path), "full born medicare plan member_id street city state zip")
    grid = desk.grid(path, layout, [p for p in patients if p.chart and p.chart.medicare], desk.pen(path))
    desk.save(path, delimited(grid.header, grid.rows))


def _deceased(desk: Desk, patients: list[Person]) -> None:
    path = "Patients/Inactive - deceased.csv"
    layout = columns(desk.rng(path), "mrn last first born died street city state zip")
    grid = desk.grid(path, layout, [p for p in patients if p.died], desk.pen(path))
    desk.save(path, delimited(grid.header, grid.rows, mark=";"))


def _treatment_plans(desk: Desk, patients: list[Person]) -> None:
    rng = desk.rng("Patients/Charts")
    for number, person in enumerate(rng.sample(patients, min(_PLANS, len(patients)))):
        assert person.chart is not None
        path = f"Patients/Charts/Treatment plan {number + 3310}.pdf"
        desk.saw_all(
            path,
            [person],
            ("person_name", "date_of_birth", "postal_address", "medical_record_number", "health_insurance_id",
             *person.chart.condition_elements),
        )  # fmt: skip
        desk.save(
            path, pdf([_plan_page(desk.pen(path), person)], title="Treatment plan", author="Front desk")
        )


def _plan_page(pen: Pen, person: Person) -> Page:
    assert person.chart is not None
    chart, page = person.chart, Page()
    code, name, fee = PROCEDURES[chart.procedure]
    page.text(54, 740, LETTERHEAD, size=14, font=1)
    page.lines(
        54,
        710,
        [
            f"Treatment plan for {pen.full(person)}",
            f"Chart no. {chart.mrn}     Date of birth: {pen.born(person)}",
            pen.street(person),
            pen.city_line(person),
            f"Insurance: {chart.plan}, member ID {chart.member_id}",
            "",
            f"Diagnosis: {DIAGNOSES[chart.diagnosis][0]} {DIAGNOSES[chart.diagnosis][1]}",
            f"Proposed: {code} {name}     Fee ${fee:,.2f}     Patient portion ${fee * 0.4:,.2f}",
            "Please call (520) 555-0100 with questions about this estimate.",
        ],
    )
    return page


def _letters(desk: Desk, patients: list[Person]) -> None:
    """Referral letters to other practices; the table repeats the numbers of the text."""
    rng = desk.rng("Patients/Referrals")
    adults = [p for p in patients if not p.minor]
    for number, person in enumerate(rng.sample(adults, min(_LETTERS_SENT, len(adults)))):
        assert person.chart is not None
        path = f"Patients/Referrals/Referral {number + 120}.docx"
        pen, chart = desk.pen(path), person.chart
        title = "Mr." if person.sex == "M" else "Ms."
        desk.ledger.saw(
            path,
            person,
            (
                "person_name",
                "date_of_birth",
                "phone_number",
                "health_insurance_id",
                *chart.condition_elements,
            ),
        )
        blocks = (
            f"Re: {pen.full(person)}, born {pen.born(person)}",
            f"Thank you for seeing {title} {person.last}. The patient presents with "
            f"{DIAGNOSES[chart.diagnosis][1].lower()} ({DIAGNOSES[chart.diagnosis][0]}).",
            Rows((("Phone", "Carrier", "Member ID"), (pen.phone(person), chart.plan, chart.member_id))),
            "With kind regards, the front desk",
        )
        desk.save(path, document(blocks, header=LETTERHEAD))


def _notes(desk: Desk, patients: list[Person]) -> None:
    """Notes in running text about a child, in which the parent who called is named first."""
    by_id = {person.id: person for person in patients}
    minors = [p for p in patients if p.minor and p.guardian in by_id]
    rng = desk.rng("Patients/Notes")
    for number, child in enumerate(rng.sample(minors, min(_NOTES, len(minors)))):
        assert child.chart is not None
        path, parent = f"Patients/Notes/call {number + 1}.txt", by_id[child.guardian]
        pen = desk.pen(path)
        desk.ledger.saw(path, child, ("person_name", "date_of_birth", *child.chart.condition_elements))
        desk.ledger.saw(path, parent, ("person_name", "phone_number"))
        text = (
            f"{parent.first} {parent.last} called about {child.first} (born {pen.born(child)}). "
            f"{child.first} {child.last} was seen last week for "
            f"{DIAGNOSES[child.chart.diagnosis][1].lower()} and still has pain.\n"
            f"Asked to call back at {pen.phone(parent)} after 3 pm.\n\n-- taken by the front desk\n"
        )
        desk.save(path, text)


def _eligibility(desk: Desk, patients: list[Person]) -> None:
    """An insurer's answer in nested JSON: families with their members."""
    path = "Data/eligibility_response.json"
    rng = desk.rng(path)
    members = ("person_name", "date_of_birth", "health_insurance_id")
    families: list[dict[str, object]] = []
    for head in rng.sample([p for p in patients if not p.minor], len(patients) // 40):
        home = [p for p in (head, *desk.people.dependents(head)) if p.chart]
        desk.saw_all(path, home, members)
        families.append({"payer": rng.choice(PLANS), "members": [_member(p, n) for n, p in enumerate(home)]})
    desk.save(path, json.dumps({"batch": 20260115, "families": families}, ensure_ascii=False, indent=1))


def _member(person: Person, number: int) -> dict[str, object]:
    assert person.chart is not None
    return {
        "name": {"given": person.first, "family": person.last, "suffix": person.suffix or None},
        "birthDate": person.born.isoformat(),
        "subscriberId": person.chart.member_id,
        "relationship": "self" if number == 0 else "dependent",
    }
