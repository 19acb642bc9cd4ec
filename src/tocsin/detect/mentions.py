"""Persons of running text as rows of the stage tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tocsin.detect import address
from tocsin.detect.company import beside, with_owner
from tocsin.detect.found import Collector
from tocsin.detect.hits import Hit, Person
from tocsin.detect.inline import WAGES_TOLD
from tocsin.detect.kinds import CONTACT
from tocsin.detect.persons import with_credentials
from tocsin.detect.prose import CONTEXT_ELEMENTS
from tocsin.detect.rows import THRESHOLD
from tocsin.detect.seal import Sealer, masked
from tocsin.model.elements import catalogue

NOTHING_ALONE = CONTACT | CONTEXT_ELEMENTS | {"username", "income", "tax_information"}
"""Without a person these are a company's telephone number or a textbook's disease."""

FLUSH_ROWS = 5_000
"""Findings that are gathered before they become Arrow columns."""


class TextEmitter:
    """Writes the persons of texts into the collector."""

    def __init__(self, collector: Collector, sealer: Sealer) -> None:
        self._collector = collector
        self._sealer = sealer
        self._findings: list[dict[str, Any]] = []
        self._mentions: list[dict[str, Any]] = []
        self._sealed: list[tuple[str, str, bytes, str]] = []

    def write(self, place: str, offset: int, persons: Sequence[Person], unowned: Sequence[Hit]) -> None:
        """Takes over one text. ``offset``: characters of the place before this text."""
        told = [p for p in persons if _has_data(p)]
        ids = dict(zip(map(id, told), self._collector.mention_ids(len(told)), strict=True))
        for person in told:
            identity = ids[id(person)]
            guardian = ids.get(id(person.guardian)) if person.guardian else None
            self._mentions.append({**_row(person), "id": identity, "place": place, "guardian": guardian})
            codes = {hit.element for hit in person.hits}
            codes |= {"person_name"} if person.name else set()
            for hit in person.hits:
                self._finding(place, offset, hit, identity, codes)
        for hit in unowned:
            if hit.element in NOTHING_ALONE:
                continue
            self._finding(place, offset, hit, None, set())
        if len(self._findings) >= FLUSH_ROWS:
            self.flush()

    def _finding(self, place: str, offset: int, hit: Hit, mention: str | None, codes: set[str]) -> None:
        element = catalogue().get(hit.element)
        if element is None or hit.confidence < THRESHOLD:
            return
        code = hit.element
        if code == "password" and codes & {"username", "email_address"}:
            code = "online_account_credentials"
        sealed = element.sealed and hit.protection != "redacted"
        mark = self._sealer(code, hit.value) if sealed else None
        if sealed and mention and mark:
            self._sealed.append((mention, code, mark, hit.value))
        self._findings.append(
            {
                "place": place,
                "start": offset + hit.start,
                "element": code,
                "masked": masked(hit.element, hit.value),
                "fingerprint": mark,
                "confidence": with_owner(hit.confidence, hit.recogniser, named="person_name" in codes),
                "recogniser": hit.recogniser,
                "reason": hit.reason + beside(hit.element, codes),
                "mention": mention,
            }
        )

    def flush(self) -> None:
        """Hands the rows gathered so far to the collector."""
        for rows, add in (
            (self._findings, self._collector.findings),
            (self._mentions, self._collector.mentions),
        ):
            if rows:
                names = {name for row in rows for name in row}
                add(len(rows), **{name: [row.get(name) for row in rows] for name in names})
        if self._sealed:
            self._collector.identifiers(*map(list, zip(*self._sealed, strict=True)))
        self._findings, self._mentions, self._sealed = [], [], []


def _has_data(person: Person) -> bool:
    """A bare name triggers nothing and reaches nobody."""
    if not person.hits or not person.confidence:
        return False
    return person.role not in ("provider", "contact") or any(h.element != "person_name" for h in person.hits)


def _first(person: Person, *elements: str) -> str | None:
    return next((h.value for h in person.hits if h.element in elements and h.protection == "plain"), None)


def _address_login(person: Person) -> str | None:
    login = _first(person, "username")
    return login.lower() if login and "@" in login else None


def _row(person: Person) -> dict[str, Any]:
    name = person.name
    pairs = [("person_name", "plain")] if name else []
    pairs += [
        (h.element, h.protection)
        for h in person.hits
        if h.element in catalogue() and h.confidence >= THRESHOLD
    ]
    if any(
        h.element == "ssn_last4" and h.recogniser in ("shape.masked", "label.ssn_last4") for h in person.hits
    ):
        pairs.append(("ssn", "redacted"))
    if any(h.recogniser == WAGES_TOLD for h in person.hits):
        pairs.append(("income", "plain"))
    pairs = with_credentials(list(dict.fromkeys(pairs)))
    place: dict[str, str | None] = dict(person.place)
    if not place and (text := _first(person, "postal_address")):
        found = address.parse(text)
        place = {
            "street": found.street,
            "city": found.city,
            "state": found.state,
            "postal_code": found.postal_code,
        }
    return {
        **place,
        "tie": "message" if person.role in ("sender", "recipient") else person.tie,
        "role": person.role or "subject",
        "name": name.written if name else None,
        "given": (name.given or None) if name else None,
        "middle": (name.middle or None) if name else None,
        "family": (name.family or None) if name else None,
        "suffix": (name.suffix or None) if name else None,
        "birth_date": _first(person, "date_of_birth"),
        "email": _first(person, "email_address") or _address_login(person),
        "phone": _first(person, "phone_number"),
        "deceased": True if any(h.element == "deceased" for h in person.hits) else None,
        "elements": [code for code, _ in pairs],
        "protections": [how for _, how in pairs],
        "confidence": person.confidence,
    }


__all__ = ["CONTACT", "TextEmitter"]
