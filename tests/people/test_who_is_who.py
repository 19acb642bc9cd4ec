"""Who is one person and who is not: households, typing slips, borrowed numbers, placeholders."""

from __future__ import annotations

import random
from dataclasses import replace

import pyarrow as pa
import pytest
from making import person, resolved, row_of, tables, together

from tocsin.people import BALANCED, STRICT, Home, resolve

HOME = {"street": "12 Oak Street", "city": "Tucson", "state": "AZ", "postal_code": "85701"}


def groups(*sets: str) -> set[frozenset[str]]:
    return {frozenset(one.split()) for one in sets}


def test_a_nickname_and_a_middle_initial_do_not_make_a_second_person():
    result = resolved(
        person("a", "Robert Allen Quimby", ssn="512345678"),
        person("b", "Quimby, Bob A.", ssn="512345678", **HOME),
    )
    assert together(result) == groups("a b")
    assert row_of(result, "a")["name"] == "Robert Allen Quimby"


def test_a_slip_in_the_social_security_number_is_forgiven_when_all_else_fits():
    result = resolved(
        person("a", "Maribel Escalante", ssn="512345678", dob="1980-02-03", **HOME),
        person("b", "Maribel Escalante", ssn="512345687", dob="1980-02-03", **HOME),
    )
    assert together(result) == groups("a b")
    assert "more than one Social Security number" in row_of(result, "a")["review"]


def test_a_borrowed_social_security_number_with_another_first_name_stays_two_people():
    result = resolved(
        person("a", "Gloria Escalante", ssn="512345678", **HOME),
        person("b", "Hector Escalante", ssn="512345678", **HOME),
    )
    assert together(result) == groups("a", "b")
    assert result.report["refused"] == {"first names differ": 1}


def test_spouses_at_one_address_with_one_telephone_stay_two_people():
    result = resolved(
        person("a", "John Petrakis", phone="520-555-0101", dob="1970-01-05", **HOME),
        person("b", "Joan Petrakis", phone="520-555-0101", dob="1971-06-07", **HOME),
    )
    assert together(result) == groups("a", "b")


def test_twins_with_one_birth_date_and_neighbouring_numbers_stay_two_people():
    result = resolved(
        person("a", "Jaden Oyelaran", ssn="512345678", dob="2010-04-04", **HOME),
        person("b", "Jayda Oyelaran", ssn="512345679", dob="2010-04-04", **HOME),
    )
    assert together(result) == groups("a", "b")


def test_father_and_son_of_one_name_are_told_apart_by_the_suffix():
    result = resolved(
        person("a", "William Ostrander Sr.", ssn="512345678", **HOME),
        person("b", "William Ostrander, Jr.", ssn="598765432", **HOME),
        person("c", "William Ostrander II", dob="1999-09-09", ssn="598765432"),
    )
    assert together(result) == groups("a", "b c")
    assert row_of(result, "b")["suffix"] in {"Jr.", "II"}


def test_a_mention_that_fits_two_people_is_its_own_row_and_says_so():
    father = person("a", "William Ostrander", ssn="512345678", dob="1960-01-01", **HOME)
    son = person("b", "William Ostrander", ssn="598765432", dob="1990-05-05", **HOME)
    result = resolved(father, son, person("c", "William Ostrander", **HOME))
    assert together(result) == groups("a", "b", "c")
    assert row_of(result, "c")["review"] == "may be one of 2 other people on this list"


def test_a_mention_with_only_name_and_address_joins_the_one_person_it_fits():
    result = resolved(
        person("a", "Philippa Ostrander", ssn="512345678", **HOME),
        person("b", "PHILIPPA OSTRANDER", street="12 Oak St.", postal_code="85701-1234"),
    )
    assert together(result) == groups("a b")


def test_strangers_with_a_common_name_stay_apart():
    result = resolved(
        person("a", "John Smith", ssn="512345678"),
        person("b", "John Smith", dob="1980-02-03"),
        person("c", "John Smith", email="js@example.org"),
    )
    assert together(result) == groups("a", "b", "c")


@pytest.mark.parametrize("name", ["Linda Villatoro", "Linda C Villatoro"])
def test_one_name_at_one_address_with_two_numbers_is_one_person_only_when_balanced(name):
    worker = [person("a", name, ssn="512345678", **HOME), person("b", name, ssn="598761234", **HOME)]
    assert together(resolved(*worker)) == groups("a", "b")
    result = resolved(*worker, settings=BALANCED)
    assert together(result) == groups("a b")
    assert "more than one Social Security number" in row_of(result, "a")["review"]


def test_last_four_digits_that_differ_weigh_less_than_the_whole_name_at_one_address():
    worker = [
        person("a", "Linda C Villatoro", ssn="512345678", **HOME),
        person("b", "Linda C Villatoro", ssn_last4="1234", **HOME),
    ]
    assert together(resolved(*worker)) == groups("a b")


