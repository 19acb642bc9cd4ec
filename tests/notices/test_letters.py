"""Who is written to, who cannot be, and that what was printed is what the record says."""

from __future__ import annotations

import csv
import io
import pickle
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from notices_case import CALIFORNIA, duty, make_facts, make_plan, person, rows, text_of, words

from tocsin.notices import Plan, PlanError, letters, proofs, render_batch, single
from tocsin.notices.letterplan import BATCH
from tocsin.notices.planning import stale


def _reason(made: Plan) -> str:
    (one,) = rows(made.not_sent())
    assert one["state"] == "cannot_be_sent"
    return str(one["reason"])


def test_a_letter_carries_name_address_piece_id_and_code() -> None:
    made = make_plan([person(1, "CA")], [duty("CA", CALIFORNIA)], codes={"person-1": "TK42QX"})
    (batch,) = letters(made)
    (row,) = rows(batch.notices)
    text = words(text_of(batch.pdf, row["page"], row["pages"]))
    for part in ("Maria López 1 Oak Street Springfield, CA 90012", "Dear Maria López:", row["id"], "TK42QX"):
        assert part in text
    assert row["state"] == "rendered"


def test_without_a_code_there_is_no_code_box() -> None:
    made = make_plan([person(1, "CA")], [duty("CA")])
    assert "activation code" not in text_of(next(iter(letters(made))).pdf)


def test_the_parent_and_the_next_of_kin_stand_on_the_envelope() -> None:
    made = make_plan([person(1, "AZ", minor=True), person(2, "AZ", deceased=True)], [duty("AZ")])
    text = words(text_of(next(iter(letters(made))).pdf))
    assert "To the Parent or Guardian of Maria López 1 Oak Street" in text
    assert "To the Next of Kin of Maria López 2 Oak Street" in text


def test_a_letter_abroad_ends_with_the_country() -> None:
    abroad = person(
        1, "CA", street="12 rue Pasteur", city="Lyon", state=None, postal_code="69007", country="France"
    )
    made = make_plan([abroad], [duty("CA")])
    assert [line.text for line in made.pieces[0].address] == [
        "Maria López",
        "12 rue Pasteur",
        "69007 Lyon",
        "FRANCE",
    ]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"street": None, "city": None, "postal_code": None}, "no postal address in the files"),
        ({"street": None}, "no street or box in the address"),
        ({"city": None, "postal_code": "1"}, "neither a ZIP code nor a city"),
        ({"name": None}, "no name: the account goes into the letter to its bank or issuer"),
        ({"name": "W" * 60, "street": "M" * 60}, "the address does not fit in the window"),
    ],
)
def test_a_person_who_cannot_be_reached_is_a_row_with_a_reason(
    columns: Mapping[str, Any], reason: str
) -> None:
    made = make_plan([person(1, "AZ", **columns)], [duty("AZ")])
    assert not made.pieces
    assert reason in _reason(made)


def test_without_a_residence_no_law_can_be_chosen() -> None:
    assert "residence not known" in _reason(make_plan([person(1, None)], [duty("AZ")]))


def test_while_a_duty_depends_on_a_fact_its_people_wait_and_the_fact_is_named() -> None:
    waiting = duty("AZ", status="depends", depends_on=["incident.harm.harm_reasonably_likely"])
    assert "incident.harm.harm_reasonably_likely" in _reason(make_plan([person(1, "AZ")], [waiting]))


def test_people_whom_no_duty_reaches_get_no_letter_and_are_counted() -> None:
    made = make_plan([person(1, "AZ"), person(2, "NV")], [duty("AZ"), duty("NV", status="not_due")])
    assert (len(made.pieces), made.not_owed, len(made.unsent)) == (1, 1, 0)


def test_the_law_room_can_say_that_a_duty_does_not_cover_a_group() -> None:
    def covers(obligation: str, group: Mapping[str, Any]) -> bool:
        return obligation == "AZ.individuals" and "ssn" in group["elements"]

    people = [person(1, "AZ"), person(2, "AZ")]
    lost = [
        {"person": "person-1", "element": "ssn", "protection": "plain"},
        {"person": "person-2", "element": "email_address", "protection": "plain"},
    ]
    made = make_plan(people, [duty("AZ")], exposures=lost, covers=covers)
    assert [piece.person for piece in made.pieces] == ["person-1"]
    assert made.not_owed == 1


def test_a_name_no_font_can_print_is_a_row_with_a_reason_and_the_others_go_out() -> None:
    made = make_plan([person(1, "AZ", name="Zoë \U0001f600"), person(2, "AZ")], [duty("AZ")])
    (batch,) = letters(made)
    states = {row["person"]: (row["state"], row["reason"]) for row in rows(batch.notices)}
    assert states["person-2"][0] == "rendered"
    assert states["person-1"][0] == "cannot_be_sent"
    assert "no font here can print" in states["person-1"][1]


