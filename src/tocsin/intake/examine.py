"""Read one file, and every file inside it, each in a contained process of its own.

The lane's side: it opens and hashes, counts costs, hands checked parts to the caller, and ends with one row
per item. A child is read as soon as it arrives, while its container waits: so only one child per level is
ever held, in sealed memory, never on disk.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from tocsin.intake import lane, wire
from tocsin.intake.budget import DEFAULT_LIMITS, MIB, Halt, Ledger, Limits, TreeHalt
from tocsin.intake.items import (
    CHILD_SIGN,
    Item,
    ItemRow,
    SourceFile,
    child_path,
    item_id,
    plain_reason,
    worse,
)
from tocsin.intake.reading import Reading, out_of_memory
from tocsin.intake.walk import digest, open_plain
from tocsin.intake.wire import ChildHead, Ending, Kind, Sent, Tag
from tocsin.intake.zygote import Zygote, ZygoteLost
from tocsin.model.content import Message, Part, Shortfall, Table, Text

ExaminePart = Callable[[str, Part], None]
"""Takes an item's id and one part of its content."""

Skip = Callable[[Item], str | None]
"""Looks at an item hashed but not yet read; a reason means: do not read it."""

Recall = Callable[[Item, str], Sequence[ItemRow]]
"""Looks at an item hashed but not yet read, and its name: the rows of an exact copy that was read before,
with all inside it, containers before their children; empty if there is none."""

_LEAST_MEMORY = 128 * MIB  # below this no reader of ours does useful work
_MAX_REASONS = 5
_MAX_SHORTFALLS = 10_000
_NO_MEMORY_LEFT = "the files it is nested in take up all memory allowed for reading"


def examine(
    source: SourceFile,
    *,
    limits: Limits = DEFAULT_LIMITS,
    examine_part: ExaminePart,
    skip: Skip | None = None,
    recall: Recall | None = None,
    zygote: Zygote | None = None,
) -> list[ItemRow]:
    """Read one top-level file with everything inside it; containers come before their children.

    examine_part is called in this process for each validated part, in the file's order; what it raises
    ends the reading and is passed on.
    skip may decline an item after hashing (say, an exact copy); its row is ``read`` with that reason.
    recall: knows what was read before. Given, an exact copy is not read again, nor one inside this file: it
        gets rows of its own with ``same_as``, and no parts.
    zygote: where readers are forked from; this lane's own if not given.
    """
    if source.refusal is not None:
        return [_row_of(source, "refused", source.refusal)]
    tree = _Tree(source, limits, examine_part, skip, recall, zygote or lane.zygote())
    try:
        descriptor, before = open_plain(source.path, limits)
    except Halt as halt:
        return [_row_of(source, halt.outcome, halt.reason)]
    try:
        return tree.read(descriptor, before)
    finally:
        os.close(descriptor)


def _row_of(source: SourceFile, outcome: str, reason: str) -> ItemRow:
    row = ItemRow(source.id, None, source.shown, "", "unknown", source.size, outcome, reason)
    return replace(row, modified=source.modified)


@dataclass(slots=True)
class _Tally:
    """One item while it is being read."""

    item: Item
    name: str
    chain: tuple[int, ...]
    kind: str = "unknown"
    outcome: str = "read"
    reasons: list[str] = field(default_factory=list)
    more_reasons: int = 0
    shortfalls: int = 0
    parts: int = 0
    chars: int = 0
    cells: int = 0
    children: int = 0
    seconds: float = 0.0
    same_as: str | None = None

    def take_over(self, row: ItemRow) -> None:
        """What became of an exact copy became of this item too."""
        self.kind, self.outcome, self.same_as = row.kind, row.outcome, first_of(row)
        self.reasons = [row.reason] if row.reason else []
        self.parts, self.chars, self.cells = row.parts, row.chars, row.cells

    def note(self, outcome: str, reason: str) -> None:
        """Something was not read. What says "nothing can be read" after content came is a partial reading."""
        if outcome == "refused" and (self.parts or self.children):
            outcome = "read_in_part"
        self.outcome = worse(self.outcome, outcome)
        if reason in self.reasons:
            return
        if len(self.reasons) < _MAX_REASONS or outcome == "stopped":
            self.reasons.append(reason)
        else:
            self.more_reasons += 1

    def row(self) -> ItemRow:
        """The finished row."""
        more = [f"and {self.more_reasons} more"] if self.more_reasons else []
        reason = "; ".join(self.reasons + more)
        item = self.item
        return ItemRow(
            *(item.id, item.parent, item.path, item.sha256, self.kind, item.size, self.outcome, reason),
            *(self.parts, self.chars, self.cells, round(self.seconds * 1000)),
            same_as=self.same_as,
        )


