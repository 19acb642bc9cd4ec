"""Who gets which letter, and who cannot get one and why: decided for everyone before anything is rendered.

People who are alike (same place, kind, elements, language, duties) share one class; its blocks are chosen
once. The plan is a pure function of its tables, so a stopped run continues where it was.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from tocsin.law.registers import Office, office
from tocsin.model.facts import Facts
from tocsin.notices.address import address_lines, clean, fit, is_abroad, unusable
from tocsin.notices.blocks import Library, library
from tocsin.notices.compose import Composer, Letter
from tocsin.notices.contacts import desks
from tocsin.notices.envelope import Envelope, envelope
from tocsin.notices.fields import Incident, Reader
from tocsin.notices.figures import BUREAUS
from tocsin.notices.glyphs import metrics
from tocsin.notices.letterplan import OWED, LetterClass, Piece, Plan, Unsent
from tocsin.notices.offices import attorney_general
from tocsin.notices.people import exposed, full_name, person_kind, salutation, window_name
from tocsin.notices.solver import Duty, Ruling, Selection, demand, select

FEDERAL = "US"

MARGIN = 8.0
"""Points between what can show in the window and the first line of text."""

Covers = Callable[[str, Mapping[str, Any]], bool]
"""Whether an obligation (its id) covers people like this (a row of GROUPS without the count)."""


class PlanError(ValueError):
    """Letters cannot be planned from this input. The message says what to do."""


def plan(
    facts: Facts,
    obligations: pa.Table,
    people: pa.Table,
    exposures: pa.Table,
    *,
    on: date | None = None,
    languages: Mapping[str, str] | None = None,
    codes: Mapping[str, str] | None = None,
    months: Mapping[str, int] | None = None,
    statements: Mapping[str, str] | None = None,
    rulings: Iterable[Ruling] = (),
    covers: Covers | None = None,
    profile: str = "standard",
    source: Library | None = None,
) -> Plan:
    """Decide every letter.

    on: the date of the letters (default: ``facts.as_of``). languages: person id → language, else English.
    codes: person id → activation code; months: person id → how long its service runs. statements: slot → the
    organisation's own words. rulings: counsel's decisions on contradictions. covers: asks the law whether a
    duty covers a group; without it every duty of a person's place and of federal law does. source: the
    blocks, with counsel's words (default: as shipped).
    Raises PlanError without a date or with a stale contact.
    """
    when = on or facts.as_of
    if when is None:
        raise PlanError("letters need a date: give `on`, or `as_of` in the facts file")
    named = exposed(exposures, facts.incident.protection)
    rows = [row for row in people.to_pylist() if row["id"] in named]
    if old := stale(when, sorted({row["residence"] or "" for row in rows})):
        raise PlanError(
            f"these contacts must be verified again before a letter carries them: {', '.join(old)}"
        )
    incident = Incident(
        facts=facts,
        on=when,
        people=len(rows),
        people_in=Counter(row["residence"] for row in rows),
        elements_in=_elements_in(rows, named),
        statements=statements or {},
    )
    desk = _Planner(incident, _duties(obligations), tuple(rulings), covers, envelope(profile), source)
    for row in sorted(rows, key=_presort):
        elements, protection = named[row["id"]]
        language = (languages or {}).get(row["id"], "en")
        code = (codes or {}).get(row["id"], "")
        desk.add(row, elements, protection, language, code, (months or {}).get(row["id"], 0))
    return desk.finish(obligations)


def piece_id(person: str, language: str) -> str:
    """The id printed on a letter: stable across runs, and says nothing about the person."""
    digest = hashlib.sha256(f"tocsin letter {language} {person}".encode()).digest()
    return base64.b32encode(digest[:10]).decode()[:12]


def _elements_in(
    rows: Iterable[Mapping[str, Any]], named: Mapping[str, tuple[tuple[str, ...], str]]
) -> dict[str | None, Counter[str]]:
    found: dict[str | None, Counter[str]] = {}
    for row in rows:
        found.setdefault(row["residence"], Counter()).update(named[row["id"]][0])
    return found


def _presort(person: Mapping[str, Any]) -> tuple[bool, str, str, str]:
    return (is_abroad(person), clean(person["country"]).upper(), clean(person["postal_code"]), person["id"])


def _duties(obligations: pa.Table) -> tuple[tuple[Duty, str, str], ...]:
    """Each duty to individuals with its status and what it depends on."""
    found = []
    for row in obligations.to_pylist():
        if row["recipient"] != "individuals" or row["status"] not in OWED | {"depends"}:
            continue
        citations = [source["citation"] for source in row["sources"] or () if source["citation"]]
        duty = Duty(
            id=row["id"],
            jurisdiction=row["jurisdiction"],
            source=f"{row['jurisdiction']}: {citations[0]}" if citations else row["id"],
            content=tuple(row["content"] or ()),
            forbidden=tuple(row["forbidden"] or ()),
            services=tuple(row["services"] or ()),
        )
        found.append((duty, row["status"], ", ".join(row["depends_on"] or ())))
    return tuple(found)


class _Planner:
    """Collects pieces, class by class. One use: add every person in presort order, then finish."""

    def __init__(
        self,
        incident: Incident,
        duties: tuple[tuple[Duty, str, str], ...],
        rulings: tuple[Ruling, ...],
        covers: Covers | None,
        profile: Envelope,
        source: Library | None,
    ) -> None:
        self._incident, self._duties, self._rulings = incident, duties, rulings
        self._covers, self._envelope, self._source = covers, profile, source
        self._zone = profile.safe()
        self._composer = Composer(incident, body_top=profile.shown().bottom + MARGIN)
        self._classes: list[LetterClass] = []
        self._class_of: dict[tuple[Reader, tuple[Duty, ...]], int] = {}
        self._owed: dict[tuple[Any, ...], tuple[tuple[Duty, ...], str]] = {}
        self._pieces: list[Piece] = []
        self._unsent: list[Unsent] = []
        self._not_owed = 0

    def add(
        self,
        person: Mapping[str, Any],
        elements: tuple[str, ...],
        protection: str,
        language: str,
        code: str,
        months: int,
    ) -> None:
        kind = person_kind(person)
        duties, open_question = self._owed_to(person, kind, elements, protection)
        if not duties and not open_question and person["residence"]:
            self._not_owed += 1
            return
        reader = Reader(person["residence"], kind, language, elements, bool(code), months)
        name = full_name(person)
        reason = self._no_law(person, duties, open_question) or _no_reader(person, name)
        if not duties:
            self._leave(person, reader, duties, "", str(reason))
            return
        number = self._class(reader, duties)
        known = self._classes[number]
        lines = (
            None
            if reason
            else fit(window_name(name, kind, language), address_lines(person), self._zone, metrics())
        )
        reason = (
            reason or known.obstacle or ("the address does not fit in the window" if lines is None else None)
        )
        if reason or lines is None:
            self._leave(person, reader, duties, known.variant, str(reason))
            return
        self._pieces.append(
            Piece(
                piece_id(person["id"], language),
                person["id"],
                number,
                lines,
                salutation(name, kind, language),
                clean(code),
            )
        )

    def finish(self, obligations: pa.Table) -> Plan:
        places = {group.reader.residence for group in self._classes}
        named = [
            general
            for place in sorted(place for place in places if place)
            if (general := attorney_general(place))
        ]
        doubtful = [desk.name for code in BUREAUS if (desk := desks()[code]).confirm]
        return Plan(
            incident=self._incident,
            duties=tuple(duty for duty, _, _ in self._duties),
            obligations=obligations,
            classes=tuple(self._classes),
            pieces=tuple(self._pieces),
            unsent=tuple(self._unsent),
            not_owed=self._not_owed,
            confirm=(*doubtful, *(office.name for office in named if office.confirm_before_sending)),
            envelope=self._envelope,
        )

    def _owed_to(
        self, person: Mapping[str, Any], kind: str, elements: tuple[str, ...], protection: str
    ) -> tuple[tuple[Duty, ...], str]:
        """Duties that reach this person, and the open question if one of them still depends on a fact."""
        relation = (person["kinds"] or ["unknown"])[0]
        key = (person["residence"], kind, elements, protection, relation)
        if key not in self._owed:
            group = {
                "residence": person["residence"],
                "elements": list(elements),
                "protection": protection,
                "kind": relation,
                "minor": kind == "minor",
                "deceased": kind == "deceased",
            }
            reached = [
                (duty, status, depends)
                for duty, status, depends in self._duties
                if duty.jurisdiction in {person["residence"], FEDERAL}
                and (self._covers is None or self._covers(duty.id, group))
            ]
            sure = tuple(duty for duty, status, _ in reached if status in OWED)
            unsettled = "; ".join(
                f"{duty.id} depends on {depends}" for duty, status, depends in reached if status not in OWED
            )
            self._owed[key] = (sure, unsettled)
        return self._owed[key]

    def _no_law(self, person: Mapping[str, Any], duties: tuple[Duty, ...], open_question: str) -> str | None:
        if duties:
            return None
        if open_question:
            return f"not settled yet whether this person must be told: {open_question}"
        return "residence not known, so no law could be chosen" if not person["residence"] else None

    def _class(self, reader: Reader, duties: tuple[Duty, ...]) -> int:
        key = (reader, duties)
        if key not in self._class_of:
            self._class_of[key] = len(self._classes)
            self._classes.append(self._new_class(reader, duties))
        return self._class_of[key]

    def _new_class(self, reader: Reader, duties: tuple[Duty, ...]) -> LetterClass:
        asked, clashes = demand(duties, self._rulings)
        found = select(self._incident, reader, asked, self._source)
        chosen = Selection(found.blocks, clashes, found.gaps, asked)
        problems = [*map(str, clashes), *map(str, chosen.gaps)]
        letter = self._composer.letter(reader, chosen, draft=bool(problems))
        return LetterClass(
            variant=_variant(reader, letter),
            reader=reader,
            obligations=tuple(duty.id for duty in duties),
            selection=chosen,
            letter=letter,
            obstacle="; ".join(problems) or None,
        )

    def _leave(
        self, person: Mapping[str, Any], reader: Reader, duties: tuple[Duty, ...], variant: str, reason: str
    ) -> None:
        self._unsent.append(
            Unsent(
                id=piece_id(person["id"], reader.language),
                person=person["id"],
                jurisdiction=reader.residence,
                obligations=tuple(duty.id for duty in duties),
                variant=variant,
                language=reader.language,
                reason=reason,
            )
        )


def _no_reader(person: Mapping[str, Any], name: str) -> str | None:
    if not name:
        return "no name: the account goes into the letter to its bank or issuer"
    return unusable(person)


def _variant(reader: Reader, letter: Letter) -> str:
    """``CA/adult/en/ssn+payment_card/1f0c2a``: readable, and different wherever the words differ."""
    shown = "+".join(reader.elements[:3]) + (
        f"+{len(reader.elements) - 3}more" if len(reader.elements) > 3 else ""
    )
    return f"{reader.residence or 'US'}/{reader.kind}/{reader.language}/{shown}/{letter.digest[:6]}"


def stale(on: date, residences: Iterable[str]) -> tuple[str, ...]:
    """Names of contacts in letters of this day to these places that nobody has verified lately."""
    old = [desk.name for desk in desks().values() if desk.expires < on]
    return tuple(old + [one.name for one in local_offices(residences) if one.expires < on])


def local_offices(residences: Iterable[str]) -> list[Office]:
    """The offices that letters to these places may carry beside the nationwide ones."""
    agencies = library().state_agencies
    keys = [key for place in residences for key in (f"{place}-AG", *agencies.get(place, ()))]
    return [known for key in dict.fromkeys(keys) if (known := office(key)) is not None]