def test_a_hebrew_name_is_set_by_the_full_typesetter() -> None:
    made = make_plan([person(1, "AZ", name="דוד לוי")], [duty("AZ")])
    (batch,) = letters(made)
    (row,) = rows(batch.notices)
    assert row["state"] == "rendered"
    assert set("דוד") <= set(text_of(batch.pdf))


def test_the_same_plan_gives_the_same_bytes() -> None:
    people = [person(n, "CA" if n % 2 else "AZ") for n in range(40)]
    first = render_batch(make_plan(people, [duty("CA", CALIFORNIA), duty("AZ")]), 0)
    again = render_batch(make_plan(people, [duty("CA", CALIFORNIA), duty("AZ")]), 0)
    assert first.pdf == again.pdf
    assert first.manifest == again.manifest
    assert first.notices.equals(again.notices)


def test_letters_stand_in_presort_order_and_batches_hold_five_thousand() -> None:
    people = [person(n, "AZ", postal_code=f"{85000 + (n * 7) % 100}") for n in range(30)]
    made = make_plan(people, [duty("AZ")])
    zips = [piece.address[-1].text[-5:] for piece in made.pieces]
    assert zips == sorted(zips)
    assert BATCH == 5_000
    assert made.batches == 1


def test_the_manifest_adds_up_and_names_nobody() -> None:
    made = make_plan([person(n, "AZ") for n in range(1, 8)], [duty("AZ")])
    (batch,) = letters(made)
    entries = list(csv.DictReader(io.StringIO(batch.manifest)))
    assert len(entries) == 7
    pages = [(int(entry["page"]), int(entry["pages"])) for entry in entries]
    assert all(first + count == next_[0] for (first, count), next_ in pairwise(pages))
    assert "López" not in batch.manifest and "Oak" not in batch.manifest


def test_every_printed_letter_reads_back_as_its_record() -> None:
    people = [
        person(n, ["CA", "AZ", "MA"][n % 3], name=f"Ana Núñez-O’Brien {n}", minor=n % 5 == 0)
        for n in range(60)
    ]
    made = make_plan(people, [duty("CA", CALIFORNIA), duty("AZ"), duty("MA", forbidden=["nature_of_breach"])])
    (batch,) = letters(made)
    by_person = {one["id"]: one for one in people}
    for row in rows(batch.notices):
        text = text_of(batch.pdf, row["page"], row["pages"])
        assert by_person[row["person"]]["name"] in text
        assert text.count(row["id"]) == row["pages"]
        assert ("broke into" in text) == (row["jurisdiction"] != "MA")


def test_every_class_has_a_proof_that_names_nobody() -> None:
    made = make_plan([person(1, "AZ"), person(2, "CA")], [duty("AZ"), duty("CA", ["reason_for_delay"])])
    for proof in proofs(made):
        assert "López" not in text_of(proof.pdf)
        assert "PROOF" in text_of(proof.pdf)


def test_a_class_that_cannot_go_out_is_proofed_as_a_draft() -> None:
    asked = duty("AZ", ["notice_delayed_by_law_enforcement"])
    made = make_plan([person(1, "AZ")], [asked], facts=make_facts(holds=None))
    (proof,) = proofs(made)
    assert proof.obstacle
    assert "DRAFT" in text_of(proof.pdf)


def test_one_letter_can_be_made_alone_as_a_tagged_pdf() -> None:
    made = make_plan([person(1, "AZ")], [duty("AZ")])
    pdf = single(made, made.pieces[0])
    assert b"pdfuaid" in pdf
    assert "Maria López" in text_of(pdf)


def test_a_stale_contact_stops_the_plan() -> None:
    with pytest.raises(PlanError, match="Equifax"):
        make_plan([person(1, "AZ")], [duty("AZ")], on=date(2031, 1, 1))


def test_only_an_office_that_a_letter_would_carry_is_asked_to_be_fresh() -> None:
    old = stale(date(2027, 6, 1), ["AZ"])
    assert "Arizona Attorney General" in " ".join(old)
    assert not any("Massachusetts" in name or "Infrastructure Security" in name for name in old)


def test_services_shorter_than_the_law_asks_for_are_pointed_out() -> None:
    asked = duty("CT", services=["24 months: identity theft prevention", "36 months: credit monitoring"])
    made = make_plan([person(1, "CT")], [asked])
    assert made.shortfalls == (
        "CT: Code of CT § 1 asks for 36 months: credit monitoring; offered: 24 months",
    )


def test_contacts_that_sources_disagree_about_are_named_for_confirmation() -> None:
    assert "TransUnion" in make_plan([person(1, "AZ")], [duty("AZ")]).confirm


def test_a_plan_can_be_handed_to_another_process() -> None:
    made = make_plan([person(n, "AZ") for n in range(5)], [duty("AZ")])
    assert render_batch(pickle.loads(pickle.dumps(made)), 0).pdf == render_batch(made, 0).pdf
