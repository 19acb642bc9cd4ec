"""Stamped letters against the full typesetter and the record: text, pixels, barcodes, scripts, columns."""

from __future__ import annotations

import csv
import dataclasses
import io
import random
from collections.abc import Sequence
from typing import Any

import pikepdf
import pyarrow as pa
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notices_case import CALIFORNIA, duty, make_facts, make_plan, person, rows, text_of

from tocsin.model.tables import EXPOSURES, OBLIGATIONS, PEOPLE, table
from tocsin.notices import Plan, plan, render_batch, single
from tocsin.notices.address import address_lines, fit
from tocsin.notices.barcodes import CLEAR, LENGTH, address_zone, bars_zone, below_bars
from tocsin.notices.delivery import barcode
from tocsin.notices.delivery.manybars import many_bars
from tocsin.notices.envelope import POINTS, envelope
from tocsin.notices.glyphs import metrics
from tocsin.notices.people import full_name
from tocsin.notices.pieces import Pieces, piece_id

DUTIES = [
    duty("CA", CALIFORNIA),
    duty("MA", ["police_report_right"], forbidden=["nature_of_breach"]),
    duty("AZ"),
    duty("NM", ["fcra_rights"]),
]
SCRIPTS = {
    "Latin": "Zoë Łukasz", "Vietnamese": "Nguyễn Thị Hương", "Greek": "Γιώργος Παππάς",
    "Cyrillic": "Нина Петрова",
    "Hebrew": "דוד לוי", "Arabic": "محمد علي", "Persian": "زهرا رضایی", "Devanagari": "राम शर्मा",
    "Bengali": "রহিম উদ্দিন", "Tamil": "கண்ணன்", "Telugu": "రాము", "Thai": "สมชาย ใจดี", "Georgian": "ნინო",
    "Armenian": "Արամ Խաչատրյան",
    "Chinese": "王小明", "Japanese": "山田太郎", "Korean": "김철수", "Khmer": "សុខា",
    "Ethiopic": "አበበ", "Emoji": "Ana \U0001f600",
}  # fmt: skip


def _random_plan(count: int, seed: int) -> Plan:
    r = random.Random(seed)
    elements = ["ssn", "payment_card", "medical_information", "drivers_license", "financial_account"]
    people = [
        person(
            n,
            r.choice(["CA", "MA", "AZ", "NM"]),
            name=r.choice(["Ana Núñez-O’Brien", "Łucja Wójcik", "Jo Bell"]),
            minor=r.random() < 0.2,
            deceased=r.random() < 0.1,
            postal_code=f"{r.randrange(10_000, 99_999)}",
            street=r.choice(["1 Oak St", "22 Elm Rd\nApt 4", "Palm Court\nc/o Office\nWing C"]),
        )
        for n in range(count)
    ]
    lost = [
        {"person": one["id"], "element": element, "protection": "plain"}
        for one in people
        for element in ["person_name", *r.sample(elements, r.randint(1, 4))]
    ]
    codes = {one["id"]: f"CODE{n:04d}" for n, one in enumerate(people) if n % 2}
    return make_plan(people, DUTIES, exposures=lost, codes=codes)


def _barcoded(made: Plan) -> Plan:
    assert isinstance(made.pieces, Pieces)
    pieces = made.pieces.barcoded(lambda place, last: barcode.code("123456", place, "270", last[-5:]))
    return dataclasses.replace(made, pieces=pieces)


def test_random_letters_of_all_classes_say_what_the_full_typesetter_says() -> None:
    made = _random_plan(25, 3)
    batch = render_batch(made, 0)
    for piece, row in zip(made.pieces, rows(batch.notices), strict=True):
        stamped = text_of(batch.pdf, row["page"], row["pages"])
        assert sorted(stamped.split()) == sorted(text_of(single(made, piece)).split())


def test_outside_the_open_places_no_pixel_differs() -> None:
    made = _random_plan(6, 5)
    batch = render_batch(made, 0)
    for piece, row in zip(made.pieces, rows(batch.notices), strict=True):
        own = [*(line.text for line in piece.address), piece.salutation, piece.id, piece.code]
        stamped, whole = _pages(batch.pdf, row["page"] - 1, row["pages"]), _pages(single(made, piece), 0, 9)
        assert len(stamped) == len(whole)
        for (one, masks), (other, _) in zip(stamped, whole, strict=True):
            differs = one != other
            for text, (left, top, right, bottom) in masks:
                if any(text in line for line in own) or text.startswith("Page "):
                    differs[top - 2 : bottom + 2, left - 2 : right + 2] = False
            assert not differs.any()


