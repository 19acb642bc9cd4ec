"""What is remembered, put off or done for many items at once gives what the plain way gives."""

import pyarrow as pa
from finds import KEY, examine, owners, text
from hypothesis import given, settings
from hypothesis import strategies as st
from test_properties import NAMES, SSNS, TEXTS

from tocsin.detect import Detector, labels
from tocsin.detect.checks import luhn
from tocsin.detect.flat import flatten
from tocsin.detect.prose import ProseReader
from tocsin.model.content import Table

TABLES = st.lists(st.tuples(NAMES, SSNS), min_size=2, max_size=4).map(
    lambda rows: Table("sheet 1", ("name", "ssn"), tuple(rows), 2)
)
ITEMS = st.lists(st.lists(st.one_of(TEXTS.map(text), TABLES), max_size=3), max_size=5)


@given(ITEMS)
@settings(max_examples=60, deadline=None)
def test_many_items_at_once_give_the_rows_of_each(items):
    named = [(f"item{number}", parts) for number, parts in enumerate(items)]
    detector = Detector(KEY)
    together = detector.examine_all(named)
    each = [detector.examine(name, parts) for name, parts in named]
    for table in ("findings", "mentions", "identifiers"):
        whole = getattr(together, table)
        assert whole == pa.concat_tables([whole.slice(0, 0), *(getattr(one, table) for one in each)])


@given(TEXTS.map("Order, 123456789012345\n{}".format))
@settings(max_examples=80, deadline=None)
def test_names_that_are_put_off_would_have_owned_nothing(content):
    read = ProseReader(content).read(everywhere=False)
    if read.unfinished is not None:
        read.finish()
        assert not (read.unowned or read.contested)
        assert not any(person.hits for person in read.persons)


def test_a_page_that_only_names_somebody_gives_the_value_of_the_next_page_its_owner():
    named = "Subject of this file: Dale Whitfield\nOrder, 123456789012345\n"
    assert owners(examine(text(named), text("SSN: 512-44-1234", "page 2")), "ssn") == ["Dale Whitfield"]


@given(st.text("ABCDabcds12_ .-/", max_size=20))
def test_a_label_is_taken_apart_in_one_step_as_in_two(written):
    spaced = labels._CAMEL.sub(" ", written).lower()
    assert [w.lower() for w in labels._words(written)] == labels._TOKEN.findall(spaced)


@given(
    st.text("ABcdSsn12_ .-/('é", max_size=12), st.sampled_from(["SSN", "DoD", "Patient Name", "ssn 2", ""])
)
def test_a_text_without_a_word_of_a_label_is_told_apart_at_once(noise, label):
    written = f"{noise} {label}"
    tokens = labels._tokens(written)
    if tokens:
        assert labels._of_known(tokens) == labels._of_tokens(tokens)


@given(st.text("0123456789", min_size=1, max_size=19))
def test_the_check_digit_is_that_of_the_standard(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * 2 if place % 2 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled
    assert luhn(digits) == (total % 10 == 0)


@given(st.text(st.characters(max_codepoint=0x2100), max_size=40))
def test_a_flattened_text_has_as_many_characters_and_one_byte_each(content):
    flat = flatten(content)
    assert len(flat) == len(content) == len(flat.encode("latin-1"))
    kept = [(a, b) for a, b in zip(content, flat, strict=True) if a <= "\xff" and a != "\xa0"]
    assert all(a == b for a, b in kept)
