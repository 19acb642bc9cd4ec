"""Tables of people: which column holds what, under which of many headings, and what that exposes.

A table is a list of `Column` and a list of rows; a row is a tuple of persons, because exports put a spouse
and children beside an employee. Writing a cell and noting its element in the truth is one step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from .health import DIAGNOSES, PROCEDURES
from .pen import Pen
from .people import Person
from .truth import Ledger

Write = Callable[[Pen, Person], str]


@dataclass(frozen=True, slots=True)
class Field:
    """One kind of value. element: code of the catalogue, blank if the value says nothing by itself."""

    element: str
    write: Write
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A field in a table. who: which person of the row it is about; heading: drawn once for the table."""

    field: Field
    heading: str
    who: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as written: labels and rows of text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _on_file(person: Person) -> bool:
    """A practice has the SSN of four patients in ten: those whose insurer asked for it."""
    return int(person.id[1:]) % 10 < 4


FIELDS: dict[str, Field] = {
    "first": Field(
        "person_name", Pen.first, ("First Name", "FirstName", "EE First", "FNAME", "Given", "emp_first")
    ),
    "middle": Field("", Pen.middle, ("MI", "Middle", "M.I.")),
    "last": Field("person_name", Pen.last_suffix, ("Last Name", "LastName", "Emp_Last", "LNAME", "Surname")),
    "full": Field("person_name", Pen.full, ("Name", "Employee Name", "Full Name", "Member", "NAME")),
    "last_first": Field(
        "person_name", Pen.last_first, ("Employee", "Patient", "Name (L, F)", "PATIENT NAME")
    ),
    "street": Field(
        "postal_address", Pen.street, ("Address", "Street", "Addr 1", "ADDRESS_LINE_1", "Mailing Address")
    ),
    "city": Field("postal_address", Pen.city, ("City", "CITY", "Town")),
    "state": Field("postal_address", Pen.state, ("State", "ST", "State/Prov")),
    "zip": Field("postal_address", Pen.zip, ("Zip", "ZIP Code", "Postal", "ZIP5")),
    "country": Field("", Pen.country, ("Country", "CTRY")),
    "address": Field("postal_address", Pen.address, ("Home Address", "Residence", "Full Address")),
    "born": Field(
        "date_of_birth", Pen.born, ("DOB", "Birth Date", "DOB (mm/dd)", "D.O.B.", "BirthDt", "date_of_birth")
    ),
    "ssn": Field(
        "ssn", Pen.tax_number, ("SSN", "EE SSN", "Soc Sec No.", "Social Security #", "SS#", "TaxID")
    ),
    "patient_ssn": Field(
        "ssn", lambda pen, p: pen.tax_number(p) if _on_file(p) else "", ("SSN", "Pt SSN", "SocSec")
    ),
    "last4": Field("ssn_last4", Pen.last_four, ("SSN (last 4)", "SSN L4", "Masked SSN")),
    "phone": Field("phone_number", Pen.phone, ("Phone", "Cell", "Home Phone", "Contact #", "TEL")),
    "email": Field("email_address", lambda _, p: p.email, ("Email", "E-mail", "EmailAddr", "Personal Email")),
    "license": Field("drivers_license", lambda _, p: p.license, ("DL #", "Drivers Lic", "DL/ID No")),
    "passport": Field("passport", lambda _, p: p.passport, ("Passport No", "I-9 Passport")),
    "routing": Field("routing_number", lambda _, p: p.routing, ("ABA", "Routing #", "RTN", "Transit No")),
    "account": Field(
        "financial_account", lambda _, p: p.account, ("Acct #", "DD Account", "Account Number", "Bank Acct")
    ),
    "card": Field("payment_card", lambda _, p: p.card, ("Card Number", "CC#", "PAN")),
    "card_expiry": Field("card_expiry", lambda _, p: p.card_expiry, ("Exp", "Expires", "EXP_DT")),
    "card_code": Field("card_security_code", lambda _, p: p.card_code, ("CVV", "Sec Code", "CVC2")),
    "employee_id": Field(
        "employee_id", lambda _, p: p.job.number if p.job else "", ("EE #", "Emp ID", "File No")
    ),
    "title": Field("", lambda _, p: p.job.title if p.job else "", ("Title", "Position", "Job")),
    "hired": Field("", lambda pen, p: pen.day(p.job.hired) if p.job else "", ("Hire Date", "DOH", "Start")),
    "wages": Field(
        "income",
        lambda _, p: f"{p.job.wages:.2f}" if p.job else "",
        ("Gross YTD", "Annual Salary", "Box 1 Wages"),
    ),
    "mrn": Field(
        "medical_record_number", lambda _, p: p.chart.mrn if p.chart else "", ("Chart #", "MRN", "Patient No")
    ),
    "plan": Field("", lambda _, p: p.chart.plan if p.chart else "", ("Carrier", "Plan", "Ins Co")),
    "member_id": Field(
        "health_insurance_id",
        lambda _, p: p.chart.member_id if p.chart else "",
        ("Member ID", "Subscriber ID", "Ins ID"),
    ),
    "medicare": Field(
        "medicare_medicaid_id",
        lambda _, p: p.chart.medicare if p.chart else "",
        ("Medicare #", "MBI", "HIC/MBI"),
    ),
    "diagnosis": Field(
        "medical_information",
        lambda _, p: DIAGNOSES[p.chart.diagnosis][0] if p.chart else "",
        ("Dx", "ICD10", "Diag Code"),
    ),
    "condition": Field(
        "medical_information",
        lambda _, p: DIAGNOSES[p.chart.diagnosis][1] if p.chart else "",
        ("Diagnosis", "Problem", "Condition"),
    ),
    "procedure": Field(
        "medical_information",
        lambda _, p: PROCEDURES[p.chart.procedure][0] if p.chart else "",
        ("CDT", "Proc", "ADA Code"),
    ),
    "medication": Field(
        "prescription", lambda _, p: p.chart.medication if p.chart else "", ("Rx", "Medication")
    ),
    "visit": Field(
        "", lambda pen, p: pen.day(p.chart.last_visit) if p.chart else "", ("Last Visit", "DOS", "Svc Date")
    ),
    "died": Field("", lambda pen, p: pen.day(p.died) if p.died else "", ("Deceased", "DOD", "Date of Death")),
    "username": Field(
        "username", lambda _, p: p.login.username if p.login else "", ("Username", "login", "User ID")
    ),
    "password": Field(
        "password", lambda _, p: p.login.password if p.login else "", ("Password", "pwd", "Pass")
    ),
}

