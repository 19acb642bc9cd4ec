"""All styles by name, and a set of documents of them."""

# ruff: noqa: E501 – templates and word lists read better unbroken

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from bench.styles.document import Document
from bench.styles.forms import background_check, benefit_enrolment, loan_application, tax_form
from bench.styles.health import eob, intake_note
from bench.styles.letters import demand_letter, spanish_letter
from bench.styles.people import Crowd
from bench.styles.records import police_report, school_record
from bench.styles.scan import ocr_scan
from bench.styles.talk import call_transcript, chat_export, helpdesk, hr_thread

STYLES: dict[str, Callable[[Document, Crowd], None]] = {
    make.__name__: make
    for make in (
        benefit_enrolment, intake_note, chat_export, hr_thread, tax_form, eob, police_report, spanish_letter, ocr_scan, helpdesk,
        loan_application, school_record, background_check, demand_letter, call_transcript,
    )
}  # fmt: skip


def documents(count: int, seed: int) -> Iterator[dict]:
    """``count`` documents, the styles in turn. The same seed gives the same documents."""
    r = Random(seed)
    crowd = Crowd(r, seed)
    for number in range(count):
        style = list(STYLES)[number % len(STYLES)]
        doc = Document(r)
        STYLES[style](doc, crowd)
        yield doc.row(style)
