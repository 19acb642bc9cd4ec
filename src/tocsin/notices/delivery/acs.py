"""The fulfilment file of the Address Change Service, fixed width. Its fields are data: ``acs.yaml``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.model.yamlfile import read_yaml
from tocsin.notices.delivery.columns import Sheet

COLUMNS = (
    *("barcode", "serial", "reason", "moved", "move_type", "on"),
    *("street", "street2", "city", "state", "postal_code", "plus4"),
)
"""Of the sheet that such a file becomes; the names are those of ``columns.yaml``."""

HEADER = "H"


class NotWhole(ValueError):
    """It is a fulfilment file and cannot be used. The message says why."""


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """A file read. actions: what it says was done with pieces, by letter; counted only."""

    sheet: Sheet
    actions: Mapping[str, int]


def is_fulfilment(untrusted: bytes) -> bool:
    """Whether the bytes begin as such a file does: a header and records of the same 700 characters."""
    first = untrusted[: _layout()["length"] + 2].split(b"\n", 1)[0].rstrip(b"\r")
    return len(first) == _layout()["length"] and first[:1] == HEADER.encode()


def read(untrusted: bytes) -> Fulfilled:
    """The records as rows. Raises NotWhole: another version, a torn line, more or fewer than announced."""
    layout = _layout()
    lines = untrusted.decode("latin-1").replace("\r\n", "\n").rstrip("\n").split("\n")
    head, records = _fields(lines[0], "header"), lines[1:]
    if head["version"] != layout["version"]:
        raise NotWhole(
            f"it is file version {head['version']!r} of the Address Change Service; version "
            f"{layout['version']} is read. Ask for that, or for the file as CSV"
        )
    if torn := [number for number, line in enumerate(records, 2) if len(line) != layout["length"]]:
        raise NotWhole(
            f"line {torn[0]} is not {layout['length']} characters long: the file was changed or cut"
        )
    if head["records"].isdigit() and int(head["records"]) != len(records):
        raise NotWhole(
            f"it announces {int(head['records']):,} records and has {len(records):,}; fetch it once more"
        )
    actions: Counter[str] = Counter()
    rows = []
    for line in records:
        said = _fields(line, "record")
        actions[said["action"] or "-"] += 1
        rows.append(_row(said))
    return Fulfilled(Sheet(tuple(rows), COLUMNS, ()), dict(actions))


def move_type(letter: str) -> str:
    """What a move type says; empty for none or one that is not known."""
    return str(_layout()["move_types"].get(letter.strip().upper(), {}).get("says", ""))


def _row(said: Mapping[str, str]) -> dict[str, str]:
    serial = f"{said['mailer']}{said['serial']}"
    street = " ".join(
        said[part]
        for part in ("number", "before", "street", "suffix", "after", "unit", "secondary")
        if said[part]
    )
    box = said["pmb"] if said["pmb"].upper().startswith("PMB") else f"PMB {said['pmb']}"
    street = f"{street} {box}" if said["pmb"] and street else street
    lines = [line for line in (said["urbanisation"], street) if line]
    return {
        "barcode": said["barcode"],
        "serial": serial if serial.isdigit() else "",
        "reason": said["code"],
        "moved": _day(said["moved"]),
        "move_type": said["move_type"],
        "on": said["made_on"],
        "street": lines[0] if lines else "",
        "street2": lines[1] if len(lines) > 1 else "",
        "city": said["city"],
        "state": said["state"],
        "postal_code": said["zip5"],
        "plus4": said["plus4"],
    }


def _day(text: str) -> str:
    """A move is told by its month where the day is not known (Publication 8A has the month only)."""
    return text[:6] if text.endswith("00") and len(text) == 8 else text


def _fields(line: str, kind: str) -> dict[str, str]:
    return {
        name: line[start - 1 : start - 1 + length].strip()
        for name, (start, length) in _layout()[kind].items()
    }


@cache
def _layout() -> dict[str, Any]:
    text = files("tocsin.notices.delivery").joinpath("acs.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))
