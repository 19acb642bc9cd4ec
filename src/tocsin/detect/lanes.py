"""Fast lanes: the common forms of a kind's values, read for a whole column by Arrow's kernels.

A lane gives for every text either exactly what the kind's reader gives or null; null goes on to the reader.
So a lane may leave out any form, but must never read one differently (``tests/detect/test_lanes.py``).
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.detect.issued import samples
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.contact import EMAIL
from tocsin.detect.kinds.credentials import NO_SECRET
from tocsin.detect.kinds.financial import COUNTING, numbered
from tocsin.detect.kinds.kind import BLANK, ByPattern

Lane = Callable[[pa.Array], pa.Array]

_NULL = pa.scalar(None, pa.string())
_NO_SSN = pa.array(sorted({*samples("ssn"), *(digit * 9 for digit in "0123456789")}))
_OUTLINE = bytes.maketrans(
    b"012345678abcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ", b"9" * 9 + b"a" * 26 + b"A" * 25
)
_PHONE = r"^\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]?\d{4}$"
_MONEY = r"^\$?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$"
_LOGIN = r"^[A-Za-z0-9_][A-Za-z0-9_.@+\\-]{1,63}$"
_NO_LOGIN = pa.array(sorted(NO_SECRET | BLANK))
_OWN_DIGITS = frozenset({"credit_history"})
"""Codes whose pattern tells one digit from another: their outline says too little. (Nor is there a lane for
patterns with ``\\S``: what is a blank differs between the two engines.)"""


def outline(texts: pa.Array) -> pa.Array:
    """The texts with every digit as 9, every plain letter as A or a: the bytes of the column in one go."""
    valid, offsets, data = (pa.concat_arrays([texts]) if texts.offset else texts).buffers()
    turned = data.to_pybytes().translate(_OUTLINE) if data is not None else b""
    return pa.StringArray.from_buffers(len(texts), offsets, pa.py_buffer(turned), valid)


def without(texts: pa.Array, signs: str) -> pa.Array:
    """The texts without these ASCII characters."""
    valid, _, data = (pa.concat_arrays([texts]) if texts.offset else texts).buffers()
    content = data.to_pybytes() if data is not None else b""
    present = [sign for sign in signs if sign.encode() in content]
    if not present:
        return texts
    if texts.null_count:  # what lies under a null must not be counted
        return without(pc.fill_null(texts, ""), signs)
    length = pc.binary_length(texts)
    for sign in present:
        length = pc.subtract(length, pc.count_substring(texts, sign))
    ends = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(length).cast(pa.int32())])
    kept = pa.py_buffer(content.translate(None, "".join(present).encode()))
    return pa.StringArray.from_buffers(len(texts), ends.buffers()[1], kept, valid)


def _where(good: pa.Array, values: pa.Array) -> pa.Array:
    return pc.if_else(good, values, _NULL)


def _fits(texts: pa.Array, pattern: str) -> pa.Array:
    return pc.match_substring_regex(texts, pattern)


def _outline_fits(texts: pa.Array, *patterns: str) -> pa.Array:
    """Whether all patterns are in the outline: a column has few different ones."""
    coded = outline(texts).dictionary_encode()
    good = [_fits(coded.dictionary, pattern) for pattern in patterns]
    return functools.reduce(pc.and_, good).take(coded.indices)


def ssn(texts: pa.Array) -> pa.Array:
    """Nine digits, dashed or bare, of an area, group and serial that were issued."""
    shaped = pc.is_in(outline(texts), value_set=pa.array(["999-99-9999", "999999999"]))
    digits = without(_where(shaped, texts), "-")
    number = _where(shaped, digits).cast(pa.int64())
    area, rest = pc.divide(number, 1_000_000), number
    group = pc.subtract(pc.divide(rest, 10_000), pc.multiply(area, 100))
    serial = pc.subtract(rest, pc.multiply(pc.divide(rest, 10_000), 10_000))
    good = pc.and_(pc.less(area, 900), pc.not_equal(area, 666))
    for part in (area, group, serial):
        good = pc.and_(good, pc.greater(part, 0))
    return _where(pc.and_not(good, pc.is_in(digits, value_set=_NO_SSN)), digits)


def phone(texts: pa.Array) -> pa.Array:
    """Ten digits of the North American plan, without country code or extension."""
    shaped = _where(_outline_fits(texts, _PHONE), texts)
    digits = without(shaped, "()-. ")
    number = _where(pc.is_valid(shaped), digits).cast(pa.int64())
    good = pc.greater_equal(number, 2_000_000_000)
    return _where(good, pc.binary_join_element_wise("+1", digits, ""))


def email(texts: pa.Array) -> pa.Array:
    """Addresses in lower case."""
    return _where(_fits(texts, rf"^{EMAIL}$"), pc.ascii_lower(texts))


def amount(texts: pa.Array) -> pa.Array:
    """Amounts over zero, with or without the dollar sign."""
    good = pc.and_(_outline_fits(texts, _MONEY), _fits(texts, "[1-9]"))
    return _where(good, without(texts, ",$"))


def username(texts: pa.Array) -> pa.Array:
    """Log-ins in plain letters, with at least one sign that is no digit."""
    lower = pc.ascii_lower(texts)
    good = pc.and_(_fits(texts, _LOGIN), _fits(texts, r"[^0-9]"))
    return _where(pc.and_not(good, pc.is_in(lower, value_set=_NO_LOGIN)), lower)


def _code(reader: ByPattern) -> Lane:
    """The lane of an identifier that is told by its pattern alone; RE2's classes hold ASCII only."""
    patterns = [rf"^(?:{reader.linear})$"]
    if reader.digits:
        patterns.append(rf"(?:[^0-9]*[0-9]){{{reader.digits}}}")

    def lane(texts: pa.Array) -> pa.Array:
        values = without(texts, reader.drop)
        return _where(_outline_fits(texts, *patterns), pc.ascii_upper(values) if reader.upper else values)

    return lane


_IN_MANUALS = pa.array(
    [digit * size for digit in "0123456789" for size in range(5, 23)]
    + [COUNTING[i:j] for i in range(len(COUNTING)) for j in range(i + 4, len(COUNTING) + 1)]
)


def account(texts: pa.Array) -> pa.Array:
    """As an identifier; what may be a manual's number is left to the kind's own reader."""
    values = _code(numbered)(texts)
    return _where(pc.invert(pc.is_in(values, value_set=_IN_MANUALS)), values)


LANES: dict[str, Lane] = {
    **{
        code: _code(kind.read)
        for code, kind in KINDS.items()
        if isinstance(kind.read, ByPattern) and code not in _OWN_DIGITS and r"\S" not in kind.read.pattern
    },
    "ssn": ssn,
    "phone_number": phone,
    "email_address": email,
    "financial_account": account,
    "income": amount,
    "tax_information": amount,
    "username": username,
}
"""The lane of a field, where it has one."""
