"""Every golden case, against the rules of the package."""

from __future__ import annotations

import pytest
from law_golden import CASES, Case, differences, read_cases

from tocsin.law import evaluate

ALL = [case for path in sorted(CASES.glob("*.yaml")) for case in read_cases(path)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    found = {one.id: one for one in evaluate(case.facts, case.groups)}
    wrong = [
        f"{key} {line}" for key, want in case.expect.items() for line in differences(want, found.get(key))
    ]
    assert not wrong, "\n".join(wrong)
