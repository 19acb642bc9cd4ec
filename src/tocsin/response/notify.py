"""Writing the notices: planned for everyone at once, rendered batch by batch, kept encrypted."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pyarrow as pa

from tocsin import __version__, law, notices
from tocsin.model.tables import EXPOSURES, NOTICES, PEOPLE
from tocsin.notices import Plan
from tocsin.response.case import Case, edition
from tocsin.response.codes import codes_digest, codes_of
from tocsin.response.lists import all_mentions
from tocsin.response.progress import Bar, Watcher
from tocsin.response.wording import library_of, wording_digest

LETTERS, PROOFS, PACKETS = "letters", "proofs", "packets"
"""Kinds of documents in the vault."""

BATCHES = "notice_batches"
"""The stream that finished print batches are appended to."""

PROOFS_KEPT = 40
"""Proofs set for counsel beside one for each place and kind of person: of the classes with most letters."""


def write(case: Case, watcher: Watcher, processes: int) -> None:
    """Letters to people and packets to everyone else; a stopped run goes on with the next batch."""
    made_from = inputs(case)
    if case.vault.is_current("notices", made_from):
        return
    with watcher.work("Writing letters and packets", 1.0) as bar:
        bar.say("choosing the words")
        plan = planned(case)
        bar.advance(0.2)
        _start_over(case, made_from)
        _letters(case, plan, made_from, bar, processes)
        bar.say("packets")
        documents = notices.packets(plan)
        with case.vault.act("write_packets", "case", packets=len(documents)):
            for document in documents:
                case.vault.put_document(PACKETS, f"{document.id}.pdf", document.pdf)
                case.vault.put_document(PACKETS, f"{document.id}.txt", document.text.encode())
                case.vault.put_document(PACKETS, f"{document.id}.json", document.json.encode())
        rows = [NOTICES.empty_table(), *case.vault.read_parts(BATCHES, "notices")]
        rows += [plan.not_sent(), notices.packet_rows(documents)]
        case.vault.save_table("notices", pa.concat_tables(rows), made_from=made_from)


def inputs(case: Case) -> str:
    """Digest of everything letters are made from, counsel's words included."""
    words = f"notices {__version__} {edition('tocsin.notices')} {case.facts.model_dump_json()}"
    return case.digest(
        "people", "exposures", "obligations", extra=words + wording_digest(case) + codes_digest(case)
    )


def planned(case: Case) -> Plan:
    """The letters of this case, decided and not yet rendered."""
    facts = case.facts.model_copy(update={"as_of": case.day})
    codes, months = codes_of(case)
    return notices.plan(
        facts,
        case.need("obligations", "assess"),
        _or_empty(case.table("people"), PEOPLE),
        _or_empty(case.table("exposures"), EXPOSURES),
        covers=law.coverage(facts, case.need("groups", "assess")),
        source=library_of(case),
        codes=codes,
        months=months,
    )


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
    sent = {piece.variant for piece in plan.pieces}
    missing = [
        group
        for number, group in enumerate(plan.classes)
        if number in sent and f"{proof_name(group.variant)}.pdf" not in kept
    ]
    with watcher.work("Setting proofs", max(len(missing), 1)) as bar:
        for proof in notices.proofs(dataclasses.replace(plan, classes=tuple(missing))):
            _keep_proof(case, proof)
            bar.advance(1.0)
    return len(missing)


def _to_proof(plan: Plan) -> Plan:
    """The plan with only the classes that are proofed at once: of each place and kind of person the one with
    most letters, then those with most letters anywhere."""
    by_use = [number for number, _ in Counter(piece.variant for piece in plan.pieces).most_common()]
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
        for kind in (LETTERS, PROOFS, PACKETS):
            for reference in case.vault.list_documents(kind):
                case.vault.delete_document(kind, reference.name)


def _or_empty(table: pa.Table | None, schema: pa.Schema) -> pa.Table:
    return schema.empty_table() if table is None else table


def account_lists(case: Case) -> dict[str, bytes]:
    """Exposed account numbers by bank and card numbers by brand, as CSV by file name.

    The identifying values are opened for this alone; the log has the entry before they are read.
    """
    case.vault.log("open_identifiers", "case")
    _, identifiers = all_mentions(case, seeds=False)
    lists = {f"bank-{one.key}.csv": one.csv for one in notices.bank_lists(identifiers)}
    return lists | {f"cards-{one.key}.csv": one.csv for one in notices.card_lists(identifiers)}
