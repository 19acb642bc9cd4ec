"""The print house's package: chosen, numbered, entered in the ledger, and only then written out.

Everything that a package is made from is kept with the ledger's entry, in the same transaction. So a package
that was entered and not written, for whatever reason, is written by the next call, the same bytes inside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from tocsin.model.entered import now
from tocsin.notices.address import SetLine, address_lines, fit
from tocsin.notices.barcodes import address_zone
from tocsin.notices.delivery import barcode, manifest
from tocsin.notices.delivery.columns import told_apart
from tocsin.notices.delivery.serials import SerialsUsedUp, check_mailer, free_serials
from tocsin.notices.delivery.standing import BOUNCED, PACKAGED, RETURNED, WITHDRAWN, Ledger
from tocsin.notices.envelope import Envelope, Zone
from tocsin.notices.glyphs import Metrics, metrics
from tocsin.notices.letterplan import BATCH, LetterClass, Piece
from tocsin.notices.people import salutation
from tocsin.notices.pieces import divided
from tocsin.notices.printing import letter_sha256
from tocsin.response.approving import standing
from tocsin.response.case import Case
from tocsin.response.delivering import (
    SENT,
    MailRefused,
    News,
    address_print,
    append,
    ledger_of,
    new_act,
    rows_of,
)
from tocsin.response.emailing import by_email
from tocsin.response.enveloping import envelope_of, named
from tocsin.response.lists import read_rows
from tocsin.response.mailkeeping import (
    CLASSES,
    HOUSE,
    PACKAGES,
    SENT_SCHEMA,
    Job,
    Packaged,
    class_json,
    class_name,
    lines_of,
    record_of,
    unwritten,
    write,
)
from tocsin.response.notify import planned
from tocsin.response.parcels import Parcel, check_out
from tocsin.response.progress import Watcher
from tocsin.response.scan import Lanes

TO_PAPER = frozenset({WITHDRAWN, BOUNCED, "refused", "not_sent"})
"""States of all attempts after which a letter goes on paper."""

SLACK = 0.01
"""Points that rounding may add."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A control address of the sender's own."""

    name: str
    street: str
    city: str
    state: str
    postal_code: str
    country: str = ""

    def person(self) -> dict[str, Any]:
        """As a row of a person, as far as an address goes."""
        return asdict(self)