def _pages(pdf: bytes, first: int, count: int) -> list[tuple[Any, list[tuple[str, tuple[int, ...]]]]]:
    """Pages as grey pictures at 72 dpi, each with its text rectangles."""
    document: Any = pypdfium2.PdfDocument(pdf)
    found = []
    for number in range(first, min(first + count, len(document))):
        page = document[number]
        picture = page.render(scale=1, grayscale=True).to_numpy().copy()
        view = page.get_textpage()
        boxes = []
        for at in range(view.count_rects()):
            left, bottom, right, top = view.get_rect(at)
            words = view.get_text_bounded(left, bottom, right, top).strip()
            boxes.append((words, (int(left), int(792 - top), int(right) + 1, int(792 - bottom) + 1)))
        found.append((picture, boxes))
        view.close()
        page.close()
    document.close()
    return found


def test_every_barcode_reads_back_as_the_piece_of_the_manifest() -> None:
    made = _barcoded(_random_plan(40, 11))
    batch = render_batch(made, 0)
    lines = list(csv.DictReader(io.StringIO(batch.manifest)))
    assert any(line["imb"] for line in lines)
    for line, piece in zip(lines, made.pieces, strict=True):
        text = text_of(batch.pdf, int(line["page"]), 1)
        found = [word for word in text.split() if len(word) == barcode.BARS and not set(word) - set("ADFT")]
        assert [barcode.read(word) for word in found] == ([line["imb"]] if line["imb"] else [])
        assert not line["imb"] or line["imb"] == piece.barcode


def test_the_barcode_stands_clear_in_the_window_in_every_position_of_the_sheet() -> None:
    profile, bars = envelope(), bars_zone(envelope())
    safe, edge = profile.safe(), profile.clearance * POINTS
    assert bars.top - (safe.top - edge) >= 0.028 * POINTS
    assert bars.left - (safe.left - edge) >= 0.125 * POINTS - 1e-6
    assert safe.right + edge - bars.right >= 0.125 * POINTS
    assert address_zone(profile).top - bars.bottom >= 0.028 * POINTS
    assert CLEAR >= 0.028 * POINTS and 64 / 24 * POINTS < LENGTH < 65 / 20 * POINTS


def test_a_letter_whose_address_needs_all_the_window_goes_out_without_a_barcode() -> None:
    street = "\n".join(["Palm Court Care Home", "c/o The Manager", "Building 4", "Wing C", "Room 9"])
    made = _barcoded(make_plan([person(1, "AZ", street=street), person(2, "AZ")], [duty("AZ")]))
    seen = {
        line["piece"]: line["imb"] for line in csv.DictReader(io.StringIO(render_batch(made, 0).manifest))
    }
    assert seen[piece_id("person-2", "en")]
    assert seen[piece_id("person-1", "en")] == "" or fits_with_bars(made)


def test_bars_and_name_do_not_crowd_each_other_where_the_address_leaves_room() -> None:
    def gap(lines: int) -> float:
        placed = below_bars(("Ana Bell",), tuple(["1 Oak Street"] * (lines - 1)), envelope())
        assert placed and placed[0].size == 10.5
        return placed[0].y - metrics().ascent * placed[0].size - bars_zone(envelope()).bottom

    assert gap(3) >= 0.1 * POINTS
    assert 0.028 * POINTS <= gap(4) < 0.1 * POINTS


def test_the_picture_of_a_letter_has_the_white_space_of_the_postal_rules_around_its_bars() -> None:
    made = _barcoded(make_plan([person(1, "AZ")], [duty("AZ")]))
    document: Any = pypdfium2.PdfDocument(render_batch(made, 0).pdf)
    scale = 4
    ink = document[0].render(scale=scale, grayscale=True).to_numpy() < 128
    bars = bars_zone(envelope())
    left, right = int((bars.left - 9) * scale) + 1, int((bars.right + 9) * scale) - 1
    assert not ink[int((bars.top - 2.016) * scale) : int(bars.top * scale) - 1, left:right].any()
    assert not ink[int(bars.bottom * scale) + 2 : int((bars.bottom + 7) * scale), left:right].any()
    assert ink[int(bars.top * scale) : int(bars.bottom * scale), left:right].any()
    sides = ink[int(bars.top * scale) : int(bars.bottom * scale)]
    assert not sides[:, left : int(bars.left * scale) - 1].any()
    assert not sides[:, int(bars.right * scale) + 1 : right].any()


