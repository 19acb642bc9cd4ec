"""What the columns of a table hold, and whose it is.

The kind of each is weighed from header, values and neighbours (`columnevidence`); then columns of relatives,
of a second person and of firms are told from those of the record's own person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tocsin.detect import dates, licences
from tocsin.detect.column import NEEDS_PEOPLE, Column
from tocsin.detect.columnevidence import decided, quoted
from tocsin.detect.columnprofile import SAMPLE, SEEN_ROWS, Profile
from tocsin.detect.columnvalues import triplets
from tocsin.detect.kinds import KINDS
from tocsin.detect.labels import NOTHING, label_of, leading_role

_PEOPLE_FIELDS = frozenset(
    [
        "person_name",
        "given",
        "family",
        "email_address",
        "username",
        "ssn",
        "itin",
        "drivers_license",
        "passport",
        "payment_card",
        "medical_record_number",
        "medicare_medicaid_id",
        "employee_id",
        "student_id",
        "phone_number",
        "health_insurance_id",
    ]
)

_IDENTITY = frozenset({"person_name", "given", "family", "ssn", "itin", "date_of_birth"})
"""Fields that a person has once: a second one in a row is somebody else's."""


def _beside(columns: list[Column], index: int, field: str, reach: int = 3) -> bool:
    return any(c.field == field and abs(c.index - index) <= reach for c in columns)


def _judged(columns: list[Column]) -> list[Column]:
    """Takes back what the rest of the table does not support."""
    has_people = any(c.field in _PEOPLE_FIELDS and c.whose != "organisation" for c in columns)
    has_card = any(c.field == "payment_card" for c in columns)
    judged = []
    for column in columns:
        lone = column.field in NEEDS_PEOPLE and not has_people
        if column.field == "financial_account" and _beside(
            columns, column.index, "routing_number", len(columns)
        ):
            lone = False
        cardless = column.field in ("card_expiry", "card_security_code") and not has_card
        foreign = column.whose in ("organisation",)
        judged.append(Column(column.index) if lone or cardless or foreign else column)
    return judged


def _entries_of_lists(columns: list[Column]) -> list[Column]:
    """Where a record has nobody of its own, the first entry of its list is its main person."""
    entries = [c.whose for c in columns if "." in c.whose and c.field in _PEOPLE_FIELDS]
    if not entries or any(c.field in _IDENTITY and not c.whose for c in columns):
        return columns
    return [replace(c, whose="") if c.whose == entries[0] else c for c in columns]


def _two_subjects(columns: list[Column], header: Sequence[str] | None) -> list[Column]:
    """``EE Name`` and ``Member Name`` in one row are two persons: the first is the row's own."""
    own = [c for c in columns if c.field and not c.whose]
    leads = {c.index: leading_role(header[c.index]) for c in own if header and c.index < len(header)}
    twice = [c for c in own if c.field in _IDENTITY and leads.get(c.index)]
    for field in sorted(_IDENTITY):
        roles = list(dict.fromkeys(leads[c.index] for c in twice if c.field == field))
        if len(roles) > 1:
            others = {c.index: leads[c.index] for c in own if leads.get(c.index) in roles[1:]}
            return [
                replace(c, whose=others[c.index], role=others[c.index]) if c.index in others else c
                for c in columns
            ]
    named = [c.role for c in columns if c.field in ("person_name", "family") and not c.whose and c.role]
    roles = list(dict.fromkeys(named))
    return [replace(c, whose=c.role) if not c.whose and c.role in roles[1:] else c for c in columns]


def _names_beside_numbers(
    columns: list[Column], header: Sequence[str] | None, profiles: Sequence[Profile]
) -> list[Column]:
    """``Name`` over words that no list has is still a person where a birth date or SSN stands beside it."""
    if header is None or not any(c.field in ("ssn", "itin", "date_of_birth") for c in columns):
        return columns
    named = []
    for column in columns:
        label = label_of(header[column.index]) if column.index < len(header) else None
        words = profiles[column.index]
        if column.field or label is None or label.field != "person_name" or not label.exact:
            named.append(column)
        elif words.size and words.rate(_WORDS.fullmatch, 0.8):
            reason = f"{quoted(header[column.index], label)}, beside a birth date or Social Security number"
            named.append(
                Column(column.index, "person_name", label.whose, label.role, 0.85, reason, by_header=True)
            )
        else:
            named.append(column)
    return named


_WORDS = re.compile(r"[^\W\d_][^\d_@/]{2,60}")
_TRAILING = re.compile(r"[\W_\d]+$")
_LEADING = re.compile(r"^[\W_\d]+")


