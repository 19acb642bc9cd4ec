"""Facts and people drawn at random, from everything the facts model, the catalogue and the book know."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from tocsin.law import load_rules
from tocsin.law.registers import questions
from tocsin.model.elements import catalogue, jurisdictions
from tocsin.model.facts import HarmFindings, IncidentKind, Intrusion, Medium, Role

AS_OF = date(2026, 11, 23)
PLACES = sorted(jurisdictions())
ROLES = [role.value for role in Role]
QUESTIONS = sorted({*questions()["ask"], *(key for rule in load_rules() for key in rule.form.asks)})
OFTEN = ["ssn", "drivers_license", "financial_account", "payment_card", "medical_information", "password"]
SIZES = [1, 3, 249, 250, 251, 499, 500, 501, 999, 1000, 1001, 5001, 10001]
LATER = ["determined_breach", "reasonable_belief", "determined_harm", "scope_identified", "notified_by_vendor"]
SAME_AS_A_DATE = {"extortion_payment_made": "ransom_paid", "sec_incident_material": "materiality_determined"}
"""Questions that a recorded day has answered already; a contradiction is nobody's breach."""

yes_no = st.booleans()
element_sets = st.tuples(
    st.booleans(),
    st.sets(st.sampled_from(OFTEN), max_size=2),
    st.sets(st.sampled_from(sorted(catalogue())), min_size=1, max_size=3),
).map(lambda parts: sorted({*(["person_name"] if parts[0] else []), *parts[1], *parts[2]}))


@st.composite
def crowds(draw: st.DrawFn, least: int = 1) -> list[dict[str, Any]]:
    """Groups of a few places with a few sets of data, so that some differ in one trait only."""
    homes = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3))
    sets = draw(st.lists(element_sets, min_size=1, max_size=2))
    one = st.fixed_dictionaries(
        {
            "residence": st.sampled_from(homes),
            "elements": st.sampled_from(sets),
            "protection": st.sampled_from(["plain", "plain", "plain", "encrypted", "redacted", "hashed"]),
            "kind": st.sampled_from(["customer", "employee", "patient", "member"]),
            "minor": yes_no,
            "deceased": yes_no,
            "people": st.sampled_from(SIZES),
        }
    )
    return draw(st.lists(one, min_size=least, max_size=5))


@st.composite
def known_facts(draw: st.DrawFn) -> dict[str, Any]:
    """Facts in which nothing is unknown; three of four are of a kind that makes duties."""
    plain_case = draw(st.integers(0, 3)) > 0
    dates = draw(days_of_an_incident())
    incident = {
        "kind": draw(st.sampled_from(["hacking"] if plain_case else get_args(IncidentKind))),
        "medium": draw(st.sampled_from(["computerised"] if plain_case else get_args(Medium))),
        "own_data": plain_case or draw(yes_no),
        "data_of_others": draw(yes_no),
        "intrusion": bits(draw, [name for name in Intrusion.model_fields if name != "actor"]),
        "protection": bits(draw, ["encrypted", "key_taken", "redacted"]),
        "dates": dates,
        "harm": {
            **bits(draw, [n for n in HarmFindings.model_fields if n not in ("written_down_on", "decided_by")]),
            "written_down_on": dates["discovered"] + timedelta(days=3),
        },
        "answers": bits(draw, QUESTIONS),
    }
    incident["answers"] |= {key: True for key, day in SAME_AS_A_DATE.items() if day in dates}
    if plain_case:
        incident["intrusion"] |= {"accessed": True, "acquired": True, "good_faith_employee": False}
        incident["protection"]["encrypted"] = False
        incident["harm"]["harm_reasonably_likely"] = True
    return {"organisation": draw(organisations()), "as_of": AS_OF, "incident": incident}


@st.composite
def organisations(draw: st.DrawFn) -> dict[str, Any]:
    """An organisation with a few of all roles, licensed in some places."""
    held = draw(st.sets(st.sampled_from(ROLES), max_size=3))
    states = st.lists(st.sampled_from(PLACES), max_size=3, unique=True)
    return {
        "name": "Example",
        "roles": {role: role in held for role in ROLES},
        "licensed_in": {role: draw(states) for role in sorted(held)},
        "domicile": draw(st.sampled_from(PLACES)),
        "employees": draw(st.sampled_from([5, 49, 50, 5000])),
        "written_security_program": draw(yes_no),
    }


@st.composite
def days_of_an_incident(draw: st.DrawFn) -> dict[str, date]:
    """It occurred, was discovered, and every other day came after that, if it came."""
    occurred = draw(st.dates(date(2024, 1, 1), date(2026, 9, 1)))
    discovered = occurred + timedelta(days=draw(st.integers(0, 60)))
    dates = {"occurred_from": occurred, "discovered": discovered}
    for name in draw(st.sets(st.sampled_from([*LATER, *SAME_AS_A_DATE.values()]))):
        dates[name] = discovered + timedelta(days=draw(st.integers(0, 30)))
    return dates


def bits(draw: st.DrawFn, names: list[str]) -> dict[str, bool]:
    """Yes or no for each name, from one number: quick to draw, and it shrinks to no."""
    number = draw(st.integers(0, 2 ** len(names) - 1))
    return {name: bool(number >> place & 1) for place, name in enumerate(names)}
