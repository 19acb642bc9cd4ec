"""The stamped letter is the typeset letter; no name becomes an instruction; the window shows no secret."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notices_case import CALIFORNIA, duty, make_plan, person, text_of

from tocsin.notices import Plan, letters, render_batch, single
from tocsin.notices.address import fit
from tocsin.notices.envelope import envelope
from tocsin.notices.glyphs import alphabet, metrics

HOSTILE = [
    "#let x = 1",
    "\\u{41} \\ (((",
    "(Tj) ET Q endstream",
    "{{organisation.name}}",
    "$ 1 + 1 $ *b* _i_ `c`",
    "<script> & </w>",
    "=HYPERLINK(1)",
    "%PDF-1.7 %%EOF",
    "Ana\x00\x1b[2J María",
    "Ludovica-Wilhelmina Featherstonehaugh van der Berg-Castellano",
]


def _all_words(pdf: bytes) -> list[str]:
    """The words of a PDF, sorted: stamped lines come later in the stream than typeset ones."""
    return sorted(text_of(pdf).split())


@pytest.mark.parametrize("kind", ["adult", "minor", "deceased"])
@pytest.mark.parametrize("place", ["CA", "MA"])
def test_the_stamped_letter_reads_like_the_fully_typeset_one(kind: str, place: str) -> None:
    made = make_plan(
        [person(7, place, name="Zoë Łukasz-Ñandú", minor=kind == "minor", deceased=kind == "deceased")],
        [duty("CA", CALIFORNIA), duty("MA", forbidden=["nature_of_breach"])],
        ["person_name", "ssn", "payment_card"],
        codes={"person-7": "AB12CD"},
    )
    assert _all_words(render_batch(made, 0).pdf) == _all_words(single(made, made.pieces[0]))


def test_the_stamped_lines_stand_where_typst_sets_them() -> None:
    made = make_plan([person(7, "CA")], [duty("CA")], codes={"person-7": "AB12CD"})
    stamped, whole = _boxes(render_batch(made, 0).pdf), _boxes(single(made, made.pieces[0]))
    assert stamped.keys() == whole.keys()
    for word, (x, y) in whole.items():
        assert abs(stamped[word][0] - x) < 1.0 and abs(stamped[word][1] - y) < 1.0, word


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_is_printed_as_it_is(hostile: str) -> None:
    made = make_plan([person(1, "AZ", name=hostile)], [duty("AZ")])
    text = " ".join(text_of(render_batch(made, 0).pdf).split())
    assert f"Dear {' '.join(hostile.replace(chr(0), ' ').replace(chr(27), ' ').split())}:" in text


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(max_codepoint=0x2FF), min_size=1, max_size=50))
def test_no_name_breaks_the_batch(name: str) -> None:
    made = make_plan([person(1, "AZ", name=name), person(2, "AZ")], [duty("AZ")])
    if not made.pieces:
        return
    batch = render_batch(made, 0)
    with pikepdf.open(io.BytesIO(batch.pdf)) as pdf:
        assert not pdf.check_pdf_syntax()
    assert "2 Oak Street" in text_of(batch.pdf)


def test_an_address_of_seven_lines_stays_whole_in_the_window() -> None:
    street = "\n".join(["Palm Court Care Home", "c/o The Manager", "Building 4", "Wing C", "9 Ash Way"])
    made = make_plan([person(1, "AZ", street=street)], [duty("AZ")])
    assert [line.text for line in made.pieces[0].address] == [
        "Maria López",
        "Palm Court Care Home, c/o The Manager",
        "Building 4, Wing C",
        "9 Ash Way",
        "Springfield, AZ 90012",
    ]


def test_every_character_of_the_alphabet_can_be_stamped_and_read_back() -> None:
    assert [char for char in alphabet() if not metrics().can_stamp(char)] == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.sampled_from(alphabet()), min_size=1, max_size=70), min_size=1, max_size=8))
def test_lines_that_fit_lie_inside_the_safe_zone(lines: list[str]) -> None:
    zone = envelope().safe()
    name, *below = (" ".join(line.split()) or "-" for line in lines)
    placed = fit((name,), tuple(below), zone, metrics())
    for line in placed or ():
        assert line.size >= 8
        assert line.x >= zone.left
        assert line.x + metrics().width(line.text) * line.size <= zone.right + 0.01
        assert line.y - metrics().ascent * line.size >= zone.top - 0.01
        assert line.y + metrics().descent * line.size <= zone.bottom + 0.01


@pytest.mark.parametrize("kind", ["adult", "minor", "deceased"])
def test_nothing_but_the_address_can_show_in_the_window(kind: str) -> None:
    made = make_plan(
        [person(1, "CA", minor=kind == "minor", deceased=kind == "deceased")],
        [duty("CA", CALIFORNIA)],
        codes={"person-1": "AB12CD"},
    )
    shown, address = envelope().shown(), {line.text for line in made.pieces[0].address}
    words = {word for line in address for word in line.split()}
    for word, x, y in _words(render_batch(made, 0).pdf):
        if shown.left <= x <= shown.right and shown.top <= y <= shown.bottom:
            assert word in words, word


def test_the_batch_shares_its_words_and_adds_little_for_each_letter() -> None:
    few = make_plan([person(n, "AZ") for n in range(50)], [duty("AZ")])
    many = make_plan([person(n, "AZ") for n in range(450)], [duty("AZ")])
    growth = (len(render_batch(many, 0).pdf) - len(render_batch(few, 0).pdf)) / 400
    assert growth < 1_000


def test_a_batch_has_the_pages_its_rows_say() -> None:
    made: Plan = make_plan([person(n, "AZ") for n in range(150)], [duty("AZ")])
    (batch,) = letters(made)
    with pikepdf.open(io.BytesIO(batch.pdf)) as pdf:
        assert len(pdf.pages) == sum(row["pages"] for row in batch.notices.to_pylist())
        assert not pdf.check_pdf_syntax()


def _words(pdf: bytes) -> list[tuple[str, float, float]]:
    """Words of the first page with the middle of their first letter, points from the top left."""
    document: Any = pypdfium2.PdfDocument(pdf)
    page = document[0]
    view = page.get_textpage()
    try:
        found, word, at = [], "", (0.0, 0.0)
        for index in range(view.count_chars()):
            char = view.get_text_range(index, 1)
            if char.isspace() or not char:
                if word:
                    found.append((word, *at))
                word = ""
                continue
            if not word:
                left, bottom, right, top = view.get_charbox(index)
                at = ((left + right) / 2, 792 - (bottom + top) / 2)
            word += char
        return [*found, (word, *at)] if word else found
    finally:
        view.close()
        page.close()
        document.close()


def _boxes(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Place of each word that occurs once on the first page."""
    words = _words(pdf)
    counts: dict[str, int] = {}
    for word, _, _ in words:
        counts[word] = counts.get(word, 0) + 1
    return {word: (x, y) for word, x, y in words if counts[word] == 1}