def fits_with_bars(made: Plan) -> bool:
    lines = tuple(line.text for line in made.pieces[0].address)
    return fit(lines[:1], lines[1:], address_zone(envelope()), metrics()) is not None


@given(
    st.lists(st.from_regex(r"[0-9][0-4][0-9]{18}([0-9]{5}|[0-9]{9}|[0-9]{11})?", fullmatch=True), max_size=9)
)
@settings(max_examples=60, deadline=None)
def test_many_barcodes_are_the_same_as_one_by_one(codes: list[str]) -> None:
    assert [one.decode() for one in many_bars(codes)] == [barcode.bars(code) for code in codes]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_in_any_script_is_printed_as_it_is_or_left_out_with_a_reason(script: str) -> None:
    made = make_plan([person(1, "AZ", name=SCRIPTS[script]), person(2, "AZ")], [duty("AZ")])
    batch = render_batch(made, 0)
    by_person = {row["person"]: row for row in rows(batch.notices)}
    own = by_person["person-1"]
    assert by_person["person-2"]["state"] == "rendered"
    if own["state"] == "rendered":
        assert set(SCRIPTS[script].split()[0]) <= set(text_of(batch.pdf, own["page"], own["pages"]))
    else:
        assert "no font here can print" in own["reason"]


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "name": st.sampled_from(["Ana Núñez", " Jo  Bell ", "山田", None, "W" * 50, "A\tB"]),
                "street": st.sampled_from(["1 Oak St", "1 Oak St\nApt 2", "2 Elm; Apt", " 3\n\nAsh ", None]),
                "city": st.sampled_from(["Tucson", " Tucson", None]),
                "state": st.sampled_from(["AZ", None]),
                "postal_code": st.sampled_from(["85701", "857011234", "85701-1234", "8570", None]),
                "country": st.sampled_from([None, "usa", "France", ""]),
            }
        ),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=80, deadline=None)
def test_addresses_made_in_columns_are_those_made_one_by_one(given_people: Sequence[dict[str, Any]]) -> None:
    people = [person(n, "AZ", **columns) for n, columns in enumerate(given_people)]
    made = make_plan(people, [duty("AZ")])
    by_id = {piece.person: piece for piece in made.pieces}
    for one in table(PEOPLE, people).to_pylist():
        if one["id"] in by_id:
            lines = fit((full_name(one),), address_lines(one), envelope().safe(), metrics())
            assert by_id[one["id"]].address == lines
    assert len(by_id) + len(made.unsent) == len(people)


def test_tables_read_in_pieces_give_the_same_letters() -> None:
    people = [person(n, "AZ" if n % 3 else "CA", postal_code=f"{90_000 - n}") for n in range(60)]
    lost = [
        {"person": one["id"], "element": element, "protection": "plain"}
        for one in people
        for element in ("person_name", "ssn")
    ]
    tables = {"people": table(PEOPLE, people), "exposures": table(EXPOSURES, lost)}

    def reader(name: str) -> Any:
        return lambda columns: tables[name].select(list(columns)).to_batches(max_chunksize=7)

    duties = table(OBLIGATIONS, [duty("AZ"), duty("CA", CALIFORNIA)])
    whole = plan(make_facts(), duties, tables["people"], tables["exposures"])
    pieces = plan(make_facts(), duties, reader("people"), reader("exposures"))
    assert render_batch(whole, 0).pdf == render_batch(pieces, 0).pdf
    assert isinstance(whole.not_sent(), pa.Table)


def test_a_plan_for_one_person_says_what_the_plan_for_all_says() -> None:
    people = [person(n, "CA") for n in range(5)]
    one = make_plan(people, [duty("CA", CALIFORNIA)], only=["person-3"])
    every = make_plan(people, [duty("CA", CALIFORNIA)])
    assert [piece.person for piece in one.pieces] == ["person-3"]
    assert single(one, "person-3") == single(every, "person-3")


def test_a_batch_is_a_sound_file() -> None:
    with pikepdf.open(io.BytesIO(render_batch(_barcoded(_random_plan(60, 2)), 0).pdf)) as pdf:
        assert not pdf.check_pdf_syntax()
