"""Persons of running text as rows of the stage tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.detect import address
from tocsin.detect.company import beside, company, with_owner
from tocsin.detect.found import Collector, Row
from tocsin.detect.hits import Hit, Person
from tocsin.detect.inline import WAGES_TOLD
from tocsin.detect.kinds import CONTACT
from tocsin.detect.persons import with_credentials
from tocsin.detect.rows import THRESHOLD
from tocsin.detect.seal import Sealer, masked
from tocsin.detect.spoken import CONTEXT_ELEMENTS
from tocsin.model.elements import catalogue
from tocsin.model.tables import MENTIONS

NOTHING_ALONE = CONTACT | CONTEXT_ELEMENTS | {"username", "income", "tax_information"}
"""Without a person these are a company's telephone number or a textbook's disease."""
_LAST_FOUR_TOLD = frozenset({"shape.masked", "label.ssn_last4"})
_MENTION_COLUMNS = tuple(MENTIONS.names)


class TextEmitter:
    """Writes the persons of texts into the collector."""

    def __init__(self, collector: Collector, sealer: Sealer) -> None:
        self._collector = collector
        self._sealer = sealer
        self._findings: list[Row] = []
        self._mentions: list[Row] = []
        self._sealed: list[Row] = []

    def write(self, place: str, offset: int, persons: Sequence[Person], unowned: Sequence[Hit]) -> None:
        """Takes over one text. ``offset``: characters of the place before this text."""
        told = [p for p in persons if _has_data(p)]
        ids = dict(zip(map(id, told), self._collector.mention_ids(len(told)), strict=True))
        for person in told:
            identity = ids[id(person)]
            guardian = ids.get(id(person.guardian)) if person.guardian else None
            self._mentions.append(_mention(person, identity, self._collector.item, place, guardian))
            codes = {hit.element for hit in person.hits}
            codes |= {"person_name"} if person.name else set()
            near = company(codes)
            for hit in person.hits:
                self._finding(place, offset, hit, identity, codes, near)
        for hit in unowned:
            if hit.element in NOTHING_ALONE:
                continue
            self._finding(place, offset, hit, None, set(), ())

    def _finding(
        self,
        place: str,
        offset: int,
        hit: Hit,
        mention: str | None,
        codes: set[str],
        near: Sequence[str],
    ) -> None:
        """One value. codes: what is known of its owner; near: what of it the reason tells."""
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
            (
                self._collector.item,
                place,
                None,
                offset + hit.start,
                code,
                masked(hit.element, hit.value),
                mark,
                with_owner(hit.confidence, hit.recogniser, named="person_name" in codes),
                hit.recogniser,
                hit.reason + beside(hit.element, near),
                mention,
            )
        )

    def flush(self) -> None:
        """Hands the rows of an item to the collector, behind those of its tables."""
        self._collector.add_rows("findings", self._findings)
        self._collector.add_rows("mentions", self._mentions)
        self._collector.add_rows("identifiers", self._sealed)
        self._findings, self._mentions, self._sealed = [], [], []


def _has_data(person: Person) -> bool:
    """A bare name triggers nothing and reaches nobody."""
    if not person.hits or not person.confidence:
        return False
    return person.role not in ("provider", "contact") or any(h.element != "person_name" for h in person.hits)


def _mention(person: Person, identity: str, item: str, place: str, guardian: str | None) -> Row:
    """A person as a row of the mentions."""
    name = person.name
    # The first of each element counts.
    plain = {h.element: h.value for h in reversed(person.hits) if h.protection == "plain"}
    login = plain.get("username", "").lower()
    codes = {h.element for h in person.hits}
    recognisers = {h.recogniser for h in person.hits}
    pairs = [("person_name", "plain")] if name else []
    pairs += [
        (h.element, h.protection)
        for h in person.hits
        if h.element in catalogue() and h.confidence >= THRESHOLD
    ]
    if "ssn_last4" in codes and recognisers & _LAST_FOUR_TOLD:
        pairs.append(("ssn", "redacted"))
    if WAGES_TOLD in recognisers:
        pairs.append(("income", "plain"))
    pairs = with_credentials(list(dict.fromkeys(pairs)))
    home: Mapping[str, str | None] = person.place
    if not home and (text := plain.get("postal_address")):
        found = address.parse(text)
        home = {
            "street": found.street,
            "city": found.city,
            "state": found.state,
            "postal_code": found.postal_code,
        }
    return tuple(
        map(
            {
                **home,
                "id": identity,
                "item": item,
                "place": place,
                "tie": "message" if person.role in ("sender", "recipient") else person.tie,
                "role": person.role or "subject",
                "name": name.written if name else None,
                "given": (name.given or None) if name else None,
                "middle": (name.middle or None) if name else None,
                "family": (name.family or None) if name else None,
                "suffix": (name.suffix or None) if name else None,
                "birth_date": plain.get("date_of_birth"),
                "email": plain.get("email_address") or (login if "@" in login else None),
                "phone": plain.get("phone_number"),
                "deceased": True if "deceased" in codes else None,
                "guardian": guardian,
                "elements": [code for code, _ in pairs],
                "protections": [how for _, how in pairs],
                "confidence": person.confidence,
            }.get,
            _MENTION_COLUMNS,
        )
    )


__all__ = ["CONTACT", "TextEmitter"]
