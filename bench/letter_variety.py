"""Invented people of every place, kind and language, so that every layout of a letter occurs.

Names have accents, lengths and scripts that a letter meets; nobody here exists.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import zipcodes
from letter_people import ELEMENTS

from tocsin import law, notices, people
from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Facts, Role
from tocsin.model.factsfile import parse_facts
from tocsin.model.tables import EXPOSURES, PEOPLE, table
from tocsin.notices.solver import Ruling

PLACES = tuple(sorted(set(jurisdictions()) & {entry["state"] for entry in zipcodes.list_all()}))
KINDS = ("adult", "minor", "deceased")
LANGUAGES = ("en", "es")

NAMES = (
    "Ana Núñez-O’Brien", "Łucja Wójcik", "Jo Bell", "Nguyễn Thị Hương", "Þóra Jónsdóttir", "Ștefan Țîrlea",
    "Maria del Carmen Fernández de la Vega", "Ludovica-Wilhelmina Featherstonehaugh van der Berg-Castellano",
    "Zoë Ångström", "İbrahim Yıldız", "Jiří Dvořák", "D’Angelo (“Dee”) McRae Jr.", "Chloë \\ Smith",
)  # fmt: skip
STREETS = (
    "1 Oak St", "22 Elm Rd\nApt 4", "Palm Court\nc/o Office\nWing C", "P.O. Box 1187",
    "10450 North Martin Luther King Junior Boulevard West Building 14\nSuite 2300",
)  # fmt: skip

FACTS = """
organisation:
  name: Desert Palm Dental Group
  address: {street: 4100 East Speedway Boulevard, city: Tucson, state: AZ, postal_code: "85712"}
  toll_free: 833-555-0142
  contact: {name: Ellen Marsh, title: Owner, phone: 520-555-0100, email: a@b.example}
incident:
  kind: hacking
  medium: computerised
  data_of_others: no
  dates: {occurred_from: 2026-09-28, occurred_to: 2026-10-02, discovered: 2026-10-05,
    determined_breach: 2026-10-20, contained: 2026-10-06}
  intrusion: {accessed: yes, acquired: yes, actor: an unknown group}
  protection: {encrypted: no}
  harm: {misuse_seen: yes, harm_reasonably_likely: yes}
  holds: []
  actions_taken: [We shut the intruder out., We changed every password.]
  law_enforcement: [{organisation: the FBI}]
  services:
    provider: Example Identity Watch
    months: 24
    enrolment: To sign up, call 833-555-0199.
    enrolment_deadline: 2027-02-28
as_of: 2026-11-23
"""


def facts(roles: Sequence[Role] = ()) -> Facts:
    """The incident at an invented group, which has these roles and no others."""
    known = parse_facts(FACTS).model_dump(mode="json")
    known["organisation"]["roles"] = {role.value: role in roles for role in Role}
    return Facts.model_validate(known)


def plan(known: Facts, seed: int, sets: int, only: Sequence[str] = PLACES) -> notices.Plan:
    """A plan with people of every place, kind and language, each with so many sets of elements.

    Contradictions are settled by a made-up ruling of counsel, so that every class can be sent.
    """
    r = random.Random(seed)
    codes_of = _zip_codes()
    rows: list[dict[str, Any]] = []
    lost: list[dict[str, Any]] = []
    languages, codes = {}, {}
    for place in only:
        for kind in KINDS:
            for language in LANGUAGES:
                for at in range(sets):
                    ident = f"{place}-{kind}-{language}-{at}"
                    code, city = r.choice(codes_of[place])
                    rows.append(
                        {
                            "id": ident,
                            "name": r.choice(NAMES),
                            "street": r.choice(STREETS),
                            "city": city,
                            "state": place,
                            "postal_code": code,
                            "residence": place,
                            "minor": kind == "minor",
                            "deceased": kind == "deceased",
                            "kinds": ["patient"],
                            "mentions": 1,
                        }
                    )
                    own = ELEMENTS if at == 0 else r.sample(ELEMENTS, r.randint(1, 5))
                    lost += [
                        {"person": ident, "element": element, "protection": "plain"}
                        for element in ("person_name", *own)
                    ]
                    languages[ident] = language
                    if r.random() < 0.5:
                        codes[ident] = f"{r.randrange(36**8):08d}"[:9]
    who, what = table(PEOPLE, rows), table(EXPOSURES, lost)
    groups = people.group(who, what)
    obligations = law.obligations_table(law.evaluate(known, groups))
    covers = law.coverage(known, groups)

    def planned(rulings: Sequence[Ruling]) -> notices.Plan:
        return notices.plan(
            known, obligations, who, what, languages=languages, codes=codes, covers=covers, rulings=rulings,
            on=date(2026, 11, 23),
        )  # fmt: skip

    first = planned(())
    settled = {
        (group.reader.residence or "", clash.slot)
        for group in first.classes
        for clash in group.selection.contradictions
    }
    rulings = [Ruling(place, slot, False, "A. Counsel", "made up") for place, slot in sorted(settled)]
    return planned(rulings) if rulings else first


def _zip_codes() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in zipcodes.list_all():
        if entry["active"]:
            found[entry["state"]].append((entry["zip_code"], entry["city"]))
    return found
