"""Yes, no, not yet known: and the fewest facts that settle it, against trying every answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.law.logic import NO, YES, Truth, at_least, every, shortest_way, some, unknown

FACTS = ("a", "b", "c", "d")


@dataclass(frozen=True)
class Formula:
    """A formula in which no fact stands twice, so that every way through it can be walked."""

    kind: str
    parts: tuple[Formula, ...] = ()
    fact: str = ""

    def truth(self, known: dict[str, bool]) -> Truth:
        if self.kind == "fact":
            return Truth(known[self.fact]) if self.fact in known else unknown(self.fact)
        inner = [part.truth(known) for part in self.parts]
        if self.kind == "not":
            return ~inner[0]
        if self.kind == "two":
            return at_least(2, inner)
        return every(inner) if self.kind == "all" else some(inner)


@st.composite
def formulas(draw: st.DrawFn) -> Formula:
    made = [Formula("fact", fact=fact) for fact in draw(st.permutations(FACTS))]
    while len(made) > 1:
        number = draw(st.integers(2, min(3, len(made))))
        parts, made = tuple(made[:number]), made[number:]
        joined = Formula(draw(st.sampled_from(["all", "any", "two"])), parts)
        made.append(Formula("not", (joined,)) if draw(st.booleans()) else joined)
    return made[0]


def fewest(formula: Formula, known: dict[str, bool], wanted: bool) -> int | None:
    """The size of the smallest set of open facts that some answer settles as wanted, by trying all."""
    open_ = [fact for fact in FACTS if fact not in known]
    for number in range(len(open_) + 1):
        for chosen in combinations(open_, number):
            for answers in product((True, False), repeat=number):
                if formula.truth({**known, **dict(zip(chosen, answers, strict=True))}).value is wanted:
                    return number
    return None


@settings(max_examples=200, deadline=None)
@given(formulas(), st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=2))
def test_the_shortest_way_is_as_short_as_trying_all_answers_finds(
    formula: Formula, known: dict[str, bool]
) -> None:
    truth = formula.truth(known)
    if truth.value is not None:
        assert (truth.to_yes, truth.to_no) == (frozenset(), frozenset())
        return
    for ways, wanted in ((truth.to_yes, True), (truth.to_no, False)):
        way = shortest_way(ways)
        assert len(way) == fewest(formula, known, wanted)
        outcomes = {
            formula.truth({**known, **dict(zip(way, answers, strict=True))}).value
            for answers in product((True, False), repeat=len(way))
        }
        assert wanted in outcomes


def test_a_fact_that_cannot_matter_any_more_is_not_asked_for() -> None:
    assert (unknown("a") | YES).unknown == frozenset()
    assert (unknown("a") & NO).unknown == frozenset()
    assert (unknown("a") & YES).unknown == {"a"}


def test_all_facts_of_a_leaf_are_needed_together() -> None:
    assert shortest_way((unknown("a", "b") | unknown("c", "d", "e")).to_yes) == ("a", "b")
    assert shortest_way((unknown("a", "b") | unknown("c")).to_no) == ("a", "b", "c")
