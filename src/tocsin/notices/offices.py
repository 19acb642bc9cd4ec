"""Public offices as letters print them, and the FBI's field offices by state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tocsin.law.registers import Office, office
from tocsin.model.yamlfile import read_yaml
from tocsin.notices.document import Card

FBI_LIST = "https://www.fbi.gov/contact-us/field-offices"
USSS_LIST = "https://www.secretservice.gov/contact/field-offices"
"""The agencies' own lists of their offices."""


@dataclass(frozen=True, slots=True)
class FieldOffice:
    """A field office as it stands to one state. covers: which part of the state, as its page says."""

    city: str
    phone: str
    covers: str


def card(office: Office) -> Card:
    """An office as it stands in a letter."""
    street, _, town = office.address.partition(", ")
    return Card(office.name, tuple(line for line in (office.phone, _bare(office.url), street, town) if line))


def attorney_general(residence: str | None) -> Office | None:
    """The attorney general of a place, None where the register has none that a letter could name."""
    return office(f"{residence}-AG")


@cache
def field_offices() -> Mapping[str, tuple[FieldOffice, ...]]:
    """The FBI's field offices by state. A state that no office names has no entry."""
    text = files("tocsin.notices").joinpath("field_offices.yaml").read_text(encoding="utf-8")
    found: dict[str, tuple[FieldOffice, ...]] = {}
    for entry in read_yaml(text)["offices"]:
        for state, covers in entry["states"].items():
            one = FieldOffice(entry["city"], entry["phone"], covers)
            found[state] = (*found.get(state, ()), one)
    return found


def _bare(url: str) -> str:
    """An address as people type it; only the host where the path is long."""
    bare = url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return bare if len(bare) <= 36 else bare.split("/")[0]
