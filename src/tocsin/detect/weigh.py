"""What stands around a value makes it surer or less sure, and is told in its reason.

A judge looks at one value and its line and gives a factor on the confidence and a few words. Judges see the
text; what they say never repeats it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from tocsin.detect import checks, licences
from tocsin.detect.hits import Hit
from tocsin.detect.issued import ssn_issue
from tocsin.detect.scanner import Pattern, Stretch

Verdict = tuple[float, str]
"""Factor on the confidence, and words for the reason (or the empty string)."""
Judge = Callable[[Hit, str], Verdict]

AGAINST = re.compile(
    r"(?:\b(?:order|invoice|inv|po|tracking|sku|part|serial|ticket|case|confirmation|reference|"
    r"ref|transaction|txn|build|"
    r"version|rev|batch|lot|item|product|isbn|doi|npi|ein|fein|model|id|uuid|bin|pedido|"
    r"factura|folio|guia)\b|#)\W{0,3}(?:number|no|num|nbr|id)?[\W_]{0,3}\Z",
    re.IGNORECASE,
)
"""Words right before a number that make it something else than a person's."""

OTHER_NUMBER = re.compile(
    r"(?:\b(?:room|suite|ste|apt|unit|ext|extension|zip|box|bus|flight|gate|form|page|section|article"
    r"|docket|badge|"
    r"tel|phone|fax|cell|mobile|call|usd|rs|sq)\b\W{0,3}|[$\u20ac\xa3])\Z",
    re.IGNORECASE,
)
"""Words and signs right before a number that is measured, dialled or counted."""

SAMPLE_WORDS = "sample words"
_DOUBTED = 0.45
_REACH = 60
_SURE = 0.99
_LISTED, _LOT = "group in use before 2011", "possible only since numbers are drawn by lot (2011)"


def sample_words() -> Pattern:
    """Words that say that a value is only shown how to be written."""
    words = (
        r"\b(?:for example|for instance|e\.g\.|por ejemplo|placeholder|dummy|fictitious|ficticio)[ ,:)(\n]",
        r"\b(?:example|sample|test|fake|mock|ejemplo|prueba)[ _-](?:ssn|social|card|number|data|value|account"
        r"|user|record|person|patient|dato|tarjeta)",
        r"[(\[](?:example|sample|test|ejemplo|muestra|fake)[)\]:]|\b(?:example|ejemplo): ",
    )
    return Pattern(SAMPLE_WORDS, words, ignore_case=True)


def weighed(hits: Iterable[Hit], flat: str, samples: Sequence[Stretch]) -> None:
    """Puts what the surroundings say into the confidence and reason of each value of a text.

    samples: where words of `sample_words` stand.
    """
    starts = [start for start, _ in samples]
    for hit in hits:
        judge = _JUDGES.get(hit.element)
        if judge is not None:
            _apply(hit, *judge(hit, flat))
        if starts and hit.element not in _SPOKEN and _is_sample(hit, flat, samples, starts):
            _apply(hit, _DOUBTED, "called an example")


def _apply(hit: Hit, factor: float, said: str) -> None:
    hit.confidence = round(min(hit.confidence * factor, max(_SURE, hit.confidence)), 3)
    if said:
        hit.reason = f"{hit.reason}, {said}"


def _is_sample(hit: Hit, flat: str, samples: Sequence[Stretch], starts: Sequence[int]) -> bool:
    first = bisect_left(starts, hit.start - _REACH)
    for start, end in samples[first:]:
        if start > hit.end + _REACH // 2:
            return False
        if "\n" not in flat[min(end, hit.end) : max(start, hit.start)].strip("\n"):
            return True
    return False


_SPOKEN = frozenset({"medical_information", "mental_health", "substance_use_record", "prescription"})
"""Where ``test`` and ``sample`` are words of the trade."""


def _among_numbers(hit: Hit, flat: str) -> bool:
    """Whether a value without a label stands in rows of bare numbers, as measurements do."""
    around = flat[max(0, hit.start - 60) : hit.start] + flat[hit.end : hit.end + 60]
    return not any(map(str.isalpha, around)) and sum(map(str.isdigit, around)) >= 24


