"""What the ledger says of a piece: late and odd reports, e-mail beside paper, what was taken back."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tocsin.notices.delivery.standing import ORDER, Entry, Ledger, reconcile

LIFE = ["packaged", "printed", "mailed", "in_transit", "delivered"]
_number = itertools.count(1)


def entry(state: str, **columns: Any) -> Entry:
    made = dict.fromkeys(Entry._fields) | {"id": f"d{next(_number)}.1", "at": "2026-03-01", "by": "x"}
    made |= {"piece": "P", "person": "a", "attempt": 1, "channel": "mail", "state": state}
    return Entry(**(made | columns))


@given(st.permutations(LIFE))
def test_the_order_in_which_reports_come_changes_nothing(states: list[str]) -> None:
    assert Ledger(map(entry, states)).state_of("P", "a") == "delivered"


def test_a_piece_scanned_as_delivered_on_its_way_back_has_come_back() -> None:
    assert Ledger([entry("returned"), entry("delivered")]).state_of("P", "a") == "returned"


@given(st.lists(st.sampled_from(ORDER[:-1]), min_size=1, max_size=6))
def test_the_furthest_state_counts(states: list[str]) -> None:
    furthest = max(states, key=ORDER.index)
    assert Ledger(map(entry, states)).attempts["P"][0].state == furthest


def test_what_was_sent_again_and_is_out_counts_as_reached() -> None:
    ledger = Ledger([entry("returned"), entry("mailed", attempt=2)])
    assert ledger.state_of("P", "a") == "mailed" and ledger.reached("P")


def test_a_second_attempt_that_came_back_too_is_not_reached() -> None:
    ledger = Ledger([entry("returned"), entry("returned", attempt=2)])
    assert ledger.state_of("P", "a") == "returned" and not ledger.reached("P")


def test_an_entry_and_a_whole_act_can_be_taken_back() -> None:
    made = [entry("mailed", id="d1.1"), entry("mailed", id="d1.2", piece="Q"), entry("returned", id="d2.1")]
    one = Ledger([*made, entry("taken_back", piece="", withdraws="d2.1")])
    assert one.state_of("P", "a") == "mailed"
    act = Ledger([*made, entry("taken_back", piece="", withdraws="d1")])
    assert act.state_of("Q", "a") == "" and act.state_of("P", "a") == "returned"
    assert not act.is_standing("d1") and act.is_standing("d2")


def test_an_email_that_arrived_reaches_the_person_whose_letter_came_back() -> None:
    ledger = Ledger([entry("returned"), entry("delivered", attempt=2, channel="email")])
    assert ledger.state_of("P", "a") == "delivered"


def test_a_bounce_after_a_delivery_report_stands() -> None:
    states = ("sending", "sent", "delivered", "bounced", "delivered", "complaint")
    ledger = Ledger([entry(state, channel="email") for state in states])
    assert ledger.state_of("P", "a") == "bounced" and not ledger.reached("P")


def test_substitute_notice_stands_in_until_a_letter_is_out() -> None:
    given_notice = entry("substitute", channel="substitute", attempt=0)
    assert Ledger([entry("returned"), given_notice]).state_of("P", "a") == "substitute"
    assert (
        Ledger([entry("returned"), given_notice, entry("mailed", attempt=2)]).state_of("P", "a") == "mailed"
    )


def test_reconciling_names_what_differs() -> None:
    made = [
        entry(state, piece=piece)
        for piece, states in {
            "A": ["packaged", "printed", "mailed"],
            "B": ["packaged", "printed"],
            "C": ["packaged"],
            "D": ["packaged", "spoiled"],
            "E": ["packaged", "withdrawn"],
            "F": ["packaged", "mailed", "withdrawn"],
            "G": ["packaged", "spoiled", "printed", "mailed"],
        }.items()
        for state in states
    ]
    (found,) = reconcile(Ledger(made), {"p1": [(piece, 1) for piece in "ABCDEFGH"]})
    assert (found.manifest, found.printed, found.mailed, found.agrees) == (8, 4, 3, False)
    assert {one.piece: one.what for one in found.differences} == {
        "B": "printed and not reported as mailed",
        "C": "not reported as printed",
        "D": "spoiled and not printed again",
        "E": "withdrawn before it was printed",
        "F": "withdrawn, but printed or mailed all the same",
        "H": "in the manifest and not in the ledger",
    }
