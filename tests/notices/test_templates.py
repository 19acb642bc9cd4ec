"""Every template loads, says where it comes from, and together they can answer every slot the law may ask."""

from __future__ import annotations

from datetime import date

import pytest
from notices_case import make_facts

from tocsin.law.registers import slots
from tocsin.notices.answers import ANSWERS
from tocsin.notices.blocks import LANGUAGES, Block, library
from tocsin.notices.contacts import desks
from tocsin.notices.fields import DERIVED, fact
from tocsin.notices.figures import FIGURES
from tocsin.notices.forms import Field, slot_fields

BLOCKS = {block.id: block for block in library().blocks}


def _is_known_source(name: str) -> bool:
    if name in DERIVED or name.startswith("statement."):
        return True
    fact(make_facts(), name)  # raises AttributeError for a misspelt path
    return True


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_block_has_a_basis_both_languages_and_fields_that_exist(block: Block) -> None:
    assert block.basis
    assert set(block.text) == set(LANGUAGES)
    assert all(_is_known_source(name) for name in block.fields)
    assert block.fills <= slots().keys()
    assert not block.figure or block.figure in FIGURES


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_the_conditions_of_a_block_name_facts_and_slots_that_exist(block: Block) -> None:
    for condition in (*block.applies_when, *block.forbidden_when):
        assert (condition.required | condition.forbidden) <= slots().keys()
        for path in (*dict(condition.facts), *condition.known, *condition.unknown):
            fact(make_facts(), path)


def test_block_ids_are_unique() -> None:
    assert len(BLOCKS) == len(library().blocks)


def test_every_slot_a_letter_may_have_to_fill_is_filled_by_a_block_or_by_the_design() -> None:
    filled = frozenset().union(*(block.fills for block in BLOCKS.values())) | library().by_design.keys()
    asked = {code for code, slot in slots().items() if "letter" in slot.where}
    assert asked - filled == set()


def test_every_slot_a_filing_may_have_to_fill_has_an_answer() -> None:
    asked = {
        code
        for code, slot in slots().items()
        if {"filing", "bureau", "owner"} & set(slot.where) and slot.kind != "layout"
    }
    assert asked - slot_fields().keys() == set()


@pytest.mark.parametrize("field", slot_fields().values(), ids=slot_fields().keys())
def test_the_common_answer_of_a_slot_leads_to_a_fact(field: Field) -> None:
    _check_source(field)


def _check_source(field: Field) -> None:
    assert field.ask
    assert field.fills <= slots().keys()
    assert field.source[1:] in ANSWERS if field.source.startswith("@") else _is_known_source(field.source)


@pytest.mark.parametrize("desk", desks().values(), ids=desks().keys())
def test_a_contact_has_a_source_and_an_expiry(desk: object) -> None:
    assert getattr(desk, "source", "")
    assert getattr(desk, "verified_on", date.max) < getattr(desk, "expires", date.min)
