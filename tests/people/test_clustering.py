"""Pairs settled together, in columns, come out as if each had been taken in its turn."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.people import cluster
from tocsin.people.apart import Apart
from tocsin.people.cluster import Clustering
from tocsin.people.components import Components
from tocsin.people.contradictions import Judge, see
from tocsin.people.edges import Edge, Edges
from tocsin.people.policy import shipped
from tocsin.people.profiles import COLUMNS, Profiles

VALUES = {
    "first": ("ann", "anne", "a", "bob", "robert", "nancy"),
    "middle": ("marie", "m", "maria", "k"),
    "last": ("lee", "lea", "moe"),
    "suffix": (1, 2),
    "dob": ("1980-02-03", "1980-03-02", "1980-02-04", "1955-11-30"),
    "yob": ("1980", "1955"),
    "ssn9": ("512345678", "512345679", "512345687", "498765432"),
    "ssn4": ("5678", "5679", "5432"),
    "street_key": ("12 oak", "9 elm"),
    "zip5": ("85701", "85702"),
    "email": ("a@example.org", "b@example.org"),
    "phone": ("5205550100",),
}
said = st.fixed_dictionaries(
    {
        **{column: st.one_of(st.none(), st.sampled_from(values)) for column, values in VALUES.items()},
        "ids": st.lists(st.sampled_from(("badge:1", "badge:2", "account:7")), unique=True, max_size=2),
    }
)
people = st.lists(said, min_size=2, max_size=14)


def profiles(rows):
    types = {"suffix": pa.int8(), "ids": pa.list_(pa.string())}
    return Profiles(
        pa.table(
            {name: pa.array([row[name] for row in rows], types.get(name, pa.string())) for name in COLUMNS}
        )
    )


@st.composite
def pairs(draw, count, whole=False):
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
        lambda pair: pair[0] < pair[1]
    )
    drawn = draw(st.lists(ends, unique=True, max_size=3 * count))
    a, b = (np.array([pair[side] for pair in drawn], np.int64) for side in (0, 1))
    weight = np.sort(draw(st.lists(st.floats(1, 25), min_size=len(drawn), max_size=len(drawn))))[::-1]
    supported = np.array(draw(st.lists(st.booleans(), min_size=len(drawn), max_size=len(drawn))), np.bool_)
    return Edges.by_weight(a, b, np.array(weight, np.float64), supported if whole else None)


def outcome(rows, first, loose, second, together, apart, at_once, monkeypatch):
    monkeypatch.setattr(cluster, "TOGETHER", at_once)
    made = Clustering(profiles(rows), two_numbers=False, together=together, apart=Apart(apart))
    made.join(first)
    made.attach(loose, made.profiles.sparse)
    made.join_clear(second)
    merges = made.merges.table().sort_by("order").drop_columns(["number"]).to_pylist()
    brought = made.merges.table()["order"].to_pylist()
    links = [brought[link] if link >= 0 else None for link in made.merges.link.tolist()]
    return made.row_of.tolist(), merges, links, made.vetoes, made.reviews


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_settled_together_or_one_by_one_is_the_same(data):
    rows = data.draw(people)
    count = len(rows)
    first, loose = data.draw(pairs(count)), data.draw(pairs(count))
    second = data.draw(pairs(count, whole=True))
    together, apart = [], {}
    if data.draw(st.booleans()):
        together = [Edge(0, 1, "joined by A. Counsel on 2026-03-01")]
        apart = {count - 1: frozenset({(1, 0)}), 0: frozenset({(1, 1)})} if count > 2 else {}
    with pytest.MonkeyPatch.context() as patch:
        one_by_one = outcome(rows, first, loose, second, together, apart, 1 << 30, patch)
        at_once = outcome(rows, first, loose, second, together, apart, 1, patch)
    assert at_once == one_by_one


@given(people)
def test_a_pair_seen_in_columns_is_seen_as_it_is_seen_alone(rows):
    made = Clustering(profiles(rows))
    judge = Judge(shipped())
    for split in range(1, len(rows)):
        values = [made.profiles.values(range(*side)) for side in ((0, split), (split, len(rows)))]
        alone = judge.refusal(see(values[0], values[1], shipped()))
        together = Clustering(profiles(rows))
        groups = np.array([0] * split + [split] * (len(rows) - split))
        none = Edges.by_weight(*(np.zeros(0, kind) for kind in (np.int64, np.int64, np.float64)))
        together.start_with(np.ones(len(rows), np.bool_), groups, none)
        one, other = np.array([0]), np.array([split])
        place = together._reasons(one, other, together._members_of(one, other))[0]
        assert together.judge.reasons[place] == alone


@given(st.integers(2, 30), st.data())
def test_components_are_those_of_joining_pair_by_pair(count, data):
    ends = st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=60)
    drawn = data.draw(ends)
    parent, used = list(range(count)), []

    def find(one):
        while parent[one] != one:
            one = parent[one]
        return one

    for one, other in drawn:
        here, there = find(one), find(other)
        parent[max(here, there)] = min(here, there)
        used.append(here != there)
    a, b = (np.array([pair[side] for pair in drawn], np.int64) for side in (0, 1))
    found = Components.along(count, a, b)
    assert found.of.tolist() == [find(one) for one in range(count)]
    assert found.used.tolist() == used
