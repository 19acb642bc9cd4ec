"""A reader taken over by a hostile file gets nowhere, and its lies are not believed."""

from __future__ import annotations

import json
import os
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.intake import landlock, sandbox, seccomp, selftest
from tocsin.intake.budget import Limits
from tocsin.intake.items import OUTCOMES
from tocsin.intake.wire import HEADER, Tag
from tocsin.model.content import Message, Table, Text


def test_all_18_escapes_are_stopped_and_both_legitimate_acts_work():
    result = selftest.run()
    assert [attempt for attempt in result.attempts if not attempt.stopped] == []
    assert [act for act in result.acts if act.stopped] == []
    assert (len(result.attempts), len(result.acts)) == (18, 2)
    assert result.held
    assert result.milliseconds < 500


def test_the_escapes_are_stopped_for_another_user_too():
    """As nobody where we are root; elsewhere this is a second run as the same user."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setresgid(65534, 65534, 65534)
                os.setresuid(65534, 65534, 65534)
            result = selftest.run()
            failed = [attempt.name for attempt in result.attempts if not attempt.stopped]
            failed += [act.name for act in result.acts if act.stopped]
            os.write(sending, json.dumps([os.geteuid() == 0, len(result.attempts), failed]).encode())
        finally:
            os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as report:
        answer = json.load(report)
    os.waitpid(child, 0)
    assert answer == [False, 18, []]


def test_the_self_test_notices_when_nothing_is_contained(monkeypatch):
    monkeypatch.setattr(selftest, "contain", lambda *_: None)
    result = selftest.run()
    escaped = {attempt.name for attempt in result.attempts if not attempt.stopped}
    assert {"read a file", "write a file", "open a UDP socket", "start a process", "run a program"} <= escaped
    assert not result.held


def test_the_self_test_notices_a_missing_landlock_and_says_so(monkeypatch):
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    result = selftest.run()
    assert "read a file" in {attempt.name for attempt in result.attempts if not attempt.stopped}
    assert any("no Landlock" in gap for gap in result.gaps)


def test_the_self_test_notices_a_missing_filter_and_says_so(monkeypatch):
    monkeypatch.setattr(seccomp, "supported", lambda: False)
    result = selftest.run()
    assert "open a UDP socket" in {attempt.name for attempt in result.attempts if not attempt.stopped}
    assert any("system-call filter" in gap for gap in result.gaps)


def test_an_older_landlock_is_used_as_far_as_it_goes(monkeypatch):
    for version in range(1, landlock.abi() + 1):
        monkeypatch.setattr(landlock, "abi", lambda version=version: version)
        result = selftest.run()
        assert result.held, version
        assert bool(result.gaps) == (version < 6)


def test_a_host_that_is_not_linux_is_named_as_a_gap(monkeypatch):
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    assert any("not Linux" in gap for gap in sandbox.gaps())


def test_the_filter_exists_for_both_processor_families():
    assert seccomp.program("x86_64", 7) != seccomp.program("aarch64", 7)
    for machine in ("x86_64", "aarch64"):
        code = seccomp.program(machine, 7)
        assert len(code) % 8 == 0
        assert code.endswith(struct.pack("=HBBI", 0x06, 0, 0, 0x0005_0001))  # whatever is not listed: EPERM


def _raw(tag: int, payload: bytes, length: int | None = None) -> str:
    return (HEADER.pack(tag, len(payload) if length is None else length) + payload).hex()


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param("ff" * 64, id="noise"),
        pytest.param(_raw(99, b""), id="unknown tag"),
        pytest.param(_raw(Tag.TEXT, b"", 0xFFFF_FFFF), id="4 GiB announced"),
        pytest.param(_raw(Tag.TEXT, b"\x00"), id="cut short"),
        pytest.param(_raw(Tag.KIND, b"Evil Kind\n"), id="a kind that is a sentence"),
        pytest.param(_raw(Tag.FAILED, b"Ann Lee, 078-05-1120"), id="content as an error name"),
        pytest.param(_raw(Tag.CHILD, struct.pack("<Q", 1 << 62) + b"x"), id="a child of 4 EiB"),
        pytest.param(
            _raw(Tag.SHORTFALL, struct.pack("<I", 4) + b"finefine"), id="an outcome it may not claim"
        ),
        pytest.param(_raw(Tag.END, b"more"), id="an end with luggage"),
    ],
)
def test_a_reader_that_lies_is_ended_and_what_came_before_is_kept(have_read, lie):
    result = have_read("send_raw", lie, Limits(seconds=5))
    assert result.top.outcome == "stopped"
    assert result.top.reason == "the reader sent what no reader of ours sends, and was ended"
    assert result.top.parts == 1


frames = st.tuples(st.integers(0, 12), st.binary(max_size=60)).map(lambda frame: bytes.fromhex(_raw(*frame)))


@given(st.lists(frames | st.binary(max_size=20), max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_reader_taken_over_sends_every_item_is_one_row_and_every_part_is_sound(have_read, lies):
    result = have_read("send_raw_and_leave", b"".join(lies).hex())
    assert len({row.id for row in result.rows}) == len(result.rows)
    assert all(row.outcome in OUTCOMES and row.path.isprintable() for row in result.rows)
    assert all(row.reason.isprintable() and "kept" not in row.reason for row in result.rows)
    assert sum(row.parts for row in result.rows) == len(result.parts)
    assert all(isinstance(part, Text | Table | Message) for _, part in result.parts)


def test_a_reader_that_announces_more_than_it_sends_runs_into_its_time(have_read):
    result = have_read("send_raw", _raw(Tag.TEXT, b"", 1000), Limits(seconds=0.3, seconds_per_mib=0))
    assert result.top.outcome == "stopped"
    assert "took longer" in result.top.reason


@pytest.mark.parametrize("act", ["write_to_input", "box_of_writers"])
def test_a_reader_cannot_change_the_bytes_it_was_given(have_read, tmp_path, act):
    result = have_read(act, "original")
    assert result.parts[-1][1].text == "refused"
    assert (tmp_path / "file.act").read_text() == f"{act}\noriginal"
