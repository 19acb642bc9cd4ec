"""Invented people in invented documents, any number of them, with the truth: for scale and for hard cases.

    python bench/people_synthetic.py DIR --mentions 100000 [--seed 1] [--noise 1]

Writes ``mentions.parquet``, ``identifiers.parquet`` (tables of ``tocsin.model.tables``) and ``truth.parquet``
(mention, person), a batch at a time. The same arguments give the same bytes.

Households with shared surnames, addresses, telephones and mailboxes; spouses, children, twins (one birth
date, numbers one apart), fathers and sons of one name (the suffix is written in half of the documents),
people who move, who change their surname, who go by a nickname. Eight kinds of document, none with every
identifier: about 40 % of the mentions hold a Social Security number, a fifth its last four, 45 % a birth
date, 60 % an address. The assumptions are this file's author's; the shares below are his choice and no
survey's.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from faker.providers.person.en_US import Provider
from nicknames import NickNamer

from tocsin.model.tables import IDENTIFIERS, MENTIONS, table

BATCH = 50_000
TRUTH = pa.schema([("mention", pa.string()), ("person", pa.string())])
Said = dict[str, Any]

TWINS, NAMESAKES, MOVERS, NEW_SURNAME, BY_NICKNAME = 0.03, 0.04, 0.15, 0.08, 0.08
SUFFIX_WRITTEN, MIDDLE_WRITTEN, MIDDLE_IN_FULL = 0.5, 0.7, 0.3
_START = [
    "al",
    "be",
    "bo",
    "bra",
    "ca",
    "cha",
    "da",
    "de",
    "do",
    "el",
    "fa",
    "fer",
    "ga",
    "gro",
    "ha",
    "hol",
    "ja",
    "kel",
    "kra",
    "la",
    "lo",
    "ma",
    "mc",
    "men",
    "mor",
    "na",
    "nor",
    "o",
    "pe",
    "pra",
    "ra",
    "ro",
    "sa",
    "sche",
    "sto",
    "ta",
    "tre",
    "u",
    "va",
    "ve",
    "wa",
    "wil",
    "ya",
    "ze",
]
_MID = [
    "ba",
    "ca",
    "da",
    "den",
    "der",
    "di",
    "fa",
    "ga",
    "gen",
    "ka",
    "la",
    "len",
    "li",
    "man",
    "mar",
    "mi",
    "na",
    "ni",
    "nor",
    "ra",
    "re",
    "ri",
    "sa",
    "ser",
    "so",
    "ta",
    "ti",
    "va",
    "vi",
]
_END = [
    "berg",
    "by",
    "court",
    "dale",
    "don",
    "ell",
    "er",
    "es",
    "ez",
    "feld",
    "ford",
    "ham",
    "ier",
    "ing",
    "ini",
    "ley",
    "lin",
    "man",
    "nick",
    "o",
    "ov",
    "ow",
    "sen",
    "ski",
    "son",
    "stein",
    "ston",
    "ton",
    "us",
    "well",
    "wood",
    "worth",
    "y",
]
_STREETS = [
    "Oak",
    "Maple",
    "Cedar",
    "Pine",
    "Elm",
    "Lake",
    "Hill",
    "Park",
    "Main",
    "Church",
    "Mill",
    "River",
    "Spring",
    "Ridge",
    "Walnut",
    "Sunset",
]
_KINDS = ["St", "Ave", "Rd", "Dr", "Ln", "Ct", "Blvd", "Way"]


@dataclass(slots=True)
class Person:
    """One invented person. homes: oldest first."""

    id: str
    first: str
    middle: str
    last: str
    born: str
    ssn: str
    sex: str
    homes: list[tuple[str, str, str]]
    phone: str
    email: str
    suffix: str | None = None
    former: str | None = None
    nickname: str | None = None
    numbers: dict[str, str] = field(default_factory=dict)


@cache
def _weighted(name: str) -> tuple[list[str], list[float]]:
    table_: dict[str, float] = dict(getattr(Provider, name))
    return list(table_), list(accumulate(table_.values()))


def _pick(rng: random.Random, name: str) -> str:
    values, weights = _weighted(name)
    return rng.choices(values, cum_weights=weights)[0]


def _surname(rng: random.Random) -> str:
    if rng.random() < 0.45:  # about the share of people with one of the thousand commonest surnames
        return _pick(rng, "last_names")
    middle = rng.choice(_MID) if rng.random() < 0.6 else ""
    return (rng.choice(_START) + middle + rng.choice(_END)).capitalize()


@cache
def _nicknames(first: str) -> tuple[str, ...]:
    return tuple(sorted(NickNamer().nicknames_of(first)))


def _home(rng: random.Random) -> tuple[str, str, str]:
    name = f"{rng.choice(_STREETS)}{rng.choice(['', '', 'view', 'wood', 'field'])}"
    if rng.random() < 0.2:
        name = f"{rng.randrange(1, 90)}th"
    unit = f" Apt {rng.randrange(1, 300)}" if rng.random() < 0.2 else ""
    zip5 = f"{rng.randrange(5_000):04d}"
    return f"{rng.randrange(1, 9_900)} {name} {rng.choice(_KINDS)}{unit}", "AZ", f"8{zip5}"


def _person(
    rng: random.Random, number: int, sex: str, last: str, year: int, homes: list[Any], shared: Said
) -> Person:
    first = _pick(rng, "first_names_male" if sex == "m" else "first_names_female")
    middle = _pick(rng, "first_names_male" if sex == "m" else "first_names_female")
    born = f"{year}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    ssn = f"{rng.randrange(1, 665):03d}{rng.randrange(1, 100):02d}{rng.randrange(1, 10_000):04d}"
    names = _nicknames(first.lower())
    return Person(
        id=f"p{number:08d}", first=first, middle=middle, last=last, born=born, ssn=ssn, sex=sex,
        homes=list(homes),
        phone=shared["phone"] if rng.random() < 0.3 else f"520{rng.randrange(10**7):07d}",
        email=shared["email"] if rng.random() < 0.1
        else f"{first}.{last}{rng.randrange(10_000)}@example.org".lower(),
        former=_surname(rng) if sex == "f" and year < 2000 and rng.random() < NEW_SURNAME else None,
        nickname=rng.choice(names).capitalize() if names and rng.random() < BY_NICKNAME else None,
        numbers={"employee_id": f"E{number:07d}", "medical_record_number": f"MR{number * 7919 % 10**8:08d}",
                 "financial_account": f"{4_000_000_000 + number * 104_729 % 10**9}"},
    )  # fmt: skip


def households(rng: random.Random) -> Iterator[list[Person]]:
    """Households without end."""
    number = 0
    while True:
        homes = [_home(rng)] + ([_home(rng)] if rng.random() < MOVERS else [])
        last, year = _surname(rng), rng.randrange(1945, 1998)
        shared = {
            "phone": f"480{rng.randrange(10**7):07d}",
            "email": f"family{last}{rng.randrange(9_999)}@example.org".lower(),
        }
        sex = rng.choice("mf")
        family = [_person(rng, number, sex, last, year, homes, shared)]
        if rng.random() < 0.55:
            other = last if rng.random() < 0.85 else _surname(rng)
            spouse = _person(
                rng, number + 1, "mf"["fm".index(sex)], other, year + rng.randrange(-4, 5), homes, shared
            )
            family.append(spouse)
            for _ in range(rng.choice([0, 0, 1, 2, 2, 3])):
                family += _children(rng, number + len(family), family, last, homes, shared)
        number += len(family)
        yield family


def _children(
    rng: random.Random, number: int, family: list[Person], last: str, homes: list[Any], shared: Said
) -> list[Person]:
    born = min(2019, int(family[0].born[:4]) + rng.randrange(22, 36))
    child = _person(rng, number, rng.choice("mf"), last, born, homes, shared)
    if rng.random() < TWINS:
        twin = _person(rng, number + 1, rng.choice("mf"), last, born, homes, shared)
        twin.born, twin.ssn = child.born, f"{(int(child.ssn) + 1) % 10**9:09d}"
        while twin.first == child.first:
            twin.first = _pick(rng, "first_names_male" if twin.sex == "m" else "first_names_female")
        return [child, twin]
    father = next((one for one in family if one.sex == "m" and one.suffix is None), None)
    if father and child.sex == "m" and rng.random() < NAMESAKES * 2:  # of sons, so of about half the children
        child.first, child.middle, child.suffix, father.suffix = father.first, father.middle, "Jr.", "Sr."
        child.nickname = None
    return [child]


def _names(rng: random.Random, one: Person, old: bool) -> Said:
    first = one.nickname if one.nickname and rng.random() < 0.5 else one.first
    last = one.former if one.former and old else one.last
    middle = None
    if rng.random() < MIDDLE_WRITTEN:
        middle = one.middle if rng.random() < MIDDLE_IN_FULL else one.middle[0]
    suffix = one.suffix if rng.random() < SUFFIX_WRITTEN else None
    return {"given": first, "middle": middle, "family": last, "suffix": suffix}


def _address(one: Person, old: bool) -> Said:
    street, state, zip5 = one.homes[0 if old else -1]
    return {"street": street, "city": "Tucson", "state": state, "postal_code": zip5}


def documents(rng: random.Random, one: Person) -> Iterator[tuple[str, str, Said, Said]]:
    """Document, role, what it says and the numbers in it."""
    adult = int(one.born[:4]) < 2002
    for _ in range(rng.choice([1, 2, 2, 3, 3, 4, 4, 5, 6, 8])):
        old = rng.random() < 0.35
        says, kind = _names(rng, one, old), rng.randrange(8)
        item = f"{kind}-{rng.randrange(400)}"
        where = _address(one, old)
        if not adult and kind in (0, 3, 6):
            kind = 1
        if kind == 0:
            yield item, "employee", says | (where if rng.random() < 0.7 else {}), {
                "ssn": one.ssn, "employee_id": one.numbers["employee_id"]}  # fmt: skip
        elif kind == 1:
            numbers = {"ssn": one.ssn} if rng.random() < 0.5 else {"ssn_last4": one.ssn[-4:]}
            yield item, "subject" if adult else "dependent", says | where | {"birth_date": one.born}, numbers
        elif kind == 2:
            number = (
                {"medical_record_number": one.numbers["medical_record_number"]} if rng.random() < 0.5 else {}
            )
            yield item, "patient", says | {"birth_date": one.born, "phone": one.phone}, number
        elif kind == 3:
            yield item, "customer", says | where | {"birth_date": one.born, "phone": one.phone}, {
                "ssn": one.ssn, "financial_account": one.numbers["financial_account"]}  # fmt: skip
        elif kind == 4:
            yield item, "customer", says | {"email": one.email, "middle": None}, {}
        elif kind == 5:
            yield item, "customer", says | where | {"birth_date": one.born[:4]}, {"ssn_last4": one.ssn[-4:]}
        elif kind == 6:
            yield (
                item,
                "employee",
                says,
                {"employee_id": one.numbers["employee_id"], "ssn_last4": one.ssn[-4:]},
            )
        else:
            yield item, "customer", says | where, {"ssn": one.ssn} if rng.random() < 0.3 else {}


def smudge(rng: random.Random, says: Said, numbers: Said, noise: float) -> None:
    """Slips of the pen, misread digits, swapped days and months, blanks."""
    for column, share in (("given", 0.015), ("family", 0.015), ("street", 0.02)):
        if says.get(column) and rng.random() < share * noise:
            says[column] = _slip(rng, says[column])
    for code in ("ssn", "ssn_last4", "employee_id", "financial_account"):
        if code in numbers and rng.random() < 0.008 * noise:
            numbers[code] = _misread(rng, numbers[code])
    born = says.get("birth_date")
    if born and len(born) == 10 and rng.random() < 0.012 * noise:
        says["birth_date"] = (
            f"{born[:5]}{born[8:]}-{born[5:7]}" if rng.random() < 0.4 else _misread(rng, born)
        )
    if rng.random() < 0.005 * noise:
        says["given"], says["family"] = says["family"], says["given"]


def _slip(rng: random.Random, text: str) -> str:
    place = rng.randrange(len(text))
    letter = rng.choice("abcdefghijklmnoprstuvwy")
    return rng.choice([
        text[:place] + text[place + 1 :],
        text[:place] + letter + text[place:],
        text[:place] + letter + text[place + 1 :],
    ]) or text  # fmt: skip


def _misread(rng: random.Random, text: str) -> str:
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    place = rng.choice(places)
    return text[:place] + str(rng.randrange(10)) + text[place + 1 :]


def write(folder: Path, mentions: int, seed: int = 1, noise: float = 1.0) -> int:
    """Write the three tables; returns how many mentions there are (the last household is written whole)."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    rows: list[Said] = []
    values: list[Said] = []
    truth: list[Said] = []
    with (
        pq.ParquetWriter(folder / "mentions.parquet", MENTIONS) as said_file,
        pq.ParquetWriter(folder / "identifiers.parquet", IDENTIFIERS) as number_file,
        pq.ParquetWriter(folder / "truth.parquet", TRUTH) as truth_file,
    ):
        for family in households(rng):
            for one in family:
                for item, role, says, numbers in documents(rng, one):
                    smudge(rng, says, numbers, noise)
                    mention = f"m{(written * 2_654_435_761) % 2**40:011x}"  # no order that tells households
                    rows.append({"id": mention, "item": item, "role": role, **says, **_elements(numbers)})
                    values += [
                        {"mention": mention, "element": code, "value": value}
                        for code, value in numbers.items()
                    ]
                    truth.append({"mention": mention, "person": one.id})
                    written += 1
            if len(rows) >= BATCH or written >= mentions:
                said_file.write_table(table(MENTIONS, rows))
                number_file.write_table(table(IDENTIFIERS, values))
                truth_file.write_table(pa.Table.from_pylist(truth, schema=TRUTH))
                rows, values, truth = [], [], []
            if written >= mentions:
                return written
    return written


def _elements(numbers: Said) -> Said:
    return {"elements": ["person_name", *numbers], "protections": ["plain"] * (len(numbers) + 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", type=float, default=1.0)
    arguments = parser.parse_args()
    print(f"{write(arguments.folder, arguments.mentions, arguments.seed, arguments.noise):,} mentions")


if __name__ == "__main__":
    main()