def _ssn(hit: Hit, flat: str) -> Verdict:
    listed = ssn_issue(hit.value) == "listed"
    if hit.label >= 0:
        return (1.01, _LISTED) if listed else (0.98, _LOT)
    factor = 1.0 if listed else 0.8
    if _among_numbers(hit, flat):
        return factor * 0.65, "among bare numbers"
    return (
        factor,
        _LISTED if listed else _LOT,
    )


def _card(hit: Hit, flat: str) -> Verdict:
    brand = checks.card_brand(hit.value) if hit.value.isdigit() and len(hit.value) >= 12 else None
    said = brand or ""
    if hit.label >= 0 or hit.protection != "plain":
        return 1.0, said
    bare = hit.end - hit.start == len(hit.value)
    if _among_numbers(hit, flat):
        return 0.6, "among bare numbers"
    return (0.72, f"{brand}, without groups or label") if bare else (1.0, said)


def _routing(hit: Hit, flat: str) -> Verdict:
    district = checks.reserve_district(hit.value) if len(hit.value) == 9 else None
    return 1.0, f"Federal Reserve district of {district}" if district else ""


def _licence(hit: Hit, flat: str) -> Verdict:
    first = hit.label if hit.label >= 0 else hit.start
    state = licences.state_beside(
        flat[max(0, first - 30) : first], flat[first : hit.start], flat[hit.end : hit.end + 24]
    )
    fit = licences.fits(hit.value, state) if state else None
    if fit is None:
        return 1.0, ""
    if fit:
        return licences.FITS, "in a form of the state named beside it"
    return licences.MISFIT, "in no form of the state named beside it"


_PASSPORTS = (
    (re.compile(r"[A-Z]\d{8}"), "letter and eight digits of a US passport of 2021 or later"),
    (re.compile(r"\d{9}"), "nine digits of a US or UK passport"),
    (re.compile(r"[A-Z]{2}\d{6}"), "two letters and six digits of a Canadian passport"),
    (re.compile(r"[A-Z]{1,2}\d{7}"), "form of an Australian or Indian passport"),
    (re.compile(r"[A-Z]{3}\d{6}|[A-Z]{2}\d{7}"), "form of a Spanish or Italian passport"),
    (re.compile(r"\d{2}[A-Z]{2}\d{5}"), "form of a French passport"),
    (re.compile(r"[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}"), "form of a German passport"),
)


def _passport(hit: Hit, flat: str) -> Verdict:
    said = next((words for form, words in _PASSPORTS if form.fullmatch(hit.value)), None)
    return (1.01, said) if said else (0.85, "in no form of a common passport")


_SOLE = re.compile(
    r"sole propriet|sole trader|self-employed|schedule c|\bd/?b/?a\b|freelanc|aut[o\u00f3]nomo"
    r"|trabajador por cuenta|persona f[i\u00ed]sica|propietari[oa] \u00fanic[oa]|single-member",
    re.IGNORECASE,
)


def _business(hit: Hit, flat: str) -> Verdict:
    """A business's number is a person's only where that person is the business."""
    if hit.recogniser not in ("label.ein", "label.abn"):
        return 1.0, ""
    around = flat[max(0, hit.start - 300) : hit.end + 200]
    return (1.85, "of a person who trades alone") if _SOLE.search(around) else (1.0, "of a business")


def _abroad(hit: Hit, flat: str) -> Verdict:
    """A number that order numbers resemble too, without blanks between its groups."""
    bare = hit.label < 0 and hit.end - hit.start == len(hit.value)
    return (
        (0.8, "without groups or label")
        if bare and hit.recogniser in ("shape.nino", "shape.nir")
        else (1.0, "")
    )


def _birth(hit: Hit, flat: str) -> Verdict:
    year = int(hit.value[:4])
    return (0.9, "an unusual year of birth") if year < 1915 or year >= 2026 else (1.0, "")


_JUDGES: dict[str, Judge] = {
    "ssn": _ssn,
    "payment_card": _card,
    "routing_number": _routing,
    "drivers_license": _licence,
    "passport": _passport,
    "other_tax_id": _business,
    "other_government_id": _abroad,
    "date_of_birth": _birth,
}
