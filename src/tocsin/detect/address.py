"""US addresses: the street line, and city, state and ZIP code behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tocsin.model.elements import jurisdictions

SUFFIX = (
    r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Boulevard|Blvd|Way|"
    r"Place|Pl|Circle|Cir|Highway|Hwy|"
    r"Parkway|Pkwy|Terrace|Ter|Trail|Trl|Square|Sq|Loop|Alley|Run|Path|Pike|Row|Plaza|"
    r"Point|Ridge|Crossing|Cove|Bend|"
    r"Turnpike|Route|Rte|Calle|Camino|Avenida|Expressway|Freeway|Walk|Mall|Station|Green|"
    r"Glen|Hill|Hills|Hollow|Manor|"
    r"Meadow|Meadows|Park|Pass|Pine|Shore|Shores|Spring|Springs|Spur|Stream|Summit|Union|"
    r"Valley|View|Village|Ville|Vista|"
    r"Island|Islands|Isle|Junction|Keys|Knoll|Lake|Land|Light|Lodge|Mews|Mill|Mission|"
    r"Mount|Mountain|Neck|Orchard|Oval|"
    r"Overpass|Parks|Passage|Plain|Plains|Port|Prairie|Radial|Ramp|Ranch|Rapid|Rest|River|"
    r"Roads|Roads|Rue|Shoal|Skyway|"
    r"Estate|Estates|Extension|Fall|Falls|Ferry|Field|Fields|Flat|Flats|Ford|Forest|Forge|"
    r"Fork|Forks|Fort|Garden|Gardens|"
    r"Gateway|Grove|Harbor|Haven|Heights|Inlet|Branch|Bridge|Brook|Burg|Bypass|Camp|Canyon|"
    r"Cape|Causeway|Center|Cliff|"
    r"Club|Common|Corner|Corners|Course|Courts|Creek|Crescent|Crest|Curve|Dale|Dam|Divide|"
    r"Tunnel|Track|Trace|Throughway|"
    r"Underpass|Viaduct|Well|Wells|Motorway|Key|Locks|Lights|Inlet|Islands|Drives|Coves|"
    r"Squares|Streets|Stravenue|Unions|"
    r"Villages|Bluff|Bluffs|Bottom|Brooks|Bayou|Beach|Annex|Arcade|Mills|Mountains|Ports|"
    r"Ridges|Trafficway|Turnpike|Via|Ways)"
)
STREET = (
    r"(?:\d{1,6}(?:-\d{1,4})?[A-Za-z]?\s+(?:[NSEW]{1,2}\.?\s+)?(?:[A-Za-z0-9][\w'.-]*\s+){1,4}"
    + SUFFIX
    + r"\b\.?(?:\s+[NSEW]{1,2}\b)?"
    r"|P\.?\s?O\.?\s+Box\s+\d{1,6})"
)
UNIT = r"(?:,?\s+(?:Apt|Apartment|Suite|Ste|Unit|Room|Rm|Floor|Fl|Bldg|#)\.?\s*#?\s*[\w-]{1,6})?"
_STATES = "|".join(sorted((c for c in jurisdictions() if len(c) == 2), key=len))
STATE = rf"(?:{_STATES}|AA|AE|AP|AS|GU|MP|PR|VI|FM|MH|PW)"
ZIP = r"\d{5}(?:-\d{4})?"
PLACE = rf"(?P<city>[A-Z][\w.'-]*(?:\s[A-Z][\w.'-]*){{0,3}}),?\s+(?P<state>{STATE})(?:,?\s+(?P<zip>{ZIP}))?\b"
MILITARY = (
    rf"(?:(?:USNS|USS|USCGC|USNV|Unit|PSC)\s[\w ]{{1,30}}(?:,?\sBox\s\d+)?[,\n]\s?[FAD]PO,"
    rf"?\s(?:AA|AE|AP)\s{ZIP})"
)
FULL = re.compile(rf"(?P<street>{STREET}{UNIT})(?:(?:,\s|[,\n]\s?|\s){PLACE})?")
WHOLE_LINES = re.compile(
    rf"{MILITARY}|(?P<street>\d{{1,6}}[^\n,]{{3,60}})(?:, ?[^\n,]{{1,20}})?[,\n]\s?{PLACE}"
)
_WHOLE = re.compile(rf"(?P<street>.{{3,80}}?)[,\n]\s*{PLACE}\s*(?:,?\s*USA?)?", re.DOTALL)
_PLACE = re.compile(PLACE)
_NAMES = {name.lower(): code for code, name in jurisdictions().items() if len(code) == 2}
_CODE = re.compile(STATE)


@dataclass(frozen=True, slots=True)
class Address:
    """Parts of an address as written; the state is a postal code."""

    street: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None


@lru_cache(maxsize=4_096)
def state_code(text: str) -> str | None:
    """Postal code of a state written as code or name; anything else as it stands."""
    text = text.strip()
    upper = text.upper()
    if _CODE.fullmatch(upper):
        return upper
    return _NAMES.get(text.lower(), text or None)


def parse_place(text: str) -> Address:
    """``Mesa, AZ 85201``."""
    match = _PLACE.search(text)
    if match is None:
        return Address()
    return Address(None, match["city"], match["state"], match["zip"])


def parse(text: str) -> Address:
    """A whole address in one text; what cannot be told apart stays in the street."""
    match = _WHOLE.fullmatch(text.strip())
    if match is None:
        return Address(street=" ".join(text.split()) or None)
    street = " ".join(match["street"].split()).rstrip(",")
    return Address(street, match["city"], match["state"], match["zip"])
