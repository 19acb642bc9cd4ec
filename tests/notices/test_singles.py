"""Single letters are tagged, say what the print letter says, and share what is alike without showing it."""

from __future__ import annotations

import io

import pikepdf
import pytest
from notices_case import CALIFORNIA, duty, make_plan, person, text_of

from tocsin.notices import Plan, single
from tocsin.notices.bundle import Bundle, write_singles


def _plan(**columns: object) -> Plan:
    people = [
        person(1, "CA", name="Zoë Łukasz-Ñandú", **columns),
        person(2, "AZ", minor=True),
        person(3, "CA", name="Нина Петрова"),
        person(4, "CA", name="(Tj) ET #{{x}} \\ %%EOF"),
    ]
    return make_plan(
        people, [duty("CA", CALIFORNIA), duty("AZ")], ["person_name", "ssn"], codes={"person-1": "AB12CD"}
    )


def _bundle(plan: Plan) -> Bundle:
    out = io.BytesIO()
    written, missing = write_singles(plan, out)
    assert (written, missing) == (len(plan.pieces), [])
    out.seek(0)
    return Bundle(out)


def test_a_single_out_of_a_bundle_reads_like_the_fully_typeset_one() -> None:
    plan = _plan()
    bundle = _bundle(plan)
    assert set(bundle.ids) == {piece.id for piece in plan.pieces}
    for piece in plan.pieces:
        assert sorted(text_of(bundle.read(piece.id)).split()) == sorted(text_of(single(plan, piece)).split())


def test_a_single_declares_its_standards_language_and_title_and_has_a_table_header() -> None:
    plan = _plan()
    for piece in plan.pieces:
        for pdf in (_bundle(plan).read(piece.id), single(plan, piece)):
            with pikepdf.open(io.BytesIO(pdf)) as file:
                assert not file.check_pdf_syntax()
                told = file.Root.Metadata.read_bytes()
                assert b"pdfuaid:part" in told and b"pdfaid:part" in told
                assert str(file.Root.Lang) == "en"
                assert "Notice of Data Breach" in str(file.open_metadata()["dc:title"])
                assert file.Root.ViewerPreferences.DisplayDocTitle
                assert "/TH" in _tags(file)


def _tags(file: pikepdf.Pdf) -> set[str]:
    found, waiting = set(), [file.Root.StructTreeRoot.K]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)  # type: ignore[call-overload]
        elif isinstance(one, pikepdf.Dictionary):
            found.add(str(one.get("/S", "")))
            if "/K" in one:
                waiting.append(one.K)
    return found


def test_the_part_that_letters_share_holds_nothing_of_anybody() -> None:
    plan = _plan()
    bundle = _bundle(plan)
    one, other = (bundle.read(piece.id) for piece in plan.pieces if piece.person in {"person-1", "person-4"})
    assert "Łukasz" in text_of(one) + text_of(other)
    assert not ("Łukasz" in text_of(one) and "Tj" in text_of(one))


def test_a_changed_bundle_is_refused() -> None:
    plan = _plan()
    out = io.BytesIO()
    write_singles(plan, out)
    data = bytearray(out.getvalue())
    data[data.index(b"/BaseFont")] ^= 1
    with pytest.raises(ValueError, match="not the one that was written"):
        for piece in plan.pieces:
            Bundle(io.BytesIO(bytes(data))).read(piece.id)


def test_one_letter_is_found_by_its_person() -> None:
    plan = _plan()
    assert "Łukasz" in text_of(single(plan, "person-1"))
    with pytest.raises(KeyError):
        single(plan, "person-9")


def test_the_same_letters_give_the_same_bundle() -> None:
    first, again = io.BytesIO(), io.BytesIO()
    write_singles(_plan(), first)
    write_singles(_plan(), again)
    assert first.getvalue() == again.getvalue()
