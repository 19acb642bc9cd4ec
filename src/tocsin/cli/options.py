"""Options that several commands share, and how a passphrase reaches us: prompt, file or descriptor only."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tocsin.response import MAX_PASSWORDS
from tocsin.vault import WeakPassphrase
from tocsin.vault.keys import LEAST_PASSPHRASE

CaseFolder = Annotated[Path, typer.Argument(help="Folder of the case.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


class EngineKind(StrEnum):
    """Where mentions are compared and joined."""

    DUCKDB = "duckdb"
    SPARK = "spark"


Engine = Annotated[
    EngineKind,
    typer.Option(help="Where mentions are compared: duckdb here, or spark; the rows are the same."),
]
Master = Annotated[
    str,
    typer.Option("--spark", help="With --engine spark: the master (local[4], spark://host:7077, yarn)."),
]
LOCAL = "local[*]"
"""The master of Spark unless one is named: all cores of this machine."""

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        help="Read the passphrase from the first line of this file instead of asking.", show_default=False
    ),
]
PassphraseFd = Annotated[
    int | None,
    typer.Option(help="Read the passphrase from this open file descriptor.", show_default=False),
]


Passwords = Annotated[
    Path | None,
    typer.Option(
        help="Try the lines of this file as passwords on locked files; nothing else is tried.",
        show_default=False,
    ),
]


class NoPassphrase(Exception):
    """No passphrase could be had; the message says how to give one."""


def read_passphrase(file: Path | None, descriptor: int | None, *, new: bool) -> str:
    """The passphrase of a case. new: ask twice, and refuse a short one before anything is made.

    Raises NoPassphrase, WeakPassphrase.
    """
    given = _given(file, descriptor)
    if given is None:
        return _asked(new)
    if new and len(given) < LEAST_PASSPHRASE:
        raise WeakPassphrase(LEAST_PASSPHRASE)
    return given


def read_passwords(file: Path | None) -> list[str]:
    """The passwords for locked files, a line each; no file, no passwords. Raises NoPassphrase."""
    if file is None:
        return []
    try:
        found = [line for line in file.read_text(encoding="utf-8").splitlines() if line]
    except (OSError, UnicodeDecodeError) as error:
        raise NoPassphrase(
            f"The list of passwords {file} cannot be read ({type(error).__name__}). Check its path."
        ) from None
    if len(found) > MAX_PASSWORDS:
        raise NoPassphrase(f"The list of passwords {file} has more than {MAX_PASSWORDS} lines. Shorten it.")
    return found


def _given(file: Path | None, descriptor: int | None) -> str | None:
    if file is not None:
        try:
            return first_line(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise NoPassphrase(
                f"The passphrase file {file} cannot be read ({type(error).__name__}). "
                "Check its path and your rights to it."
            ) from None
    if descriptor is not None:
        try:
            with os.fdopen(descriptor, encoding="utf-8", closefd=False) as stream:
                return first_line(stream.read())
        except (OSError, UnicodeDecodeError):
            raise NoPassphrase(
                f"Nothing could be read from descriptor {descriptor}. "
                "Open it for reading before Tocsin starts."
            ) from None
    return None


def _asked(new: bool) -> str:
    if not sys.stdin.isatty():
        raise NoPassphrase(
            "A passphrase is needed and there is no terminal to ask on: "
            "use --passphrase-file or --passphrase-fd."
        )
    question = "Choose a passphrase for this case" if new else "Passphrase of the case"
    while True:
        typed = str(typer.prompt(question, hide_input=True, confirmation_prompt=new, err=True))
        if not new or len(typed) >= LEAST_PASSPHRASE:
            return typed
        typer.echo(str(WeakPassphrase(LEAST_PASSPHRASE)), err=True)


def first_line(text: str) -> str:
    """The first line, which must not be empty. Raises NoPassphrase."""
    line = text.split("\n", 1)[0].rstrip("\r")
    if not line:
        raise NoPassphrase("The passphrase that was given is empty. It is read from the first line.")
    return line
