"""Writing the notices: planned for everyone at once, rendered batch by batch, kept encrypted."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tocsin import __version__, notices
from tocsin.model.tables import EXPOSURES, NOTICES, PEOPLE
from tocsin.notices import Plan
from tocsin.response.case import Case
from tocsin.response.progress import Watcher

LETTERS, PROOFS, PACKETS = "letters", "proofs", "packets"
"""Kinds of documents in the vault."""

BATCHES = "notice_batches"
"""The stream that finished print batches are appended to."""


def write(case: Case, watcher: Watcher) -> None:
    """Letters to people and packets to everyone else; a stopped run goes on with the next batch."""
    made_from = case.digest("people", "exposures", "obligations", extra=f"notices {__version__}")
    if case.vault.is_current("notices", made_from):
        return
    with watcher.work("Writing letters and packets", None) as bar:
        bar.say("choosing the words")
        plan = notices.plan(
            case.facts.model_copy(update={"as_of": case.day}),
            case.need("obligations", "assess"),
            _or_empty(case.table("people"), PEOPLE),
            _or_empty(case.table("exposures"), EXPOSURES),
        )
        _start_over(case, made_from)
        rows = [plan.not_sent(), *_batches(case, plan, made_from, watcher)]
        case.vault.save_table("notices", pa.concat_tables(rows), made_from=made_from)


def _batches(case: Case, plan: Plan, made_from: str, watcher: Watcher) -> list[pa.Table]:
    """Render what is not rendered yet; returns the rows of all letters."""
    done = case.vault.finished(BATCHES)
    for number in range(plan.batches):
        key = f"{made_from}:{number}"
        if key in done:
            continue
        batch = notices.render_batch(plan, number)
        with case.vault.act("write_batch", f"batch-{number + 1}", letters=batch.notices.num_rows):
            case.vault.put_document(LETTERS, batch.name, batch.pdf)
            case.vault.put_document(
                LETTERS, f"{batch.name.removesuffix('.pdf')}.manifest.csv", batch.manifest.encode()
            )
            case.vault.append_part(BATCHES, {"notices": batch.notices}, [key])
    return [NOTICES.empty_table(), *case.vault.read_parts(BATCHES, "notices")]


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


def account_lists(case: Case) -> dict[str, str]:
    """Account and card numbers for their banks and issuers, as CSV by file name. Logged before it is read."""
    raise NotImplementedError


def _unused(_: Any) -> None:
    return None