def read_seeds(path: Path, pool: Lanes) -> tuple[Seed, ...]:
    """Control addresses from a CSV or workbook. Raises MailRefused, ListRefused."""
    sheet = told_apart(*read_rows(path, pool))
    needed = {"name", "street", "city", "state", "postal_code"}
    if missing := needed - set(sheet.columns):
        raise MailRefused(f"{path} has no column for {', '.join(sorted(missing))}.")
    parts = (*sorted(needed), "country")
    return tuple(Seed(**{part: row.get(part, "") for part in parts}) for row in sheet.rows)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter that is to go out: the piece, its class, and what the ledger has to know of it."""

    piece: Piece
    group: LetterClass
    attempt: int
    pages: int
    person: Mapping[str, Any]
    seed: bool = False


def package(
    case: Case,
    out: Path,
    job: Job,
    parcel: Parcel,
    watcher: Watcher,
    *,
    by: str,
    seeds: Sequence[Seed] = (),
    limit: int | None = None,
    returned: bool = False,
    processes: int = 1,
) -> Packaged:
    """Package the letters that nobody was sent yet. A package left unwritten before is written instead.

    returned: also letters to people whose last one came back and who have another address now.

    Raises MailRefused, with what to do; nothing is changed then.
    """
    check_out(out, parcel)
    check_job(case, job, by)
    if (left := unwritten(case)) is not None:
        watcher.note(f"Package {left} was entered in the ledger and never written out; it is written now.")
        return write(case, left, out, parcel, watcher, processes, known=True)
    may_be_sent, words = standing(case)
    if not may_be_sent:
        raise MailRefused(f"Nothing was packaged. {words}")
    ident = commit(case, waiting(case, limit, returned=returned), job, by, seeds, "first")
    return write(case, ident, out, parcel, watcher, processes)


def again(
    case: Case, ident: str, out: Path, parcel: Parcel, watcher: Watcher, processes: int = 1
) -> Packaged:
    """Write a package once more, when its file was lost. The ledger does not change. Raises MailRefused."""
    check_out(out, parcel)
    record = record_of(case, ident)
    if record is None or record["kind"] == HOUSE or not ledger_of(case).is_standing(ident):
        raise MailRefused(f"There is no package {ident}. `tocsin mail status CASE` lists them.")
    return write(case, ident, out, parcel, watcher, processes, known=True)


def check_job(case: Case, job: Job, by: str) -> None:
    """Raises MailRefused for what no barcode or ticket can be made from."""
    if not by.strip():
        raise MailRefused("A package needs a name (--by).")
    try:
        check_mailer(job.mailer)
    except ValueError as error:
        raise MailRefused(f"The mailer id {job.mailer} cannot be used: {error}.") from None
    named(case, job.profile)
    if job.mailer and not (len(job.service) == 3 and job.service.isascii() and job.service.isdigit()):
        raise MailRefused(
            "A barcode needs the service type identifier (--service-type, three digits). The printer or the "
            "Postal Service's table of service type identifiers (postalpro.usps.com) says which."
        )


def waiting(case: Case, limit: int | None, *, returned: bool) -> list[Sheet]:
    """Letters as approved that no standing attempt of any channel has, in presort order."""
    rows = {
        row["id"]: row
        for row in case.need("notices", "notices").to_pylist()
        if row["kind"] == "letter" and row["state"] == "rendered"
    }
    plan, ledger = planned(case), ledger_of(case)
    known = {one["id"]: one for one in case.need("people", "people").to_pylist()}
    sheets, changed, elsewhere = [], 0, by_email(case)
    for piece in plan.pieces:
        row, group = rows.pop(piece.id, None), plan.classes[piece.variant]
        if row is None or piece.id in elsewhere:
            continue
        if row["sha256"] != letter_sha256(group.letter.digest, piece):
            changed += 1
            continue
        person = known[piece.person]
        if _is_waiting(ledger, piece.id) or (returned and _came_back(case, ledger, piece.id, person)):
            sheets.append(Sheet(piece, group, _next(ledger, piece.id), row["pages"], person))
    if changed or rows:
        raise MailRefused(
            f"Nothing was packaged: {changed + len(rows):,} letters are not what would be written now. Run "
            "`tocsin notices`, have the letters approved again, and package then."
        )
    if not sheets:
        raise MailRefused(
            "Every letter that can be sent is already packaged or sent. `tocsin mail status CASE`."
        )
    sheets.sort(key=lambda sheet: (*manifest.presort(sheet.person), sheet.piece.id))
    return sheets[:limit] if limit else sheets


def _is_waiting(ledger: Ledger, piece: str) -> bool:
    """Never tried, pulled before it was printed, or tried by e-mail in vain.

    What came back by mail goes out again by re-mailing.
    """
    return all(one.state in TO_PAPER for one in ledger.attempts.get(piece, []))


def _came_back(case: Case, ledger: Ledger, piece: str, person: Mapping[str, Any]) -> bool:
    last = ledger.latest(piece)
    if last is None or last.state != RETURNED or ledger.reached(piece):
        return False
    return address_print(case, person) not in {one.address for one in ledger.attempts[piece]}


def _next(ledger: Ledger, piece: str) -> int:
    return max((one.number for one in ledger.attempts.get(piece, ())), default=0) + 1


def commit(
    case: Case,
    sheets: list[Sheet],
    job: Job,
    by: str,
    seeds: Sequence[Seed],
    kind: str,
    beside: bytes | None = None,
) -> str:
    """Number the sheets, make the manifest and enter it all, in one transaction; returns the package's id.

    beside: what else is kept with the package (``housing``).
    """
    ident, ledger = new_act("p"), ledger_of(case)
    profile = named(case, job.profile)
    set_for = envelope_of(case)[1]
    sheets = _with_seeds(sheets, seeds, ident, profile)
    _check_window(sheets, profile, set_for)
    # Of packages that were taken back, too: their paper may exist.
    used = [
        (entry.serial, date.fromisoformat(entry.at[:10]))
        for entry in ledger.all
        if entry.state == PACKAGED and entry.serial
    ]
    today = date.fromisoformat(now()[:10])
    try:
        serials = free_serials(len(sheets), job.mailer, used, today, job.first_serial)
    except SerialsUsedUp as error:
        raise MailRefused(str(error)) from None
    rows = list(_sent(ident, sheets, serials, job, profile))
    sent = pa.Table.from_pylist(rows, schema=SENT_SCHEMA)
    digest = hashlib.sha256(manifest.manifest_csv(lines_of(sent, job.profile))).hexdigest()
    record = {"id": ident, "kind": kind, "made_at": now(), "by": by, "job": asdict(job), "manifest": digest}
    record["envelope"] = asdict(profile)
    news = [
        News(
            piece=row["piece"],
            person=row["person"],
            attempt=row["attempt"],
            state=PACKAGED,
            on=str(record["made_at"])[:10],
            code=None,
            why="seed" if row["seed"] else "",
            serial=row["serial"],
            batch=ident,
            address=address_print(case, sheet.person),
        )
        for row, sheet in zip(rows, sheets, strict=True)
    ]
    classes = {sheet.group.variant: sheet.group for sheet in sheets}
    with case.vault.act("package_mail", ident, sign=True, pieces=len(news), manifest=digest):
        kept = {reference.name for reference in case.vault.list_documents(CLASSES)}
        for variant, group in classes.items():
            if class_name(variant) not in kept:
                case.vault.put_document(CLASSES, class_name(variant), class_json(group))
        case.vault.put_document(PACKAGES, f"{ident}.json", json.dumps(record).encode())
        if beside is not None:
            case.vault.put_document(PACKAGES, f"{ident}.beside", beside)
        append(case.vault, ident, rows_of(ident, news, by, digest), key=ident, **{SENT: sent})
    return ident


def _with_seeds(sheets: list[Sheet], seeds: Sequence[Seed], ident: str, profile: Envelope) -> list[Sheet]:
    """Control letters of the most common class, in their places of the presort order."""
    if not seeds or not sheets:
        return sheets
    variants = [sheet.group.variant for sheet in sheets]
    common = max(dict.fromkeys(variants), key=variants.count)
    model = next(sheet for sheet in sheets if sheet.group.variant == common)
    zone = profile.safe()
    for number, seed in enumerate(seeds, 1):
        person = seed.person()
        lines = fit((seed.name,), address_lines(person), zone, metrics())
        if lines is None:
            raise MailRefused(f"The control address in row {number} does not fit in the window.")
        piece = Piece(
            f"SEED-{ident[1:7].upper()}-{number}",
            "",
            model.piece.variant,
            lines,
            salutation(seed.name, "adult", model.group.reader.language),
            model.piece.code and "CONTROL",
        )
        sheets = [*sheets, Sheet(piece, model.group, 1, model.pages, person, seed=True)]
    return sorted(sheets, key=lambda sheet: (*manifest.presort(sheet.person), sheet.piece.id))


def _check_window(sheets: Sequence[Sheet], profile: Envelope, set_for: Envelope) -> None:
    """No line of an address may leave the safe zone, and nothing else may show. Raises MailRefused.

    set_for: the envelope for which letters are set now; letters sent again may have been set for another, and
    what they keep free is read from their own.
    """
    zone, own = profile.safe(), metrics()
    outside = sum(not all(_inside(line, zone, own) for line in sheet.piece.address) for sheet in sheets)
    begins = profile.shown().bottom - SLACK
    higher = any(sheet.group.letter.job["body_top"] < begins for sheet in sheets)
    if outside or higher or not profile.fits_above(set_for):
        what = (
            f"{outside:,} addresses would not always show whole" if outside else "more than the address shows"
        )
        raise MailRefused(
            f"The letters were set for another envelope or fold: in “{profile.name}” {what}. Ask the printer "
            f"for “{set_for.name}”, or have the letters set for that one (`tocsin mail envelope`)."
        )


def _inside(line: SetLine, zone: Zone, own: Metrics) -> bool:
    """Whether a line stands in the zone; characters of other scripts count an em each."""
    wide = own.width(line.text) * line.size
    return (
        line.x >= zone.left - SLACK
        and line.x + wide <= zone.right + SLACK
        and line.y - own.ascent * line.size >= zone.top - SLACK
        and line.y + own.descent * line.size <= zone.bottom + SLACK
    )


def _sent(
    ident: str, sheets: Sequence[Sheet], serials: Sequence[str], job: Job, profile: Envelope
) -> Iterator[dict[str, Any]]:
    page = 1
    for index, (sheet, serial) in enumerate(zip(sheets, serials, strict=True)):
        page = 1 if index % BATCH == 0 else page
        piece = sheet.piece
        number = serial.removeprefix(job.mailer) if job.mailer else serial
        digits = (
            barcode.code(job.mailer, int(number), job.service, manifest.routing(sheet.person))
            if job.mailer and _room_for_bars(sheet, profile)
            else ""
        )
        yield {
            "package": ident,
            "sequence": index + 1,
            "piece": piece.id,
            "person": None if sheet.seed else piece.person,
            "attempt": sheet.attempt,
            "serial": serial,
            "barcode": digits,
            "batch": index // BATCH + 1,
            "page": page,
            "pages": sheet.pages,
            "variant": sheet.group.variant,
            "seed": sheet.seed,
            "abroad": manifest.presort(sheet.person)[0],
            "address": json.dumps([[line.text, line.size, line.x, line.y] for line in piece.address]),
            "salutation": piece.salutation,
            "code": piece.code,
            "sha256": letter_sha256(sheet.group.letter.digest, piece),
        }
        page += sheet.pages


def _room_for_bars(sheet: Sheet, profile: Envelope) -> bool:
    """Whether the address leaves room for the barcode; else the letter carries none, and no digits say so."""
    shown = "\n".join(line.text for line in sheet.piece.address)
    names, below = divided(shown, sheet.group.reader.kind)
    return fit(names, below, address_zone(profile), metrics()) is not None
