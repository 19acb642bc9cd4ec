"""HIPAA's four factors and the EDPB's factors: findings in words beside the ENISA number, never a number."""

from datetime import date

import pytest

from tocsin.harm import assess
from tocsin.harm.factors import circumstances
from tocsin.harm.methods import methods
from tocsin.model.facts import Facts
from tocsin.model.tables import GROUPS, SEVERITY, table

HIPAA, EDPB = "HIPAA four factors", "EDPB 9/2022"
CLINIC = {"hipaa_covered_entity": True, "hipaa_business_associate": False}
SHOP = {"hipaa_covered_entity": False, "hipaa_business_associate": False}
STOLEN = {"accessed": True, "acquired": True}
PATIENTS = {"residence": "AZ", "elements": ["person_name", "medical_information"], "people": 40}


def rows(*groups, roles=CLINIC, **incident):
    facts = Facts.model_validate(
        {"organisation": {"name": "Practice", "roles": roles}, "incident": {"kind": "hacking"} | incident}
    )
    return {row["method"]: row for row in reversed(_table(facts, groups).to_pylist())}


def _table(facts, groups):
    return assess(facts, table(GROUPS, [{"kind": "unknown", "protection": "plain"} | one for one in groups]))


def factor(row, words):
    return next(one for one in row["factors"] if words in one["name"].lower())


def asked(one):
    return [question["fact"] for question in one["open"]]


def test_without_a_covered_entity_or_associate_there_is_no_hipaa_row():
    assert HIPAA not in rows(PATIENTS, roles=SHOP)


def test_an_organisation_that_may_be_a_covered_entity_gets_the_four_factors_and_no_verdict():
    row = rows(PATIENTS, roles={}, intrusion=STOLEN)[HIPAA]
    assert row["band"] == "undecided"
    assert "not known whether the organisation is a covered entity" in row["reasons"][0]


def test_without_people_in_the_eea_or_the_united_kingdom_there_is_no_edpb_row():
    assert EDPB not in rows(PATIENTS)
    assert EDPB in rows(PATIENTS | {"residence": "EU"})
    assert EDPB in rows(PATIENTS | {"residence": "GBR"})


def test_a_law_that_is_known_not_to_reach_the_organisation_takes_its_place_away():
    people = [PATIENTS | {"residence": "EU", "people": 3}, PATIENTS | {"residence": "GBR", "people": 2}]
    row = rows(*people, answers={"eu_gdpr_applies": False})[EDPB]
    assert row["subject"] == "2 people in the United Kingdom"
    assert EDPB not in rows(*people, answers={"eu_gdpr_applies": False, "gbr_gdpr_applies": False})


def test_enisa_stands_first_and_the_others_give_no_number():
    facts = Facts.model_validate({"organisation": {"name": "Firm", "roles": CLINIC}})
    found = _table(facts, [PATIENTS, PATIENTS | {"residence": "EU", "elements": ["iban"]}])
    assert found.schema == SEVERITY
    assert found["method"].to_pylist() == ["ENISA 2013", "ENISA 2013", HIPAA, EDPB]
    assert [value is None for value in found["value"].to_pylist()] == [False, False, True, True]


def test_nobody_counted_gives_no_method_at_all():
    facts = Facts.model_validate({"organisation": {"name": "Firm", "roles": CLINIC}})
    assert assess(facts, GROUPS.empty_table()).num_rows == 0


def test_each_factor_has_a_finding_and_its_section():
    row = rows(PATIENTS, intrusion=STOLEN)[HIPAA]
    cited = [one["source"]["citation"] for one in row["factors"]]
    assert cited == [f"45 CFR § 164.402(2)({number})" for number in ("i", "ii", "iii", "iv")]
    assert all(one["finding"] and one["source"]["url"].startswith("https://") for one in row["factors"])


def test_stolen_health_information_is_presumed_a_breach():
    row = rows(PATIENTS, intrusion=STOLEN)[HIPAA]
    assert row["band"] == "presumed breach"
    assert "40 of them with health data" in factor(row, "nature")["finding"]


def test_whether_it_was_acquired_or_viewed_is_asked_when_nobody_knows():
    row = rows(PATIENTS)[HIPAA]
    one = factor(row, "acquired or viewed")
    assert one["finding"] == "Nothing is known."
    assert asked(one) == ["incident.intrusion.acquired", "incident.intrusion.accessed"]
    assert row["band"] == "undecided"


def test_what_is_known_is_not_asked_again():
    one = factor(rows(PATIENTS, intrusion=STOLEN)[HIPAA], "acquired or viewed")
    assert "copied or taken" in one["finding"] and one["open"] == []


def test_encrypted_with_the_key_safe_is_not_unsecured_health_information():
    row = rows(PATIENTS, intrusion=STOLEN, protection={"encrypted": True, "key_taken": False})[HIPAA]
    assert row["band"] == "not unsecured"
    assert "could not be read" in factor(row, "acquired or viewed")["finding"]


@pytest.mark.parametrize("key_taken", [True, None])
def test_encryption_frees_nobody_while_the_key_is_taken_or_may_be(key_taken):
    row = rows(PATIENTS, intrusion=STOLEN, protection={"encrypted": True, "key_taken": key_taken})[HIPAA]
    assert row["band"] == "presumed breach"
    assert ("incident.protection.key_taken" in asked(factor(row, "nature"))) == (key_taken is None)


