"""From a stolen share to letters: all of it is there, nothing is done twice, a change redoes what it must."""

from __future__ import annotations

import os

import pytest

from chain import LATER, PEOPLE, Desk, Finished, log_of, roster, stages
from tocsin.model.entered import ENTERED
from tocsin.model.tables import TABLES
from tocsin.response import board


def change_fact(desk: Desk, old: str, new: str) -> None:
    """Edit incident.yaml as the user would."""
    path = desk.case / "incident.yaml"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


@pytest.fixture
def copied(finished: Finished, desk: Desk) -> Desk:
    """The finished case again, to go on with."""
    return finished.copied_to(desk)


def test_a_response_ends_with_every_table_and_with_letters_and_packets(finished: Finished):
    with finished.desk.opened() as case:
        for name, schema in TABLES.items():
            if name in ENTERED:  # made by people, not by a stage
                continue
            table = case.table(name)
            assert table is not None, name
            assert table.schema.equals(schema), name
            # Everything has an owner, a first run changes no id, these people are too unlike to ask about,
            # and nobody shares a home.
            empty = ("unowned", "people_events", "candidates", "flags")
            assert table.num_rows or name in empty, name
        for kind in ("letters", "proofs", "packets"):
            assert case.vault.list_documents(kind), kind


def test_every_file_and_every_file_inside_one_has_exactly_one_row(finished: Finished):
    with finished.desk.opened() as case:
        items = case.need("items", "scan")
    assert items.num_rows == len(set(items["id"].to_pylist())) == finished.items
    top = {row["path"] for row in items.to_pylist() if row["parent"] is None}
    on_disk = {
        f"share/{path.relative_to(finished.share)}" for path in finished.share.rglob("*") if path.is_file()
    }
    assert top == on_disk
    assert all(row["reason"] for row in items.to_pylist() if row["outcome"] != "read")


def test_every_person_of_the_share_is_found_once_and_where_they_live(finished: Finished):
    with finished.desk.opened() as case:
        people = case.need("people", "people").to_pylist()
    assert sorted((row["name"], row["residence"]) for row in people) == sorted(
        (person.name, person.state) for person in PEOPLE
    )


def test_the_numbers_of_the_board_add_up(finished: Finished):
    with finished.desk.opened() as case:
        shown = board(case)
        people, notices = case.need("people", "people"), case.need("notices", "notices").to_pylist()
    assert shown.people == people.num_rows == sum(shown.states.values()) + shown.residence_unknown
    assert shown.files == sum(shown.outcomes.values()) == finished.items
    assert shown.bytes == sum(path.stat().st_size for path in finished.share.rglob("*") if path.is_file())
    assert len(shown.not_whole) == shown.files - shown.outcomes["read"]
    assert shown.letters + shown.letters_not_sendable + shown.packets == len(notices)
    letters = [row["person"] for row in notices if row["kind"] == "letter"]
    assert sorted(letters) == sorted(people["id"].to_pylist()), "one letter, sent or not, for each person"


def test_running_it_again_redoes_nothing(finished: Finished, copied: Desk):
    with copied.opened() as case:
        before = log_of(case)
    outcome = copied.respond(finished.share)
    assert outcome.code == 0, outcome.err
    assert "11 of 11 files are read already" in outcome.said
    with copied.opened() as case:
        assert log_of(case) == before


def test_a_changed_fact_redoes_the_law_and_the_notices_and_nothing_else(finished: Finished, copied: Desk):
    with copied.opened() as case:
        before = len(log_of(case))
    change_fact(copied, "misuse_seen: unknown", "misuse_seen: true")
    outcome = copied.respond(finished.share)
    assert outcome.code == 0, outcome.err
    assert "facts have changed" in outcome.said
    with copied.opened() as case:
        assert stages(log_of(case)[before:]) in (["assess", "notices"], ["assess"])


def test_a_new_telephone_number_is_in_the_letters_though_no_duty_changed(finished: Finished, copied: Desk):
    change_fact(copied, "toll_free: (800) 555-0199", "toll_free: (800) 555-0142")
    outcome = copied.respond(finished.share)
    assert outcome.code == 0, outcome.err
    with copied.opened() as case:
        texts = [
            case.vault.get_document("proofs", reference.name)
            for reference in case.vault.list_documents("proofs")
            if reference.name.endswith(".txt")
        ]
    assert texts
    assert all(b"(800) 555-0142" in text and b"(800) 555-0199" not in text for text in texts)


def test_a_folder_added_later_is_all_that_is_read(finished: Finished, copied: Desk):
    found_later = copied.folder / "found later"
    found_later.mkdir()
    (found_later / "new.csv").write_text(roster([LATER]))
    with copied.opened() as case:
        before = len(log_of(case))
    outcome = copied.respond(finished.share, found_later)
    assert outcome.code == 0, outcome.err
    with copied.opened() as case:
        news = log_of(case)[before:]
        names = case.need("people", "people")["name"].to_pylist()
    read = [
        entry["facts"]["done"]
        for entry in news
        if entry["verb"] == "append_part" and entry["subject"] == "scan"
    ]
    assert read == [1]
    assert stages(news) == ["scan", "people", "assess", "notices"]
    assert sorted(names) == sorted(person.name for person in (*PEOPLE, LATER))


def test_a_second_folder_of_the_same_name_takes_nothing_away_from_the_first(desk: Desk):
    for place, people in (("server 1", PEOPLE[:2]), ("server 2", PEOPLE[2:4])):
        (desk.folder / place / "share").mkdir(parents=True)
        (desk.folder / place / "share" / "roster.csv").write_text(roster(people))
        outcome = desk.scan(desk.folder / place / "share")
        assert outcome.code == 0, outcome.err
    with desk.opened() as case:
        assert case.need("items", "scan").num_rows == 2
        values = set(case.need("identifiers", "scan")["value"].to_pylist())
    assert {one.ssn.replace("-", "") for one in PEOPLE[:4]} <= values
    again = desk.scan(desk.folder / "server 2" / "share", desk.folder / "server 1" / "share")
    assert "2 of 2 files are read already" in again.said


def test_a_share_that_was_moved_is_not_read_again(desk: Desk):
    (desk.folder / "usb" / "share").mkdir(parents=True)
    (desk.folder / "usb" / "share" / "roster.csv").write_text(roster(PEOPLE[:2]))
    assert desk.scan(desk.folder / "usb" / "share").code == 0
    (desk.folder / "usb").rename(desk.folder / "evidence")
    again = desk.scan(desk.folder / "evidence" / "share")
    assert "1 of 1 files are read already" in again.said


def test_a_file_that_changed_is_read_again_and_counted_once(desk: Desk):
    share = desk.folder / "share"
    share.mkdir()
    (share / "roster.csv").write_text(roster(PEOPLE[:3]))
    assert desk.scan(share).code == 0
    (share / "roster.csv").write_text(roster([LATER]))
    os.utime(share / "roster.csv", ns=(1, 1))
    assert desk.scan(share).code == 0
    with desk.opened() as case:
        assert case.need("items", "scan").num_rows == 1
        assert {name for name in case.need("mentions", "scan")["given"].to_pylist() if name} == {LATER.given}
        values = set(case.need("identifiers", "scan")["value"].to_pylist())
    assert LATER.ssn.replace("-", "") in values
    assert not values & {person.ssn.replace("-", "") for person in PEOPLE}
