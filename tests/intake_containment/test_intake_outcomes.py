"""Whatever a file does to its reader, it ends as one row with one outcome and a plain reason."""

from __future__ import annotations

import os
import resource
import signal
import time

import pytest
from contained_acts import acting_readers

from tocsin.intake import Limits, examine, seccomp, survey
from tocsin.intake.budget import MIB
from tocsin.intake.items import OUTCOMES
from tocsin.intake.zygote import Zygote
from tocsin.model.content import Message, Table, Text


def test_texts_tables_and_messages_arrive_as_the_reader_gave_them(have_read):
    outcome = have_read("three_kinds")
    assert [part for _, part in outcome.parts] == [
        Text("page 1", "Dear Sir", "header"),
        Table("sheet Payroll", ("name", "born"), (("Ann Lee", "1970-01-02"), ("Bo", "")), 2),
        Message("message 1", "Ann <ann@example.com>", ("b@example.com",), "today", "Hello", "Text"),
    ]
    row = outcome.top
    assert (row.outcome, row.reason, row.kind, row.parts, row.cells) == ("read", "", "act", 3, 6)
    heads = "Ann <ann@example.com>", "b@example.com", "today", "Hello"
    cells = "name", "born", "Ann Lee", "1970-01-02", "Bo"
    assert row.chars == sum(map(len, ("Dear Sir", *cells, *heads, "Text")))
    assert {item for item, _ in outcome.parts} == {row.id}


@pytest.mark.parametrize(
    ("act", "outcome", "reason"),
    [
        ("fail", "refused", "the reader failed (ValueError)"),
        ("panic", "refused", "the reader failed (PanicException)"),
        ("leave", "stopped", "the reader ended without finishing"),
        ("recurse", "stopped", "the content is nested too deeply to be read"),
        ("locked", "refused", "it is locked with a password"),
    ],
)
def test_a_file_that_gives_nothing_says_why(have_read, act, outcome, reason):
    row = have_read(act).top
    assert (row.outcome, row.reason, row.parts) == (outcome, reason, 0)


@pytest.mark.parametrize(
    ("act", "outcome", "reason"),
    [
        ("fail_after_text", "read_in_part", "the reader failed (ValueError)"),
        ("crash", "stopped", "the reader crashed (SIGSEGV)"),
        ("locked_after_text", "read_in_part", "the rest is locked\\nwith a \\u202epassword"),
    ],
)
def test_what_was_read_before_the_trouble_is_kept(have_read, act, outcome, reason):
    result = have_read(act)
    assert (result.top.outcome, result.top.reason) == (outcome, reason)
    assert [part for _, part in result.parts] == [Text("page 1", "kept")]


@pytest.mark.parametrize("act", ["hang", "spin"])
def test_a_reader_that_does_not_end_is_ended(have_read, act):
    started = time.monotonic()
    result = have_read(act, limits=Limits(seconds=0.4, seconds_per_mib=0))
    assert time.monotonic() - started < 2.4
    assert (result.top.outcome, result.top.reason) == ("stopped", "the reader took longer than 0.4 s")
    assert result.top.parts == 1
    assert 300 <= result.top.milliseconds <= 2000


def test_a_reader_that_cannot_be_contained_reads_nothing(tmp_path, monkeypatch):
    def refuse(_code):
        raise OSError("this kernel refuses filters")

    monkeypatch.setattr(seccomp, "install", refuse)
    (tmp_path / "a").write_text("plain\nsecret")
    (source,) = survey([tmp_path / "a"])
    with Zygote(acting_readers) as zygote:
        (row,) = examine(source, examine_part=pytest.fail, zygote=zygote)
    assert row.outcome == "stopped"
    assert row.reason == "the reader could not be contained, so it was not started"


@pytest.mark.parametrize("act", ["eat_memory", "eat_native_memory"])
def test_a_reader_that_eats_memory_is_stopped_at_its_limit(have_read, act):
    result = have_read(act, limits=Limits(memory_bytes=192 * MIB))
    assert result.top.outcome == "stopped"
    assert result.top.reason == "the reader ran out of memory (limit 192 MiB)"


def test_a_flood_of_text_is_stopped_without_filling_the_lane(have_read):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path_parts = have_read("flood", limits=Limits(output_bytes=16 * MIB, output_ratio=1))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert path_parts.top.outcome == "stopped"
    assert path_parts.top.reason.startswith("more text than a file of this size should hold")
    assert 10 <= path_parts.top.parts <= 17
    assert grown < 50 * 1024 + 16 * 1024  # the kept parts themselves are 16 MiB


