"""A list the user already has of who is affected: any header, one person a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pyarrow as pa

from tocsin.model.elements import catalogue
from tocsin.model.tables import IDENTIFIERS, LINKS, MENTIONS, SEED, table
from tocsin.people.engine import opened
from tocsin.people.exposures import exposures
from tocsin.people.joining import person_id
from tocsin.people.names import fold
from tocsin.people.prepare import prepare
from tocsin.people.rows import people
from tocsin.people.settings import STRICT, Home, Settings
from tocsin.people.words import spellings, words

Fingerprint = Callable[[str, str], bytes]
"""Element and normalised value to the keyed fingerprint of the case (16 bytes)."""

_COLUMNS = (
    "name",
    "given",
    "middle",
    "family",
    "suffix",
    "street",
    "city",
    "state",
    "postal_code",
    "country",
    "email",
    "phone",
)
_SHOWS = {
    "name": "person_name",
    "family": "person_name",
    "street": "postal_address",
    "email": "email_address",
    "phone": "phone_number",
    "birth_date": "date_of_birth",
}
_DATES = (
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%m-%d-%Y",
    "%Y%m%d",
    "%m/%d/%y",
    "%d.%m.%Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%Y-%m-%d %H:%M:%S",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """The list as tables. unread: headers that mean nothing to us; the user must see them."""

    mentions: pa.Table
    identifiers: pa.Table
    people: pa.Table
    links: pa.Table
    exposures: pa.Table
    unread: list[str]


def from_list(
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    source: str = "list",
    elements: Sequence[str] = (),
    fingerprint: Fingerprint | None = None,
    settings: Settings = STRICT,
    home: Home | None = None,
) -> Listed:
    """People of a list that says who is affected; every row that is not empty is one person, none are joined.

    header: any wording of ``data/headers.yaml``, or a code or name of the catalogue of data elements (a cell
    that is not empty or "no" then means that this element of the person was exposed).
    elements: exposed of everybody.
    Raises ValueError if the header has neither a name nor an e-mail column.
    """
    meanings = _meanings(header)
    mentions, identifiers = [], []
    for number, cells in enumerate(rows, start=1):
        values = _values(meanings, cells)
        if values:
            mention = _mention(f"{source}:{number:09d}", source, number, values, elements)
            mentions.append(mention)
            identifiers += _identifiers(str(mention["id"]), values, fingerprint)
    unread = _unread(header, meanings)
    return _listed(table(MENTIONS, mentions), table(IDENTIFIERS, identifiers), unread, settings, home)


@dataclass(frozen=True, slots=True)
class Seeds:
    """Rows of the business's own list as mentions that make nobody affected. unread: as in Listed."""

    mentions: pa.Table
    identifiers: pa.Table
    unread: list[str]


def from_seed(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, fingerprint: Fingerprint | None = None
) -> Seeds:
    """The business's own list of its people: it says who is who, not who is affected.

    Its rows show no data element, so that being on it is no exposure. Headers as in ``from_list``; raises
    ValueError like it.
    """
    meanings = _meanings(header)
    mentions, identifiers = [], []
    for number, cells in enumerate(rows, start=1):
        values = _values(meanings, cells)
        if values:
            mention = _mention(f"{SEED}:{number:09d}", SEED, number, values, ())
            role = mention["role"]
            nobodys = role is None or role.lower() in words("roles")["contact"]
            quiet: dict[str, Any] = {
                "tie": SEED,
                "elements": [],
                "protections": [],
                "role": None if nobodys else role,
            }
            mentions.append(mention | quiet)
            identifiers += _identifiers(str(mention["id"]), values, fingerprint)
    return Seeds(table(MENTIONS, mentions), table(IDENTIFIERS, identifiers), _unread(header, meanings))


def _meanings(header: Sequence[str]) -> list[str | None]:
    meanings = [meaning_of(title) for title in header]
    if not {"name", "family", "email"} & set(meanings):
        raise ValueError(
            "the list has no column for a name or an e-mail address; name one 'Name', or 'Last name'"
        )
    return meanings


def _unread(header: Sequence[str], meanings: Sequence[str | None]) -> list[str]:
    return [
        title
        for title, meaning in zip(header, meanings, strict=True)
        if meaning is None and str(title or "").strip()
    ]


