"""Content that lies in many places is read once a lane, and credited to each of them.

An exact copy of a file, an attachment or an archive's member gets rows of its own in every table, made from
those of the copy that was read: what is found in a place is found there with that place's ids, so nothing
later has to know of copies, and nobody is lost with a place.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from tocsin.detect import Found
from tocsin.intake.examine import copy_key, is_copy
from tocsin.intake.items import Item, ItemRow

MOST_BYTES = 64 << 20
"""Of the tables that are kept; the longest unused go first."""

MOST_TREES = 20_000
MOST_ROWS = 10_000
"""A file with more files inside is not kept. Copies inside it are still found while it is read."""

_SCANS = ("findings", "mentions", "identifiers")


@dataclass(frozen=True, slots=True)
class _Tree:
    """One top-level file: its rows, what was found in them, and what they are known by."""

    rows: tuple[ItemRow, ...]
    found: Found
    keys: tuple[tuple[str, str], ...]
    bytes: int


class Copies:
    """What this lane read before. The same scope means: read with the same key and for the same purpose."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._scope: object = None
        self._forget()

    def _forget(self) -> None:
        self._bytes = 0
        self._trees: OrderedDict[str, _Tree] = OrderedDict()
        self._where: dict[tuple[str, str], tuple[str, str, int, int]] = {}
        self._names: dict[str, tuple[tuple[str, str], str]] = {}
        self._recalled: set[str] = set()

    def enter(self, scope: object) -> None:
        """Begin a file. What was read in another scope is forgotten."""
        if scope != self._scope:
            self._scope = scope
            self._forget()
        self._names, self._recalled = {}, set()

    def recall(self, item: Item, name: str) -> Sequence[ItemRow]:
        """For ``examine``: the rows of an exact copy in an earlier file, or none."""
        key = copy_key(item, name)
        self._names[item.id] = (key, name)
        tree_id, other, first, end = self._where.get(key, ("", "", 0, 0))
        tree = self._trees.get(tree_id)
        if tree is None or not is_copy(tree.rows[first], other, name):
            return ()
        self._trees.move_to_end(tree_id)
        self._recalled.add(tree_id)
        return tree.rows[first:end]

    def finish(self, rows: Sequence[ItemRow], found: Found) -> Found:
        """``found`` with what was found in the copies among ``rows`` added. Keeps the file for later ones."""
        copies: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            if row.same_as is not None:
                copies[row.same_as].append(row.id)
        if copies:
            here = {row.id for row in rows}
            sources = [found] if here & copies.keys() else []
            sources += [self._trees[tree_id].found for tree_id in self._recalled]
            found = _joined([found, *(_credited(source, copies) for source in sources)])
            found = _in_order(found, {row.id: number for number, row in enumerate(rows)})
        self._keep(rows, found)
        return found

    def _keep(self, rows: Sequence[ItemRow], found: Found) -> None:
        if not rows or len(rows) > MOST_ROWS or _changed(rows[0]):
            return
        size = sum(getattr(found, name).nbytes for name in _SCANS) + 600 * len(rows)
        if size > self._most_bytes // 4:
            return
        tree_id = rows[0].id
        keys = []
        here = {row.id for row in rows}
        for place, row in enumerate(rows):
            end = _end(rows, place)
            known = self._names.get(row.id)
            if known is None or not all(_lasting(one, here) for one in rows[place:end]):
                continue
            key, name = known
            keys.append(key)
            self._where[key] = (tree_id, name, place, end)
        self._drop(tree_id)
        self._trees[tree_id] = _Tree(tuple(rows), found, tuple(keys), size)
        self._bytes += size
        while self._bytes > self._most_bytes or len(self._trees) > MOST_TREES:
            self._drop(next(iter(self._trees)))

    def _drop(self, tree_id: str) -> None:
        tree = self._trees.pop(tree_id, None)
        if tree is None:
            return
        self._bytes -= tree.bytes
        for key in tree.keys:
            if self._where.get(key, ("",))[0] == tree_id:
                del self._where[key]


def _lasting(row: ItemRow, here: Collection[str]) -> bool:
    """Read to its end, and what was found in it is kept with this file."""
    return row.outcome != "stopped" and (row.same_as is None or row.same_as in here)


def _changed(row: ItemRow) -> bool:
    return "changed while it was read" in row.reason


def _end(rows: Sequence[ItemRow], place: int) -> int:
    """Behind the last row of what is inside ``rows[place]``: containers come before their children."""
    inside = {rows[place].id}
    end = place + 1
    while end < len(rows) and rows[end].parent in inside:
        inside.add(rows[end].id)
        end += 1
    return end


def _credited(found: Found, copies: Mapping[str, Sequence[str]]) -> Found:
    """The rows of the originals in ``copies`` once more for each copy, with its ids."""
    return Found(
        findings=_again(found.findings, copies, found.findings["item"].to_pylist(), ("mention",)),
        mentions=_again(found.mentions, copies, found.mentions["item"].to_pylist(), ("id", "guardian")),
        identifiers=_again(
            found.identifiers,
            copies,
            list(map(_item_of, found.identifiers["mention"].to_pylist())),
            ("mention",),
        ),
    )


def _again(
    rows: pa.Table, copies: Mapping[str, Sequence[str]], items: Sequence[str], mentions: Sequence[str]
) -> pa.Table:
    """mentions: the columns that hold ids of mentions, which begin with the item's id."""
    taken, owners = [], []
    for number, item in enumerate(items):
        for copy in copies.get(item, ()):
            taken.append(number)
            owners.append((item, copy))
    again = rows.take(pa.array(taken, pa.int64()))
    for name in mentions:
        ids = [_moved(value, *owner) for value, owner in zip(again[name].to_pylist(), owners, strict=True)]
        again = _with(again, name, ids)
    return _with(again, "item", [copy for _, copy in owners]) if "item" in again.column_names else again


def _moved(mention: str | None, item: str, copy: str) -> str | None:
    return mention if mention is None else copy + mention.removeprefix(item)


def _with(rows: pa.Table, name: str, values: Sequence[str | None]) -> pa.Table:
    at = rows.schema.get_field_index(name)
    return rows.set_column(at, rows.schema.field(at), pa.array(values, pa.string()))


def _in_order(found: Found, ranks: Mapping[str, int]) -> Found:
    """Item by item as they lie in the file: the same rows in the same order, whichever copy was read."""
    ordered = {}
    for name in _SCANS:
        rows = getattr(found, name)
        items = rows["item"] if "item" in rows.column_names else map(_item_of, rows["mention"].to_pylist())
        ranked = [ranks[str(item)] for item in items]
        ordered[name] = rows.take(pa.array(sorted(range(len(ranked)), key=ranked.__getitem__), pa.int64()))
    return Found(**ordered)


def _item_of(mention: str) -> str:
    return mention.rpartition(".")[0]


def _joined(pieces: Sequence[Found]) -> Found:
    return Found(**{name: pa.concat_tables([getattr(piece, name) for piece in pieces]) for name in _SCANS})
