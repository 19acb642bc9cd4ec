"""Killed at any moment while it sends: no message is lost, none is sent twice, doubts are asked about."""

from __future__ import annotations

import math
import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from chain import Desk, Finished, stem
from mail_sender import BY, send_rest
from mailserver import Running, mail_server
from tocsin.notices.channels.message import message_id
from tocsin.response import Case, emailing, sending
from tocsin.response.emailing import Outgoing
from tocsin.response.notify import planned

MESSAGES, KILLS = 600, 40
MANY_MESSAGES, MANY_KILLS = 9_000, 1_000
DOMAINS = ("mail.example.net", "post.example.org", "box.example.com")


def outbox(case: Case, number: int) -> list[Outgoing]:
    """Messages in the words of one letter class of the case."""
    plan = planned(case)
    group = plan.classes[plan.pieces[0].variant]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    pieces = [f"PIECE{letters[n // 1024]}{letters[n // 32 % 32]}{letters[n % 32]}AAAA" for n in range(number)]
    return [
        Outgoing(
            piece=piece,
            person=f"person-{n}",
            attempt=1,
            to=f"p{n}@{DOMAINS[n % 3]}",
            salutation=f"Dear Person {n}:",
            code="",
            group=group,
            ident=message_id(piece, 1, "ironwood.example.com"),
            address="",
        )
        for n, piece in enumerate(pieces)
    ]


def killed(
    desk: Desk, server: Running, going: list[Outgoing], messages: int, seconds: float, start: float = 30.0
) -> bool:
    """Start sending and kill it; whether it was still at work.

    messages, seconds: kill so long after the server has so many more. start: but at the latest after this.
    """
    process = stem().Process(target=send_rest, args=(desk.case, server.settings(), going))
    process.start()
    goal, until = len(server.kept.messages) + messages, time.monotonic() + start
    while len(server.kept.messages) < goal and time.monotonic() < until and process.is_alive():
        time.sleep(0.001)
    process.join(seconds)
    alive = process.exitcode is None
    if alive and process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert alive or process.exitcode == 0
    process.close()
    return alive


def go_through(
    desk: Desk,
    server: Running,
    number: int,
    kills: int,
    seed: int = 20261201,
    seconds: float = math.inf,
) -> Counter[str]:
    """Send with kills, then settle every doubt from what the server has, and send the rest.

    seconds: nothing is killed any more after so long.
    """
    until = time.monotonic() + seconds
    dice, counted = random.Random(seed), Counter[str]()
    server.kept.delay = 0.002
    with desk.opened() as case:
        going = outbox(case, number)
    settings = server.settings()
    while counted["kills"] < kills and time.monotonic() < until:
        early = dice.random() < 0.2
        start = dice.uniform(0.0, 0.2) if early else 30.0
        if not killed(
            desk, server, going, dice.randint(0, 2 * number // kills), dice.uniform(0, 0.01), start
        ):
            break
        counted["kills"] += 1
    server.kept.delay = 0.0
    for _ in range(20):
        send_rest(desk.case, settings, going)
        with desk.opened() as case:
            doubtful = [one for one in emailing.tracks(case).values() if one.state == "uncertain"]
            if not doubtful:
                break
            arrived = server.kept.idents
            for one in doubtful:
                counted["uncertain"] += 1
                counted["uncertain, arrived"] += arrived[one.serial]
                sending.resolve(case, [one.piece], BY, "the server's log", sent=arrived[one.serial] > 0)
    assert set(server.kept.idents) == {one.ident for one in going}, "a message was lost"
    assert set(server.kept.idents.values()) == {1}, "a message was sent twice"
    with desk.opened() as case:
        assert Counter(one.state for one in emailing.tracks(case).values()) == {"sent": number}
        assert not sending.journal_path(case).exists()
        assert case.vault.verify()
    assert counted["uncertain"] <= counted["kills"]
    return counted


@pytest.fixture
def sent(finished: Finished, desk: Desk) -> Desk:
    return finished.copied_to(desk)


def test_killed_at_random_moments_every_message_arrives_once(sent: Desk, tmp_path: Path):
    with mail_server(tmp_path) as server:
        counted = go_through(sent, server, MESSAGES, KILLS)
    assert counted["kills"] >= KILLS // 2


@pytest.mark.slow
def test_killed_a_thousand_times_every_message_arrives_once(sent: Desk, tmp_path: Path):
    with mail_server(tmp_path) as server:
        counted = go_through(sent, server, MANY_MESSAGES, MANY_KILLS)
    assert counted["kills"] >= MANY_KILLS // 2


def test_a_journal_that_is_gone_leaves_the_whole_chunk_in_doubt_and_sends_nothing(sent: Desk, tmp_path: Path):
    with mail_server(tmp_path) as server:
        server.kept.delay = 0.02
        with sent.opened() as case:
            going = outbox(case, 64)
        assert killed(sent, server, going, 20, 0.0)
        with sent.opened() as case:
            journal = sending.journal_path(case)
            assert len(sending._pending(case)) == 16
        journal.unlink()
        before = len(server.kept.messages)
        with sent.opened() as case:
            assert set(sending.settle(case, BY)) == {"uncertain"}
            rest = [one for one in going if emailing.tracks(case).get(one.piece) is None]
        time.sleep(0.1)
        server.kept.delay = 0.0
        send_rest(sent.case, server.settings(), going)
    assert set(server.kept.idents.values()) == {1}
    assert len(server.kept.messages) - before == len(rest)


def test_one_journal_line_torn_by_the_crash_does_not_count(sent: Desk, tmp_path: Path):
    from tocsin.notices.channels.journal import Journal, noted

    with Journal(tmp_path / "j", "m1") as journal:
        journal.begun(0)
        journal.ended(0, "sent", "2.0.0")
        journal.begun(1)
    path = tmp_path / "j"
    path.write_bytes(path.read_bytes() + b"ended 1 se")
    found = noted(path)
    assert found is not None
    assert (found.chunk, found.begun, found.ended) == ("m1", {0, 1}, {0: ("sent", "2.0.0")})
    assert noted(tmp_path / "none") is None
