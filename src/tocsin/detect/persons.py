"""The columns of one person in a block of rows: name, birth date, address and elements, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat

import pyarrow as pa

from tocsin.detect import address
from tocsin.detect.kinds import is_blank
from tocsin.detect.personname import parse, split_suffix
from tocsin.detect.reading import Reading, Values
from tocsin.model.elements import catalogue

_TRUE = frozenset(
    ["y", "yes", "true", "1", "t", "x", "si", "sí", "deceased", "d", "dead", "fallecido", "difunto"]
)
_FALSE = frozenset(["n", "no", "false", "0", "f", "alive", "living", "a", "vivo"])
_NAME_FIELDS = ("given", "middle", "family", "suffix")
_NO_ELEMENT = frozenset(
    {
        "deceased",
        "minor",
        "relation",
        "security_question",
        "country",
        "suffix",
        "middle",
        "maiden",
        "street_number",
    }
)
_AS_ELEMENT = {
    "given": "person_name",
    "family": "person_name",
    "family2": "person_name",
    "street": "postal_address",
    "street_name": "postal_address",
    "street2": "postal_address",
    "city": "postal_address",
    "state": "postal_address",
    "postal_code": "postal_address",
    "city_state_zip": "postal_address",
}
_RELATIONS = {
    "spouse": "spouse",
    "wife": "spouse",
    "husband": "spouse",
    "sp": "spouse",
    "esposo": "spouse",
    "esposa": "spouse",
    "conyuge": "spouse",
    "child": "dependent",
    "son": "dependent",
    "daughter": "dependent",
    "dependent": "dependent",
    "ch": "dependent",
    "hijo": "dependent",
    "hija": "dependent",
    "dep": "dependent",
}


@dataclass(slots=True)
class PersonColumns:
    """Everything that the columns of one person (the record's own, the spouse ...) say, per row.

    whose: as in `tocsin.detect.labels.Label`.
    masks: bits of the (element, protection) pairs of each row; the pairs are in ``pairs``.
    """

    whose: str
    role: str
    readings: list[Reading]
    count: int
    pairs: list[tuple[str, str]] = field(default_factory=list)
    masks: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        masks = [0] * self.count
        for reading in self.readings:
            element = _AS_ELEMENT.get(reading.element, reading.element)
            if element in _NO_ELEMENT:
                continue
            bit = 1 << self._pair(element, reading.protection)
            masks = [m | bit if v is not None else m for m, v in zip(masks, reading.values, strict=True)]
        self.masks = masks

    def _pair(self, element: str, protection: str) -> int:
        pair = (element, protection)
        if pair not in self.pairs:
            self.pairs.append(pair)
        return self.pairs.index(pair)

    def first_of(self, *fields: str) -> Values | None:
        """Per row the first value among all readings of these fields, None if there is no such column."""
        found: Values | None = None
        for name in fields:
            for reading in self.readings:
                if reading.element != name or reading.protection != "plain":
                    continue
                values = reading.values
                found = (
                    values
                    if found is None
                    else [a if a is not None else b for a, b in zip(found, values, strict=True)]
                )
        return found

    def bits_of(self, *elements: str) -> int:
        """Mask with the bits of these elements."""
        return sum(1 << i for i, (element, _) in enumerate(self.pairs) if element in elements)

    def exists(self) -> list[bool]:
        """Rows in which this person is: a name, a way to reach them, or an identifying number."""
        identity = self.bits_of(*_identities())
        beside_name = ~self.bits_of("person_name") if self.role in ("provider", "contact") else -1
        return [bool(mask & identity and mask & beside_name) for mask in self.masks]

    def elements(self) -> tuple[pa.Array, pa.Array]:
        """Element codes and their protections per row, as list arrays."""
        distinct = sorted(set(self.masks))
        place = {mask: i for i, mask in enumerate(distinct)}
        lists = [self._pairs_of(mask) for mask in distinct]
        indices = pa.array([place[mask] for mask in self.masks], pa.int32())
        kind = pa.list_(pa.string())
        codes = pa.array([[code for code, _ in pairs] for pairs in lists], kind)
        hows = pa.array([[how for _, how in pairs] for pairs in lists], kind)
        return codes.take(indices), hows.take(indices)

    def _pairs_of(self, mask: int) -> list[tuple[str, str]]:
        return with_credentials([pair for i, pair in enumerate(self.pairs) if mask >> i & 1])

    def names(self) -> dict[str, Values]:
        """Name as written and its parts."""
        given, family = self.first_of("given"), self.first_of("family")
        if given is None and family is None:
            return _parsed_names(self.first_of("person_name"))
        suffix = self.first_of("suffix")
        if family is not None and suffix is None:
            family, suffix = _without_suffixes(family)
        second = self.first_of("family2")
        if family is not None and second is not None:
            family = [f"{a} {b}" if a and b else a or b for a, b in zip(family, second, strict=True)]
        parts: dict[str, Values] = {"given": given or [], "family": family or []}
        parts["middle"], parts["suffix"] = self.first_of("middle") or [], suffix or []
        filled = {name: values or [None] * self.count for name, values in parts.items()}
        rows = zip(*(filled[name] for name in _NAME_FIELDS), strict=True)
        return {"name": [" ".join(filter(None, row)) or None for row in rows], **filled}

    def places(self) -> dict[str, Values]:
        """Address parts."""
        parts = {name: self.first_of(name) for name in ("street", "city", "state", "postal_code", "country")}
        number, name = self.first_of("street_number"), self.first_of("street_name")
        if parts["street"] is None and name is not None:
            pairs = zip(number or [None] * self.count, name, strict=True)
            parts["street"] = [" ".join(filter(None, pair)) or None for pair in pairs]
        whole = self.first_of("postal_address")
        if whole is not None and parts["street"] is None:
            _fill(
                parts,
                [address.parse(text) if text else None for text in whole],
                with_street=parts["city"] is None,
            )
            if parts["street"] is None:
                parts["street"] = whole
        joined = self.first_of("city_state_zip")
        if joined is not None:
            _fill(parts, [address.parse_place(text) if text else None for text in joined], with_street=False)
        second = self.first_of("street2")
        if second is not None and parts["street"] is not None:
            parts["street"] = [
                f"{a}, {b}" if a and b else a for a, b in zip(parts["street"], second, strict=True)
            ]
        if parts["state"] is not None:
            parts["state"] = [address.state_code(text) if text else None for text in parts["state"]]
        if parts["postal_code"] is not None:
            parts["postal_code"] = [_zip(text) for text in parts["postal_code"]]
        return {name: values for name, values in parts.items() if values is not None}

    def deceased(self) -> list[bool | None] | None:
        """What a flag or a date of death says; a blank cell says nothing."""
        values = self.first_of("deceased")
        return [flag(text) for text in values] if values is not None else None

    def minor(self) -> list[bool | None] | None:
        """What a flag says; the age is worked out later, from the birth date."""
        values = self.first_of("minor")
        return [_said(text) for text in values] if values is not None else None

    def login(self) -> Values | None:
        """E-mail address, also where it is the log-in."""
        mail, login = self.first_of("email_address"), self.first_of("username")
        if login is None:
            return mail
        mail = mail or blank(self.count)
        return [a or (b.lower() if b and "@" in b else None) for a, b in zip(mail, login, strict=True)]

    def roles(self) -> str | list[str]:
        """The role, per row where a relationship column tells it."""
        relations = self.first_of("relation")
        if relations is None:
            return self.role
        return [_RELATIONS.get((text or "").lower().rstrip("."), self.role) for text in relations]


@cache
def _identities() -> tuple[str, ...]:
    """Elements that make a person of a row: a name, a way to reach them, an identifying number."""
    sealed = [code for code, e in catalogue().items() if e.sealed and e.identifier != "none"]
    return ("person_name", "email_address", "phone_number", *sealed)


def _without_suffixes(family: Values) -> tuple[Values, Values]:
    """``Tucker Jr`` in a column of family names: (families, suffixes)."""
    parsed = [split_suffix(text) if text else (None, None) for text in family]
    return [name for name, _ in parsed], [suffix for _, suffix in parsed]


def _zip(text: str | None) -> str | None:
    if text and text.isdigit() and len(text) in (3, 4):
        return text.zfill(5)
    return text


def flag(text: str | None) -> bool | None:
    """What a cell of a yes-or-no column says; a date says yes, a blank says nothing."""
    said = _said(text)
    if said is not None or not text:
        return said
    return True if any(c.isdigit() for c in text) and not is_blank(text) else None


def _said(text: str | None) -> bool | None:
    lower = (text or "").lower()
    return True if lower in _TRUE else False if lower in _FALSE else None


def _fill(
    parts: dict[str, Values | None], parsed: Sequence[address.Address | None], *, with_street: bool
) -> None:
    names = ("street", "city", "state", "postal_code") if with_street else ("city", "state", "postal_code")
    for name in names:
        if parts[name] is None:
            parts[name] = [getattr(a, name) if a else None for a in parsed]


def _parsed_names(values: Values | None) -> dict[str, Values]:
    if values is None:
        return {}
    parsed = [parse(text) if text else None for text in values]
    columns: dict[str, Values] = {"name": [p.written if p else None for p in parsed]}
    for part in _NAME_FIELDS:
        columns[part] = [(getattr(p, part) or None) if p else None for p in parsed]
    return columns


def with_credentials(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A password or answer beside its log-in makes the log-in's credential; so beside an employee number."""
    codes = {code for code, _ in pairs}
    if "employee_id" in codes and codes & {"password", "financial_access_code"}:
        pairs = [*pairs, ("employee_id_with_code", "plain")]
    if not {"username", "email_address"} & codes:
        return pairs
    found = [
        ("online_account_credentials", how) if code == "password" else (code, how) for code, how in pairs
    ]
    if "security_question_answer" in codes:
        found.append(("online_account_credentials", "plain"))
    return list(dict.fromkeys(found))


def group_by_person(readings: Sequence[Reading], count: int, default_role: str) -> list[PersonColumns]:
    """The readings of a block, one group per person of the row; the record's own person first."""
    groups: dict[str, list[Reading]] = {"": []}
    for reading in readings:
        groups.setdefault(reading.column.whose, []).append(reading)
    persons = []
    for whose, members in groups.items():
        if not members:
            continue
        roles = [r.column.role for r in members if r.column.role]
        role = max(sorted(set(roles)), key=roles.count) if roles else default_role
        persons.append(PersonColumns(whose, role, members, count))
    return persons


def blank(count: int) -> Values:
    """A column without values."""
    return list(repeat(None, count))
