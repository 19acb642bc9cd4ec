"""``tocsin counsel``: the letters as a Word document for counsel, what came back of it, and approval."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from tocsin import response
from tocsin.cli.opening import opened_case, watcher
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import FileExistsAlready, out, print_json, say, write_new
from tocsin.model.entered import now
from tocsin.notices.counsel import Redline, as_docx, as_html, compare, harder, text_words
from tocsin.response.counselling import NOW, OPEN, SHIPPED

counsel_app = typer.Typer(no_args_is_help=True, help="Letters to counsel and back, and their approval.")

Named = Annotated[str, typer.Option("--by", help="Who decides: a person’s name.", show_default=False)]
Because = Annotated[str, typer.Option("--because", help="The reason, kept with it.", show_default=False)]
Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the proposal.", show_default=False)]
Version = typer.Argument(help="A number, shipped (0) or now.")


@counsel_app.callback()
def counsel_() -> None:
    """Letters to counsel as a Word document, tracked changes back, redlines, and approval before sending."""


@counsel_app.command()
def copy(
    case: CaseFolder,
    to: Annotated[
        Path, typer.Argument(metavar="OUT.docx", help="New file to write, in clear.", show_default=False)
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="Every block there is, not only those used in this case.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Write the review copy: every block of the letters with its basis and conditions, for Word.

    Fields and headings are locked, and every edit is a tracked change. This is logged.
    """
    _refuse_existing(to)
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        document = response.make_copy(opened, everything=everything)
    to.write_bytes(document)
    say(f"Written: {to}. When it comes back: tocsin counsel proposals {case} FILE.docx")


@counsel_app.command()
def proposals(
    case: CaseFolder,
    document: Annotated[
        Path | None,
        typer.Argument(metavar="[IN.docx]", help="The document that came back.", show_default=False),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is decided, and every refusal so far.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="Who reads it in; default: your user name.")] = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Read a review copy that came back, block by block, and list what is to be decided.

    Tracked changes, comments and changes that nobody tracked are found; edits in locked places are refused
    with a reason. Nothing in the letters changes before a proposal is accepted.
    """
    taken = None
    if document is None:
        with opened_case(case, passphrase_file, passphrase_fd) as opened:
            found = response.proposals(opened)
            refused = response.refusals(opened)
    else:
        response.check_containment(watcher())
        with response.review_lane() as lane:
            read = response.read_document(document, lane)
            with opened_case(case, passphrase_file, passphrase_fd) as opened:
                taken = response.take_document(opened, read, by or getpass.getuser())
                found = response.proposals(opened)
                refused = response.refusals(opened)
    shown = [one for one in found if everything or one["state"] == OPEN]
    if as_json:
        document_read = asdict(taken) if taken is not None else None
        print_json({"proposals": shown, "refused": refused if everything else [], "document": document_read})
        return
    for one in shown:
        _show(one)
    new = [asdict(one) | {"why": one.reason} for one in taken.refusals] if taken is not None else []
    for one in refused if everything else new:
        where = " ".join(word for word in (one["block"], one["language"]) if word)
        say(f"Refused: {where}: {one['why']}.", style="red")
    if taken is not None:
        for note in taken.notes:
            say(f"Note: {note}.", style="dim")
    waiting = sum(one["state"] == OPEN for one in found)
    say(
        f"{waiting:,} to decide: tocsin counsel accept {case} ID --by NAME --because REASON"
        if waiting
        else "Nothing is waiting to be decided."
    )


def _show(one: Mapping[str, Any]) -> None:
    words = one["before"] != one["after"]
    decided = one["decided"]
    state = f"{one['state']} by {decided['by']}: {decided['why']}" if decided else one["state"]
    say(f"{one['id']}  {text_words(one['block'], one['language'])}  ({state})", style="bold")
    if words:
        out.print(_coloured(Redline(one["block"], one["language"], compare(one["before"], one["after"]))))
    if worse := harder(one["before"], one["after"], one["language"]):
        say(f"  {worse}", style="yellow")
    for change in one["changes"]:
        if not words or change["kind"] == "comment":
            say(f"  comment of {change['author']} {change['when'][:16]}: {change['text']}")
    authors = {change["author"]: change["when"][:16] for change in one["changes"]}
    say("  " + ", ".join(f"{name} {when}".strip() for name, when in authors.items()), style="dim")


def _coloured(found: Redline) -> Text:
    styles = {"=": "", "-": "red strike", "+": "green underline"}
    marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    plain = not out.is_terminal
    return Text.assemble(
        *(
            (marks[step.kind].format(step.text) if plain else step.text, styles[step.kind])
            for step in found.steps
        )
    )


@counsel_app.command()
def accept(
    case: CaseFolder,
    ident: Id,
    by: Named,
    because: Because,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Accept a proposal: letters of this case are written with its words from then on."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        taken = response.decide_proposal(opened, ident, by, because, accept=True)
    say(
        f"Accepted: {text_words(taken['block'], taken['language'])}. Check its other language. "
        f"Then: tocsin notices {case}"
    )


@counsel_app.command()
def reject(
    case: CaseFolder,
    ident: Id,
    by: Named,
    because: Because,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Reject a proposal, or take back one that was accepted. Both decisions stay in the case."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        taken = response.decide_proposal(opened, ident, by, because, accept=False)
    say(f"Rejected: {text_words(taken['block'], taken['language'])}.")


@counsel_app.command()
def redline(
    case: CaseFolder,
    first: Annotated[str, Version] = SHIPPED,
    second: Annotated[str, Version] = NOW,
    html: Annotated[
        Path | None, typer.Option(help="Also write it as a web page.", show_default=False)
    ] = None,
    docx: Annotated[
        Path | None, typer.Option(help="Also write it for Word, as tracked changes.", show_default=False)
    ] = None,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Show what is different between two versions of the words. Every accepted proposal makes a version."""
    for file in (html, docx):
        if file is not None:
            _refuse_existing(file)
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        found = response.redline(opened, first, second)
        made = response.versions(opened)
        organisation = opened.facts.organisation.name
    title = f"{organisation}: letters, {first} to {second}"
    if html is not None:
        write_new(html, as_html(found, title))
    if docx is not None:
        at = made[-1]["at"] if made else now()
        docx.write_bytes(as_docx(found, title, "Tocsin", at))
    if as_json:
        print_json({"redlines": [asdict(one) for one in found], "versions": made})
        return
    for one in found:
        say(text_words(one.block, one.language), style="bold")
        out.print(_coloured(one))
    for version in made:
        verb = "accepted" if version["kind"] == "accepted" else "taken back"
        where = text_words(version["block"], version["language"])
        say(f"version {version['version']}: {where} {verb} by {version['by']}: {version['why']}", style="dim")
    if not found:
        say("Nothing is different.")


