"""Postal addresses of the world in running text, over several lines, as one stretch.

A street is believed by its word (``Straße``, ``rue``, ``utca``) beside a number, by what announces it
(``lives at``), or by what follows it: a unit, or a town with a postal code, a state or a country.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from tocsin.detect.flat import automaton
from tocsin.detect.hits import Hit
from tocsin.detect.lexicon import place_key, places

_C = r"[A-Z\xc0-\xd6\xd8-\xde]"
_W = r"[\w\xc0-\xff'./-]"
_BEFORE_NAME = (
    r"(?:rue|avenue|av|boulevard|bd|chemin|all\xe9e|impasse|quai|route|via|viale|piazza|corso|largo"
    r"|vicolo|strada|calle|"
    r"avenida|avda|paseo|plaza|camino|carretera|ronda|rua|travessa|pra\xe7a|estrada|ul|ulica|aleja|al"
    r"|plac|os|trg|cesta|"
    r"jalan|place|cours|passage|urb|rambla|carrer|paseig|cami|ulice|n\xe1m|prospekt|largo|alameda)"
)
_FUSED = (
    r"(?:stra\xdfe|strasse|str|gasse|weg|platz|allee|ring|damm|ufer|steig|gaten|gata|gatan|gate|vej"
    r"|vejen|veien|vei|"
    r"v\xe4gen|v\xe4g|all\xe9|plads|torv|str\xe6de|katu|tie|polku|kuja|straat|laan|plein|gracht|kade"
    r"|dreef|singel|steenweg|"
    r"dijk|g\xf6tu|g\xf6tan|braut|vegur|stigen|bakken|parken|gard|g\xe5rden|gangen|haven|lia|veg|vegen"
    r"|toften|marken)"
)
_AFTER_NAME = (
    r"(?:Str|rkp|utca|utja|u|\xfat|\xfatja|t\xe9r|tere|k\xf6z|krt|k\xf6r\xfat|tee|t\xe4nav|p\xf5ik"
    r"|puiestee|maantee|katu|tie|iela|gatve|"
    r"gata|gate|gt|v\xe4g|vei|vej|pad|hof|weg|laan|plein|stra\xdfe|strasse|str|gasse|platz"
    r"|n\xe1m\xecst\xed|ulice|sokak|terrasse)"
)
_ENGLISH = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Circle|Cir"
    r"|Highway|Hwy|"
    r"Parkway|Pkwy|Terrace|Ter|Trail|Square|Sq|Close|Crescent|Cres|Grove|Gardens|Mews|Row|Rise|Hill"
    r"|View|Walk)"
)
_UNIT = (
    r"(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Bldg|Building|Piso|Depto|Int|Appt|Etage"
    r"|Lot|Box|Postbox|"
    r"P\.? ?O\.? ?Box)(?![a-z])\.? ?#?[\dA-Z]{1,6}\b|\d{1,2}[\xba\xaa\xb0](?: ?[A-Z]\b)?"
)
_POSTCODE = (
    r"(?:(?:[A-Z]{1,2}-)?\d{5}(?:-\d{3,4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|"
    r"\d{3} \d{2}|\d{4} ?[A-Z]{2}|"
    r"\d{2}-\d{3}|[A-Z]{1,2}-\d{4}|\d{4}(?:-\d{3})?|\d{6})(?![\w-])"
)
_NUMBER = r"\d{1,6}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?"
_LINK = (
    r"(?:de|del|de la|de los|de las|des|du|de l'|d'|da|do|dos|das|di|dei|della|delle|van|van de|"
    r"van den|van der|von|der|z|nad|v|na|u|y|e|i|a|la|le|les|den|af|auf|am|an der|im|bei|of|the|upon|on|"
    r"en|sur|sous|lès)"
)
_P = r"[A-Za-z\xc0-\xff'/-]"
_T = rf"(?:{_C}{_P}{{0,2}}\.(?= {_C})|{_C}{_P}*(?!\w))"
_PHRASE = rf"{_T}(?: (?:{_LINK} )?{_T}|(?<=[a-z\xe0-\xff]) {_LINK}(?= {_C})){{0,4}}"
_STREET_FIRST = re.compile(
    rf"(?:{_NUMBER},? )?(?:{_NUMBER} )?(?P<kind>(?i:{_BEFORE_NAME})\b\.?|"
    rf"[cC]/) (?:{_LINK} )?(?:{_C}{_W}*|[\d]+)(?: (?:{_LINK} )?{_C}{_W}*){{0,5}}"
    rf"(?:,? {_NUMBER}\b)?"
)
_FUSED_FIRST = re.compile(
    rf"(?:{_NUMBER},? )?(?:{_NUMBER} )?(?:{_C}{_W}* ){{0,3}}"
    rf"{_C}[\w\xc0-\xff-]*(?P<kind>{_FUSED})\.?,? {_NUMBER}\b\.?"
    rf"|(?:{_NUMBER},? )?(?:{_NUMBER} )?{_C}{_W}*(?: {_C}{_W}*){{0,3}} "
    rf"(?P<kind2>{_AFTER_NAME})\.?,? {_NUMBER}\b\.?"
)
_NUMBER_FIRST = re.compile(
    rf"{_NUMBER},? (?:{_NUMBER} )?"
    rf"(?P<name>(?:{_LINK} )?{_C}{_W}*(?: (?:{_LINK} )?[A-Z\xc0-\xde\d]{_W}*){{0,6}}?)"
    rf"(?P<kind> {_ENGLISH}\b\.?(?: [NSEW]{{1,2}}\b)?)?(?P<end>(?: {_NUMBER}\b\.?)?(?=,|\n|\.?$|[?!;:]|"
    rf"\. | {_UNIT}| [a-z(]|\)))"
)
_CUED = re.compile(rf"(?:{_NUMBER} )?{_C}{_W}*(?: (?:{_LINK} )?{_C}{_W}*){{0,4}},? {_NUMBER}\b\.?")
_SPACE = r"(?:[ \t]*,?[ \t]*\n[> ?*\t]{0,6},?[ \t]*|[ \t]*,[ \t]*|[ \t]+(?:- )?)"
_GAP = re.compile(_SPACE)
_LEAF = re.compile(rf"[ \t]*\n[ \t>]*\n[ \t>]*(?={_C}[\w\xc0-\xff ]{{3,24}} \d{{4,6}}\s*(?:\n|\Z))")
"""A blank line before a country with its postal code, as some programs lay addresses out."""
_PIECE = re.compile(
    rf"(?P<unit>(?i:{_UNIT}))|(?P<code>{_POSTCODE})|(?P<state>[A-Z]{{2,3}}\b(?![\w'-]|[ ]?[:#=]))"
    rf"|(?P<phrase>{_PHRASE}(?: \({_C}[\w\xc0-\xff ]{{2,20}}\))?)|(?P<number>{_NUMBER}\b)"
    rf"|(?P<foreign>\?{{2,}}(?:[ -]\?{{2,}}){{0,3}}(?: \(\?{{2,}}(?: \?{{2,}}){{0,2}}\))?)"
)
"""Pieces of an address; ``foreign``: a town in letters that a flattened text shows as question marks."""
_CUES = re.compile(
    r"(?:\b(?:live|lives|living|lived|reside|resides|located|situated|stay|staying|meet(?: me)?|moved|"
    r"office is|offices are|"
    r"(?:restaurant|shop|store|station|stop|school|hotel|office|clinic|house|home|"
    r"entrance) is)(?: now)? (?:at|on|to)"
    r"|\b(?:address|addresses|direcci\xf3n|adresse|domicilio)(?: \w+){0,3}?(?: is| to|:| are|)"
    r"|\b(?:deliver(?:ed)?|sent?|ship(?:ped)?|mail(?:ed)?|taxi|returned?|enter|"
    r"entrance)(?: \w+){0,4} (?:to|on|at))[ \t\n]*\Z",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:at|on|to|address|is|in):? (?=[A-Z\xc0-\xde])", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT_END = re.compile(rf"{_UNIT}\Z", re.IGNORECASE)
_UNIT_BEFORE = re.compile(
    r"\b(?:Flat|Apt\.?|Apartment|Unit|Suite|Ste\.?|Room|PO Box)(?: \d{1,5}[A-Za-z]?,)? #?\Z"
)
_WINDOW = 220
_MOST_PIECES = 9


@cache
def _seeds() -> Any:
    named = (
        rf"(?:(?i:\b{_BEFORE_NAME}\b\.?)|\b[cC]/) (?:(?:de|del|de la|des|du|da|do|dos|di|dei|delle|"
        rf"della|la|les|van|ks\.) )?{_C}"
    )
    fused = rf"\b(?:{_C}{_W}* ){{0,2}}{_C}[\w\xc0-\xff-]*(?:{_FUSED}|[ ]{_AFTER_NAME})\.?,? \d"
    number = rf"\b\d{{1,6}}[A-Za-z]?(?:[-/]\d{{1,4}})?,? (?:\d{{1,4}} )?(?:(?i:{_BEFORE_NAME})\b|{_C})"
    cued = rf"(?i:\b(?:at|on|to|address|is|in):? ){_C}{_W}*(?: {_C}{_W}*){{0,3}} \d"
    coded = rf"\b{_C}{_W}* \d{{1,4}}[A-Za-z]?(?:, ?|\n ?)(?:[A-Z]{{1,2}}-)?\d{{4,5}} (?:[A-Z]{{2}} )?{_C}"
    return automaton(rf"(?:{coded}|{number}|{named}|{fused}|{cued})")


def _street(flat: str, at: int, stop: int) -> tuple[int, bool] | None:
    """(end, believed by itself) of a street line at a place."""
    for pattern in (_STREET_FIRST, _FUSED_FIRST):
        match = pattern.match(flat, at, stop)
        if match and any(c.isdigit() for c in match[0]):
            return match.end(), True
    match = _NUMBER_FIRST.match(flat, at, stop)
    if match:
        return match.end(), bool(match["kind"])
    return None


def _is_place(phrase: str) -> bool:
    words = phrase.split("(")[0].split()
    return place_key(" ".join(words)) in places() or any(
        places().get(place_key(" ".join(words[-n:]))) == "k" for n in (1, 2)
    )


def _grow(flat: str, start: int, end: int, stop: int) -> tuple[int, int]:
    """(end, weight) of the pieces that follow a street: unit, town, region, postal code, country.

    A piece that could be anything counts only if one that proves itself follows.
    """
    sure, weight, at, loose = end, int(bool(_UNIT_END.search(flat[start:end]))), end, 0
    coded = False
    for _ in range(_MOST_PIECES):
        gap = _LEAF.match(flat, at, stop) or _GAP.match(flat, at, stop)
        if gap is None:
            break
        apart = "\n" in gap[0] or "," in gap[0] or "-" in gap[0]
        piece = _PIECE.match(flat, gap.end(), stop)
        if piece is None:
            break
        kind, at = piece.lastgroup, piece.end()
        if kind == "unit":
            sure, weight, loose = at, weight + 1, 0
        elif kind == "code":
            if not (apart or loose or weight) or (_YEAR.fullmatch(piece[0]) and not loose and not weight):
                break
            sure, weight, loose = at, weight + (2 if loose or weight else 1), 0
        elif kind == "state":
            if not (apart or loose):
                break
            sure, weight, loose = at, weight + 1, 0
        elif kind == "foreign":
            loose += 1
        elif kind == "phrase":
            if (weight or apart) and ((coded and "\n" not in gap[0]) or _is_place(piece[0])):
                sure, weight = at, weight + 1
            else:
                loose += 1
                if loose > 2:
                    break
        else:
            break
        coded = kind == "code"
    return sure, weight


def address_at(flat: str, start: int) -> int | None:
    """The end of an address that begins at a place; None if there is no street line."""
    stop = min(len(flat), start + _WINDOW)
    street = _street(flat, start, stop)
    return (
        None
        if street is None
        else start + len(flat[start : _grow(flat, start, street[0], stop)[0]].rstrip(" ,\n"))
    )


_MILITARY = (
    r"(?:\b(?:PSC|CMR|UNIT|Unit|OPSCC?) ?\d{1,5},? ?(?:Box|BOX|box) ?\d{1,5}|\bUS(?:NS|S|CGC|NV"
    r"|AV) [A-Z][\w'.-]+(?: [A-Z][\w'.-]+){0,2})"
    r"(?:[ \t]*,?[ \t]*\r?\n?[ \t>]*)(?:APO|FPO|DPO),? (?:AA|AE|AP)[ ,]{1,2}\d{5}(?:-\d{4})?\b"
)
"""Addresses of the armed forces and of embassies (USPS Publication 28, section 238)."""
_CORNER = (
    rf"(?i:(?:the )?(?:north|south|east|west|north-?east|north-?west|south-?east"
    rf"|south-?west)?[ ]?(?:corner|intersection) of) "
    rf"(?:{_NUMBER} )?{_C}{_W}*(?: (?:{_LINK} )?(?:{_C}{_W}*|\d{{1,4}})){{0,5}} (?:and"
    rf"|&) {_C}{_W}*(?: {_C}{_W}*){{0,3}}"
)


@cache
def _whole_forms() -> tuple[Any, re.Pattern[str]]:
    seeds = automaton(r"\b(?:APO|FPO|DPO),? A[AEP]\b|(?i:\b(?:corner|intersection) of )")
    return seeds, re.compile(rf"{_MILITARY}|{_CORNER}")


def whole_forms(flat: str, data: bytes) -> Iterator[Hit]:
    """Addresses without a street line: of the military post, and corners of two streets."""
    seeds, form = _whole_forms()
    after = 0
    for found in seeds.finditer(data):
        first = max(after, found.span()[0] - 60)
        for match in form.finditer(flat, first, min(len(flat), found.span()[1] + 90)):
            after = match.end()
            end = match.start() + len(match[0].rstrip(" ,.\n"))
            text, reason = flat[match.start() : end], "form of an address without a street line"
            yield Hit(match.start(), end, "postal_address", text, 0.92, "shape.address", reason)


def postal_addresses(flat: str, data: bytes, explained: Callable[[int, int], bool]) -> Iterator[Hit]:
    """Addresses of any country by their street and what follows it.

    explained: whether a stretch needs no look any more.
    """
    yield from whole_forms(flat, data)
    after = 0
    for found in _seeds().finditer(data):
        start, seed_end = found.span()
        lead = _LEAD.match(flat, start, seed_end)
        start = lead.end() if lead else start
        if (
            start < after
            or explained(start, seed_end)
            or (start and (flat[start - 1] in "-/.$#" or flat[start - 1].isalnum()))
        ):
            continue
        stop = min(len(flat), start + _WINDOW)
        announced = bool(_CUES.search(flat[max(0, start - 60) : start]))
        street = _street(flat, start, stop)
        if street is None and (match := _CUED.match(flat, start, stop)):
            street = match.end(), False
        if street is None:
            continue
        end, weight = _grow(flat, start, street[0], stop)
        if not (street[1] or announced or weight >= 2):
            continue
        if unit := _UNIT_BEFORE.search(flat[max(0, start - 24) : start]):
            start -= len(unit[0])
        end = start + len(flat[start:end].rstrip(" ,\n"))
        after = end
        confidence = 0.9 if weight >= 2 else 0.6
        text, reason = flat[start:end], "street line of an address"
        yield Hit(start, end, "postal_address", text, confidence, "shape.address", reason)
