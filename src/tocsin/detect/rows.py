"""A block of read rows as mentions, findings and identifiers."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from tocsin.detect.company import beside
from tocsin.detect.found import Collector
from tocsin.detect.kinds import CONTACT
from tocsin.detect.labels import role_in
from tocsin.detect.persons import PersonColumns, group_by_person
from tocsin.detect.reading import Reading, Values
from tocsin.detect.seal import Sealer, masked_many
from tocsin.model.elements import catalogue

THRESHOLD = 0.5
"""Findings below this confidence are not reported: more of them are wrong than right."""

_PART_FIELDS_CONFIDENCE = 0.98

Ids = list[str | None]


def emit_rows(
    place: str,
    header: Sequence[str] | None,
    numbers: list[int],
    readings: list[Reading],
    collector: Collector,
    sealer: Sealer,
) -> None:
    """Everything that a block of rows holds; a row can name spouse, guardian and dependents too."""
    kept = [r for r in readings if r.column.confidence >= THRESHOLD]
    persons = group_by_person(kept, len(numbers), role_in(place) or "subject")
    ids = {person.whose: _ids(person, collector) for person in persons}
    for person in persons:
        _emit_mentions(place, numbers, person, ids, collector)
        for reading in person.readings:
            _emit_findings(place, header, numbers, reading, person, ids[person.whose], collector, sealer)


def _ids(person: PersonColumns, collector: Collector) -> Ids:
    exists = person.exists()
    fresh = iter(collector.mention_ids(sum(exists)))
    return [next(fresh) if there else None for there in exists]


def _guardians(person: PersonColumns, ids: dict[str, Ids]) -> Ids | None:
    """The guardian of a dependent is the record's own person; of that person, who the row calls guardian."""
    if person.role == "dependent" and person.whose:
        return ids.get("")
    roles = person.roles()
    if person.whose and isinstance(roles, list) and (main := ids.get("")):
        return [who if role == "dependent" else None for who, role in zip(main, roles, strict=True)]
    return ids.get("guardian") if not person.whose else None


def _emit_mentions(
    place: str, numbers: list[int], person: PersonColumns, ids: dict[str, Ids], collector: Collector
) -> None:
    own = ids[person.whose]
    rows = [i for i, identity in enumerate(own) if identity is not None]
    if not rows:
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
        "minor": person.minor(),
        "guardian": _guardians(person, ids),
        "role": person.roles(),
    }
    whole = len(rows) == len(own)
    picked = {
        name: [values[i] for i in rows] if isinstance(values, list) and not whole else values
        for name, values in columns.items()
    }
    chosen = pa.array(rows, pa.int64())
    picked["elements"] = codes if whole else codes.take(chosen)
    picked["protections"] = hows if whole else hows.take(chosen)
    collector.mentions(len(rows), place=place, tie="row", confidence=_PART_FIELDS_CONFIDENCE, **picked)


def _column_place(place: str, header: Sequence[str] | None, reading: Reading) -> str:
    index = reading.column.index
    if reading.column.by_header and header is not None and "\u201c" in reading.column.reason:
        return f"{place}, column {' '.join(header[index].split())}"
    return f"{place}, column {index + 1}"


def _credential(reading: Reading, person: PersonColumns, rows: list[int]) -> str | list[str]:
    """A password is a log-in's credential in the rows where the log-in stands beside it."""
    if reading.element != "password":
        return reading.element
    login = person.bits_of("username", "email_address")
    return ["online_account_credentials" if person.masks[i] & login else "password" for i in rows]


def _emit_findings(
    place: str,
    header: Sequence[str] | None,
    numbers: list[int],
    reading: Reading,
    person: PersonColumns,
    ids: Ids,
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
    rows = [i for i, value in enumerate(reading.values) if value is not None]
    values = [value for value in reading.values if value is not None]
    if not rows:
        return
    codes = _credential(reading, person, rows)
    sealed = element.sealed and reading.protection != "redacted"
    prints = None
    owners = [ids[i] for i in rows]
    if sealed:
        per_row = codes if isinstance(codes, list) else [codes] * len(rows)
        prints = [sealer(code, value) for code, value in zip(per_row, values, strict=True)]
        _emit_identifiers(per_row, owners, prints, values, collector)
    collector.findings(
        len(rows),
        place=_column_place(place, header, reading),
        row=[numbers[i] for i in rows],
        element=codes,
        masked=masked_many(reading.element, values),
        fingerprint=prints,
        confidence=reading.column.confidence,
        recogniser=f"column.{reading.element}",
        reason=reading.column.reason + beside(reading.element, _company(person)),
        mention=owners,
    )


def _company(person: PersonColumns) -> set[str]:
    """What else the table says of this person."""
    fields = {reading.element for reading in person.readings}
    return fields | ({"person_name"} if fields & {"given", "family"} else set())


def _emit_identifiers(
    codes: list[str], owners: Ids, prints: list[bytes], values: list[str], collector: Collector
) -> None:
    for code in dict.fromkeys(codes):
        rows = [i for i, owner in enumerate(owners) if owner is not None and codes[i] == code]
        mentions = (
            [owner for owner in owners if owner is not None]
            if len(rows) == len(owners)
            else [owner for i in rows if (owner := owners[i]) is not None]
        )
        collector.identifiers(mentions, code, [prints[i] for i in rows], [values[i] for i in rows])


__all__ = ["THRESHOLD", "Values", "emit_rows"]
