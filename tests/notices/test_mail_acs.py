"""The Address Change Service's own file: every field from its place, every code with a meaning."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from acs_file import PLACES, fulfilment
from tocsin.notices.delivery import acs, codes

NIXIES = "ABDEILMNPQRSUVX"
"""The fifteen codes that Publication 8A counts."""
MOVES = ("", "K", "G", "W", "C")

MOVED = {
    "mailer": "123456", "serial": "000000042", "moved": "20260115", "move_type": "F", "number": "77",
    "before": "N", "street": "NEW", "suffix": "ST", "unit": "APT", "secondary": "4B", "city": "ALBANY",
    "state": "NY", "zip5": "12207", "hyphen": "-", "plus4": "1234",
    "barcode": "0030012345600000004212207123401",
    "made_on": "20260309", "action": "F", "flag": "C", "last": "TESTPERSON",
}  # fmt: skip


def test_every_field_is_read_from_its_place():
    (row,) = acs.read(fulfilment([MOVED])).sheet.rows
    assert row == {
        "barcode": MOVED["barcode"],
        "serial": "123456000000042",
        "reason": "",
        "moved": "20260115",
        "move_type": "F",
        "on": "20260309",
        "street": "77 N NEW ST APT 4B",
        "street2": "",
        "city": "ALBANY",
        "state": "NY",
        "postal_code": "12207",
        "plus4": "1234",
    }


def test_a_private_mail_box_and_an_urbanisation_stand_in_the_address():
    (row,) = acs.read(fulfilment([MOVED | {"pmb": "12", "urb": "URB LAS FLORES"}])).sheet.rows
    assert (row["street"], row["street2"]) == ("URB LAS FLORES", "77 N NEW ST APT 4B PMB 12")


def test_a_month_without_a_day_is_a_month():
    (row,) = acs.read(fulfilment([MOVED | {"moved": "20260100"}])).sheet.rows
    assert row["moved"] == "202601"


def test_the_layout_does_not_overlap_and_fills_what_two_sources_say():
    layout = yaml.safe_load(files("tocsin.notices.delivery").joinpath("acs.yaml").read_text())
    for kind in ("header", "record"):
        spans = sorted((start, start + length) for start, length in layout[kind].values())
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
        assert spans[-1][1] <= layout["length"] + 1
    ours = {"urb": "urbanisation"}
    for name, (start, length) in PLACES.items():
        if (known := ours.get(name, name)) in layout["record"]:
            assert layout["record"][known] == [start + 1, length], name


@pytest.mark.parametrize("code", [*MOVES, *NIXIES])
def test_every_deliverability_code_has_a_reason_and_advice(code: str):
    (row,) = acs.read(fulfilment([MOVED | {"code": code}])).sheet.rows
    assert row["reason"] == code
    reason = codes.reason_of(code) if code else codes.reasons()["moved_new_address"]
    assert reason is not None and reason.says and reason.advice
    assert reason.kind in codes.CLASSES and reason.next in codes.NEXT


def test_no_code_of_the_data_is_read_as_another():
    letters = [row["acs"] for row in yaml.safe_load(
        files("tocsin.notices.delivery").joinpath("codes.yaml").read_text()
    )["reasons"].values() if row.get("acs", "").strip()]  # fmt: skip
    assert sorted(letters) == sorted([*NIXIES, "K", "G", "W", "C"])


@pytest.mark.parametrize(
    ("letter", "says"), [("F", "family"), ("I", "individual"), ("B", "business"), ("?", "")]
)
def test_every_move_type_is_told(letter: str, says: str):
    assert acs.move_type(letter).startswith(says) and bool(acs.move_type(letter)) == bool(says)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (fulfilment([MOVED, MOVED], announced=3), "announces 3 records and has 2"),
        (fulfilment([MOVED], version="01"), "file version '01'"),
        (fulfilment([MOVED]) + b"2torn\r\n", "line 3 is not 700 characters"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_in_words(content: bytes, why: str):
    assert acs.is_fulfilment(content)
    with pytest.raises(acs.NotWhole, match=why):
        acs.read(content)


@given(st.binary(max_size=1_500))
def test_other_bytes_are_no_fulfilment_file_or_are_refused(noise: bytes):
    if acs.is_fulfilment(noise):
        with pytest.raises(acs.NotWhole):
            acs.read(noise + b"\nx")


def test_a_csv_is_no_fulfilment_file():
    assert not acs.is_fulfilment(b"Header,of,a,csv\r\n1,2,3,4\r\n")
