"""What stands behind a card's number: until when it is valid, and its security code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tocsin.detect.hits import Hit
from tocsin.detect.kinds import KINDS

_MONTH = r"(?:0?[1-9]|1[0-2])"
_EXPIRY = re.compile(
    rf"(?<![\w/.-]){_MONTH}\s?[/-]\s?(?:20[2-4]\d|[2-4]\d)(?![\w/-]|\.\d)"
    rf"|(?<=[xX ]){_MONTH}/[2-4]\d(?![\w/-])"
)
_TOLD = re.compile(
    r"(?:exp\w*|x|valid\w*|good|thru|through|until|till|vence|venc\w*|v\xe1lid\w*|vigen\w*|caduc\w*"
    r"|mm/?yy)[^\w\n]{0,4}"
    r"(?:[a-z]{1,10}[^\w\n]{1,3}){0,3}\Z",
    re.IGNORECASE,
)
_CODE_WORD = (
    r"(?:cvv2?|cvc2?|cid|csc|cvn|code|cod|c\xf3digo|c\xf3d|security|seguridad|seg|verification"
    r"|verificaci\xf3n|digits?|"
    r"back|front|reverso|sec)"
)
_CODE = re.compile(
    rf"{_CODE_WORD}\b[^\d\n]{{0,30}}(?<![\w/$.-])(?P<told>\d{{3,4}})(?![\w/-]|[.,]\d)", re.IGNORECASE
)
_RIGHT_BEHIND = re.compile(r"[)\] \t,;|/\n-]{1,4}(?P<told>\d{3,4})(?![\w/-]|[.,]\d)")
_REACH = 110
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")


def card_tails(flat: str, cards: Sequence[Hit]) -> Iterator[Hit]:
    """Expiry and security code by where they stand: on the lines of a card's number."""
    for card in cards:
        end = min([card.end + _REACH, *(other.start for other in cards if other.start > card.end)])
        tail = _PARAGRAPH.split(flat[card.end : end], maxsplit=1)[0]
        expiry = _EXPIRY.search(tail)
        if expiry is None:
            head = _PARAGRAPH.split(flat[max(0, card.start - _REACH // 2) : card.start])[-1]
            before = [m for m in _EXPIRY.finditer(head) if _TOLD.search(head, 0, m.start())]
            if before:
                yield _hit(flat, card.start - len(head) + before[-1].start(), before[-1][0], "card_expiry")
        else:
            yield _hit(flat, card.end + expiry.start(), expiry[0], "card_expiry")
        after = expiry.end() if expiry else 0
        code = (_RIGHT_BEHIND.match(tail, after) if expiry else None) or _CODE.search(tail)
        if code is not None:
            yield _hit(flat, card.end + code.start("told"), code["told"], "card_security_code")


def _hit(flat: str, start: int, text: str, element: str) -> Hit:
    value = KINDS[element].read(text) or text
    return Hit(
        start, start + len(text), element, value, 0.85, f"card.{element}", "on the lines of a card's number"
    )