@pytest.mark.parametrize("more", [{"dob": "1980-02-03"}, {"drivers_license": "D1234567", "state": "AZ"}])
def test_two_numbers_are_one_person_where_another_identifier_agrees(more):
    home = HOME | more
    worker = [
        person("a", "Linda C Villatoro", ssn="512345678", **home),
        person("b", "Linda C Villatoro", ssn="598761234", **home),
    ]
    assert together(resolved(*worker)) == groups("a b")


def test_a_birth_year_alone_does_not_make_one_person_of_two_numbers():
    worker = [
        person("a", "Linda C Villatoro", ssn="512345678", dob="1980", **HOME),
        person("b", "Linda C Villatoro", ssn="598761234", dob="1980", **HOME),
    ]
    assert together(resolved(*worker)) == groups("a", "b")


def test_two_numbers_and_two_birth_dates_are_father_and_son():
    result = resolved(
        person("a", "William H Ostrander", ssn="512345678", dob="1960-01-01", **HOME),
        person("b", "William H Ostrander", ssn="598765432", dob="1990-05-05", **HOME),
    )
    assert together(result) == groups("a", "b")


def test_a_name_without_suffix_is_not_taken_for_junior_by_name_and_address():
    result = resolved(
        person("a", "William Ostrander Jr.", ssn="598765432", dob="1990-05-05", **HOME),
        person("b", "William Ostrander", **HOME),
    )
    assert together(result) == groups("a", "b")


def test_middle_names_written_out_tell_siblings_of_one_first_name_apart():
    result = resolved(
        person("a", "Charlotte Maisie Oyelaran", ssn="512345678", **HOME),
        person("b", "Charlotte Malayah Oyelaran", dob="2016-10-01", **HOME),
    )
    assert together(result) == groups("a", "b")


def test_what_two_mentions_know_together_finds_the_third():
    result = resolved(
        person("a", "Philippa Ann Ostrander", ssn="512345678"),
        person("b", "Ostrander, Philippa A.", ssn="512345678", dob="1980-02-03", **HOME),
        person("c", "Phillipa Ostrander", ssn_last4="5678", street="99 Elm Road", postal_code="85701"),
        person("d", "Philippa Ostrander", street="99 Elm Rd", postal_code="85701"),
    )
    assert together(result) == groups("a b c d")


@pytest.mark.parametrize("family", ["Unknown", "Dont Know", "of the house", "No Last Name"])
def test_a_family_name_that_names_nobody_is_not_compared(family):
    result = resolved(
        person("a", given="Eric", middle="R", family="Babbington", ssn="512345678", **HOME),
        person("b", given="Eric", middle="R", family=family, ssn="512345678", **HOME),
    )
    assert together(result) == groups("a b")
    assert row_of(result, "a")["family"] == "Babbington"


@pytest.mark.parametrize("number", ["000-00-0000", "123-45-6789", "111-11-1111", "666121234", "078-05-1120"])
def test_a_placeholder_number_joins_nobody(number):
    result = resolved(
        person("a", "Ana Ruiz", ssn=number, elements=["person_name", "ssn"]),
        person("b", "Ana Ruiz", ssn=number, elements=["person_name", "ssn"]),
    )
    assert result.report["placeholders set aside"] == {"tax numbers": 2}
    assert not any("Social Security" in link["how"] for link in result.links.to_pylist())
    assert "ssn" in result.exposures["element"].to_pylist()


def test_a_number_on_too_many_names_tells_nobody_apart():
    names = ["Ann Lee", "Bob Moe", "Cy Noe", "Di Orr", "Ed Poe", "Flo Quin", "Gus Roe", "Ann Lee"]
    result = resolved(*(person(f"m{i}", name, employee_id="4711-0001") for i, name in enumerate(names)))
    assert result.report["placeholders set aside"] == {"other numbers": 1}
    assert result.people.num_rows >= 7


@pytest.mark.parametrize("name", ["Unknown", "John Doe", "N/A"])
def test_people_without_a_real_name_are_not_joined_by_it(name):
    result = resolved(person("a", name, dob="1980-02-03"), person("b", name, dob="1980-02-03"))
    assert together(result) == groups("a b") or together(result) == groups("a", "b")
    assert row_of(result, "a")["name"] is None
    assert "no name" in row_of(result, "a")["review"]


def test_the_organisations_own_address_is_nobodys_residence():
    home = Home(street="1 Firm Plaza", postal_code="85001", phones=frozenset({"602-555-0000"}))
    result = resolved(
        person("a", "Ann Lee", ssn="512345678", street="1 Firm Plz", postal_code="85001", phone="6025550000"),
        home=home,
    )
    row = row_of(result, "a")
    assert (row["street"], row["residence"], row["phone"]) == (None, None, None)


