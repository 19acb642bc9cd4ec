"""Addresses that a look-up gave back: shown first, used by date and source, kept over re-runs, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from mail_desk import BY, mail, told, write_csv

from chain import Desk, Finished
from tocsin import people
from tocsin.model.tables import ADDRESSES, PEOPLE, table
from tocsin.response import Silent, moving
from tocsin.response.listfiles import write_list
from tocsin.response.story import find_people

LookedUp = tuple[Desk, list[dict[str, Any]]]
COLUMNS = [
    "record_id",
    "New Address",
    "New City",
    "New State",
    "New ZIP",
    "Move Date",
    "NCOA Code",
    "DPV",
    "Deceased",
]
RENO = ("9 Elm St", "Reno", "NV", "89501", "20260401", "A", "Y")
NOWHERE = ("1 Nowhere", "Reno", "NV", "89501", "20260401", "A", "N")


def row(ident: str, *values: str) -> dict[str, str]:
    return dict(zip(COLUMNS, (ident, *values), strict=False))


@pytest.fixture
def looked_up(finished: Finished, desk: Desk) -> LookedUp:
    """A desk, and its people who have an address."""
    finished.copied_to(desk)
    with desk.opened() as case:
        found = [one for one in case.need("people", "people").to_pylist() if one["street"]]
    return desk, found


def file(desk: Desk, rows: list[dict[str, str]], name: str = "back.csv") -> Path:
    return write_csv(desk.folder / name, COLUMNS, rows)


def address(desk: Desk, ident: str) -> dict[str, Any]:
    with desk.opened() as case:
        (found,) = (one for one in case.need("people", "people").to_pylist() if one["id"] == ident)
        ranked = [one for one in case.need("addresses", "people").to_pylist() if one["person"] == ident]
    return found | {"ranked": sorted(ranked, key=lambda one: one["rank"])}


def test_a_preview_counts_and_changes_nothing(looked_up: LookedUp):
    desk, persons = looked_up
    before = address(desk, persons[0]["id"])
    rows = [
        row(persons[0]["id"], *RENO),
        row(persons[1]["id"], "", "", "", "", "", "02"),
        row(persons[2]["id"], *NOWHERE),
        row(persons[3]["id"], "", "", "", "", "", "ZZ", "", "Y"),
        row("nobody", *RENO),
    ]
    made = told(desk, "addresses", file(desk, rows), "--preview")
    assert (made["new"], made["gone"], made["not_delivered"], made["deceased"], made["unknown"]) == (
        1,
        1,
        1,
        1,
        1,
    )
    assert made["unmapped"] == {"ncoa ZZ": 1} and made["act"] is None
    assert address(desk, persons[0]["id"]) == before
    assert told(desk, "addresses") == []


def test_the_new_address_is_used_with_its_reason_and_the_residence_follows(
    looked_up: LookedUp,
):
    desk, persons = looked_up
    ident, old = persons[0]["id"], persons[0]["street"]
    made = told(
        desk,
        "addresses",
        file(desk, [row(ident, *RENO)]),
        "--by",
        BY,
    )
    assert made["kept"] == 1
    now = address(desk, ident)
    assert (now["street"], now["state"], now["residence"]) == ("9 Elm St", "NV", "NV")
    assert "89501" in now["residence_how"]
    assert (
        now["ranked"][0]["reason"].startswith("used: the change-of-address file gave it")
        and "moved 2026-04-01" in now["ranked"][0]["reason"]
    )
    assert old in [one["street"] for one in now["ranked"][1:]]
    assert [one["rank"] for one in now["ranked"]] == list(range(1, len(now["ranked"]) + 1))


def test_it_outlives_a_re_run_and_an_undo_brings_the_old_one_back(
    looked_up: LookedUp,
):
    desk, persons = looked_up
    ident = persons[0]["id"]
    before = address(desk, ident)
    made = told(
        desk,
        "addresses",
        file(desk, [row(ident, *RENO)]),
        "--by",
        BY,
    )
    with desk.opened() as case:
        case.vault.save_table("links", case.need("links", "people"), made_from="something else")
        find_people(case, Silent())
    assert address(desk, ident)["street"] == "9 Elm St"
    again = told(desk, "addresses", "back.csv", "--by", BY)
    assert (again["act"], again["kept"]) == (None, 0), "the same file twice adds nothing"
    mail(desk, "undo", made["act"], "--by", BY)
    assert address(desk, ident) == before
    assert [one["stands"] for one in told(desk, "addresses")] == [False]


def test_an_address_that_mail_is_not_delivered_to_is_kept_and_not_used(
    looked_up: LookedUp,
):
    desk, persons = looked_up
    ident, old = persons[0]["id"], persons[0]["street"]
    told(
        desk,
        "addresses",
        file(desk, [row(ident, *NOWHERE)]),
        "--by",
        BY,
    )
    now = address(desk, ident)
    assert now["street"] == old
    assert now["ranked"][-1]["reason"] == "not used: the Postal Service does not deliver there"


def test_who_is_said_to_have_died_is_shown_for_review_and_not_recorded_as_dead(
    looked_up: LookedUp,
):
    desk, persons = looked_up
    alive = next(one for one in persons if not one["deceased"])
    told(desk, "addresses", file(desk, [row(alive["id"], "", "", "", "", "", "00", "", "Y")]), "--by", BY)
    now = address(desk, alive["id"])
    assert now["deceased"] == alive["deceased"]
    assert "says that this person has died; decide" in now["review"]


@pytest.mark.parametrize("kind", [".xlsx", ".dat"])
def test_workbooks_and_load_files_are_read_too(looked_up: LookedUp, kind: str):
    desk, persons = looked_up
    path = desk.folder / f"back{kind}"
    write_list(
        path,
        COLUMNS,
        [
            row(persons[0]["id"], *RENO),
            row(persons[1]["id"], "", "", "", "", "", "00"),
        ],
    )
    assert told(desk, "addresses", path, "--preview")["new"] == 1


def test_a_file_without_record_ids_says_what_is_missing(looked_up: LookedUp):
    desk, _ = looked_up
    path = write_csv(
        desk.folder / "x.csv", ["who", "street"], [{"who": "p1", "street": "x"}, {"who": "p2", "street": "y"}]
    )
    assert "--column piece=HEADER" in mail(desk, "addresses", path, "--preview", code=1)


OAK = {"street": "1 Oak St", "city": "Tucson", "state": "AZ", "postal_code": "85701"}
ELM = {"street": "9 Elm St", "city": "Reno", "state": "NV", "postal_code": "89501", "country": None}


def given(**columns: Any) -> dict[str, Any]:
    known = {"person": "a", "mentions": ["m1"], "source": "ncoa", "at": "2026-05-01T00:00:00+00:00"}
    return known | ELM | {"moved": "2026-04-01", "dpv": "Y", "deceased": None, "why": ""} | columns


def applied(dated: str | None, *moves: dict[str, Any]) -> tuple[str, str]:
    """Street in use and the reason, for a person whose document has this date."""
    rows = table(PEOPLE, [{"id": "a", "review": ""} | OAK])
    own = table(ADDRESSES, [{"person": "a", "rank": 1, "dated": dated, "reason": "the only address"} | OAK])
    links = pa.table({"mention": ["m1"], "person": ["a"]})
    after, ranked = people.readdress(rows, own, links, moves)
    return after["street"][0].as_py(), ranked["reason"][0].as_py()


IN_USE = {
    None: "9 Elm St",
    "2025-12-31": "9 Elm St",
    "2026": "1 Oak St",
    "2026-04-02": "1 Oak St",
    "2026-04-01": "9 Elm St",
}
"""Date of the document that names Oak Street, and which of the two is used."""


@pytest.mark.parametrize(("dated", "street"), IN_USE.items())
def test_the_newer_address_is_used(dated: str | None, street: str):
    assert applied(dated, given())[0] == street


def test_of_two_moves_the_later_counts_and_the_same_address_only_confirms():
    assert applied(None, given(), given(street="5 Ash Rd", moved="2026-06-01"))[0] == "5 Ash Rd"
    same = OAK | {"street": "1 Oak St.", "postal_code": "85701-0001"}
    street, reason = applied(None, given(**same, source="cass", moved=None))
    assert street in ("1 Oak St", "1 Oak St.") and reason.startswith("used: the address check")


def test_an_address_follows_the_mentions_when_ids_move():
    assert applied(None, given(person="an-old-id"))[0] == "9 Elm St"
    assert applied(None, given(person="an-old-id", mentions=["gone"]))[0] == "1 Oak St"


def test_zeros_that_a_spreadsheet_took_come_back():
    assert (
        moving.place_of({"street": "1 A St", "postal_code": "501", "plus4": "7"})["postal_code"]
        == "00501-0007"
    )
