"""Writing the notices: planned for everyone at once, rendered batch by batch, kept encrypted."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import date
from functools import partial
from itertools import chain

from tocsin import __version__, law, notices
from tocsin.model.tables import NOTICES
from tocsin.notices import Plan
from tocsin.notices.memory import frugal
from tocsin.response import enveloping, filings, representing
from tocsin.response.case import Case, edition
from tocsin.response.codes import codes_digest, codes_of
from tocsin.response.filings import PACKETS
from tocsin.response.progress import Bar, Watcher
from tocsin.response.wording import library_of, wording_digest

LETTERS, PROOFS = "letters", "proofs"
"""Kinds of documents in the vault."""

DAY, WRITTEN_ON = "letter_day", "day"
"""Kind and name of the note that says what date the letters carry, and what they were made from then."""

JOBS = "packet_jobs"
"""Kind of what packets are set from, so that the approved copy of one is the same document."""

BATCHES = "notice_batches"
"""The stream that finished print batches are appended to."""

PROOFS_KEPT = 40
"""Proofs set for counsel beside one for each place and kind of person: of the classes with most letters."""


def write(case: Case, watcher: Watcher, processes: int) -> None:
    """Letters to people and packets to everyone else; a stopped run goes on with the next batch."""
    whole, made_from = inputs(case), letter_inputs(case)
    if case.vault.is_current("notices", whole):
        return
    with watcher.work("Writing letters and packets", 1.0) as bar:
        bar.say("choosing the words")
        if letter_day(case) is None:
            case.vault.put_document(DAY, WRITTEN_ON, f"{made_from} {case.day}".encode())
        plan = planned(case)
        bar.advance(0.2)
        _start_over(case, made_from)
        _letters(case, plan, made_from, bar, processes)
        bar.say("packets")
        documents = notices.packets(plan, case.day)
        _keep_packets(case, documents)
        letters = case.vault.read_parts(BATCHES, "notices")
        rows = chain(letters, plan.unsent_tables(), [notices.packet_rows(documents)])
        case.vault.save_tables("notices", rows, NOTICES, made_from=whole)


def _keep_packets(case: Case, documents: list[notices.Document]) -> None:
    with case.vault.act("write_packets", "case", packets=len(documents)):
        for reference in case.vault.list_documents(PACKETS):
            case.vault.delete_document(PACKETS, reference.name)
        for document in documents:
            case.vault.put_document(PACKETS, f"{document.id}.pdf", document.pdf)
            case.vault.put_document(PACKETS, f"{document.id}.html", document.html.encode())
            case.vault.put_document(PACKETS, f"{document.id}.txt", document.text.encode())
            case.vault.put_document(PACKETS, f"{document.id}.json", document.json.encode())
            case.vault.put_document(JOBS, document.id, document.job.encode())


def inputs(case: Case) -> str:
    """Digest of everything letters and packets are made from, counsel's words included."""
    return case.digest("obligations", extra=f"{letter_inputs(case)} {filings.digest(case)}")


def letter_inputs(case: Case) -> str:
    """Digest of what letters are made from: a filing or a duty to an office changes no letter."""
    obligations = case.table("obligations")
    rows = [] if obligations is None else obligations.to_pylist()
    duties = json.dumps([row for row in rows if row["recipient"] == "individuals"])
    words = f"notices {__version__} {edition('tocsin.notices')} {case.facts.model_dump_json()}"
    entered = f"{codes_digest(case)}{representing.digest(case)}{enveloping.digest(case)}"
    extra = f"{words}{wording_digest(case)}{hashlib.sha256(duties.encode()).hexdigest()}{entered}"
    return case.digest("people", "exposures", extra=extra)


def planned(case: Case) -> Plan:
    """The letters of this case, decided and not yet rendered.

    They carry the day they were first written on while nothing that they are made from has changed.
    """
    frugal()
    facts = filings.told(case, case.facts).model_copy(update={"as_of": letter_day(case) or case.day})
    codes, months = codes_of(case)
    return notices.plan(
        facts,
        case.need("obligations", "assess"),
        partial(case.vault.read_table, "people"),
        partial(case.vault.read_table, "exposures"),
        covers=law.coverage(facts, case.need("groups", "assess")),
        source=library_of(case),
        filings=filings.made(case),
        representatives=representing.representatives(case),
        codes=codes,
        months=months,
        profile=enveloping.envelope_of(case)[1],
    )


