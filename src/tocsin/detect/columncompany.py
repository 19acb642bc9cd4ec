"""What the other columns of a table say of a column: neighbours, names, banks, health, further dates."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from tocsin.detect import dates
from tocsin.detect.columnprofile import Profile
from tocsin.detect.columnvalues import family_words, names_banks

_NAMED = frozenset({"person_name", "given", "family", "email_address"})
_STREETS = frozenset({"street", "street_name", "street2"})
_PLACES = _STREETS | {"city", "state", "postal_code", "postal_address", "city_state_zip"}
_OF_PEOPLE = frozenset(
    [
        "ssn_bare",
        "ssn_bare_few",
        "birth_spread",
        "birth_narrow",
        "diagnoses",
        "icd_bare",
        "procedure_codes",
        "month_and_year",
        "three_digits",
        "account_digits",
        "account_lengths",
        "phone_ten",
        "phone_some",
        "member_shape",
        "record_shape",
        "record_marked",
        "pay_amounts",
        "passport_shape",
        "licence_shape",
    ]
)
"""Evidence of values that is believed only in a table of people."""

_IDENTIFIERS = frozenset(
    {"financial_account", "medical_record_number", "health_insurance_id", "passport", "drivers_license"}
)
_ONCE = _IDENTIFIERS | {"username", "password", "income"}
"""Fields that a person mostly has one of."""

_ROWS = 80
"""Rows in which dates are compared."""

_FEW_ROWS = 5


class Company:
    """The columns of a table as far as they are decided: ``fields`` is written to as they are.

    able: the fields that each column can be.
    """

    def __init__(self, fields: list[str], profiles: list[Profile], able: Sequence[Collection[str]]) -> None:
        self.fields = fields
        self._able = able
        self._profiles = profiles

    @cached_property
    def _banks(self) -> bool:
        return any(names_banks(told) for told in self._profiles)

    @cached_property
    def _days(self) -> list[list[str | None]]:
        """The first rows of every column of dates as ISO dates, an empty list for other columns."""
        return [_days_of(told) for told in self._profiles]

    def says(self, index: int, field: str, evidence: Sequence[str]) -> Iterator[str]:
        """Evidence for a field of one column from the columns around it."""
        others = {name for at, name in enumerate(self.fields) if at != index}
        if not _OF_PEOPLE.isdisjoint(evidence):
            yield "people" if others & _NAMED else "no_people"
        if field in _ONCE and field in others:
            yield "taken"
        if "procedure_codes" in evidence:
            yield from self._health(index, others)
            if not 1 < len(self._profiles[index].counts) < 0.7 * self._profiles[index].size:
                yield "hardly_repeats"
        if field in _IDENTIFIERS:
            yield from _uniqueness(self._profiles[index])
        if rule := _RULES.get(field):
            yield from rule(self, index, others)

    def _account(self, index: int, others: set[str]) -> Iterator[str]:
        if "routing_number" in others:
            yield "beside_routing"
        elif self._banks:
            yield "beside_bank"
        else:
            yield "beside_pay" if "income" in others else "no_bank"

    def _card(self, index: int, others: set[str]) -> Iterator[str]:
        yield "beside_card" if "payment_card" in others else "no_card"

    def _health(self, index: int, others: set[str]) -> Iterator[str]:
        known = others & {"medical_information", "medicare_medicaid_id", "prescription"}
        yield "beside_health" if known else "no_health"

    def _papers(self, index: int, others: set[str]) -> Iterator[str]:
        yield "beside_birth" if others & {"date_of_birth", "ssn"} else "no_birth"

    def _ssn(self, index: int, others: set[str]) -> Iterator[str]:
        if "routing_number" in others:
            yield "routing_too"

    def _birth(self, index: int, others: set[str]) -> Iterator[str]:
        days = self._days
        later = any(_is_later(days[index], other) for at, other in enumerate(days) if at != index)
        yield "later_dates" if later else "earliest"

    def _name(self, index: int, others: set[str]) -> Iterator[str]:
        if "person_name" in others:
            yield "whole_names"
        if others & {"given", "family"}:
            yield "other_part"
        else:
            parts = {f for at, able in enumerate(self._able) if at != index for f in able}
            yield "likely_part" if parts & {"given", "family"} else "lone_part"
        yield from self._repeating(index)

    def _city(self, index: int, others: set[str]) -> Iterator[str]:
        yield from self._places(others, (index + 1, index + 2, index - 1), {"state", "postal_code"})
        yield from self._repeating(index)

    def _code(self, index: int, others: set[str]) -> Iterator[str]:
        if self._at(index - 1) in ("state", "city"):
            yield "behind_state"
        elif {self._at(index - 1), self._at(index - 2)} & _STREETS:
            yield "behind_street"
        else:
            yield "place_too" if others & _PLACES else "no_place"
        if self._profiles[index].different < 0.5:
            yield "few_codes"

    def _state(self, index: int, others: set[str]) -> Iterator[str]:
        if self._at(index - 1) == "drivers_license":
            yield "beside_licence"
        yield from self._places(others, (index - 1, index + 1), _PLACES)

    def _places(self, others: set[str], beside: Sequence[int], fields: Collection[str]) -> Iterator[str]:
        if any(self._at(at) in fields for at in beside):
            yield "next_to_place"
        elif any(not self._at(at) and any(f in fields for f in self._may_be(at)) for at in beside):
            yield "next_to_likely_place"
        else:
            yield "place_too" if others & _PLACES else "no_place"

    def _repeating(self, index: int) -> Iterator[str]:
        told = self._profiles[index]
        if told.different < 0.25 and len(told.counts) < 16:
            yield "few_words"

    def _login(self, index: int, others: set[str]) -> Iterator[str]:
        told = self._profiles[index]
        names = family_words(self._profiles, self.fields)
        if names and told.rate(lambda v: any(n in v for n in names), 0.6):
            yield "made_of_names"
        if any(f in ("password", "password_hash") for at in self._able for f in at):
            yield "beside_secret"
        elif not others & (_NAMED | {"password", "password_hash"}):
            yield "no_account"

    def _secret(self, index: int, others: set[str]) -> Iterator[str]:
        if others & {"username", "email_address"}:
            yield "beside_login"
        else:
            yield "likely_login" if any("username" in able for able in self._able) else "no_login"

    def _may_be(self, index: int) -> Collection[str]:
        return self._able[index] if 0 <= index < len(self._able) else ()

    def _at(self, index: int) -> str:
        return self.fields[index] if 0 <= index < len(self.fields) else ""


_RULES = {
    "financial_account": Company._account,
    "card_expiry": Company._card,
    "card_security_code": Company._card,
    "health_insurance_id": Company._health,
    "medical_record_number": Company._health,
    "passport": Company._papers,
    "drivers_license": Company._papers,
    "income": Company._papers,
    "ssn": Company._ssn,
    "date_of_birth": Company._birth,
    "given": Company._name,
    "family": Company._name,
    "city": Company._city,
    "postal_code": Company._code,
    "state": Company._state,
    "username": Company._login,
    "password": Company._secret,
}


def _uniqueness(told: Profile) -> Iterator[str]:
    if told.running():
        yield "running"
    elif told.different < 0.7:
        yield "repeats"


def _days_of(told: Profile) -> list[str | None]:
    if told.numbered < 0.9 or not told.rate(lambda t: len(t) >= 6 and dates.parse(t), 0.9):
        return []
    return [dates.parse(cell) for cell in told.cells[:_ROWS]]


def _is_later(days: list[str | None], others: list[str | None]) -> bool:
    """Whether dates lie behind those of another column in nearly every row, as hiring lies behind birth."""
    both = [(day, other) for day, other in zip(days, others, strict=False) if day and other]
    later = sum(day > other for day, other in both)
    return len(both) >= _FEW_ROWS and later >= 0.97 * len(both)
