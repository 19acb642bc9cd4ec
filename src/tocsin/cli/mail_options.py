"""Options that the commands of ``tocsin mail`` share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.options import first_line
from tocsin.cli.output import out
from tocsin.response import MailRefused
from tocsin.response.parcels import Parcel, parcel

By = Annotated[str, typer.Option("--by", help="Who enters it: a person’s name.", show_default=False)]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column", metavar="OURS=HEADER", help="What a column is called in this file.", show_default=False
    ),
]


Certificate = Annotated[
    Path | None,
    typer.Option(help="The printer's certificate (PEM): files are sealed to it (CMS).", show_default=False),
]
ForPrinter = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-for-printer",
        help="File whose first line is the printer's passphrase: one AES-256 ZIP. Tell it by telephone.",
        show_default=False,
    ),
]
InClear = Annotated[bool, typer.Option("--in-clear", help="Not sealed: only for your own print room.")]
MailerId = Annotated[
    str | None, typer.Option(help="Mailer id for the barcode: 6 or 9 digits.", show_default=False)
]
ServiceType = Annotated[
    str | None, typer.Option(help="Service type identifier for the barcode: 3 digits.", show_default=False)
]
Printer = Annotated[str | None, typer.Option(help="Who prints, for the job ticket.", show_default=False)]


def sealed_as(passphrase: Path | None, certificate: Path | None, *, in_clear: bool) -> Parcel:
    """How a package is sealed, as these options say. Raises MailRefused unless it is one way."""
    words = first_line(passphrase.read_text(encoding="utf-8")) if passphrase is not None else None
    return parcel(words, certificate, in_clear=in_clear)


def columns(given: list[str] | None) -> dict[str, str]:
    """``piece=Job Piece ID`` as a pair. Raises MailRefused."""
    pairs = [one.partition("=") for one in given or []]
    if bad := [name for name, sign, title in pairs if not (name and sign and title)]:
        raise MailRefused(f"--column wants OURS=HEADER, not {', '.join(bad)}.")
    return {name.strip(): title.strip() for name, _, title in pairs}


def today(given: datetime | None) -> str:
    """The day that was given, else today, as an ISO date."""
    return (given or datetime.now(UTC)).date().isoformat()


def say(words: str) -> None:
    """A line for people."""
    out.print(words, markup=False, highlight=False, soft_wrap=True)
