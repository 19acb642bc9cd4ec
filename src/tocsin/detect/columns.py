"""What a column holds: header words, then values, check digits and neighbours.

A header that we know decides, if the values do not speak against it. A column without one is decided by its
values alone, and only where they are near proof or where the table is one of people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from tocsin.detect import dates, licences
from tocsin.detect.column import NEEDS_PEOPLE, PARTS, Column
from tocsin.detect.gazetteer import is_given, is_surname
from tocsin.detect.headerless import by_values
from tocsin.detect.kinds import KINDS, is_blank
from tocsin.detect.kinds.credentials import password_hash
from tocsin.detect.kinds.financial import MASKED_NUMBER
from tocsin.detect.kinds.government import itin, last_four, ssn_cell
from tocsin.detect.labels import NOTHING, Label, label_of, leading_role
from tocsin.detect.personname import looks_like_name

SAMPLE = 120
"""Values of a column that decide its kind."""

SEEN_ROWS = 8 * SAMPLE
"""Rows of a table in which they are looked for."""

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


def cell_reader(column: Column) -> Callable[[str], str | None]:
    """The reader for the cells of a column with a kind."""
    if column.field == "ssn":
        return ssn_cell
    if column.field == "date_of_birth":
        order = column.order
        return lambda text: dates.birth(text, order)
    return _remembering(column.field)


@cache
def _remembering(field: str) -> Callable[[str], str | None]:
    """The field's reader with a short memory: cells that typed a small column are read again as values."""
    return lru_cache(maxsize=SAMPLE)(KINDS[field].read)


def sample_of(cells: Sequence[str]) -> list[str]:
    """Up to `SAMPLE` values that are not blank, spread evenly over the column."""
    told = [text for cell in cells[:SEEN_ROWS] if (text := cell.strip())]
    step = max(1, len(told) // SAMPLE)
    values = [text for text in told[::step] if not is_blank(text)]
    if 2 * len(values) < min(SAMPLE, len(told)):  # mostly ``N/A``: look at all of them
        values = [text for text in told if not is_blank(text)]
    return values[:SAMPLE]


def _also_fits(field: str, text: str) -> bool:
    """Other forms of a value that a column of this field holds: masked, hashed, the other taxpayer number."""
    if field in ("ssn", "itin"):
        return bool(itin(text) or ssn_cell(text) or last_four(text))
    if field in ("payment_card", "financial_account"):
        return bool(MASKED_NUMBER.fullmatch(text))
    if field == "password":
        return password_hash(text) is not None or set(text) == {"*"}
    return False


def _rate(column: Column, values: Sequence[str]) -> float:
    """Share of the values that are of the column's kind."""
    if not values:
        return 1.0
    read = cell_reader(column)
    good = sum(1 for text in values if read(text) is not None or _also_fits(column.field, text))
    return good / len(values)


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / len(values) if values else 1.0


def _reaches(values: Sequence[str], test: Callable[[str], bool], share: float) -> bool:
    """Whether at least this share passes; stops as soon as that is sure."""
    passed = 0
    for value in values:
        passed += test(value)
        if passed / len(values) >= share:
            return True
    return not values


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _is_name_part(text: str) -> bool:
    return is_given(text) or is_surname(text) or looks_like_name(text)


def _quote(header: str, label: Label) -> str:
    if label.exact and sum(c.isdigit() for c in header) < 3:
        return f"column \u201c{' '.join(header.split())}\u201d"
    return "column with a known header"


_ROLE_NUMBERS = {
    "patient": "medical_record_number",
    "employee": "employee_id",
    "student": "student_id",
    "member": "health_insurance_id",
}


def _number_of(column: Column, header: str, values: Sequence[str]) -> Column:
    """``Patient`` over numbers is the patient's number."""
    field = _ROLE_NUMBERS.get(header.strip().lower())
    if field is None or _share(values, lambda t: KINDS[field].read(t) is not None) < 0.9:
        return Column(column.index)
    return replace(column, field=field, confidence=0.75, reason=f"{column.reason}, {KINDS[field].shape}")


def _part(index: int, label: Label, header: str, values: Sequence[str]) -> Column:
    """A column of names, address parts or flags; only the broad word ``name`` is checked by its values."""
    column = Column(index, label.field, label.whose, label.role, 0.9, _quote(header, label), by_header=True)
    if label.field == "person_name" and values and _share(values, _has_digit) > 0.5:
        return _number_of(column, header, values)
    if label.field == "person_name" and not (label.whose and label.exact):
        floor = 0.15 if label.exact else 0.4
        if label.role and not label.whose and " " not in header.replace("_", " ").strip():
            floor = 0.4
        if not _reaches(values, _is_name_part, floor):
            return _number_of(column, header, values)
    return column


def _contact_person(index: int, header: str, values: Sequence[str]) -> Column:
    """``Contact`` over names is a person, whatever else the word can mean; any other column is unknown."""
    if header.strip().lower() != "contact" or not values or _share(values, looks_like_name) < 0.5:
        return Column(index)
    reason = "column \u201cContact\u201d, values are given names with surnames"
    return Column(index, "person_name", confidence=0.85, reason=reason, by_header=True)


def _order(header: str, values: Sequence[str]) -> dates.Order:
    """Day or month first: the values decide, else the header's own words (``dd/mm/yyyy``)."""
    if dates.order_of(values) == "dmy" or "dd/mm" in header.lower().replace("-", "/"):
        return "dmy"
    return "mdy"


def _labelled(index: int, header: str, label: Label, values: Sequence[str]) -> Column:
    if label.field == NOTHING:
        return Column(index, NOTHING, label.whose, label.role, by_header=True)
    if label.field in PARTS:
        return _part(index, label, header, values)
    column = Column(index, label.field, label.whose, label.role, by_header=True)
    if label.field == "password" and values and _share(values, lambda t: password_hash(t) is not None) > 0.5:
        column = replace(column, field="password_hash")
    if label.field == "date_of_birth":
        column = replace(column, order=_order(header, values))
    rate = _rate(column, values)
    if rate < (0.4 if label.exact else 0.8):
        return _contact_person(index, header, values)
    kind = KINDS[column.field]
    confidence = kind.confidence * (0.75 + 0.25 * rate) * (1.0 if label.exact else 0.85)
    return replace(column, confidence=round(confidence, 3), reason=f"{_quote(header, label)}, {kind.shape}")


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
    columns: list[Column], header: Sequence[str] | None, samples: Sequence[Sequence[str]]
) -> list[Column]:
    """``Name`` over words that no list has is still a person where a birth date or SSN stands beside it."""
    if header is None or not any(c.field in ("ssn", "itin", "date_of_birth") for c in columns):
        return columns
    named = []
    for column in columns:
        label = label_of(header[column.index]) if column.index < len(header) else None
        words = samples[column.index]
        if column.field or label is None or label.field != "person_name" or not label.exact:
            named.append(column)
        elif words and _share(words, lambda t: bool(_WORDS.fullmatch(t))) >= 0.8:
            reason = f"{_quote(header[column.index], label)}, beside a birth date or Social Security number"
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