@counsel_app.command()
def proofs(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Set a proof of every letter class that has none yet; approval needs one of each."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        made = response.prove_all(opened, watcher())
    say(f"{made:,} proofs made. tocsin export shows them; then tocsin counsel approve {case} --by NAME")


@counsel_app.command()
def approve(
    case: CaseFolder,
    by: Named,
    packets: Annotated[
        bool, typer.Option("--packets", help="Approve filings and packets instead of letters.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="With --packets: the packet of this id; may be repeated.")
    ] = None,
    with_gaps: Annotated[
        bool, typer.Option("--with-gaps", help="With --only: although answers are missing in it.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
) -> None:
    """Approve the letters: their words, a proof of every class, the law and the contacts, as they are now.

    With --packets, the filings and packets: each is bound to its words, its form and the laws it answers. Any
    change of these voids the approval. Without one an export says DRAFT.
    """
    if packets or only:
        with opened_case(case, passphrase_file, passphrase_fd) as opened:
            approved, left = response.approve_packets(opened, by, watcher(), only or (), gaps=with_gaps)
        for one in approved:
            say(f"Approved: {one.id} ({one.title}); digest {one.digest[:16]}")
        for one in left:
            say(f"Not approved: {one.id}: {'; '.join((*one.void, *one.obstacles()))}", style="yellow")
        say(f"{len(approved):,} approved. tocsin export writes them without the word DRAFT.")
        return
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        made = response.approve(opened, by)
        bound = response.bound_now(opened)
    for kind, words in (
        ("text", "texts of blocks"),
        ("proof", "letter classes, each with its proof"),
        ("law", "laws"),
        ("contact", "contacts"),
    ):
        names = [name for name in bound if name.startswith(f"{kind}:")]
        listed = _listed(names) if kind in {"law", "contact"} else ""
        say(f"{len(names):6,} {words}{listed}")
    say(f"Approved by {made.by} on {made.at}; digest {made.digest}")


@counsel_app.command("packets")
def packets_(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """List filings and packets: approved by whom, what has voided that, what is missing in each."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        found = response.packet_states(opened)
    if as_json:
        print_json([asdict(one) | {"approved": one.approved} for one in found])
        return
    for one in found:
        state = one.sentence if one.approved else "APPROVAL VOID" if one.by else "not approved"
        say(f"{one.id}  {one.title}  ({state})", style="bold")
        for words in (*one.void, *one.obstacles()):
            say(f"  {words}", style="yellow")


def _listed(names: Iterable[str]) -> str:
    return ": " + ", ".join(name.partition(":")[2] for name in names)


@counsel_app.command()
def approval(
    case: CaseFolder,
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Say whether the letters are approved, by whom, and what has voided it or stands in its way."""
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        may_be_sent, words = response.standing(opened)
        missing = () if may_be_sent else response.obstacles(opened)
    if as_json:
        print_json({"approved": may_be_sent, "words": words, "in_the_way": list(missing)})
        return
    say(words)
    for sentence in missing:
        say(f"In the way of approval: {sentence}.", style="red")


def _refuse_existing(file: Path) -> None:
    if file.exists():
        raise FileExistsAlready(f"{file} is already there. Name a new file, or remove that one first.")
