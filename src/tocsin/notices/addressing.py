"""The addresses of many people at once: the lines of the window, and who cannot be posted to and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.notices.address import HOME, address_lines, fit, unusable
from tocsin.notices.columns import cleaned, odd_lines
from tocsin.notices.envelope import Zone
from tocsin.notices.glyphs import metrics
from tocsin.notices.people import Representative, full_name, window_name
from tocsin.notices.pieces import divided
from tocsin.notices.window import ONE_BY_ONE, measure, sizes

COLUMNS = (
    "name", "given", "middle", "family", "suffix", "street", "city", "state", "postal_code", "country",
)  # fmt: skip
"""Of PEOPLE, what an address is made of."""

Numbers = np.ndarray[Any, Any]

NO_NAME = "no name: the account goes into the letter to its bank or issuer"
NO_ROOM = "the address does not fit in the window"


def addressed(
    people: pa.RecordBatch,
    readers: Sequence[tuple[str, str]],
    which: Numbers,
    zone: Zone,
    represented: Mapping[int, Representative] | None = None,
) -> tuple[list[str], dict[int, str]]:
    """The lines of each address, divided by line ends; and reasons by row for those that cannot be used.

    readers: kinds of person with their languages; which: for each person the number of theirs. Plain
    addresses in the United States are put together in columns; what is odd in any way goes through
    ``address_lines``, row by row. represented: by row, who acts for a person; that is whom it goes to.
    """
    represented = represented or {}
    columns = {name: people[name] for name in COLUMNS}
    name, city, state, code, country = (
        cleaned(columns[key]) for key in ("name", "city", "state", "postal_code", "country")
    )
    plain = _all(
        pc.is_in(pc.utf8_upper(country), pa.array(sorted(HOME))),
        pc.not_equal(name, ""),
        pc.not_equal(city, ""),
        pc.not_equal(state, ""),
        pc.match_substring_regex(code, r"^\d{5}(-?\d{4})?$"),
        pc.invert(pc.fill_null(odd_lines(columns["street"]), True)),
        pc.fill_null(pc.not_equal(columns["street"], ""), False),
    )
    plain[list(represented)] = False
    code = pc.replace_substring_regex(code, r"^(\d{5})(\d{4})$", r"\1-\2")
    # What stands before the name: who is to open a letter about a child or someone who died.
    relations = ["".join(f"{line}\n" for line in window_name("", *reader)[:-1]) for reader in readers]
    first = pa.array(relations, pa.string()).take(pa.array(which))
    made = pc.binary_join_element_wise(
        first, name, "\n", pc.fill_null(columns["street"], ""), "\n", city, ", ", state, " ", code, ""
    ).to_pylist()
    reasons: dict[int, str] = {}
    odd = np.flatnonzero(~plain)
    unusual = people.select(list(COLUMNS)).take(pa.array(odd)).to_pylist()
    for row, person in zip(odd.tolist(), unusual, strict=True):
        kind, language = readers[which[row]]
        made[row], reason = _one(person, kind, language, represented.get(row))
        if reason:
            reasons[row] = reason
    return made, reasons | _no_room(made, [readers[at][0] for at in which.tolist()], reasons, zone)


def _all(*conditions: pa.Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    found = np.ones(len(conditions[0]), bool)
    for condition in conditions:
        found &= condition.to_numpy(zero_copy_only=False)
    return found


def _one(
    person: Mapping[str, Any], kind: str, language: str, representative: Representative | None
) -> tuple[str, str | None]:
    name = full_name(person)
    if not name:
        return "", NO_NAME
    where = representative.addressed(person) if representative else person
    if reason := unusable(where):
        return "", reason
    to = window_name(name, kind, language, representative)
    return "\n".join((*to, *address_lines(where))), None


def _no_room(
    made: Sequence[str], kinds: Sequence[str], reasons: Mapping[int, str], zone: Zone
) -> dict[int, str]:
    chosen = sizes(measure(made), zone)
    found = {}
    for row in np.flatnonzero(chosen == ONE_BY_ONE).tolist():
        if row not in reasons and fit(*divided(made[row], kinds[row]), zone, metrics()) is None:
            found[row] = NO_ROOM
    return found
