"""How detectors are compared: the matching rule, optional stretches, owners, and what other tools write."""

from __future__ import annotations

from bench.peers.scoring import score
from bench.peers.tools import best_of_overlaps, features


def row(spans: list[tuple], optional: list[tuple] = ()) -> dict:
    """A document with spans as (start, end, type, owner)."""
    made = [
        [dict(zip(("start", "end", "type", "owner"), s, strict=True)) for s in of] for of in (spans, optional)
    ]
    return {"text": "x" * 100, "style": "s", "spans": made[0], "optional": made[1]}


def test_half_the_stretch_is_a_hit_and_less_is_not():
    set_ = [row([(0, 10, "SSN", None)])]
    assert score(set_, [[(0, 5, "SSN", None)]]).all.f1 == 1
    assert score(set_, [[(0, 4, "SSN", None)]]).all.f1 == 0


def test_a_second_report_of_the_same_value_is_a_false_alarm():
    found = score([row([(0, 10, "SSN", None)])], [[(0, 10, "SSN", None), (0, 10, "SSN", None)]])
    assert (found.all.hit, found.all.false) == (1, 1)


def test_types_that_the_set_does_not_label_are_not_scored():
    assert score([row([(0, 10, "SSN", None)])], [[(0, 10, "SSN", None), (20, 30, "ORG", None)]]).all.f1 == 1


def test_what_is_optional_is_neither_right_nor_wrong():
    set_ = [row([(0, 10, "PHONE", None)], [(20, 30, "PHONE", None)])]
    for more in ([], [(20, 30, "PHONE", None)]):
        assert score(set_, [[(0, 10, "PHONE", None), *more]]).all.f1 == 1


def test_a_date_counts_as_a_birth_date_where_birth_dates_are_asked_for():
    assert score([row([(0, 10, "DOB", None)])], [[(0, 10, "DATE", None)]]).all.f1 == 1
    assert score([row([(0, 10, "DATE", None)])], [[(0, 10, "DOB", None)]]).all.f1 == 1


def test_an_owner_is_right_if_the_persons_names_are_the_true_ones():
    set_ = [row([(0, 5, "PERSON", 0), (10, 15, "PERSON", 1), (20, 30, "SSN", 1)])]
    names = [(0, 5, "PERSON", 7), (10, 15, "PERSON", 8)]
    for owner, right in ((8, 1), (7, 0), (None, 0)):
        owners = score(set_, [[*names, (20, 30, "SSN", owner)]]).owners["s"]
        assert (owners.right, owners.total) == (right, 1)


def test_an_account_without_a_name_is_known_by_its_elements():
    set_ = [row([(0, 5, "EMAIL", 0), (6, 12, "PASSWORD", 0)])]
    assert score(set_, [[(0, 5, "EMAIL", 3), (6, 12, "PASSWORD", 3)]]).owners["s"].right == 2


def test_of_overlapping_results_the_best_stays():
    assert best_of_overlaps([(0.4, 0, 9, "PHONE"), (0.9, 3, 9, "SSN"), (0.1, 20, 25, "CARD")]) == [
        (3, 9, "SSN", None),
        (20, 25, "CARD", None),
    ]


def test_feature_files_are_read_by_their_offsets():
    lines = ["# BANNER", "120\tana@example.com\tto ana@example.com,", "88-GZIP-4\tx@example.com\t", ""]
    assert features(lines, "EMAIL") == [(120, 135, "EMAIL")]
