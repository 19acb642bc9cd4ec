"""``tocsin application``: answers of an application for cover, each yes with its proof."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.options import Json
from tocsin.cli.output import FileExistsAlready, out, print_json
from tocsin.risk.application import (
    answer_question,
    asking,
    export_for_broker,
    read_application,
    standing_answers,
    weaknesses,
)

application_app = typer.Typer(no_args_is_help=True, help="Answers of an application for cover, with proof.")

File = Annotated[Path, typer.Argument(help="The application; it is only ever added to.")]


@application_app.callback()
def application_() -> None:
    """Answers of an application for cover: each yes with where exactly, its proof, its day and who signs.

    A policy can be rescinded when a yes was not so everywhere. Keep the file and its proofs in one folder.
    """


@application_app.command()
def questions(as_json: Json = False) -> None:
    """List what is asked, for which places, what proves a yes, and after how many days it is too old."""
    known = asking()
    if as_json:
        print_json(known.model_dump(mode="json"))
        return
    for key, one in known.questions.items():
        out.print(f"[bold]{key}[/]: {one.ask}", highlight=False)
        said = f"  where: {', '.join(one.where)}; proof: {one.proof}; shown anew every {one.ages_after} days"
        out.print(said, markup=False, highlight=False)


@application_app.command()
def answer(
    file: File,
    question: Annotated[str, typer.Argument(help="Key of the question: `tocsin application questions`.")],
    reply: Annotated[str, typer.Argument(help="yes, no or does_not_apply.")],
    where: Annotated[str, typer.Option(help="For which place, such as e-mail or servers.")],
    signer: Annotated[str, typer.Option(help="Who stands for it, with their function.")],
    scope: Annotated[str, typer.Option(help="What exactly it covers, with its exceptions.")] = "",
    proof: Annotated[
        list[Path] | None, typer.Option(help="A file beside the application that shows it.")
    ] = None,
    dated: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the proof.", show_default=False)
    ] = None,
) -> None:
    """Enter an answer for one place. A later one takes its place; both stay."""
    day = dated.date() if dated is not None else None
    made = answer_question(
        file,
        question,
        where,
        reply,
        datetime.now(UTC),
        scope=scope,
        proofs=proof or (),
        dated=day,
        signer=signer,
    )
    for one in made.proofs:
        out.print(f"{one.name}: SHA-256 {one.sha256}", markup=False, highlight=False)
    out.print(f"Entered. Next: tocsin application check {file}", markup=False)


@application_app.command()
def check(file: File, as_json: Json = False) -> None:
    """Name what would not hold: open, no, too old, or a proof that is gone or no longer the same."""
    found = weaknesses(file, datetime.now(UTC).date())
    if as_json:
        held = standing_answers(read_application(file)).values() if file.exists() else ()
        answers = [one.model_dump(mode="json") for one in held]
        print_json({"answers": answers, "weaknesses": [asdict(one) for one in found]})
        return
    for one in found:
        out.print(f"{one.kind}: {one.says}", markup=False, highlight=False)
    out.print(f"{len(found)} would not hold." if found else "Every answer is given and proved.")


@application_app.command()
def export(file: File, to: Annotated[Path, typer.Argument(help="New ZIP file for the broker.")]) -> None:
    """Write the answers with their proofs to one file for the broker, in clear."""
    if to.exists():
        raise FileExistsAlready(f"{to} is already there. Name a new file, or remove that one first.")
    to.write_bytes(export_for_broker(file, datetime.now(UTC).date()))
    out.print(f"Written: {to}. It holds your proofs in clear.", markup=False)
