"""Letters to counsel and back in a case: kept, decided, written with the new words, approved, and voided."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from chain import Desk, Finished, log_of
from counsel_docx import BEN, Paper
from tocsin.notices import counsel as room
from tocsin.notices.counsel import approval as binding
from tocsin.response import Case, CounselRefused, Silent, approving, counselling, notify
from tocsin.response import standing as standing_of
from tocsin.response.story import write_notices

BLOCK = "opening.adult"


def command(desk: Desk, *words: object) -> str:
    """``tocsin counsel …`` that must end well; what it printed."""
    outcome = desk.run("counsel", words[0], desk.case, *words[1:], *desk.passphrase)
    assert outcome.code == 0, outcome.said
    return outcome.out


@pytest.fixture
def case(finished: Finished, desk: Desk) -> Iterator[Case]:
    """A copy of the finished case, open."""
    finished.copied_to(desk)
    with desk.opened() as opened:
        yield opened


def edited(document: bytes, new: str = "are sorry to tell") -> bytes:
    paper = Paper.of(document)
    paper.replace(paper.text(BLOCK)[0], "are writing to tell", new, BEN)
    return paper.saved()


def lines(document: bytes) -> counselling.Document:
    """What the contained reader gives; the reader itself is tested where it runs contained, below."""
    from counsel_docx import lines_of

    return counselling.Document(tuple(lines_of(document)))


def propose(case: Case, new: str = "are sorry to tell") -> str:
    """A proposal out of a new review copy; its id."""
    (made,) = counselling.take_document(case, lines(edited(counselling.make_copy(case), new)), "Ann").new
    return made


def accept(case: Case, ident: str) -> None:
    counselling.decide_proposal(case, ident, "Ellen Marsh", "kinder", accept=True)


def approved(case: Case) -> approving.Approval:
    write_notices(case, Silent())
    notify.prove_all(case, Silent())
    return approving.approve(case, "Ellen Marsh")


def void(case: Case) -> str:
    found = approving.approval(case)
    assert found is not None
    return "; ".join(found.void)


def test_from_copy_to_approved_letters_by_the_commands(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    command(desk, "copy", "out.docx")
    (desk.folder / "back.docx").write_bytes(edited((desk.folder / "out.docx").read_bytes()))
    said = command(desk, "proposals", "back.docx", "--by", "Ann")
    assert "[-writing-]" in said and "{+sorry+}" in said and BEN[0] in said
    (one,) = json.loads(command(desk, "proposals", "--json"))["proposals"]
    assert (one["block"], one["language"], one["state"]) == (BLOCK, "en", "open")
    assert "not decided" in desk.run("counsel", "approve", desk.case, "--by", "E", *desk.passphrase).said
    command(desk, "accept", one["id"], "--by", "Ellen Marsh", "--because", "kinder")
    desk.run("notices", desk.case, *desk.passphrase)
    command(desk, "proofs")
    assert "Approved by Ellen Marsh" in command(desk, "approve", "--by", "Ellen Marsh")
    assert "approved by Ellen Marsh" in command(desk, "approval")
    outcome = desk.run("export", desk.case, "--to", "result", *desk.passphrase)
    assert outcome.code == 0, outcome.said
    names = {path.name for path in (desk.folder / "result" / "letters").iterdir()}
    assert "APPROVAL.txt" in names and not [name for name in names if name.startswith("DRAFT")]
    proof = next((desk.folder / "result" / "proofs").glob("*adult_en*.txt")).read_text()
    assert "We are sorry to tell you about" in " ".join(proof.split())
    page, word = desk.folder / "r.html", desk.folder / "r.docx"
    assert "version 1" in command(desk, "redline", "shipped", "now", "--html", page, "--docx", word)
    assert "<ins>sorry</ins>" in page.read_text() and word.read_bytes().startswith(b"PK")
    with desk.opened() as case:
        verbs = [entry["verb"] for entry in log_of(case)]
    assert [verb for verb in verbs if verb in {"make_review_copy", "take_document", "approve_letters"}] == [
        "make_review_copy",
        "take_document",
        "approve_letters",
    ]
    kept = b"".join(path.read_bytes() for path in desk.case.rglob("*") if path.is_file())
    assert b"kinder" not in kept and b"are sorry to tell" not in kept


def test_a_hostile_document_is_refused_by_the_contained_reader(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    (desk.folder / "bad.docx").write_bytes(b"PK\x03\x04 nothing")
    outcome = desk.run("counsel", "proposals", desk.case, "bad.docx", *desk.passphrase)
    assert outcome.code == 1
    assert "bad.docx cannot be taken: the document is damaged" in outcome.said


def test_a_refused_edit_is_told_and_stays_in_the_case(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    command(desk, "copy", "out.docx")
    paper = Paper.of((desk.folder / "out.docx").read_bytes())
    paper.delete(paper.runs(paper.text(BLOCK)[0], "at ‹organisation"))
    (desk.folder / "back.docx").write_bytes(paper.saved())
    said = f"Refused: {BLOCK} en: the field ‹organisation.name›"
    assert said in command(desk, "proposals", "back.docx")
    assert said in command(desk, "proposals", "--all")
    assert "Refused" not in command(desk, "proposals")


def test_without_approval_an_export_says_draft_in_every_name(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    assert desk.run("export", desk.case, "--to", "result", *desk.passphrase).code == 0
    names = {path.name for path in (desk.folder / "result" / "letters").iterdir()}
    assert len(names) > 1 and all(name.startswith("DRAFT-") for name in names)
    note = (desk.folder / "result" / "packets" / "DRAFT-NOT-APPROVED.txt").read_text()
    assert "NOT APPROVED" in note


def test_a_document_of_another_case_is_refused(case: Case):
    from counsel_docx import sent_out

    with pytest.raises(CounselRefused, match="no review copy of this case"):
        counselling.take_document(case, lines(sent_out()[0]), "Ann")


def test_the_same_document_twice_makes_no_second_proposal(case: Case):
    back = lines(edited(counselling.make_copy(case)))
    first = counselling.take_document(case, back, "Ann")
    again = counselling.take_document(case, back, "Ann")
    assert again.new == () and again.known == first.new


def test_a_later_return_of_a_copy_takes_the_place_of_the_earlier(case: Case):
    document = counselling.make_copy(case)
    (first,) = counselling.take_document(case, lines(edited(document)), "Ann").new
    (second,) = counselling.take_document(case, lines(edited(document, "must tell")), "Ann").new
    state = {one["id"]: one["state"] for one in counselling.proposals(case)}
    assert state == {first: "superseded", second: "open"}
    with pytest.raises(CounselRefused, match="superseded"):
        accept(case, first)


def test_a_decision_needs_a_name_and_a_reason(case: Case):
    ident = propose(case)
    with pytest.raises(CounselRefused, match="needs a name"):
        counselling.decide_proposal(case, ident, "", "kinder", accept=True)
    with pytest.raises(CounselRefused, match="There is no proposal"):
        counselling.decide_proposal(case, "w0", "Ann", "kinder", accept=True)


def test_an_accepted_proposal_is_a_version_and_can_be_taken_back(case: Case):
    ident = propose(case)
    accept(case, ident)
    (found,) = counselling.redline(case, "shipped", "now")
    assert (found.block, found.language) == (BLOCK, "en")
    assert [step.text for step in found.steps if step.kind != "="] == ["writing", "sorry"]
    counselling.decide_proposal(case, ident, "Ellen Marsh", "no", accept=False)
    assert counselling.redline(case, "shipped", "now") == ()
    assert len(counselling.redline(case, "0", "1")) == 1
    assert [each["kind"] for each in counselling.versions(case)] == ["accepted", "rejected"]
    with pytest.raises(CounselRefused, match="no version 3"):
        counselling.redline(case, "0", "3")


def test_words_are_accepted_only_onto_those_they_were_made_from(case: Case):
    first, second = propose(case), propose(case, "must tell")
    accept(case, first)
    with pytest.raises(CounselRefused, match="has other words now"):
        accept(case, second)
    third = propose_again(case)
    accept(case, third)
    with pytest.raises(CounselRefused, match="build on"):
        counselling.decide_proposal(case, first, "Ellen Marsh", "no", accept=False)


def propose_again(case: Case) -> str:
    paper = Paper.of(counselling.make_copy(case))
    paper.replace(paper.text(BLOCK)[0], "are sorry to tell", "regret to tell", BEN)
    (made,) = counselling.take_document(case, lines(paper.saved()), "Ann").new
    return made


def test_a_copy_says_how_many_letters_carry_a_block_and_what_its_fields_say(case: Case):
    from counsel_docx import lines_of

    words = " ".join(span["text"] for line in lines_of(counselling.make_copy(case)) for span in line["spans"])
    assert f"‹organisation.name› = {case.facts.organisation.name}" in words
    assert " letters" in words


@pytest.mark.parametrize("missing", ["proofs", "letters", "contacts", "decisions"])
def test_what_is_missing_stands_in_the_way_of_approval(
    case: Case, missing: str, monkeypatch: pytest.MonkeyPatch
):
    if missing != "proofs":
        notify.prove_all(case, Silent())
    else:
        kept = case.vault.list_documents(notify.PROOFS)
        case.vault.delete_document(notify.PROOFS, kept[0].name)
    if missing == "letters":
        accept(case, propose(case))
    if missing == "decisions":
        propose(case)
    if missing == "contacts":
        monkeypatch.setattr(approving, "stale", lambda on, places: ("Equifax",))
    reason = {
        "proofs": "without a proof",
        "letters": "run tocsin notices",
        "contacts": "verified again before a letter carries them: Equifax",
        "decisions": "1 proposal not decided",
    }
    with pytest.raises(CounselRefused, match=reason[missing]):
        approving.approve(case, "Ellen Marsh")
    assert approving.approval(case) is None
    assert not standing_of(case)[0]


def test_an_approval_stands_until_something_changes(case: Case):
    made = approved(case)
    assert made.classes and void(case) == ""
    assert standing_of(case)[0]


def test_an_accepted_proposal_voids_it_and_names_the_block(case: Case):
    approved(case)
    ident = propose(case)
    assert "counsel proposed other words" in void(case)
    accept(case, ident)
    assert f"the text of block {BLOCK} in en changed" in void(case)
    assert "APPROVAL VOID" in standing_of(case)[1]


def test_another_proof_voids_it(case: Case):
    approved(case)
    name = next(each.name for each in case.vault.list_documents(notify.PROOFS) if each.name.endswith(".pdf"))
    case.vault.put_document(notify.PROOFS, name, b"%PDF- another")
    assert "the proof of the letter class" in void(case)


def test_a_contact_that_expires_voids_it(case: Case, monkeypatch: pytest.MonkeyPatch):
    approved(case)
    desks = dict(binding.desks())
    late = max(desk.expires for desk in desks.values()) + timedelta(days=1)
    monkeypatch.setattr(Case, "day", late)
    assert "the contact Equifax has expired" in void(case)


def test_a_contact_with_another_number_voids_it(case: Case, monkeypatch: pytest.MonkeyPatch):
    approved(case)
    desks = dict(binding.desks())
    changed = desks | {"equifax": dataclasses.replace(desks["equifax"], lines=("800-555-0100",))}
    monkeypatch.setattr(binding, "desks", lambda: changed)
    assert void(case) == "the contact Equifax (equifax) changed"


def test_another_version_of_a_law_voids_it(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    approved(case)
    rule = next(name for name in approving.bound_now(case) if name.startswith("law:")).removeprefix("law:")
    entry = next(each for each in binding.load_rules().entries if each.id == rule)
    other = tmp_path / entry.path.name
    other.write_text(entry.path.read_text() + "\n# amended\n")
    book = dataclasses.make_dataclass("Book", ["entries"])([dataclasses.replace(entry, path=other)])
    monkeypatch.setattr(binding, "load_rules", lambda: book)
    assert f"the law {rule} changed" in void(case)


def test_other_conditions_of_a_block_or_another_layout_void_it(case: Case, monkeypatch: pytest.MonkeyPatch):
    approved(case)
    known = approving.library_of(case)
    first, *rest = known.blocks
    other = dataclasses.replace(known, blocks=(dataclasses.replace(first, applies_when=()), *rest))
    monkeypatch.setattr(approving, "library_of", lambda _: other)
    assert void(case) == f"the conditions of block {first.id} changed"
    monkeypatch.undo()
    monkeypatch.setattr(binding, "_LAYOUT", ("templates/packet.typ",))
    assert void(case) == "the layout of letters changed"


def test_many_changes_are_told_in_few_lines():
    approved_parts = {f"proof:{number}": "a" for number in range(100)}
    told = room.voided_by(approved_parts, {f"proof:{number}": "b" for number in range(100)})
    assert len(told) == binding.SHOWN + 1 and told[-1] == "and 92 more of this sort"
