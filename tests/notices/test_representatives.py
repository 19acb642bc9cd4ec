"""Letters to somebody who acts for a person: whom they name, where they go, and what they say."""

from __future__ import annotations

from typing import Any

import pytest
from notices_case import CALIFORNIA, MASSACHUSETTS, duty, make_plan, person, text_of, words

from tocsin.notices import Plan, render_batch, single
from tocsin.notices.channels.monitoring import needs
from tocsin.notices.people import ROLES, Representative

TRAITS: dict[str, dict[str, bool]] = {
    "adult": {},
    "minor": {"minor": True},
    "deceased": {"deceased": True},
}
AS = {
    "parent": ("as Parent of", "como padre o madre de"),
    "legal_guardian": ("as Legal Guardian of", "como tutor/a legal de"),
    "conservator": ("as Conservator of", "como curador/a de"),
    "attorney_in_fact": ("as Attorney-in-Fact for", "como apoderado/a de"),
    "executor": ("as Executor of the Estate of", "como albacea de la sucesión de"),
    "administrator": ("as Administrator of the Estate of", "como administrador/a de la sucesión de"),
    "next_of_kin": ("as Next of Kin of", "como familiar más cercano de"),
}
EVERY = [(role, kind, language) for role, fits in ROLES.items() for kind in fits for language in ("en", "es")]


def letter_for(role: str, kind: str, language: str = "en", **address: str) -> Plan:
    """A plan of one letter to somebody in this role."""
    return make_plan(
        [person(1, "MA", postal_code="02139", **TRAITS[kind])],
        [duty("MA", [*MASSACHUSETTS, *CALIFORNIA])],
        representatives={"person-1": Representative("Jane Roe", role, **address)},
        languages={"person-1": language},
    )


@pytest.mark.parametrize(("role", "kind", "language"), EVERY)
def test_the_letter_is_addressed_to_the_representative_by_name_in_every_role_and_language(
    role: str, kind: str, language: str
) -> None:
    made = letter_for(role, kind, language)
    (piece,), (group,) = list(made.pieces), made.classes
    relation = AS[role][language == "es"]
    assert group.reader.kind == ROLES[role][kind] and not group.obstacle
    address = words(" ".join(line.text for line in piece.address))
    assert address.startswith(f"Jane Roe {relation} Maria López 1 Oak Street")
    hello = {"en": "Dear", "es": "Estimado/a"}[language]
    assert piece.salutation == f"{hello} Jane Roe, {relation} Maria López:"
    alone, printed = words(text_of(single(made, piece))), words(text_of(render_batch(made, 0).pdf))
    for page in (alone, printed):
        assert piece.salutation in page and relation in page
    assert "your child" not in printed or kind == "minor"
    assert "your family member" not in printed or role == "next_of_kin"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_representative_learns_which_proof_the_bureaus_ask_for(language: str) -> None:
    text = words(letter_for("attorney_in_fact", "adult", language).classes[0].letter.text)
    wanted = {
        "en": [
            "power of attorney",
            "court order",
            "protected consumer",
            "If you no longer act for this person",
        ],
        "es": [
            "poder notarial",
            "orden judicial",
            "consumidor protegido",
            "Si ya no representa a esta persona",
        ],
    }
    assert not [said for said in wanted[language] if said not in text]


def test_the_letter_goes_to_the_address_of_the_representative_where_one_is_known() -> None:
    there = {"street": "9 Elm Road", "city": "Salem", "state": "OR", "postal_code": "97301"}
    (piece,) = letter_for("executor", "deceased", **there).pieces
    assert [line.text for line in piece.address][-2:] == ["9 Elm Road", "Salem, OR 97301"]
    abroad = {"street": "4 rue Haute", "city": "Lyon", "postal_code": "69001", "country": "France"}
    (piece,) = letter_for("executor", "deceased", **abroad).pieces
    assert [line.text for line in piece.address][-2:] == ["69001 Lyon", "FRANCE"]


def test_a_person_without_a_usable_address_is_reached_through_the_representative() -> None:
    lost: dict[str, Any] = {"street": None, "city": None, "postal_code": None}
    who = [person(1, "CA", **lost), person(2, "CA", **lost)]
    there = Representative("Jane Roe", "conservator", "9 Elm Road", "Salem", "OR", "97301")
    made = make_plan(who, [duty("CA", CALIFORNIA)], representatives={"person-1": there})
    assert [piece.person for piece in made.pieces] == ["person-1"]
    assert [(one.person, one.reason) for one in made.unsent] == [
        ("person-2", "no postal address in the files")
    ]


def test_the_law_stays_that_of_the_person_wherever_the_representative_lives() -> None:
    there = {"street": "9 Elm Road", "city": "Salem", "state": "OR", "postal_code": "97301"}
    made = letter_for("attorney_in_fact", "adult", **there)
    assert made.classes[0].reader.residence == "MA"
    assert "right to file a police report" in words(made.classes[0].letter.text)


@pytest.mark.parametrize(
    ("role", "kind"), [("attorney_in_fact", "deceased"), ("executor", "adult"), ("parent", "adult")]
)
def test_a_role_that_does_not_fit_the_person_is_not_used(role: str, kind: str) -> None:
    made = letter_for(role, kind)
    assert made.classes[0].reader.kind == kind
    (piece,) = made.pieces
    assert "Jane Roe" not in " ".join(line.text for line in piece.address)


def test_a_represented_adult_is_owed_the_service_of_an_adult_and_an_estate_none() -> None:
    services = {"MA.individuals": ["18 months: credit monitoring"]}
    (need,) = needs(letter_for("conservator", "adult"), services)
    assert (need.product, need.months) == ("adult", 18)
    assert not needs(letter_for("executor", "deceased"), services)


def test_people_with_and_without_a_representative_stand_in_one_batch() -> None:
    who = [person(number, "CA") for number in range(1, 8)]
    acting = {"person-3": Representative("Jane Roe", "legal_guardian")}
    made = make_plan(who, [duty("CA", CALIFORNIA)], representatives=acting)
    text = words(text_of(render_batch(made, 0).pdf))
    assert text.count("Dear Maria López:") == 6
    assert text.count("Dear Jane Roe, as Legal Guardian of Maria López:") == 1
