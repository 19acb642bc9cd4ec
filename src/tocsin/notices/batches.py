"""One print batch from what it needs and no more, so that it can be made in another process."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tocsin.model.tables import NOTICES
from tocsin.notices.address import SetLine, fit
from tocsin.notices.barcodes import address_zone, bars_zone, below_bars, roomy_zone
from tocsin.notices.delivery.manybars import many_bars
from tocsin.notices.envelope import Envelope, Zone
from tocsin.notices.glyphs import UNKNOWN, encoded, metrics
from tocsin.notices.letterplan import Plan, filled
from tocsin.notices.people import salutation
from tocsin.notices.pieces import BATCH, Piece, Pieces, divided, names_in, packed_rows, piece_ids, unpack
from tocsin.notices.skeleton import RUN, Skeletons
from tocsin.notices.stamp import Stamper, drawn, heads, in_window, text, whole
from tocsin.notices.typeset import TypesettingError, set_job
from tocsin.notices.window import ONE_BY_ONE, Measured, measure, sizes

NO_GLYPH = "the name or address has characters that no font here can print; give it in Latin letters"

MANIFEST = ("piece", "batch", "page", "pages", "sheets", "variant", "language", "sha256", "imb")
"""Columns of the manifest. It goes to the print house, so it names nobody. imb: digits of the barcode."""


_UNKNOWN = bytes([UNKNOWN])


@dataclass(frozen=True, slots=True)
class Batch:
    """One print batch: at most 5,000 letters in presort order.

    name: of the PDF, as NOTICES.document gives it. notices: one row a letter, those that could not be set
    included. manifest: CSV by which the print house's count is reconciled.
    """

    number: int
    name: str
    pdf: bytes
    notices: pa.Table
    manifest: str


@dataclass(frozen=True, slots=True)
class Group:
    """A letter class as printing needs it. ``skeleton``: number of its layout; classes may share one."""

    variant: str
    residence: str | None
    kind: str
    language: str
    obligations: tuple[str, ...]
    digest: str
    skeleton: int


@dataclass(frozen=True, slots=True)
class Task:
    """A batch to be made. rows: ROWS, packed. jobs, digests: by number of the layout, whole runs of them."""

    number: int
    rows: bytes
    groups: Mapping[int, Group]
    jobs: Mapping[int, Mapping[str, Any]]
    digests: Mapping[int, str]
    envelope: Envelope


class Tasks:
    """The batches of a plan as tasks."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        sendable = [group.letter for group in plan.classes if group.obstacle is None]
        self._letters = list({letter.digest: letter for letter in sendable}.values())
        self._number_of = {letter.digest: at for at, letter in enumerate(self._letters)}

    def __getitem__(self, number: int) -> Task:
        pieces = self._plan.pieces
        if not 0 <= number < self._plan.batches:
            raise IndexError(f"there is no batch {number}; the plan has {self._plan.batches}")
        if isinstance(pieces, Pieces):
            rows = pieces.packed(number)
        else:
            rows = packed_rows(pieces[number * BATCH : (number + 1) * BATCH])
        variants = unpack(rows)["variant"].unique().to_pylist()
        groups = {variant: self._group(variant) for variant in variants}
        runs = {group.skeleton // RUN for group in groups.values()}
        numbers = [at for run in sorted(runs) for at in range(run * RUN, (run + 1) * RUN)]
        letters = {at: self._letters[at] for at in numbers if at < len(self._letters)}
        return Task(
            number=number,
            rows=rows,
            groups=groups,
            jobs={at: letter.job for at, letter in letters.items()},
            digests={at: letter.digest for at, letter in letters.items()},
            envelope=self._plan.envelope,
        )

    def _group(self, variant: int) -> Group:
        group = self._plan.classes[variant]
        reader = group.reader
        return Group(
            variant=group.variant,
            residence=reader.residence,
            kind=reader.kind,
            language=reader.language,
            obligations=group.obligations,
            digest=group.letter.digest,
            skeleton=self._number_of[group.letter.digest],
        )


def render(task: Task) -> Batch:
    """Make a batch. The same task gives the same bytes, in any process."""
    work = _Work(task)
    name = f"letters-{task.number + 1:04d}.pdf"
    notices = work.notices(name)
    return Batch(task.number, name, work.pdf(), notices, work.manifest())


@dataclass
class _Made:
    """What became of the letters, one entry each. page is 0 for one that could not be set."""

    pages: list[tuple[int, int]] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


class _Work:
    """The letters of one batch being stamped."""

    def __init__(self, task: Task) -> None:
        self._task = task
        rows = unpack(task.rows)
        ids, self._people, self._variants, self._addresses, openings, self._codes, self._barcodes = (
            column.to_pylist() for column in rows.columns
        )
        self._groups = [task.groups[variant] for variant in self._variants]
        made = piece_ids(self._people, [group.language for group in self._groups])
        self._ids = [ident or own.decode() for ident, own in zip(ids, made, strict=True)]
        self._openings = [
            said or salutation(_name(address, group.kind), group.kind, group.language)
            for said, address, group in zip(openings, self._addresses, self._groups, strict=True)
        ]
        self._skeletons = Skeletons(task.jobs, task.digests)
        self._stamper = Stamper()
        self._made = _Made()
        self._stamp()

    def pdf(self) -> bytes:
        return self._stamper.finish()

    def _stamp(self) -> None:
        measured = measure(self._addresses)
        profile = self._task.envelope
        plain = _Window.of(profile.safe(), None, measured)
        bars = bars_zone(profile)
        barred = _Window.of(address_zone(profile), bars, measured)
        roomy = _Window.of(roomy_zone(profile), bars, measured)
        self._bars = many_bars(self._barcodes)
        openings = encoded("\0".join(self._openings)).split(b"\0")
        codes = encoded("\0".join(self._codes)).split(b"\0")
        for at, (lines, opening, code) in enumerate(zip(measured.codes, openings, codes, strict=True)):
            common = _UNKNOWN not in opening and _UNKNOWN not in code
            # A barcode that leaves no room for the address is left out: the address is what counts.
            best = roomy if roomy.sizes[at] == barred.sizes[at] else barred
            for window in (best, plain) if self._barcodes[at] else (plain,):
                if common and window.sizes[at] != ONE_BY_ONE:
                    self._common(at, window, lines, opening, code)
                    break
            else:
                self._rare(at, plain, bars)

    def _common(self, at: int, window: _Window, lines: bytes, opening: bytes, code: bytes) -> None:
        """A letter whose characters are common and whose address stands as it is."""
        marks = drawn(self._bars[at], window.bars) if window.bars else b""
        address = in_window(window.heads[window.sizes[at]], lines)
        values = {"salutation": text(opening), "piece": text(self._ids[at].encode()), "code": text(code)}
        skeleton = self._skeletons[self._groups[at].skeleton]
        self._enter(at, self._stamper.add(skeleton, values, address, marks), self._addresses[at], marks)

    def _rare(self, at: int, plain: _Window, bars: Zone) -> None:
        """A letter set line by line, by the typesetter if a character needs it."""
        names, below = divided(self._addresses[at], self._groups[at].kind)
        alone = fit(names, below, plain.zone, metrics())
        assert alone is not None, "planning leaves out what does not fit"
        lines = below_bars(names, below, self._task.envelope) if self._barcodes[at] else None
        marks = drawn(self._bars[at], bars) if lines else b""
        placed = self._set(at, lines or alone, marks)
        self._enter(at, placed, "\n".join(line.text for line in alone), marks if placed else b"")

    def _set(self, at: int, lines: Sequence[SetLine], marks: bytes) -> tuple[int, int] | None:
        """First page and pages in the batch, None when no font has the characters."""
        number = self._groups[at].skeleton
        values = {"salutation": self._openings[at], "piece": self._ids[at], "code": self._codes[at]}
        skeleton = self._skeletons[number]
        if skeleton.metrics.can_stamp("".join([*values.values(), *(line.text for line in lines)])):
            return self._stamper.add_rare(skeleton, values, lines, marks)
        try:
            whole_pdf = set_job([whole(self._task.jobs[number], values, lines)], accessible=True)
        except TypesettingError:
            return None
        return self._stamper.add_whole(whole_pdf, marks)

    def _enter(self, at: int, placed: tuple[int, int] | None, shown: str, marks: bytes) -> None:
        own = (self._groups[at].digest, shown, self._openings[at], self._codes[at], self._ids[at])
        self._made.digests.append(hashlib.sha256("\n".join(own).encode()).hexdigest())
        self._made.pages.append(placed or (0, 0))
        self._made.codes.append(self._barcodes[at] if marks else "")

    def notices(self, name: str) -> pa.Table:
        """NOTICES: one row a letter."""
        groups = list(self._task.groups.items())
        place = {variant: at for at, (variant, _) in enumerate(groups)}
        which = pa.array([place[variant] for variant in self._variants], pa.int32())
        texts = {
            "jurisdiction": [group.residence for _, group in groups],
            "variant": [group.variant for _, group in groups],
            "language": [group.language for _, group in groups],
        }
        columns = {key: pa.array(values, pa.string()).take(which) for key, values in texts.items()}
        duties = pa.array([list(group.obligations) for _, group in groups], pa.list_(pa.string()))
        rows, set_ = len(self._people), [first > 0 for first, _ in self._made.pages]
        columns |= {
            "id": pa.array(self._ids, pa.string()),
            "obligations": duties.take(which),
            "recipient": pa.repeat("individuals", rows),
            "person": pa.array(self._people, pa.string()),
            "kind": pa.repeat("letter", rows),
            "document": pa.array([name if done else None for done in set_], pa.string()),
            "page": pa.array([first or None for first, _ in self._made.pages], pa.int32()),
            "pages": pa.array([count or None for _, count in self._made.pages], pa.int32()),
            "state": pa.array(["rendered" if done else "cannot_be_sent" for done in set_]),
            "reason": pa.array(["" if done else NO_GLYPH for done in set_]),
            "sha256": pa.array(self._made.digests, pa.string()),
        }
        return filled(NOTICES, columns, rows)

    def manifest(self) -> str:
        """CSV of the letters that were set."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(MANIFEST)
        batch = self._task.number + 1
        writer.writerows(
            (ident, batch, first, pages, -(-pages // 2), group.variant, group.language, digest, code)
            for ident, group, (first, pages), digest, code in zip(
                self._ids, self._groups, self._made.pages, self._made.digests, self._made.codes, strict=True
            )
            if pages
        )
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Window:
    """A way to fill the window: the address's zone, the barcode's if there is one, each address's size."""

    zone: Zone
    bars: Zone | None
    sizes: list[int]
    heads: tuple[bytes, ...]

    @classmethod
    def of(cls, zone: Zone, bars: Zone | None, measured: Measured) -> _Window:
        return cls(zone, bars, sizes(measured, zone).tolist(), heads(zone))


def _name(address: str, kind: str) -> str:
    return address.split("\n", 2)[names_in(kind) - 1]


def letter_sha256(digest: str, piece: Piece) -> str:
    """SHA-256 of the letter's own lines after the digest of its class: cheap, and still of every word.

    The barcode is not in it: it says how a letter travels, not what it says.
    """
    own = [*(line.text for line in piece.address), piece.salutation, piece.code, piece.id]
    return hashlib.sha256("\n".join([digest, *own]).encode()).hexdigest()
