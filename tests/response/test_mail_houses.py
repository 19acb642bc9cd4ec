"""Letters through a mail house: only with the owner's word, each once, whatever the network does."""

from __future__ import annotations

import io
import json
import math
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from house_order import order, order_rest, quick
from mail_desk import BARCODED, BY, approved, mail, told

from chain import Desk, Finished, log_of, stem
from house_server import KEY, Running, house_server
from tocsin.notices.houses.house import HouseError, events, headers, house, kinds
from tocsin.notices.houses.line import BadServer, Line
from tocsin.response import MailRefused, Silent, house_allowing, house_news, housing, mailstatus
from tocsin.response.delivering import ledger_of, undo

NAMED = ("--by", BY)
HOUSES = sorted(kinds())
KILLS = 8


@pytest.fixture
def ready(finished: Finished, desk: Desk) -> Desk:
    approved(finished, desk)
    (desk.folder / "key").write_text(f"{KEY}\n")
    return desk


def allow(desk: Desk, server: Running, key: str) -> None:
    mail(desk, "allow", key, *NAMED, "--because", "contract of 1 March", "--server", server.url)


@contextmanager
def line_to(server: Running, key: str) -> Iterator[tuple[Any, Any]]:
    """A house that is asked without pauses, and what is asked."""
    kind = quick(key)
    line = Line(server.url, headers(kind, KEY), 0.5)
    try:
        yield kind, house(kind, line)
    finally:
        line.close()


def ordered(desk: Desk, key: str, *words: object, code: int = 0) -> Any:
    said = mail(desk, "send", key, *NAMED, "--key-file", "key", "--price", 1.25, *words, "--json", code=code)
    return json.loads(said) if code == 0 else said


def states(desk: Desk) -> Counter[str]:
    with desk.opened() as case:
        return Counter(many[-1].state for many in ledger_of(case).attempts.values())


@pytest.mark.parametrize("key", HOUSES)
def test_nothing_leaves_before_the_owner_agreed_and_the_price_was_shown(ready: Desk, key: str):
    with house_server() as server:
        said = ordered(ready, key, "--yes", code=1)
        assert "Nobody has agreed" in said and "tocsin mail allow" in said
        allow(ready, server, key)
        guess = ordered(ready, key)
        assert guess["pieces"] > 3 and guess["cost"] == pytest.approx(1.25 * guess["pieces"])
        assert not server.kept.asked
        with ready.opened() as case:
            assert not ledger_of(case).all
            said_in_log = [one for one in log_of(case) if one["verb"] == "allow_mail_house"]
        assert said_in_log and "contract" not in json.dumps(said_in_log)
        mail(ready, "allow", key, *NAMED, "--withdraw")
        assert "Nobody has agreed" in ordered(ready, key, "--yes", code=1) and not server.kept.asked


@pytest.mark.parametrize("key", HOUSES)
def test_every_letter_is_ordered_once_and_followed_to_its_end(ready: Desk, key: str):
    with house_server() as server:
        allow(ready, server, key)
        done = ordered(ready, key, "--yes")
        count = done["states"]["accepted"]
        assert done["left"] == 0 and not done["stopped"] and set(server.kept.marks.values()) == {1}
        assert states(ready) == {"accepted": count}
        for ident, letter in server.kept.letters.items():
            asked = letter["asked"]
            with pypdfium2.PdfDocument(io.BytesIO(server.kept.pdfs[ident])) as document:
                text = document[0].get_textpage().get_text_range()
            name = asked.get("to[name]") or asked["to[firstName]"]
            assert name.split()[-1] in text and "Ironwood" in text
            assert set(letter["metadata"]) == {"tocsin"} and name.split()[-1] not in letter["description"]
        # Neither the printer nor the house is given them again.
        assert "already packaged or sent" in mail(
            ready, "package", "p", *NAMED, *BARCODED, "--in-clear", code=1
        )
        assert "already packaged or sent" in ordered(ready, key, "--yes", code=1)
        idents = sorted(server.kept.letters)
        far(server, key, idents[0], idents[1])
        got = told(ready, "fetch", key, *NAMED, "--key-file", "key")
        assert got["asked"] == count and got["states"] == {"mailed": 2, "in_transit": 2, "returned": 1} | (
            {"delivered": 1, "in_transit": 2} if key == "lob" else {"in_transit": 1}
        )
        assert told(ready, "fetch", key, *NAMED, "--key-file", "key")["states"] == {}
    with ready.opened() as case:
        missed = mailstatus.not_reached(case)
        assert [one.state for one in missed if one.attempts] == ["returned"]
        (back,) = [one for one in missed if one.attempts]
        assert any("accepted" in line for line in back.did) and back.next


