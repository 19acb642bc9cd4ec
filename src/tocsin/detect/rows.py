"""A block of read rows as mentions, findings and identifiers."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.detect.company import beside, company
from tocsin.detect.found import Collector
from tocsin.detect.kinds import CONTACT
from tocsin.detect.labels import role_in
from tocsin.detect.persons import PersonColumns, group_by_person
from tocsin.detect.reading import Reading
from tocsin.detect.seal import Sealer, masked_column
from tocsin.detect.vital import names_guardian
from tocsin.model.elements import catalogue

THRESHOLD = 0.5
"""Findings below this confidence are not reported: more of them are wrong than right."""

_PART_FIELDS_CONFIDENCE = 0.98


def emit_rows(
    place: str,
    header: Sequence[str] | None,
    numbers: pa.Array,
    readings: list[Reading],
    collector: Collector,
    sealer: Sealer,
) -> None:
    """Everything that a block of rows holds; a row can name spouse, guardian and dependents too.

    numbers: the rows' numbers in their file.
    """
    kept = [r for r in readings if r.column.confidence >= THRESHOLD]
    persons = group_by_person(kept, len(numbers), role_in(place) or "subject")
    ids = {person.whose: collector.ids_where(person.exists()) for person in persons}
    wards = _wards(header, persons, ids)
    for person in persons:
        _emit_mentions(place, numbers, person, ids, wards if not person.whose else None, collector)
        for reading in person.readings:
            _emit_findings(place, header, numbers, reading, person, ids[person.whose], collector, sealer)


def _guardians(person: PersonColumns, ids: dict[str, pa.Array]) -> pa.Array | None:
    """The guardian of a dependent is the record's own person; of that person, who the row calls guardian."""
    if person.role == "dependent" and person.whose:
        return ids.get("")
    roles = person.roles()
    main = ids.get("")
    if person.whose and isinstance(roles, pa.Array) and main is not None:
        return pc.if_else(pc.equal(roles, "dependent"), main, pa.scalar(None, pa.string()))
    return ids.get("guardian") if not person.whose else None


def _wards(
    header: Sequence[str] | None, persons: Sequence[PersonColumns], ids: dict[str, pa.Array]
) -> pa.Array | None:
    """The rows whose own person has a guardian by that name of the column, true, else null."""
    guardian = next((person for person in persons if person.whose == "guardian"), None)
    columns = {reading.column.index for reading in guardian.readings} if guardian else set()
    if header is None or not any(names_guardian(header[index]) for index in columns):
        return None
    return pc.if_else(pc.is_valid(ids["guardian"]), True, pa.scalar(None, pa.bool_()))


def _minors(person: PersonColumns, wards: pa.Array | None) -> pa.Array | None:
    """What the row says of the person's age; a birth date says it better than a guardian."""
    said, born = person.minor(), person.first_of("date_of_birth")
    if wards is None:
        return said
    if born is not None:
        wards = pc.if_else(pc.is_valid(born), pa.scalar(None, pa.bool_()), wards)
    return wards if said is None else pc.coalesce(said, wards)


def _emit_mentions(
    place: str,
    numbers: pa.Array,
    person: PersonColumns,
    ids: dict[str, pa.Array],
    wards: pa.Array | None,
    collector: Collector,
) -> None:
    own = ids[person.whose]
    count = len(own) - own.null_count
    if not count:
        return
    codes, hows = person.elements()
    columns: dict[str, object] = {
        "id": own,
        "row": numbers,
        **person.names(),
        **person.places(),
        "birth_date": person.first_of("date_of_birth"),
        "email": person.login(),
        "phone": person.first_of("phone_number"),
        "deceased": person.deceased(),
        "minor": _minors(person, wards),
        "guardian": _guardians(person, ids),
        "role": person.roles(),
        "elements": codes,
        "protections": hows,
    }
    if count < len(own):
        there = pc.is_valid(own)
        columns = {
            name: values.filter(there) if isinstance(values, pa.Array) else values
            for name, values in columns.items()
        }
    collector.mentions(count, place=place, tie="row", confidence=_PART_FIELDS_CONFIDENCE, **columns)


def _column_place(place: str, header: Sequence[str] | None, reading: Reading) -> str:
    index = reading.column.index
    if reading.column.by_header and header is not None and "\u201c" in reading.column.reason:
        return f"{place}, column {' '.join(header[index].split())}"
    return f"{place}, column {index + 1}"


def _codes(reading: Reading, person: PersonColumns) -> pa.Array | str:
    """A password is a log-in's credential in the rows where the log-in stands beside it."""
    if reading.element != "password":
        return reading.element
    login = person.having("username", "email_address")
    return pc.if_else(login, "online_account_credentials", "password")


def _emit_findings(
    place: str,
    header: Sequence[str] | None,
    numbers: pa.Array,
    reading: Reading,
    person: PersonColumns,
    owners: pa.Array,
    collector: Collector,
    sealer: Sealer,
) -> None:
    element = catalogue().get(reading.element)
    if (
        element is None
        or reading.element in CONTACT
        or (reading.element, reading.protection) == ("ssn", "redacted")
    ):
        return
    values, codes = reading.values, _codes(reading, person)
    count = len(values) - values.null_count
    if not count:
        return
    if count < len(values):
        there = pc.is_valid(values)
        values, numbers, owners = values.filter(there), numbers.filter(there), owners.filter(there)
        codes = codes if isinstance(codes, str) else codes.filter(there)
    prints = None
    if element.sealed and reading.protection != "redacted":
        prints = sealer.column(codes, values)
        _emit_identifiers(codes, owners, prints, values, collector)
    collector.findings(
        count,
        place=_column_place(place, header, reading),
        row=numbers,
        element=codes,
        masked=masked_column(reading.element, values),
        fingerprint=prints,
        confidence=reading.column.confidence,
        recogniser=f"column.{reading.element}",
        reason=reading.column.reason + beside(reading.element, company(_fields(person))),
        mention=owners,
    )


def _fields(person: PersonColumns) -> set[str]:
    """What else the table says of this person."""
    fields = {reading.element for reading in person.readings}
    return fields | ({"person_name"} if fields & {"given", "family"} else set())


def _emit_identifiers(
    codes: pa.Array | str, owners: pa.Array, prints: pa.Array, values: pa.Array, collector: Collector
) -> None:
    if isinstance(codes, str) and not owners.null_count:
        collector.identifiers(owners, codes, prints, values)
        return
    owned = pc.is_valid(owners)
    if isinstance(codes, str):
        groups = [(codes, owned)]
    else:
        groups = [(code, pc.and_(owned, pc.equal(codes, code))) for code in codes.unique().to_pylist()]
    for code, rows in groups:
        mentions = owners.filter(rows)
        collector.identifiers(mentions, code, prints.filter(rows), values.filter(rows))


__all__ = ["THRESHOLD", "emit_rows"]
