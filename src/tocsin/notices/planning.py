"""Who gets which letter, and who cannot get one and why: decided for everyone before anything is rendered.

People who are alike (same place, kind, elements, language, duties) share one class; its blocks are chosen
once. The plan is a pure function of its tables, so a stopped run continues where it was. The tables are read
piece by piece and worked on in columns: people are looked at one by one only where they are unusual.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tocsin.law.registers import Office, office, slots
from tocsin.model.facts import Facts
from tocsin.notices.address import HOME, clean
from tocsin.notices.addressing import COLUMNS, NO_ROOM, addressed
from tocsin.notices.blocks import Library, library
from tocsin.notices.classing import Alike, Classes, Covers, Verdict, duties_in
from tocsin.notices.columns import Rows, alike, cleaned, first_of, numbers, pieces
from tocsin.notices.contacts import desks
from tocsin.notices.envelope import Envelope, envelope
from tocsin.notices.exposed import Exposed, exposed
from tocsin.notices.fields import Incident
from tocsin.notices.figures import BUREAUS
from tocsin.notices.filing import Filing
from tocsin.notices.forms import statement_names
from tocsin.notices.letterplan import Left, Plan, UnsentPeople, filled
from tocsin.notices.memory import given_back
from tocsin.notices.offices import attorney_general
from tocsin.notices.people import Representative, full_name, person_kind, salutation
from tocsin.notices.pieces import ROWS, Pieces, piece_id
from tocsin.notices.presort import Presort, ranks
from tocsin.notices.solver import Duty, Ruling

__all__ = ["MARGIN", "Covers", "PlanError", "local_offices", "piece_id", "plan", "stale"]

MARGIN = 8.0
"""Points between what can show in the window and the first line of text."""

Numbers = np.ndarray[Any, Any]

KINDS = ("adult", "minor", "deceased", "represented", "estate")


class PlanError(ValueError):
    """Letters cannot be planned from this input. The message says what to do."""


def plan(
    facts: Facts,
    obligations: pa.Table,
    people: Rows,
    exposures: Rows,
    *,
    on: date | None = None,
    languages: Mapping[str, str] | None = None,
    codes: Mapping[str, str] | None = None,
    months: Mapping[str, int] | None = None,
    statements: Mapping[str, str] | None = None,
    filings: Iterable[Filing] = (),
    rulings: Iterable[Ruling] = (),
    covers: Covers | None = None,
    representatives: Mapping[str, Representative] | None = None,
    profile: str | Envelope = "standard",
    source: Library | None = None,
    only: Collection[str] | None = None,
) -> Plan:
    """Decide every letter.

    on: the date of the letters (default: ``facts.as_of``). languages: person id → language, else English.
    codes: person id → activation code; months: person id → how long its service runs. statements: name → the
    organisation's own words, beside those of the facts. filings: reports already made. rulings: counsel's
    decisions on contradictions. covers: asks the law whether a duty covers a group; without it every duty of
    a person's place and of federal law does. representatives: person id → who acts for them. source: the
    blocks, with counsel's words (default: as shipped). only: ids of the people to plan for; the letters say
    the same as if all were (numbers affected included).
    Raises PlanError without a date, with a stale contact, or with a statement that nothing asks for.
    """
    when = on or facts.as_of
    if when is None:
        raise PlanError("letters need a date: give `on`, or `as_of` in the facts file")
    lost = exposed(exposures, facts.incident.protection)
    census = _census(people, lost)
    if old := stale(when, sorted({place or "" for place in census.people_in})):
        raise PlanError(
            f"these contacts must be verified again before a letter carries them: {', '.join(old)}"
        )
    incident = Incident(
        facts=facts,
        on=when,
        people=census.people + sum(one.people or 0 for one in facts.incident.people or ()),
        people_in=census.people_in + known_by_number(facts),
        elements_in=_with_numbers(census.elements_in, facts),
        statements=_statements({**facts.incident.statements, **(statements or {})}),
        filings=tuple(filings),
    )
    duties = duties_in(obligations)
    window = envelope(profile) if isinstance(profile, str) else profile
    body_top = window.shown().bottom + MARGIN
    classes = Classes(incident, duties, rulings, covers, body_top, source)
    rank = ranks(census.keys) if only is None else np.arange(census.people, dtype=np.int32)
    census.keys.clear()
    given_back()
    desk = _Desk(
        lost,
        classes,
        window,
        languages or {},
        codes or {},
        months or {},
        Presort(census.people),
        representatives or {},
    )
    start = 0
    for batch in pieces(people, _READ):
        start = desk.take(batch, rank, start, only)
    return desk.finish(incident, tuple(duty for duty, _, _ in duties), obligations)


def _statements(said: Mapping[str, str | None]) -> Mapping[str, str]:
    """The organisation's own words. Raises PlanError: a misspelt name would be a silent "not known"."""
    for name in said:
        if name not in statement_names() and name not in slots():
            close = get_close_matches(name, [*statement_names(), *slots()], 3, 0.5)
            near = f" Did you mean {', '.join(close)}?" if close else ""
            raise PlanError(f"no form or letter asks for the statement '{name}'.{near}")
    return {name: words for name, words in said.items() if words}


