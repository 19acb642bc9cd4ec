"""Serial numbers of pieces: no number of one mailer comes twice within 45 days.

Full-service mail asks for that (Quadient, "Keeping barcodes unique", and BCC Software, "Unique barcodes",
read 2026-12-01). A mailer with six digits has a billion numbers, one with nine digits a million.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

UNIQUE_DAYS = 45
DIGITS = 15
"""Digits of mailer id and serial number together."""


class SerialsUsedUp(ValueError):
    """There are not enough free serial numbers. The message says what to do."""


def check_mailer(mailer: str) -> None:
    """Raises ValueError unless it is a mailer id: six digits, or nine that begin with 9; or empty."""
    if mailer and not (
        mailer.isascii() and mailer.isdigit() and len(mailer) == (9 if mailer[0] == "9" else 6)
    ):
        raise ValueError("a mailer id has 6 digits, or 9 digits that begin with 9")


def free_serials(
    count: int, mailer: str, used: Iterable[tuple[str, date]], today: date, first: int = 1
) -> list[str]:
    """So many serials, each with the mailer id before it, that nobody used in the last 45 days.

    used: serials of the ledger with the day they were given out. first: where this case begins, so that
    several cases of one mailer can share its numbers. Without a mailer id they have nine digits.
    Raises SerialsUsedUp.
    """
    room = (DIGITS - len(mailer)) if mailer else 9
    length = room + len(mailer)
    own = [
        (int(serial[len(mailer) :]), day)
        for serial, day in used
        if len(serial) == length and serial.startswith(mailer)
    ]
    taken = {number for number, day in own if day > today - timedelta(days=UNIQUE_DAYS)}
    if len(taken) + count > 10**room - first:
        raise SerialsUsedUp(
            f"Only {max(10**room - first - len(taken), 0):,} serial numbers of mailer {mailer or '(none)'} "
            f"are free within {UNIQUE_DAYS} days, and {count:,} are needed. Ask the Postal Service for "
            "another mailer id, or package fewer pieces (--limit)."
        )
    number = max((number for number, _ in own), default=first - 1) + 1
    found: list[str] = []
    while len(found) < count:
        if number >= 10**room:
            number = first
        if number not in taken:
            found.append(f"{mailer}{number:0{room}d}")
        number += 1
    return found
