"""Why two people are one or two, how a row came about, and what became of ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from tocsin import people
from tocsin.response import ledger, matching
from tocsin.response.case import Case
from tocsin.response.people_review import Sheet, Sheets
from tocsin.response.reviewing import ReviewRefused


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why two are one person or two. decision: what people said of them, or None."""

    one: str
    other: str
    together: bool
    sentences: list[str]
    sheet: Sheet
    decision: dict[str, Any] | None


def why(case: Case, one: str, other: str, *, show: bool = False) -> Reasons:
    """Compare two people or mentions, by id. show: their values, which is logged. Raises ReviewRefused."""
    sheets = Sheets(case)
    persons = [sheets.person_of(ident) for ident in (one, other)]
    try:
        found = people.why(
            *sheets.everything,
            sheets.mentions_of(one),
            sheets.mentions_of(other),
            case.need("model", "people find"),
            settings=matching.settings(case),
            home=matching.home(case),
        )
    except ValueError:
        raise ReviewRefused(
            f"{one} and {other} cannot be compared: one of them is a business contact that is on no list."
        ) from None
    sentences = found.sentences
    decision = ledger.between(case).get(frozenset(persons))
    if persons[0] == persons[1]:
        sentences.insert(
            0, f"They are on one row, {persons[0]}. `tocsin people how` shows how it came about."
        )
    if decision is not None:
        sentences.append(
            f"Decided {decision['verdict']} by {decision['by']} on {decision['at'][:10]} ({decision['id']})"
            + (f": {decision['why']}" if decision["why"] else ".")
        )
    sheet = sheets.between(one, other, found.fields, show=show)
    return Reasons(one, other, persons[0] == persons[1], sentences, sheet, decision)


def how(case: Case, ident: str) -> list[str]:
    """How the row of a person came about, a sentence for each merge in their order. Raises ReviewRefused."""
    sheets = Sheets(case)
    person = sheets.person_of(ident)
    case.vault.log("show_person", person)
    steps = people.steps(person, case.need("merges", "people find"))
    mentions = sheets.mentions_of(person)
    where = sheets.places(mentions)
    distinct = {end for step in steps for end in (step.one, step.other)}
    lines = [f"{person}: {len(mentions):,} mentions, {max(len(distinct), 1):,} of them differ."]
    lines += [
        f"{step.number}. {where.get(step.one, step.one)} and {where.get(step.other, step.other)}: "
        f"{step.words}."
        for step in steps
    ]
    if not steps and len(mentions) > 1:
        lines.append("They are letter for letter the same: nothing had to be joined.")
    return lines + [f"In {place}" for place in where.values()]


def events(case: Case, ident: str | None = None) -> list[dict[str, Any]]:
    """What became of ids from run to run, newest last. ident: of one person only, old ids included."""
    found = case.table("people_events")
    if found is None:
        return []
    if ident is not None:
        found = found.filter(pc.or_kleene(pc.equal(found["person"], ident), pc.equal(found["from"], ident)))
    return list(found.to_pylist())
