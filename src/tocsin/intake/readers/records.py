"""vCards and calendars (RFC 6350, RFC 5545): record after record, folded lines joined, values decoded."""

from __future__ import annotations

import quopri
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader
from tocsin.intake.readers.encoding import decode, lines
from tocsin.intake.readers.pieces import stream_pieces

_PICTURES = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_NAMES = {
    "FN": "Name",
    "N": "Name parts",
    "TEL": "Phone",
    "EMAIL": "Email",
    "ADR": "Address",
    "BDAY": "Date of birth",
    "ORG": "Organization",
    "TITLE": "Title",
    "NOTE": "Note",
    "UID": "UID",
    "ATTENDEE": "Attendee",
    "ORGANIZER": "Organizer",
    "SUMMARY": "Summary",
    "DESCRIPTION": "Description",
    "LOCATION": "Location",
    "DTSTART": "Start",
    "DTEND": "End",
}
_DULL = frozenset({"VERSION", "PRODID", "CALSCALE", "METHOD", "TZID", "REV", "SEQUENCE", "DTSTAMP", "RRULE"})


class RecordsReader(Reader):
    """Address books and calendars as ``label: value`` lines, a blank line between records."""

    kinds = ("vcf", "ics")

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        yield from stream_pieces("records", _shown(_unfolded(lines(data))))


def _unfolded(source: Iterator[str]) -> Iterator[str]:
    """Logical lines: one that begins with a blank goes on from the one above, as does ``=`` at a line end."""
    held: list[str] = []
    soft = False
    for ended in source:
        line = ended.rstrip("\n")
        if held and soft:
            held.append(line)
        elif held and line[:1] in (" ", "\t"):
            held.append(line[1:])
        else:
            if held:
                yield "".join(held)
            held = [line]
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in held[0].upper()
        if soft:
            held[-1] = held[-1][:-1]
    if held:
        yield "".join(held)


def _shown(source: Iterator[str]) -> Iterator[str]:
    for line in source:
        field, colon, value = line.partition(":")
        name, *parameters = field.split(";")
        name = name.rpartition(".")[2].upper()
        if not colon or name in _DULL or name in _PICTURES or name == "BEGIN":
            continue
        if name == "END":
            yield "\n"
            continue
        text = _value(value, [parameter.upper() for parameter in parameters])
        if text:
            yield f"{_NAMES.get(name, name)}: {text}\n"


def _value(value: str, parameters: list[str]) -> str:
    if any("QUOTED-PRINTABLE" in parameter for parameter in parameters):
        value = decode(quopri.decodestring(value.encode("utf-8", "replace")))
    value = value.replace("\\n", ", ").replace("\\N", ", ").replace("\\,", ",").replace("\\;", "\0")
    parts = [part.replace("\0", ";").strip() for part in value.split(";")]
    shown = ", ".join(filter(None, parts))
    return shown[7:] if shown[:7].lower() == "mailto:" else shown
