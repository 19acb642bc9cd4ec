"""Fast lanes: the common forms of a kind's values, read for a whole column by Arrow's kernels.

A lane gives for every text either exactly what the kind's reader gives or null; null goes on to the reader.
So a lane may leave out any form, but must never read one differently (``tests/detect/test_lanes.py``).
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.detect.checks import SAMPLE_SSNS
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.contact import EMAIL
from tocsin.detect.kinds.credentials import NO_SECRET
from tocsin.detect.kinds.kind import BLANK, ByPattern

Lane = Callable[[pa.Array], pa.Array]

_NULL = pa.scalar(None, pa.string())
_AREA = r"(?:00[1-9]|0[1-9]\d|[1-578]\d\d|6[0-57-9]\d|66[0-57-9])"
_GROUP = r"(?:0[1-9]|[1-9]\d)"
_SERIAL = r"(?:000[1-9]|00[1-9]\d|0[1-9]\d\d|[1-9]\d{3})"
_SSN = rf"^{_AREA}(?:-{_GROUP}-{_SERIAL}|{_GROUP}{_SERIAL})$"
_NO_SSN = pa.array(sorted(SAMPLE_SSNS | {digit * 9 for digit in "0123456789"}))
_PHONE = r"^\(?[2-9]\d\d\)?[ .-]{0,2}\d{3}[ .-]?\d{4}$"
_MONEY = r"^\$?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$"
_LOGIN = r"^[A-Za-z0-9_][A-Za-z0-9_.@+\\-]{1,63}$"
_NO_LOGIN = pa.array(sorted(NO_SECRET | BLANK))


def _where(good: pa.Array, values: pa.Array) -> pa.Array:
    return pc.if_else(good, values, _NULL)


def _fits(texts: pa.Array, pattern: str) -> pa.Array:
    return pc.match_substring_regex(texts, pattern)


def ssn(texts: pa.Array) -> pa.Array:
    """Nine digits, dashed or bare."""
    digits = pc.replace_substring(texts, "-", "")
    return _where(pc.and_not(_fits(texts, _SSN), pc.is_in(digits, value_set=_NO_SSN)), digits)


def phone(texts: pa.Array) -> pa.Array:
    """Ten digits of the North American plan, without country code or extension."""
    found = texts
    for sign in "()-. ":
        found = pc.replace_substring(found, sign, "")
    return _where(_fits(texts, _PHONE), pc.binary_join_element_wise("+1", found, ""))


def email(texts: pa.Array) -> pa.Array:
    """Addresses in lower case."""
    return _where(_fits(texts, rf"^{EMAIL}$"), pc.ascii_lower(texts))


def amount(texts: pa.Array) -> pa.Array:
    """Amounts over zero, with or without the dollar sign."""
    plain = pc.replace_substring(pc.replace_substring(texts, ",", ""), "$", "")
    return _where(pc.and_(_fits(texts, _MONEY), _fits(texts, "[1-9]")), plain)


def username(texts: pa.Array) -> pa.Array:
    """Log-ins in plain letters, with at least one sign that is no digit."""
    lower = pc.ascii_lower(texts)
    good = pc.and_(_fits(texts, _LOGIN), _fits(texts, r"[^0-9]"))
    return _where(pc.and_not(good, pc.is_in(lower, value_set=_NO_LOGIN)), lower)


def _code(reader: ByPattern) -> Lane:
    """The lane of an identifier that is told by its pattern alone."""
    pattern = rf"^(?:{reader.linear})$"
    enough = rf"(?:[^0-9]*[0-9]){{{reader.digits}}}" if reader.digits else ""

    def lane(texts: pa.Array) -> pa.Array:
        good = pc.and_(_fits(texts, r"^[A-Za-z0-9 .*-]+$"), _fits(texts, pattern))
        if enough:
            good = pc.and_(good, _fits(texts, enough))
        values = texts
        for sign in reader.drop:
            values = pc.replace_substring(values, sign, "")
        return _where(good, pc.ascii_upper(values) if reader.upper else values)

    return lane


LANES: dict[str, Lane] = {
    **{code: _code(kind.read) for code, kind in KINDS.items() if isinstance(kind.read, ByPattern)},
    "ssn": ssn,
    "phone_number": phone,
    "email_address": email,
    "income": amount,
    "tax_information": amount,
    "username": username,
}
"""The lane of a field, where it has one."""
