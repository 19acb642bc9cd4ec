"""Scans/: papers that were copied, not written: pictures of text, in PDF files and as pictures."""

from __future__ import annotations

import io
from functools import cache
from random import Random

from PIL import Image, ImageDraw, ImageFont

from ..desk import Desk
from ..people import Person
from ..writers.pdf import Page, pdf

_SIZE = (1240, 1604)
"""US Letter at about 146 dots an inch."""
_LICENSES, _CARDS, _FORMS, _PHOTOS = 5, 5, 5, 3
_MARGIN, _LEAD = 110, 58


def write(desk: Desk) -> None:
    """Everything in Scans/."""
    rng = desk.rng("Scans")
    adults = [p for p in desk.people.patients() if not p.minor and p.address]
    employees = [p for p in desk.people.persons if p.job is not None and p.job.client >= 0]
    for number, person in enumerate(rng.sample(adults, min(_LICENSES, len(adults)))):
        _license(desk, f"Scans/scan{number + 10:04d}.pdf", person)
    for number, person in enumerate(rng.sample(adults, min(_CARDS, len(adults)))):
        _insurance_card(desk, f"Scans/scan{number + 40:04d}.pdf", person)
    for number, person in enumerate(rng.sample(employees, min(_FORMS, len(employees)))):
        _withholding(desk, f"Scans/W4/W4 signed {number + 1}.pdf", person)
    for number, person in enumerate(rng.sample(adults, min(_PHOTOS, len(adults)))):
        _photo(desk, f"Scans/IMG_{number + 2231}.jpg", person)
    desk.save("Scans/office party.jpg", _blank_picture(rng), reach="image")


def _license(desk: Desk, path: str, person: Person) -> None:
    """A copy of a driver's licence."""
    pen = desk.pen(path, formal=True)
    desk.ledger.saw(path, person, ("person_name", "postal_address", "date_of_birth", "drivers_license"))
    lines = [
        f"{pen.state(person)} DRIVER LICENSE",
        f"DL {person.license}",
        f"DOB {person.born:%m/%d/%Y}",
        pen.full(person).upper(),
        pen.street(person).upper(),
        pen.city_line(person).upper(),
    ]
    _save(desk, path, lines)


def _insurance_card(desk: Desk, path: str, person: Person) -> None:
    assert person.chart is not None
    desk.ledger.saw(path, person, ("person_name", "health_insurance_id"))
    lines = [person.chart.plan, f"Member: {person.full}", f"Member ID: {person.chart.member_id}", "Copay $25"]
    _save(desk, path, lines)


def _withholding(desk: Desk, path: str, person: Person) -> None:
    pen = desk.pen(path, formal=True)
    pen.ssn_mark = "-"
    desk.saw_all(path, [person], ("person_name", "postal_address"), tax_number=True)
    lines = [
        "Form W-4 Employee's Withholding Certificate",
        f"Name: {pen.full(person)}",
        f"Social security number: {pen.tax_number(person)}",
        f"Address: {pen.street(person)}",
        pen.city_line(person),
        "Single or married filing separately [x]",
    ]
    _save(desk, path, lines)


def _photo(desk: Desk, path: str, person: Person) -> None:
    """A voided check, photographed with a telephone."""
    desk.ledger.saw(path, person, ("person_name", "routing_number", "financial_account"))
    lines = [f"{person.first} {person.last}", "VOID", "", f"|: {person.routing} |: {person.account} ||' 1024"]
    desk.save(path, _picture(desk.rng(path), lines), reach="image")


def _save(desk: Desk, path: str, lines: list[str]) -> None:
    page = Page(scan=_picture(desk.rng(path), lines), scan_size=_SIZE)
    desk.save(path, pdf([page], title="Scan"), reach="image")


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=38)


def _picture(rng: Random, lines: list[str]) -> bytes:
    """A page as a scanner sees it: grey paper, slightly turned, with specks."""
    page = Image.new("L", _SIZE, 244)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, _MARGIN + number * _LEAD), line, fill=35, font=_font())
    for _ in range(150):
        spot = (rng.randrange(_SIZE[0]), rng.randrange(_SIZE[1]))
        draw.ellipse((*spot, spot[0] + 2, spot[1] + 2), fill=150)
    return _jpeg(page.rotate(rng.uniform(-1.2, 1.2), fillcolor=244))


def _blank_picture(rng: Random) -> bytes:
    """A picture of nothing in particular."""
    page = Image.new("L", (640, 480), 120)
    draw = ImageDraw.Draw(page)
    for _ in range(60):
        x, y, size = rng.randrange(640), rng.randrange(480), rng.randrange(10, 90)
        draw.ellipse((x, y, x + size, y + size), fill=rng.randrange(256))
    return _jpeg(page)


def _jpeg(page: Image.Image) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()
