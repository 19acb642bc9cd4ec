"""What is known of single numbers: which groups had been issued by when, and which are printed as samples."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from tocsin.model.yamlfile import read_yaml

Issue = Literal["listed", "randomised"]

_ORDER = (*range(1, 10, 2), *range(10, 100, 2), *range(2, 10, 2), *range(11, 100, 2))
"""Groups of an area in the order in which they were issued (SSA, "Social Security Number Allocations")."""
_RANK = {group: rank for rank, group in enumerate(_ORDER)}


@cache
def _highest() -> dict[int, int]:
    """Rank of the highest group issued per area on 24 June 2011."""
    found: dict[int, int] = {}
    for line in files("tocsin.detect").joinpath("data/high_groups.txt").read_text("ascii").splitlines():
        if not line.startswith("#"):
            areas, group = line.split()
            first, last = areas.split("-")
            found.update(dict.fromkeys(range(int(first), int(last) + 1), _RANK[int(group)]))
    return found


def ssn_issue(digits: str) -> Issue:
    """How a valid number can have come about.

    ``listed``: its area and group were in use by 24 June 2011, when the last High Group List came out.
    ``randomised``: only since 25 June 2011 can it have been issued, to newborns and newcomers.
    """
    highest = _highest().get(int(digits[:3]))
    return "listed" if highest is not None and _RANK[int(digits[3:5])] <= highest else "randomised"


@cache
def samples(field: str) -> frozenset[str]:
    """Numbers of a field that manuals and advertisements print; nobody's. Normalised."""
    source = files("tocsin.detect").joinpath("data/samples.yaml").read_text(encoding="utf-8")
    return frozenset(read_yaml(source).get(field, ()))
