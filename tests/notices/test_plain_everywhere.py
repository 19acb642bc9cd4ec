"""Every letter of every place, kind of person and language under the law as it is: plain in both."""

from __future__ import annotations

from functools import cache

import pytest
from notices_case import person
from test_every_place import facts_of, places

from tocsin import law, people
from tocsin.model.tables import EXPOSURES, PEOPLE, table
from tocsin.notices import plan
from tocsin.notices.document import Bullets, Paragraph, Table, plain
from tocsin.notices.letterplan import LetterClass
from tocsin.notices.readability import readability, spanish_ease, spanish_syllables

SETS = (
    ("person_name", "ssn", "drivers_license", "passport", "financial_account", "payment_card",
     "online_account_credentials", "medical_information", "health_insurance_id"),
    ("person_name", "ssn"),
    ("person_name", "payment_card", "financial_account"),
    ("person_name", "medical_information", "health_insurance_id"),
    ("person_name", "online_account_credentials"),
)  # fmt: skip
SECTORS = ("commerce", "health")
PLACES = places()


@cache
def classes(language: str, sector: str) -> tuple[LetterClass, ...]:
    """Each with its words, those included that wait for counsel."""
    rows, lost = [], []
    for place in PLACES:
        for kind in ("adult", "minor", "deceased"):
            for number, elements in enumerate(SETS):
                one = person(number, place, minor=kind == "minor", deceased=kind == "deceased")
                one["id"] = f"{place}-{kind}-{number}"
                rows.append(one)
                lost += [{"person": one["id"], "element": e, "protection": "plain"} for e in elements]
    facts = facts_of(sector)
    who, what = table(PEOPLE, rows), table(EXPOSURES, lost)
    groups = people.group(who, what)
    made = plan(
        facts,
        law.obligations_table(law.evaluate(facts, groups)),
        who,
        what,
        covers=law.coverage(facts, groups),
        languages=dict.fromkeys(who["id"].to_pylist(), language),
        codes={ident: f"CODE{at:05d}" for at, ident in enumerate(who["id"].to_pylist()) if at % 2},
    )
    assert len({group.reader.residence for group in made.classes}) > 50
    return made.classes


def prose(group: LetterClass) -> str:
    """Paragraphs and list items: what is read as sentences."""
    body = group.letter.body
    lines = [plain(node.runs) for node in body if isinstance(node, Paragraph)]
    lines += [plain(item) for node in body if isinstance(node, Bullets) for item in node.items]
    return "\n".join(lines)


@pytest.mark.parametrize("sector", SECTORS)
def test_every_english_letter_is_plain(sector: str) -> None:
    for text in {prose(group): group for group in classes("en", sector)}:
        found = readability(text)
        assert found.grade <= 8.0 and found.longest <= 25 and not found.hedges, found


@pytest.mark.parametrize("sector", SECTORS)
def test_every_spanish_letter_is_plain(sector: str) -> None:
    for text in {prose(group): group for group in classes("es", sector)}:
        found = spanish_ease(text)
        assert found.ease >= 55 and found.longest <= 30, found


@pytest.mark.parametrize("sector", SECTORS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_table_of_a_letter_has_a_header_and_full_rows(language: str, sector: str) -> None:
    for group in classes(language, sector):
        for node in group.letter.body:
            if isinstance(node, Table):
                assert node.header and all(node.header)
                assert {len(row) for row in node.rows} == {len(node.header)} == {len(node.widths)}


@pytest.mark.parametrize(
    ("word", "count"),
    [("casa", 2), ("aviso", 3), ("información", 4), ("guía", 2), ("queja", 2), ("ciudad", 2), ("leer", 2),
     ("país", 2), ("ley", 1), ("y", 1), ("huella", 2), ("día", 2), ("crédito", 3), ("seguro", 3)],
)  # fmt: skip
def test_spanish_syllables(word: str, count: int) -> None:
    assert spanish_syllables(word) == count
