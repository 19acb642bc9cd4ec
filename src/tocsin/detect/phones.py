"""Telephone numbers of the world without a label: by their national shape, or by the words on either side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tocsin.detect.flat import automaton
from tocsin.detect.hits import Hit
from tocsin.detect.shapes import AGAINST

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
_SOCIAL = re.compile(r"\d{3}[ -]\d{2}[ -]\d{4}")
_FIRST = re.compile(r"\+?\(?\d[\d .()/-]*\d")
_END = re.compile(_EXTENSION)


@cache
def _pattern() -> tuple[tuple[Any, float, str], ...]:
    return (
        (automaton(rf"(?:{_AMERICAN}|{_TRUNK}|{_BRACKETS}|{_ABROAD})"), 0.78, "written like a telephone number"),
        (automaton(rf"{_CALLED}{_NUMBER}", ignore_case=True), 0.72, "a number to call"),
        (automaton(rf"{_NUMBER}{_DEVICE}", ignore_case=True), 0.72, "a number beside the device it rings"),
    )


def telephones(flat: str, data: bytes) -> Iterator[Hit]:
    """Numbers that `shapes` does not know: other countries', with extensions, named by the words around."""
    for pattern, confidence, reason in _pattern():
        for found in pattern.finditer(data):
            start, stop = found.span()
            first = _FIRST.search(flat, start, stop)
            if first is None:
                continue
            start, end = first.span()
            if extension := _END.match(flat, end):
                end = extension.end()
            hit = _checked(flat, start, end, first[0], confidence, reason)
            if hit is not None:
                yield hit


def _checked(flat: str, start: int, end: int, number: str, confidence: float, reason: str) -> Hit | None:
    digits = "".join(c for c in number if c.isdigit())
    if not _FEW <= len(digits) <= _MANY or _SOCIAL.fullmatch(number) or len(set(digits)) < 3:
        return None
    before, after = flat[start - 1 : start], flat[end : end + 1]
    if before and (before.isalnum() or before in "_@-/.+$"):
        return None
    if after.isalnum() or after in ("_", "@", "%") or (after in ("-", "/", ".") and flat[end + 1 : end + 2].isdigit()):
        return None
    if AGAINST.search(flat[max(0, start - 24) : start]):
        return None
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    value = f"+{digits}" if number.startswith("+") else digits
    return Hit(start, end, "phone_number", value, confidence, "shape.telephone", reason)
