"""HR/: the company's own staff: roster with a hidden sheet, letters, reviews, an incident note."""

from __future__ import annotations

from ..columns import columns
from ..desk import Desk
from ..people import Person
from ..writers.delimited import delimited
from ..writers.docx import Deleted, Rows, document
from ..writers.pdf import Page, pdf
from ..writers.xlsx import workbook
from .patients import LETTERHEAD
from .sheets import sheet, spreadsheet_pen

_OFFERS = 9
_REVIEWS = 4


def write(desk: Desk) -> None:
    """Everything in HR/."""
    staff = desk.people.employees(-1)
    _roster(desk, staff)
    _passports(desk, staff)
    for number, person in enumerate(staff[:_OFFERS]):
        _offer(desk, f"HR/Offer letters/Offer {2019 + number % 7}-{number + 11}.docx", person)
    for number, person in enumerate(staff[-_REVIEWS:]):
        _review(desk, f"HR/Reviews/Review H1 2025 {number + 1}.docx", person)
    _incident_note(desk, staff)
    _deposit_form(desk, staff[0])
    for number, person in enumerate(staff[3:6]):
        _background_check(desk, f"HR/Background checks/report {number + 880}.pdf", person)


def _roster(desk: Desk, staff: list[Person]) -> None:
    """What everyone may see, and on a hidden sheet what nobody should."""
    path = "HR/Staff roster.xlsx"
    rng, pen = desk.rng(path), spreadsheet_pen(desk.pen(path))
    public = columns(rng, "employee_id last first title phone email")
    private = columns(rng, "employee_id last_first ssn born address wages routing account")
    shown = desk.grid(path, public, staff, pen)
    kept = desk.grid(path, private, staff, pen)
    desk.save(path, workbook([sheet("Phone list", shown, public), sheet("_src", kept, private, hidden=True)]))


def _passports(desk: Desk, staff: list[Person]) -> None:
    path = "HR/I-9 document list.csv"
    layout = columns(desk.rng(path), "full born ssn license passport")
    grid = desk.grid(path, layout, staff, desk.pen(path))
    desk.save(path, delimited(grid.header, grid.rows))


def _offer(desk: Desk, path: str, person: Person) -> None:
    """The SSN was deleted with tracked changes on: it is still in the file. The header has the address."""
    assert person.job is not None
    pen = desk.pen(path)
    pen.ssn_mark = "-"
    desk.saw_all(path, [person], ("person_name", "postal_address", "income"), tax_number=True)
    blocks = (
        f"Dear {person.first},",
        f"We are pleased to offer you the position of {person.job.title} at {LETTERHEAD}.",
        Deleted(f"For payroll setup we have your SSN as {pen.tax_number(person)}."),
        f"Your starting salary is ${person.job.wages:,} a year, paid every two weeks.",
        Rows((("Start date", "Reports to"), (pen.day(person.job.hired), "Office Manager"))),
        "Please sign and return this letter within five days.",
    )
    header = f"{person.first} {person.last} - {pen.address(person)}"
    desk.save(path, document(blocks, header=header))


def _review(desk: Desk, path: str, person: Person) -> None:
    assert person.job is not None
    desk.ledger.saw(path, person, ("person_name", "employee_id", "work_evaluation"))
    blocks = (
        f"Performance review: {person.first} {person.last}, employee {person.job.number}",
        "Overall rating: 3 of 5 (meets expectations). Attendance needs improvement.",
    )
    desk.save(path, document(blocks, comment="Discuss the written warning before the signature."))


def _incident_note(desk: Desk, staff: list[Person]) -> None:
    """A note about somebody's injury, with a colleague as the writer."""
    path = "HR/Incident note 2025-08-14.docx"
    hurt, writer = staff[1 % len(staff)], staff[2 % len(staff)]
    desk.ledger.saw(path, hurt, ("person_name", "date_of_birth", "medical_information"))
    desk.ledger.saw(path, writer, ("person_name",))
    blocks = (
        f"On 08/14/2025 {hurt.first} {hurt.last} (DOB {hurt.born:%m/%d/%Y}) slipped in operatory 3 and was",
        "taken to urgent care. Diagnosis: fracture of the left wrist. Workers' compensation was informed.",
        f"Written by {writer.first} {writer.last}.",
    )
    desk.save(path, document(blocks, header=LETTERHEAD + " - Confidential"))


def _deposit_form(desk: Desk, person: Person) -> None:
    path = "HR/Direct deposit authorization.pdf"
    pen, page = desk.pen(path, formal=True), Page()
    desk.ledger.saw(path, person, ("person_name", "postal_address", "routing_number", "financial_account"))
    page.text(54, 740, "Direct deposit authorization", size=14, font=1)
    page.lines(
        54,
        700,
        [
            f"Employee: {pen.full(person)}",
            f"Address: {pen.address(person)}",
            f"Routing number: {person.routing}    Account number: {person.account}    [x] Checking",
        ],
    )
    desk.save(path, pdf([page], title="Direct deposit"))


def _background_check(desk: Desk, path: str, person: Person) -> None:
    """A screening agency's report on an applicant."""
    pen, page = desk.pen(path, formal=True), Page()
    pen.ssn_mark = "-"
    desk.saw_all(
        path,
        [person],
        ("person_name", "date_of_birth", "drivers_license", "background_check"),
        tax_number=True,
    )
    page.text(54, 740, "Applicant screening report", size=14, font=1)
    page.lines(
        54,
        700,
        [
            f"Subject: {pen.last_first(person)}    DOB: {pen.born(person)}    SSN: {pen.tax_number(person)}",
            f"Driver's license: {person.license} ({pen.state(person)})",
            "Criminal record search: county, no record found; misdemeanor 2014, dismissed.",
        ],
    )
    desk.save(path, pdf([page], title="Screening report"))