class _Tree:
    """One top-level file and everything inside it."""

    def __init__(
        self,
        source: SourceFile,
        limits: Limits,
        examine_part: ExaminePart,
        skip: Skip | None,
        recall: Recall | None,
        zygote: Zygote,
    ) -> None:
        self._source = source
        self._limits = limits
        self._examine_part = examine_part
        self._skip = skip
        self._recall = recall
        self._known: dict[tuple[str, str], tuple[str, int, int]] = {}  # copies: name, first row, end of rows
        self._zygote = zygote
        self._ledger = Ledger(limits, source.size)
        self._open: list[int] = []  # pids of the readers waiting, outermost first
        self._held = 0  # bytes of the children being read, one per level
        self._rows: list[ItemRow] = []

    def read(self, descriptor: int, before: os.stat_result) -> list[ItemRow]:
        """Read the top-level file. One that changes meanwhile was read in part, whatever its reader says."""
        try:
            sha256, size = digest(descriptor, self._limits.file_bytes)
        except Halt as halt:
            return [_row_of(self._source, halt.outcome, halt.reason)]
        item = Item(self._source.id, None, self._source.shown, sha256, size)
        with contextlib.suppress(TreeHalt):  # every row it ended says so
            self._visit(_Tally(item, PurePath(self._source.relative).name, ()), descriptor)
        self._rows[0] = replace(self._rows[0], modified=self._source.modified)
        after = os.fstat(descriptor)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            self._rows[0] = _changed(self._rows[0])
        return self._rows

    def _visit(self, tally: _Tally, descriptor: int) -> None:
        """Read one item into ``_rows``. Raises TreeHalt once the budget of the whole is spent."""
        place = len(self._rows)
        self._rows.append(tally.row())
        try:
            self._read_or_note(tally, descriptor)
            self._ledger.count_seconds(tally.seconds)
        except TreeHalt as halt:
            tally.note(halt.outcome, halt.reason)
            raise
        finally:
            self._rows[place] = tally.row()
        if self._recall and tally.same_as is None and not any(map(_unsure, self._rows[place:])):
            self._known.setdefault(copy_key(tally.item, tally.name), (tally.name, place, len(self._rows)))

    def _read_or_note(self, tally: _Tally, descriptor: int) -> None:
        try:
            self._read_unless_needless(tally, descriptor)
        except TreeHalt:
            raise
        except Halt as halt:
            tally.note(halt.outcome, halt.reason)

    def _read_unless_needless(self, tally: _Tally, descriptor: int) -> None:
        if tally.item.size == 0:
            tally.kind = "empty"
            tally.note("read", "empty file")
        elif len(tally.chain) > self._limits.depth:
            raise Halt("stopped", f"more than {self._limits.depth} files nested in one another")
        elif copied := self._copied(tally):
            self._credit(tally, copied)
        elif self._skip and (reason := self._skip(tally.item)):
            tally.note("read", reason)
        else:
            self._read_contained(tally, descriptor)

    def _copied(self, tally: _Tally) -> Sequence[ItemRow]:
        """The rows of an exact copy, from this file or an earlier one."""
        if self._recall is None:
            return ()
        name, first, end = self._known.get(copy_key(tally.item, tally.name), ("", 0, 0))
        if end and is_copy(self._rows[first], name, tally.name):
            return self._rows[first:end]
        return self._recall(tally.item, tally.name)

    def _credit(self, tally: _Tally, copied: Sequence[ItemRow]) -> None:
        """Rows for this item and all inside it, after those of its copy."""
        head = copied[0]
        tally.take_over(head)
        placed = {head.id: (tally.item, tally.chain)}
        inside: Counter[str] = Counter()
        paths = {head.id: head.path}
        for row in copied[1:]:
            self._ledger.count_child(row.size)
            parent, chain = placed[row.parent or head.id]
            above = row.parent or head.id
            chain = (*chain, inside[above])
            inside[above] += 1
            name = row.path.removeprefix(paths[above] + CHILD_SIGN)
            item = Item(
                item_id(self._source.relative, chain),
                parent.id,
                child_path(parent.path, name),
                row.sha256,
                row.size,
            )
            placed[row.id], paths[row.id] = (item, chain), row.path
            self._rows.append(
                replace(
                    row, id=item.id, parent=item.parent, path=item.path, milliseconds=0, same_as=first_of(row)
                )
            )

    def _read_contained(self, tally: _Tally, descriptor: int) -> None:
        size, memory = tally.item.size, self._memory_left()
        try:
            with Reading(self._zygote, tally.name, size, descriptor, self._limits, memory) as reading:
                try:
                    self._open.append(reading.pid)
                    for sent in reading.sent():
                        self._take(tally, reading, sent, memory)
                finally:
                    self._open.pop()
                    tally.seconds = reading.seconds
        except ZygoteLost:
            self._zygote.restart()
            raise TreeHalt("the process that starts readers was lost") from None
        except BlockingIOError:
            raise Halt("stopped", "the system had no room for another process") from None

    def _take(self, tally: _Tally, reading: Reading, sent: Sent, memory: int) -> None:
        """Act on one thing a reader sent."""
        if reading.output_bytes > self._limits.output_for(tally.item.size):
            raise Halt("stopped", "more text than a file of this size should hold; the rest was not read")
        match sent:
            case Text() | Table() | Message():
                self._take_part(tally, sent)
            case ChildHead():
                self._take_child(tally, reading, sent)
            case Shortfall():
                _take_shortfall(tally, sent)
            case Kind():
                tally.kind = sent.name
            case Ending():
                _take_ending(tally, sent, memory)

    def _take_part(self, tally: _Tally, part: Part) -> None:
        if tally.parts >= self._limits.parts:
            raise Halt("stopped", f"more than {self._limits.parts:,} pieces; the rest was not read")
        chars, cells = wire.part_size(part)
        tally.parts += 1
        tally.chars += chars
        tally.cells += cells
        self._examine_part(tally.item.id, part)

    def _take_child(self, tally: _Tally, reading: Reading, head: ChildHead) -> None:
        self._ledger.count_child(head.size)
        if self._held + head.size > self._limits.chain_bytes:
            raise Halt("stopped", _NO_MEMORY_LEFT)
        chain = (*tally.chain, tally.children)
        tally.children += 1
        self._held += head.size
        descriptor = os.memfd_create("child", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            sha256 = reading.receive_child(head, lambda chunk: _write_all(descriptor, chunk))
            _seal(descriptor)
            path = child_path(tally.item.path, head.name)
            item = Item(item_id(self._source.relative, chain), tally.item.id, path, sha256, head.size)
            self._visit(_Tally(item, head.name, chain), descriptor)
        finally:
            os.close(descriptor)
            self._held -= head.size

    def _memory_left(self) -> int:
        """The next reader's memory limit: the usual one, unless the readers waiting leave less."""
        left = self._limits.chain_bytes - self._held - sum(map(_resident_bytes, self._open))
        if self._open and left < _LEAST_MEMORY:
            raise Halt("stopped", _NO_MEMORY_LEFT)
        return min(self._limits.memory_bytes, max(left, _LEAST_MEMORY))


_NAMED_AFTER = frozenset({"gz", "bz2", "xz", "zstd", "lz4", "lzip", "compress", "rar", "7z"})
"""Kinds whose reader makes something of the file's name beyond its ending."""


def copy_key(item: Item, name: str) -> tuple[str, str]:
    """What two copies have in common: their bytes, and the ending that may decide how text is read."""
    return item.sha256, PurePath(name.replace("\0", "")).suffix.lower()


def is_copy(row: ItemRow, name: str, other: str) -> bool:
    """Whether what was made of ``row`` under its name holds under the other one too."""
    return name == other or row.kind not in _NAMED_AFTER


def first_of(row: ItemRow) -> str:
    """The item that was truly read."""
    return row.same_as or row.id


def _unsure(row: ItemRow) -> bool:
    """Another time it may go better."""
    return row.outcome == "stopped"


def _take_shortfall(tally: _Tally, shortfall: Shortfall) -> None:
    tally.shortfalls += 1
    if tally.shortfalls > _MAX_SHORTFALLS:
        raise Halt("stopped", "the reader found too much amiss to go on")
    tally.note(shortfall.outcome, plain_reason(shortfall.reason))


def _take_ending(tally: _Tally, ending: Ending, memory: int) -> None:
    """Turn a reader's own account of its end into an outcome."""
    match ending.tag:
        case Tag.OUT_OF_MEMORY:
            raise out_of_memory(memory)
        case Tag.TOO_DEEP:
            raise Halt("stopped", "the content is nested too deeply to be read")
        case Tag.FAILED:
            tally.note("refused", f"the reader failed ({ending.error})")


def _changed(row: ItemRow) -> ItemRow:
    reason = "the file changed while it was read"
    outcome = worse(row.outcome, "read_in_part")
    return replace(row, outcome=outcome, reason=f"{row.reason}; {reason}" if row.reason else reason)


def _write_all(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


def _seal(descriptor: int) -> None:
    """Close the child's bytes to writing by anyone, also by the reader they are handed to."""
    seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
    os.lseek(descriptor, 0, os.SEEK_SET)


def _resident_bytes(pid: int) -> int:
    """Memory of a waiting reader; 0 where the system does not say or the process is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0
