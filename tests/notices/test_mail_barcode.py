"""The Intelligent Mail barcode: as the specification prints it, as another encoder sets it, and read back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.notices.delivery import barcode

PUBLISHED = {
    "01234567094987654321": "ATTFATTDTTADTAATTDTDTATTDAFDDFADFDFTFFFFFTATFAAAATDFFTDAADFTFDTDT",
    "0123456709498765432101234": "DTTAFADDTTFTDTFTFDTDDADADAFADFATDDFTAAAFDTTADFAAATDFDTDFADDDTDFFT",
    "01234567094987654321012345678": "ADFTTAFDTTTTFATTADTAAATFTFTATDAAAFDDADATATDTDTTDFDTDATADADTDFFTFA",
    "0123456709498765432101234567891": "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA",
}
"""The four examples of USPS-B-3200."""

OTHER_ENCODER = Path(__file__).with_name("imb_codes.csv")

codes = st.builds(
    lambda first, second, tail, routing: f"{first}{second}{tail:018d}{routing}",
    st.integers(0, 9),
    st.integers(0, 4),
    st.integers(0, 10**18 - 1),
    st.sampled_from((0, 5, 9, 11)).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)),
)


@pytest.mark.parametrize("digits", PUBLISHED)
def test_the_four_published_examples_come_out_as_printed(digits: str) -> None:
    assert barcode.bars(digits) == PUBLISHED[digits]


def test_six_hundred_codes_come_out_as_another_encoder_sets_them() -> None:
    lines = OTHER_ENCODER.read_text(encoding="ascii").splitlines()[1:]
    assert len(lines) == 600
    for line in lines:
        digits, bars = line.split(",")
        assert barcode.bars(digits) == bars


@given(codes)
def test_what_was_written_is_read_back(digits: str) -> None:
    assert barcode.read(barcode.bars(digits)) == digits


@given(codes, st.integers(1, 4), st.randoms(use_true_random=False))
def test_a_few_bars_that_cannot_be_read_are_filled_in(digits: str, lost: int, chance: random.Random) -> None:
    bars = list(barcode.bars(digits))
    for at in chance.sample(range(barcode.BARS), lost):
        bars[at] = barcode.UNREADABLE
    try:
        assert barcode.read("".join(bars)) == digits
    except ValueError as error:
        assert "more than one" in str(error)


@given(codes, st.integers(0, 64), st.sampled_from("ADFT"))
def test_a_bar_that_was_changed_is_never_read_as_another_code(digits: str, at: int, other: str) -> None:
    bars = barcode.bars(digits)
    changed = bars[:at] + other + bars[at + 1 :]
    if changed == bars:
        return
    with pytest.raises(ValueError, match="no valid code"):
        barcode.read(changed)


def test_five_unreadable_bars_are_not_guessed() -> None:
    with pytest.raises(ValueError, match="not guessed"):
        barcode.read("?????" + PUBLISHED["01234567094987654321"][5:])


@pytest.mark.parametrize("digits", ["", "1" * 19, "1" * 21, "1" * 24, "1" * 32, "05" + "1" * 18, "٣" * 20])
def test_what_is_no_code_is_refused(digits: str) -> None:
    with pytest.raises(ValueError):
        barcode.bars(digits)


@pytest.mark.parametrize(
    ("mailer", "serial", "digits"),
    [
        ("123456", 42, "00300" + "123456" + "000000042" + "850120001"),
        ("987654321", 42, "00300" + "987654321" + "000042" + "850120001"),
    ],
)
def test_a_code_is_put_together_from_its_parts_and_taken_apart(mailer: str, serial: int, digits: str) -> None:
    made = barcode.code(mailer, serial, "300", "850120001")
    assert made == digits
    found = barcode.parts(made)
    assert (found.mailer, int(found.serial), found.routing) == (mailer, serial, "850120001")


@pytest.mark.parametrize(
    ("mailer", "serial"),
    [
        ("12345", 1),
        ("912345", 1),
        ("123456789", 1),
        ("123456", 10**9),
        ("987654321", 10**6),
        ("123456", -1),
        ("", 1),
    ],
)
def test_a_mailer_id_or_serial_that_does_not_fit_is_refused(mailer: str, serial: int) -> None:
    with pytest.raises(ValueError):
        barcode.code(mailer, serial, "300")
