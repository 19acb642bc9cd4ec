"""What counsel does to a review copy comes back as it was meant, block by block, or is refused, and why."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from counsel_docx import ANN, BEN, Paper, W, came_back, edited, sent_out, words_of
from tocsin.notices.counsel import Proposal
from tocsin.notices.counsel.ooxml import el, info_table, paragraph, run

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPENING, FREEZE, RIGHTS, PHONE = "opening.adult", "credit.freeze", "rights.fcra", "contact.phone"
Edit = Callable[[Paper], None]


def test_a_copy_that_was_not_edited_proposes_nothing_in_any_block_or_language():
    reading = came_back(sent_out()[0])
    assert not reading.proposals and not reading.refusals and not reading.notes
    assert sum(len(texts) for texts in sent_out()[1].texts.values()) > 150


def test_nor_does_one_that_word_only_opened_and_saved():
    assert edited(lambda paper: None).proposals == ()


def word_replaced(paper: Paper) -> None:
    paper.replace(paper.text(OPENING)[0], "tell you about", "inform you of")


def sentence_inserted(paper: Paper) -> None:
    last = paper.text(OPENING)[0].findall(f"{{{W}}}r")[-1]
    paper.insert(last, " Please read it with care.")


def sentence_deleted(paper: Paper) -> None:
    first = paper.text(OPENING)[0]
    paper.delete(paper.runs(first, " It involved your personal information."))


def paragraph_split(paper: Paper) -> None:
    first = paper.text(OPENING)[0]
    runs = paper.runs(first, " This letter tells you what we know, what we are doing, and what you can do.")
    second = paragraph("BlockText")
    for each in [*runs[0].itersiblings()]:
        second.append(each)
    second.insert(1, runs[0])
    first.addnext(second)
    paper.mark(first, "ins")


def paragraphs_merged(paper: Paper) -> None:
    last = paper.text(RIGHTS)[-1]
    paper.mark(last.getprevious(), "del")


def bold_added(paper: Paper) -> None:
    for each in paper.runs(paper.text(OPENING)[0], "your personal information"):
        change = el("rPrChange", el("rPr"), id=paper.number(), author=ANN[0], date=ANN[1])
        each.insert(0, el("rPr", el("b"), change))


def list_item_added(paper: Paper) -> None:
    items = [
        each
        for each in paper.text(RIGHTS)
        if each.find(f"{{{W}}}pPr/{{{W}}}pStyle").get(f"{{{W}}}val") == "BlockItem"
    ]
    new = deepcopy(items[0])
    for each in new.findall(f"{{{W}}}r") + new.findall(f"{{{W}}}proofErr"):
        new.remove(each)
    new.append(el("ins", run("ask who has seen it;"), id=1, author=ANN[0], date=ANN[1]))
    items[0].addnext(new)
    paper.mark(new, "ins")


def list_item_deleted(paper: Paper) -> None:
    item = paper.text(RIGHTS)[3]
    paper.delete(item.findall(f"{{{W}}}r"))
    paper.mark(item, "del")


def sentence_moved(paper: Paper) -> None:
    first = paper.text(FREEZE)[0]
    runs = paper.runs(first, " It is free, and it is your right.")
    paper.delete(runs, name="moveFrom")
    for each in first.iter(f"{{{W}}}delText"):  # text that is moved away stays w:t
        each.tag = f"{{{W}}}t"
    last = first.findall(f"{{{W}}}r")[-1]
    paper.insert(last, " It is free, and it is your right.", name="moveTo")


def two_authors(paper: Paper) -> None:
    first = paper.text(OPENING)[0]
    paper.replace(first, "tell you about", "inform you of")
    paper.replace(first, "involved", "affected", BEN)


def one_deletes_what_the_other_inserted(paper: Paper) -> None:
    first = paper.text(OPENING)[0]
    last = first.findall(f"{{{W}}}r")[-1]
    new = paper.insert(last, " Sorry.")
    inner = new.findall(f"{{{W}}}r")
    paper.delete(inner, BEN)
    paper.replace(first, "involved", "affected", BEN)


def smart_quotes(paper: Paper) -> None:
    paper.replace(paper.text(OPENING)[0], "a data breach", "a so-called “data breach”")


def silent_edit(paper: Paper) -> None:
    (words,) = paper.runs(paper.text(OPENING)[0], "involved")
    words.find(f"{{{W}}}t").text = "concerned"


def silent_and_tracked(paper: Paper) -> None:
    silent_edit(paper)
    word_replaced(paper)


def spanish_edited(paper: Paper) -> None:
    paper.replace(paper.text(OPENING, "es")[0], "informarle de", "comunicarle")


def link_inserted(paper: Paper) -> None:
    last = paper.text(OPENING)[0].findall(f"{{{W}}}r")[-1]
    link = el("hyperlink", el("ins", run(" See example.com."), id=2, author=ANN[0], date=ANN[1]), history=1)
    link.set(f"{{{RELATION}}}id", paper.link("https://www.example.com/"))
    last.addnext(link)


def field_moved(paper: Paper) -> None:
    first = paper.text(PHONE)[0]
    control = first.find(f"{{{W}}}sdt")
    paper.insert(first.findall(f"{{{W}}}r")[-1], " Or: ")
    first.append(el("ins", deepcopy(control), id=3, author=ANN[0], date=ANN[1]))


def first_words_replaced(paper: Paper) -> None:
    paper.replace(paper.text(FREEZE)[0], "Freeze your credit.", "Lock your credit file.")


def words_next_to_a_field(paper: Paper) -> None:
    first = paper.text(OPENING)[0]
    paper.insert(first.find(f"{{{W}}}sdt"), " and its branches")


def tab_and_line_break(paper: Paper) -> None:
    last = paper.text(OPENING)[0].findall(f"{{{W}}}r")[-1]
    new = paper.insert(last, "Really.")
    new.find(f"{{{W}}}r").insert(0, el("br"))


def change(block: str, *pairs: tuple[str, str], language: str = "en") -> tuple[str, str, str]:
    """Block, language and the words it should have now."""
    text = words_of(block, language)
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return block, language, text


OPENING_END = "and what you can do."
PERSONAL = " It involved your personal information."
RECOVERED: dict[str, tuple[Edit, tuple[str, str, str]]] = {
    "a word replaced": (word_replaced, change(OPENING, ("tell you about", "inform you of"))),
    "a sentence inserted": (
        sentence_inserted,
        change(OPENING, (OPENING_END, f"{OPENING_END} Please read it with care.")),
    ),
    "a sentence deleted": (sentence_deleted, change(OPENING, (PERSONAL, ""))),
    "a paragraph split": (paragraph_split, change(OPENING, (" This letter", "\n\nThis letter"))),
    "a list and a paragraph merged": (
        paragraphs_merged,
        change(RIGHTS, (";\n- sue those who break this law.\n\n", ";\n\nsue those who break this law.")),
    ),
    "bold added": (
        bold_added,
        change(OPENING, ("your personal information", "**your personal information**")),
    ),
    "a list item added": (
        list_item_added,
        change(RIGHTS, (";\n- dispute", ";\n- ask who has seen it;\n- dispute")),
    ),
    "a list item deleted": (list_item_deleted, change(RIGHTS, ("- have old bad marks left out;\n", ""))),
    "a sentence moved": (
        sentence_moved,
        change(
            FREEZE,
            (" It is free, and it is your right.", ""),
            ("listed below.", "listed below. It is free, and it is your right."),
        ),
    ),
    "two authors": (
        two_authors,
        change(OPENING, ("tell you about", "inform you of"), ("involved", "affected")),
    ),
    "one deletes what the other inserted": (
        one_deletes_what_the_other_inserted,
        change(OPENING, ("involved", "affected")),
    ),
    "smart quotes": (smart_quotes, change(OPENING, ("a data breach", "a so-called “data breach”"))),
    "a silent edit": (silent_edit, change(OPENING, ("involved", "concerned"))),
    "a silent edit and a tracked one": (
        silent_and_tracked,
        change(OPENING, ("involved", "concerned"), ("tell you about", "inform you of")),
    ),
    "the Spanish text": (
        spanish_edited,
        change(OPENING, ("informarle de", "comunicarle"), language="es"),
    ),
    "a link": (link_inserted, change(OPENING, (OPENING_END, f"{OPENING_END} See example.com."))),
    "a field copied": (
        field_moved,
        change(PHONE, ("{{contact_address}}.", "{{contact_address}}. Or: **{{phone}}**")),
    ),
    "bold words replaced": (
        first_words_replaced,
        change(FREEZE, ("**Freeze your credit.**", "Lock your credit file.")),
    ),
    "words next to a field": (
        words_next_to_a_field,
        change(OPENING, ("{{organisation.name}}", "{{organisation.name}} and its branches")),
    ),
    "a line break": (tab_and_line_break, change(OPENING, (OPENING_END, f"{OPENING_END} Really."))),
}


@pytest.mark.parametrize("as_word", [True, False], ids=["in the runs of Word", "in whole runs"])
@pytest.mark.parametrize("name", RECOVERED)
def test_an_edit_is_recovered_exactly_and_nothing_else(name: str, as_word: bool):
    edit, expected = RECOVERED[name]
    reading = edited(edit, as_word=as_word)
    assert not reading.refusals
    assert [(each.block, each.language, each.after) for each in reading.proposals] == [expected]
    assert reading.proposals[0].before == words_of(expected[0], expected[1])


def only(edit: Edit) -> Proposal:
    (proposal,) = edited(edit).proposals
    return proposal


def test_a_change_says_who_made_it_and_when():
    kinds = [(each.kind, each.author, each.when, each.text) for each in only(two_authors).changes]
    assert kinds == [
        ("deleted", *ANN, "tell you about"),
        ("inserted", *ANN, "inform you of"),
        ("deleted", *BEN, "involved"),
        ("inserted", *BEN, "affected"),
    ]
    assert only(two_authors).when == BEN[1]


def test_a_change_that_nobody_tracked_is_said_to_be_so():
    assert only(silent_edit).authors == ("not tracked",)
    assert set(only(silent_and_tracked).authors) == {ANN[0], "not tracked"}


def test_a_move_is_called_a_move_and_bold_is_called_a_format():
    assert [each.kind for each in only(sentence_moved).changes] == ["moved away", "moved here"]
    assert [each.kind for each in only(bold_added).changes] == ["formatted"]


def test_a_comment_alone_is_brought_back_with_its_block():
    reading = edited(lambda paper: paper.comment(paper.text(FREEZE)[0], "Ask the client first.", BEN))
    (proposal,) = reading.proposals
    assert (proposal.block, proposal.before) == (FREEZE, proposal.after)
    assert [(each.kind, each.author, each.text) for each in proposal.changes] == [
        ("comment", BEN[0], "Ask the client first.")
    ]


def test_a_comment_on_a_section_heading_goes_with_the_block_below_it():
    reading = edited(lambda paper: paper.comment(paper.heading("Opening"), "Too long.", ANN))
    assert [(each.block, each.changes[0].text) for each in reading.proposals] == [(OPENING, "Too long.")]


def hard_space(paper: Paper) -> None:
    paper.replace(paper.text(OPENING)[0], "tell you", "tell\u00a0you")


def test_a_change_of_spaces_alone_is_told_and_proposes_nothing():
    reading = edited(hard_space)
    assert not reading.proposals
    assert "only spaces changed" in reading.notes[0]


def test_a_link_and_italics_are_taken_as_words_and_told():
    assert "link was taken as its words" in edited(link_inserted).notes[0]

    def italic(paper: Paper) -> None:
        new = paper.insert(paper.text(OPENING)[0].findall(f"{{{W}}}r")[-1], " Sic.")
        new.find(f"{{{W}}}r").insert(0, el("rPr", el("i")))

    assert "italics" in edited(italic).notes[0]


def across_the_border_of_a_field(paper: Paper) -> None:
    first = paper.text(OPENING)[0]
    paper.delete(paper.runs(first, "at ‹organisation"))


def field_deleted(paper: Paper) -> None:
    control = paper.text(OPENING)[0].find(f"{{{W}}}sdt")
    paper.delete(list(control.iter(f"{{{W}}}r")))


def field_taken_out_silently(paper: Paper) -> None:
    control = paper.text(OPENING)[0].find(f"{{{W}}}sdt")
    control.getparent().remove(control)


def field_typed_over(paper: Paper) -> None:
    control = paper.text(OPENING)[0].find(f"{{{W}}}sdt")
    next(control.iter(f"{{{W}}}t")).text = "Desert Palm"


def field_added_to(paper: Paper) -> None:
    control = paper.text(OPENING)[0].find(f"{{{W}}}sdt")
    next(control.iter(f"{{{W}}}t")).text += ", Inc."


def foreign_field(paper: Paper) -> None:
    paper.insert(paper.text(OPENING)[0].findall(f"{{{W}}}r")[-1], " In all ‹people› people.")


def markup_typed(paper: Paper) -> None:
    paper.insert(paper.text(OPENING)[0].findall(f"{{{W}}}r")[-1], " {{people}}")


def stars_typed(paper: Paper) -> None:
    paper.insert(paper.text(OPENING)[0].findall(f"{{{W}}}r")[-1], " **now**")


def stars_in_two_runs(paper: Paper) -> None:
    last = paper.text(OPENING)[0].findall(f"{{{W}}}r")[-1]
    paper.insert(paper.insert(last, " *")[0], "*now*")


def dash_typed(paper: Paper) -> None:
    first = paper.text(OPENING)[0]
    paper.insert(first.find(f"{{{W}}}pPr"), "- ")


def hidden_characters(paper: Paper) -> None:
    paper.insert(paper.text(OPENING)[0].findall(f"{{{W}}}r")[-1], " abc\u202edef")


def field_added_to_without_a_tag(paper: Paper) -> None:
    field_added_to(paper)
    for tag in list(paper.root.iter(f"{{{W}}}tag")):
        tag.getparent().remove(tag)


def heading_changed(paper: Paper) -> None:
    next(paper.heading("opening.adult · English").iter(f"{{{W}}}t")).text = "Opening paragraph"


def conditions_changed(paper: Paper) -> None:
    table = paper.heading(OPENING).getnext()
    next(words for words in table.iter(f"{{{W}}}t") if "an adult" in words.text).text = "Always."


def block_removed(paper: Paper) -> None:
    first = paper.heading(OPENING)
    while first.getnext() is not paper.heading("opening.minor"):
        first.getparent().remove(first.getnext())
    first.getparent().remove(first)


def block_removed_with_tracking(paper: Paper) -> None:
    each = paper.heading(OPENING)
    last = paper.heading("opening.minor")
    while each is not last:
        paper.delete(list(each.iter(f"{{{W}}}r")))
        each = each.getnext()


def block_copied(paper: Paper) -> None:
    marker, words = paper.heading("opening.adult · English"), paper.text(OPENING)[0]
    words.addnext(deepcopy(marker))
    words.getnext().addnext(deepcopy(words))


def all_words_deleted(paper: Paper) -> None:
    paper.delete(paper.text("contact.toll_free")[0].findall(f"{{{W}}}r"))


def table_pasted(paper: Paper) -> None:
    paper.text(OPENING)[0].addnext(info_table([("Kind", "Number")]))


def picture_pasted(paper: Paper) -> None:
    paper.text(OPENING)[0].append(el("r", el("drawing")))


REFUSED: dict[str, tuple[Edit, str, str]] = {
    "across the border of a field": (across_the_border_of_a_field, OPENING, "‹organisation.name›"),
    "a field deleted": (field_deleted, OPENING, "field ‹organisation.name› was removed"),
    "a field taken out silently": (
        field_taken_out_silently,
        OPENING,
        "field ‹organisation.name› was removed",
    ),
    "a field typed over": (field_typed_over, OPENING, "field ‹organisation.name› was typed over"),
    "a field added to": (field_added_to, OPENING, "field ‹organisation.name› was typed over"),
    "a field added to, where tags were dropped": (
        field_added_to_without_a_tag,
        OPENING,
        "field ‹organisation.name› was typed over",
    ),
    "a field of another block": (foreign_field, OPENING, "‹people› is no field of this block"),
    "braces": (markup_typed, OPENING, "“{{”"),
    "stars": (stars_typed, OPENING, "“**”"),
    "stars in two runs": (stars_in_two_runs, OPENING, "“**”"),
    "a dash for a list": (dash_typed, OPENING, "“-”"),
    "characters that turn text": (hidden_characters, OPENING, "invisible characters"),
    "a heading": (heading_changed, OPENING, "“opening.adult · English” was changed"),
    "the conditions": (conditions_changed, OPENING, "basis and conditions was changed"),
    "a block removed": (block_removed, OPENING, "it was removed"),
    "a block removed with tracking": (block_removed_with_tracking, OPENING, "it was removed"),
    "a block copied": (block_copied, OPENING, "stands there twice"),
    "all words deleted": (all_words_deleted, "contact.toll_free", "all its words were deleted"),
    "a table pasted": (table_pasted, OPENING, "holds a table"),
    "a picture pasted": (picture_pasted, OPENING, "holds a picture"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_with_block_and_reason_and_proposes_nothing(name: str):
    edit, block, reason = REFUSED[name]
    reading = edited(edit)
    assert not reading.proposals
    assert [each.block for each in reading.refusals] == [block]
    assert reason in reading.refusals[0].reason


def test_a_refused_block_does_not_take_the_edits_of_others_with_it():
    def both(paper: Paper) -> None:
        field_typed_over(paper)
        paper.replace(paper.text(FREEZE)[0], "at any time", "whenever you like")

    reading = edited(both)
    assert [each.block for each in reading.refusals] == [OPENING]
    assert [each.block for each in reading.proposals] == [FREEZE]
