"""A rule file that is incomplete is refused, with the place; those of the package are complete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.law import Rule, RuleError, load_rules, offices, slots
from tocsin.law.registers import RULES, questions
from tocsin.law.rulefile import blocks, load_rule
from tocsin.law.ruleform import LegalStatus

RULEBOOK = list(load_rules())
EXAMPLE = RULES / "us" / "CA.yaml"


def broken(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    raw = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    change(raw)
    path = tmp_path / "CA.yaml"
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return path


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "no validity": (lambda raw: raw.pop("valid"), "valid"),
    "no status": (lambda raw: raw.pop("status"), "status"),
    "no expiry": (lambda raw: raw.pop("stale_after"), "stale_after"),
    "a duty without source": (lambda raw: raw["duties"][0].pop("source"), "source"),
    "a source nobody declared": (lambda raw: raw["harm"].update(source=["zz"]), "not declared"),
    "a source without words": (lambda raw: raw["sources"]["a"].pop("words"), "words"),
    "a source without the day it was read": (lambda raw: raw["sources"]["a"].pop("read_on"), "read_on"),
    "no word on dissent": (lambda raw: raw["duties"][0].pop("dissent"), "dissent"),
    "a misspelt key": (lambda raw: raw["scope"].update(reisdent="x"), "reisdent"),
    "a misspelt element": (lambda raw: raw["elements"][0]["any"].append("snn"), "snn"),
    "a misspelt slot": (
        lambda raw: raw["duties"][0]["content"]["required"].append("what_hapened"),
        "what_hapened",
    ),
    "an unknown office": (lambda raw: raw["duties"][1].update(office="XX-AG"), "XX-AG"),
    "an unknown fact": (
        lambda raw: raw["breach"].update(trigger={"fact": "incident.nothing", "is": True}),
        "incident.nothing",
    ),
    "an unknown question": (lambda raw: raw["breach"].update(trigger={"ask": "who_knows"}), "who_knows"),
    "an unknown role": (lambda raw: raw["scope"].update(when={"role": "baker"}), "baker"),
    "a clock from nowhere": (lambda raw: raw["duties"][0]["clock"][0].update(start=["birthday"]), "birthday"),
    "a clock without unit": (lambda raw: raw["duties"][0]["clock"][0].pop("unit"), "unit"),
    "two comparators": (lambda raw: raw["duties"][1]["people"].update(ge=500), "exactly one"),
    "a duty that waits for itself": (
        lambda raw: raw["duties"][0].update(order=[{"relation": "with", "duty": "regulator"}]),
        "depends on itself",
    ),
    "a duty that goes with nothing": (lambda raw: raw["duties"][1].update(requires=["nobody"]), "nobody"),
    "uncertain without what would settle it": (lambda raw: raw["harm"].update(status="uncertain"), "settle"),
    "an end before the beginning": (
        lambda raw: raw.update(valid={"from": date(2020, 1, 1), "to": date(2019, 1, 1)}),
        "before",
    ),
    "a place that does not exist": (lambda raw: raw.update(jurisdiction="XX"), "XX"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_incomplete_file_is_refused(what: str, tmp_path: Path) -> None:
    change, said = CHANGES[what]
    with pytest.raises(RuleError, match=said) as refused:
        load_rule(broken(tmp_path, change))
    assert "CA.yaml" in str(refused.value)


def test_the_example_itself_is_accepted(tmp_path: Path) -> None:
    assert load_rule(broken(tmp_path, lambda raw: None)).id == "CA"


@pytest.mark.parametrize("rule", RULEBOOK, ids=lambda rule: rule.id)
def test_every_value_has_its_pedigree(rule: Rule) -> None:
    for place, block in blocks(rule.form):
        assert block.source, place
        assert block.stale_after > date(2026, 11, 23), f"{place} must be read again"
        assert block.status is not LegalStatus.UNCERTAIN or block.settle, place
    for key, source in rule.form.sources.items():
        assert len(source.words) <= 300, f"{key}: quote only the few operative words"
        assert source.read_on <= date.today(), key


@pytest.mark.parametrize("rule", RULEBOOK, ids=lambda rule: rule.id)
def test_every_source_is_used(rule: Rule) -> None:
    used = {key for _, block in blocks(rule.form) for key in block.source}
    assert set(rule.form.sources) == used


@pytest.mark.parametrize("rule", RULEBOOK, ids=lambda rule: rule.id)
def test_known_bad_sources_are_not_used(rule: Rule) -> None:
    bad = ("complianceiq", "stateregstoday", "findlawyerinut", "legalclarity", "privacylawmap", "ezel.ai")
    for source in rule.form.sources.values():
        assert not any(name in f"{source.url} {source.read_via}" for name in bad)


def test_a_file_says_the_place_it_is_filed_under() -> None:
    for rule in RULEBOOK:
        assert rule.path.removesuffix(".yaml").upper() in rule.id


def test_every_slot_and_office_is_complete() -> None:
    assert {slot.kind for slot in slots().values()} == {"text", "layout", "attachment"}
    assert all(slot.name and slot.where for slot in slots().values())
    for office in offices().values():
        assert office.verified_on is not None or office.confirm_before_sending, office.key
        assert office.expires > date(2026, 11, 23), office.key


def test_every_role_has_a_question() -> None:
    from tocsin.model.facts import Role

    assert {role.value for role in Role} == set(questions()["roles"])


def test_only_an_excuse_may_be_presumed_away(tmp_path: Path) -> None:
    question = {"ask": "complies_with_glba", "presumed": False}
    excuse = {"regime": "Another", "when": question, "effect": "exempt", "words": "perhaps", "source": ["a"]}
    assert load_rule(broken(tmp_path, lambda raw: raw["duties"][0].update(instead=[excuse])))
    with pytest.raises(RuleError, match="only an excuse"):
        load_rule(broken(tmp_path, lambda raw: raw["breach"].update(trigger=question)))