def far(server: Running, key: str, delivered: str, returned: str) -> None:
    """Let one letter arrive and one come back."""
    one, other = server.kept.letters[delivered], server.kept.letters[returned]
    if key == "lob":
        names = ("Mailed", "In Transit")
        for letter, last in ((one, "Delivered"), (other, "Returned to Sender")):
            letter["tracking_events"] = [
                {"type": "normal", "name": name, "time": f"2026-03-0{day}T10:00:00Z"}
                for day, name in enumerate((*names, last), 3)
            ]
    else:
        one |= {"status": "completed", "imbStatus": "out_for_delivery", "imbDate": "2026-03-05T00:00:00Z"}
        other |= {"status": "completed", "imbStatus": "returned_to_sender", "imbDate": "2026-03-09T00:00:00Z"}


@pytest.mark.parametrize("key", HOUSES)
def test_faults_of_every_kind_lose_no_letter_and_order_none_twice(ready: Desk, key: str):
    with house_server(faults=0.5) as server:
        allow(ready, server, key)
        for _ in range(30):
            try:
                order(str(ready.case), server.url, key)
            except MailRefused as done:
                assert "already packaged or sent" in str(done)
                break
        check(ready, server)


def check(desk: Desk, server: Running) -> None:
    """Every letter at the house once, each known to the ledger by the id it has there; nothing in doubt."""
    with desk.opened() as case:
        ledger = ledger_of(case)
        known = {many[-1].last.code: many[-1] for many in ledger.attempts.values()}
        ready = [row for row in case.need("notices", "notices").to_pylist() if row["kind"] == "letter"]
        assert case.vault.verify()
    assert states(desk) == {"accepted": sum(row["state"] == "rendered" for row in ready)}
    assert set(server.kept.marks.values()) == {1}, "ordered twice"
    assert set(known) == set(server.kept.letters), "lost"
    for ident, one in known.items():
        assert server.kept.letters[str(ident)]["metadata"]["tocsin"].split(".")[1] == one.piece


def kill_orders(
    finished_desk: Desk, folder: Path, key: str, wanted: int, seed: int, seconds: float = math.inf
) -> Counter[str]:
    """Order with kill -9 at random moments and faults, again and again from the approved case.

    seconds: no new round is begun after so long.
    """
    until = time.monotonic() + seconds
    dice, counted = random.Random(seed), Counter[str]()
    while counted["kills"] < wanted and time.monotonic() < until:
        counted["rounds"] += 1
        desk = Desk(folder / f"{key}{counted['rounds']}")
        desk.folder.mkdir()
        shutil.copytree(finished_desk.case, desk.case)
        with house_server(faults=0.15, delay=0.01, dice=random.Random(dice.random())) as server:
            with desk.opened() as case:
                house_allowing.allow(case, kinds()[key], BY, "contract", server.url)
            tries = 0
            while True:
                tries += 1
                if one_order(
                    desk, server, key, dice.randint(0, 4) if tries <= 12 else 10**6, dice.random() / 20
                ):
                    break
                counted["kills"] += 1
            check(desk, server)
            counted["letters"] += len(server.kept.letters)
        shutil.rmtree(desk.folder)
    return counted


