"""Judgements as a function over tables: what is taken away, what is given, what stands after undo."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from tocsin.model.entered import JUDGEMENTS
from tocsin.model.tables import FINDINGS, IDENTIFIERS, ITEMS, MENTIONS, table
from tocsin.response import judging
from tocsin.response.judging import Scanned, apply, finding_subject, group_subject, in_force

SHA = "aa" * 32
ITEM, COPY = "i1", "i2"


def finding(item: str, place: str, element: str, mention: str | None, **more: Any) -> dict[str, Any]:
    mark = f"{element}{mention or place}".encode().ljust(16)[:16]
    return {
        "item": item,
        "place": place,
        "element": element,
        "mention": mention,
        "masked": "****",
        "fingerprint": mark,
        "confidence": 0.6,
        "recogniser": "column.x",
        "reason": "a header",
    } | more


def mention(ident: str, elements: list[str], **more: Any) -> dict[str, Any]:
    return {
        "id": ident,
        "item": ident.rsplit(".", 1)[0],
        "name": "Ann Lee",
        "elements": elements,
        "protections": ["plain"] * len(elements),
    } | more


def scanned(findings: list[dict[str, Any]], mentions: list[dict[str, Any]]) -> Scanned:
    values = [
        {
            "mention": one["mention"],
            "element": one["element"],
            "fingerprint": one["fingerprint"],
            "value": "1",
        }
        for one in findings
        if one["mention"]
    ]
    return Scanned(table(FINDINGS, findings), table(MENTIONS, mentions), table(IDENTIFIERS, values))


ITEMS_HERE = table(
    ITEMS, [{"id": item, "source": item, "path": item, "sha256": SHA} for item in (ITEM, COPY)]
)
ROWS = [finding(ITEM, "sheet A, column SSN", "ssn", f"{ITEM}.{n}", row=n + 2) for n in range(3)]
DOB = finding(ITEM, "sheet A, column Born", "date_of_birth", f"{ITEM}.0", row=2)
PEOPLE = [
    mention(f"{ITEM}.0", ["person_name", "ssn", "date_of_birth"], birth_date="1970-01-01"),
    mention(f"{ITEM}.1", ["person_name", "ssn"]),
    mention(f"{ITEM}.2", ["person_name", "ssn"], guardian=f"{ITEM}.1"),
]
LONE = finding(ITEM, "page 1", "ssn", None, start=40, recogniser="label.ssn")
WHOLE = scanned([*ROWS, DOB, LONE], PEOPLE)


def judged(subject: str, verdict: str, number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": f"j{number}",
        "subject": subject,
        "verdict": verdict,
        "sha256": SHA,
        "scope": "group",
    } | more


def after(*judgements: dict[str, Any], found: Scanned = WHOLE) -> Scanned:
    return apply(found, ITEMS_HERE, table(JUDGEMENTS, judgements))


COLUMN = group_subject(SHA, "sheet A, column SSN", "ssn", "column.x")
TEXT = group_subject(SHA, "", "ssn", "label.ssn")


def test_no_takes_away_the_column_its_values_and_whoever_had_nothing_else():
    made = after(judged(COLUMN, "no"))
    assert made.findings["element"].to_pylist() == ["date_of_birth", "ssn"]
    [left] = made.mentions.to_pylist()
    assert (left["id"], left["elements"], left["protections"]) == (
        f"{ITEM}.0",
        ["person_name", "date_of_birth"],
        ["plain", "plain"],
    )
    assert made.identifiers["element"].to_pylist() == ["date_of_birth"]


def test_a_field_of_the_person_goes_with_the_finding_that_filled_it():
    made = after(judged(group_subject(SHA, DOB["place"], "date_of_birth", "column.x"), "no"))
    first = next(row for row in made.mentions.to_pylist() if row["id"] == f"{ITEM}.0")
    assert (first["birth_date"], first["elements"]) == (None, ["person_name", "ssn"])


def test_one_finding_is_judged_apart_from_its_group():
    own = finding_subject(SHA, ROWS[1]["place"], 3, None, "ssn")
    made = after(judged(COLUMN, "yes"), judged(own, "no", 2, scope="finding"))
    kept = [row for row in made.findings.to_pylist() if row["place"] == ROWS[0]["place"]]
    assert [row["row"] for row in kept] == [2, 4]
    assert {row["confidence"] for row in kept} == {1.0}
    assert all("confirmed by a person" in row["reason"] for row in kept)
    assert made.mentions.to_pylist()[-1]["guardian"] is None or f"{ITEM}.1" in made.mentions["id"].to_pylist()


def test_an_owner_is_given_the_element_and_its_fingerprint_and_no_value():
    made = after(judged(TEXT, "owner", owner=f"{ITEM}.1", owner_name="Ann Lee"))
    assert made.findings.to_pylist()[-1]["mention"] == f"{ITEM}.1"
    given = [row for row in made.identifiers.to_pylist() if row["value"] is None]
    assert given == [
        {"mention": f"{ITEM}.1", "element": "ssn", "fingerprint": LONE["fingerprint"], "value": None}
    ]


def test_one_finding_is_moved_from_the_wrong_owner_to_the_right_one():
    own = finding_subject(SHA, ROWS[0]["place"], 2, None, "ssn")
    made = after(judged(own, "owner", scope="finding", owner=f"{ITEM}.1", owner_name="Ann Lee"))
    elements = {row["id"]: row["elements"] for row in made.mentions.to_pylist()}
    assert elements[f"{ITEM}.0"] == ["person_name", "date_of_birth"]
    assert elements[f"{ITEM}.1"] == ["person_name", "ssn"]


def test_an_owner_who_was_numbered_anew_is_known_by_the_name_or_not_at_all():
    found = scanned([LONE], [mention(f"{ITEM}.7", ["person_name", "email_address"], name="Bo Roe")])
    verdict = judged(TEXT, "owner", owner=f"{ITEM}.1", owner_name="Bo Roe")
    assert after(verdict, found=found).findings["mention"].to_pylist() == [f"{ITEM}.7"]
    stranger = judged(TEXT, "owner", owner=f"{ITEM}.1", owner_name="Somebody Else")
    assert after(stranger, found=found).findings["mention"].to_pylist() == [None]


def test_a_decision_holds_for_every_copy_of_the_file_and_for_no_other():
    copy = [row | {"item": COPY, "mention": f"{COPY}.0"} for row in ROWS[:1]]
    other = table(ITEMS, [{"id": ITEM, "sha256": SHA}, {"id": COPY, "sha256": "bb" * 32}])
    found = scanned([*ROWS, *copy], [*PEOPLE, mention(f"{COPY}.0", ["person_name", "ssn"])])
    no = table(JUDGEMENTS, [judged(COLUMN, "no")])
    assert apply(found, ITEMS_HERE, no).findings.num_rows == 0
    assert apply(found, other, no).findings["item"].to_pylist() == [COPY]


@pytest.mark.parametrize("verdict", ["unsure", "withdrawn"])
def test_unsure_changes_nothing(verdict: str):
    made = after(judged(COLUMN, verdict, supersedes="j0"))
    assert made.findings.equals(WHOLE.findings)
    assert made.mentions.equals(WHOLE.mentions)


def test_the_last_word_stands_and_withdrawing_it_brings_back_the_one_before():
    rows = [judged(COLUMN, "yes"), judged(COLUMN, "no", 2, supersedes="j1")]
    assert in_force(table(JUDGEMENTS, rows))[COLUMN]["id"] == "j2"
    rows.append(judged(COLUMN, "withdrawn", 3, supersedes="j2"))
    assert in_force(table(JUDGEMENTS, rows))[COLUMN]["id"] == "j1"
    rows.append(judged(COLUMN, "withdrawn", 4, supersedes="j1"))
    assert in_force(table(JUDGEMENTS, rows)) == {}


def test_nothing_changes_where_no_judged_file_is():
    foreign = judged(COLUMN, "no") | {"sha256": "cc" * 32}
    assert after(foreign) is WHOLE


def test_subjects_do_not_depend_on_the_run():
    row = WHOLE.findings.to_pylist()[0]
    renamed = row | {"item": "i9", "mention": "i9.4", "confidence": 0.9, "reason": "another"}
    assert judging.subjects(SHA, row) == judging.subjects(SHA, renamed)
    assert isinstance(WHOLE.findings, pa.Table)
