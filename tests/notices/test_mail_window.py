"""The window of every envelope profile: the address shows whole wherever the sheet slides, nothing else."""

from __future__ import annotations

from importlib.resources import files
from itertools import product
from typing import Any

import pypdfium2
import pytest
import yaml
from notices_case import CALIFORNIA, MASSACHUSETTS, RHODE_ISLAND, duty, make_plan, person

from tocsin.notices import render_batch
from tocsin.notices.envelope import POINTS, Envelope, envelope
from tocsin.notices.glyphs import metrics

PROFILES = sorted(yaml.safe_load(files("tocsin.notices").joinpath("envelopes.yaml").read_text()))
STEPS = 9
STREETS = ["1 Oak Street", "1 Oak Street\nApartment 12, Building C\nc/o Mr. Bartholomew Featherstonehaugh"]


def windows(one: Envelope) -> list[tuple[float, float, float, float]]:
    """What of the sheet shows (left, top, right, bottom in points) in every position it can slide to."""
    down, right = one.height - one.panel, one.width - one.sheet_width
    found = []
    for a, b in product(range(STEPS + 1), repeat=2):
        # The folded panel lies in the envelope so much above the bottom and so far from the left edge.
        above, aside = down * a / STEPS, right * b / STEPS
        left = one.window_left - aside
        bottom = one.panel - (one.window_bottom - above)
        found.append((left, bottom - one.window_height, left + one.window_width, bottom))
    return [tuple(side * POINTS for side in window) for window in found]  # type: ignore[misc]


@pytest.mark.parametrize("name", PROFILES)
def test_the_safe_zone_shows_wherever_the_sheet_slides(name: str) -> None:
    one = envelope(name)
    zone, clear = one.safe(), one.clearance * POINTS - 1e-6
    for left, top, right, bottom in windows(one):
        assert zone.left - left >= clear and zone.top - top >= clear
        assert right - zone.right >= clear and bottom - zone.bottom >= clear
    assert zone.width > 0 and zone.height > 0


@pytest.mark.parametrize("name", PROFILES)
def test_no_position_shows_more_than_the_zone_kept_free(name: str) -> None:
    shown = envelope(name).shown()
    for left, top, right, bottom in windows(envelope(name)):
        assert left >= shown.left - 1e-6 and top >= shown.top - 1e-6
        assert right <= shown.right + 1e-6 and bottom <= shown.bottom + 1e-6


@pytest.mark.parametrize(("name", "street"), product(PROFILES, STREETS))
def test_in_every_class_the_address_stays_in_the_zone_and_nothing_else_shows(name: str, street: str) -> None:
    duties = [duty("CA", CALIFORNIA), duty("MA", MASSACHUSETTS), duty("RI", RHODE_ISLAND), duty("AZ")]
    kinds: list[dict[str, Any]] = [{}, {"minor": True}, {"deceased": True}]
    people = [
        person(number, place, street=street, **kind)
        for number, (place, kind) in enumerate(product(("CA", "MA", "RI", "AZ"), kinds))
    ]
    made = make_plan(people, duties, codes={f"person-{n}": "AB12CD" for n in range(12)}, profile=name)
    zone, shown, own = envelope(name).safe(), envelope(name).shown(), metrics()
    left_out = made.not_sent().num_rows
    assert len(made.pieces) + left_out == len(people)
    for piece in made.pieces:
        for line in piece.address:
            assert line.size >= 8 and line.x >= zone.left
            assert line.x + own.width(line.text) * line.size <= zone.right + 0.01
            assert line.y - own.ascent * line.size >= zone.top - 0.01
            assert line.y + own.descent * line.size <= zone.bottom + 0.01
    if not made.pieces:
        assert name == "thirds", "only the narrow zone may be too low for a long address"
        return
    batch = render_batch(made, 0)
    pages = dict(zip(batch.notices["id"].to_pylist(), batch.notices["page"].to_pylist(), strict=True))
    for piece in made.pieces:
        address = "".join(line.text.replace(" ", "") for line in piece.address)
        seen = "".join(in_window(batch.pdf, pages[piece.id] - 1, shown))
        assert set(seen) <= set(address) and len(seen) <= len(address), "something else shows"


def in_window(pdf: bytes, page: int, shown: Any) -> list[str]:
    """Every character whose middle stands in the zone, white space left out."""
    with pypdfium2.PdfDocument(pdf) as document:
        view = document[page].get_textpage()
        found = []
        for at in range(view.count_chars()):
            char = view.get_text_range(at, 1)
            left, bottom, right, top = view.get_charbox(at)
            x, y = (left + right) / 2, 792 - (bottom + top) / 2
            if char.strip() and shown.left <= x <= shown.right and shown.top <= y <= shown.bottom:
                found.append(char)
        return found


def test_letters_laid_out_for_one_envelope_are_known_not_to_fit_another() -> None:
    assert envelope().fits_for(envelope())
    assert not envelope("thirds").fits_for(envelope())
    assert not envelope("high").fits_for(envelope())
