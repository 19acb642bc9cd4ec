"""Name and address of one row, put together from its cells: what `PersonColumns` does for whole columns."""

from __future__ import annotations

from collections.abc import Mapping, Set

from tocsin.detect import address
from tocsin.detect.personname import Name, parse, split_suffix

_PARTS = ("street", "city", "state", "postal_code")


def row_name(said: Mapping[str, str], columns: Set[str]) -> Name | None:
    """The name. said: the row's values by field. columns: fields that the table has, blank here or not."""
    if not columns & {"given", "family"}:
        return parse(said["person_name"]) if "person_name" in said else None
    family, suffix = said.get("family"), said.get("suffix")
    if family and "suffix" not in columns:
        family, suffix = split_suffix(family)
    family = " ".join(filter(None, (family, said.get("family2")))) if "family" in columns else None
    parts = (said.get("given"), said.get("middle"), family, suffix)
    written = " ".join(filter(None, parts))
    return Name(written, *(part or "" for part in parts)) if written else None


def row_place(said: Mapping[str, str], columns: Set[str]) -> dict[str, str]:
    """The parts of the address that are there; arguments as of `row_name`."""
    place: dict[str, str | None] = {name: said.get(name) for name in (*_PARTS, "country")}
    own = {name for name in _PARTS if name in columns}
    if "street" not in own and "street_name" in columns:
        own.add("street")
        place["street"] = " ".join(filter(None, (said.get("street_number"), said.get("street_name")))) or None
    if "postal_address" in columns and "street" not in own:
        whole = said.get("postal_address")
        names = _PARTS if "city" not in own else _PARTS[1:]
        _add(place, own, names, address.parse(whole) if whole else None)
        if "street" not in own:
            own.add("street")
            place["street"] = whole
    if "city_state_zip" in columns:
        joined = said.get("city_state_zip")
        _add(place, own, _PARTS[1:], address.parse_place(joined) if joined else None)
    if place["street"] and (second := said.get("street2")):
        place["street"] = f"{place['street']}, {second}"
    if place["state"]:
        place["state"] = address.state_code(place["state"])
    if (code := place["postal_code"]) and code.isdigit() and len(code) in (3, 4):
        place["postal_code"] = code.zfill(5)
    return {name: text for name, text in place.items() if text}


def _add(
    place: dict[str, str | None], own: set[str], names: tuple[str, ...], found: address.Address | None
) -> None:
    """Takes over the parts that no column of its own gives."""
    for name in names:
        if name not in own:
            own.add(name)
            place[name] = getattr(found, name) if found else None
