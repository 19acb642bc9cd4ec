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
from collections.abc import Collection, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

_CALLED = ("name", "given", "middle", "family", "suffix", "email")


def subjects(
    mentions: pa.Table, wanted: Collection[str], files: Mapping[str, str], key: bytes
) -> dict[str, str]:
    """Subject of each wanted mention (by its id) that is there.

    mentions: all MENTIONS. files: SHA-256 of each item's bytes; an item without one stands for itself.
    """
    own = mentions.filter(pc.is_in(mentions["id"], pa.array(sorted(wanted), pa.string())))
    asked = set(wanted)
    return {
        mention: subject
        for mention, subject in _subjects(_near(mentions, own["item"], own["row"]), files, key)
        if mention in asked
    }


def meant(
    mentions: pa.Table,
    decided: Collection[str],
    items: Collection[str],
    rows: Collection[int | None],
    files: Mapping[str, str],
    key: bytes,
) -> dict[str, list[str]]:
    """The mentions that each subject means now; a file that lies there twice has two of each.

    items, rows: where the decided subjects stand.
    """
    near = _near(mentions, pa.array(sorted(items), pa.string()), pa.array(list(rows), pa.int64()))
    asked, found = set(decided), dict[str, list[str]]()
    for mention, subject in _subjects(near, files, key):
        if subject in asked:
            found.setdefault(subject, []).append(mention)
    return found


def _near(mentions: pa.Table, items: pa.Array, rows: pa.Array) -> pa.Table:
    """Mentions of these items in rows of these numbers: all that a subject must tell apart."""
    some = mentions.filter(pc.is_in(mentions["item"], value_set=_whole(items)))
    return some.filter(pc.is_in(some["row"], value_set=_whole(rows)))


def _whole(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _subjects(mentions: pa.Table, files: Mapping[str, str], key: bytes) -> Iterator[tuple[str, str]]:
    columns = [mentions[name].to_pylist() for name in ("id", "item", "place", "row", *_CALLED)]
    seen: Counter[tuple[str, str]] = Counter()
    for ident, item, *rest in sorted(zip(*columns, strict=True), key=lambda row: _numbered(row[0])):
        told = "\0".join("" if part is None else str(part) for part in (files.get(item) or item, *rest))
        number = seen[item, told]
        seen[item, told] += 1
        yield ident, "m" + _mark(key, f"{told}\0{number}")


def distinct(people: Collection[str], links: pa.Table, merges: pa.Table) -> dict[str, tuple[str, ...]]:
    """Of each of these people one mention of every distinct wording, the first mention of all in front.

    links, merges: LINKS and MERGES of the run that found them.
    """
    wanted = pa.array(sorted(people), pa.string())
    found: dict[str, set[str]] = {person: set() for person in people}
    first: dict[str, str] = {}
    own = links.filter(pc.is_in(links["person"], wanted))
    for mention, person in zip(own["mention"].to_pylist(), own["person"].to_pylist(), strict=True):
        if person not in first or mention < first[person]:
            first[person] = mention
    steps = merges.filter(pc.is_in(merges["person"], wanted))
    for person, *ends in zip(*(steps[name].to_pylist() for name in ("person", "one", "other")), strict=True):
        found[person].update(ends)
    return {person: (lead, *sorted(found[person] - {lead})) for person, lead in first.items()}


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
