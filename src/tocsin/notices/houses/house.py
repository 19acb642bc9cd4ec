"""A mail house: what is asked of it and what its answers mean. Sources and words are data: ``houses.yaml``.

A letter is known to the house by its mark (package, piece and attempt; no personal data), which is kept with
it there, and is its idempotency key where the house has such keys. So after a broken request it can be asked.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from tocsin.model.yamlfile import read_yaml
from tocsin.notices.houses.line import Line, Reply

MARK = "tocsin"
"""Name of the metadata field that has the mark."""

_IDENT = re.compile(r"[A-Za-z0-9_]{4,80}")
_CODE = re.compile(r"[A-Za-z0-9_.\-]{1,60}")
MAX_EVENTS = 64 << 20


class HouseError(Exception):
    """The house cannot be used, or cannot be believed. Nothing is lost; the message says more."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address. relation: the line above the name, or empty. Holds personal data."""

    name: str
    street: str
    street2: str
    city: str
    state: str
    postal_code: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the house says of a letter. ident: its id there. state: ours, or empty while it is not mailed."""

    ident: str
    state: str
    on: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A house as ``houses.yaml`` has it."""

    key: str
    says: str
    server: str
    key_hours: float
    a_second: float
    quiet_seconds: float
    states: Mapping[str, str]
    failed: tuple[str, ...]
    events: Mapping[str, str]


class House(Protocol):
    """What every house can be asked. Each raises NoAnswer; a Reply is read by ``made`` and the others."""

    def create(self, mark: str, to: Place, sender: Place, pdf: bytes) -> Reply:
        """Order a letter: printed on both sides, First-Class, its address on a page of the house's own."""

    def made(self, reply: Reply, mark: str) -> str:
        """The id of the letter that was ordered. Raises HouseError if the answer is about another one."""

    def find(self, mark: str) -> str | None:
        """The id of the letter with this mark, None if the house has none."""

    def ask(self, ident: str) -> Reply:
        """A letter as it stands."""

    def told(self, letter: Mapping[str, Any]) -> list[Told]:
        """What that says, oldest first."""

    def cancel(self, ident: str) -> bool:
        """Take a letter back; False when it is too late."""


def kinds() -> Mapping[str, Kind]:
    """Every house that is known."""
    return {
        key: Kind(key, *(row[name] for name in Kind.__dataclass_fields__ if name != "key"))
        for key, row in _data().items()
    }


def house(kind: Kind, line: Line) -> House:
    """The house behind a line."""
    return Lob(kind, line) if kind.key == "lob" else PostGrid(kind, line)


def headers(kind: Kind, api_key: str) -> dict[str, str]:
    """What proves who asks: Basic with the key as user (Lob), or a header of its own (PostGrid)."""
    if kind.key == "lob":
        return {"Authorization": f"Basic {base64.b64encode(f'{api_key}:'.encode()).decode()}"}
    return {"x-api-key": api_key}


def error_code(reply: Reply) -> str:
    """The house's own word for what is wrong, where it is a word; else the status. Nothing else is kept."""
    error = reply.fields.get("error")
    found = error.get("code") or error.get("type") if isinstance(error, dict) else None
    return str(found) if isinstance(found, str) and _CODE.fullmatch(found) else f"http_{reply.status}"


def is_ident(untrusted: object) -> bool:
    """Whether it may be the id of a letter at a house."""
    return isinstance(untrusted, str) and bool(_IDENT.fullmatch(untrusted))


class Lob:
    """Lob's letters (``houses.yaml``, lob)."""

    def __init__(self, kind: Kind, line: Line) -> None:
        self._kind, self._line = kind, line

    def create(self, mark: str, to: Place, sender: Place, pdf: bytes) -> Reply:
        """POST /v1/letters."""
        fields = {
            "description": mark,
            "color": "false",
            "double_sided": "true",
            "address_placement": "insert_blank_page",
            "mail_type": "usps_first_class",
            "use_type": "operational",
            f"metadata[{MARK}]": mark,
            **{f"to[{name}]": value for name, value in _lob(to).items()},
            **{f"from[{name}]": value for name, value in _lob(sender).items()},
        }
        return self._line.post("/v1/letters", fields, ("file", pdf), {"Idempotency-Key": mark})

    def made(self, reply: Reply, mark: str) -> str:
        """The id; the answer repeats the mark."""
        return _made(reply, mark)

    def find(self, mark: str) -> str | None:
        """GET /v1/letters?metadata[tocsin]=…"""
        return _only(self._line.get("/v1/letters", {f"metadata[{MARK}]": mark, "limit": "10"}), mark)

    def ask(self, ident: str) -> Reply:
        """GET /v1/letters/{id}."""
        return self._line.get(f"/v1/letters/{ident}")

    def told(self, letter: Mapping[str, Any]) -> list[Told]:
        """From its tracking events, and from the status of one that failed or was deleted."""
        ident, found = str(letter.get("id", "")), []
        for event in _objects(letter.get("tracking_events")):
            state = self._kind.states.get(str(event.get("name")))
            if state:
                found.append(Told(ident, state, _day(event.get("time") or event.get("date_created"))))
        if letter.get("status") in self._kind.failed or letter.get("deleted") is True:
            found.append(Told(ident, "withdrawn", _day(letter.get("date_modified"))))
        return sorted(found, key=lambda one: one.on)

    def cancel(self, ident: str) -> bool:
        """DELETE /v1/letters/{id}, until its send date."""
        reply = self._line.delete(f"/v1/letters/{ident}")
        return _gone(reply, bool(reply.fields.get("deleted")))


