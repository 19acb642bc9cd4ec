"""``tocsin items`` and ``tocsin read``: what became of every file, and what the readers make of one."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tocsin import response
from tocsin.cli.opening import opened_case, watcher
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile, Passwords, read_passwords
from tocsin.cli.output import err, out, print_json

_SHOWN = 40


def items(
    case: CaseFolder,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            help="read, read_in_part, refused or stopped; may be given several times.", show_default=False
        ),
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="Only files of this type (pdf, xlsx, msg).", show_default=False)
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            help="Also write every item to this new CSV file; its SHA-256 goes into the log.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every row.")] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """What became of every file: read, read in part, refused or stopped, and why.

    `tocsin items CASE --outcome refused` says in a sentence for each file what could not be read, and below
    the table what to do about each class of them. Put a whole copy or an opened one into the folder and run
    `tocsin scan` again: files already read are not read again.
    """
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        rows = response.items_of(opened, outcome or [], kind)
        digest = response.write_manifest(opened, manifest) if manifest is not None else None
    if as_json:
        print_json(rows)
        return
    _show(rows, everything=everything)
    if digest is not None:
        out.print(f"Manifest: {manifest}\nSHA-256 {digest}, in the log.", markup=False, highlight=False)


def _show(rows: list[dict[str, Any]], *, everything: bool) -> None:
    counts = Counter(row["outcome"] for row in rows)
    shown = rows if everything else rows[:_SHOWN]
    table = Table(box=None, pad_edge=False)
    for label in ("Outcome", "Type", "File", "Why"):
        table.add_column(label, overflow="fold")
    for row in shown:
        table.add_row(row["outcome"].replace("_", " "), row["kind"], row["path"], row["reason"] or "")
    out.print(table, markup=False)
    said = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.most_common())
    out.print(f"{len(rows):,} items: {said}" if rows else "No such items.", markup=False, highlight=False)
    for number, sentence in response.advice_on(row["reason"] or "" for row in rows):
        out.print(f"For {number:,}: {sentence}", markup=False, highlight=False)
    if len(shown) < len(rows):
        out.print(f"{len(rows) - len(shown):,} more: --all shows them.", markup=False, highlight=False)


def read(
    sources: Annotated[list[Path], typer.Argument(help="Files or folders.", show_default=False)],
    target: Annotated[
        Path, typer.Option("--out", metavar="OUT.jsonl", help="New file, a line an item.", show_default=False)
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether contents may be written.")] = False,
    lanes: Annotated[int | None, typer.Option(help="Processes; default: one a core.", min=1)] = None,
    passwords: Passwords = None,
) -> None:
    """Write what the readers make of files, in clear, so that anyone can check a reader.

    Each line is one item (a file, or a file inside one): id, parent, path, sha256, kind, size, outcome,
    reason, and parts: texts, tables and messages with their place and role, as the later stages see them.
    It needs no case and keeps nothing else.
    """
    if not yes:
        _ask(target)
    response.check_containment(watcher())
    with response.reading_lanes(target, lanes, read_passwords(passwords)) as pool:
        done = response.read_items(sources, target, pool, watcher())
    said = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in sorted(done.outcomes.items()))
    err.print(f"{sum(done.outcomes.values()):,} items ({said}): {target}", markup=False, soft_wrap=True)


def _ask(target: Path) -> None:
    """The contents are as sensitive as the files themselves."""
    words = f"This writes the contents of the files in clear to {target}. Go on?"
    if not sys.stdin.isatty():
        raise response.ReadingRefused(f"{words} There is no terminal to ask on: give --yes.")
    typer.confirm(words, abort=True, err=True)


def ocr(
    case: CaseFolder,
    minutes: Annotated[
        float | None,
        typer.Option(help="Begin no file after this many minutes; run again to go on.", show_default=False),
    ] = None,
    lanes: Annotated[int | None, typer.Option(help="Processes; default: one a core.", min=1)] = None,
    passwords: Passwords = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Read pictures and scanned pages that were passed over, what likely holds most first.

    It takes seconds of a processor for each page, so it is a step of its own after `tocsin scan`; the files
    must be where they were. A stopped run goes on where it was. `tocsin items CASE --outcome refused` lists
    what is left.
    """
    response.check_containment(watcher())
    with (
        response.ocr_lanes(lanes, read_passwords(passwords)) as pool,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        done = response.read_pictures(opened, pool, watcher(), minutes)
    if as_json:
        print_json({"files": done.files, "left": done.left, "gone": done.gone})
        return
    out.print(f"{done.files:,} files read with OCR; {done.left:,} left.", markup=False, highlight=False)
    if done.gone:
        out.print(f"{done.gone:,} are not where they were read from. Put them back.", markup=False)
    out.print(f"Next: tocsin respond --case {case} works out people, law and letters anew.", markup=False)
