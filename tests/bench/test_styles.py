"""The test-only styles: spans are their values, the same seed gives the same documents, owners are people."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from bench.styles import catalogue, owner_prose
from bench.styles.document import Document, chosen
from bench.styles.people import Crowd

TYPES = {
    "PERSON",
    "SSN",
    "ITIN",
    "DL",
    "PASSPORT",
    "BANK",
    "ROUTING",
    "CARD",
    "CVV",
    "EXP",
    "USERNAME",
    "PASSWORD",
    "DOB",
    "MRN",
    "HEALTHPLAN",
    "MBI",
    "DIAG",
    "LOC",
    "PHONE",
    "EMAIL",
}


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    """Ten documents of each style and three of each pattern."""
    return [*catalogue.documents(150, 3), *owner_prose.documents(3 * len(owner_prose.PATTERNS), 3)]


def test_the_same_seed_gives_the_same_documents():
    assert list(catalogue.documents(45, 8)) == list(catalogue.documents(45, 8))
    assert list(catalogue.documents(15, 8)) != list(catalogue.documents(15, 9))
    assert list(owner_prose.documents(40, 8)) == list(owner_prose.documents(40, 8))


def test_there_are_enough_styles_and_patterns():
    assert len(catalogue.STYLES) >= 10
    assert len(owner_prose.PATTERNS) >= 25


def test_all_twenty_types_and_no_other_occur(rows: list[dict]):
    assert {span["type"] for row in rows for span in row["spans"]} == TYPES


def test_spans_do_not_overlap_and_their_owners_are_people_of_the_text(rows: list[dict]):
    for row in rows:
        spans = sorted(row["spans"] + row["optional"], key=lambda s: s["start"])
        assert all(a["end"] <= b["start"] for a, b in itertools.pairwise(spans)), row["style"]
        assert all(s["owner"] is None or 0 <= s["owner"] < len(row["people"]) for s in spans)


def test_nothing_of_the_template_language_is_left_in_a_text(rows: list[dict]):
    assert not [row["style"] for row in rows if set("«»{}") & set(row["text"])]


def test_a_name_span_is_a_form_of_its_owners_name(rows: list[dict]):
    for row in rows:
        if row["style"] == "ocr_scan":
            continue
        for span in row["spans"]:
            if span["type"] == "PERSON":
                word = row["text"][span["start"] : span["end"]].lower().split(",")[0].split()[-1]
                assert word in row["people"][span["owner"]].lower()


def test_one_alternative_is_drawn_also_from_nested_ones():
    assert chosen("a «b|c «d|e»» f", Random(1)) in {"a b f", "a c d f", "a c e f"}


def test_a_value_over_two_lines_cannot_be_quoted():
    doc = Document(Random(1)).write("{p.LOC2}", p=Crowd(Random(1), 1).person())
    with pytest.raises(AssertionError, match="two lines"):
        doc.quoted()
