"""How well pictures of pages are read: values and identifiers found, clean and degraded, and the cost.

    python bench/ocr.py [--pages 4] [--only rotated-90,fax] [--seed 1]

Draws pages of invented people with known values at 200 dots an inch (letter, form, small print, table),
damages them as scanners and fax machines do, reads them with the OCR of Tocsin (extra ``ocr``) and looks for
every value in what came out: names and dates, and identifiers, to the character, blanks ignored.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tocsin.intake.readers import ocr

SIZE = (1700, 2200)
"""US Letter at 200 dots an inch."""

_FONTS = ("DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf", "DejaVuSansCondensed.ttf")
_GIVEN = [
    "Ann",
    "Robert",
    "Maria",
    "Chen",
    "Olga",
    "James",
    "Priya",
    "Luis",
    "Grace",
    "Ahmed",
    "Susan",
    "Victor",
]
_FAMILY = [
    "Lee",
    "Martinez",
    "O'Neil",
    "Kowalski",
    "Nguyen",
    "Smith",
    "Fernandez",
    "Brown",
    "Ivanov",
    "Cohen",
]
_STREET = ["Oak Street", "Maple Avenue", "Second Street", "Lake View Drive", "Hill Road"]
_CITY = ["Springfield IL", "Portland OR", "Austin TX", "Dayton OH", "Salem MA"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and the values on it; identifiers are those that must be right to the character."""

    picture: Image.Image
    values: tuple[str, ...]
    identifiers: tuple[str, ...]


def sheets(count: int, chance: random.Random) -> Iterator[Sheet]:
    """Letters, forms, small print and tables in turn."""
    for number in range(count):
        people = [_person(chance) for _ in range((3, 3, 6, 12)[number % 4])]
        lines = _lines(number % 4, people)
        height = (36, 34, 24, 26)[number % 4]
        yield Sheet(
            _drawn(lines, height, _FONTS[number % len(_FONTS)]),
            tuple(value for person in people for value in (person["name"], person["born"])),
            tuple(
                value for person in people for value in (person["ssn"], person["phone"], person["account"])
            ),
        )


def _person(chance: random.Random) -> dict[str, str]:
    digits = "".join(str(chance.randrange(10)) for _ in range(30))
    return {
        "name": f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}",
        "born": f"{chance.randint(1, 12):02}/{chance.randint(1, 28):02}/{chance.randint(1935, 2004)}",
        "ssn": f"219-09-{digits[:4]}",
        "phone": f"(555) 01{digits[4]}-{digits[5:9]}",
        "account": digits[9:19],
        "street": f"{chance.randint(1, 9999)} {chance.choice(_STREET)}",
        "city": f"{chance.choice(_CITY)} {digits[19:24]}",
    }


def _lines(form: int, people: list[dict[str, str]]) -> list[str]:
    if form == 3:
        head = "Name                 SSN           Born         Account      Phone"
        rows = (f"{p['name']:20} {p['ssn']}   {p['born']}   {p['account']}   {p['phone']}" for p in people)
        return ["STAFF LIST", "", head, *rows]
    lines = ["MERCY CLINIC OF SPRINGFIELD", "Patient intake form" if form else "Re: your account with us", ""]
    for p in people:
        if form == 0:
            lines += [f"Dear {p['name']},", f"our records show your number {p['ssn']} and the date"]
            lines += [f"of birth {p['born']}. Your account is {p['account']}.", f"Call {p['phone']}."]
        else:
            lines += [f"Patient: {p['name']}", f"SSN: {p['ssn']}    DOB: {p['born']}"]
            lines += [f"Phone: {p['phone']}    Account: {p['account']}"]
        lines += [p["street"], p["city"], ""]
    return lines


def _drawn(lines: list[str], height: int, font_name: str) -> Image.Image:
    picture = Image.new("L", SIZE, 255)
    font = ImageFont.truetype(font_name, height)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((120, 140 + number * height * 1.7), line, font=font, fill=20)
    return picture


# --- damage ------------------------------------------------------------------------------------------

Damage = Callable[[Image.Image, random.Random], Image.Image]


def _turned(degrees: float) -> Damage:
    return lambda picture, _: picture.rotate(
        degrees, Image.Resampling.BICUBIC, expand=degrees % 90 == 0, fillcolor=250
    )


