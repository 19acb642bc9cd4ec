"""The business's own list tells who is who and makes nobody affected; a bare table needs no case."""

from __future__ import annotations

import pyarrow as pa
import pytest
from making import person, tables

from tocsin.people import Kept, NoMentions, answered, from_bare, from_seed, resolve

HEADER = ["Employee Name", "SSN", "Date of Birth", "Address", "Zip", "Kind"]


def with_seed(*found: dict, listed: list[list[str]]):
    mentions, identifiers = tables(*found)
    seeds = from_seed(HEADER, listed)
    return resolve(
        pa.concat_tables([mentions, seeds.mentions]), pa.concat_tables([identifiers, seeds.identifiers])
    ), seeds


def test_being_on_the_list_makes_nobody_affected():
    result, seeds = with_seed(
        person("a", "Ann Lee", ssn="512345678"),
        listed=[["Ann Lee", "512-34-5678", "", "12 Oak St", "85701", "employee"], ["Bo Ray", "598-76-5432"]],
    )
    assert seeds.mentions.num_rows == 2
    assert [row["name"] for row in result.people.to_pylist()] == ["Ann Lee"]
    assert set(result.exposures["element"].to_pylist()) == {"person_name", "ssn"}
    assert all("seed" not in mention for row in result.exposures.to_pylist() for mention in row["mentions"])
    assert result.addresses["person"].to_pylist().count(result.people["id"][0].as_py()) == 1


def test_the_list_ties_together_what_stands_apart_in_the_files():
    apart = (person("a", "Ann Lee", ssn="512345678"), person("b", "Ann Lee", dob="1980-02-03"))
    assert resolve(*tables(*apart)).people.num_rows == 2
    result, _ = with_seed(*apart, listed=[["Ann Lee", "512-34-5678", "1980-02-03", "", "", ""]])
    (row,) = result.people.to_pylist()
    assert row["mentions"] == 2
    assert row["birth_date"] == "1980-02-03"


def test_who_stands_only_on_the_list_is_neither_news_nor_a_question():
    found = (person("a", "Ann Lee", dob="1980-02-03", street="12 Oak St", postal_code="85701"),)
    alike = [
        ["Ann Lee", "512-34-5678", "1980-03-02", "12 Oak St", "85701", ""],
        ["Ann Lea", "512-34-5687", "1981-02-03", "12 Oak St", "85701", ""],
        ["Anna Lee", "598-76-5432", "1980-02-03", "14 Oak St", "85701", ""],
    ]
    mentions, identifiers = tables(*found)
    seeds = from_seed(HEADER, alike)
    whole = pa.concat_tables([mentions, seeds.mentions])
    numbers = pa.concat_tables([identifiers, seeds.identifiers])
    before = Kept.of(resolve(mentions, identifiers).links, None)
    result = resolve(whole, numbers, before=before, per_thousand=1000)
    listed = set(result.people["id"].to_pylist())
    assert {row["person"] for row in result.events.to_pylist()} <= listed
    assert all({row["one"], row["other"]} <= listed for row in result.candidates.to_pylist())
    again = resolve(mentions, identifiers, before=Kept.of(result.links, result.events))
    assert not again.events.num_rows


def test_who_stood_only_on_the_list_and_is_found_later_is_news():
    mentions, identifiers = tables(person("a", "Ann Lee", ssn="512345678"))
    seeds = from_seed(HEADER, [["Bo Ray", "598-76-5432", "1980-02-03", "", "", ""]])
    numbers = pa.concat_tables([identifiers, seeds.identifiers])
    first = resolve(pa.concat_tables([mentions, seeds.mentions]), numbers)
    more, theirs = tables(person("b", "Bo Ray", ssn="598765432"))
    later = resolve(
        pa.concat_tables([mentions, more, seeds.mentions]),
        pa.concat_tables([numbers, theirs]),
        before=Kept.of(first.links, first.events),
    )
    (event,) = later.events.to_pylist()
    assert event["event"] == "new"
    assert {row["id"]: row["name"] for row in later.people.to_pylist()}[event["person"]] == "Bo Ray"


def test_a_row_of_a_business_contact_is_answered_too():
    result, seeds = with_seed(
        person("a", "Ann Lee", ssn="512345678"),
        listed=[["Ann Lee", "512-34-5678", "", "", "", "emergency_contact"]],
    )
    assert set(seeds.mentions["id"].to_pylist()) < set(result.links["mention"].to_pylist())


def bare(**columns: list) -> pa.Table:
    return pa.table(columns)


def test_a_bare_table_is_resolved_and_answered_in_its_own_order():
    given = bare(
        rid=[7, 3, 5],
        first=["Ann", "Bo", "Ann"],
        last=["Lee", "Ray", "Lee"],
        ssn=["512345678", "598765432", None],
        ssn4=["5678", "5432", "5678"],
        dob=["1980-02-03", None, "1980-02-03"],
        street_number=["12", None, "12"],
        street_name=["oak st", None, "oak st"],
        po_box=[None, "44", None],
        truth=[1, 2, 3],
    )
    known = from_bare(given)
    assert known.unread == ["truth"]
    assert known.mentions["street"].to_pylist() == ["12 oak st", "PO Box 44", "12 oak st"]
    assert sorted(known.identifiers["element"].to_pylist()) == ["ssn", "ssn", "ssn_last4"]
    answer = answered(given, known, resolve(known.mentions, known.identifiers).links)
    assert answer.column_names == ["rid", "person"]
    assert answer["rid"].to_pylist() == [7, 3, 5]
    first, other, again = answer["person"].to_pylist()
    assert first == again != other


def test_numbers_as_ids_give_the_same_answer_as_text_or_as_numbers():
    numbers = bare(id=[1, 2, 10], name=["Ann Lee", "Bo Ray", "Cy Fox"])
    texts = bare(id=["1", "2", "10"], name=["Ann Lee", "Bo Ray", "Cy Fox"])
    assert from_bare(numbers).mentions == from_bare(texts).mentions


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (bare(shoe=["7"]), "no column holds a name"),
        (bare(id=["1", "1"], name=["A", "B"]), "an id of its own"),
        (bare(id=["1", None], name=["A", "B"]), "an id of its own"),
    ],
)
def test_a_table_that_is_no_list_of_mentions_is_refused_with_what_is_missing(given, said):
    with pytest.raises(NoMentions, match=said):
        from_bare(given)