def test_an_account_without_a_name_is_a_row_and_joins_its_owner_when_there_is_one():
    result = resolved(
        person("a", "Ann Lee", ssn="512345678", email="ann@example.org"),
        person(
            "b", None, email="ANN@example.org", username="annlee", elements=["online_account_credentials"]
        ),
        person(
            "c", None, email="who@example.org", username="who4711", elements=["online_account_credentials"]
        ),
    )
    assert together(result) == groups("a b", "c")
    assert row_of(result, "c")["review"] == "account without a name"


def test_business_contacts_without_data_elements_are_counted_but_not_on_the_list():
    result = resolved(
        person("a", "Ann Lee", ssn="512345678"),
        person(
            "b",
            "Tom Tate",
            role="sender",
            email="tom@firm.example",
            elements=["person_name", "email_address"],
        ),
        person("c", "Una Voss", role="sender", ssn="598765432"),
    )
    assert together(result) == groups("a", "c")
    assert result.report["business contacts left out"] == 1


def test_of_mentions_in_many_pieces_only_the_contacts_are_left_out():
    """As the case hands them over: a piece for each batch of files."""
    people = [
        person(f"m{i}", f"Ann Lee{i}", ssn=f"51234{i:04d}")
        if i % 3
        else person(f"m{i}", None, role="sender", email=f"desk{i}@firm.example", elements=["email_address"])
        for i in range(40)
    ]
    mentions, identifiers = tables(*people)
    pieces = pa.concat_tables([mentions.slice(i, 1) for i in range(len(people))])
    result = resolve(pieces, identifiers, settings=STRICT)
    assert set(result.links["mention"].to_pylist()) == {f"m{i}" for i in range(40) if i % 3}


def test_the_order_of_the_mentions_does_not_change_a_byte():
    rng = random.Random(4)
    people = [
        person(f"m{i:03d}", f"{rng.choice(['Ann', 'Anne', 'Bo', 'Cy'])} {rng.choice(['Lee', 'Moe', 'Noe'])}",
               **({"ssn": f"51234{rng.randrange(20):04d}"} if rng.random() < 0.6 else HOME))
        for i in range(120)
    ]  # fmt: skip
    first = resolved(*people)
    rng.shuffle(people)
    again = resolved(*people)
    assert again.people.equals(first.people)
    assert again.links.equals(first.links)
    assert again.exposures.equals(first.exposures)


@pytest.mark.parametrize("threads", [2, 4])
def test_the_number_of_threads_does_not_change_a_byte(threads):
    rng = random.Random(5)
    people = [
        person(f"m{i:03d}", f"{rng.choice(['Ann', 'Anne', 'Bo'])} {rng.choice('ABC')} Lee",
               **({"ssn": f"51234{rng.randrange(20):04d}"} if rng.random() < 0.6 else HOME))
        for i in range(120)
    ]  # fmt: skip
    alone = resolved(*people, settings=replace(STRICT, threads=1, train_from=1))
    rng.shuffle(people)
    several = resolved(*people, settings=replace(STRICT, threads=threads, train_from=1))
    assert several.people.equals(alone.people)
    assert several.links.equals(alone.links)
    assert several.report == alone.report


def test_an_empty_case_gives_empty_tables():
    result = resolve(*tables())
    assert (result.people.num_rows, result.links.num_rows, result.exposures.num_rows) == (0, 0, 0)


def test_ids_stay_when_later_documents_add_mentions():
    early = [person("a", "Ann Lee", ssn="512345678"), person("b", "Bo Moe", ssn="598765432")]
    before = {row["id"] for row in resolved(*early).people.to_pylist()}
    after = {
        row["id"] for row in resolved(*early, person("z", "Ann Lee", ssn="512345678")).people.to_pylist()
    }
    assert before == after


def test_learning_from_the_data_joins_the_same_people(caplog):
    people = [person(f"m{i}", "Maribel Escalante", ssn="512345678", **HOME) for i in range(3)]
    people += [person(f"x{i}", f"Ana Q{'abcdefghijklmnop'[i]}rst", ssn=f"5987654{i:02d}") for i in range(16)]
    learned = resolved(*people, settings=replace(STRICT, train_from=1))
    assert learned.report["model"] == "learned from these mentions"
    assert together(learned) == together(resolved(*people))
    assert not caplog.records


def test_neither_the_screen_nor_the_disk_sees_a_value(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    resolved(person("a", "Ann Lee", ssn="512345678"), person("b", "Anne Lee", ssn="512345679"))
    out, err = capfd.readouterr()
    assert (out, err, list(tmp_path.iterdir())) == ("", "", [])