def test_employment_records_are_left_out_of_health_information():
    employees = PATIENTS | {"kind": "employee", "people": 9}
    assert rows(PATIENTS, employees, intrusion=STOLEN)[HIPAA]["subject"] == "40 people, employees left out"
    alone = rows(employees, intrusion=STOLEN)[HIPAA]
    assert alone["band"] == "undecided" and "Only employees" in alone["reasons"][0]


WRITTEN = {"investigated": True, "written_down_on": date(2026, 3, 1), "misuse_seen": False}


def test_a_low_probability_counts_only_with_a_written_assessment_behind_it():
    answer = {"low_probability_of_compromise": True}
    bare = rows(PATIENTS, intrusion=STOLEN, answers=answer)[HIPAA]
    shown = rows(PATIENTS, intrusion=STOLEN, answers=answer, harm=WRITTEN)[HIPAA]
    seen = rows(PATIENTS, intrusion=STOLEN, answers=answer, harm=WRITTEN | {"misuse_seen": True})[HIPAA]
    assert [row["band"] for row in (bare, shown, seen)] == [
        "presumed breach",
        "low probability (recorded)",
        "presumed breach",
    ]


def test_the_decision_recorded_under_hipaa_is_the_one_that_is_read():
    decision = {"rule": "US-HIPAA", "decided_by": "Counsel", **WRITTEN}
    answers = {"low_probability_of_compromise": True}
    row = rows(PATIENTS, intrusion=STOLEN, answers=answers, decisions=[decision])[HIPAA]
    assert row["band"] == "low probability (recorded)"
    assert any("by Counsel" in reason for reason in row["reasons"])


def test_an_employee_in_good_faith_leaves_it_to_counsel():
    row = rows(PATIENTS, intrusion=STOLEN | {"good_faith_employee": True})[HIPAA]
    assert row["band"] == "undecided" and "(1)(i)" in row["reasons"][0]


EUROPEANS = PATIENTS | {"residence": "EU"}
PLAIN = EUROPEANS | {"elements": ["person_name", "email_address"]}


def edpb(*groups, **incident):
    return rows(*groups, roles=SHOP, **({"intrusion": STOLEN} | incident))[EDPB]


def test_for_special_categories_damage_is_considered_likely():
    assert edpb(EUROPEANS)["band"] == "damage likely"
    assert "consider damage likely" in factor(edpb(EUROPEANS), "sensitivity")["finding"]


def test_other_data_leaves_the_risk_to_a_person_and_asks_for_it():
    row = edpb(PLAIN)
    assert row["band"] == "undecided"
    assert {"question.eu_risk_unlikely", "question.eu_high_risk"} <= set(asked(factor(row, "general")))


@pytest.mark.parametrize(
    ("unlikely", "high", "level"),
    [
        (True, None, "risk unlikely (recorded)"),
        (False, None, "risk (recorded)"),
        (False, False, "risk not high (recorded)"),
        (False, True, "high risk (recorded)"),
    ],
)
def test_what_a_person_answered_is_shown_as_recorded(unlikely, high, level):
    assert edpb(PLAIN, answers={"eu_risk_unlikely": unlikely, "eu_high_risk": high})["band"] == level


def test_a_recorded_answer_against_the_guidelines_is_called_out():
    row = edpb(EUROPEANS, answers={"eu_risk_unlikely": True})
    assert row["band"] == "damage likely" and "a person must settle this" in row["reasons"][0]


def test_one_place_answered_does_not_speak_for_the_other():
    both = [PLAIN, PLAIN | {"residence": "GBR"}]
    assert edpb(*both, answers={"eu_risk_unlikely": True})["band"] == "undecided"
    assert edpb(*both, answers={"gbr_high_risk": True})["band"] == "high risk (recorded)"


def test_europeans_are_counted_and_people_without_residence_may_add_to_them():
    row = edpb(PLAIN, PATIENTS | {"people": 900}, PATIENTS | {"residence": None, "people": 7})
    one = factor(row, "number")
    assert "40 people in the European Economic Area" in one["finding"]
    assert "7 whose residence is not known" in one["finding"]


def test_an_uncounted_group_is_an_unknown_number_not_nobody():
    row = edpb(EUROPEANS | {"people": None})
    assert row["subject"].startswith("an unknown number of people")
    assert row["band"] == "damage likely"
    assert "An unknown number are named" in factor(row, "identification")["finding"]
    assert asked(factor(row, "number")) == ["incident.people"]


def test_minors_are_a_finding():
    assert (
        "40 are recorded as minors"
        in factor(edpb(PLAIN | {"minor": True}), "characteristics of the people")["finding"]
    )


def test_braces_in_what_a_user_wrote_are_only_text():
    row = rows(PATIENTS, intrusion=STOLEN | {"actor": "{people} & co."})[HIPAA]
    assert "{people} & co." in factor(row, "who used")["finding"]


def test_every_sentence_of_every_method_can_be_said():
    facts = Facts.model_validate({"organisation": {"name": "Firm", "roles": CLINIC}})
    groups = table(GROUPS, [EUROPEANS, PATIENTS | {"residence": "GBR"}]).to_pylist()
    for method in methods():
        found = circumstances(method, facts, groups)
        said = [*method.levels, *method.notes, *(one for each in method.factors for one in each.say)]
        questions = [one for each in method.factors for one in each.ask]
        assert all(sentence.say.format_map(found) for sentence in said)
        assert all(set(one.when) <= found.keys() for one in (*said, *questions))
        assert not method.levels[-1].when, "the last level must always hold"
