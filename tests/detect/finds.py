"""Short ways to examine content and to look at what came out."""

from __future__ import annotations

from tocsin.detect import Detector, Found
from tocsin.model.content import Part, Table, Text

KEY = b"k" * 32


def examine(*parts: Part) -> Found:
    return Detector(KEY).examine("item", parts)


def table(header, *rows, place="sheet 1", first_row=2):
    return Table(place, tuple(header) if header else None, tuple(tuple(r) for r in rows), first_row)


def text(content, place="page 1"):
    return Text(place, content)


def mentions(found: Found) -> list[dict]:
    return found.mentions.to_pylist()


def people(found: Found) -> dict[str, dict]:
    """Mentions by name (or None)."""
    return {m["name"]: m for m in mentions(found)}


def elements(found: Found) -> set[str]:
    return set(found.findings["element"].to_pylist())


def values(found: Found, element: str) -> list[str]:
    return [r["value"] for r in found.identifiers.to_pylist() if r["element"] == element]


def owners(found: Found, element: str) -> list[str | None]:
    """Names of the owners of an element's findings, in order."""
    name = {m["id"]: m["name"] for m in mentions(found)}
    rows = [r for r in found.findings.to_pylist() if r["element"] == element]
    return [name.get(r["mention"]) for r in rows]