def _noise(picture: Image.Image, chance: random.Random) -> Image.Image:
    noise = np.random.default_rng(chance.randrange(1 << 30))
    pixels = np.asarray(picture, np.float32) + noise.normal(0, 28, (picture.height, picture.width))
    specks = noise.random((picture.height, picture.width)) < 0.004
    return Image.fromarray(np.clip(np.where(specks, 0, pixels), 0, 255).astype(np.uint8))


def _blur(picture: Image.Image, _: random.Random) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(2.2))


def _low(dots: int) -> Damage:
    return lambda picture, _: picture.resize(
        (picture.width * dots // 200, picture.height * dots // 200), Image.Resampling.LANCZOS
    )


def _fax(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Group 3, standard resolution: 204 dots across by 98 down, black and white, as it is stored then."""
    small = _noise(picture, chance).resize((1728, 1078), Image.Resampling.BOX)
    page = small.point(lambda value: 255 if value > 140 else 0)
    page.info["dpi"] = (204, 98)
    return page


def _skew(picture: Image.Image, _: random.Random) -> Image.Image:
    return picture.transform(
        picture.size,
        Image.Transform.AFFINE,
        (1, 0.04, -40, 0.015, 1, -15),
        Image.Resampling.BICUBIC,
        fillcolor=250,
    )


def _photocopy(picture: Image.Image, chance: random.Random) -> Image.Image:
    pale = picture.point(lambda value: 120 + value * 110 // 255)
    target = io.BytesIO()
    _noise(_turned(1.5)(pale, chance), chance).save(target, "JPEG", quality=25)
    return Image.open(target)


DAMAGES: dict[str, Damage] = {
    "clean": lambda picture, _: picture,
    "rotated-1": _turned(1),
    "rotated-2": _turned(-2),
    "rotated-3": _turned(3),
    "rotated-90": _turned(90),
    "rotated-180": _turned(180),
    "rotated-270": _turned(270),
    "noise": _noise,
    "blur": _blur,
    "100-dots": _low(100),
    "75-dots": _low(75),
    "skew": _skew,
    "fax": _fax,
    "photocopy": _photocopy,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--only", default="", help="these damages, divided by commas")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="print the values that were not found")
    given = parser.parse_args()
    ocr.load()
    print(f"{'pages':14}{'values':>9}{'found':>8}{'identifiers':>13}{'found':>8}{'CPU s/page':>12}")
    totals: dict[str, list[float]] = {"clean": [0, 0, 0, 0, 0, 0], "degraded": [0, 0, 0, 0, 0, 0]}
    for name, damage in DAMAGES.items():
        if given.only and name not in given.only.split(","):
            continue
        sums = [0.0] * 6
        chance = random.Random(given.seed)
        for sheet in sheets(given.pages, random.Random(given.seed)):
            sums = [
                one + other
                for one, other in zip(sums, _measured(sheet, damage, chance, given.misses), strict=True)
            ]
        _line(name, sums)
        group = "clean" if name == "clean" else "degraded"
        totals[group] = [one + other for one, other in zip(totals[group], sums, strict=True)]
    for name, sums in totals.items():
        if sums[5]:
            _line(f"all {name}", sums)


def _measured(sheet: Sheet, damage: Damage, chance: random.Random, misses: bool) -> list[float]:
    """Values, found, identifiers, found, seconds, pages."""
    picture = damage(sheet.picture, chance)
    started = time.process_time()
    said = ocr.read(picture).text
    spent = time.process_time() - started
    bare, tight = re.sub(r"\s", "", said), re.sub(r"[\s]", "", said)
    values = [re.sub(r"\s", "", value) in bare for value in sheet.values]
    identifiers = [re.sub(r"\s", "", value) in tight for value in sheet.identifiers]
    if misses:
        lost = [
            v
            for v, found in zip(sheet.values + sheet.identifiers, values + identifiers, strict=True)
            if not found
        ]
        print("   not found:", lost[:8], "of", len(values) + len(identifiers))
    return [len(values), sum(values), len(identifiers), sum(identifiers), spent, 1]


def _line(name: str, sums: list[float]) -> None:
    values, found, identifiers, right, seconds, pages = sums
    print(
        f"{name:14}{values:9.0f}{found / values:8.3f}{identifiers:13.0f}{right / identifiers:8.3f}"
        f"{seconds / pages:12.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
