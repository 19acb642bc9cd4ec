"""Public offices as letters print them."""

from __future__ import annotations

from tocsin.law.registers import Office, office
from tocsin.notices.document import Card


def card(office: Office) -> Card:
    """An office as it stands in a letter."""
    street, _, town = office.address.partition(", ")
    return Card(office.name, tuple(line for line in (office.phone, _bare(office.url), street, town) if line))


def attorney_general(residence: str | None) -> Office | None:
    """The attorney general of a place, None where the register has none that a letter could name."""
    return office(f"{residence}-AG")


def _bare(url: str) -> str:
    """An address as people type it; only the host where the path is long."""
    bare = url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return bare if len(bare) <= 36 else bare.split("/")[0]
