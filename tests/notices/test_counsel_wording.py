"""Words between templates and documents: the same letter before and after; redlines that add up."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from counsel_docx import ANN, Paper, came_back, edited, sent_out, words_of
from tocsin.notices.blocks import library
from tocsin.notices.counsel import as_docx, as_html, compare, harder, redlines, with_wording, wording_of
from tocsin.notices.counsel.ooxml import W
from tocsin.notices.counsel.wording import Para, Words, as_template, canonical, markup_in, parse
from tocsin.notices.document import as_text
from tocsin.notices.markup import render

TEXTS = [(block.id, language) for block in library().blocks for language in block.text]
WORDS = st.text(st.sampled_from("abc .,’“”é-*{}\n"), max_size=60)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_canonical_form_of_every_block_prints_the_same_letter(language: str):
    for block in library().blocks:
        if language in block.text:
            text = block.text[language]
            printed = [as_text(render(each, lambda name: f"<{name}>")) for each in (text, canonical(text))]
            assert printed[0] == printed[1], block.id
            assert canonical(canonical(text)) == canonical(text)


@given(WORDS, st.booleans())
def test_words_that_are_taken_mean_what_they_say(words: str, item: bool):
    """What passes as free of markup is printed character by character, spaces apart."""
    para = Para((Words(words),), item)
    if markup_in([para]) is None and words.split():
        parsed = parse(as_template([para]))
        assert [
            " ".join(piece.text for piece in each.pieces if isinstance(piece, Words)) for each in parsed
        ] == [" ".join(words.split())]
        assert [each.item for each in parsed] == [item]


@given(WORDS, WORDS)
def test_a_redline_holds_both_texts_to_the_character(before: str, after: str):
    steps = compare(before, after)
    assert "".join(step.text for step in steps if step.kind != "+") == before
    assert "".join(step.text for step in steps if step.kind != "-") == after


@settings(deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_after_accepting_the_redline_shows_exactly_the_accepted_change(
    key: tuple[str, str], data: st.DataObject
):
    before = wording_of(library())
    words = before[key].split(" ")
    at = data.draw(st.integers(0, len(words)))
    new = data.draw(st.sampled_from(["really", "de veras,", "(2026)", "“so”"]))
    after = " ".join([*words[:at], new, *words[at:]])
    accepted = wording_of(with_wording(library(), {key: after}))
    found = redlines(before, accepted)
    assert [(each.block, each.language) for each in found] == [key]
    came = "".join(step.text for step in found[0].steps if step.kind == "+")
    went = "".join(step.text for step in found[0].steps if step.kind == "-")
    # Where the same mark stands on both sides, it cannot be told which of the two is the new one.
    assert sorted("".join(came.split())) == sorted("".join(new.split())) and not went.strip()
    assert "".join(step.text for step in found[0].steps if step.kind != "-") == accepted[key]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(["truly", "sin duda", "“quoted”", "A & B <c>"]))
def test_an_insertion_anywhere_in_any_block_comes_back(key: tuple[str, str], new: str):
    block, language = key
    paragraphs = sent_paragraphs(block, language)
    if not paragraphs:
        return

    def edit(paper: Paper) -> None:
        first = paper.text(block, language)[0]
        paper.insert(first.find(f"{{{W}}}pPr"), f"{new} ")

    reading = edited(edit, as_word=False)
    assert not reading.refusals
    (proposal,) = reading.proposals
    before = words_of(block, language)
    bullet = "- " if before.startswith("- ") else ""
    assert (proposal.block, proposal.language) == key
    assert proposal.after == f"{bullet}{new} {before.removeprefix(bullet)}"


def sent_paragraphs(block: str, language: str) -> list[etree._Element]:
    return [
        each
        for each in Paper.of(sent_out()[0], as_word=False).text(block, language)
        if "".join(each.itertext())
    ]


def test_another_program_opens_the_copy_with_every_block_and_saves_it_unchanged():
    document, saved = Document(io.BytesIO(sent_out()[0])), io.BytesIO()
    document.save(saved)
    reading = came_back(saved.getvalue())
    assert not reading.proposals and not reading.refusals
    body = document.element.body
    assert len(list(body.iter(f"{{{W}}}alias"))) > 250
    assert len(list(body.iter(f"{{{W}}}tbl"))) == len(library().blocks)


def test_edits_are_tracked_and_fields_and_headings_are_locked():
    with ZipFile(io.BytesIO(sent_out()[0])) as archive:
        settings, body = (
            archive.read("word/settings.xml"),
            etree.fromstring(archive.read("word/document.xml")),
        )
    assert b"trackRevisions" in settings and b'w:edit="trackedChanges"' in settings
    controls = list(body.iter(f"{{{W}}}sdt"))
    locks = {each.find(f"{{{W}}}sdtPr/{{{W}}}lock").get(f"{{{W}}}val") for each in controls}
    assert locks == {"sdtContentLocked"}
    numbers = [each.find(f"{{{W}}}sdtPr/{{{W}}}id").get(f"{{{W}}}val") for each in controls]
    assert len(numbers) == len(set(numbers))
    shown = re.findall("‹[a-z0-9_.]+›", "".join(body.itertext()))
    assert len(shown) > 50


def test_conditions_stand_above_the_text_in_plain_words():
    info = sent_out()[1].infos["credit.freeze"]
    assert "Said when The letter goes to an adult" in info
    assert "15 U.S.C. 1681c-1(i)" in info and "Social Security number" in info and "applies_when" not in info


def test_every_condition_of_every_block_is_said():
    for block in library().blocks:
        info = sent_out()[1].infos[block.id]
        for condition in (*block.applies_when, *block.forbidden_when):
            for path, _ in condition.facts:
                assert path in info
            assert all(path in info for path in (*condition.known, *condition.unknown))
            assert not condition.code or "activation code" in info


def test_the_same_blocks_give_the_same_bytes():
    first, second = sent_out.__wrapped__()[0], sent_out()[0]
    assert first == second


def test_words_harder_to_read_than_before_are_said_to_be_so():
    plain = "We found it. We shut it down."
    long = "It is possibly the case that " + "information of consequence " * 15 + "was affected."
    said = harder(plain, long, "en")
    assert "reads at grade" in said and "a sentence of" in said and "hedges: “possibly”" in said
    assert harder(long, plain, "en") == "" and harder(plain, plain, "en") == ""


def test_a_redline_for_word_has_the_changes_as_tracked_changes():
    found = redlines({("a.b", "en"): "We saw it.\n\nTwice."}, {("a.b", "en"): "We found it.\n\nTwice."})
    with ZipFile(io.BytesIO(as_docx(found, "Letters", *ANN))) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    assert ["".join(each.itertext()) for each in body.iter(f"{{{W}}}del")] == ["saw"]
    assert ["".join(each.itertext()) for each in body.iter(f"{{{W}}}ins")] == ["found"]
    assert next(body.iter(f"{{{W}}}ins")).get(f"{{{W}}}author") == ANN[0]


def test_a_redline_as_a_page_shows_words_and_never_runs_them():
    found = redlines({("a.b", "en"): "one"}, {("a.b", "en"): "<script>two</script>"})
    page = as_html(found, "A & B")
    assert "<script>" not in page and "&lt;" in page and "<del>one</del>" in page
