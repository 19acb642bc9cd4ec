"""How much of time, memory and output hostile files may cost, and the ledger that counts it.

A budget has two sizes: what one contained reader may use, and what one top-level file with everything
inside it may use. The second is what stops an archive bomb whose every member is harmless.
"""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024
GIB = 1024 * MIB


class Halt(Exception):
    """Reading one item ends here.

    outcome: ``refused``, ``stopped`` or ``read_in_part``; reason: one plain sentence of ours.
    """

    def __init__(self, outcome: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


class TreeHalt(Halt):
    """The budget of the whole top-level file is spent: every item still being read ends here."""

    def __init__(self, reason: str) -> None:
        super().__init__("stopped", reason)


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may cost. Bytes and seconds, unless the name says otherwise.

    Of one item (a file, or a file inside a file):

    file_bytes: a larger file is refused unread.
    memory_bytes: what its reader may map on top of the parsers already loaded.
    seconds, seconds_per_mib, seconds_cap: waiting time for its reader, growing with the item's size.
    output_bytes, output_ratio: text it may give: the larger of the flat sum and ratio times its size.
    parts: texts, tables and messages it may give.

    Of a top-level file with everything inside it:

    depth: how deep files may nest.
    children: how many files may be inside.
    child_bytes, child_ratio: bytes of all files inside: the larger of the flat sum and ratio times the
        size of the top-level file. 100 is ten times what logs compress to, a tenth of what a bomb does.
    chain_bytes: memory of all readers that are open at once, one within another.
    tree_seconds: waiting time in all.
    """

    file_bytes: int = 4 * GIB
    memory_bytes: int = 1536 * MIB
    seconds: float = 30.0
    seconds_per_mib: float = 1.0
    seconds_cap: float = 1800.0
    output_bytes: int = 512 * MIB
    output_ratio: int = 4
    parts: int = 1_000_000
    depth: int = 32
    children: int = 500_000
    child_bytes: int = 8 * GIB
    child_ratio: int = 100
    chain_bytes: int = 4 * GIB
    tree_seconds: float = 4 * 3600.0

    def seconds_for(self, size: int) -> float:
        """Seconds a reader may keep us waiting over an item of ``size`` bytes."""
        return min(self.seconds + self.seconds_per_mib * size / MIB, max(self.seconds, self.seconds_cap))

    def output_for(self, size: int) -> int:
        """Bytes of output an item of ``size`` bytes may give."""
        return max(self.output_bytes, self.output_ratio * size)


MAX_PASSWORDS = 100
"""Of the owner's list, tried on one locked file: a try takes a tenth of a second and more, by design."""

DEFAULT_LIMITS = Limits()


class Ledger:
    """What one top-level file has cost so far."""

    def __init__(self, limits: Limits, size: int) -> None:
        self._limits = limits
        self._child_bytes = max(limits.child_bytes, limits.child_ratio * size)
        self.children = 0
        self.bytes = 0
        self.seconds = 0.0

    def count_child(self, size: int) -> None:
        """Take one more file inside into account, before a byte of it is accepted.

        Raises TreeHalt once the number or the bytes of files inside exceed the budget.
        """
        if self.children >= self._limits.children:
            raise TreeHalt(f"more than {self._limits.children:,} files inside; the rest was not read")
        if self.bytes + size > self._child_bytes:
            raise TreeHalt(
                f"more than {plain_bytes(self._child_bytes)} of files inside; the rest was not read"
            )
        self.children += 1
        self.bytes += size

    def count_seconds(self, seconds: float) -> None:
        """Take waiting time into account. Raises TreeHalt when the file has kept us too long in all."""
        self.seconds += seconds
        if self.seconds > self._limits.tree_seconds:
            raise TreeHalt(f"reading took more than {self._limits.tree_seconds:g} s in all")


def plain_bytes(count: int) -> str:
    """A number of bytes for a reader who is not technical: ``1.5 GiB``."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (1024, "KiB")):
        if count >= unit:
            return f"{count / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{count} bytes"
