"""Running text about one or a few people: forms, letters, notes, mails, tickets."""

# ruff: noqa: E501 – the sentences read better unbroken

from __future__ import annotations

from random import Random

from . import writers
from .population import Person
from .records import Scribe
from .truth import Ledger

W2 = (
    "Form W-2 Wage and Tax Statement 2025\na Employee's social security number {ssn}\nb Employer identification number 86-{ein}\n"
    "c Employer's name: Sandstone Family Services\ne Employee's name: {name}\nf Employee's address: {address}\n1 Wages, tips, other compensation {income}.00\n"
)
DEPOSIT = (
    "Hi team,\n\nplease start direct deposit for {name} (SSN {ssn}). Account number {financial_account}, checking. {first} can be reached at {phone}.\n\n"
    "Thanks,\nAccounting, main office (602) 555-0100\n"
)
NOTE = (
    "PROGRESS NOTE\nPatient: {rev}   DOB: {date_of_birth}   MRN: {medical_record_number}\n{name} was seen for follow-up of {medical_information}. Labs ordered, "
    "accession 26-{ein}. Insurance member ID {health_insurance_id}. Next visit in 6 weeks.\n"
)
LETTER = (
    "Sandstone Family Clinic\n\n{name}\n{address}\n\nDear {name},\n\nyour test results are ready. We have your date of birth as {date_of_birth} and your member ID as "
    "{health_insurance_id}. Your diagnosis of {medical_information} was sent to your insurer. If this is wrong, call (602) 555-0100.\n\nSincerely,\nMedical Records\n"
)
LOAN = (
    "LOAN APPLICATION No. {ein}\nApplicant: {name}\nSocial Security number: {ssn}\nDate of birth: {date_of_birth}\nHome address: {address}\nDriver's license: {drivers_license}\n"
    "Phone: {phone}   E-mail: {email}\nAccount to debit: {financial_account}\nSigned: {name}\n"
)
SUPPORT = "My name is {name} and my order {ein} did not arrive. The card I used is {payment_card}. Please ship again to {address}. My phone is {phone}.\n"
TICKET = "Ticket INC{ein}\nRequester: {name} <{email}>\nIssue: cannot log in\nNote: reset done, user name {username}, password {password}\n"
BOOKING = "Please book the flight for {name}. Passport number {passport}, date of birth {date_of_birth}. Booking reference {ein}.\n"
FAMILY = "BENEFITS CHANGE\nEmployee: {name}, SSN {ssn}, born {date_of_birth}\nDependents to add:\n"

EACH = [
    ("hr/w2/W2-{n}.pdf", "employee", W2),
    ("hr/mail/{n}.eml", "employee", DEPOSIT),
    ("clinic/notes/{n}.txt", "patient", NOTE),
    ("clinic/letters/{n}.docx", "patient", LETTER),
    ("loans/applications/{n}.pdf", "borrower", LOAN),
    ("loans/applications/{n}.docx", "borrower", LOAN),
    ("travel/requests/{n}.eml", "traveller", BOOKING),
]
"""A file for each of some people: name, whose, text."""

TOGETHER = [("shop/support.mbox", "customer", SUPPORT), ("portal/tickets.txt", "member", TICKET)]
"""One file with a text of each of some people."""


def fields_of(text: str) -> list[str]:
    """The fields that a text names."""
    names = [part.partition("}")[0] for part in text.split("{")[1:]]
    return [name for name in dict.fromkeys(names) if name != "ein"]


def filled(text: str, scribe: Scribe, person: Person) -> str:
    """The text about a person; nothing is missing but what the person does not have."""
    values = scribe.record(person, fields_of(text), missing=0)
    return text.format(**values, ein=scribe.r.randint(1000000, 9999999))


def add(r: Random, people: list[Person], ledger: Ledger, files: dict[str, bytes]) -> None:
    """Write all documents: each kind for one in ten of the people it is about, at most 60 files a kind."""
    for pattern, domain, text in EACH:
        of = [p for p in people if domain in p.domains and (p.phone or "{phone}" not in text)]
        for number, person in enumerate(r.sample(of, min(len(of), max(2, len(of) // 10), 60))):
            path = pattern.format(n=f"{number:04}")
            words = filled(text, Scribe(r, ledger, path), person)
            files[path] = _as_file(path, words, number)
    for path, domain, text in TOGETHER:
        of = [p for p in people if domain in p.domains]
        chosen = r.sample(of, max(2, len(of) // 8))
        scribe = Scribe(r, ledger, path)
        words = [filled(text, scribe, person) for person in chosen]
        if path.endswith(".mbox"):
            mails = [
                writers.eml("web@shop.example.com", "help@shop.example.com", "Order", w, n)
                for n, w in enumerate(words)
            ]
            files[path] = writers.mbox(mails)
        else:
            files[path] = "\n".join(words).encode()
    _families(r, people, ledger, files)


def _families(r: Random, people: list[Person], ledger: Ledger, files: dict[str, bytes]) -> None:
    """An employee's form that names the children with their numbers."""
    homes: dict[str, list[Person]] = {}
    for person in people:
        homes.setdefault(person.home.line(), []).append(person)
    number = 0
    for home in homes.values():
        parents = [p for p in home if "employee" in p.domains]
        children = [p for p in home if p.minor]
        if parents and children and number < 60:
            path = f"hr/benefits/{number:04}.docx"
            scribe = Scribe(r, ledger, path)
            text = filled(FAMILY, scribe, parents[0])
            text += "".join(
                filled("  {name}, child, born {date_of_birth}, SSN {ssn}\n", scribe, child)
                for child in children
            )
            files[path] = writers.docx(text)
            number += 1


def _as_file(path: str, words: str, number: int) -> bytes:
    if path.endswith(".pdf"):
        return writers.pdf(words)
    if path.endswith(".docx"):
        return writers.docx(words)
    if path.endswith(".eml"):
        return writers.eml(
            "office@sandstone.example.com", "hr@sandstone.example.com", "Request", words, number
        )
    return words.encode()
