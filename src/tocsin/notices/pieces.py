"""All letters of a plan in presort order, as compressed columns: a million take some forty megabytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.notices.address import SetLine, fit
from tocsin.notices.envelope import Zone
from tocsin.notices.fields import Reader
from tocsin.notices.glyphs import metrics
from tocsin.notices.people import salutation

BATCH = 5_000
"""Letters in a print batch: the most that print houses like to take as one file."""

ROWS = pa.schema(
    [
        ("id", pa.string()),  # null: piece_id of the person
        ("person", pa.string()),
        ("variant", pa.int32()),  # number of the letter class
        ("address", pa.string()),  # the lines of the window, divided by line ends; first to whom
        ("salutation", pa.string()),  # null: as the class has it
        ("code", pa.string()),  # activation code, or empty
        ("barcode", pa.string()),  # digits of its Intelligent Mail barcode, or empty
    ]
)
"""What a letter adds to its class."""

_LETTERS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", np.uint8)
_ID_CHARS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """One letter to one person, ready to be set. Holds personal data; it never leaves memory as it is.

    barcode: digits of its Intelligent Mail barcode; empty: it carries none.
    """

    id: str
    person: str
    variant: int
    address: tuple[SetLine, ...]
    salutation: str
    code: str
    barcode: str = ""


class Pieces(Sequence[Piece]):
    """The letters of a plan. One letter is worked out when it is asked for; batches are read as columns."""

    def __init__(
        self, sheets: Sequence[bytes], counts: Sequence[int], readers: Sequence[Reader], zone: Zone
    ) -> None:
        """sheets: ROWS of each batch, packed. counts: letters by class. readers: by class."""
        self._sheets, self._counts, self._readers, self._zone = sheets, counts, readers, zone
        self._open: tuple[int, pa.Table] | None = None

    def __len__(self) -> int:
        return sum(self._counts)

    def barcoded(self, digits: Callable[[int, str], str]) -> Pieces:
        """The same letters with barcodes. digits: of the letter at this place with this last line."""
        sheets, place = [], 0
        for number in range(len(self._sheets)):
            rows = unpack(self.packed(number))
            lasts = [address.rpartition("\n")[2] for address in rows["address"].to_pylist()]
            codes = [digits(place + at, last) for at, last in enumerate(lasts)]
            at = ROWS.get_field_index("barcode")
            sheets.append(pack(rows.set_column(at, "barcode", pa.array(codes, pa.string()))))
            place += rows.num_rows
        return Pieces(sheets, self._counts, self._readers, self._zone)

    @property
    def by_class(self) -> tuple[int, ...]:
        """How many letters each class has."""
        return tuple(self._counts)

    def packed(self, number: int) -> bytes:
        """ROWS of a batch, packed. Raises IndexError."""
        if not 0 <= number < len(self._sheets):
            raise IndexError(f"there is no batch {number}; the plan has {len(self._sheets)}")
        return self._sheets[number]

    def batch(self, number: int) -> pa.Table:
        """ROWS of a batch."""
        if self._open is None or self._open[0] != number:
            self._open = (number, unpack(self.packed(number)))
        return self._open[1]

    def of(self, person: str) -> Piece | None:
        """The letter to this person, or None."""
        for number in range(len(self._sheets)):
            rows = self.batch(number)
            at = pc.index(rows["person"], person).as_py()
            if at >= 0:
                return self._piece(rows, at)
        return None

    @overload
    def __getitem__(self, at: int) -> Piece: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Piece, ...]: ...
    def __getitem__(self, at: int | slice) -> Piece | tuple[Piece, ...]:
        if isinstance(at, slice):
            return tuple(self[number] for number in range(*at.indices(len(self))))
        if not -len(self) <= at < len(self):
            raise IndexError(f"there are {len(self)} letters")
        number, row = divmod(at % len(self), BATCH)
        return self._piece(self.batch(number), row)

    def __iter__(self) -> Iterator[Piece]:
        for number in range(len(self._sheets)):
            rows = self.batch(number)
            yield from (self._piece(rows, at) for at in range(rows.num_rows))

    def _piece(self, rows: pa.Table, at: int) -> Piece:
        ident, person, variant, address, opening, code, bars = (column[at].as_py() for column in rows.columns)
        reader = self._readers[variant]
        names, below = divided(address, reader.kind)
        lines = fit(names, below, self._zone, metrics())
        assert lines is not None, "planning leaves out what does not fit"
        return Piece(
            id=ident or piece_id(person, reader.language),
            person=person,
            variant=variant,
            address=lines,
            salutation=opening or salutation(names[-1], reader.kind, reader.language),
            code=code,
            barcode=bars,
        )

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_open": None}


def packed_rows(pieces: Sequence[Piece]) -> bytes:
    """ROWS of letters that are given one by one, with all that they say."""
    columns = {
        "id": [piece.id for piece in pieces],
        "person": [piece.person for piece in pieces],
        "variant": [piece.variant for piece in pieces],
        "address": ["\n".join(line.text for line in piece.address) for piece in pieces],
        "salutation": [piece.salutation for piece in pieces],
        "code": [piece.code for piece in pieces],
        "barcode": [piece.barcode for piece in pieces],
    }
    return pack(pa.table(columns, schema=ROWS))


def divided(address: str, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that say to whom, the name last, and the lines below."""
    lines = tuple(address.split("\n"))
    names = names_in(kind)
    return lines[:names], lines[names:]


def names_in(kind: str) -> int:
    """How many lines say to whom."""
    return 1 if kind == "adult" else 2


def pack(rows: pa.Table) -> bytes:
    """Rows as compressed bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_table(rows)
    return bytes(sink.getvalue())


def unpack(data: bytes) -> pa.Table:
    """Rows from compressed bytes, in one chunk."""
    with pa.ipc.open_stream(data) as stream:
        return stream.read_all().combine_chunks()


def piece_id(person: str, language: str) -> str:
    """The id printed on a letter: stable across runs, and says nothing about the person."""
    return piece_ids([person], [language])[0].decode()


def piece_ids(people: Iterable[str], languages: Iterable[str]) -> list[bytes]:
    """The ids of many letters: the first 60 bits of a SHA-256, in base 32."""
    digests = b"".join(
        hashlib.sha256(f"tocsin letter {language} {person}".encode()).digest()[:8]
        for person, language in zip(people, languages, strict=True)
    )
    bits = np.frombuffer(digests, ">u8").astype(np.uint64) >> np.uint64(4)
    shifts = np.arange(5 * (_ID_CHARS - 1), -1, -5, dtype=np.uint64)
    chars = _LETTERS[(bits[:, None] >> shifts & np.uint64(31)).astype(np.intp)]
    return [bytes(row) for row in chars.view(f"S{_ID_CHARS}").ravel().tolist()]
