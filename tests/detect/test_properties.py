"""What holds for every input: nothing is shown, nothing breaks, the same comes out."""

import re

from finds import examine, table
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.detect import spans
from tocsin.detect.seal import masked
from tocsin.model.content import Message, Text
from tocsin.model.elements import catalogue

NAMES = st.sampled_from(["Ann Lee", "Whitfield, Dale", "María de la Cruz", "Grace Stone", "", "O'Brien, Pat"])
SSNS = st.builds(
    lambda a, g, s: f"{a:03}-{g:02}-{s:04}", st.integers(1, 665), st.integers(1, 99), st.integers(1, 9999)
)
PIECES = st.sampled_from(
    [
        "SSN: ",
        "Name: ",
        "dob ",
        "\n",
        "\n\n",
        ", ",
        " (",
        ") ",
        "password: ",
        "user=",
        "card ",
        "Dr. ",
        "belongs to ",
        "respectively",
        "“",
        "’s ",
        "é",
        "____________________________",
        "Ann Lee ",
        "Acct # ",
        "INSERT INTO t (a,b) VALUES (",
        '{"a":"',
        "|",
        "\t",
        "The former ",
    ]
)
NOISE = st.text(max_size=12)
TEXTS = st.lists(st.one_of(PIECES, NAMES, SSNS, NOISE), max_size=30).map("".join)


@given(st.sampled_from(sorted(catalogue())), st.text("0123456789ABCxyz@.-", min_size=1, max_size=30))
def test_a_masked_form_never_shows_more_than_four_digits(element, value):
    assert sum(c.isdigit() for c in masked(element, value)) <= 4


@given(TEXTS)
@settings(max_examples=120, deadline=None)
def test_any_text_is_read_and_nothing_of_it_stands_in_a_reason(content):
    found = examine(Text("page 1", content))
    rows = found.findings.to_pylist()
    secret = {r["value"] for r in found.identifiers.to_pylist() if len(r["value"]) >= 6}
    for row in rows:
        assert not any(value in row["reason"] or value in row["masked"] for value in secret)
        assert sum(c.isdigit() for c in row["masked"]) <= 4
        assert re.search(r"\d{5}", row["reason"]) is None
        assert row["confidence"] >= 0.5
    assert examine(Text("page 1", content)) == found


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_spans_point_into_the_text(content):
    for span in spans(content):
        assert 0 <= span.start < span.end <= len(content)


@given(SSNS, NAMES.filter(bool))
@settings(max_examples=60, deadline=None)
def test_an_offset_points_at_the_value(number, name):
    content = f"Employee: {name}\nSSN: {number}\n"
    for row in examine(Text("page 1", content)).findings.to_pylist():
        if row["element"] == "ssn":
            assert content[row["start"] :].startswith(number)


@given(st.lists(st.tuples(NAMES, SSNS), min_size=1, max_size=40), st.integers(1, 10))
@settings(max_examples=40, deadline=None)
def test_a_table_in_pieces_equals_the_whole(rows, size):
    header = ["Employee Name", "Soc Sec No."]
    whole = examine(table(header, *rows))
    pieces = [table(header, *rows[at : at + size], first_row=2 + at) for at in range(0, len(rows), size)]
    assert examine(*pieces) == whole


@given(
    st.lists(st.lists(st.one_of(NAMES, SSNS, NOISE), min_size=3, max_size=3), min_size=1, max_size=12),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_every_mention_named_by_a_finding_or_identifier_exists(rows, headed):
    found = examine(table(["name", "ssn", "note"] if headed else None, *rows))
    known = set(found.mentions["id"].to_pylist())
    assert len(known) == found.mentions.num_rows
    assert set(found.findings["mention"].to_pylist()) - {None} <= known
    assert set(found.identifiers["mention"].to_pylist()) <= known
    for mention in found.mentions.to_pylist():
        assert len(mention["elements"]) == len(mention["protections"])
        assert set(mention["elements"]) <= set(catalogue())


@given(TEXTS, st.sampled_from(["Ann Lee <ann@example.com>", "", "ann@example.com", '<>;"', "x" * 300]))
@settings(max_examples=40, deadline=None)
def test_any_message_is_read(body, sender):
    examine(Message("message 1", sender, (sender,), "", body[:20], body))
