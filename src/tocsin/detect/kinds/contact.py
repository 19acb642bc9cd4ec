"""How to reach a person, when they were born, and other facts by label."""

from __future__ import annotations

import re

from tocsin.detect import dates
from tocsin.detect.kinds.kind import CODE, DESCRIBED, Kind, by_pattern, free_text, is_blank

EMAIL = (
    r"[A-Za-z0-9_][A-Za-z0-9_.+%'-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9]"
    r")?\.){1,5}[A-Za-z]{2,24}"
)
PHONE = r"(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-]?)\d{3}[ .-]?\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?!\d)"
DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}"
    r"|[A-Za-z]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)?[ -](?:de "
    r")?[A-Za-z]{3,10}\.?,?[ -](?:de )?\d{4}"
    r"|(?:19|20)\d{6}|\d{4}(?=\s*(?:[),.;]|$)))(?!\d)"
)
_EMAIL = re.compile(EMAIL)
_PHONE = re.compile(
    r"(?:\+?(1)[ .-]?)?\(?(\d{3})\)?[ .-]{0,2}(\d{3})[ .-]?(\d{4})(?:\s?(?:x|ext\.?)\s?\d{1,6})?"
)
_FOREIGN = re.compile(r"\+?\(?\d(?:[ .()-]{0,2}\d){6,14}")
_NOT_DIGIT = re.compile(r"\D")
_IP = re.compile(
    r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)|[0-9a-f:]{6,39}:[0-9a-f]{0,4}"
)


_NOBODYS_IP = re.compile(
    r"(?:0|127|22[4-9]|23\d|24\d|25[0-5])\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|169\.254\.|2001:0?db8:|::1?\Z|f[ef]"
)


def email(text: str) -> str | None:
    """An e-mail address in lower case."""
    return text.lower() if _EMAIL.fullmatch(text) else None


def phone(text: str) -> str | None:
    """``+1`` and ten digits, a foreign number with its plus sign, or bare digits of another."""
    match = _PHONE.fullmatch(text)
    if match:
        digits = match[2] + match[3] + match[4]
        if digits[0] in "01":
            return digits
        return "+1" + digits
    if _FOREIGN.fullmatch(text):
        digits = _NOT_DIGIT.sub("", text)
        if 7 <= len(digits) <= 15:
            return "+" + digits if text[0] == "+" else digits
    return None


def ip_address(text: str) -> str | None:
    """IPv4 or IPv6 that can be somebody's: no loopback, multicast or documentation (RFC 5737, 3849)."""
    if not _IP.fullmatch(text):
        return None
    return None if _NOBODYS_IP.match(text) else text


def _words(text: str) -> str | None:
    return None if is_blank(text) else " ".join(text.split())


def _message(text: str) -> str | None:
    return free_text(text) if text.count(" ") >= 2 else None


_PICTURE = re.compile(
    r"\S{1,190}\.(?:jpe?g|png|heic|tiff?|bmp|gif|webp)|(?:data:image/[a-z]+;base64,)?(?:/9j/|iVBORw0KG)\S*",
    re.I,
)


def photograph(text: str) -> str | None:
    """The name of a picture's file, or a picture itself as base64 (JPEG, PNG)."""
    return text[:80] if _PICTURE.fullmatch(text) else None


_plate = by_pattern(r"[A-Za-z0-9][A-Za-z0-9 -]{2,16}", digits=1)

KINDS = (
    Kind("email_address", EMAIL, email, 0.99, "an e-mail address", strong=True),
    Kind(
        "phone_number",
        PHONE + r"|\+?\(?\d[\d .()-]{5,18}\d(?!\d)",
        phone,
        0.95,
        "a telephone number",
        strong=True,
    ),
    Kind("date_of_birth", DATE, dates.birth, 0.95, "a date on which a living person can have been born"),
    Kind("mothers_maiden_name", r"[A-Z][\w'-]{1,30}", free_text, 0.9, "a name"),
    Kind("birth_or_marriage_certificate", CODE, by_pattern(CODE, digits=4), 0.8, "an identifier"),
    Kind(
        "employee_id",
        CODE,
        by_pattern(r"[A-Za-z]{0,5}[-_ ]?\d[\dA-Za-z-]{1,14}", digits=2),
        0.85,
        "an identifier",
    ),
    Kind("license_plate", r"[A-Z0-9][A-Z0-9 -]{3,16}", _plate, 0.75, "a plate or vehicle number"),
    Kind("ip_address", r"[0-9a-f:.]{7,39}(?!\w)", ip_address, 0.8, "an IP address"),
    Kind(
        "geolocation",
        r"-?\d{1,3}\.\d{3,}",
        by_pattern(r"-?\d{1,3}\.\d{3,}(?:, ?-?\d{1,3}\.\d{3,})?", drop=""),
        0.7,
        "coordinates",
    ),
    Kind("biometric", r"\S{6,200}", _words, 0.75, "a template"),
    Kind("biometric_other", r"[A-Za-z0-9][^\n,;|]{2,80}", _words, 0.65, "a record of behaviour"),
    Kind("license_plate_reader", r"[A-Z0-9][A-Z0-9 -]{3,16}", _plate, 0.75, "a plate or vehicle number"),
    Kind("photograph", r"\S{5,200}", photograph, 0.7, "a picture or its file"),
    Kind("communications", r"[^\n|]{3,2000}", _message, 0.65, "words of a message"),
    Kind("parents_surname_before_marriage", r"[A-Z][\w'-]{1,30}", free_text, 0.85, "a name"),
    Kind("digital_signature", r"\S{4,200}", _words, 0.6, "a signature"),
    Kind("handwritten_signature", r"\S{4,200}", _words, 0.6, "a signature"),
    *(Kind(code, r"[A-Za-z][^\n,;|]{2,60}", free_text, 0.75, "words") for code in DESCRIBED),
)
