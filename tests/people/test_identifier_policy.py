"""The identifier policy is data: what it says is what keeps people apart, and a broken file is refused."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import yaml
from making import person, resolved, together

from tocsin.people import STRICT
from tocsin.people.policy import PolicyError, load, read, shipped
from tocsin.people.words import words

HOME = {"street": "12 Oak Street", "city": "Tucson", "state": "AZ", "postal_code": "85701"}


@pytest.fixture
def raw():
    return copy.deepcopy(words("identifier_policy"))


def identifier(raw, field):
    return next(one for one in raw["identifiers"] if one["field"] == field)


def test_the_shipped_policy_has_a_version_and_classes_every_identifier():
    policy = shipped()
    assert policy.version >= 1
    assert {one.kind for one in policy.identifiers} == {"primary", "secondary", "tertiary"}
    assert {one.field for one in policy.identifiers if one.kind == "primary"} == {"ssn9", "ids"}


def test_a_user_may_let_suffixes_differ(raw, tmp_path):
    two = [
        person("a", "William Ostrander Sr.", ssn="512345678", **HOME),
        person("b", "William Ostrander Jr.", ssn="512345678", **HOME),
    ]
    assert together(resolved(*two)) == {frozenset("a"), frozenset("b")}
    suffix = identifier(raw, "suffix")
    del suffix["differs"], suffix["reason"], suffix["one_sided"]
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump(raw), encoding="utf-8")
    settings = replace(STRICT, policy=load(file))
    assert together(resolved(*two, settings=settings)) == {frozenset("ab")}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: raw.update(extra=1), "unknown key extra"),
        (lambda raw: identifier(raw, "dob").update(field="shoe_size"), "no identifier is called shoe_size"),
        (lambda raw: identifier(raw, "dob").update({"class": "holy"}), "class is one of"),
        (lambda raw: identifier(raw, "dob")["differs"].update(by="feeling"), "known measure"),
        (lambda raw: identifier(raw, "zip5").update(differs={"by": "value", "more_than": 0}, reason="x"),
         "may have several"),
        (lambda raw: raw["identifiers"].append(identifier(raw, "dob")), "stands twice"),
    ],
)  # fmt: skip
def test_a_broken_policy_is_refused_with_the_place(raw, change, says):
    change(raw)
    with pytest.raises(PolicyError, match=says):
        read(raw)
