"""The forms as data: every duty to an office or business has one, and no question of it goes unanswered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from notices_case import duty, make_facts, make_plan, person

from tocsin.law.registers import RULES, slots, written
from tocsin.model.elements import catalogue
from tocsin.model.facts import Facts
from tocsin.notices import Document, packets
from tocsin.notices.answers import ANSWERS
from tocsin.notices.fields import fact
from tocsin.notices.forms import SEEN, Form, form_for, forms, slot_fields
from tocsin.notices.offices import field_offices
from tocsin.notices.packets import NO_PACKET

ISSUE = [
    "CA-AG",
    "FL-AG",
    "FTC-safeguards",
    "FTC-HBNR",
    "HHS-OCR",
    "HHS-OCR-PART2",
    "MA-AG",
    "MA-OCABR",
    "NY-AG",
    "NY-DFS",
    "TX-AG",
    "VT-AG-preliminary",
    "VT-AG",
    "ME-AG",
    "WA-AG",
    "OR-AG",
    "NH-AG",
    "NC-AG",
    "CO-AG",
    "CT-AG",
    "NJ-NJCCIC",
    "MD-AG",
    "IN-AG",
    "IL-AG",
    "IA-AG",
    "DE-AG",
    "SEC-8K",
    "bank-regulator",
    "US-NCUA",
    "UK-ICO",
    "ic3",
    "ransomware-ic3",
    "irs-w2",
    "irs-tax-professional",
    "bureaus",
    "card-acquirer",
    "card-issuer",
    "bank",
    "insurer",
    "media",
    "owner",
    "state-office",
]


def duties() -> list[tuple[str, str, dict[str, Any]]]:
    """Every duty of every rule file that a packet answers: its id, its jurisdiction, the duty as written."""
    found = []
    for path in sorted(RULES.rglob("*.yaml")):
        rule = written(path)
        found += [
            (f"{rule['id']}.{one['id']}", rule["jurisdiction"], one)
            for one in rule.get("duties") or ()
            if one["recipient"] not in NO_PACKET
        ]
    return found


def test_the_forms_that_were_asked_for_are_there():
    assert not set(ISSUE) - set(forms())


@pytest.mark.parametrize("form", forms().values(), ids=lambda form: form.id)
def test_a_form_is_dated_sourced_and_asks_only_what_can_be_answered(form: Form):
    assert form.source and form.to and form.address and form.how and form.seen in SEEN
    assert date(2026, 10, 1) <= form.read_on < form.stale_after
    names = [field.id for field in form.fields()]
    assert len(names) == len(set(names))
    for field in form.fields():
        assert field.label and field.ask and field.fills <= set(slots()), field.id
        kind = field.source.partition(".")[0]
        if field.picks is not None:
            assert {code for codes in field.picks.values() for code in codes} <= set(catalogue())
        elif field.source.startswith("@"):
            assert field.source[1:] in ANSWERS, field.source
        elif kind not in {"statement", "earlier"}:
            fact(make_facts(), field.source)  # raises for a path that does not exist
        for path in field.when or ():
            fact(make_facts(), path)


def test_a_duty_that_a_form_names_exists():
    known = {ident for ident, _, _ in duties()}
    named = {name for form in forms().values() for name in form.duties}
    assert not named - known


def test_no_two_forms_claim_the_same_duty():
    for ident, _, one in duties():
        claiming = [
            form.id
            for form in forms().values()
            if not form.kinds and (ident in form.duties or (one.get("form") in form.keys))
        ]
        assert len(claiming) < 2, (ident, claiming)


def test_a_form_key_of_the_law_is_never_unknown():
    for ident, _, one in duties():
        if one.get("form"):
            assert form_for(one["form"], one["recipient"], ident).id != "state-office", ident


def made_for(ident: str, place: str, one: dict[str, Any], facts: Facts) -> Document:
    """The packet that answers one duty of the law, for three people of its place."""
    content = one.get("content") or {}
    row = duty(
        place,
        content.get("required", ()),
        id=ident,
        recipient=one["recipient"],
        form=one.get("form"),
        office="The office",
        forbidden=content.get("forbidden", []),
    )
    home = place if len(place) == 2 and place not in {"US", "EU", "UK"} else "CA"
    made = packets(make_plan([person(1, home)], [duty(home), row], facts=facts))
    (document,) = [each for each in made if ident in each.obligations]
    return document


def test_every_duty_has_a_packet_whose_mandatory_questions_are_answered_or_say_whom_to_ask():
    known = make_facts(data_owners=[{"name": "Sonora Orthodontics"}])
    for ident, place, one in duties():
        document = made_for(ident, place, one, known)
        answered = {slot for field in forms()[document.form].fields() for slot in field.fills}
        content = one.get("content") or {}
        for slot in content.get("required", ()):
            if slots()[slot].kind != "layout":
                extra = any(field.id == slot for field in document.fields)
                assert slot in answered or extra, (ident, slot)
        for field in document.fields:
            assert field.value, (ident, field.id)
            assert field.status != "missing" or field.value.startswith("missing: ask "), (ident, field.id)
        assert document.missing == tuple(
            field.label for field in document.fields if field.status == "missing" and field.required
        )


def test_every_slot_of_a_report_can_be_answered():
    asked = {slot for form in forms().values() for field in form.fields() for slot in field.fills}
    for _, _, one in duties():
        for slot in (one.get("content") or {}).get("required", ()):
            assert slots()[slot].kind == "layout" or slot in asked or slot in slot_fields(), slot


def test_field_offices_are_listed_by_states_that_exist_and_the_missing_one_is_not_guessed():
    offices = field_offices()
    assert {one.city for one in offices["NJ"]} == {"Newark", "Philadelphia"}
    assert "VT" not in offices
    assert all(len(state) == 2 and one.phone.count("-") == 2 for state in offices for one in offices[state])