class PostGrid:
    """PostGrid's letters (``houses.yaml``, postgrid)."""

    def __init__(self, kind: Kind, line: Line) -> None:
        self._kind, self._line = kind, line

    def create(self, mark: str, to: Place, sender: Place, pdf: bytes) -> Reply:
        """POST /print-mail/v1/letters."""
        fields = {
            "description": mark,
            "color": "false",
            "doubleSided": "true",
            "addressPlacement": "insert_blank_page",
            "mailingClass": "first_class",
            "size": "us_letter",
            f"metadata[{MARK}]": mark,
            **{f"to[{name}]": value for name, value in _postgrid(to).items()},
            **{f"from[{name}]": value for name, value in _postgrid(sender, company=True).items()},
        }
        return self._line.post("/print-mail/v1/letters", fields, ("pdf", pdf), {})

    def made(self, reply: Reply, mark: str) -> str:
        """The id; the answer repeats the mark."""
        return _made(reply, mark)

    def find(self, mark: str) -> str | None:
        """GET /print-mail/v1/letters?search=… by the mark in its metadata."""
        query = {"search": json.dumps({"metadata": {MARK: mark}}), "limit": "10"}
        return _only(self._line.get("/print-mail/v1/letters", query), mark)

    def ask(self, ident: str) -> Reply:
        """GET /print-mail/v1/letters/{id}."""
        return self._line.get(f"/print-mail/v1/letters/{ident}")

    def told(self, letter: Mapping[str, Any]) -> list[Told]:
        """From its status and, on mail in the United States, from the barcode's."""
        ident, found = str(letter.get("id", "")), []
        status, scanned = str(letter.get("status")), str(letter.get("imbStatus"))
        if status in self._kind.failed:
            return [Told(ident, "withdrawn", _day(letter.get("updatedAt")))]
        if state := self._kind.states.get(status):
            found.append(Told(ident, state, _day(letter.get("sendDate"))))
        if state := self._kind.states.get(scanned):
            found.append(Told(ident, state, _day(letter.get("imbDate"))))
        return found

    def cancel(self, ident: str) -> bool:
        """DELETE /print-mail/v1/letters/{id}, while it is ``ready``."""
        reply = self._line.delete(f"/print-mail/v1/letters/{ident}")
        return _gone(reply, reply.fields.get("status") == "cancelled")


def events(kind: Kind, untrusted: bytes) -> list[Told]:
    """What a file of webhooks says: a JSON list, an object with ``data``, or one object a line.

    Letters as the house lists them are taken too. Raises HouseError for what is none of these.
    """
    if len(untrusted) > MAX_EVENTS:
        raise HouseError(f"The file is larger than {MAX_EVENTS >> 20} MiB. Split it.")
    asked = house(kind, Line("https://localhost", {}))
    found: list[Told] = []
    for one in _records(untrusted):
        if isinstance(one.get("event_type"), dict):
            state = kind.events.get(str(one["event_type"].get("id")))
            if state and is_ident(one.get("reference_id")):
                found.append(Told(one["reference_id"], state, _day(one.get("date_created"))))
        elif is_ident(one.get("id")):
            found += asked.told(one)
    return found


def _records(untrusted: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        try:
            read: Any = json.loads(untrusted)
        except ValueError:
            read = [json.loads(line) for line in untrusted.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise HouseError("The file is not JSON, nor JSON line by line.") from None
    if isinstance(read, dict):
        read = read["data"] if isinstance(read.get("data"), list) else [read]
    yield from _objects(read)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _made(reply: Reply, mark: str) -> str:
    ident = reply.fields.get("id")
    if not is_ident(ident) or _mark(reply.fields) != mark:
        raise HouseError("The mail house answered about another letter than the one that was ordered.")
    return str(ident)


def _only(reply: Reply, mark: str) -> str | None:
    if reply.status != 200 or not isinstance(reply.fields.get("data"), list):
        raise HouseError(f"The mail house did not say which letters it has ({error_code(reply)}).")
    found = [one for one in _objects(reply.fields["data"]) if _mark(one) == mark and is_ident(one.get("id"))]
    if len(found) > 1:
        raise HouseError(
            f"The mail house has {len(found)} letters with the mark {mark}. Cancel all but one there."
        )
    return str(found[0]["id"]) if found else None


def _mark(letter: Mapping[str, Any]) -> object:
    metadata = letter.get("metadata")
    return metadata.get(MARK) if isinstance(metadata, dict) else None


def _gone(reply: Reply, done: bool) -> bool:
    if reply.status == 200 and done:
        return True
    if reply.status in {401, 403} or reply.status >= 500:
        raise HouseError(f"The mail house did not answer the cancellation ({error_code(reply)}).")
    return False


def _day(untrusted: object) -> str:
    text = str(untrusted or "")[:10]
    return text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else ""


def _lob(place: Place) -> dict[str, str]:
    fields = {
        "name": place.name,
        "company": place.relation,
        "address_line1": place.street,
        "address_line2": place.street2,
        "address_city": place.city,
        "address_state": place.state,
        "address_zip": place.postal_code,
        "address_country": "US",
    }
    return {name: value for name, value in fields.items() if value}


def _postgrid(place: Place, *, company: bool = False) -> dict[str, str]:
    fields = {
        "companyName" if company else "firstName": place.name,
        "addressLine1": place.street,
        "addressLine2": place.street2,
        "city": place.city,
        "provinceOrState": place.state,
        "postalOrZip": place.postal_code,
        "countryCode": "US",
    }
    if place.relation:
        fields["companyName"] = place.relation
    return {name: value for name, value in fields.items() if value}


@cache
def _data() -> dict[str, Any]:
    text = files("tocsin.notices.houses").joinpath("houses.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))
