"""Other scripts, many spellings of one address, and columns of rubbish: no crash, sensible rows."""

from __future__ import annotations

import itertools
import random

import pytest
from making import person, resolved, together

NAMES = [
    "Ольга Иванова",
    "王 小明",
    "محمد علي",
    "Γιώργος Παπαδόπουλος",
    "Nguyễn Thị Hương",
    "Łukasz Żółć",
    "김 민준",
]
STREETS = [
    " ".join(parts)
    for parts in itertools.product(
        ["1420", "01420"],
        ["North", "N", "N."],
        ["Maple", "MAPLE"],
        ["Street", "St", "St.", "Str"],
        ["Apt 4", "#4"],
    )
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_one_person_by_number_and_stays_as_written(name):
    result = resolved(person("a", name, ssn="512345678"), person("b", name, ssn="512345678"))
    assert together(result) == {frozenset("ab")}
    assert result.people["name"].to_pylist() == [name]


def test_names_in_another_script_that_differ_stay_apart():
    result = resolved(*(person(f"m{i}", name, dob="1980-02-03") for i, name in enumerate(NAMES)))
    assert result.people.num_rows == len(NAMES)


def test_fifty_spellings_of_one_address_are_one_address():
    assert len(STREETS) >= 50 - 2
    people = [
        person(f"m{i:02d}", "Philippa Q Ostrander", street=street, postal_code="85701")
        for i, street in enumerate(STREETS)
    ]
    assert resolved(*people).people.num_rows == 1


BOXES = ["PO Box 17", "P.O. Box 17", "P O BOX 17", "Post Office Box 17", "p.o.box 17", "POB 17"]
UNITS = ["Apt 4", "Apt. 4", "APARTMENT 4", "Unit 4", "# 4", "#4"]
WAYS = ["Avenue", "Ave", "Ave.", "AVENUE", "Av"]


@pytest.mark.parametrize(
    "spellings",
    [
        BOXES,
        [f"77 Southwest Harbor {way}" for way in WAYS] + [f"77 SW Harbor {way}" for way in WAYS],
        [f"9 Birch Road, {unit}" for unit in UNITS] + [f"9 Birch Rd {unit}" for unit in UNITS],
        ["12½ Oak Lane", "12 1/2 Oak Ln", "12-1/2 OAK LANE"],
        ["300 First Street", "300 1st St", "300 1ST STREET", "300 first st."],
    ],
    ids=["box", "direction", "unit", "half", "ordinal"],
)
def test_one_address_in_many_spellings_makes_one_person(spellings):
    people = [
        person(f"m{i:02d}", "Philippa Q Ostrander", street=street, postal_code="85701")
        for i, street in enumerate(spellings)
    ]
    assert resolved(*people).people.num_rows == 1


SCRIPTS = [
    ("Иван Петров", "иван петров"),
    ("ΜΑΡΙΑ ΠΑΠΑ", "Μαρία Παπά"),
    ("José Núñez", "JOSE NUNEZ"),
    ("Müller, Jürgen", "Jürgen Müller"),
    ("王小明", "王小明"),
    ("محمد علي", "محمد  علي"),
    ("Anne\u2011Marie O\u2019Neil", "Anne-Marie O'Neil"),
    ("A\u0301lvaro Peña", "Álvaro Pen\u0303a"),
]


@pytest.mark.parametrize(("one", "other"), SCRIPTS)
def test_case_marks_and_signs_of_any_script_do_not_make_a_second_person(one, other):
    result = resolved(person("a", one, dob="1980-02-03"), person("b", other, dob="1980-02-03"))
    assert together(result) == {frozenset("ab")}


def test_columns_of_rubbish_do_not_crash_and_no_mention_is_lost():
    rng = random.Random(7)
    signs = "\u0000\u200b\ufeff'\"%_\\;|<>\t\n🙂Ａéß0123456789 -,./"

    def rubbish():
        return "".join(rng.choice(signs) for _ in range(rng.randrange(40))) or None

    columns = (
        "given",
        "family",
        "middle",
        "suffix",
        "street",
        "city",
        "state",
        "postal_code",
        "email",
        "phone",
    )
    people = [
        person(f"m{i:03d}", None, dob=rubbish(), ssn=rubbish() or "", **{name: rubbish() for name in columns})
        for i in range(150)
    ]
    result = resolved(*people)
    assert sorted(result.links["mention"].to_pylist()) == [f"m{i:03d}" for i in range(150)]
