"""Return addresses that name the piece (VERP), so that a bounce is known by where it came back to.

``bounces@example.org`` becomes ``bounces+p-PIECE-ATTEMPT-CHECK@example.org``. The check is keyed: nobody can
send a piece back to paper by inventing a bounce for it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

_MARK = re.compile(r"\+p-([a-z2-7]{12})-(\d{1,3})-([a-z2-7]{8})@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Returned:
    """What a return address says: which piece, which attempt."""

    piece: str
    attempt: int


def return_path(base: str, piece: str, attempt: int, key: bytes) -> str:
    """The envelope sender of a piece. base: a mailbox that takes ``+`` extensions."""
    local, _, domain = base.rpartition("@")
    return f"{local}+p-{piece.lower()}-{attempt}-{_check(piece, attempt, key)}@{domain}"


def marks(untrusted_text: str) -> tuple[tuple[str, int, str], ...]:
    """Piece, attempt and check of every return address in a text, not yet believed."""
    found = (
        (piece.upper(), int(number), check.lower()) for piece, number, check in _MARK.findall(untrusted_text)
    )
    return tuple(dict.fromkeys(found))


def believed(mark: tuple[str, int, str], key: bytes) -> Returned | None:
    """The mark, if the check is ours."""
    piece, attempt, check = mark
    if not hmac.compare_digest(check, _check(piece, attempt, key)):
        return None
    return Returned(piece, attempt)


def _check(piece: str, attempt: int, key: bytes) -> str:
    digest = hmac.new(key, f"return {piece.upper()} {attempt}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:5]).decode().lower()
