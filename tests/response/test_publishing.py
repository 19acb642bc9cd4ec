"""Page, release and script of a case, by the commands: they name nobody and say how long they stay."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from chain import PEOPLE, Desk, Finished
from tocsin.notices.bundle import Bundle


def text_of(pdf: Path) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture
def ready(finished: Finished, desk: Desk) -> Desk:
    return finished.copied_to(desk)


@pytest.mark.parametrize("ending", ["html", "docx", "txt", "pdf"])
def test_the_page_for_the_website_is_written_in_every_form_and_names_nobody(ready: Desk, ending: str):
    to = ready.folder / f"page.{ending}"
    outcome = ready.run(
        "public", "web", ready.case, to, "--for", "CA.individuals", "--on", "2026-03-01", *ready.passphrase
    )
    assert outcome.code == 0, outcome.said
    assert "It must stay for 30 days, until 2026-03-31" in outcome.said
    content = to.read_bytes()
    assert content and not [one for one in PEOPLE for secret in one.secrets if secret.encode() in content]


def test_the_release_and_the_script_in_both_languages(ready: Desk):
    for what in ("media", "phone"):
        for language in ("en", "es"):
            to = ready.folder / f"{what}.{language}.txt"
            more = ["--for", "CA.individuals"] if what == "media" else []
            outcome = ready.run(
                "public", what, ready.case, to, "--language", language, *more, *ready.passphrase
            )
            assert outcome.code == 0, outcome.said
            text = to.read_text()
            assert "Ironwood Dental" in text
            assert not [one for one in PEOPLE for secret in one.secrets if secret in text]


def test_laws_that_disagree_or_a_duty_that_is_not_there_stop_it_and_nothing_is_written(ready: Desk):
    to = ready.folder / "x.html"
    outcome = ready.run("public", "web", ready.case, to, "--for", "ZZ.individuals", *ready.passphrase)
    assert outcome.code == 1 and "no duty in force" in outcome.said and not to.exists()
    (ready.folder / "y.rtf").touch()
    assert (
        "already there"
        in ready.run("public", "web", ready.case, ready.folder / "y.rtf", *ready.passphrase).said
    )
    assert (
        "must end in"
        in ready.run("public", "web", ready.case, ready.folder / "z.rtf", *ready.passphrase).said
    )


def test_what_programs_read_says_the_day_and_its_law(ready: Desk):
    to = ready.folder / "p.html"
    outcome = ready.run(
        "public", "web", ready.case, to, "--for", "CA.individuals", "--json", *ready.passphrase
    )
    said = json.loads(outcome.out)
    assert said["days"] == 30 and "1798.82" in said["source"]


def test_there_is_no_letter_for_who_is_owed_none(ready: Desk):
    outcome = ready.run("letter", ready.case, "nobody", "x.pdf", *ready.passphrase)
    assert outcome.code == 1 and "There is no letter for nobody" in outcome.said


def test_all_letters_go_into_one_file_that_only_its_owner_can_read_and_any_is_taken_out(ready: Desk):
    bundle, one, again = (ready.folder / name for name in ("all.bundle", "one.pdf", "again.pdf"))
    outcome = ready.run("bundle", ready.case, bundle, *ready.passphrase)
    assert outcome.code == 0, outcome.said
    assert bundle.stat().st_mode & 0o077 == 0
    with bundle.open("rb") as source:
        ident = Bundle(source).ids[0]
    assert ready.run("unbundle", bundle, ident, one).code == 0
    assert one.stat().st_mode & 0o077 == 0
    assert ready.run("letter", ready.case, ident, again, *ready.passphrase).code == 0
    assert sorted(text_of(one).split()) == sorted(text_of(again).split())


def test_a_bundle_replaces_no_file_and_what_is_not_in_it_is_said(ready: Desk):
    bundle, other = ready.folder / "kept.bundle", ready.folder / "other.bundle"
    bundle.write_bytes(b"mine")
    outcome = ready.run("bundle", ready.case, bundle, *ready.passphrase)
    assert outcome.code == 1 and "already there" in outcome.said and bundle.read_bytes() == b"mine"
    assert "cannot be read as a bundle" in ready.run("unbundle", bundle, "ABC", ready.folder / "n.pdf").said
    assert ready.run("bundle", ready.case, other, *ready.passphrase).code == 0
    outcome = ready.run("unbundle", other, "NOBODY", ready.folder / "n.pdf")
    assert outcome.code == 1 and "holds no letter NOBODY" in outcome.said
    assert not (ready.folder / "n.pdf").exists()