_ILLNESSES = (FIELDS["diagnosis"], FIELDS["condition"])


def columns(rng: Random, keys: str, *, who: int = 0, prefix: str = "") -> list[Column]:
    """Columns for the space-separated *keys*, each under a heading drawn for this table."""
    return [Column(FIELDS[key], prefix + rng.choice(FIELDS[key].headings), who) for key in keys.split()]


def fill(
    layout: Sequence[Column],
    rows: Iterable[Sequence[Person | None]],
    pen: Pen,
    ledger: Ledger,
    path: str,
) -> Grid:
    """Writes the rows with *pen* and notes in *ledger* what each person is exposed to in *path*.

    A row shorter than the layout's ``who``, or with None there, leaves those cells blank.
    """
    written: list[tuple[str, ...]] = []
    for persons in rows:
        cells: list[str] = []
        shown: dict[int, list[str]] = {}
        for column in layout:
            person = persons[column.who] if column.who < len(persons) else None
            cell = column.field.write(pen, person) if person else ""
            if cell and person and column.field.element:
                shown.setdefault(column.who, []).extend(_elements(column.field, person))
            cells.append(cell)
        for who, elements in shown.items():
            subject = persons[who]
            assert subject is not None
            ledger.saw(path, subject, elements)
        written.append(tuple(cells))
    return Grid(tuple(column.heading for column in layout), tuple(written))


def _elements(field: Field, person: Person) -> tuple[str, ...]:
    """A column of SSNs holds an ITIN for those who have no SSN; some diagnoses are of the mind."""
    if field.element == "ssn" and person.itin:
        return ("itin",)
    if field in _ILLNESSES and person.chart:
        return person.chart.condition_elements
    return (field.element,)
