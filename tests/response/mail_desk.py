"""A finished case with approved letters, and the commands of ``tocsin mail`` on it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from chain import Desk, Finished
from tocsin.response import Silent, approving, notify
from tocsin.response.case import Case
from tocsin.response.parcels import Parcel
from tocsin.response.story import write_notices

BY = "Ellen Marsh"
IN_CLEAR = Parcel()
BARCODED = ("--printer", "Acme Print", "--mailer-id", "123456", "--service-type", "300")


def approved(finished: Finished, desk: Desk) -> None:
    """The finished case on this desk, its letters written, proved and approved."""
    finished.copied_to(desk)
    with desk.opened() as case:
        approve(case)


def approve(case: Case) -> None:
    """Write, prove and approve the letters as they are now."""
    write_notices(case, Silent())
    notify.prove_all(case, Silent())
    approving.approve(case, BY)


def mail(desk: Desk, *words: object, code: int = 0) -> str:
    """``tocsin mail …`` that must end with this code; what it printed."""
    outcome = desk.run("mail", words[0], desk.case, *words[1:], *desk.passphrase)
    assert outcome.code == code, outcome.said
    return outcome.out if code == 0 else outcome.said


def told(desk: Desk, *words: object) -> Any:
    """The same with --json."""
    return json.loads(mail(desk, *words, "--json"))


def lines(folder: Path) -> list[dict[str, str]]:
    """The manifest of a package in clear."""
    return list(csv.DictReader(io.StringIO((folder / "manifest.csv").read_text())))


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Path:
    """A file as a printer or vendor would send it."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path
