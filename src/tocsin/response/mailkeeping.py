"""What is kept of a package, and writing it out: as often as needed, with the same bytes inside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from tocsin import notices
from tocsin.model.entered import now
from tocsin.notices import Plan
from tocsin.notices.address import SetLine
from tocsin.notices.compose import Letter
from tocsin.notices.delivery import manifest
from tocsin.notices.delivery.manifest import Line, Mismatch, Ticket
from tocsin.notices.delivery.standing import PACKAGED, Ledger, act_of
from tocsin.notices.envelope import Envelope, envelope
from tocsin.notices.fields import Incident, Reader, day, postal
from tocsin.notices.letterplan import LetterClass, Piece
from tocsin.notices.solver import Demand, Selection
from tocsin.notices.typeset import set_packet
from tocsin.response.case import DELIVERIES, Case
from tocsin.response.delivering import SENT, MailRefused, ledger_of
from tocsin.response.notify import letter_day
from tocsin.response.parcels import Parcel, open_parcel
from tocsin.response.progress import Watcher

PACKAGES, CLASSES = "mail_packages", "mail_classes"
HOUSE = "house"
"""Kinds of documents in the vault: what was asked of a package, and the letters of its classes.

HOUSE: kind of a package that goes through a mail house and is never written out.
"""

SENT_SCHEMA = pa.schema(
    [
        ("package", pa.string()),
        ("sequence", pa.int32()),
        ("piece", pa.string()),
        ("person", pa.string()),  # null for a seed
        ("attempt", pa.int32()),
        ("serial", pa.string()),
        ("barcode", pa.string()),
        ("batch", pa.int32()),
        ("page", pa.int32()),
        ("pages", pa.int32()),
        ("variant", pa.string()),
        ("seed", pa.bool_()),
        ("abroad", pa.bool_()),
        ("address", pa.string()),  # the lines in the window, as JSON: text, size, x, y
        ("salutation", pa.string()),
        ("code", pa.string()),
        ("sha256", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Job:
    """What the printer is asked, and how the package is sealed on its way.

    mailer, service: of the barcode (six or nine digits; three digits of the Postal Service's table); without
    a mailer id the letters carry none. first_serial: where this case's numbers begin.
    """

    printer: str
    contact: str = ""
    mailer: str = ""
    service: str = ""
    first_serial: int = 1
    profile: str = "standard"
    paper: str = "US letter, 24 lb white bond"
    sides: str = "both sides, black"
    insert: str = "none"
    mail_class: str = "First-Class Mail, presorted"
    destroy_after_days: int = 30


@dataclass(frozen=True, slots=True)
class Packaged:
    """A package that was written. known: it had been entered before, and is written again now."""

    package: str
    pieces: int
    seeds: int
    sheets: int
    batches: int
    manifest_sha256: str
    known: bool
    out: Path


def lines_of(sent: pa.Table, profile: str) -> list[Line]:
    """The manifest of a package."""
    return [
        Line(
            sequence=row["sequence"],
            piece=row["piece"],
            attempt=row["attempt"],
            serial=row["serial"],
            barcode=row["barcode"],
            batch=row["batch"],
            page=row["page"],
            pages=row["pages"],
            envelope=profile,
            variant=row["variant"],
            language=row["variant"].split("/")[2],
            seed=row["seed"],
            sha256=row["sha256"],
        )
        for row in sent.to_pylist()
    ]


def class_name(variant: str) -> str:
    """The document that a class is kept in."""
    return f"{variant.replace('/', '_')}.json"


def class_json(group: LetterClass) -> bytes:
    """A class of letters as it is kept."""
    letter = {"job": group.letter.job, "text": group.letter.text, "digest": group.letter.digest}
    kept = {"variant": group.variant, "reader": asdict(group.reader), "obligations": group.obligations}
    return json.dumps(kept | {"letter": letter}, ensure_ascii=False).encode()


def class_of(case: Case, variant: str) -> LetterClass:
    """A class of letters as it was packaged. Its blocks are not kept, only what was set."""
    kept = json.loads(case.vault.get_document(CLASSES, class_name(variant)) or b"{}")
    reader = Reader(**{**kept["reader"], "elements": tuple(kept["reader"]["elements"])})
    letter = Letter((), kept["letter"]["job"], kept["letter"]["text"], kept["letter"]["digest"])
    nothing = Selection((), (), (), Demand())
    return LetterClass(kept["variant"], reader, tuple(kept["obligations"]), nothing, letter, None)


def record_of(case: Case, ident: str) -> dict[str, Any] | None:
    """What was asked of a package, or None if there is none."""
    kept = case.vault.get_document(PACKAGES, f"{ident}.json")
    return dict(json.loads(kept)) if kept else None


def profile_of(record: Mapping[str, Any]) -> Envelope:
    """The envelope of a package as it was when it was made."""
    kept = record.get("envelope")
    return Envelope(**kept) if kept else envelope(record["job"]["profile"])


def packages(case: Case, ledger: Ledger | None = None) -> list[dict[str, Any]]:
    """Every package in the order of entering, with ``written`` (ISO moment or None) and ``stands``."""
    acts = {act_of(entry.id) for entry in (ledger or ledger_of(case)).entries if entry.state == PACKAGED}
    found = []
    for reference in case.vault.list_documents(PACKAGES):
        if not reference.name.endswith(".json"):
            continue
        record = record_of(case, reference.name.removesuffix(".json"))
        assert record is not None
        note = case.vault.get_document(PACKAGES, f"{record['id']}.written")
        record["written"] = note.decode() if note else None
        record["stands"] = record["id"] in acts
        found.append(record)
    return sorted(found, key=lambda record: record["made_at"])


def unwritten(case: Case) -> str | None:
    """The oldest standing package that was entered and never written out, or None."""
    return next(
        (
            one["id"]
            for one in packages(case)
            if one["stands"] and not one["written"] and one["kind"] != HOUSE
        ),
        None,
    )


def sent_letters(case: Case, ident: str | None = None) -> pa.Table:
    """How each packaged letter is to be set, of one package or of all."""
    parts = list(case.vault.read_parts(DELIVERIES, SENT))
    if ident is not None:
        parts = [part for part in parts if part.num_rows and part["package"][0].as_py() == ident]
    return pa.concat_tables([SENT_SCHEMA.empty_table(), *parts])


def write(
    case: Case,
    ident: str,
    out: Path,
    parcel: Parcel,
    watcher: Watcher,
    processes: int,
    *,
    known: bool = False,
) -> Packaged:
    """Set the letters of an entered package and write it to ``out``, whole or not at all.

    Every piece as set is compared with the manifest, and the manifest with the ledger. Raises MailRefused.
    """
    record = record_of(case, ident)
    assert record is not None
    job, sent = Job(**record["job"]), sent_letters(case, ident)
    lines = lines_of(sent, job.profile)
    manifest_bytes = manifest.manifest_csv(lines)
    entered = [one for one in ledger_of(case).entries if one.batch == ident and one.state == PACKAGED]
    if hashlib.sha256(manifest_bytes).hexdigest() != record["manifest"] or len(entered) != len(lines):
        raise MailRefused(
            f"Package {ident} is not what the ledger says of it. `tocsin mail undo CASE {ident}`."
        )
    plan, files = plan_of(case, sent, record), {}
    with watcher.work("Writing the package", plan.batches + 1.0) as bar, open_parcel(out, parcel) as writer:
        for batch in notices.rendered(plan, list(range(plan.batches)), processes):
            columns = (batch.notices[name].to_pylist() for name in ("id", "page", "pages", "sha256"))
            try:
                manifest.check(lines, list(zip(*columns, strict=True)), batch.number + 1)
            except Mismatch as error:
                raise MailRefused(str(error)) from None
            files[batch.name] = hashlib.sha256(batch.pdf).hexdigest()
            writer.add(batch.name, batch.pdf)
            bar.advance(1.0)
        files["manifest.csv"] = record["manifest"]
        writer.add("manifest.csv", manifest_bytes)
        ticket = _ticket(case, record, job, lines, sent, files)
        for name, content in (
            ("job-ticket.json", ticket.as_json()),
            ("job-ticket.pdf", set_packet(ticket.as_packet())),
        ):
            files[name] = hashlib.sha256(content).hexdigest()
            writer.add(name, content)
        sums = "".join(f"{digest}  {name}\n" for name, digest in files.items())
        writer.add("SHA256SUMS", sums.encode())
    with case.vault.act("write_mail_package", ident, pieces=len(lines), sealed=parcel.how):
        case.vault.put_document(PACKAGES, f"{ident}.written", now().encode())
    return Packaged(
        ident, len(lines), ticket.seeds, ticket.sheets, plan.batches, record["manifest"], known, out
    )


def plan_of(case: Case, sent: pa.Table, record: Mapping[str, Any]) -> Plan:
    """The package as a plan that the printing room takes."""
    variants = list(dict.fromkeys(sent["variant"].to_pylist()))
    number_of = {variant: number for number, variant in enumerate(variants)}
    pieces = tuple(
        Piece(
            row["piece"],
            row["person"] or "",
            number_of[row["variant"]],
            tuple(SetLine(*line) for line in json.loads(row["address"])),
            row["salutation"],
            row["code"],
            row["barcode"],
        )
        for row in sent.to_pylist()
    )
    made_on = date.fromisoformat(record["made_at"][:10])
    incident = Incident(case.facts, letter_day(case) or made_on, len(pieces), {})
    return Plan(
        incident=incident,
        duties=(),
        obligations=pa.table({}),
        classes=tuple(class_of(case, variant) for variant in variants),
        pieces=pieces,
        unsent=(),
        not_owed=0,
        confirm=(),
        envelope=profile_of(record),
    )


def _ticket(
    case: Case,
    record: Mapping[str, Any],
    job: Job,
    lines: Sequence[Line],
    sent: pa.Table,
    files: dict[str, str],
) -> Ticket:
    made_on = date.fromisoformat(record["made_at"][:10])
    organisation, profile = case.facts.organisation, profile_of(record)
    contact = job.contact or " · ".join(
        part
        for part in (organisation.contact.name, organisation.contact.phone, organisation.contact.email)
        if part
    )
    return Ticket(
        package=record["id"],
        sender=organisation.name,
        contact=" · ".join(part for part in (postal(organisation.address), contact) if part),
        printer=job.printer,
        made_on=day(made_on, "en"),
        pieces=len(lines),
        seeds=sum(line.seed for line in lines),
        sheets=sum(line.sheets for line in lines),
        impressions=sum(line.pages for line in lines),
        batches=lines[-1].batch,
        counts=manifest.counts(lines),
        abroad=sum(sent["abroad"].to_pylist()),
        paper=job.paper,
        sides=job.sides,
        fold=manifest.fold_of(profile),
        envelope=profile.name,
        insert=job.insert,
        barcode=_barcode_words(job),
        mail_class=job.mail_class,
        destroy_by=day(made_on + timedelta(days=job.destroy_after_days), "en"),
        files=dict(files),
    )


def _barcode_words(job: Job) -> str:
    if not job.mailer:
        return "none of ours; if you print your own, report its digits with each piece"
    return f"Intelligent Mail, mailer id {job.mailer}, service type {job.service}; in the address block"