def one_order(desk: Desk, server: Running, key: str, requests: int, seconds: float) -> bool:
    """Order; kill it so long after the house was asked so many times; whether it ended with nothing left."""
    process = stem().Process(target=order_rest, args=(str(desk.case), server.url, key))
    process.start()
    goal, until = server.kept.asked.total() + requests, time.monotonic() + 120
    while server.kept.asked.total() < goal and process.is_alive() and time.monotonic() < until:
        time.sleep(0.002)
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        if process.exitcode == -signal.SIGKILL:  # else it ended by itself just before
            return False
    assert process.exitcode == 0, process.exitcode
    process.close()
    return set(states(desk)) == {"accepted"}


@pytest.mark.parametrize("key", HOUSES)
def test_killed_at_random_moments_every_letter_is_ordered_once(ready: Desk, tmp_path: Path, key: str):
    counted = kill_orders(ready, tmp_path, key, KILLS, 20261201)
    assert counted["kills"] >= KILLS


def test_without_keys_a_letter_in_doubt_is_not_ordered_again_by_itself(ready: Desk):
    with house_server() as server:
        with ready.opened() as case, line_to(server, "postgrid") as (kind, asked):
            house_allowing.allow(case, kind, BY, "contract", server.url)
            first = housing.send(case, kind, asked, Silent(), by=BY, wait=lambda _: None)
            ident = next(iter(server.kept.letters))
            # As if the answer to one order had never come, and the house had not got it either.
            gone = server.kept.letters.pop(ident)
            act = next(
                entry.id
                for entry in ledger_of(case).entries
                if entry.code == ident and entry.state == "accepted"
            )
            undo(case, act, BY)
            waited: list[float] = []
            again = housing.send(case, kind, asked, Silent(), by=BY, wait=waited.append, clock=time.time)
            assert again.package == first.package and len(again.doubtful) == 1 and not again.states
            assert gone["metadata"]["tocsin"].split(".")[1] == again.doubtful[0]
            assert gone["metadata"]["tocsin"] not in server.kept.marks
            done = housing.send(case, kind, asked, Silent(), by=BY, again=True, wait=lambda _: None)
            assert done.states == {"accepted": 1}
        check(ready, server)


def test_a_letter_that_the_house_does_not_take_goes_to_the_printer(ready: Desk):
    with house_server() as server, ready.opened() as case, line_to(server, "lob") as (kind, asked):
        people = case.need("people", "people").to_pylist()
        server.kept.refuse = frozenset({people[0]["name"], people[1]["name"]})
        house_allowing.allow(case, kind, BY, "contract", server.url)
        done = housing.send(case, kind, asked, Silent(), by=BY, wait=lambda _: None)
        refused = done.states.get("withdrawn", 0)
        assert done.states["accepted"] >= 1
    if refused:
        made = told(ready, "package", "rest", *NAMED, *BARCODED, "--in-clear")
        assert made["pieces"] == refused


def test_a_wrong_key_stops_at_once_and_loses_nothing(ready: Desk):
    with house_server() as server:
        allow(ready, server, "lob")
        (ready.folder / "key").write_text("wrong\n")
        done = ordered(ready, "lob", "--yes")
        assert "does not take this key" in done["stopped"] and server.kept.asked["POST"] == 1
        (ready.folder / "key").write_text(f"{KEY}\n")
        ordered(ready, "lob", "--yes")
        check(ready, server)


def test_letters_are_cancelled_while_the_house_can_and_then_go_another_way(ready: Desk):
    with house_server() as server:
        allow(ready, server, "lob")
        ordered(ready, "lob", "--yes")
        first, second = (
            one["metadata"]["tocsin"].split(".")[1] for one in list(server.kept.letters.values())[:2]
        )
        list(server.kept.letters.values())[1]["printing"] = True
        asked = ("--because", "a mistake", "--key-file", "key")
        assert told(ready, "cancel", "lob", first, second, *NAMED, *asked) == {first: True, second: False}
        assert "Nothing was cancelled" in mail(ready, "cancel", "lob", first, *NAMED, *asked, code=1)
    assert told(ready, "package", "rest", *NAMED, *BARCODED, "--in-clear")["pieces"] == 1


