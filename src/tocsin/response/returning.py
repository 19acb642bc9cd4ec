"""What printers and the mail report by piece: by file, by scan, by hand. The same file twice adds nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.notices.delivery import acs, barcode, codes
from tocsin.notices.delivery.columns import ColumnsUnknown, Sheet, day_of, told_apart
from tocsin.notices.delivery.standing import FORWARDED, RETURNED, Attempt, Ledger
from tocsin.response import moving
from tocsin.response.case import Case
from tocsin.response.delivering import Entered, MailRefused, News, enter, ledger_of, tally
from tocsin.response.listfiles import read_dat
from tocsin.response.lists import read_rows
from tocsin.response.scan import Lanes

EVIDENCE = "mail_evidence"
"""Kind of documents: the files that say what became of pieces, as they came."""

LINES_SHOWN = 20
NAMES_SHOWN = 50


@dataclass(slots=True)
class Imported:
    """What came of a report.

    unknown: lines whose piece is not in the ledger. unmapped: words and codes that nobody knows, with how
    often; their pieces are entered without a reason. no_state: lines that do not say what happened.
    addresses: new addresses that came with it, kept under ``moves``, which is an act of its own. actions: of
    a file of the Address Change Service, what it says was done with the pieces; counted only.
    """

    sha256: str
    rows: int
    entered: Entered
    unknown: list[int] = field(default_factory=list)
    no_state: list[int] = field(default_factory=list)
    unmapped: dict[str, int] = field(default_factory=dict)
    addresses: int = 0
    moves: str | None = None
    unread: tuple[str, ...] = ()
    actions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """A file that came back, read and told apart."""

    name: str
    content: bytes
    sheet: Sheet
    actions: Mapping[str, int] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Of the file as it came."""
        return hashlib.sha256(self.content).hexdigest()


def read_report(path: Path, pool: Lanes, named: Mapping[str, str] | None = None) -> Report:
    """Read a CSV, workbook, DAT or ACS fulfilment file. Raises MailRefused, ListRefused."""
    content = path.read_bytes()
    try:
        if acs.is_fulfilment(content):
            done = acs.read(content)
            return Report(path.name, content, done.sheet, done.actions)
        if path.suffix.lower() == ".dat":
            header, cells = read_dat(content)
        else:
            header, cells = read_rows(path, pool)
        return Report(path.name, content, told_apart(header, cells, named))
    except ColumnsUnknown as error:
        raise MailRefused(f"{path}: {error}.") from None
    except ValueError as error:
        raise MailRefused(f"{path} cannot be read: {error}.") from None


def confirm(case: Case, report: Report, by: str, *, state: str | None, on: str | None) -> Imported:
    """Take the printer's report by piece. state, on: for rows that do not say. Raises MailRefused."""
    ledger = ledger_of(case)
    made = _blank(report)
    news = []
    for number, row in enumerate(report.sheet.rows, 2):
        attempt = _attempt(ledger, row)
        if attempt is None:
            made.unknown.append(number)
            continue
        said = row.get("status", "")
        meant = codes.state_of(said) if said else state
        if meant is None and said:
            tally(made.unmapped, said)
        if meant is None:
            made.no_state.append(number)
            continue
        news.append(_news(attempt, meant, day_of(row.get("on", "")) or on, None, said.lower(), number))
    _check_columns(report, made)
    return _entered(case, "confirm_mail", report, made, news, by, ledger)


def confirm_package(case: Case, package: str, state: str, on: str, by: str) -> Entered:
    """Enter the same state for every piece of a package, where the printer gave one word for all."""
    ledger = ledger_of(case)
    attempts = [one for many in ledger.attempts.values() for one in many if one.entries[0].batch == package]
    if not attempts:
        raise MailRefused(f"There is no package {package}. `tocsin mail status CASE` lists them.")
    news = [_news(one, state, on, None, "the whole package", 0) for one in attempts]
    return enter(case, "confirm_mail", news, by, None, ledger)


def returned(case: Case, report: Report, by: str, *, on: str | None) -> Imported:
    """Take a file of returned mail or of the Address Change Service. Raises MailRefused."""
    ledger = ledger_of(case)
    made = _blank(report)
    news, given = [], []
    for number, row in enumerate(report.sheet.rows, 2):
        attempt = _attempt(ledger, row)
        if attempt is None:
            made.unknown.append(number)
            continue
        one, place = _return(attempt, row, on, number, made.unmapped)
        news.append(one)
        if place is not None:
            given.append(place)
    _check_columns(report, made)
    with case.vault.act("returned_mail_file", "case", rows=made.rows, evidence=report.sha256):
        made = _entered(case, "returned_mail", report, made, news, by, ledger)
        if given and case.table("links") is not None:
            made.moves, made.addresses = moving.record(case, given, by, report.sha256)
    return made


