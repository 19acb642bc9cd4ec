"""Facts and people drawn at random, from everything the facts model, the catalogue and the book know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any, get_args

from hypothesis import strategies as st

from tocsin.law import load_rules
from tocsin.law.registers import questions
from tocsin.model.elements import catalogue, jurisdictions
from tocsin.model.facts import HarmFindings, IncidentKind, Intrusion, Medium, Role

AS_OF = date(2026, 11, 23)
PLACES = sorted(jurisdictions())
ROLES = [role.value for role in Role]
EXCUSED = ["hipaa_covered_entity", "bank", "credit_union", "insurance_licensee", "nydfs_covered_entity"]
"""Roles under a regime that many laws accept in place of their own."""
QUESTIONS = sorted({*questions()["ask"], *(key for rule in load_rules() for key in rule.form.asks)})
OFTEN = ["ssn", "drivers_license", "financial_account", "payment_card", "medical_information", "password"]
SIZES = [1, 3, 249, 250, 251, 499, 500, 501, 999, 1000, 1001, 5001, 10001]
LATER = [
    "determined_breach",
    "reasonable_belief",
    "determined_harm",
    "scope_identified",
    "notified_by_vendor",
]
SAME_AS_A_DATE = {"extortion_payment_made": "ransom_paid", "sec_incident_material": "materiality_determined"}
"""Questions that a recorded day has answered already; a contradiction is nobody's breach."""

# Drawn from one seed: Hypothesis draws small numbers and the first of a list too often to reach every place
# and to answer a hundred questions both ways.
seeds = st.integers(0, 2**63 - 1).map(Random)


def crowd(chance: Random) -> list[dict[str, Any]]:
    """Groups of a few places with a few sets of data, so that some differ in one trait only."""
    homes = chance.sample(PLACES, chance.randint(1, 3))
    sets = [_elements(chance) for _ in range(chance.randint(1, 2))]
    return [
        {
            "residence": chance.choice(homes),
            "elements": chance.choice(sets),
            "protection": chance.choice(["plain", "plain", "plain", "encrypted", "redacted", "hashed"]),
            "kind": chance.choice(["customer", "employee", "patient", "member"]),
            "minor": chance.random() < 0.2,
            "deceased": chance.random() < 0.2,
            "people": chance.choice(SIZES),
        }
        for _ in range(chance.randint(1, 5))
    ]


def _elements(chance: Random) -> list[str]:
    named = ["person_name"] if chance.random() < 0.8 else []
    often, any_ = chance.sample(OFTEN, chance.randint(0, 2)), chance.sample(sorted(catalogue()), 2)
    return sorted({*named, *often, *any_})


def known(chance: Random) -> dict[str, Any]:
    """Facts in which nothing is unknown; three of four are of a kind that makes duties."""
    plain_case = chance.random() < 0.75
    dates = _dates(chance)
    findings = [name for name in HarmFindings.model_fields if name not in ("written_down_on", "decided_by")]
    incident = {
        "kind": chance.choice(["hacking"] if plain_case else get_args(IncidentKind)),
        "medium": chance.choice(["computerised"] if plain_case else get_args(Medium)),
        "own_data": plain_case or chance.random() < 0.5,
        "data_of_others": chance.random() < 0.5,
        "intrusion": _yes_no(chance, [name for name in Intrusion.model_fields if name != "actor"]),
        "protection": _yes_no(chance, ["encrypted", "key_taken", "redacted"]),
        "dates": dates,
        "harm": _yes_no(chance, findings) | {"written_down_on": dates["discovered"] + timedelta(days=3)},
        "answers": _yes_no(chance, QUESTIONS),
    }
    incident["answers"] |= {key: True for key, day in SAME_AS_A_DATE.items() if day in dates}
    if plain_case:
        incident["intrusion"] |= {"accessed": True, "acquired": True, "good_faith_employee": False}
        incident["protection"]["encrypted"] = chance.random() < 0.1
        incident["harm"]["harm_reasonably_likely"] = chance.random() < 0.8
    return {"organisation": _organisation(chance), "as_of": AS_OF, "incident": incident}


def _organisation(chance: Random) -> dict[str, Any]:
    excused = chance.sample(EXCUSED, chance.randint(0, 1))
    held = sorted({*chance.sample(ROLES, chance.randint(0, 3)), *excused})
    return {
        "name": "Example",
        "roles": {role: role in held for role in ROLES},
        "licensed_in": {role: chance.sample(PLACES, chance.randint(0, 20)) for role in held},
        "domicile": chance.choice(PLACES),
        "employees": chance.choice([5, 49, 50, 5000]),
        "written_security_program": chance.random() < 0.5,
    }


def _dates(chance: Random) -> dict[str, date]:
    """It occurred, was discovered, and every other day came after that, if it came."""
    occurred = date(2024, 1, 1) + timedelta(days=chance.randrange(1000))
    discovered = occurred + timedelta(days=chance.randrange(60))
    others = [name for name in (*LATER, *SAME_AS_A_DATE.values()) if chance.random() < 0.5]
    later = {name: discovered + timedelta(days=chance.randrange(30)) for name in others}
    return {"occurred_from": occurred, "discovered": discovered, **later}


def _yes_no(chance: Random, names: Iterable[str]) -> dict[str, bool]:
    return {name: chance.random() < 0.5 for name in names}


known_facts = seeds.map(known)
crowds = seeds.map(crowd)
