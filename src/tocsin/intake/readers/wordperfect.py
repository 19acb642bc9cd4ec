"""WordPerfect 5 and later: letters between codes (as libwpd takes the formats apart)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, whole
from tocsin.intake.readers.locks import Locked
from tocsin.intake.readers.pieces import text_pieces

_FIXED_6 = (4, 5, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 8, 8, 1)
_MOST_FIXED_5 = 12
_BREAKS_6 = frozenset({0x87, *range(0xB4, 0xD0)})


class WordPerfectReader(Reader):
    """Documents with the head WordPerfect writes since version 5."""

    kinds = ("wordperfect",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size)
        start, product, kind, major = int.from_bytes(raw[4:8], "little"), raw[8], raw[9], raw[10]
        if int.from_bytes(raw[12:14], "little"):
            raise Locked("the document")
        if kind not in {10, 44} or not 16 <= start < len(raw) or product not in {1, 0}:
            raise Unreadable(
                "refused", "this kind of file (a WordPerfect file that is no document) cannot be read yet"
            )
        letters = _since_6 if major >= 2 else _before_6
        yield from text_pieces("document", "".join(letters(raw[start:])))


def _since_6(raw: bytes) -> Iterator[str]:
    at = 0
    while at < len(raw):
        code = raw[at]
        if code <= 0x7F:
            yield chr(code) if code > 0x20 else " "
            at += 1
        elif code < 0xD0:
            yield " " if code == 0x80 else "-" if code == 0x84 else "\n" if code in _BREAKS_6 else ""
            at += 1
        elif code < 0xF0:
            yield "\n" if code == 0xD0 else "\t" if code == 0xE0 else ""
            at += max(4, int.from_bytes(raw[at + 2 : at + 4], "little"))
        else:
            yield _accented(raw[at + 1 : at + 3]) if code == 0xF0 else ""
            at += _FIXED_6[code - 0xF0]


def _before_6(raw: bytes) -> Iterator[str]:
    at = 0
    while at < len(raw):
        code = raw[at]
        if code < 0x80:
            yield chr(code) if code >= 0x20 else "\n" if code in {0x0A, 0x0C} else " " if code == 0x0D else ""
            at += 1
        elif code < 0xC0:
            yield " " if code in {0xA0, 0x93} else "-" if code in {0xA9, 0xAB} else ""
            at += 1
        elif code < 0xD0:
            yield _accented(raw[at + 1 : at + 3]) if code == 0xC0 else "\t" if code == 0xC1 else ""
            end = raw.find(raw[at : at + 1], at + 2, at + _MOST_FIXED_5)
            at = end + 1 if end > 0 else at + 1
        else:
            at += 4 + max(0, int.from_bytes(raw[at + 2 : at + 4], "little"))


_ACCENTED = dict(enumerate("ÁáÂâÄäÀàÅåÆæÇçÉéÊêËëÈèÍíÎîÏïÌìÑñÓóÔôÖöÒòÚúÛûÜüÙùŸÿ", 26))


def _accented(raw: bytes) -> str:
    """A letter of one of WordPerfect's own sets: those of Western names, quotes, dashes."""
    if len(raw) < 2:
        return ""
    sign, group = raw[0], raw[1]
    if group == 0:
        return chr(sign)
    if group == 1:
        return _ACCENTED.get(sign, "ß" if sign == 23 else "?")
    return (
        {28: "'", 29: "'", 32: '"', 31: '"', 33: "-", 34: "-", 0: "•"}.get(sign, "?") if group == 4 else "?"
    )
