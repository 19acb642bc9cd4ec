"""The print house's package: the manifest, the job ticket, the checks. Pure; it names nobody.

Pieces stand in presort order: by routing code (ZIP Code, ZIP+4, delivery point), then those abroad by
country. Seeds are letters to control addresses of the sender and are marked.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tocsin.notices.address import clean, is_abroad
from tocsin.notices.envelope import Envelope

COLUMNS = (
    *("sequence", "piece", "attempt", "serial", "barcode", "batch", "page", "pages", "sheets"),
    *("envelope", "variant", "language", "seed", "sha256"),
)


class Mismatch(RuntimeError):
    """What was printed is not what the manifest says. The message counts; it names nobody."""


@dataclass(frozen=True, slots=True)
class Line:
    """One piece in the manifest. sequence counts from 1 over the package, page within its batch file."""

    sequence: int
    piece: str
    attempt: int
    serial: str
    barcode: str
    batch: int
    page: int
    pages: int
    envelope: str
    variant: str
    language: str
    seed: bool
    sha256: str

    @property
    def sheets(self) -> int:
        """Sheets of paper, printed on both sides."""
        return -(-self.pages // 2)


def manifest_csv(lines: Sequence[Line]) -> bytes:
    """The manifest as CSV (RFC 4180), one row a piece."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([_cell(getattr(line, name)) for name in COLUMNS])
    return out.getvalue().encode()


def _cell(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def routing(person: Mapping[str, Any]) -> str:
    """The digits that the mail is sorted by: 5, 9 or 11 of them, or none."""
    if is_abroad(person):
        return ""
    digits = "".join(sign for sign in clean(person["postal_code"]) if sign.isdigit())
    return digits if len(digits) in {5, 9, 11} else digits[:5] if len(digits) > 5 else ""


def presort(person: Mapping[str, Any]) -> tuple[bool, str, bool, str]:
    """Key of the presort order: at home by routing code, those without one last; then abroad by country."""
    code = routing(person)
    return (is_abroad(person), clean(person["country"]).upper() if is_abroad(person) else "", not code, code)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the printer is asked to do. counts: letters of so many pages. files: name → SHA-256."""

    package: str
    sender: str
    contact: str
    printer: str
    made_on: str
    pieces: int
    seeds: int
    sheets: int
    impressions: int
    batches: int
    counts: Mapping[str, int]
    abroad: int
    paper: str
    sides: str
    fold: str
    envelope: str
    insert: str
    barcode: str
    mail_class: str
    destroy_by: str
    files: Mapping[str, str]

    def as_json(self) -> bytes:
        """The ticket for a program."""
        return (json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n").encode()

    def as_packet(self) -> dict[str, Any]:
        """The ticket as the packet template takes it."""
        rows = [
            ("Pieces", f"{self.pieces:,}, of them {self.seeds:,} control letters to our own addresses"),
            ("Letters by pages", "; ".join(f"{pages} pages: {n:,}" for pages, n in self.counts.items())),
            ("Sheets and sides", f"{self.sheets:,} sheets, {self.impressions:,} printed sides"),
            ("To addresses abroad", f"{self.abroad:,}; they come last, sorted by country"),
            ("Paper", self.paper),
            ("Printing", self.sides),
            ("Fold", self.fold),
            ("Envelope", self.envelope),
            ("Insert", self.insert),
            ("Barcode", self.barcode),
            ("Mail class", self.mail_class),
        ]
        duties = [
            ("Order", "Print and insert in the order of the manifest. It is presorted by routing code."),
            (
                "Every piece once",
                "A spoiled piece is printed again by its piece id. Nothing is printed twice.",
            ),
            ("Report", "A CSV with piece or barcode, status (printed, spoiled, mailed) and date, by piece."),
            ("Secrecy", "The letters name people whose data was stolen. Nobody else may see them."),
            ("Destruction", f"Delete files and destroy spoils by {self.destroy_by}; confirm it in writing."),
        ]
        sections = [
            ("The job", rows),
            ("What we ask for", duties),
            ("Files (SHA-256)", [(name, _grouped(digest)) for name, digest in self.files.items()]),
        ]
        return {
            "title": f"Job ticket {self.package}",
            "author": self.sender,
            "sender": [self.sender, self.contact],
            "date": self.made_on,
            "to": [self.printer, self.made_on],
            "letter": [],
            "draft": False,
            "approval": "",
            "status": [],
            "sections": [
                {"title": title, "fields": [_PLAIN | {"label": a, "value": b} for a, b in fields]}
                for title, fields in sections
            ],
            "signature": [],
            "foot": f"{self.sender} · job {self.package}",
        }


_PLAIN = {"status": "known", "required": False, "options": [], "limit": None, "over": 0}
"""A field of the packet template that nobody has to fill in."""


def _grouped(digest: str) -> str:
    """In groups of eight, so that it breaks over lines and can be compared by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def counts(lines: Sequence[Line]) -> dict[str, int]:
    """How many letters have how many pages."""
    return {str(pages): number for pages, number in sorted(Counter(line.pages for line in lines).items())}


def fold_of(envelope: Envelope) -> str:
    """How the sheets are folded so that the address stands in the window."""
    return f"first panel {envelope.panel:g} inches from the top, address outwards; then folded once more"


def check(lines: Sequence[Line], set_pieces: Sequence[tuple[str, int, int, str]], batch: int) -> None:
    """Compare a batch as it was set with its lines, piece by piece. set_pieces: (piece, page, pages, sha256).

    Raises Mismatch.
    """
    meant = [(line.piece, line.page, line.pages, line.sha256) for line in lines if line.batch == batch]
    if meant != list(set_pieces):
        differ = sum(one != other for one, other in zip(meant, set_pieces, strict=False))
        differ += abs(len(meant) - len(set_pieces))
        raise Mismatch(
            f"Batch {batch} as set differs from the manifest in {differ:,} of {len(meant):,} pieces, so no "
            "package was written. Run `tocsin notices`, have the letters approved, and package again."
        )


def sums(files: Mapping[str, bytes]) -> bytes:
    """SHA-256 of each file, in the form that ``sha256sum -c`` reads."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in files).encode()