def test_a_drip_of_endless_small_pieces_is_stopped(have_read):
    result = have_read("drip", limits=Limits(parts=500))
    assert (result.top.outcome, result.top.parts) == ("stopped", 500)


def test_threads_and_rare_character_sets_work_in_containment(have_read):
    assert have_read("use_threads").parts[0][1].text == " ".join(["done"] * 8)
    assert have_read("decode_rare_charset").parts[0][1].text == "авあ"


def test_many_shortfalls_are_told_briefly(have_read):
    row = have_read("many_bad_kinds_of_news").top
    assert row.outcome == "read_in_part"
    assert row.reason.startswith("sheet 0 is damaged; sheet 1 is damaged; ")
    assert row.reason.count(";") == 5
    assert row.reason.endswith("and 4 more")


def test_endless_complaints_are_stopped_and_their_row_stays_short(have_read):
    row = have_read("complain").top
    assert row.outcome == "stopped"
    assert "the reader found too much amiss to go on" in row.reason
    assert row.reason.endswith("and 9995 more")
    assert len(row.reason) < 400


def test_no_message_of_an_exception_reaches_a_row(have_read):
    rows = [have_read(act).top for act in ("fail", "fail_after_text", "panic")]
    assert not any("secret" in row.reason for row in rows)
    assert all(row.outcome in OUTCOMES for row in rows)


def test_an_empty_file_is_read(zygote, tmp_path):
    (tmp_path / "empty").touch()
    (source,) = survey([tmp_path / "empty"])
    (row,) = examine(source, examine_part=pytest.fail, zygote=zygote)
    assert (row.outcome, row.reason, row.size) == ("read", "empty file", 0)
    assert row.sha256.startswith("e3b0c44298fc1c14")


def test_a_file_over_the_size_limit_is_refused_unread(zygote, tmp_path):
    with (tmp_path / "huge").open("wb") as huge:
        huge.truncate(5 << 30)
    (source,) = survey([tmp_path / "huge"])
    (row,) = examine(source, examine_part=pytest.fail, zygote=zygote)
    assert (row.outcome, row.reason, row.size) == ("refused", "larger than 4 GiB", 5 << 30)


def test_a_file_that_changes_while_it_is_read_says_so(zygote, tmp_path):
    path = tmp_path / "live"
    path.write_text("plain\nfirst")
    (source,) = survey([path])
    (row,) = examine(source, examine_part=lambda *_: path.write_text("plain\nlonger now"), zygote=zygote)
    assert (row.outcome, row.reason) == ("read_in_part", "the file changed while it was read")


def test_a_file_that_is_gone_is_refused(zygote, tmp_path):
    (tmp_path / "brief").write_text("plain\n")
    (source,) = survey([tmp_path / "brief"])
    (tmp_path / "brief").unlink()
    (row,) = examine(source, examine_part=pytest.fail, zygote=zygote)
    assert (row.outcome, row.reason) == ("refused", "the file was gone before it could be read")


def test_an_exact_copy_can_be_declined_after_hashing(zygote, tmp_path):
    (tmp_path / "a").write_text("plain\nsame")
    (source,) = survey([tmp_path / "a"])
    seen = []

    def decline(item):
        seen.append(item)
        return "an exact copy of a file already read"

    (row,) = examine(source, examine_part=pytest.fail, skip=decline, zygote=zygote)
    assert (row.outcome, row.reason, row.parts) == ("read", "an exact copy of a file already read", 0)
    assert [(item.sha256, item.id, item.size) for item in seen] == [(row.sha256, row.id, 10)]


def test_an_error_of_the_caller_ends_the_reader_and_is_passed_on(zygote, tmp_path):
    (tmp_path / "a").write_text("hang\n")
    (source,) = survey([tmp_path / "a"])

    def broken(_item, _part):
        raise KeyError("of the caller")

    started = time.monotonic()
    with pytest.raises(KeyError):
        examine(source, examine_part=broken, zygote=zygote)
    assert time.monotonic() - started < 2


def test_the_loss_of_the_zygote_stops_one_file_and_no_more(zygote, have_read, tmp_path):
    (tmp_path / "a").write_text("hang\n")
    (source,) = survey([tmp_path / "a"])
    lost = zygote.pid
    (row,) = examine(source, examine_part=lambda *_: os.kill(lost, signal.SIGKILL), zygote=zygote)
    assert row.outcome == "stopped"
    assert have_read("plain", "alive").top.outcome == "read"
    assert zygote.pid != lost
