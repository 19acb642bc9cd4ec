"""What a text says beside its data elements: days, countries, network addresses. Only shown.

Nothing of this is ever a finding of a case: a day is no birth date, a country no address, an address of a
machine nobody's by itself.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from functools import cache

from tocsin.detect.gazetteer import key
from tocsin.detect.lexicon import place_key, places
from tocsin.detect.scanner import longest

Found = tuple[int, int, str]
"""Start, end, type of the yardstick."""

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre"
    r"|octubre|noviembre"
    r"|diciembre)\.?"
)
_WEEKDAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
    r"|(?<=el )(?:lunes|martes|mi\xe9rcoles|jueves|viernes|s\xe1bado|domingo))"
)
_YEAR = r"(?:19|20)\d\d"
_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?)?"
_BEFORE_YEAR = (
    r"(?:in|since|during|of|until|till|from|by|before|after|around|about|circa|year|for|a|an|the|to"
    r"|through|between|and|"
    r"early|late|mid|spring|summer|fall|autumn|winter|en|desde|hasta|del|de|a\xf1o|founded|established"
    r"|dated)"
)
_DATE = re.compile(
    rf"(?<![\w/.-])(?:{_YEAR}[/.-]\d\d?[/.-]\d\d?{_TIME}|\d\d?[/.-]\d\d?[/.-](?:{_YEAR}|\d\d){_TIME}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? {_YEAR})?{_TIME}|\d{{1,2}}(?:st|nd|rd|th)?(?: of"
    rf"| de)?[ -]{_MONTH}"
    rf"(?:(?:,| de)?[ -]{_YEAR})?|{_MONTH},? {_YEAR}"
    rf"|{_WEEKDAY}(?:, {_MONTH} \d{{1,2}}(?:,? {_YEAR})?)?)(?![\w/-])"
)
_LONE_YEAR = re.compile(rf"(?i:\b{_BEFORE_YEAR}) (?P<year>{_YEAR})(?![\w/%-]|[.,:]\d)")
_IP = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4})(?![\w:]|\.\w)"
)
_CAPITAL = r"[A-Z\xc0-\xd6\xd8-\xde][\w\xc0-\xff'-]+"
_RUN = re.compile(
    rf"(?<![\w@.#/-]){_CAPITAL}(?: (?:(?:of|the|and|de|del|la) ){{0,2}}{_CAPITAL}){{0,3}}(?![\w@/])"
)
_WORD = re.compile(r"[^ ]+")


def context_spans(flat: str, free: Callable[[int, int], bool]) -> Iterator[Found]:
    """Days, network addresses and places of a flattened text. free: whether nothing else explains a "
    "stretch."""
    dated = [match.span() for match in _DATE.finditer(flat)]
    dated.extend(match.span("year") for match in _LONE_YEAR.finditer(flat))
    for start, end in longest(dated):
        if free(start, end):
            yield start, end, "DATE"
    for match in _IP.finditer(flat):
        if _is_ip(match[0]) and free(*match.span()):
            yield *match.span(), "IP"
    for start, end in _places(flat):
        if free(start, end):
            yield start, end, "LOC"


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return text.count(":") != 2 or not text.replace(":", "").isdigit()


@cache
def _countries() -> tuple[frozenset[str], frozenset[str]]:
    """Countries as `lexicon` has them, and the first words of their names."""
    names = frozenset(name for name, kind in places().items() if kind == "k")
    return names, frozenset(name.split()[0] for name in names if name)


def _places(flat: str) -> Iterator[tuple[int, int]]:
    """Countries by their name. Towns share theirs with too many people: they are left to the name model."""
    names, heads = _countries()
    for run in _RUN.finditer(flat):
        words = [word for word in _WORD.finditer(flat, run.start(), run.end()) if word[0]]
        for at, word in enumerate(words):
            if key(word[0]) not in heads:
                continue
            start = word.start()
            ends = [later.end() for later in words[at:] if place_key(flat[start : later.end()]) in names]
            if ends:
                yield start, ends[-1]
