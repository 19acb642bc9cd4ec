"""A case in which some rows may be one person: what the tests of reviewing people work on."""

from __future__ import annotations

from pathlib import Path

from chain import Desk

PAIRS = [
    # One name at one address with two numbers: two people by the rules, one in the eyes of a reader.
    ("Zebulon", "J", "Quackenbush", "212-43-9071", "309-27-5518", "18 Bristlecone Ct"),
    ("Odalys", "M", "Marchettini", "418-65-2247", "527-14-8836", "4471 Larkspur Ln"),
    ("Thaddeus", "K", "Wojnarowicz", "136-72-4490", "604-33-1725", "77 Cottonmouth Rd"),
]
HEADER = "First Name,Middle Name,Last Name,SSN,Street,City,State,ZIP"


def roster(column: int, pairs: list[tuple[str, ...]] = PAIRS) -> str:
    """A CSV of the people with their first or second number. column: 3 or 4."""
    rows = [f"{p[0]},{p[1]},{p[2]},{p[column]},{p[5]},Tucson,AZ,85701" for p in pairs]
    return "\n".join([HEADER, *rows]) + "\n"


def share(folder: Path) -> Path:
    """Two rosters of the same people with different numbers."""
    folder.mkdir()
    (folder / "payroll.csv").write_text(roster(3))
    (folder / "benefits.csv").write_text(roster(4))
    return folder


def found(desk: Desk) -> Desk:
    """A desk with a case whose people were found."""
    scanned = desk.scan(share(desk.folder / "share"))
    assert scanned.code == 0, scanned.err
    made = desk.run("people", desk.case, *desk.passphrase)
    assert made.code == 0, made.err
    return desk
