"""When substitute notice is due: the triggers of the rule files, compared with who could not be reached.

The triggers are the law's words as the rule files have them (``channel.substitute``), which reach this room
in the obligations table as ``substitute: MEANS if WORDS``. Numbers are read from the words; what is not
understood whole is shown as it stands and left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINE = re.compile(r"substitute: (?P<means>.*?) if (?P<words>.*)", re.S)
_COST = re.compile(r"cost[s]?\b[^$;]*?\$([\d,]+)(?: or excessive for the entity)?")
_PEOPLE = re.compile(
    r"(?:over|more than) ([\d,]+) (?P<base>people|consumers|residents|[A-Z][a-z]+ residents)"
    r"(?: of [A-Z][a-z]+)?"
)
_AT_LEAST = re.compile(r"(\d+) or more people cannot be reached")
_FEWER = re.compile(r"fewer than (\d+) people cannot be reached")
_CONTACT = re.compile(
    r"not enough contact information(?: or consent)?|neither postal nor e-mail addresses"
    r"|no address or contact information|those without contact information or consent"
    r"|the postal address cannot be found with reasonable diligence"
)
_CONDITIONS = ("ten employees or fewer", "based in Wyoming", "imminent misuse", "one area only", "feasible")
"""Words of a trigger that hang on a fact we do not compare."""

MET, NOT_MET, OPEN = "met", "not met", "open"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger. cost: dollars, people: a number, each exceeded by more; residents: of the place only.

    at_least, fewer_than: people who cannot be reached. contact: not enough contact information.
    condition: it hangs on something that is not compared here, so that a person has to say.
    """

    words: str
    means: tuple[str, ...]
    cost: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    residents: bool = False
    at_least: int | None = None
    fewer_than: int | None = None
    contact: bool = False
    condition: bool = False

    @property
    def understood(self) -> bool:
        """Whether anything in its words can be compared."""
        return bool(
            self.cost
            or self.people
            or self.contact
            or self.at_least is not None
            or self.fewer_than is not None
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """A trigger held against the counts. state: MET, NOT_MET or OPEN; why: one sentence."""

    trigger: Trigger
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Who could not be reached under one duty. told: people it reaches; kin: of the unreached, next of kin.

    affected: people affected everywhere. replaced: of the unreached, those whom substitute notice was given.
    """

    obligation: str
    told: int
    unreached: int
    kin: int
    replaced: int
    findings: tuple[Finding, ...]


def triggers(channel: Iterable[str]) -> list[Trigger]:
    """The triggers among the lines of an obligation's channel."""
    found = []
    for line in channel:
        match = _LINE.fullmatch(line)
        if match:
            found.append(trigger(match["words"], tuple(match["means"].split(", "))))
    return found


def trigger(words: str, means: tuple[str, ...]) -> Trigger:
    """A trigger from the law's words."""
    numbers = [(_number(match[1]), match["base"]) for match in _PEOPLE.finditer(words)]
    least, fewer = _AT_LEAST.search(words), _FEWER.search(words)
    return Trigger(
        words=words,
        means=means,
        cost=tuple(_number(match[1]) for match in _COST.finditer(words)),
        people=tuple(number for number, _ in numbers),
        residents=any("residents" in base for _, base in numbers),
        at_least=int(least[1]) if least else None,
        fewer_than=int(fewer[1]) if fewer else None,
        contact=bool(_CONTACT.search(words)),
        condition=any(one in words for one in _CONDITIONS),
    )


def held_against(
    one: Trigger, *, unreached: int, told: int, affected: int, cost_of_letter: float | None
) -> Finding:
    """Compare a trigger with the counts. told: people this duty reaches; cost_of_letter: dollars."""
    reasons: list[tuple[str, str]] = []
    if one.at_least is not None:
        met = unreached >= one.at_least
        reasons.append((MET if met else NOT_MET, f"{unreached:,} cannot be reached"))
    if one.fewer_than is not None:
        met = 0 < unreached < one.fewer_than
        reasons.append((MET if met else NOT_MET, f"{unreached:,} cannot be reached"))
    if one.contact:
        if unreached:
            reasons.append((MET, f"for {unreached:,} people there is no address that mail reaches"))
        else:
            reasons.append((NOT_MET, "everybody has an address that mail has not come back from"))
    if one.people:
        count = told if one.residents else affected
        reasons.append((_over(count, one.people), f"{count:,} people"))
    if one.cost:
        if cost_of_letter is None:
            reasons.append((OPEN, "the cost of a letter is not known (--cost)"))
        else:
            cost = round(told * cost_of_letter)
            reasons.append((_over(cost, one.cost), f"letters to {told:,} people cost about ${cost:,}"))
    if not reasons:
        return Finding(one, OPEN, "its words have to be read by a person")
    best = min(reasons, key=lambda reason: (MET, OPEN, NOT_MET).index(reason[0]))
    if best[0] == MET and one.condition:
        return Finding(one, OPEN, f"{best[1]}; the rest of its words has to be read by a person")
    if best[0] == NOT_MET:
        return Finding(one, NOT_MET, "; ".join(why for _, why in reasons))
    return Finding(one, best[0], best[1])


def _over(count: int, limits: tuple[int, ...]) -> str:
    """Of several numbers that hang on a fact, all or none have to be exceeded before it is sure."""
    exceeded = [count > limit for limit in limits]
    return MET if all(exceeded) else OPEN if any(exceeded) else NOT_MET


def _number(text: str) -> int:
    return int(text.replace(",", ""))
