"""Which people a duty is about, one kind of person at a time: for the letters."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pyarrow as pa

from tocsin.law.book import RuleBook, load_rules
from tocsin.law.counting import group_of, groups_of
from tocsin.law.crowd import Crowd
from tocsin.law.engine import Docket, concerning
from tocsin.model.facts import Facts


def coverage(
    facts: Facts, groups: pa.Table, rules: RuleBook | None = None
) -> Callable[[str, Mapping[str, Any]], bool]:
    """A function that says whether the duty of this id reaches people like those of a row of GROUPS.

    Where that depends on a fact not yet known the answer is yes: nobody is left out for want of an answer.
    A duty of no rule is taken to reach everybody.
    """
    book = rules or load_rules()
    numbers: dict[Hashable, int] = {}
    crowd = Crowd(groups_of(facts, groups, numbers))
    docket = Docket(facts, crowd)
    for rule in concerning(book, crowd):
        docket.obligations(rule)

    def covers(duty: str, row: Mapping[str, Any]) -> bool:
        other = docket.answers.get(duty)
        return other is None or other.covers(group_of(row, numbers)).value is not False

    return covers
