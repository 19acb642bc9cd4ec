"""The columns of one person in a block of rows: name, birth date, address and elements, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from tocsin.detect import address
from tocsin.detect.personname import parse, split_suffix
from tocsin.detect.reading import Reading, by_distinct
from tocsin.detect.vital import flag, said_of
from tocsin.model.elements import catalogue

_NAME_FIELDS = ("given", "middle", "family", "suffix")
NO_ELEMENT = frozenset(
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


def element_of_part(part: str) -> str:
    """The element that a part of a name or an address counts as; other fields are their own."""
    return _AS_ELEMENT.get(part, part)


@dataclass(slots=True)
class PersonColumns:
    """Everything that the columns of one person (the record's own, the spouse ...) say, per row.

    whose: as in `tocsin.detect.labels.Label`.
    pairs: (element, protection) that occur; ``combos`` are the sets of them (bits in their order) that rows
        have, ``combo`` says per row which.
    """

    whose: str
    role: str
    readings: list[Reading]
    count: int
    pairs: list[tuple[str, str]] = field(default_factory=list)
    combos: list[int] = field(default_factory=lambda: [0])
    combo: pa.Array = None

    def __post_init__(self) -> None:
        there: dict[tuple[str, str], pa.Array] = {}
        for reading in self.readings:
            element = element_of_part(reading.element)
            if element not in NO_ELEMENT:
                pair, valid = (element, reading.protection), pc.is_valid(reading.values)
                there[pair] = pc.or_(there[pair], valid) if pair in there else valid
        self.pairs = list(there)
        self.combo = pa.repeat(pa.scalar(0, pa.int64()), self.count)
        for bit, valid in enumerate(there.values()):
            self._add_bit(bit, valid)

    def _add_bit(self, bit: int, valid: pa.Array) -> None:
        """Tells rows apart by one more pair."""
        if pc.all(valid).as_py():
            self.combos = [combo | 1 << bit for combo in self.combos]
            return
        coded = pc.add(pc.multiply(self.combo, 2), valid.cast(pa.int64())).dictionary_encode()
        self.combos = [self.combos[n >> 1] | (n & 1) << bit for n in coded.dictionary.to_pylist()]
        self.combo = coded.indices.cast(pa.int64())

    def first_of(self, *fields: str) -> pa.Array | None:
        """Per row the first value among all readings of these fields, None if there is no such column."""
        found = [
            reading.values
            for name in fields
            for reading in self.readings
            if reading.element == name and reading.protection == "plain"
        ]
        return pc.coalesce(*found) if len(found) > 1 else found[0] if found else None

    def having(self, *elements: str) -> pa.Array:
        """Rows with at least one of these elements."""
        bits = self._bits_of(*elements)
        return pa.array([bool(combo & bits) for combo in self.combos], pa.bool_()).take(self.combo)

    def _bits_of(self, *elements: str) -> int:
        return sum(1 << i for i, (element, _) in enumerate(self.pairs) if element in elements)

    def exists(self) -> pa.Array:
        """Rows in which this person is: a name, a way to reach them, or an identifying number."""
        identity = self._bits_of(*identities())
        beside_name = ~self._bits_of("person_name") if self.role in ("provider", "contact") else -1
        there = [bool(combo & identity and combo & beside_name) for combo in self.combos]
        return pa.array(there, pa.bool_()).take(self.combo)

    def elements(self) -> tuple[pa.Array, pa.Array]:
        """Element codes and their protections per row, as list arrays."""
        lists = [
            with_credentials([pair for i, pair in enumerate(self.pairs) if combo >> i & 1])
            for combo in self.combos
        ]
        kind = pa.list_(pa.string())
        codes = pa.array([[code for code, _ in pairs] for pairs in lists], kind)
        hows = pa.array([[how for _, how in pairs] for pairs in lists], kind)
        return codes.take(self.combo), hows.take(self.combo)

    def names(self) -> dict[str, pa.Array]:
        """Name as written and its parts."""
        given, family = self.first_of("given"), self.first_of("family")
        if given is None and family is None:
            return _parsed_names(self.first_of("person_name"))
        suffix = self.first_of("suffix")
        if family is not None and suffix is None:
            family, suffix = _without_suffixes(family)
        second = self.first_of("family2")
        if family is not None and second is not None:
            family = _joined([family, second], " ")
        parts = {"given": given, "middle": self.first_of("middle"), "family": family, "suffix": suffix}
        filled = {name: self._blank() if values is None else values for name, values in parts.items()}
        return {"name": _joined(list(filled.values()), " "), **filled}

    def places(self) -> dict[str, pa.Array]:
        """Address parts."""
        parts = {name: self.first_of(name) for name in ("street", "city", "state", "postal_code", "country")}
        number, name = self.first_of("street_number"), self.first_of("street_name")
        if parts["street"] is None and name is not None:
            parts["street"] = name if number is None else _joined([number, name], " ")
        whole = self.first_of("postal_address")
        if whole is not None and parts["street"] is None:
            _fill(parts, whole, address.parse, with_street=parts["city"] is None)
            if parts["street"] is None:
                parts["street"] = whole
        joined = self.first_of("city_state_zip")
        if joined is not None:
            _fill(parts, joined, address.parse_place, with_street=False)
        second = self.first_of("street2")
        if second is not None and parts["street"] is not None:
            both = pc.binary_join_element_wise(parts["street"], second, ", ")
            parts["street"] = pc.coalesce(both, parts["street"])
        if parts["state"] is not None:
            parts["state"] = by_distinct(parts["state"], address.state_code, pa.string())
        if parts["postal_code"] is not None:
            parts["postal_code"] = _zip(parts["postal_code"])
        return {name: values for name, values in parts.items() if values is not None}

    def deceased(self) -> pa.Array | None:
        """What a flag, a date of death or a state says; a blank cell says nothing."""
        said = [
            by_distinct(reading.values, flag, pa.bool_())
            for reading in self.readings
            if reading.element == "deceased"
        ]
        if self.role == "decedent":
            return pa.repeat(pa.scalar(True), self.count)
        return pc.coalesce(*said) if said else None

    def minor(self) -> pa.Array | None:
        """What a flag says; the age is worked out later, from the birth date."""
        values = self.first_of("minor")
        return None if values is None else by_distinct(values, said_of, pa.bool_())

    def login(self) -> pa.Array | None:
        """E-mail address, also where it is the log-in."""
        mail, login = self.first_of("email_address"), self.first_of("username")
        if login is None:
            return mail
        named = pc.if_else(pc.match_substring(login, "@"), pc.utf8_lower(login), pa.scalar(None, pa.string()))
        return named if mail is None else pc.coalesce(mail, named)

    def roles(self) -> str | pa.Array:
        """The role, per row where a relationship column tells it."""
        relations = self.first_of("relation")
        if relations is None:
            return self.role
        told = by_distinct(relations, lambda text: _RELATIONS.get(text.lower().rstrip(".")), pa.string())
        return pc.fill_null(told, self.role)

    def _blank(self) -> pa.Array:
        return pa.nulls(self.count, pa.string())


def _joined(columns: list[pa.Array], between: str) -> pa.Array:
    """The texts of a row that are there, one behind the other; null where none is."""
    empty, nothing = pa.scalar("", pa.string()), pa.scalar(None, pa.string())
    told = [pc.if_else(pc.equal(column, empty), nothing, column) for column in columns]
    # Arrow 26 drops a row of nulls from the result instead of giving an empty text.
    last = pc.if_else(pc.is_null(pc.coalesce(*told)), empty, told.pop())
    joined = pc.binary_join_element_wise(*told, last, between, null_handling="skip")
    return pc.if_else(pc.equal(joined, empty), nothing, joined)


@cache
def identities() -> frozenset[str]:
    """Elements that make a person of a row: a name, a way to reach them, an identifying number."""
    sealed = [code for code, e in catalogue().items() if e.sealed and e.identifier != "none"]
    return frozenset({"person_name", "email_address", "phone_number", *sealed})


def _without_suffixes(family: pa.Array) -> tuple[pa.Array, pa.Array]:
    """``Tucker Jr`` in a column of family names: (families, suffixes)."""
    coded = family.dictionary_encode()
    parsed = [split_suffix(text) for text in coded.dictionary.to_pylist()]
    names = pa.array([name for name, _ in parsed], pa.string())
    suffixes = pa.array([suffix for _, suffix in parsed], pa.string())
    return names.take(coded.indices), suffixes.take(coded.indices)


def _zip(codes: pa.Array) -> pa.Array:
    """ZIP codes with the leading zeros that a spreadsheet took away."""
    short = pc.match_substring_regex(codes, r"^\d{3,4}$")
    return pc.if_else(short, pc.utf8_lpad(codes, 5, "0"), codes)


def _fill(
    parts: dict[str, pa.Array | None],
    texts: pa.Array,
    read: Callable[[str], address.Address],
    *,
    with_street: bool,
) -> None:
    names = ("street", "city", "state", "postal_code") if with_street else ("city", "state", "postal_code")
    coded = texts.dictionary_encode()
    parsed = [read(text) for text in coded.dictionary.to_pylist()]
    for name in names:
        if parts[name] is None:
            parts[name] = pa.array([getattr(a, name) for a in parsed], pa.string()).take(coded.indices)


def _parsed_names(values: pa.Array | None) -> dict[str, pa.Array]:
    if values is None:
        return {}
    coded = values.dictionary_encode()
    parsed = [parse(text) for text in coded.dictionary.to_pylist()]
    columns = {"name": [p.written if p else None for p in parsed]}
    for part in _NAME_FIELDS:
        columns[part] = [(getattr(p, part) or None) if p else None for p in parsed]
    return {name: pa.array(texts, pa.string()).take(coded.indices) for name, texts in columns.items()}


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
        role = common_role([r.column.role for r in members]) or default_role
        persons.append(PersonColumns(whose, role, members, count))
    return persons


def common_role(roles: Sequence[str]) -> str:
    """What most of a person's columns say that he is, or empty."""
    told = [role for role in roles if role]
    return max(sorted(set(told)), key=told.count) if told else ""
