"""``tocsin people represent``: record who acts for a person, so that the letter goes to them by name."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tocsin import response
from tocsin.cli.opening import opened_case
from tocsin.cli.options import CaseFolder, Json, PassphraseFd, PassphraseFile
from tocsin.cli.output import print_json, say


class RoleOption(StrEnum):
    """What gives somebody the authority to act."""

    PARENT = "parent"
    LEGAL_GUARDIAN = "legal_guardian"
    CONSERVATOR = "conservator"
    ATTORNEY_IN_FACT = "attorney_in_fact"
    EXECUTOR = "executor"
    ADMINISTRATOR = "administrator"
    NEXT_OF_KIN = "next_of_kin"


def represent(
    case: CaseFolder,
    person: Annotated[
        str | None,
        typer.Argument(
            metavar="[PERSON]", help="Id of the person; without it, all records.", show_default=False
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="The representative's name, as the letter shall write it.")] = "",
    role: Annotated[
        RoleOption | None,
        typer.Option(
            "--as",
            help="parent, legal_guardian or conservator of a minor; legal_guardian, conservator or "
            "attorney_in_fact of an adult; executor, administrator or next_of_kin of a person who has died.",
            show_default=False,
        ),
    ] = None,
    proof: Annotated[str, typer.Option(help="What showed the authority, and its date.")] = "",
    evidence: Annotated[
        Path | None, typer.Option(help="That document; kept in the case.", show_default=False)
    ] = None,
    street: Annotated[str, typer.Option(help="Where letters go, if not to the person's own address.")] = "",
    city: Annotated[str, typer.Option(help="City of that address.")] = "",
    state: Annotated[str, typer.Option(help="State of that address.")] = "",
    postal_code: Annotated[str, typer.Option("--zip", help="ZIP or postal code of that address.")] = "",
    country: Annotated[str, typer.Option(help="Country of that address; empty: the United States.")] = "",
    withdraw: Annotated[
        str | None, typer.Option(metavar="RECORD", help="Take this record back.", show_default=False)
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who records it; default: your user name.")] = "",
    passphrase_file: PassphraseFile = None,
    passphrase_fd: PassphraseFd = None,
    as_json: Json = False,
) -> None:
    """Record who acts for a person: an attorney-in-fact, a guardian, an executor.

    The letter is then addressed "NAME, as Legal Guardian of PERSON", says what a representative can do and
    which proof the bureaus ask for, and goes by mail, never by e-mail. The law that applies stays that of the
    person. Roles found in the papers are hints; nothing is addressed by them until it is recorded here. No
    record is ever deleted: one that is taken back stays, and a later one takes the place of an earlier.
    """
    who = by or getpass.getuser()
    with opened_case(case, passphrase_file, passphrase_fd) as opened:
        if withdraw is not None:
            one = response.withdraw_representative(opened, withdraw, who)
        elif person is not None:
            if role is None:
                raise response.RepresentativeRefused(
                    "Say what they are to the person: --as ROLE (see --help)."
                )
            made = response.Representative(name, role.value, street, city, state, postal_code, country)
            one = response.record_representative(opened, person, made, proof, who, evidence)
        found = response.acting(opened)
    if as_json:
        print_json([asdict(each) for each in found])
    elif withdraw is not None:
        say(f"Taken back: {one.id}. Next: tocsin notices {case}")
    elif person is not None:
        say(f"Recorded as {one.id}: {one.role} of {one.person}. Next: tocsin notices {case}")
    else:
        for each in found:
            kept = f"; document {each.evidence[:12]} kept" if each.evidence else ""
            unused = f"; NOT USED: {each.unused}" if each.unused else ""
            say(f"{each.id}  {each.person}  {each.role} ({each.proof}{kept}); by {each.by}{unused}")
        if not found:
            say("No representative is recorded. See tocsin people represent --help")
