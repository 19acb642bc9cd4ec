"""Every place × sector × kind of person, under the law as it is: what is required is said, what is
forbidden is not, and where laws contradict each other both are named."""

from __future__ import annotations

from functools import cache

import pytest
from notices_case import make_facts

from tocsin import law
from tocsin.law.registers import RULES, written
from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Facts, Role
from tocsin.model.tables import EXPOSURES, GROUPS, PEOPLE, table
from tocsin.notices import Plan, plan
from tocsin.notices.blocks import library
from tocsin.notices.letterplan import OWED
from tocsin.notices.people import Representative

SECTORS: dict[str, tuple[Role, ...]] = {
    "commerce": (),
    "health": (Role.HIPAA_COVERED_ENTITY,),
    "finance": (Role.GLBA_FINANCIAL_INSTITUTION,),
    "bank": (Role.GLBA_FINANCIAL_INSTITUTION, Role.BANK),
    "insurance": (Role.INSURANCE_LICENSEE,),
    "health app": (Role.PERSONAL_HEALTH_RECORD_VENDOR,),
    "addiction treatment": (Role.HIPAA_COVERED_ENTITY, Role.PART_2_PROGRAM),
    "agency": (Role.GOVERNMENT_AGENCY,),
    "telephone": (Role.TELECOM_CARRIER,),
}
ELEMENTS = [
    "drivers_license",
    "financial_account",
    "financial_access_code",
    "medical_information",
    "person_name",
    "ssn",
]
KINDS = ("adult", "minor", "deceased", "represented", "estate")
ACTING = {
    "represented": Representative("Jane Roe", "attorney_in_fact"),
    "estate": Representative("Jane Roe", "executor"),
}

KNOWN_TO_DISAGREE = {("MA", "nature_of_breach"), ("MA", "number_affected"), ("MA", "what_happened")}
"""M.G.L. c. 93H s. 3(b) keeps out of the letter what a federal law wants in it. Counsel rules on it."""


def places() -> list[str]:
    """Places with rules of their own whose residents may have to be told."""
    found = {written(path)["jurisdiction"] for path in RULES.rglob("*.yaml")}
    return sorted(found & jurisdictions().keys() - {"US"})


def facts_of(sector: str) -> Facts:
    known = make_facts(
        medium="computerised",
        protection={"encrypted": False},
        harm={"misuse_seen": True, "harm_reasonably_likely": True},
        intrusion={"accessed": True, "acquired": True, "actor": "an unknown group"},
    ).model_dump(mode="json")
    roles = SECTORS[sector]
    known["organisation"]["roles"] = {role.value: role in roles for role in Role}
    known["organisation"]["licensed_in"] = {
        role.value: places() for role in roles if role is Role.INSURANCE_LICENSEE
    }
    known["incident"]["dates"] |= {"determined_breach": "2026-10-20", "contained": "2026-10-06"}
    return Facts.model_validate(known)


@cache
def planned(sector: str) -> tuple[Plan, dict[str, set[str]], dict[str, set[str]]]:
    """The plan for one person of each kind in each place; what duties require and forbid, by id."""
    facts = facts_of(sector)
    people = [
        {
            "id": f"{place}-{kind}",
            "name": "Maria López",
            "street": "1 Oak Street",
            "city": "Springfield",
            "state": place,
            "postal_code": "90012",
            "residence": place,
            "minor": kind == "minor",
            "deceased": kind in {"deceased", "estate"},
            "kinds": ["customer"],
        }
        for place in places()
        for kind in KINDS
    ]
    groups = table(
        GROUPS,
        [
            {
                "residence": one["residence"],
                "elements": ELEMENTS,
                "protection": "plain",
                "kind": "customer",
                "minor": one["minor"],
                "deceased": one["deceased"],
                "people": 700,
            }
            for one in people
        ],
    )
    duties = law.obligations_table(law.evaluate(facts, groups))
    exposures = table(
        EXPOSURES,
        [
            {"person": one["id"], "element": code, "protection": "plain"}
            for one in people
            for code in ELEMENTS
        ],
    )
    acting = {f"{place}-{kind}": one for place in places() for kind, one in ACTING.items()}
    covers = law.coverage(facts, groups)
    made = plan(facts, duties, table(PEOPLE, people), exposures, covers=covers, representatives=acting)
    rows = duties.to_pylist()
    return (
        made,
        {r["id"]: set(r["content"] or ()) for r in rows},
        {r["id"]: set(r["forbidden"] or ()) for r in rows},
    )


@pytest.mark.parametrize("sector", SECTORS)
def test_required_is_said_and_forbidden_is_not_in_every_place(sector: str) -> None:
    made, required, forbidden = planned(sector)
    excused = library().by_design.keys() | library().if_any.keys()
    assert made.classes
    for group in made.classes:
        asked = set().union(*(required[ident] for ident in group.obligations))
        barred = set().union(*(forbidden[ident] for ident in group.obligations))
        said = set().union(*(block.fills for block in group.selection.blocks))
        gaps = {gap.slot for gap in group.selection.gaps}
        where = (sector, group.variant)
        assert not said & barred, where
        assert asked - barred <= said | excused | gaps, where
        assert {clash.slot for clash in group.selection.contradictions} == asked & barred, where


@pytest.mark.parametrize("sector", SECTORS)
def test_only_contradictions_that_are_known_stop_a_letter(sector: str) -> None:
    made, _, _ = planned(sector)
    found = {
        (group.reader.residence, clash.slot)
        for group in made.classes
        for clash in group.selection.contradictions
    }
    assert found <= KNOWN_TO_DISAGREE
    for group in made.classes:
        for clash in group.selection.contradictions:
            assert "93H" in str(clash), clash


@pytest.mark.parametrize("sector", SECTORS)
def test_every_place_whose_duty_is_in_force_has_its_letters(sector: str) -> None:
    made, _, _ = planned(sector)
    written_to = {group.reader.residence for group in made.classes}
    owed = made.obligations.to_pylist()
    own = {r["jurisdiction"] for r in owed if r["recipient"] == "individuals" and r["status"] in OWED} - {
        "US"
    }
    assert own & set(places()) <= written_to
    if sector == "commerce":
        assert len(written_to) >= 50


def test_massachusetts_and_rhode_island_are_told_apart_by_the_law_itself() -> None:
    made, _, _ = planned("commerce")
    texts = {
        g.reader.residence: " ".join(g.letter.text.split()) for g in made.classes if g.reader.kind == "adult"
    }
    assert "broke into" not in texts["MA"] and "The breach affected" not in texts["MA"]
    assert "right to file a police report" in texts["MA"]
    assert "broke into" in texts["RI"] and "The breach affected" in texts["RI"]
