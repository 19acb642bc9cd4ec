"""Telephone numbers of the world without a label: by their national shape, or by the words on either side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from tocsin.detect.flat import automaton
from tocsin.detect.hits import Hit
from tocsin.detect.weigh import AGAINST

_EXTENSION = r"(?: ?(?:x|ext\.?|extension) ?\d{1,6})"
_NUMBER = rf"\+?\(?\d[\d .()/-]{{5,18}}\d{_EXTENSION}?"
_TRUNK = r"\b0\d{1,4}[ -]\d{2,4}(?:[ -]\d{2,4}){1,3}|\b0\d{2,4}[ /-]\d{6,8}|\b0\d(?:\.\d\d){4}"
_BRACKETS = r"\(0?\d{1,4}\) ?\d{3,4}[ -]\d{3,4}(?: \d{2,4})?"
_ABROAD = r"(?:\b00|\+)\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,4}"
_AMERICAN = rf"(?:(?:\+|\b00)?1[ .-]|\b)?\(?\d{{3}}\)?[ .-]?\d{{3}}[ .-]\d{{4}}{_EXTENSION}"
_CALLED = (
    r"\b(?:call|calling|reach|text|texts|sms|whatsapp|phone|telephone|dial|fax|messages?|ring|contact|mobile|cell|desk|"
    r"office|tel|registered|answering)(?: (?:me|us|him|her|them|number|phone|back|no|is|line|my|the|out))*"
    r"(?: (?:at|on|to|under|is|from|via))?[:.]?[ \t\n]{1,3}"
)
_DEVICE = r" ?[-(]? ?\(?(?:office|fax|mobile|cell|home|work|desk|direct)\b"
_FEW, _MANY = 7, 15
"""Digits of a telephone number (ITU-T E.164 allows 15)."""
_OTHER = re.compile(
    r"\d{3}[ -]\d{2}[ -]\d{4}|\d{1,2}[ ./-]\d{1,2}[ ./-](?:\d{4}|\d\d)|\d{4}[./-]\d\d[./-]\d\d"
)
"""A Social Security number or a date."""
_FIRST = re.compile(r"\+?\(?\d[\d .()/-]*\d")
_END = re.compile(_EXTENSION)


@cache
def _pattern() -> Any:
    shown = rf"(?:{_AMERICAN}|{_TRUNK}|{_BRACKETS}|{_ABROAD})"
    return automaton(rf"{_CALLED}{_NUMBER}|{_NUMBER}{_DEVICE}|{shown}", ignore_case=True)


def telephones(flat: str, data: bytes, explained: Callable[[int, int], bool]) -> Iterator[Hit]:
    """Numbers that `shapes` does not know: other countries', with extensions, named by the words around.

    explained: whether a stretch needs no look any more.
    """
    for found in _pattern().finditer(data):
        start, stop = found.span()
        if explained(start, stop):
            continue
        first = _FIRST.search(flat, start, stop)
        if first is None:
            continue
        told = first.start() > start or first.end() < stop - 1
        start, end = first.span()
        if extension := _END.match(flat, end):
            end = extension.end()
        if _possible(flat, start, end, first[0]):
            reason = "a number to call" if told else "written like a telephone number"
            yield Hit(start, end, "phone_number", _plain(first[0]), 0.75, "shape.telephone", reason)


def _plain(number: str) -> str:
    """Digits, with the plus sign of a number that names its country."""
    digits = "".join(c for c in number if c.isdigit())
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+{digits}" if number.startswith("+") else digits


def _possible(flat: str, start: int, end: int, number: str) -> bool:
    """Whether a candidate has a telephone number's digits and is no piece of something else."""
    digits = "".join(c for c in number if c.isdigit())
    if not _FEW <= len(digits) <= _MANY or _OTHER.fullmatch(number) or len(set(digits)) < 3:
        return False
    before, after = flat[start - 1 : start], flat[end : end + 1]
    if before and (before.isalnum() or before in "_@-/.+$"):
        return False
    further = after in ("-", "/", ".") and flat[end + 1 : end + 2].isdigit()
    if after.isalnum() or after in ("_", "@", "%") or further:
        return False
    return not AGAINST.search(flat[max(0, start - 24) : start])
