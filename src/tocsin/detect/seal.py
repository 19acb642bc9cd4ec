"""Masked forms and keyed fingerprints: what may be shown and joined in place of a value."""

from __future__ import annotations

import hashlib
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

FINGERPRINT_BYTES = 16
PRINT = pa.binary(FINGERPRINT_BYTES)
_BLOCK = 64
"""Bytes that SHA-256 takes at once."""

_LOOK = 256
"""Values that say whether a column repeats itself."""

_LAST_FOUR = frozenset({"ssn", "ssn_last4", "itin", "financial_account", "payment_card", "iban"})


def _own_sha256() -> Any:
    """The interpreter's own SHA-256, else OpenSSL's, whose upkeep is most of the time for short values."""
    name = next((name for name in ("_sha2", "_sha256") if find_spec(name)), "hashlib")
    return import_module(name).sha256


_sha256 = _own_sha256()


class Sealer:
    """HMAC-SHA-256 under the key of the case, cut to 16 bytes.

    The key's two blocks are hashed once (RFC 2104, section 4, allows to keep the state behind them).
    """

    def __init__(self, key: bytes) -> None:
        block = (key if len(key) <= _BLOCK else hashlib.sha256(key).digest()).ljust(_BLOCK, b"\0")
        self._inner = _sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = _sha256(bytes(byte ^ 0x5C for byte in block))

    def __call__(self, element: str, value: str) -> bytes:
        """Fingerprint of a normalised value and its element: equal digits of two kinds differ."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(f"{element}\0{value}".encode("utf-8", "surrogatepass"))
        outer.update(inner.digest())
        return bytes(outer.digest()[:FINGERPRINT_BYTES])

    def column(self, elements: str | pa.Array, values: pa.Array) -> pa.Array:
        """Fingerprints of a column without nulls; ``elements`` is one element or one per value."""
        if isinstance(elements, str):
            head = values.slice(0, _LOOK)
            if 4 * pc.count_distinct(head).as_py() > 3 * len(head):
                return self._column(elements, values)
            coded = values.dictionary_encode()
            return self._column(elements, coded.dictionary).take(coded.indices)
        prints = pa.nulls(len(values), PRINT)
        for element in elements.unique().to_pylist():
            rows = pc.equal(elements, element)
            prints = pc.replace_with_mask(prints, rows, self._column(element, values.filter(rows)))
        return prints

    def _column(self, element: str, values: pa.Array) -> pa.Array:
        started = self._inner.copy()
        started.update(f"{element}\0".encode())
        begin, finish, digests = started.copy, self._outer.copy, []
        for value in values.cast(pa.binary()).to_pylist():
            inner, outer = begin(), finish()
            inner.update(value)
            outer.update(inner.digest())
            digests.append(outer.digest())
        whole = pa.py_buffer(b"".join(digests))
        full = pa.FixedSizeBinaryArray.from_buffers(pa.binary(32), len(digests), [None, whole])
        return pc.binary_slice(full, 0, FINGERPRINT_BYTES).cast(PRINT)


def masked(element: str, value: str) -> str:
    """The form that may be shown: at most the last four digits, else stars of the value's shape.

    ``value`` is the normalised value. Secrets give a fixed number of stars, so that not even their length
    is told.
    """
    if element == "ssn_last4":
        return "***-**-" + value[-4:]
    if element in ("ssn", "itin"):
        return f"***-**-{value[-4:]}"
    if element in _LAST_FOUR:
        return "*" * max(len(value) - 4, 4) + (value[-4:] if len(value) >= 8 else "")
    return "********"


def masked_column(element: str, values: pa.Array) -> pa.Array | str:
    """`masked` for a whole column without nulls; one text where all are masked alike."""
    if element in ("ssn", "itin", "ssn_last4"):
        return pc.binary_join_element_wise("***-**-", pc.utf8_slice_codeunits(values, -4), "")
    if element not in _LAST_FOUR:
        return masked(element, "")
    length = pc.utf8_length(values)
    longest = pc.max(length).as_py() or 0
    stars = pa.array(["*" * max(n - 4, 4) for n in range(longest + 1)]).take(length)
    shown = pc.if_else(pc.greater_equal(length, 8), pc.utf8_slice_codeunits(values, -4), "")
    return pc.binary_join_element_wise(stars, shown, "")