def test_webhooks_kept_in_a_file_are_entered_once(ready: Desk):
    with house_server() as server:
        allow(ready, server, "lob")
        ordered(ready, "lob", "--yes")
        idents = list(server.kept.letters)
    hooks = [
        {"id": "evt_1", "event_type": {"id": "letter.mailed"}, "reference_id": idents[0],
         "date_created": "2026-03-03T09:00:00Z", "object": "event"},
        {"id": "evt_2", "event_type": {"id": "letter.returned_to_sender"}, "reference_id": idents[0],
         "date_created": "2026-03-12T09:00:00Z", "object": "event"},
        {"id": "evt_3", "event_type": {"id": "letter.viewed"}, "reference_id": idents[1]},
        {"id": "evt_4", "event_type": {"id": "letter.mailed"}, "reference_id": "ltr_ffffffffffffffff",
         "date_created": "2026-03-03T09:00:00Z"},
    ]  # fmt: skip
    (ready.folder / "hooks.jsonl").write_text("\n".join(map(json.dumps, hooks)))
    made = told(ready, "events", "lob", "hooks.jsonl", *NAMED)
    assert made["states"] == {"mailed": 1, "returned": 1} and made["strange"] == 1
    assert told(ready, "events", "lob", "hooks.jsonl", *NAMED)["states"] == {}
    assert states(ready)["returned"] == 1
    mail(ready, "undo", made["act"], *NAMED)
    assert states(ready)["returned"] == 0


def test_a_house_that_confuses_letters_is_not_believed(ready: Desk):
    class Confused:
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def __getattr__(self, name: str) -> Any:
            return getattr(self._inner, name)

        def create(self, mark: str, *rest: Any) -> Any:
            reply = self._inner.create(mark, *rest)
            return type(reply)(
                reply.status,
                reply.headers,
                {
                    **reply.fields,
                    "id": "ltr_same",
                },
            )

    with house_server() as server, ready.opened() as case, line_to(server, "lob") as (kind, asked):
        house_allowing.allow(case, kind, BY, "contract", server.url)
        done = housing.send(case, kind, Confused(asked), Silent(), by=BY, wait=lambda _: None)
        assert "the same id" in done.stopped and done.states == {"accepted": 1}


def test_letters_leave_encrypted_or_not_at_all(ready: Desk):
    said = mail(ready, "allow", "lob", *NAMED, "--because", "x", "--server", "http://api.example.com", code=1)
    assert "https only" in said
    for server in ("ftp://api.example.com", "api.example.com", "https://api.example.com/path"):
        with pytest.raises(BadServer):
            Line(server, {})
    assert all(kind.server.startswith("https://") for kind in kinds().values())


@pytest.mark.parametrize("content", [b"no json", b'{"a": ', b"[1, 2", b"\xff\xfe"])
def test_a_file_that_is_no_webhooks_is_refused(content: bytes):
    with pytest.raises(HouseError, match="not JSON"):
        events(kinds()["lob"], content)
    assert events(kinds()["lob"], b"[]") == []


def test_every_state_of_a_house_is_one_of_ours():
    from tocsin.notices.delivery.standing import ORDER

    for kind in kinds().values():
        assert {*kind.states.values(), *kind.events.values()} <= set(ORDER)
        assert set(ORDER) >= house_news.FINAL


def test_a_mail_house_package_is_neither_written_out_nor_taken_back_once_begun(ready: Desk):
    with house_server() as server:
        allow(ready, server, "lob")
        ident = ordered(ready, "lob", "--yes")["package"]
    assert "There is no package" in mail(
        ready, "package", "x", *NAMED, "--in-clear", "--again", ident, code=1
    )
    assert "already reported as accepted" in mail(ready, "undo", ident, *NAMED, code=1)
    shown = told(ready, "status")
    assert shown["states"]["accepted"] + shown["states"].get("cannot_be_sent", 0) == shown["letters"]
