"""What counsel asks of the law itself: a state whole, all side by side, what changed, is it fit."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from law_golden import people

from tocsin import law
from tocsin.law.book import bound
from tocsin.law.registers import RULES
from tocsin.model.facts import Facts

DAY = date(2026, 11, 23)
BOOK = law.load_rules()


def facts(**incident: object) -> Facts:
    usual: dict[str, object] = {
        "kind": "hacking",
        "medium": "computerised",
        "data_of_others": False,
        "intrusion": {"accessed": True, "acquired": True},
        "protection": {"encrypted": False, "redacted": False},
        "dates": {"discovered": date(2026, 3, 2), "determined_breach": date(2026, 3, 4)},
    }
    roles = dict.fromkeys(
        (
            "hipaa_covered_entity",
            "hipaa_business_associate",
            "government_agency",
            "bank",
            "credit_union",
            "insurance_licensee",
        ),
        False,
    )
    raw = {"organisation": {"name": "Example", "roles": roles}, "incident": {**usual, **incident}}
    return Facts.model_validate({**raw, "as_of": date(2026, 3, 10)})


def verdicts(asked: Facts, place: str, number: int = 700) -> dict[str, law.Obligation]:
    groups = people([{"residence": place, "elements": ["person_name", "ssn"], "people": number}])
    return {one.id: one for one in law.evaluate(asked, groups)}


# --- A rule at a glance -------------------------------------------------------------------------------------


def test_california_at_a_glance_has_its_comparators_clocks_and_sources() -> None:
    seen = law.glance(BOOK["CA"], DAY)
    [individuals] = seen.to("individuals")
    [regulator] = seen.to("regulator")
    assert individuals.deadline["amount"] == 30 and individuals.deadline["unit"] == "calendar_days"
    assert regulator.threshold is not None
    assert (regulator.threshold["comparator"], regulator.threshold["number"]) == (">", 500)
    assert regulator.deadline["text"] == "15 calendar days after the notice to individuals"
    assert "12 months" in individuals.services[0]["text"]
    assert "license_plate_reader" in {code for one in seen.elements for code in one.codes}
    assert seen.encryption == "encrypted data is exempt unless the key was taken too"


def test_before_its_amendment_california_had_no_number_of_days() -> None:
    [individuals] = law.glance(BOOK["CA"], date(2025, 6, 1)).to("individuals")
    assert individuals.deadline["amount"] is None


@pytest.mark.parametrize("rule", list(BOOK), ids=lambda rule: rule.id)
def test_every_rule_can_be_shown_whole_as_json_with_what_its_names_mean(rule: law.Rule) -> None:
    made = json.loads(json.dumps(law.rule_json(rule, DAY), default=str))
    assert made["at_a_glance"]["duties"] or rule.form.valid.from_ > DAY
    assert {duty["id"] for duty in made["rule"]["duties"]} == set(rule.duty_ids)
    assert all(made["asks"].values())
    assert all(block["source"] for block in made["rule"]["duties"])


# --- Side by side -------------------------------------------------------------------------------------------


def test_the_matrix_has_a_row_a_rule_in_every_format() -> None:
    rows = law.matrix(BOOK, DAY)
    assert {row.rule for row in rows} == {rule.id for rule in BOOK}
    read = list(csv.reader(io.StringIO(law.as_csv(rows))))
    assert len(read) == len(rows) + 1
    assert all(len(line) == len(read[0]) and line[-1] for line in read)
    page, text = law.as_html(rows, DAY), law.as_markdown(rows, DAY)
    for row in rows:
        assert f'id="{row.rule}"' in page
        assert f"· {row.rule}" in text
    assert "<script" not in page and page.count("confirmed by counsel") == 1


# --- What changed -------------------------------------------------------------------------------------------


def test_the_change_of_california_in_2026_is_found_with_both_values_and_its_source() -> None:
    changes = {one.place: one for one in law.diff([BOOK["CA"]], date(2025, 12, 31), date(2026, 1, 1))}
    clock = changes["duties.individuals.clock"]
    assert "30 calendar days" in clock.after and "30" not in clock.before
    assert any("SB 446" in source for source in clock.sources)
    assert not law.diff([BOOK["CA"]], date(2026, 1, 1), date(2026, 2, 1))


def test_a_law_that_begins_between_the_days_says_that_the_earlier_text_is_not_held() -> None:
    form = BOOK["CA"].form
    before = date(form.valid.from_.year - 1, 1, 1)
    first = law.diff([BOOK["CA"]], before, DAY)[0]
    assert first.place == "" and "not recorded" in first.before


# --- Is it fit ----------------------------------------------------------------------------------------------


def test_the_package_is_complete_and_was_read_recently() -> None:
    made = law.check(BOOK, DAY)
    assert made.fit, [finding for finding in made.findings if finding.grave]
    assert made.rules == len(BOOK) and made.values > made.rules


def test_a_value_that_was_to_be_read_again_is_grave() -> None:
    late = law.check(bound([RULES / "us" / "CA.yaml"]), date(2030, 1, 1))
    assert not late.fit
    assert any(finding.rule == "CA" and "read again" in finding.words for finding in late.findings)


def test_a_broken_file_is_named_and_the_others_are_still_checked(tmp_path: Path) -> None:
    raw = yaml.safe_load((RULES / "us" / "CA.yaml").read_text(encoding="utf-8"))
    del raw["duties"][0]["source"]
    (tmp_path / "CA.yaml").write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    made = law.check(bound([tmp_path / "CA.yaml", RULES / "us" / "TX.yaml"]), DAY)
    assert not made.fit and made.rules == 1
    assert any("duties" in finding.words and finding.rule == "CA" for finding in made.findings)


# --- Harm: asked in the law's own words, decided under each law, kept ---------------------------------------

UNLIKELY = {"investigated": True, "harm_reasonably_likely": False, "misuse_seen": False}


def test_floridas_test_is_asked_in_floridas_words_with_whom_to_consult_and_what_is_missing() -> None:
    asked = facts(harm=UNLIKELY)
    groups = people([{"residence": "FL", "elements": ["person_name", "ssn"], "people": 700}])
    [question] = [one for one in law.harm_questions(asked, law.evaluate(asked, groups)) if one.rule == "FL"]
    assert "identity theft or any other financial harm" in question.question
    assert "law enforcement" in question.consult and question.keep_years == 5 and question.written
    assert any("writing" in line for line in question.missing)
    assert any("law enforcement" in line for line in question.missing)


def test_a_law_without_a_test_of_harm_asks_nothing() -> None:
    asked = facts()
    groups = people([{"residence": "CA", "elements": ["person_name", "ssn"], "people": 700}])
    assert "CA" not in {one.rule for one in law.harm_questions(asked, law.evaluate(asked, groups))}


def test_a_decision_under_one_law_leaves_the_other_laws_as_they_were() -> None:
    decided = {
        "rule": "FL",
        **UNLIKELY,
        "law_enforcement_consulted": True,
        "written_down_on": date(2026, 3, 8),
        "decided_by": "A. Counsel",
        "reasons": ["the laptop was found unopened"],
    }
    asked = facts(decisions=[decided])
    florida, michigan = verdicts(asked, "FL"), verdicts(asked, "MI")
    assert florida["FL.individuals"].status == "not_due"
    assert michigan["MI.individuals"].status == "due"  # nothing was found under its own test


def test_a_decision_not_to_notify_is_kept_as_long_as_the_law_says() -> None:
    written = {**UNLIKELY, "law_enforcement_consulted": True, "written_down_on": date(2026, 3, 8)}
    kept = verdicts(facts(harm=written), "FL")["FL.keep_assessment"]
    assert kept.status == "keep" and kept.recipient == "own_records"
    assert kept.deadline == "2031-03-08"  # 8 March 2026 + 5 years
    unwritten = verdicts(facts(harm={**UNLIKELY, "law_enforcement_consulted": True}), "FL")
    assert unwritten.get("FL.keep_assessment") is None or unwritten["FL.keep_assessment"].status == "due"


def test_nothing_is_to_be_kept_where_notice_goes_out() -> None:
    assert "FL.keep_assessment" not in verdicts(facts(harm={"harm_reasonably_likely": True}), "FL")


def test_two_decisions_under_one_law_are_refused() -> None:
    with pytest.raises(ValueError, match="two decisions under FL"):
        facts(decisions=[{"rule": "FL"}, {"rule": "FL"}])


# --- The fewest facts ---------------------------------------------------------------------------------------


def test_a_duty_that_hangs_on_facts_names_the_fewest_that_settle_it_each_way() -> None:
    one = verdicts(facts(protection={}), "CA")["CA.individuals"]
    assert one.depends_on == ("incident.protection.encrypted", "incident.protection.key_taken")
    assert one.due_if == ("incident.protection.encrypted",)  # it was not: then the key does not matter
    assert one.not_due_if == one.depends_on
    assert any("due by the answer to incident.protection.encrypted alone" in line for line in one.why)


def test_a_threshold_that_hangs_on_two_groups_needs_both() -> None:
    groups = people(
        [
            {"residence": "CA", "elements": ["person_name", "ssn"], "people": 300},
            {"residence": None, "elements": ["person_name", "ssn"], "people": 150},
            {"residence": "CA", "elements": ["person_name", "ssn"], "people": 100, "protection": None},
        ]
    )
    found = {one.id: one for one in law.evaluate(facts(), groups)}["CA.regulator"]
    assert found.status == "depends"
    assert set(found.due_if) == {"groups.protection", "groups.residence"}
    assert len(found.not_due_if) == 1


# --- Verdicts as data ---------------------------------------------------------------------------------------


def test_a_verdict_as_json_has_the_deadline_in_parts() -> None:
    made = law.obligation_json(verdicts(facts(), "CA")["CA.regulator"])
    assert made["deadline"] | {"text": ""} == {
        "date": "2026-04-16",
        "amount": 15,
        "unit": "calendar_days",
        "from": "sent:individuals",
        "text": "",
    }
    assert {
        "jurisdiction",
        "rule",
        "recipient",
        "office",
        "status",
        "order",
        "depends_on",
        "why",
    } <= made.keys()
    assert {"depends_on", "why", "content", "services", "sources"} <= made.keys()


def test_people_in_quebec_live_in_canada_and_people_in_canada_not_in_quebec() -> None:
    from tocsin.law.counting import lies_in

    assert lies_in("CAN-QC", "CAN") and lies_in("CAN-QC", "CAN-QC")
    assert not lies_in("CAN", "CAN-QC") and not lies_in("CA", "CAN")
