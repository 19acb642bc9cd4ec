"""The screen of ``tocsin people review``: keys really pressed, and what then stands in the ledger."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import people_cases
import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from chain import Desk, log_of
from tocsin import response
from tocsin.cli.people_screen import PeopleReview, store_inside_the_loop
from tocsin.response import Case

SMALL = (80, 24)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return people_cases.found(Desk.at(tmp_path_factory.mktemp("made")))


@pytest.fixture
def case(made: Desk, tmp_path: Any) -> Iterator[Case]:
    """A copy of the case, open."""
    desk = Desk.at(tmp_path)
    shutil.copytree(made.case, desk.case)
    with desk.opened() as opened:
        yield opened


Act = Callable[[Pilot[None], PeopleReview], Awaitable[None]]


def sitting(case: Case, act: Act, size: tuple[int, int] = SMALL) -> PeopleReview:
    """Sit down at the screen and do something there."""
    screen = PeopleReview(case, "A. Counsel")

    async def run() -> None:
        async with screen.run_test(size=size) as pilot:
            await pilot.pause()
            await act(pilot, screen)

    with store_inside_the_loop():
        asyncio.run(run())
    return screen


def pressing(case: Case, *keys: str, size: tuple[int, int] = SMALL) -> PeopleReview:
    async def act(pilot: Pilot[None], _: PeopleReview) -> None:
        await pilot.press(*keys)
        await pilot.pause()

    return sitting(case, act, size)


def seen(case: Case, *keys: str, size: tuple[int, int] = SMALL) -> str:
    """What stands on the screen after these keys."""
    told: list[str] = []

    async def act(pilot: Pilot[None], screen: PeopleReview) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        strips = screen.screen._compositor.render_strips()
        told.extend("".join(segment.text for segment in strip) for strip in strips)

    sitting(case, act, size)
    return "\n".join(told)


def ledger(case: Case) -> list[tuple[str, str, bool]]:
    return [(row["verdict"], row["why"], row["stands"]) for row in response.decisions(case)]


def test_each_key_is_an_answer_and_goes_on_to_the_next_pair(case: Case):
    asked = response.questions(case)
    screen = pressing(case, "s", "d", "u")
    rows = response.decisions(case)
    assert [row["verdict"] for row in rows] == ["same", "different", "unsure"]
    assert [set(row["people"]) for row in rows] == [{each.one, each.other} for each in asked]
    assert {row["by"] for row in rows} == {"A. Counsel"}
    assert (screen.made, screen.left) == (3, 0)


def test_an_answer_is_kept_at_once_and_the_next_sitting_goes_on_from_there(case: Case):
    async def act(pilot: Pilot[None], screen: PeopleReview) -> None:
        await pilot.press("s")
        assert [verdict for verdict, _, _ in ledger(case)] == ["same"]

    sitting(case, act)
    assert "1 decided, 2 left" in seen(case)
    assert pressing(case, "d").left == 1


def test_undo_brings_the_pair_back_and_deletes_nothing(case: Case):
    screen = pressing(case, "s", "z")
    assert (screen.made, screen.left) == (0, 3)
    assert [verdict for verdict, _, _ in ledger(case)] == ["same", "withdrawn"]
    assert [stands for _, _, stands in ledger(case)] == [False, False]
    assert len(response.questions(case)) == 3


def test_an_answer_of_an_earlier_sitting_is_undone_on_its_pair(case: Case):
    pressing(case, "s", "s", "s")
    screen = pressing(case, "z")
    assert screen.left == 1


def test_bulk_shows_what_would_change_before_anything_is_recorded(case: Case):
    text = seen(case, "b")
    assert "3 open pairs of one reason" in text
    assert "6 people on the list become 3" in " ".join(text.replace("│", " ").split())
    assert ledger(case) == []
    pressing(case, "b", "escape")
    assert ledger(case) == []


def test_bulk_answers_all_open_pairs_of_the_reason_under_one_id(case: Case):
    screen = pressing(case, "b", "s")
    assert (screen.made, screen.left) == (3, 0)
    assert {verdict for verdict, _, _ in ledger(case)} == {"same"}
    assert len({row["batch"] for row in response.decisions(case)}) == 1
    again = pressing(case, "z")
    assert again.left == 1, "of an earlier sitting the marked pair alone is undone"


def test_bulk_of_this_sitting_is_undone_whole(case: Case):
    assert pressing(case, "b", "d", "z").left == 3
    assert not any(stands for *_, stands in ledger(case))


def test_a_reason_is_kept_with_the_answers_that_follow(case: Case):
    pressing(case, "w", *"one_desk", "enter", "s")
    assert ledger(case) == [("same", "one_desk", True)]


def test_filter_shows_only_pairs_that_hold_the_words(case: Case):
    pressing(case, "s")

    async def act(pilot: Pilot[None], screen: PeopleReview) -> None:
        await pilot.press("slash", *"open", "enter")
        await pilot.pause()
        assert screen.query_one("#queue", OptionList).option_count == 2
        await pilot.press("escape")
        await pilot.pause()
        assert screen.query_one("#queue", OptionList).option_count == 3

    sitting(case, act)
    assert "No pair holds these words" in seen(case, "slash", *"nobody", "enter")


@pytest.mark.parametrize("size", [SMALL, (140, 40)])
def test_both_rows_stand_side_by_side_masked_with_signs_weights_and_sources(
    case: Case, size: tuple[int, int]
):
    text = seen(case, size=size)
    assert "Pair 1 of 3: one person?" in text
    assert "first name" in text
    assert " = " in text
    assert " ≠ " in text
    assert "payroll.csv" in text
    assert "benefits.csv" in text
    assert not any(pair[2] in text for pair in people_cases.PAIRS)


def test_values_are_shown_at_the_press_of_a_key_and_every_look_is_logged(case: Case):
    assert sum(pair[2] in seen(case, "v") for pair in people_cases.PAIRS) == 1
    openings = [entry["subject"] for entry in log_of(case) if entry["verb"] == "show_values"]
    first = response.questions(case)[0]
    assert set(openings) == {first.one, first.other}
    assert not any(pair[2] in seen(case, "v", "v") for pair in people_cases.PAIRS)


def test_help_says_what_every_key_does_and_any_key_goes_back(case: Case):
    text = seen(case, "question_mark")
    assert "they are the same person" in text
    assert "Any key goes back." in text
    assert pressing(case, "question_mark", "s", "s").made == 1


def test_it_works_without_colour(case: Case, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert " ≠ " in seen(case)
    assert pressing(case, "s").made == 1


def test_every_pair_that_is_decided_says_so_in_the_list(case: Case):
    async def act(pilot: Pilot[None], screen: PeopleReview) -> None:
        await pilot.press("s", "u")
        await pilot.pause()
        queue = screen.query_one("#queue", OptionList)
        assert [str(queue.get_option_at_index(n).prompt)[0] for n in range(3)] == ["S", "U", " "]
        assert "2 decided, 1 left" in str(screen.query_one("#top", Static).render())

    sitting(case, act)


def test_a_fault_ends_the_screen_without_a_word_of_the_case(case: Case, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(response, "decide_people", broken)
    screen = PeopleReview(case, "A. Counsel")

    async def run() -> None:
        async with screen.run_test(size=SMALL) as pilot:
            await pilot.press("v", "s")

    with store_inside_the_loop(), pytest.raises(OSError, match="the disk is gone"):
        asyncio.run(run())
    assert screen._exit_renderables == []
