"""``tocsin review``: decide about what detection is not sure of, and check by sample what it passed over."""

from __future__ import annotations

import dataclasses
import getpass
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from tocsin import response
from tocsin.cli import reviewer
from tocsin.cli.opening import opened_case, opened_lanes
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import err, out, print_json
from tocsin.report import show_quality, show_queue
from tocsin.response import Case, Decision, ReviewRefused


def review(
    case: CaseFolder,
    listed: Annotated[
        bool, typer.Option("--list", help="List what is to decide, most useful first.")
    ] = False,
    within: Annotated[
        str | None,
        typer.Option(metavar="ID", help="List the findings of one group or file.", show_default=False),
    ] = None,
    owners: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="List the people in the file of an entry, by name.", show_default=False
        ),
    ] = None,
    judgements: Annotated[bool, typer.Option("--judgements", help="List every decision so far.")] = False,
    decide: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=VERDICT", help="yes, no, owner:MENTION or unsure; of a file missed or clean."
        ),
    ] = None,
    why: Annotated[str, typer.Option(help="The reason, kept with the decisions.", show_default=False)] = "",
    undo: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Withdraw a decision; nothing is deleted.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--from", help="Decisions, one JSON object a line: id, verdict, why.", show_default=False
        ),
    ] = None,
    quality: Annotated[
        bool,
        typer.Option("--quality", help="A random sample of files without findings, and of sure findings."),
    ] = False,
    sample: Annotated[
        int, typer.Option(help="With --quality: so many files, and as many findings.", min=1)
    ] = response.QUALITY_SAMPLE,
    by: Annotated[
        str | None, typer.Option(help="Who decides; default: the user of this machine.", show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="With --list: also what is decided.")] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Decide what detection is not sure of, one decision for many findings, and check what it passed over.

    In a terminal it asks one thing at a time, first what matters most: people at risk times uncertainty,
    divided by the effort of looking. Values are shown masked; the content only at the press of a key, and
    that is logged. Everything else here does the same without a terminal.

    A decision holds for every finding of one recogniser in one column, or in the text of one file, for
    copies of that file too, and after every re-run. Decisions are kept encrypted, with who, when and why; a
    later one supersedes, none is deleted. `tocsin respond --case CASE` then counts anew.

    With --quality: a random sample of files in which nothing was found. "missed" or "clean" for each gives
    the elusion rate, how much was passed over, with an exact 95 % interval; the board shows it.
    """
    asked = [listed, within, owners, judgements, decide, undo, file]
    who = by or getpass.getuser()
    with (
        opened_lanes(not any(asked), 1) as pool,
        opened_case(case, passphrase_file, passphrase_fd) as opened,
    ):
        opened.need("items", "scan")
        if decide or undo or file:
            _write(opened, _decisions(decide or [], why, file, drawn=quality), undo or [], who, why)
            if not as_json:
                out.print(f"Next: tocsin respond --case {case} counts anew with them.", soft_wrap=True)
        if listed or within or owners or judgements or as_json:
            _list(opened, listed, within, owners, judgements, quality, sample, everything, as_json)
        elif pool is not None:
            if not sys.stdin.isatty():
                raise ReviewRefused(
                    "There is no terminal to ask on. --list shows what is to decide, "
                    "--decide ID=VERDICT decides."
                )
            decided = (
                reviewer.quality(opened, pool, sample, who) if quality else reviewer.run(opened, pool, who)
            )
            if quality:
                show_quality(response.quality(opened), out)
            err.print(f"Decided: {decided:,}. Next: tocsin respond --case {case} counts anew with them.")


def _write(case: Case, decisions: Sequence[Decision], undo: Sequence[str], who: str, why: str) -> None:
    made = response.record(case, decisions, who)
    made += [response.undo(case, ident, who, why) for ident in undo]
    for ident in made:
        err.print(f"Recorded: {ident}", markup=False, highlight=False)


def _decisions(given: Sequence[str], why: str, file: Path | None, *, drawn: bool) -> list[Decision]:
    decisions = [
        _decision(*word.partition("=")[::2], why, f"--decide {number}", drawn)
        for number, word in enumerate(given, 1)
    ]
    if file is None:
        return decisions
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        where = f"Line {number} of {file.name}"
        try:
            row = json.loads(line)
            verdict = row["verdict"] if not row.get("owner") else f"owner:{row['owner']}"
            decisions.append(
                _decision(row["id"], verdict, row.get("why") or why, where, bool(row.get("drawn", drawn)))
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            raise ReviewRefused(
                f'{where} is not of the form {{"id": …, "verdict": …, "why": …}}. Nothing was recorded.'
            ) from None
    return decisions


def _decision(subject: str, verdict: str, why: str, where: str, drawn: bool) -> Decision:
    if not subject or not verdict:
        raise ReviewRefused(f"{where} is not of the form ID=VERDICT. Nothing was recorded.")
    word, _, owner = verdict.partition(":")
    of_file = subject.startswith("q")  # files are only ever asked about because chance drew them
    return Decision(subject.strip(), word.strip().lower(), owner.strip() or None, why, drawn or of_file)


def _list(
    case: Case,
    listed: bool,
    within: str | None,
    owners: str | None,
    judgements: bool,
    quality: bool,
    sample: int,
    everything: bool,
    as_json: bool,
) -> None:
    made: dict[str, Any] = {}
    if quality:
        made["quality"] = response.quality(case)
        made["files"] = response.files_to_check(case, sample)
        made["findings"] = response.findings_to_check(case, sample)
    elif within:
        made["findings"] = response.within(case, within)
    elif not owners and not judgements:
        made["groups"] = response.queue(case, everything=everything)
    if owners:
        made["owners"] = response.owners(case, owners)
    if judgements:
        made["judgements"] = response.judgements(case)
    if as_json:
        print_json({name: _plain(value) for name, value in made.items()})
        return
    if quality:
        show_quality(made["quality"], out)
    show_queue(made, out)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return (
        dataclasses.asdict(value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type)
        else value
    )
