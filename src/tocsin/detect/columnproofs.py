"""What the values of a column prove whatever its header says: check digits, ranges, unmistakable shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.detect import checks
from tocsin.detect.columnprofile import Profile
from tocsin.detect.kinds import KINDS
from tocsin.detect.kinds.credentials import password_hash
from tocsin.detect.kinds.financial import major_card
from tocsin.detect.kinds.government import itin, ssn
from tocsin.detect.kinds.health import mbi

Said = tuple[str, str, float]
"""(field, name of the evidence, share of the values that pass)"""

MANY = 8
"""Different values: their check digits are all right by chance once in 10 to the 8th."""

_DASHED = re.compile(r"\d{3}[- ]\d{2}[- ]\d{4}\Z")
_IP = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\Z")
_CRYPT = re.compile(r"[$*{]")


def proofs(told: Profile) -> Iterator[Said]:
    """What values prove by themselves, whatever the header says."""
    if told.mailed >= 0.8:
        if rate := told.rate(lambda t: "@" in t and KINDS["email_address"].read(t), 0.8):
            yield "email_address", "mail", rate
        return
    if told.numbered < 0.8:
        return
    if told.digits < 0.2 and told.size >= 2 and (rate := told.rate(_IP.match, 0.95)):
        yield "ip_address", "ip_numbers", rate
    elif told.digits > 0.8 or told.lettered < 0.2:
        yield from _digit_proofs(told)
    elif told.typical < 20:
        if rate := told.rate(lambda t: not t.isdigit() and mbi(t), 0.9):
            yield "medicare_medicaid_id", "mbi", rate
    elif rate := told.rate(lambda t: len(t) >= 15 and KINDS["iban"].read(t), 0.9):
        yield "iban", "iban_checks", rate
    elif rate := told.rate(lambda t: _CRYPT.match(t) and password_hash(t), 0.9):
        yield "password_hash", "crypt", rate


def _digit_proofs(told: Profile) -> Iterator[Said]:
    if told.typical == 18 and told.size >= 2 and (rate := told.rate(checks.clabe, 0.9)):
        yield "financial_account", "clabe_checks", rate
    elif told.typical >= 13:
        if told.size >= 2 and (rate := told.rate(lambda t: len(t) >= 13 and major_card(t), 0.9)):
            yield "payment_card", "card_checks" if told.size >= MANY else "card_checks_few", rate
    elif 9 <= told.typical <= 11:
        if rate := told.rate(itin, 0.9):
            yield "itin", "itin_ranges", rate
        elif rate := told.rate(lambda t: _DASHED.match(t) and (ssn(t) or itin(t)), 0.85):
            yield "ssn", "ssn_dashed", rate
        elif told.size >= 3 and (rate := told.rate(_checked_routing, 0.98)):
            yield "routing_number", "aba_checks" if len(told.counts) >= MANY else "aba_checks_few", rate


def _checked_routing(text: str) -> bool:
    return len(text) == 9 and KINDS["routing_number"].read(text) is not None