def _repeated_people(columns: list[Column], header: Sequence[str] | None) -> list[Column]:
    """``name, dob, ssn, name, dob, ssn`` and ``Name 1, Name 2, SSN 1, SSN 2``: the second is another's.

    A name and one more thing that a person has once must be there twice under the same words.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for column in columns:
        if column.field and column.field != NOTHING and not column.whose:
            text = header[column.index] if header is not None and column.index < len(header) else ""
            words = _LEADING.sub("", _TRAILING.sub("", text.lower()))
            places.setdefault((column.field, words), []).append(column.index)
    twice = {field for (field, _), indices in places.items() if len(indices) > 1 and field in _IDENTITY}
    if len(twice) < 2 or not twice & {"person_name", "given"}:
        return columns
    count = max(len(indices) for (field, _), indices in places.items() if field in twice)
    other = {
        index: f"person{number}"
        for indices in places.values()
        if 1 < len(indices) <= count
        for number, index in enumerate(indices[1:], start=2)
    }
    return [replace(c, whose=other[c.index]) if c.index in other else c for c in columns]


def _first_names(columns: list[Column]) -> list[Column]:
    """``Nombre`` beside ``Apellido`` (or ``Name`` beside ``Surname``) holds given names."""
    family = {c.whose for c in columns if c.field == "family"} - {
        c.whose for c in columns if c.field == "given"
    }
    return [
        replace(c, field="given") if c.field == "person_name" and c.whose in family else c for c in columns
    ]


def _further_persons(profiles: list[Profile]) -> dict[int, Column]:
    """Dependents at the end of a row without a header: name, birth date and SSN, again and again."""
    found = {}
    for first, whose in triplets(profiles, [""] * len(profiles)):
        for index, field in enumerate(("person_name", "date_of_birth", "ssn"), start=first):
            order = dates.order_of(profiles[index].values)
            reason = "name, birth date and SSN of a further person"
            found[index] = Column(index, field, whose, "dependent", 0.7, reason, order)
    return found


def type_columns(header: Sequence[str] | None, cells: Sequence[Sequence[str]]) -> list[Column]:
    """The kind of every column, from its header (if the table has one) and its values."""
    profiles = [Profile(column) for column in cells]
    taken = {} if header is not None else _further_persons(profiles)
    columns = _names_beside_numbers(decided(header, profiles, taken), header, profiles)
    people = _repeated_people(_entries_of_lists(columns), header)
    judged = _judged(_first_names(_two_subjects(people, header)))
    return _licences_by_state(judged, header, cells)


_LICENCE_STATE = re.compile(
    r"\b(?:dl|lic\w*|driver\w*)[ '_-]*s?[ _-]*(?:state|st)\b|\bissuing state\b", re.IGNORECASE
)


def _licences_by_state(
    columns: list[Column], header: Sequence[str] | None, cells: Sequence[Sequence[str]]
) -> list[Column]:
    """A column of licences beside that of their states is surer if the numbers have the states' forms."""
    states = next((i for i, text in enumerate(header or ()) if _LICENCE_STATE.search(text)), None)
    if states is None or states >= len(cells):
        return columns
    told = cells[states][: 8 * SAMPLE]
    return [
        _by_state(c, licences.column_fit(cells[c.index][: 8 * SAMPLE], told))
        if c.field == "drivers_license"
        else c
        for c in columns
    ]


def _by_state(column: Column, fit: float | None) -> Column:
    if fit is None:
        return column
    factor = licences.MISFIT + (licences.FITS - licences.MISFIT) * fit
    said = "in the forms of their states" if fit >= 0.8 else "not in the forms of their states"
    confidence = round(min(column.confidence * factor, 0.98), 3)
    return replace(column, confidence=confidence, reason=f"{column.reason}, {said}")


_PROCEDURE = re.compile(r"[A-V]\d{4}|\d{5}")


def is_procedure_column(values: Sequence[str | None]) -> bool:
    """Whether most values are procedure codes (CDT, HCPCS, CPT)."""
    told = [value for value in values[:SEEN_ROWS] if value]
    return sum(_PROCEDURE.fullmatch(value) is not None for value in told) >= max(1, 0.8 * len(told))


def header_is_data(header: Sequence[str]) -> bool:
    """Whether the first row that a reader took for the header is a row of values."""
    if any(label_of(cell) for cell in header if cell):
        return False
    strong = ("email_address", "ssn", "payment_card", "phone_number", "iban")
    return any(KINDS[code].read(cell.strip()) for cell in header if cell for code in strong) or any(
        dates.parse(cell) for cell in header if cell
    )
