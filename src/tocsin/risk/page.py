"""The one page an owner reads, with the curve: HTML without scripts, made to be printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from tocsin.risk.agreements import INTERRUPTIONS, PAYS, Agreement
from tocsin.risk.answer import LABEL, Answer, Quote
from tocsin.risk.band import bands

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 86, 36, 16, 44
RAREST = 1e-4
"""The curve ends where a year comes once in ten thousand: simulation and sources tell nothing beyond."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line or label of the drawing: where, and what it says."""

    at: float
    says: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The curve in SVG units: the line's points, those after each control with its name, marks along both
    axes, amounts drawn as upright lines."""

    line: str
    after: tuple[tuple[str, str], ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    amounts: tuple[Mark, ...]


def page(answer: Answer) -> str:
    """The page. Every name from the files is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(money=money, chance=chance, share=_percent, odds=odds)
    return environment.from_string(_file("page.html.j2")).render(
        answer=answer,
        best=min(answer.quotes, key=lambda quote: quote.cost, default=None),
        drawing=drawing(answer),
        questions=questions(answer),
        bands=bands(answer.business.bear),
        words=PAYS,
        label=LABEL,
        style=_file("page.css"),
        size={"width": WIDTH, "height": HEIGHT, "left": LEFT, "top": TOP, "bottom": HEIGHT - BOTTOM},
    )


def _file(name: str) -> str:
    return files("tocsin.risk").joinpath(name).read_text(encoding="utf-8")


def money(amount: float) -> str:
    """Two digits are as sure as it gets: ``$1.2 million``, ``$86,000``."""
    if amount < 0.5:
        return "$0"
    digits = 1 - math.floor(math.log10(amount))
    rounded = round(amount, digits)
    if rounded >= 1e6:
        return f"${rounded / 1e6:,g} million"
    return f"${rounded:,.0f}"


def chance(share: float) -> str:
    """``7 % (one year in 14)``."""
    return odds(share) if share < RAREST else f"{_percent(share)} ({odds(share)})"


def odds(share: float) -> str:
    """``one year in 14``."""
    return "less than one year in 10,000" if share < RAREST else f"one year in {round(1 / share):,}"


def _percent(share: float) -> str:
    places = 0 if share >= 0.095 else 1 if share >= 0.001 else 2
    return f"{share:.{places}%}".replace("%", " %")


def drawing(answer: Answer) -> Drawing:
    """The chance that a year costs more than an amount; both axes in powers of ten."""
    first, last = answer.curve[0][0], answer.curve[-1][0]
    most = max(share for _, share in answer.curve)
    top = 1.0 if most > 0.3 else 10 ** math.ceil(math.log10(max(most, RAREST * 10)))

    def x(amount: float) -> float:
        part = math.log(amount / first) / math.log(last / first)
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    def y(share: float) -> float:
        part = math.log(max(share, RAREST) / RAREST) / math.log(top / RAREST)
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)

    def line(curve: tuple[tuple[float, float], ...]) -> str:
        return " ".join(f"{x(amount)},{y(share)}" for amount, share in curve if share >= RAREST)

    powers = range(math.ceil(math.log10(first)), math.floor(math.log10(last)) + 1)
    marked = {answer.business.bear: "what you can bear"}
    for quote in answer.quotes:
        before = marked.get(quote.policy.aggregate)
        marked[quote.policy.aggregate] = (
            f"{before}, {quote.policy.name}" if before else f"limit: {quote.policy.name}"
        )
    return Drawing(
        line=line(answer.curve),
        after=tuple((measure.name, line(measure.curve)) for measure in answer.measures),
        across=tuple(Mark(x(10.0**power), money(10.0**power)) for power in powers),
        up=tuple(
            Mark(y(share), f"1 in {round(1 / share):,}" if share < 1 else "every year")
            for share in (1.0, 0.1, 0.01, 0.001, 0.0001)
            if share <= top
        ),
        amounts=tuple(
            Mark(x(amount), says) for amount, says in sorted(marked.items()) if first < amount < last
        ),
    )


def questions(answer: Answer) -> tuple[str, ...]:
    """Five questions for the broker, those on the largest gaps first."""
    if not answer.quotes:
        return (
            "Which of the sixteen agreements does the quote hold, and with which limit each?",
            "Are letters counted in people or in dollars, and do they use up the limit?",
            "Is the waiting period a retention, or does it only decide whether anything is paid?",
            "Is there one retention for an event, or one for each agreement?",
            "Which loss would be shared (coinsurance), and which needs consent before money is spent?",
        )
    quote = min(answer.quotes, key=lambda one: one.cost)
    asked = [
        f"What would it cost to {'raise' if gap.bought else 'add'} “{PAYS[gap.agreement]}”?"
        for gap in quote.gaps[:2]
    ]
    return tuple([*asked, *_of_terms(quote)][:5])


def _of_terms(quote: Quote) -> list[str]:
    covers = quote.policy.covers
    letters = covers.get(Agreement.NOTIFICATION)
    asked = []
    if letters is not None and letters.people is None:
        asked.append("Can letters be counted in people instead of dollars, and stand outside the limit?")
    for agreement in INTERRUPTIONS & covers.keys():
        waiting = covers[agreement].waiting
        if waiting is None or waiting.as_ == "retention":
            asked.append(
                "After the waiting period, is an interruption paid from its first hour, or only from then on?"
            )
            break
    if any(cover.insured_share < 1 for cover in covers.values()):
        asked.append("What would it cost to be free of the shared loss (coinsurance)?")
    if quote.policy.retroactive is None:
        asked.append(
            "From when on must an event have begun, and does an undetected break-in before it count?"
        )
    if quote.policy.defence == "inside":
        asked.append("Do the costs of defence use up the limit, and what would it cost if they did not?")
    return [
        *asked,
        "Which spending needs the insurer's consent first, and whom do we call at night?",
        "Which answers of our application would void the policy if they were not exactly so?",
        "Within how many days must an event be told, counted from when, and to whom?",
    ]
