"""Elements are found in the many ways in which they are written, and what only looks so is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from finds import elements, examine, mentions, text

FORMS = yaml.safe_load(Path(__file__).with_name("forms.yaml").read_text(encoding="utf-8"))
PAIRS = [(code, pair) for code, pairs in FORMS.items() for pair in pairs]
HIGH = 0.7
STANDS_FOR = {"username": {"online_account_credentials"}, "password": {"online_account_credentials"}}
"""A log-in and its password together are reported as one element."""


@pytest.mark.parametrize(("code", "pair"), PAIRS)
def test_the_form_shows_the_element(code, pair):
    found = examine(text(f"This is about Ann Lee.\n{pair['form']}\n"))
    shown = elements(found) | {element for mention in mentions(found) for element in mention["elements"]}
    assert shown & {code, *STANDS_FOR.get(code, ())}


@pytest.mark.parametrize(("code", "pair"), PAIRS)
def test_its_look_alike_does_not(code, pair):
    found = examine(text(f"This is about Ann Lee.\n{pair['not']}\n"))
    sure = {row["element"] for row in found.findings.to_pylist() if row["confidence"] >= HIGH}
    assert not sure & {code, *STANDS_FOR.get(code, ())}
