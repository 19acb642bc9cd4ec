"""Pairs weighed in columns: as the description says it in SQL, as Splink weighs them, and the same however
they are cut into parts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import duckdb
import numpy as np
import pytest
from making import person, tables
from splink import DuckDBAPI, Linker

from tocsin.people import STRICT, evidence
from tocsin.people.blocks import Blocks, within
from tocsin.people.coded import Coded
from tocsin.people.description import BLOCKS, COMPARISONS, splink_settings
from tocsin.people.engine import opened
from tocsin.people.learning import learn
from tocsin.people.outcomes import LEVELS, Pairs
from tocsin.people.prepare import prepare
from tocsin.people.profiles import Profiles
from tocsin.people.rarity import RARE
from tocsin.people.scoring import SCORED, Scorer, frequencies
from tocsin.people.settings import Home
from tocsin.people.weighing import Weighing, in_turn

FIRST = ("Ann", "Anna", "A", "Annette", "Robert", "Bob", "Bobby", "José", "Jose", "Lee", "Marie", "Ань", "李")
LAST = ("Lee", "Leigh", "Garcia Lopez", "Lopez", "Ann", "Quillfeather", "Quilfeather", "Müller", "Ли", "李")
MIDDLE = ("", "", "B", "Beatrice", "Bea", "Marie", "Ann", "Ж")
STREETS = (None, "12 Oak St", "12 Oak Street Apt 4", "21 Oak St", "PO Box 77", "12 Oake St", "1 Łąkowa")
DATES = ("1980-02-03", "1980-03-02", "1980-02-04", "1980-11-27", "1980", "1971-06-17")
MAILS = [f"{box}.lee{number}@example.org" for box in ("ann", "an") for number in range(11, 40)]
PHONES = [f"520-555-01{number}" for number in range(11, 50)]


def slipped(rng: random.Random, digits: str) -> str:
    """Sometimes one digit wrong, two swapped, or one missing."""
    place = rng.randrange(len(digits) - 1)
    return rng.choice(
        [
            digits,
            digits[:place] + str(rng.randrange(10)) + digits[place + 1 :],
            digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :],
            digits[:place] + digits[place + 1 :],
        ]
    )


def mention(rng: random.Random, number: int):
    known = {
        "suffix": rng.choice((None, None, "Jr", "Sr")),
        "ssn": rng.choice((None, slipped(rng, rng.choice(("512345678", "512345679", "530219876"))))),
        "ssn_last4": rng.choice((None, "5678", "5679")),
        "dob": rng.choice(
            (None, "1980-02-03", "1980-03-02", "1980-02-04", "1980-11-27", "1980", "1971-06-17")
        ),
        "street": rng.choice(STREETS),
        "postal_code": rng.choice((None, "85701", "85702")),
        "city": rng.choice((None, "Tucson", "Tuscon", "Phoenix", "Łódź")),
        "email": rng.choice((None, rng.choice(MAILS))),
        "phone": rng.choice((None, rng.choice(PHONES))),
        "employee_id": rng.choice((None, f"E100{rng.randrange(10, 60)}")),
    }
    name = {"given": rng.choice(FIRST), "middle": rng.choice(MIDDLE), "family": rng.choice(LAST)}
    return person(f"m{number:04}", **{key: value for key, value in (name | known).items() if value})


@pytest.fixture(scope="module")
def many() -> Iterator[tuple[duckdb.DuckDBPyConnection, Coded]]:
    """Three hundred mentions that look alike in every way the description knows."""
    rng = random.Random(20)
    with opened(STRICT) as con:
        prepare(con, *tables(*(mention(rng, number) for number in range(300))), Home())
        profiles = Coded.of(con, Profiles.read(con))
        Scorer(con, -60.0).score("profile", profiles, 50.0, STRICT.threshold)
        yield con, profiles


def every_pair(profiles: Coded) -> tuple[np.ndarray, np.ndarray]:
    left, right = np.triu_indices(len(profiles), 1)
    return left.astype(np.int32), right.astype(np.int32)


def test_the_levels_are_those_of_the_description(many):
    con, profiles = many
    left, right = every_pair(profiles)
    pairs = Pairs(profiles, left, right)
    told = np.stack([LEVELS[compare.field](pairs) for compare in COMPARISONS], axis=1)
    con.execute(
        "CREATE OR REPLACE TABLE asked AS SELECT l.pid AS a, r.pid AS b FROM profile l, profile r WHERE a < b"
    )
    columns = ", ".join(f"l.{name} AS {name}_l, r.{name} AS {name}_r" for name in SCORED.split(", ")[1:])
    levels = ", ".join(evidence._case(compare) for compare in COMPARISONS)
    expected = con.execute(
        f"""SELECT {levels} FROM (SELECT a, b, {columns} FROM asked
        JOIN profile l ON l.pid = a JOIN profile r ON r.pid = b) ORDER BY a, b"""
    ).fetchall()
    assert np.array_equal(told, np.array(expected, np.int8))


def test_every_level_of_names_numbers_dates_and_addresses_is_met(many):
    _, profiles = many
    pairs = Pairs(profiles, *every_pair(profiles))
    for compare in COMPARISONS:
        if compare.field == "other number":  # it agrees or is not asked
            continue
        assert set(LEVELS[compare.field](pairs).tolist()) >= set(range(1, len(compare.levels) + 1)), (
            compare.field
        )


def test_the_weights_are_those_of_splink(many):
    con, profiles = many
    weighing = Weighing(profiles, 0.001, {("suffix", "same"): 0.9})
    keys = ", ".join(f"{first} AS {name}" for name, (first, _) in BLOCKS.items())
    con.execute(f"CREATE OR REPLACE TABLE keyed AS SELECT *, {keys} FROM scored_profile ORDER BY pid")
    frequencies(con, "profile")
    api = DuckDBAPI(connection=con)
    settings = splink_settings(0.001, {("suffix", "same"): 0.9})
    linker = Linker(api.register("keyed"), settings, log_level=None, validate_settings=False)
    for column in RARE:
        lookup = api.register(f"frequency_profile_{column}")
        linker.table_management.register_term_frequency_lookup(lookup, column)
    found = linker.inference.predict(threshold_match_weight=-60, warning_mode="never").physical_name
    rows = con.execute(f"SELECT pid_l, pid_r, match_weight FROM {found}").fetchall()
    assert len(rows) > 1_000
    left, right, weight = (np.array(column) for column in zip(*rows, strict=True))
    ours = weighing.weigh(left.astype(np.int32), right.astype(np.int32)) / 100
    assert np.max(np.abs(ours - weight)) < 0.0051


def test_the_pairs_of_blocks_are_those_that_agree_in_a_key_and_stand_once(many):
    con, profiles = many
    agree = " OR ".join(f"coalesce(l.{name} = r.{name}, false)" for name in BLOCKS)
    keys = ", ".join(f"{first} AS {name}" for name, (first, _) in BLOCKS.items())
    expected = con.execute(
        f"""WITH k AS (SELECT pid, {keys} FROM profile WHERE first IS NOT NULL OR last IS NOT NULL)
        SELECT l.pid, r.pid FROM k l JOIN k r ON l.pid < r.pid WHERE {agree} ORDER BY ALL"""
    ).fetchall()
    blocks = Blocks.of(con, "profile", len(profiles), 10_000)
    for at_once in (1, 50, 10_000_000):
        parts = [np.stack(part, axis=1) for part in blocks.pairs(at_once)]
        assert [tuple(pair) for pair in np.concatenate(parts).tolist()] == expected
    assert len(list(blocks.pairs(50))) > 10


def test_over_the_cap_a_second_key_decides(many):
    con, profiles = many
    cap, met = 3, [0, 0]
    blocks = Blocks.of(con, "profile", len(profiles), cap)
    for name, (first, second) in BLOCKS.items():
        rows = con.execute(
            f"""SELECT pid, {first} AS one, {first} || ' ' || {second} AS two FROM profile
            WHERE (first IS NOT NULL OR last IS NOT NULL) AND {first} IS NOT NULL"""
        ).fetchall()
        sizes = Counter(key for _, key, _ in rows)
        crowd = [(pid, two) for pid, one, two in rows if sizes[one] > cap]
        again = Counter(two for _, two in crowd)
        key = {pid: one for pid, one, _ in rows}
        key |= {pid: two if two is not None and again[two] <= 2 * cap else None for pid, two in crowd}
        if len(key) < 2:
            continue
        left, right = (np.array(side) for side in zip(*combinations(key, 2), strict=True))
        agree = [key[a] is not None and key[a] == key[b] for a, b in combinations(key, 2)]
        assert blocks.every[name].together(left, right).tolist() == agree, name
        met[0] += sum(key[pid] is not None for pid, _ in crowd)
        met[1] += sum(key[pid] is None for pid, _ in crowd)
    assert met[0] > 0
    assert met[1] == blocks.dropped > 0


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("at_once", [40, 1 << 19])
def test_scores_are_the_same_whatever_the_threads_and_the_parts(many, monkeypatch, threads, at_once):
    con, profiles = many
    whole = Scorer(con, -20.0).score("profile", profiles, 50.0, -10.0)
    monkeypatch.setattr("tocsin.people.scoring.AT_ONCE", at_once)
    monkeypatch.setattr(Blocks.pairs, "__defaults__", (at_once,))
    again = Scorer(con, -20.0, threads).score("profile", profiles, 50.0, -10.0)
    assert again.equals(whole)
    assert len(whole) > 100


def test_things_are_told_in_the_order_asked_and_errors_come_through():
    assert list(in_turn(lambda number: number * 2, range(50), 3)) == list(range(0, 100, 2))
    with pytest.raises(ZeroDivisionError):
        list(in_turn(lambda number: 1 // (number - 7), range(50), 3))


def test_pairs_drawn_are_within_their_groups_and_about_as_many_as_wanted():
    rng = np.random.default_rng(1)
    things, group = np.arange(20_000), rng.integers(0, 200, 20_000)
    left, right, share = within(things, group, 5_000)
    assert np.array_equal(group[left], group[right])
    assert np.all(left != right)
    assert 3_000 < len(left) < 8_000
    assert 0 < share < 1
    every, _, whole = within(things[:100], np.zeros(100, np.int64), 10**9)
    assert (len(every), whole) == (4_950, 1.0)


def test_what_is_learned_moves_towards_what_pairs_of_one_person_show():
    """A thousand people with one tax number in two mentions each: a fifth has another suffix."""
    rng = random.Random(3)
    people = []
    for number in range(1_000):
        family = "Quill" + "".join(rng.choice("abcdefghijklmnop") for _ in range(6))
        ssn = f"51211{number + 1000:04}"
        for copy, suffix in enumerate(("Jr", "Sr" if number % 5 == 0 else "Jr")):
            known = {"given": "Ann", "middle": "B", "family": family, "ssn": ssn, "suffix": suffix}
            people.append(person(f"m{number:04}{copy}", **known, city=rng.choice(("Tucson", "Yuma"))))
        people[-1]["email"] = f"{family}@example.org"  # so that the two are not letter for letter the same
    with opened(STRICT) as con:
        prepare(con, *tables(*people), Home())
        m = learn(Coded.of(con, Profiles.read(con)), 1e-4)
    assert m["suffix", "same"] == pytest.approx(0.8, abs=0.1)
    assert m["suffix", "different"] == pytest.approx(0.2, abs=0.1)
    assert m["city", "same"] == pytest.approx(0.5, abs=0.1)
    assert m["middle_name", "same initial"] > 0.9
