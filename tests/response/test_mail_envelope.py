"""Letters set for the envelope that the printer has: the address in its window, the text below it."""

from __future__ import annotations

import json

import pypdfium2
import pytest
from mail_desk import BARCODED, BY, approve, approved, lines, mail, told

from chain import Desk, Finished
from tocsin.notices.envelope import envelope, profiles, read_profile
from tocsin.notices.overlay import drawn, strangers
from tocsin.notices.printing import proof_pdf
from tocsin.response import MailRefused, enveloping
from tocsin.response.delivering import ledger_of
from tocsin.response.notify import planned

NAMED = ("--by", BY)
OWN = """
lower:
  name: "#10, window 3/4 inch from the bottom, first panel folded at 4 inches"
  height: 4.125
  width: 9.5
  window_left: 1.0
  window_bottom: 0.75
  window_width: 4.25
  window_height: 1.125
  panel: 4.0
  sheet_width: 8.5
  clearance: 0.125
"""


def enveloping_moves_the_text(key: str) -> bool:
    profile = read_profile(OWN)[1] if key == "lower" else envelope(key)
    return profile.shown().bottom != envelope().shown().bottom


@pytest.mark.parametrize("key", [one for one in profiles() if one != "standard"] + ["lower"])
def test_letters_are_set_written_and_packaged_for_another_envelope(finished: Finished, desk: Desk, key: str):
    approved(finished, desk)
    if key == "lower":
        (desk.folder / "own.yaml").write_text(OWN)
        mail(desk, "envelope", "--file", "own.yaml", *NAMED)
    else:
        mail(desk, "envelope", key, *NAMED)
    assert told(desk, "envelope")["chosen"] == key
    if enveloping_moves_the_text(key):
        said = mail(desk, "package", "out", *NAMED, *BARCODED, "--in-clear", code=1)
        assert "not what would be written now" in said or "NOT APPROVED" in said
    with desk.opened() as case:
        approve(case)
        profile = enveloping.envelope_of(case)[1]
        plan = planned(case)
        assert plan.envelope == profile
        for seen in enveloping.looked_at(plan, profile):
            assert not seen.strangers
        written = {piece.id: piece for piece in plan.pieces}
    assert written, "every address fits"
    mail(desk, "package", "out", *NAMED, *BARCODED, "--in-clear")
    rows = lines(desk.folder / "out")
    assert {row["envelope"] for row in rows} == {key} and {row["piece"] for row in rows} == set(written)
    ticket = json.loads((desk.folder / "out" / "job-ticket.json").read_text())
    assert ticket["envelope"] == profile.name and f"{profile.panel:g} inches" in ticket["fold"]
    for row in rows:
        pdf = (desk.folder / "out" / f"letters-{int(row['batch']):04d}.pdf").read_bytes()
        first = one_page(pdf, int(row["page"]) - 1)
        seen_text = in_zone(first, profile)
        address = "".join(line.text.replace(" ", "") for line in written[row["piece"]].address)
        assert set(seen_text) - set("ADFT") <= set(address), "something else shows"


def test_a_package_for_one_envelope_is_refused_with_letters_set_for_another(finished: Finished, desk: Desk):
    approved(finished, desk)
    said = mail(desk, "package", "out", *NAMED, *BARCODED, "--in-clear", "--envelope", "high", code=1)
    assert "set for another envelope" in said and "tocsin mail envelope" in said
    with desk.opened() as case:
        assert not ledger_of(case).all


def test_the_window_is_drawn_and_every_class_looked_at(finished: Finished, desk: Desk):
    approved(finished, desk)
    said = told(desk, "window", "--out", "window.pdf")
    assert said["classes"] and not any(one["strangers"] for one in said["classes"])
    with pypdfium2.PdfDocument(desk.folder / "window.pdf") as document:
        assert len(document) == 2
        assert "green: always shows, 3.25 x 0.75 in" in document[0].get_textpage().get_text_range()
        tapped = document[1].get_textpage().get_text_range()
    assert "knocked up and to the right" in tapped
    mail(desk, "window", "--out", "window.png")
    assert all((desk.folder / name).stat().st_size > 20_000 for name in ("window.png", "window-tapped.png"))
    assert "is already there" in mail(desk, "window", "--out", "window.png", code=1)


def test_what_would_show_in_another_envelope_is_counted(finished: Finished, desk: Desk):
    approved(finished, desk)
    outcome = desk.run(
        "mail", "window", desk.case, "--envelope", "high", "--out", "w.pdf", "--json", *desk.passphrase
    )
    # What stands above the window of the standard envelope may show in a higher one only if it is there.
    told_of = json.loads(outcome.out)
    assert outcome.code == int(any(one["strangers"] for one in told_of["classes"]))


def test_a_letter_whose_text_runs_into_the_window_is_found_out(finished: Finished, desk: Desk):
    approved(finished, desk)
    with desk.opened() as case:
        plan = planned(case)
    group = plan.classes[plan.pieces[0].variant]
    group.letter.job["body_top"] = envelope().shown().bottom - 20
    pdf = proof_pdf(group)
    assert strangers(pdf, (), envelope()) > 5
    assert drawn(pdf, envelope()).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("panel: 4.0", "panel: 4.2"), "does not go into the envelope"),
        (("panel: 4.0", "panel: 3.4"), "slides so far"),
        (("window_left: 1.0", "window_left: 6.0"), "does not lie on the envelope"),
        (("clearance: 0.125", "clearance: 0"), "not above zero"),
        (("  clearance: 0.125\n", ""), "in inches"),
        (("  name:", "  names:"), "in inches"),
        (("height: 4.125", "height: tall"), "in inches"),
    ],
)
def test_an_envelope_that_cannot_work_is_refused_in_words(change: tuple[str, str], why: str):
    with pytest.raises(ValueError, match=why):
        read_profile(OWN.replace(*change, 1))


def test_a_key_that_comes_with_tocsin_is_not_given_another_meaning(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    with desk.opened() as case:
        with pytest.raises(MailRefused, match="Give yours another"):
            enveloping.choose(case, BY, own=OWN.replace("lower:", "thirds:"))
        with pytest.raises(MailRefused, match="There are standard"):
            enveloping.choose(case, BY, key="nowhere")
        with pytest.raises(MailRefused, match="needs a name"):
            enveloping.choose(case, " ", key="high")
        assert enveloping.choose(case, BY, key="high")[0] == "high"
        assert enveloping.choose(case, BY, key="standard") == ("standard", envelope())
        assert enveloping.digest(case) == ""


def one_page(pdf: bytes, number: int) -> bytes:
    with pypdfium2.PdfDocument(pdf) as document, pypdfium2.PdfDocument.new() as one:
        one.import_pages(document, [number])
        import io

        out = io.BytesIO()
        one.save(out)
        return out.getvalue()


def in_zone(pdf: bytes, profile: object) -> str:
    shown = profile.shown()  # type: ignore[attr-defined]
    with pypdfium2.PdfDocument(pdf) as document:
        view = document[0].get_textpage()
        found = []
        for at in range(view.count_chars()):
            left, bottom, right, top = view.get_charbox(at)
            x, y = (left + right) / 2, 792 - (bottom + top) / 2
            char = view.get_text_range(at, 1)
            if char.strip() and shown.left <= x <= shown.right and shown.top <= y <= shown.bottom:
                found.append(char)
        return "".join(found)
