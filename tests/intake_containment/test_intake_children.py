"""Files inside files go through the same door, within one budget for the whole."""

from __future__ import annotations

import time

from tocsin.intake import Limits
from tocsin.intake.budget import MIB
from tocsin.intake.items import item_id


def test_each_child_is_a_row_under_its_container_with_a_readable_path(have_read):
    result = have_read("mixed_family")
    assert [(row.path, row.outcome, row.reason) for row in result.rows] == [
        ("file.act", "read", ""),
        ("file.act » good.txt", "read", ""),
        ("file.act » ../../etc/\\x1b[31mevil\\u202e\ufffd", "stopped", "the reader crashed (SIGSEGV)"),
        ("file.act » empty.txt", "read", "empty file"),
        ("file.act » last.txt", "read", ""),
    ]
    assert {row.parent for row in result.rows[1:]} == {result.top.id}
    assert result.parts[-1] == (result.top.id, result.parts[-1][1])
    assert result.top.parts == 1


def test_ids_are_the_same_in_every_run_and_unique(have_read):
    first, second = have_read("mixed_family").rows, have_read("mixed_family").rows
    assert [row.id for row in first] == [row.id for row in second]
    assert len({row.id for row in first}) == len(first)
    assert first[2].id == item_id("file.act", (1,))
    assert all(len(row.id) == 17 and row.id.startswith("i") for row in first)


def test_nesting_ends_at_the_depth_limit_with_a_row_that_says_so(have_read):
    rows = have_read("nested", "40").rows
    assert [row.outcome for row in rows] == ["read"] * 33 + ["stopped"]
    assert rows[-1].reason == "more than 32 files nested in one another"
    assert rows[-1].path.count(" » ") == 33


def test_long_names_and_chains_of_them_keep_their_ends(have_read):
    rows = have_read("long_names", limits=Limits(depth=8)).rows
    assert rows[1].path == "file.act » " + "a" * 200 + "…" + "a" * 196 + ".box"
    assert max(len(row.path) for row in rows) <= 2001
    assert all(row.path.startswith("file.act » aaa") and row.path.endswith("aaa.box") for row in rows[1:])


def test_100_000_children_stop_at_the_budget_and_those_read_are_kept(have_read):
    started = time.monotonic()
    result = have_read("family", "100000", Limits(children=60))
    assert len(result.rows) == 61
    assert len(result.parts) == 60
    assert result.top.outcome == "stopped"
    assert result.top.reason == "more than 60 files inside; the rest was not read"
    assert time.monotonic() - started < 10


def test_a_bomb_of_bytes_stops_every_container_around_it(have_read):
    result = have_read("bomb", limits=Limits(child_bytes=20 * MIB, child_ratio=1))
    assert result.top.outcome == "stopped"
    assert result.top.reason == "more than 20 MiB of files inside; the rest was not read"
    assert len(result.rows) == 6


def test_the_time_of_all_files_together_is_limited(have_read):
    result = have_read("family", "1000", Limits(tree_seconds=0.05))
    assert result.top.outcome == "stopped"
    assert result.top.reason == "reading took more than 0.05 s in all"
    assert 1 < len(result.rows) < 200


def test_children_that_each_hang_cannot_hang_the_whole_for_long(have_read):
    started = time.monotonic()
    limits = Limits(seconds=0.2, seconds_per_mib=0, tree_seconds=0.7)
    rows = have_read("family_of_hangers", "1000", limits).rows
    assert time.monotonic() - started < 3
    assert rows[0].outcome == "stopped"
    assert [row.reason for row in rows[1:3]] == ["the reader took longer than 0.2 s"] * 2
    assert rows[-1].reason.endswith("reading took more than 0.7 s in all")


def test_readers_waiting_for_their_children_do_not_take_all_memory(have_read):
    result = have_read("nested_hogs", "20", Limits(chain_bytes=512 * MIB))
    assert 3 <= len(result.rows) <= 8
    assert result.rows[-1].outcome == "stopped"
    assert result.rows[-1].reason == "the files it is nested in take up all memory allowed for reading"
    assert {row.outcome for row in result.rows[:-2]} == {"read"}


def test_children_held_in_memory_count_too(have_read):
    result = have_read("bomb", limits=Limits(chain_bytes=3 * MIB, memory_bytes=256 * MIB))
    assert (result.top.outcome, len(result.rows)) == ("stopped", 1)
    assert result.top.reason == "the files it is nested in take up all memory allowed for reading"


def test_the_time_of_a_child_is_not_charged_to_its_container(have_read):
    rows = have_read("nested", "3").rows
    assert len(rows) == 4
    assert all(row.outcome == "read" for row in rows)
