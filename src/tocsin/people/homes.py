"""A home for people whose own record has none: that of the person they stand beside.

An employee's row names a spouse and children without repeating the address. They live, as far as anybody
knows, where the employee does; the letter to a child goes to the parent or guardian there anyway. What is
lent is said in ``residence_how``, with a lower confidence, so that nobody takes it for the person's own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.model.elements import jurisdictions
from tocsin.model.tables import PEOPLE

LENT_CONFIDENCE = 0.6
"""Below every residence that a person's own record gives, above one told by a telephone number."""

ADDRESS = ("street", "city", "state", "postal_code", "country")
_LENT = (*ADDRESS, "residence", "residence_how", "residence_confidence")
BESIDE = frozenset({"spouse", "dependent"})
"""Roles of people who stand in somebody else's record."""


def lend_homes(people: pa.Table, links: pa.Table, mentions: pa.Table) -> pa.Table:
    """The people; who has no address gets the one of their guardian, or of the person in the same record."""
    none = pa.array([True] * people.num_rows, pa.bool_())
    for name in ADDRESS:
        none = pc.and_(none, pc.equal(pc.fill_null(people[name], ""), ""))
    homeless = set(people["id"].filter(none).to_pylist())
    lenders = _lenders(links, mentions, homeless)
    if not lenders and people.filter(none)["guardian"].null_count == len(homeless):
        return people
    columns = {name: people[name].to_pylist() for name in ("id", "guardian", *_LENT)}
    at = {one: place for place, one in enumerate(columns["id"])}
    for one in sorted(homeless):
        guardian = columns["guardian"][at[one]]
        asked = ([guardian] if guardian else []) + [who for who, _ in sorted(lenders[one].items(), key=_most)]
        lender = next((who for who in asked if who in at and who not in homeless), None)
        if lender is None or not columns["residence"][at[lender]]:
            continue
        home = {name: columns[name][at[lender]] for name in _LENT}
        for name, value in _lent(home, "guardian" if lender == guardian else "person").items():
            columns[name][at[one]] = value
    for name in _LENT:
        field = PEOPLE.field(name)
        people = people.set_column(PEOPLE.get_field_index(name), field, pa.array(columns[name], field.type))
    return people


def _most(entry: tuple[str, int]) -> tuple[int, str]:
    return (-entry[1], entry[0])


def _lent(lender: dict[str, Any], who: str) -> dict[str, Any]:
    place = jurisdictions()[lender["residence"]]
    beside = "the parent or guardian" if who == "guardian" else "the person in the same record"
    return {
        **{name: lender[name] for name in ADDRESS},
        "residence": lender["residence"],
        "residence_how": f"no address of their own; {beside} lives in {place}",
        "residence_confidence": LENT_CONFIDENCE,
    }


def _lenders(links: pa.Table, mentions: pa.Table, homeless: set[str]) -> dict[str, Counter[str]]:
    """For each person without a home, the people whose records they stand in, with how often."""
    in_tables = mentions.filter(pc.is_valid(mentions["row"])).select(["id", "item", "place", "row", "role"])
    found: dict[str, Counter[str]] = defaultdict(Counter)
    if not in_tables.num_rows or not homeless:
        return found
    own = links.filter(pc.is_in(links["mention"], value_set=in_tables["id"].combine_chunks()))
    person_of = dict(zip(own["mention"].to_pylist(), own["person"].to_pylist(), strict=True))
    main: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    beside: list[tuple[str, tuple[str, str, int]]] = []
    for mention, record, role in _records(in_tables):
        person = person_of.get(mention)
        if person is None:
            continue
        if role not in BESIDE:
            main[record].add(person)
        elif person in homeless:
            beside.append((person, record))
    for person, record in beside:
        found[person].update(main[record] - {person})
    return found


def _records(mentions: pa.Table) -> Iterator[tuple[str, tuple[str, str, int], str]]:
    columns = (mentions[name].to_pylist() for name in ("id", "item", "place", "row", "role"))
    for mention, item, place, row, role in zip(*columns, strict=True):
        yield mention, (item, place, row), role