def _with_numbers(found: dict[str | None, Counter[str]], facts: Facts) -> dict[str | None, Counter[str]]:
    """Elements by place, with those of people who are known by number only."""
    for one in facts.incident.people or ():
        found.setdefault(one.residence, Counter()).update(dict.fromkeys(one.elements, one.people or 0))
    return found


def known_by_number(facts: Facts) -> Counter[str | None]:
    """People whom no list names, by residence: offices are told of them, no letter goes to them."""
    found: Counter[str | None] = Counter()
    for one in facts.incident.people or ():
        found[one.residence] += one.people or 0
    return found


@dataclass
class _Census:
    """How many people letters are about, where, what they lost; and what they are sorted by."""

    people: int = 0
    people_in: Counter[str | None] = field(default_factory=Counter)
    elements_in: dict[str | None, Counter[str]] = field(default_factory=dict)
    keys: list[pa.Table] = field(default_factory=list)


def _census(people: Rows, lost: Exposed) -> _Census:
    census, places = _Census(), dict[str | None, int]()
    totals = np.zeros((0, len(lost.codes)), np.int64)
    for batch in pieces(people, ("id", "residence", "country", "postal_code")):
        found = lost.rows(batch["id"])
        rows, those = found[found >= 0], batch.filter(pa.array(found >= 0))
        where = numbers(those["residence"], places)
        totals = np.vstack([totals, np.zeros((len(places) - len(totals), len(lost.codes)), np.int64)])
        for bit in range(len(lost.codes)):
            has = lost.has(rows, bit)
            if has.any():
                totals[:, bit] += np.bincount(where[has], minlength=len(places))
        for place, count in zip(places, np.bincount(where, minlength=len(places)).tolist(), strict=True):
            census.people_in[place] += count
        census.people += len(rows)
        country = pc.utf8_upper(cleaned(those["country"]))
        abroad = pc.invert(pc.is_in(country, pa.array(sorted(HOME))))
        columns = {"abroad": abroad, "country": country, "code": cleaned(those["postal_code"])}
        census.keys.append(pa.table(columns | {"id": those["id"]}))
    for place, number in places.items():
        counts = {code: int(count) for code, count in zip(lost.codes, totals[number], strict=True) if count}
        census.elements_in[place] = Counter(counts)
    census.people_in = Counter({place: count for place, count in census.people_in.items() if count})
    return census


_READ = ("id", "residence", "minor", "deceased", "kinds", *COLUMNS)


