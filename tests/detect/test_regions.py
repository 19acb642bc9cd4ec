"""Only the parts of a long text that may hold personal data are read closely, and none of those is missed."""

from itertools import pairwise

import pytest
from finds import elements, examine, owners, text

from tocsin.detect.flat import flatten
from tocsin.detect.regions import WHOLE, regions, survey
from tocsin.detect.scanner import Pattern, Scanner

PARAGRAPH = (
    "The quarterly review found that the new line met its targets, and the board thanked the team for "
    "the careful work on suppliers, packaging and the warehouse, which will go on in the coming year.\n\n"
)
LONG = PARAGRAPH * (4 * WHOLE // len(PARAGRAPH))

HIDDEN = {
    "a record": "Name: Dale Whitfield\nSSN: 512-44-1234\nDOB: 03/04/1980\n\n",
    "a sentence": "Please update Dale Whitfield, whose Social Security number is 512-44-1234.\n\n",
    "a table with a header": (
        "name,dob,diagnosis\nDale Whitfield,1980-03-04,asthma\nAnn Lee,1971-05-06,epilepsy\n\n"
    ),
    "a table without a header": "Dale Whitfield,512441234,1980-03-04\nAnn Lee,513552345,1971-05-06\n\n",
    "rows of a database": "INSERT INTO t (id,full_name,ssn) VALUES\n(1,'Dale Whitfield','512-44-1234');\n\n",
    "JSON lines": '{"name":"Dale Whitfield","ssn":"512-44-1234"}\n{"name":"Ann Lee","ssn":"513-55-2345"}\n\n',
    "log-ins": "dale@example.com:Summer2019!\nann@example.com:Winter77$\n\n",
    "log-ins by user name": "dwhitfield:Summer2019!\nalee22:Winter77$x\nmroe01:kQ9#xlm2\n\n",
    "a name and an address": "Dale Whitfield, 12 Oak Street, Dayton, OH 45402\n\n",
    "columns read one by one": "Name\nDale Whitfield\nAnn Lee\nSSN\n512-44-1234\n513-55-2345\n\n",
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_stands_alone_is_found_in_the_middle_of_a_long_text(kind: str) -> None:
    alone, within = examine(text(HIDDEN[kind])), examine(text(LONG + HIDDEN[kind] + LONG))
    assert elements(alone) | set(_told(alone))
    assert elements(within) == elements(alone)
    assert _told(within) == _told(alone)


def _told(found):
    return sorted((m["name"] or "", tuple(m["elements"])) for m in found.mentions.to_pylist())


def test_who_the_head_of_a_document_names_owns_what_stands_far_below() -> None:
    found = examine(text("Patient: Dale Whitfield\n\n" + LONG + "SSN: 512-44-1234\n\n" + PARAGRAPH))
    assert owners(found, "ssn") == ["Dale Whitfield"]


def test_a_long_text_about_nobody_has_no_part_worth_reading() -> None:
    flat = flatten(LONG)
    data = flat.encode("latin-1")
    assert regions(flat, data, survey(data)) == []


def test_the_parts_are_apart_and_in_order() -> None:
    flat = (LONG + HIDDEN["a record"]) * 3
    data = flat.encode("latin-1")
    found = regions(flat, data, survey(data))
    assert len(found) > 2
    assert all(first[1] < second[0] for first, second in pairwise(found))
    assert sum(end - start for start, end in found) < len(flat) / 2


def test_the_scanner_gives_the_longest_match_from_the_left() -> None:
    scanner = Scanner([Pattern("word", ("date(?: of birth)?", "birth")), Pattern("open", (r"\d+",))])
    assert scanner.find(b"date of birth 12")["word"] == [(0, 13)]
    assert scanner.find(b"birth date")["word"] == [(0, 5), (6, 10)]
    assert scanner.find(b"a 12 b 345")["open"] == [(2, 4), (7, 10)]


def test_offsets_count_characters_also_behind_other_scripts() -> None:
    found = examine(text("Имя 名前 “Dale Whitfield” SSN: 512-44-1234"))
    assert found.findings["start"].to_pylist()[0] == len("Имя 名前 “Dale Whitfield” SSN: ")