def letter_day(case: Case) -> date | None:
    """The date that letters made from the present inputs carry, or None before they are written."""
    noted = (case.vault.get_document(DAY, WRITTEN_ON) or b"").decode().split()
    return date.fromisoformat(noted[1]) if noted and noted[0] == letter_inputs(case) else None


def _letters(case: Case, plan: Plan, made_from: str, bar: Bar, processes: int) -> None:
    """Render the batches that are not rendered yet, and a proof of the largest classes."""
    done = case.vault.finished(BATCHES)
    missing = [number for number in range(plan.batches) if f"{made_from}:{number}" not in done]
    for batch in notices.rendered(plan, missing, processes):
        bar.say(f"batch {batch.number + 1} of {plan.batches}: {batch.notices.num_rows:,} letters")
        with case.vault.act("write_batch", f"batch-{batch.number + 1}", letters=batch.notices.num_rows):
            case.vault.put_document(LETTERS, batch.name, batch.pdf)
            manifest = f"{batch.name.removesuffix('.pdf')}.manifest.csv"
            case.vault.put_document(LETTERS, manifest, batch.manifest.encode())
            case.vault.append_part(BATCHES, {"notices": batch.notices}, [f"{made_from}:{batch.number}"])
        bar.advance(0.7 / max(plan.batches, 1))
    for proof in notices.proofs(_to_proof(plan)):
        _keep_proof(case, proof)


def proof_name(variant: str) -> str:
    """How the proof of a letter class is called, without its ending."""
    return variant.replace("/", "_")


def _keep_proof(case: Case, proof: notices.Proof) -> None:
    case.vault.put_document(PROOFS, f"{proof_name(proof.variant)}.pdf", proof.pdf)
    case.vault.put_document(PROOFS, f"{proof_name(proof.variant)}.txt", proof.text.encode())


def prove_all(case: Case, watcher: Watcher) -> int:
    """A proof of every class that letters are sent in and that has none yet; returns how many were made."""
    plan = planned(case)
    kept = {reference.name for reference in case.vault.list_documents(PROOFS)}
    letters = plan.letters_of()
    missing = [
        group
        for number, group in enumerate(plan.classes)
        if letters[number] and f"{proof_name(group.variant)}.pdf" not in kept
    ]
    with watcher.work("Setting proofs", max(len(missing), 1)) as bar:
        for proof in notices.proofs(dataclasses.replace(plan, classes=tuple(missing))):
            _keep_proof(case, proof)
            bar.advance(1.0)
    return len(missing)


def _to_proof(plan: Plan) -> Plan:
    """The plan with only the classes that are proofed at once: of each place and kind of person the one with
    most letters, then those with most letters anywhere."""
    letters = plan.letters_of()
    by_use = sorted((number for number, count in enumerate(letters) if count), key=lambda at: -letters[at])
    first: dict[tuple[str | None, str, str], int] = {}
    for number in by_use:
        reader = plan.classes[number].reader
        first.setdefault((reader.residence, reader.kind, reader.language), number)
    chosen = list(dict.fromkeys([*first.values(), *by_use[:PROOFS_KEPT]]))
    return dataclasses.replace(plan, classes=tuple(plan.classes[number] for number in chosen))


def _start_over(case: Case, made_from: str) -> None:
    """Letters made from other inputs are no longer true; they go before new ones are written."""
    if all(key.startswith(made_from) for key in case.vault.finished(BATCHES)):
        return
    with case.vault.act("discard_notices", "case"):
        case.vault.clear_parts(BATCHES)
        for kind in (LETTERS, PROOFS, PACKETS, JOBS):
            for reference in case.vault.list_documents(kind):
                case.vault.delete_document(kind, reference.name)