def type_columns(header: Sequence[str] | None, cells: Sequence[Sequence[str]]) -> list[Column]:
    """The kind of every column, from its header (if the table has one) and its values."""
    samples = [sample_of(column) for column in cells]
    columns: list[Column] = []
    for index, values in enumerate(samples):
        text = header[index] if header is not None and index < len(header) else ""
        label = label_of(text) if text else None
        columns.append(_labelled(index, text, label, values) if label else Column(index))
    columns = _names_beside_numbers(columns, header, samples)
    unknown = [c.index for c in columns if not c.field and not _has_label(header, c.index)]
    for found in by_values([c.field for c in columns], samples, unknown, has_header=header is not None):
        columns[found.index] = Column(
            found.index,
            found.field,
            found.whose,
            "dependent" if found.whose else "",
            found.confidence,
            found.reason,
            order=dates.order_of(samples[found.index]),
        )
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


def _has_label(header: Sequence[str] | None, index: int) -> bool:
    """Whether a header says something that its values spoke against."""
    return header is not None and index < len(header) and label_of(header[index]) is not None


_PROCEDURE = re.compile(r"[A-V]\d{4}|\d{5}")


def is_procedure_column(values: Sequence[str | None]) -> bool:
    """Whether most values are procedure codes (CDT, HCPCS, CPT)."""
    told = [value for value in values[:SEEN_ROWS] if value]
    return bool(told) and _share(told, lambda t: _PROCEDURE.fullmatch(t) is not None) >= 0.8


def header_is_data(header: Sequence[str]) -> bool:
    """Whether the first row that a reader took for the header is a row of values."""
    if any(label_of(cell) for cell in header if cell):
        return False
    strong = ("email_address", "ssn", "payment_card", "phone_number", "iban")
    return any(KINDS[code].read(cell.strip()) for cell in header if cell for code in strong) or any(
        dates.parse(cell) for cell in header if cell
    )