def returned_by_hand(
    case: Case, idents: Sequence[str], reason: str, by: str, on: str, place: Mapping[str, str] | None = None
) -> Imported:
    """Enter pieces that lie on the desk, by barcode (digits or bars), serial or piece id."""
    ledger = ledger_of(case)
    rows = [
        {"barcode": one, "serial": one, "piece": one, "reason": reason} | dict(place or {}) for one in idents
    ]
    made = Imported("", len(rows), Entered(None, 0, 0, ()))
    news, given = [], []
    for number, row in enumerate(rows, 1):
        attempt = _attempt(ledger, row)
        if attempt is None:
            made.unknown.append(number)
            continue
        one, moved = _return(attempt, row, on, number, made.unmapped)
        if made.unmapped:
            raise MailRefused(
                f"{reason!r} is no reason that is known. `tocsin mail reasons` lists them, with their marks."
            )
        news.append(one)
        given += [moved] if moved else []
    made.entered = enter(case, "returned_mail", news, by, None, ledger)
    if given:
        made.moves, made.addresses = moving.record(case, given, by, None)
    return made


def found_by_name(case: Case, words: str) -> list[dict[str, Any]]:
    """Mailed pieces whose person's name has these words, for a piece without a readable code. Logged."""
    people = case.need("people", "people")
    wanted = words.lower().split()
    names = zip(people["id"].to_pylist(), people["name"].to_pylist(), strict=True)
    hit = {ident: name for ident, name in names if name and all(word in name.lower() for word in wanted)}
    case.vault.log("search_mail", "case", found=len(hit))
    ledger, found = ledger_of(case), []
    for piece, attempts in ledger.attempts.items():
        if attempts[-1].person in hit:
            last = attempts[-1]
            found.append(
                {"piece": piece, "attempt": last.number, "state": last.state, "name": hit[last.person or ""]}
            )
    return sorted(found, key=lambda one: (one["name"], one["piece"]))[:NAMES_SHOWN]


def _blank(report: Report) -> Imported:
    return Imported(
        report.sha256,
        len(report.sheet.rows),
        Entered(None, 0, 0, ()),
        unread=report.sheet.unread,
        actions=report.actions,
    )


def _check_columns(report: Report, made: Imported) -> None:
    if not {"barcode", "serial", "piece"} & set(report.sheet.columns):
        raise MailRefused(
            "The file has no column with the piece id, the barcode or the serial. "
            "Name it: --column piece=HEADER."
        )
    if made.rows and len(made.unknown) == made.rows:
        raise MailRefused(
            "None of the pieces in this file is in the ledger, so nothing was entered. Is it another case's? "
            "If a spreadsheet rounded the barcodes, ask for the file as text."
        )


def _entered(
    case: Case, verb: str, report: Report, made: Imported, news: list[News], by: str, ledger: Ledger
) -> Imported:
    with case.vault.act("keep_evidence", "case", rows=made.rows, evidence=report.sha256):
        made.entered = enter(case, verb, news, by, report.sha256, ledger)
        if made.entered.act is not None:
            case.vault.put_document(EVIDENCE, f"{report.sha256[:16]} {report.name}", report.content)
    return made


def _attempt(ledger: Ledger, row: Mapping[str, str]) -> Attempt | None:
    """The attempt a row is about: by barcode first, which names the very sheet of paper."""
    seen = row.get("barcode", "").replace(" ", "").replace("-", "")
    if len(seen) == barcode.BARS and not seen.isdigit():
        try:
            seen = barcode.read(seen)
        except ValueError:
            return None
    if seen.isdigit() and len(seen) >= barcode.TRACKING:
        hit = ledger.by_serial.get(seen[5 : barcode.TRACKING])
        if hit is not None:
            return hit
    serial = row.get("serial", "")
    if serial.isdigit():
        hit = ledger.by_serial.get(serial) or ledger.by_serial.get(serial.zfill(9))
        if hit is not None:
            return hit
    return ledger.latest(row.get("piece", "").upper())


def _return(
    attempt: Attempt, row: Mapping[str, str], on: str | None, line: int, unmapped: dict[str, int]
) -> tuple[News, moving.Given | None]:
    said, place = row.get("reason", ""), moving.place_of(row)
    reason = codes.reason_of(said) if said else None
    if said and reason is None:
        tally(unmapped, said)
    if reason is None:
        key = "moved_new_address" if place["street"] and not said else codes.NOT_TOLD
        reason = codes.reasons()[key]
    state = codes.state_of(row.get("status", "")) or RETURNED
    state = state if state == FORWARDED else RETURNED
    news = _news(attempt, state, day_of(row.get("on", "")) or on, said or None, reason.says, line)
    given = None
    if attempt.person and (place["street"] or reason.key == "deceased"):
        given = moving.Given(
            person=attempt.person,
            source="acs",
            moved=day_of(row.get("moved", "")),
            deceased=True if reason.key == "deceased" else None,
            why="; ".join(filter(None, (reason.says, acs.move_type(row.get("move_type", ""))))),
            **place,
        )
    return news, given


def _news(attempt: Attempt, state: str, on: str | None, code: str | None, why: str, line: int) -> News:
    first = attempt.entries[0]
    return News(
        attempt.piece,
        attempt.person,
        attempt.number,
        state,
        on,
        code,
        why,
        attempt.serial,
        first.batch,
        attempt.address,
        line,
    )