class _Desk:
    """Takes everyone, piece by piece. One use."""

    def __init__(
        self,
        lost: Exposed,
        classes: Classes,
        window: Envelope,
        languages: Mapping[str, str],
        codes: Mapping[str, str],
        months: Mapping[str, int],
        presort: Presort,
        represented: Mapping[str, Representative],
    ) -> None:
        self._lost, self._classes, self._window = lost, classes, window
        self._languages, self._codes, self._presort = languages, codes, presort
        self._months, self._represented = months, represented
        self._verdicts: dict[tuple[Any, ...], Verdict] = {}
        self._first: dict[int, int] = {}
        self._lefts: dict[Left, int] = {}
        self._places: dict[str | None, int] = {}
        self._relations: dict[str | None, int] = {}
        self._speech: dict[str | None, int] = {}
        self._not_owed = 0

    def take(self, batch: pa.RecordBatch, rank: Numbers, start: int, only: Collection[str] | None) -> int:
        """Decide for some people. start: how many came before; returns how many have come now."""
        rows = self._lost.rows(batch["id"])
        ends = start + int((rows >= 0).sum())
        kept = rows >= 0
        own = np.zeros(len(rows), np.int32)
        own[kept] = rank[start:ends]
        if only is not None:
            kept &= pc.is_in(batch["id"], pa.array(list(only), pa.string())).to_numpy(zero_copy_only=False)
        if kept.any():
            self._decide(batch.filter(pa.array(kept)), rows[kept], own[kept])
        return ends

    def _decide(self, batch: pa.RecordBatch, lost: Numbers, rank: Numbers) -> None:
        people = self._people(batch, lost)
        first, kind = alike(people.columns)
        verdicts = [self._verdict(people, row) for row in first.tolist()]
        number = np.array([-1 if one.number is None else one.number for one in verdicts])[kind]
        for one, count in zip(verdicts, np.bincount(kind).tolist(), strict=True):
            self._not_owed += count if one.number is None and one.reason is None else 0
        said = [self._left(one, one.reason) if one.reason else -1 for one in verdicts]
        left = np.array(said)[kind]
        rows = np.flatnonzero(number >= 0)
        if len(rows):
            readers = [(one.reader.kind, one.reader.language) for one in verdicts]
            safe = self._window.safe()
            speaks = {at: people.speaks[row] for at, row in enumerate(rows.tolist()) if row in people.speaks}
            lines, unusable = addressed(batch.take(pa.array(rows)), readers, kind[rows], safe, speaks)
            for at, reason in unusable.items():
                row, one = rows[at], verdicts[kind[rows[at]]]
                if reason != NO_ROOM or not one.reason:
                    left[row] = self._left(one, reason)
            self._seen(number[rows], rank[rows])
            ready = np.flatnonzero(left[rows] < 0)
            kept = rows[ready]
            address = pa.array(lines, pa.string()).take(pa.array(ready))
            self._presort.letters(rank[kept], people.rows(kept, number[kept], address, self._codes))
        out = np.flatnonzero(left >= 0)
        self._presort.leave(rank[out], batch["id"].take(pa.array(out)), left[out])

    def _verdict(self, people: _People, row: int) -> Verdict:
        key = tuple(column[row].item() for column in people.columns)
        if key not in self._verdicts:
            self._verdicts[key] = self._classes.verdict(people.alike(self._lost, row))
        return self._verdicts[key]

    def _people(self, batch: pa.RecordBatch, lost: Numbers) -> _People:
        ids = batch["id"].to_pylist()
        minor, deceased = (
            pc.fill_null(batch[name], False).to_numpy(zero_copy_only=False) for name in ("minor", "deceased")
        )
        # Death goes first: a dead child's parents are family, too.
        kinds = np.where(deceased, 2, np.where(minor, 1, 0))
        speaks = self._speaking(batch, ids, kinds)
        speech = [self._languages.get(one, "en") for one in ids] if self._languages else ["en"] * len(ids)
        coded = [bool(self._codes.get(one)) for one in ids] if self._codes else [False] * len(ids)
        months = [self._months.get(one, 0) for one in ids] if self._months else [0] * len(ids)
        columns = (
            numbers(batch["residence"], self._places),
            kinds,
            self._lost.plain[lost],
            numbers(first_of(batch["kinds"]), self._relations),
            numbers(pa.array(speech, pa.string()), self._speech),
            np.array(coded),
            np.array(months),
            self._lost.which[lost],
        )
        return _People(batch, ids, lost, columns, kinds, speech, coded, months, speaks)

    def _speaking(self, batch: pa.RecordBatch, ids: list[str], kinds: Numbers) -> dict[int, Representative]:
        """Who acts for people, by row, where the role fits; their letters are of another kind."""
        found: dict[int, Representative] = {}
        known = [row for row, one in enumerate(ids) if one in self._represented] if self._represented else []
        for row in known:
            one, person = self._represented[ids[row]], batch.slice(row, 1).to_pylist()[0]
            if one.fits(person):
                found[row] = one
                kinds[row] = KINDS.index(person_kind(person, one))
        return found

    def _left(self, verdict: Verdict, reason: str | None) -> int:
        variant = "" if verdict.number is None else self._classes.made[verdict.number].variant
        duties, reader = tuple(duty.id for duty in verdict.duties), verdict.reader
        left = Left(reader.residence, duties, variant, reader.language, str(reason))
        return self._lefts.setdefault(left, len(self._lefts))

    def _seen(self, number: Numbers, rank: Numbers) -> None:
        """Classes are numbered as they come in presort order, so those of a place stand together."""
        first = np.full(int(number.max()) + 1, np.iinfo(np.int32).max)
        np.minimum.at(first, number, rank)
        for one in np.unique(number).tolist():
            self._first[one] = min(self._first.get(one, int(first[one])), int(first[one]))

    def finish(self, incident: Incident, duties: tuple[Duty, ...], obligations: pa.Table) -> Plan:
        order = sorted(self._first, key=self._first.__getitem__)
        renumbered = np.zeros(len(self._classes.made), np.int32)
        renumbered[order] = np.arange(len(order))
        classes = tuple(self._classes.made[number] for number in order)
        sheets, counts = self._presort.sheets(renumbered, len(classes))
        people, why = self._presort.left_out()
        places = {group.reader.residence for group in classes}
        named = [general for place in sorted(filter(None, places)) if (general := attorney_general(place))]
        doubtful = [desk.name for code in BUREAUS if (desk := desks()[code]).confirm]
        return Plan(
            incident=incident,
            duties=duties,
            obligations=obligations,
            classes=classes,
            pieces=Pieces(sheets, counts, [group.reader for group in classes], self._window.safe()),
            unsent=UnsentPeople(people, why, list(self._lefts)),
            not_owed=self._not_owed,
            confirm=(*doubtful, *(office.name for office in named if office.confirm_before_sending)),
            envelope=self._window,
        )


