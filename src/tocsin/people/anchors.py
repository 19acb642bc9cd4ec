"""What a decision is tied to: ids of mentions that stay the same when files are read again.

A mention's own id holds a running number of the file, which moves when detection finds one person more.
Its subject is made of the file's bytes, the place, the row and what the person is called there; only
mentions that are alike in all of these are numbered. The key is the case's own: a subject tells nobody who
does not have it whether a guessed name stands in a known file.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping

import pyarrow as pa

_CALLED = ("name", "given", "middle", "family", "suffix", "email")


def subjects(mentions: pa.Table, files: Mapping[str, str], key: bytes) -> dict[str, str]:
    """Subject of each mention (by its id). files: SHA-256 of each item's bytes; an item without one is itself.

    mentions: all MENTIONS of the items it has any of.
    """
    columns = [mentions[name].to_pylist() for name in ("id", "item", "place", "row", *_CALLED)]
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for ident, item, *rest in sorted(zip(*columns, strict=True), key=lambda row: _numbered(row[0])):
        told = "\0".join("" if part is None else str(part) for part in (files.get(item) or item, *rest))
        number = seen[item, told]
        seen[item, told] += 1
        found[ident] = "m" + _mark(key, f"{told}\0{number}")
    return found


def pair(one: str, other: str) -> str:
    """Id of a pair of subjects, in whatever order."""
    text = "\0".join(sorted((one, other)))
    return "c" + hashlib.sha256(b"tocsin pair\0" + text.encode()).hexdigest()[:20]


def _mark(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:20]


def _numbered(mention: str) -> tuple[str, int, str]:
    """Running numbers in their order: .10 after .9."""
    item, _, number = mention.rpartition(".")
    return (item, int(number), "") if number.isascii() and number.isdigit() else (mention, 0, mention)
