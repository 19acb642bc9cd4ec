"""Personal numbers of other countries: each after its own label, those that prove themselves also without."""

from __future__ import annotations

import re
from collections.abc import Callable

from tocsin.detect import abroad
from tocsin.detect.issued import samples
from tocsin.detect.kinds.kind import Kind, Read, by_pattern

_SEPARATORS = str.maketrans("", "", " -./")
_NUMBER = r"\d(?:[ ./-]?\d){7,14}(?!\w)"


def _checked(field: str, check: Callable[[str], bool]) -> Read:
    """A reader of numbers that pass a check and are no published specimen."""
    known = samples(field)

    def read(text: str) -> str | None:
        if len(text) > 24:
            return None
        value = text.translate(_SEPARATORS).upper()
        return value if check(value) and value not in known else None

    return read


def _of(
    code: str,
    element: str,
    check: Callable[[str], bool],
    shape: str,
    *,
    text: str = _NUMBER,
    confidence: float = 0.95,
    strong: bool = False,
) -> Kind:
    return Kind(code, text, _checked(code, check), confidence, shape, strong=strong, element=element)


def _sort_code(text: str) -> str | None:
    return text.translate(_SEPARATORS) if re.fullmatch(r"\d\d([- ]?)\d\d\1\d\d", text) else None


_CARD_OF_HEALTH = by_pattern(
    r"\d{4}[ -]?\d{3}[ -]?\d{3}(?:[ -]?[A-Z]{2})?|[A-Z]{4}[ -]?\d{4}[ -]?\d{4}|\d{9,12}", digits=8
)

_spanish = _checked("dni", abroad.dni)


def _dni(text: str) -> str | None:
    """A Spanish DNI or NIE, or the seven or eight digits of an Argentine or Peruvian one."""
    plain = text.replace(".", "")
    return _spanish(text) or (plain if re.fullmatch(r"[1-9]\d{6,7}", plain) else None)


KINDS = (
    _of(
        "nino",
        "other_government_id",
        abroad.nino,
        "a National Insurance number's letters and digits",
        text=r"[A-Za-z]{2} ?\d\d ?\d\d ?\d\d ?[A-Da-d](?!\w)",
        strong=True,
    ),
    _of("nhs_number", "medical_record_number", abroad.nhs, "ten digits with an NHS number's check digit"),
    _of(
        "utr",
        "other_tax_id",
        abroad.utr,
        "ten digits with a taxpayer reference's check digit",
        confidence=0.93,
    ),
    Kind(
        "sort_code",
        r"\d\d[- ]?\d\d[- ]?\d\d(?!\d)",
        _sort_code,
        0.92,
        "a sort code's six digits",
        element="routing_number",
    ),
    _of("sin", "other_tax_id", abroad.sin, "nine digits with a social insurance number's check digit"),
    Kind(
        "health_card",
        r"[A-Z0-9][A-Z0-9 -]{7,15}[A-Z0-9](?!\w)",
        _CARD_OF_HEALTH,
        0.88,
        "a health card number's shape",
        element="health_insurance_id",
    ),
    _of(
        "steuer_id", "other_tax_id", abroad.steuer_id, "eleven digits with a German tax number's check digit"
    ),
    _of(
        "nir",
        "other_government_id",
        abroad.nir,
        "fifteen digits with the key of a French social security number",
        text=r"[12](?: ?[\dAB]){14}(?!\w)",
        strong=True,
    ),
    Kind(
        "dni",
        r"(?:\d{1,2}\.?\d{3}\.?\d{3}(?:[ -]?[A-Za-z])?|[XYZxyz]-?\d{7}[ -]?[A-Za-z])(?!\w)",
        _dni,
        0.9,
        "a DNI's digits, with the right letter where it has one",
        element="other_government_id",
    ),
    _of(
        "codice_fiscale",
        "other_tax_id",
        abroad.codice_fiscale,
        "sixteen characters with an Italian tax code's check letter",
        text=r"[A-Za-z]{6} ?[0-9A-Za-z]{2} ?[A-Za-z][0-9A-Za-z]{2} ?[A-Za-z][0-9A-Za-z]{3}[A-Za-z](?!\w)",
        strong=True,
    ),
    _of("bsn", "other_government_id", abroad.bsn, "nine digits that pass the Dutch 11-test"),
    _of("pesel", "other_government_id", abroad.pesel, "eleven digits with a PESEL's date and check digit"),
    _of(
        "belgian_number",
        "other_government_id",
        abroad.belgian,
        "eleven digits with a Belgian national number's date and check",
    ),
    _of(
        "personnummer",
        "other_government_id",
        abroad.personnummer,
        "a Swedish personal number's date and check digit",
        text=r"(?:\d\d)?\d{6}[-+ ]?\d{4}(?!\d)",
    ),
    _of(
        "ppsn",
        "other_government_id",
        abroad.ppsn,
        "seven digits with the right letter of an Irish PPS number",
        text=r"\d{7} ?[A-Wa-w][A-Wa-w]?(?!\w)",
    ),
    _of("tfn", "other_tax_id", abroad.tfn, "nine digits with a tax file number's check"),
    _of(
        "medicare_au", "health_insurance_id", abroad.medicare_au, "an Australian Medicare card's check digit"
    ),
    _of(
        "abn",
        "other_tax_id",
        abroad.abn,
        "eleven digits with an Australian business number's check",
        confidence=0.45,
    ),
    _of(
        "curp",
        "other_government_id",
        abroad.curp,
        "eighteen characters with a CURP's check digit",
        text=r"[A-Za-z]{4}\d{6}[A-Za-z]{6}[A-Za-z0-9]\d(?!\w)",
        strong=True,
    ),
    _of("cpf", "other_tax_id", abroad.cpf, "eleven digits with a CPF's two check digits"),
)
