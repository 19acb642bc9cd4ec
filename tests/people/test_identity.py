"""Ids of people survive re-runs and late documents, and what became of them is written down."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from making import person, tables

from tocsin.people import Kept, Resolved, Ruling, resolve
from tocsin.people.identity import carry_over

LEE = [person(f"m{n}", "Ann Lee", ssn="512345678", dob="1980-02-03", item=f"i{n}") for n in range(3)]
MOE = [person("n1", "Bob Moe", ssn="523456789", item="i9")]


def after(before: Resolved | None, people: list[dict[str, Any]], *decisions: Ruling) -> Resolved:
    kept = None if before is None else Kept.of(before.links, before.events)
    return resolve(*tables(*people), decisions=decisions, before=kept)


def owner(result: Resolved, mention: str) -> str:
    return next(row["person"] for row in result.links.to_pylist() if row["mention"] == mention)


def happened(result: Resolved) -> list[tuple[str, str, str | None, int]]:
    return [(row["event"], row["person"], row["from"], row["mentions"]) for row in result.events.to_pylist()]


def test_a_late_document_that_sorts_first_does_not_change_the_id():
    first = after(None, LEE)
    late = person("a0", "Ann Lee", ssn="512345678", dob="1980-02-03")
    second = after(first, [late, *LEE])
    assert owner(second, "a0") == owner(first, "m0")
    assert happened(second) == []


def test_somebody_new_is_an_event_and_so_is_somebody_gone():
    first = after(None, LEE)
    second = after(first, MOE)
    assert happened(second) == [("gone", owner(first, "m0"), None, 3), ("new", owner(second, "n1"), None, 1)]


def test_a_merge_keeps_the_id_of_the_larger_row_and_a_split_gives_the_other_its_own_back():
    first = after(None, LEE + MOE)
    large, small = owner(first, "m0"), owner(first, "n1")
    joined = after(first, LEE + MOE, Ruling("d1", "same", ("m0",), ("n1",), "A. Counsel", "2026-03-01"))
    assert {owner(joined, "m0"), owner(joined, "n1")} == {large}
    assert happened(joined) == [("merged", large, small, 1)]
    parted = after(joined, LEE + MOE)
    assert (owner(parted, "m0"), owner(parted, "n1")) == (large, small)
    assert happened(parted) == [("split", small, large, 1)]
    assert set(parted.events["run"].to_pylist()) == {2}


def test_of_rows_of_one_size_the_one_with_the_first_mention_keeps_its_id():
    before = Kept({"m1": "p1", "m2": "p2"})
    ids, _ = carry_over(before, {0: "new"}, [("m1", 0), ("m2", 0)])
    assert ids == {0: "p1"}


def test_an_id_that_went_to_another_row_is_not_given_twice():
    before = Kept({"a": "p-a", "b": "p-a", "c": "p-a"})
    ids, events = carry_over(before, {0: "p-a", 1: "p-b"}, [("a", 0), ("b", 1), ("c", 1)])
    assert ids[1] == "p-a"
    assert ids[0] not in ("p-a", "p-b")
    assert [(row["event"], row["from"]) for row in events.to_pylist()] == [("split", "p-a")]


partitions = st.lists(st.integers(0, 4), min_size=1, max_size=12)


@given(partitions, partitions)
def test_every_row_has_an_id_of_its_own_and_every_change_is_accounted_for(old, new):
    before = {f"m{n:02}": f"p{row}" for n, row in enumerate(old)}
    members = [(f"m{n:02}", row) for n, row in enumerate(new)]
    made = {row: f"n{row}" for row in set(new)}
    ids, events = carry_over(Kept(before), made, members)
    assert len(set(ids.values())) == len(ids) == len(made)
    told = {(row["event"], row["person"], row["from"]): row["mentions"] for row in events.to_pylist()}
    for mention, row in members:
        source = before.get(mention)
        if source is not None and source != ids[row]:
            assert ("split", ids[row], source) in told or ("merged", ids[row], source) in told
    for source in set(before.values()) - {before[m] for m, _ in members if m in before}:
        assert ("gone", source, None) in told
