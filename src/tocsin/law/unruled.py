"""Places without rules, people of unknown place, laws of unclear scope: never silence, always a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.law.conditions import Group
from tocsin.law.counting import lies_in
from tocsin.law.obligation import Obligation
from tocsin.law.reasons import question
from tocsin.model.elements import jurisdictions

if TYPE_CHECKING:
    from tocsin.law.book import RuleBook
    from tocsin.law.logic import Truth
    from tocsin.law.rulefile import Rule


def unruled(groups: Sequence[Group], book: RuleBook) -> list[Obligation]:
    """One row per place with people and no rules, one for unknown residence, one if nobody is counted."""
    ruled = book.jurisdictions
    lived_in = {group.residence for group in groups if group.residence}
    places = sorted(home for home in lived_in if not any(lies_in(home, place) for place in ruled))
    rows = [_no_rules(place, groups) for place in places]
    homeless = [group for group in groups if group.residence is None]
    if homeless:
        rows.append(_no_residence(homeless))
    if not groups:
        rows.append(_nobody())
    return rows


def unclear_scope(rules: Sequence[tuple[Rule, Truth]]) -> list[Obligation]:
    """One row for all laws that bind the organisation, wherever people live, by the same open question."""
    by_question: dict[frozenset[str], list[Rule]] = {}
    for rule, bound in rules:
        by_question.setdefault(bound.unknown, []).append(rule)
    return [_no_scope(tuple(sorted(paths)), names) for paths, names in by_question.items()]


def _no_scope(paths: tuple[str, ...], rules: Sequence[Rule]) -> Obligation:
    laws = "one more law binds" if len(rules) == 1 else f"{len(rules)} more laws bind"
    names = "; ".join(sorted(rule.form.law for rule in rules))
    return _row(
        id=f"scope.{'-'.join(path.rpartition('.')[2] for path in paths)}",
        jurisdiction="ZZ",
        title=f"Find out whether {laws} the organisation",
        recipient="regulator",
        people=None,
        depends_on=paths,
        why=(
            *(f"Not yet known: {question(path)}" for path in paths),
            f"They bind it wherever people live: {names}",
        ),
    )


def _no_rules(place: str, groups: Sequence[Group]) -> Obligation:
    name = jurisdictions()[place]
    here = [group for group in groups if group.residence == place]
    return _row(
        id=f"{place}.unknown",
        jurisdiction=place,
        title=f"Find out the law of {name}",
        people=_sum(here),
        depends_on=(f"rule.{place}",),
        why=(f"Tocsin has no rules for {name} yet; counsel must check",),
    )


def _no_residence(groups: Sequence[Group]) -> Obligation:
    number = _sum(groups)
    who = f"{number:,} people" if number is not None else "an unknown number of people"
    return _row(
        id="residence.unknown",
        jurisdiction="ZZ",
        title="Find out where the other affected people live",
        people=number,
        depends_on=("groups.residence",),
        why=(f"The residence of {who} is not known; the law of the place where they live decides",),
    )


def _nobody() -> Obligation:
    return _row(
        id="people.unknown",
        jurisdiction="ZZ",
        title="Find out whose data was taken",
        people=None,
        depends_on=("groups.people", "groups.residence"),
        why=("Nobody has been counted yet; every duty to individuals and offices depends on it",),
    )


def _sum(groups: Sequence[Group]) -> int | None:
    numbers = [group.people for group in groups]
    return None if None in numbers else sum(number or 0 for number in numbers)


def _row(
    *,
    id: str,
    jurisdiction: str,
    title: str,
    people: int | None,
    depends_on: tuple[str, ...],
    why: tuple[str, ...],
    recipient: str = "individuals",
) -> Obligation:
    return Obligation(
        id=id,
        rule=id.partition(".")[0],
        version="",
        jurisdiction=jurisdiction,
        title=title,
        recipient=recipient,
        office=None,
        status="depends",
        legal_status="uncertain",
        people=people,
        deadline=None,
        deadline_text="",
        clock_from=None,
        clock_amount=None,
        clock_unit="none",
        open_standard="",
        order=(),
        depends_on=depends_on,
        due_if=depends_on,
        not_due_if=depends_on,
        why=why,
        channel=(),
        content=(),
        forbidden=(),
        services=(),
        form=None,
        sources=(),
    )