def _listed(
    mentions: pa.Table, identifiers: pa.Table, unread: list[str], settings: Settings, home: Home | None
) -> Listed:
    ids = mentions["id"].to_pylist()
    persons = [person_id(one) for one in ids]
    links = pa.table(
        {
            "mention": ids,
            "person": persons,
            "how": ["listed by the organisation"] * len(ids),
            "weight": [None] * len(ids),
        },
        schema=LINKS,
    )
    with opened(settings) as con:
        prepare(con, mentions, identifiers, home or Home(), contacts_too=True)
        con.register("who", links.select(["mention", "person"]))
        con.execute("CREATE TABLE looked (person VARCHAR, review VARCHAR, account BOOLEAN)")
        return Listed(
            mentions,
            identifiers,
            people(con, settings.incident_date, home or Home()),
            links,
            exposures(con),
            unread,
        )


def meaning_of(title: object) -> str | None:
    """What a column headed so holds: a key of ``data/headers.yaml``, a code of the catalogue, or None."""
    text = fold(str(title or "").replace("_", " ").replace("-", " "))
    return spellings("headers").get(text) or _elements_by_name().get(text)


@cache
def _elements_by_name() -> dict[str, str]:
    names = {fold(element.name): code for code, element in catalogue().items()}
    return {**names, **{code.replace("_", " "): code for code in catalogue()}}


def _values(meanings: Sequence[str | None], cells: Sequence[Any]) -> dict[str, str]:
    values: dict[str, str] = {}
    for meaning, cell in zip(meanings, cells, strict=False):
        text = _text(cell)
        if meaning and text and meaning not in values:
            values[meaning] = text
    return values


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split()) if cell is not None else ""


def _mention(
    mention_id: str, source: str, number: int, values: dict[str, str], elements: Sequence[str]
) -> dict[str, Any]:
    shown = {element for column, element in _SHOWS.items() if column in values}
    marked = {
        code for code in values if code in catalogue() and fold(values[code]) not in {"no", "n", "false", "0"}
    }
    named = {code for code in map(_code, re.split(r"[;,|]", values.get("elements", ""))) if code}
    found = sorted(shown | marked | named | set(elements))
    street = _street(values)
    return {
        **{column: values.get(column) for column in _COLUMNS},
        "street": street or None,
        "id": mention_id,
        "item": source,
        "place": "list",
        "row": number,
        "tie": "list",
        "role": values.get("role"),
        "birth_date": _iso(values.get("birth_date") or values.get("birth_year")),
        "deceased": _yes(values.get("deceased")),
        "died": _iso(values.get("deceased")),
        "minor": _yes(values.get("minor")),
        "elements": found,
        "protections": ["plain"] * len(found),
        "confidence": 1.0,
    }


def _street(values: dict[str, str]) -> str:
    """The street line; a post office box only where no street is given."""
    line = " ".join(values[part] for part in ("house_number", "street") if part in values)
    if not line and "po_box" in values:
        line = f"PO Box {values['po_box']}"
    return ", ".join(part for part in (line, values.get("street2", "")) if part)


def _code(text: str) -> str | None:
    folded = fold(text.replace("_", " "))
    meaning = _elements_by_name().get(folded) or spellings("headers").get(folded)
    return meaning if meaning in catalogue() else _SHOWS.get(meaning or "")


def _identifiers(
    mention_id: str, values: dict[str, str], fingerprint: Fingerprint | None
) -> list[dict[str, Any]]:
    found = []
    for code, text in values.items():
        value = re.sub(r"[^0-9A-Z]", "", text.upper())
        if code in catalogue() and catalogue()[code].sealed and any(c.isdigit() for c in value):
            mark = fingerprint(code, value) if fingerprint else None
            found.append({"mention": mention_id, "element": code, "fingerprint": mark, "value": value})
    return found


def _iso(text: str | None) -> str | None:
    """ISO date of a date as lists write it (month first, as in the US), or a lone year, or None."""
    if not text:
        return None
    if re.fullmatch(r"(18|19|20)\d\d", text):
        return text
    for form in _DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    return None


def _yes(text: str | None) -> bool | None:
    if text is None:
        return None
    return fold(text) not in words("placeholders")["names"] and fold(text) not in {
        "no",
        "n",
        "false",
        "0",
        "alive",
    }
