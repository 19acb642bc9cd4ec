"""The parts of a breach, each drawn from what is published of it (`tocsin.risk.costs`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tocsin.risk.agreements import Agreement
from tocsin.risk.costs import costs
from tocsin.risk.severity import Elicited

Reals = NDArray[np.float64]

LARGER_FROM = 500
"""Employees from which the price of forensics is that of a law firm's clients, below it that of small
businesses; 500 is where most size standards of the Small Business Administration end (13 CFR 121.201)."""

HHS_FROM = 500
"""People from which the published chance of a payment to the Department of Health holds."""


@dataclass(frozen=True, slots=True)
class Interruption:
    """Work that stands still: hours (5th, 50th and 95th percentile) and dollars lost in an hour."""

    hours: Elicited
    margin: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """What of a breach decides its cost.

    told: people who must be told. at_most: with those whose being told hangs on facts not known yet. places:
    of those at most, by where they live. by_post: share of them who get a letter; the others get an e-mail.
    offered: share of them who are offered monitoring, for ``months``. offices: reports due. open_offices:
    reports that hang on facts not known yet. health: under HIPAA. employees: None, not known.
    """

    told: int
    at_most: int
    places: Mapping[str, int] = field(default_factory=dict)
    by_post: float = 1.0
    offered: float = 1.0
    months: int = 12
    offices: int = 0
    open_offices: int = 0
    health: bool = False
    employees: int | None = None
    interruption: Interruption | None = None


class Draws:
    """Every input drawn once, by name, and the lines made of them."""

    def __init__(self, exposure: Exposure, count: int, seed: int) -> None:
        self.exposure = exposure
        self.count = count
        self.rng = np.random.default_rng(seed)
        self.inputs: dict[str, tuple[str, Reals]] = {}
        self.events: dict[str, tuple[str, Reals]] = {}
        self.lines: list[tuple[str, str, Agreement, str, str, Reals]] = []
        self.notes: list[str] = []

    def item(self, key: str) -> Reals:
        """A published item, the same draws wherever it is used."""
        if key not in self.inputs:
            known = costs().items[key]
            self.inputs[key] = (known.says, known.drawn(self.rng, self.count))
        return self.inputs[key][1]

    def own(self, key: str, says: str, made: Reals) -> Reals:
        """An input of the business itself."""
        self.inputs[key] = (says, made)
        return made

    def happens(self, key: str, says: str, chance: Reals) -> Reals:
        """1 where an event happens, else 0."""
        made = (self.rng.random(self.count) < chance).astype(np.float64)
        self.events[key] = (says, made)
        return made

    def uniform(self, low: float, high: float) -> Reals:
        """Between two numbers, none of them likelier."""
        return self.rng.uniform(low, high, self.count)

    def pay(self, agreement: Agreement, key: str, how: str, items: Sequence[str], amount: Reals) -> None:
        """Add a line made of items; notes why those of two populations go together."""
        known = costs()
        grades = [known.grade(one) for one in items]
        for number, one in enumerate(items):
            for other in items[number + 1 :]:
                if _multiplied(one, other) and (note := known.check_together(one, other)):
                    self.notes.append(note)
        says = _SAYS[key]
        self.lines.append((key, says, agreement, how, max(grades, default="yours"), amount))


_SAYS = {
    "letters": "letters",
    "calls": "people who call",
    "monitoring": "credit monitoring",
    "forensics": "looking for traces",
    "counsel": "counsel through the notification",
    "filings": "reports to offices",
    "inquiry": "answering an office's questions",
    "hhs": "payment to the HHS (HIPAA)",
    "defence": "defending a class action",
    "settlements": "settling it",
    "interruption": "work that stands still",
}


def _multiplied(one: str, other: str) -> bool:
    """Whether two items of a line are chance and amount, or share and price: settling a suit has three."""
    return {one, other} != {"settles", "settlements"}


def draw_parts(exposure: Exposure, draws: int, seed: int) -> Draws:
    """All inputs, events and parts of a breach."""
    made = Draws(exposure, draws, seed)
    people = _people(made)
    _told(made, people)
    _fixed(made)
    _offices(made)
    _class_action(made, people)
    _standing_still(made)
    return made


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _people(made: Draws) -> Reals:
    told, at_most = made.exposure.told, made.exposure.at_most
    if told == at_most:
        return np.full(made.count, float(told))
    return made.own("people", "how many must be told", made.uniform(told, at_most))


def counted(number: int, what: str) -> str:
    """``1 place``, ``3 places``."""
    return f"{number:,} {what if number == 1 else what + 's'}"


def _told(made: Draws, people: Reals) -> None:
    one = made.exposure
    if one.at_most == 0:
        return
    letters = people * one.by_post
    places = f" in {counted(len(one.places), 'place')}" if one.places else ""
    told = f"{one.told:,}" if one.told == one.at_most else f"{one.told:,} to {one.at_most:,}"
    made.pay(
        Agreement.NOTIFICATION,
        "letters",
        f"{told} people{places}, {_percent(one.by_post)} of them by post, times the price of a letter",
        ["letter"],
        letters * made.item("letter"),
    )
    made.pay(
        Agreement.BREACH_RESPONSE,
        "calls",
        "people told, times the share who call, times the price of a call",
        ["calls", "call"],
        people * made.item("calls") * made.item("call"),
    )
    if one.offered > 0:
        made.pay(
            Agreement.NOTIFICATION,
            "monitoring",
            f"{_percent(one.offered)} of the people told, the share who accept, {one.months} months",
            ["take_up", "monitoring"],
            people * one.offered * made.item("take_up") * made.item("monitoring") * one.months / 12,
        )


def _fixed(made: Draws) -> None:
    employees = made.exposure.employees
    larger = employees is not None and employees >= LARGER_FROM
    key = "forensics_larger" if larger else "forensics_small"
    made.pay(
        Agreement.BREACH_RESPONSE, "forensics", "once, whatever the number of people", [key], made.item(key)
    )
    made.pay(
        Agreement.BREACH_RESPONSE,
        "counsel",
        "once, whatever the number of people",
        ["counsel"],
        made.item("counsel"),
    )


def _offices(made: Draws) -> None:
    one = made.exposure
    most = one.offices + one.open_offices
    if most:
        number = np.full(made.count, float(one.offices))
        if one.open_offices:
            number = made.own("offices", "how many offices get a report", made.uniform(one.offices, most))
        made.pay(
            Agreement.BREACH_RESPONSE,
            "filings",
            f"{one.offices} to {most} reports, times hours, times counsel's hour",
            ["filing_hours", "counsel_hour"],
            number * made.item("filing_hours") * made.item("counsel_hour"),
        )
        asked = made.happens("inquiry", "an office asks questions, or not", made.item("inquiry_chance"))
        made.pay(
            Agreement.REGULATORY,
            "inquiry",
            "if an office asks questions",
            ["inquiry_chance", "inquiry"],
            asked * made.item("inquiry"),
        )
    if one.health and one.at_most >= HHS_FROM:
        taken = made.happens("hhs", "the HHS takes money, or not", made.item("hhs_chance"))
        made.pay(
            Agreement.REGULATORY,
            "hhs",
            "if it comes to that",
            ["hhs_chance", "hhs_payment"],
            taken * made.item("hhs_payment"),
        )


def _class_action(made: Draws, people: Reals) -> None:
    if made.exposure.at_most == 0:
        return
    sued = made.happens("suit", "people sue, or not", made.item("suit_chance"))
    used = ["suit_chance", "defence"]
    made.pay(Agreement.LIABILITY, "defence", "if people sue", used, sued * made.item("defence"))
    known = costs().settlements
    height, slope, scatter = known.line()
    noise = made.own(
        "class", "what a class of this size is paid", made.rng.standard_normal(made.count) * scatter
    )
    settled = sued * made.happens("settled", "a suit settles, or not", made.item("settles"))
    paid = np.exp(height + slope * np.log(np.maximum(people, 1.0)) + noise)
    made.pay(
        Agreement.LIABILITY,
        "settlements",
        f"if people sue and it settles: grows with the number of people to the power of {slope:.2f}",
        ["suit_chance", "settles", "settlements"],
        settled * paid,
    )


def _standing_still(made: Draws) -> None:
    one = made.exposure.interruption
    if one is None:
        return
    hours = made.own("hours", "hours that work stands still", one.hours.sample(made.rng, made.count))
    how = f"hours, times ${one.margin:,.0f} an hour"
    made.pay(Agreement.BUSINESS_INTERRUPTION, "interruption", how, [], hours * one.margin)