@dataclass(frozen=True, slots=True)
class _People:
    """Some people whom letters are about.

    lost: the row of each in what was exposed. columns: all that letters look at, a number a column.
    kinds: places in KINDS. speech: languages. coded: has an activation code. months: how long its
    service runs, 0: as the facts say. speaks: by row, who acts for a person.
    """

    batch: pa.RecordBatch
    ids: list[str]
    lost: Numbers
    columns: tuple[Numbers, ...]
    kinds: Numbers
    speech: list[str]
    coded: list[bool]
    months: list[int]
    speaks: Mapping[int, Representative]

    def alike(self, lost: Exposed, row: int) -> Alike:
        """What letters look at in one of them, in words."""
        kinds = self.batch["kinds"][row].as_py()
        return Alike(
            residence=self.batch["residence"][row].as_py(),
            kind=KINDS[self.kinds[row]],
            elements=lost.elements(int(self.lost[row])),
            protection="plain" if lost.plain[self.lost[row]] else "hashed",
            relation=(kinds or ["unknown"])[0],
            language=self.speech[row],
            code=self.coded[row],
            months=self.months[row],
        )

    def rows(self, kept: Numbers, number: Numbers, address: pa.Array, codes: Mapping[str, str]) -> pa.Table:
        """ROWS of those kept."""
        own = [clean(codes.get(self.ids[row], "")) for row in kept.tolist()] if codes else None
        columns = {
            "person": self.batch["id"].take(pa.array(kept)),
            "variant": pa.array(number, pa.int32()),
            "address": address,
            "salutation": self._openings(kept),
            "code": pa.array(own, pa.string()) if own else pa.repeat("", len(kept)),
            "barcode": pa.repeat("", len(kept)),
        }
        return filled(ROWS, columns, len(kept))

    def _openings(self, kept: Numbers) -> pa.Array:
        """The salutation where a representative is greeted by name; elsewhere it is the class's own."""
        if not self.speaks:
            return pa.nulls(len(kept), pa.string())
        return pa.array([self._greeted(row) for row in kept.tolist()], pa.string())

    def _greeted(self, row: int) -> str | None:
        one = self.speaks.get(row)
        if one is None:
            return None
        name = full_name(self.batch.slice(row, 1).to_pylist()[0])
        return salutation(name, KINDS[self.kinds[row]], self.speech[row], one)


def stale(on: date, residences: Iterable[str]) -> tuple[str, ...]:
    """Names of contacts in letters of this day to these places that nobody has verified lately."""
    old = [desk.name for desk in desks().values() if desk.expires < on]
    return tuple(old + [one.name for one in local_offices(residences) if one.expires < on])


def local_offices(residences: Iterable[str]) -> list[Office]:
    """The offices that letters to these places may carry beside the nationwide ones."""
    agencies = library().state_agencies
    keys = [key for place in residences for key in (f"{place}-AG", *agencies.get(place, ()))]
    return [known for key in dict.fromkeys(keys) if (known := office(key)) is not None]
