"""Writing results out of the case, in clear, where the user wants them. Every export is logged first."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from tocsin.model.veris import to_veris
from tocsin.report import Board, render
from tocsin.response.account_lists import account_files, write_passwords
from tocsin.response.approving import standing
from tocsin.response.case import Case
from tocsin.response.filings import PACKETS
from tocsin.response.notify import LETTERS, PROOFS
from tocsin.response.packet_approving import ENDINGS, PACKETS_APPROVED, PacketState, packet_states

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins so; names in stolen files may be made for that."""

APPROVED_FILE, DRAFT_FILE, DRAFT = "APPROVAL.txt", "DRAFT-NOT-APPROVED.txt", "DRAFT-"
"""What stands beside exported letters, and before the names of those that may not be sent."""

NOTIFICATION_LIST = (
    *("id", "name", "given", "middle", "family", "suffix", "birth_date"),
    *("street", "city", "state", "postal_code", "country", "email", "phone"),
    *("residence", "residence_how", "minor", "deceased", "guardian", "kinds", "review"),
)


class ExportRefused(Exception):
    """The export was not started; the message says what to do."""


def check_export(folder: Path) -> None:
    """Raises ExportRefused unless the folder is new or empty."""
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportRefused(f"{folder} already holds something. Name a new folder, or remove that one first.")


def check_passwords(folder: Path, passwords: Path) -> None:
    """Raises ExportRefused unless the passwords go to a new file outside the export."""
    if os.path.lexists(passwords):
        raise ExportRefused(f"{passwords} is already there. Name a new file for the passwords.")
    if passwords.resolve().is_relative_to(folder.resolve()):
        raise ExportRefused("The passwords must lie outside the folder that holds the encrypted lists.")


def export(case: Case, folder: Path, board: Board, *, passwords: Path | None = None) -> list[Path]:
    """Write everything to ``folder``, which must be new; returns what to open first.

    passwords: also the lists of account and card numbers for banks and the acquirer, which no other export
    holds, each encrypted; their passphrases go to this new file. Raises ExportRefused; a failed export leaves
    nothing behind.
    """
    check_export(folder)
    accounts = passwords is not None
    if passwords is not None:
        check_passwords(folder, passwords)
    people = case.table("people")
    case.vault.log("export_case", "case", people=people.num_rows if people else 0, accounts=accounts)
    building = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True, mode=0o700)
    try:
        _write_all(case, building, board, passwords)
        if folder.exists():
            folder.rmdir()
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return [
        path for path in (folder / "report.html", folder / "letters", folder / "packets") if path.exists()
    ]


def _write_all(case: Case, folder: Path, board: Board, passwords: Path | None) -> None:
    (folder / "report.html").write_text(render(board), encoding="utf-8")
    _tables(case, folder)
    may_be_sent, words = standing(case)
    for kind in (LETTERS, PROOFS):
        unsent = kind == LETTERS and not may_be_sent
        _documents(case, kind, folder / kind, prefix=DRAFT if unsent else "")
    if (folder / LETTERS).exists():
        note = folder / LETTERS / (APPROVED_FILE if may_be_sent else DRAFT_FILE)
        note.write_text(f"{words}\n", encoding="utf-8")
    _packets(case, folder / PACKETS)
    record = to_veris(case.facts, "case", case.table("groups"))
    (folder / "incident.veris.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    if passwords is not None:
        _accounts(case, folder / "accounts", passwords)
    case.vault.export_log(folder / "log")


def _tables(case: Case, folder: Path) -> None:
    people, exposures = case.table("people"), case.table("exposures")
    if people is not None and exposures is not None:
        _csv(folder / "notification_list.csv", (*NOTIFICATION_LIST, "elements"), _listed(people, exposures))
    for name in ("items", "obligations"):
        found = case.table(name)
        if found is not None:
            columns = [field.name for field in found.schema if not pa.types.is_struct(_inner(field.type))]
            _csv(folder / f"{name}.csv", columns, _rows(found.select(columns)))


def _inner(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_list(kind) else kind


def _listed(people: pa.Table, exposures: pa.Table) -> Iterator[dict[str, Any]]:
    elements: dict[str, list[str]] = {}
    for person, element in zip(
        exposures["person"].to_pylist(), exposures["element"].to_pylist(), strict=True
    ):
        elements.setdefault(person, []).append(element)
    for row in _rows(people.select(list(NOTIFICATION_LIST))):
        yield row | {"elements": sorted(elements.get(row["id"], []))}


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def _csv(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, list(columns), rows)


def write_csv(file: TextIO, columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """A CSV that a spreadsheet shows and does not run."""
    writer = csv.writer(file)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in columns])


def cell(value: Any) -> str:
    """A value as a spreadsheet may show it; what would run as a formula is made text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not isinstance(value, int | float) else text


def _documents(case: Case, kind: str, folder: Path, prefix: str) -> None:
    for reference in case.vault.list_documents(kind):
        folder.mkdir(exist_ok=True)
        source = case.vault.open_document(kind, reference.name)
        assert source is not None
        with source, (folder / f"{prefix}{reference.name}").open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)


def _packets(case: Case, folder: Path) -> None:
    """Approved copies where the approval stands, else drafts with that in their names; and a list of both."""
    if case.table("notices") is None:
        return
    states = packet_states(case)
    folder.mkdir(exist_ok=True)
    for state in states:
        kind, prefix = (PACKETS_APPROVED, "") if state.approved else (PACKETS, DRAFT)
        for ending in ENDINGS:
            content = case.vault.get_document(kind, f"{state.id}{ending}")
            if content is not None:
                (folder / f"{prefix}{state.id}{ending}").write_bytes(content)
    drafts = sum(not one.approved for one in states)
    head = (
        f"NOT APPROVED: {drafts:,} of {len(states):,} packets are drafts. `tocsin counsel approve --packets`."
    )
    lines = [head if drafts else "Every packet is approved."]
    lines += [f"{one.id}: {one.sentence if one.approved else _why_draft(one)}" for one in states]
    note = folder / (DRAFT_FILE if drafts else APPROVED_FILE)
    note.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _why_draft(state: PacketState) -> str:
    if state.void:
        return f"APPROVAL VOID: {'; '.join(state.void)}."
    return f"DRAFT. {'; '.join(state.obstacles()) or 'Nobody has approved it'}."


def _accounts(case: Case, folder: Path, passwords: Path) -> None:
    """The lists, encrypted, and apart from them what opens each."""
    made = account_files(case)
    folder.mkdir(mode=0o700)
    for name, content in made.files.items():
        (folder / name).write_bytes(content)
    try:
        write_passwords(passwords, made.passwords)
    except OSError:
        raise ExportRefused(f"{passwords} cannot be written; nothing was exported.") from None
