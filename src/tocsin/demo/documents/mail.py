"""Mail/: single messages and a mailbox, with what people attach to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ..columns import columns
from ..desk import Desk
from ..health import DIAGNOSES
from ..people import Person
from ..writers.delimited import delimited

_OFFICE = "Front Desk <frontdesk@saguaro.example.com>"
_PLANS = ("Treatment plan 3310.pdf", "Treatment plan 3312.pdf")
_DEPOSITS, _ROSTERS, _COMPLAINTS, _MAILBOX = 6, 5, 5, 120
_CHATTER = (
    ("Lunch on Friday", "Tacos or pizza? Reply by Thursday."),
    ("Printer", "The printer in operatory 2 is out of toner again."),
    ("Close of books", "January closes on the 6th. Order 482917365 is still open."),
    ("Parking", "Please leave spaces 1-4 for patients."),
)


def write(desk: Desk) -> None:
    """Everything in Mail/."""
    employees = [p for p in desk.people.persons if p.job is not None and p.job.client >= 0]
    adults = [p for p in desk.people.patients() if not p.minor]
    rng = desk.rng("Mail")
    for number, person in enumerate(rng.sample(employees, min(_DEPOSITS, len(employees)))):
        path = f"Mail/Payroll inbox/bank change {number + 1}.eml"
        desk.save(path, _deposit(desk, path, person).as_bytes())
    for number in range(_ROSTERS):
        path = f"Mail/Payroll inbox/new hires {number + 1}.eml"
        hires = rng.sample(employees, min(18, len(employees)))
        desk.save(path, _roster(desk, path, hires).as_bytes())
    for number, person in enumerate(rng.sample(adults, min(_COMPLAINTS, len(adults)))):
        path = f"Mail/Front desk/complaint {number + 1}.eml"
        desk.save(path, _complaint(desk, path, person).as_bytes())
    for number, plan in enumerate(_PLANS):
        path = f"Mail/Front desk/your estimate {number + 1}.eml"
        desk.save(path, _estimate(desk, path, plan).as_bytes())
    _mailbox(desk, adults)


def _message(desk: Desk, key: str, sender: str, subject: str, text: str) -> EmailMessage:
    """A message whose date, number and boundary come from *key*, so that it is the same every time."""
    rng = desk.rng(f"message/{key}")
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, _OFFICE, subject
    sent = datetime(2025, 3, 3, 15, 0, tzinfo=UTC) + timedelta(minutes=rng.randrange(400_000))
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{rng.randrange(10**12):012d}@mail.example.com>"
    message.set_content(text, cte="quoted-printable")
    return message


def _attach(desk: Desk, message: EmailMessage, path: str, name: str, data: bytes) -> None:
    """Adds an attachment; the boundary is fixed because the library draws a random one."""
    kind, subtype = ("application", "pdf") if name.endswith(".pdf") else ("text", "csv")
    message.add_attachment(data, maintype=kind, subtype=subtype, filename=name)
    message.set_boundary(f"=_part_{desk.rng(f'boundary/{path}').randrange(10**16):016d}")


def _deposit(desk: Desk, path: str, person: Person) -> EmailMessage:
    desk.ledger.saw(path, person, ("person_name", "email_address", "routing_number", "financial_account"))
    name = f"{person.first} {person.last}"
    text = (
        "Hello payroll,\n\nI changed banks. Starting next pay day please use\n"
        f"routing {person.routing}, account {person.account} (checking).\n\nThank you\n{name}\n"
    )
    return _message(desk, path, f"{name} <{person.email}>", "new bank account", text)


def _roster(desk: Desk, path: str, hires: list[Person]) -> EmailMessage:
    """A list sent along: people in the attachment, none in the text."""
    message = _message(desk, path, "Client HR <hr@client.example.com>", "New hires", "See attached.\n")
    inside = desk.member(path, "new_hires.csv")
    grid = desk.grid(
        inside,
        columns(desk.rng(inside), "last first ssn born street city state zip"),
        hires,
        desk.pen(inside),
    )
    _attach(desk, message, path, "new_hires.csv", delimited(grid.header, grid.rows))
    return message


def _estimate(desk: Desk, path: str, plan: str) -> EmailMessage:
    """A treatment plan sent out as a PDF attachment."""
    message = _message(desk, path, _OFFICE, "Your estimate", "Please find your estimate attached.\n")
    source = f"Patients/Charts/{plan}"
    desk.ledger.copy(source, desk.member(path, plan))
    _attach(desk, message, path, plan, desk.read(source))
    return message


def _complaint(desk: Desk, path: str, person: Person) -> EmailMessage:
    """A patient names an illness in a sentence."""
    assert person.chart is not None
    desk.ledger.saw(
        path, person, ("person_name", "email_address", "date_of_birth", *person.chart.condition_elements)
    )
    name, condition = f"{person.first} {person.last}", DIAGNOSES[person.chart.diagnosis][1].lower()
    text = (
        f"Hi,\n\nmy name is {name}, date of birth {person.born:%m/%d/%Y}. I was treated for\n{condition}"
        " and the bill is wrong. Please call me.\n"
    )
    return _message(desk, path, f"{name} <{person.email}>", "Wrong bill", text)


def _mailbox(desk: Desk, adults: list[Person]) -> None:
    """An mbox of chatter with an appointment request now and then."""
    path = "Mail/frontdesk.mbox"
    rng = desk.rng(path)
    pieces: list[bytes] = []
    for number in range(_MAILBOX):
        if rng.random() < 0.3:
            person = rng.choice(adults)
            desk.ledger.saw(path, person, ("person_name", "email_address", "phone_number"))
            name = f"{person.first} {person.last}"
            text = f"Can I come in on Monday? Call me at {desk.pen(path).phone(person)}.\n{name}\n"
            message = _message(desk, f"{path}/{number}", f"{name} <{person.email}>", "Appointment", text)
        else:
            subject, text = rng.choice(_CHATTER)
            message = _message(desk, f"{path}/{number}", _OFFICE, subject, text + "\n")
        body = message.as_bytes().replace(b"\r\n", b"\n")
        pieces.append(b"From MAILER-DAEMON Mon Mar  3 15:00:00 2025\n" + body + b"\n")
    desk.save(path, b"".join(pieces))
