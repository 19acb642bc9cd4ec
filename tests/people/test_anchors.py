"""What a decision is tied to stays the same when a file is read again, moved, or copied."""

from __future__ import annotations

from making import person, tables

from tocsin.people import meant, pair, subjects

KEY = b"k" * 32
SHA = {"i1": "aa" * 32, "i2": "aa" * 32, "i3": "bb" * 32}


def mention(ident: str, name: str, item: str = "i1", row: int | None = None) -> dict[str, object]:
    return person(ident, name, item=item, place="page 1", row=row)


def told(*people: dict[str, object], key: bytes = KEY) -> dict[str, str]:
    mentions, _ = tables(*people)
    return subjects(mentions, {str(one["id"]) for one in people}, SHA, key)


def test_one_person_more_on_a_page_moves_the_numbers_and_not_the_subjects():
    before = told(mention("i1.0", "Ann Lee"), mention("i1.1", "Bob Moe"))
    after = told(mention("i1.0", "Zoe New"), mention("i1.1", "Ann Lee"), mention("i1.2", "Bob Moe"))
    assert (after["i1.1"], after["i1.2"]) == (before["i1.0"], before["i1.1"])


def test_two_of_one_name_on_one_page_are_told_apart_by_their_order():
    both = told(mention("i1.9", "Ann Lee"), mention("i1.10", "Ann Lee"))
    assert both["i1.9"] != both["i1.10"]
    assert told(mention("i1.9", "Ann Lee"))["i1.9"] == both["i1.9"]


def test_a_moved_file_keeps_its_subjects_and_another_file_has_others():
    here, moved, other = (told(mention(f"{item}.0", "Ann Lee", item)) for item in ("i1", "i2", "i3"))
    assert here["i1.0"] == moved["i2.0"] != other["i3.0"]


def test_a_row_of_a_table_is_known_by_its_row():
    rows = told(mention("i1.0", "Ann Lee", row=2), mention("i1.1", "Ann Lee", row=3))
    assert rows["i1.0"] != rows["i1.1"]
    assert told(mention("i1.7", "Ann Lee", row=3))["i1.7"] == rows["i1.1"]


def test_a_subject_tells_nothing_to_who_has_not_the_key_of_the_case():
    assert told(mention("i1.0", "Ann Lee")) != told(mention("i1.0", "Ann Lee"), key=b"x" * 32)


def test_a_subject_means_the_mentions_of_every_copy_of_the_file():
    people = [
        mention("i1.0", "Ann Lee", "i1"),
        mention("i2.0", "Ann Lee", "i2"),
        mention("i3.0", "Ann Lee", "i3"),
    ]
    mentions, _ = tables(*people)
    subject = told(people[0])["i1.0"]
    assert meant(mentions, [subject], ["i1", "i2"], [None], SHA, KEY) == {subject: ["i1.0", "i2.0"]}


def test_a_pair_is_one_in_whatever_order():
    assert pair("m1", "m2") == pair("m2", "m1") != pair("m1", "m3")
