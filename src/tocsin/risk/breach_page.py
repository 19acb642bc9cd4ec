"""The cost of one breach as a page to print: its band, every part with its range, what it hangs on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from tocsin.risk.breachcost import LABEL, BreachCost, Lever, Line
from tocsin.risk.costs import costs
from tocsin.risk.page import chance, money

WIDTH, LEFT, RIGHT, ROW = 720, 262, 74, 24
SHOWN_LEVERS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the drawing, in SVG units. start, end: of the bar; dot: in it; after: text at its end."""

    says: str
    y: float
    start: float
    end: float
    dot: float
    after: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows on a scale of dollars. marks: along it, with what they say."""

    rows: tuple[Bar, ...]
    marks: tuple[tuple[float, str], ...]
    height: float


def breach_page(cost: BreachCost, title: str) -> str:
    """The page, self-contained HTML. Every name is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(money=money, chance=chance, first=_first)
    known = costs()
    return environment.from_string(_file("breach.html.j2")).render(
        cost=cost,
        title=title,
        parts=parts(cost),
        hangs=hangs(cost),
        levers=cost.levers[:SHOWN_LEVERS],
        label=LABEL,
        items=known.items,
        sources=known.sources,
        populations=known.populations,
        read_on=known.read_on,
        style=_file("page.css"),
        width=WIDTH,
        left=LEFT,
    )


def _first(text: str) -> str:
    """With a capital letter."""
    return text[:1].upper() + text[1:]


def _file(name: str) -> str:
    return files("tocsin.risk").joinpath(name).read_text(encoding="utf-8")


def parts(cost: BreachCost) -> Bars:
    """Every part from its 5th to its 95th percentile where it is there, powers of ten across."""
    shown = [line for line in cost.lines if line.if_there[2] > 0]
    most = max((line.if_there[2] for line in shown), default=1.0)
    least = min((line.if_there[0] for line in shown if line.if_there[0] > 0), default=1.0)
    first, last = 10 ** math.floor(math.log10(least)), 10 ** math.ceil(math.log10(most))

    def x(amount: float) -> float:
        part = math.log(max(amount, first) / first) / math.log(last / first)
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    rows = tuple(_part(line, number, x) for number, line in enumerate(shown))
    powers = range(round(math.log10(first)), round(math.log10(last)) + 1)
    return Bars(rows, tuple((x(10.0**n), money(10.0**n)) for n in powers), len(rows) * ROW + 34)


def _part(line: Line, number: int, place: Callable[[float], float]) -> Bar:
    low, middle, high = line.if_there
    after = (
        "" if line.chance > 0.999 else f"{line.chance:.0%}" if line.chance >= 0.01 else f"{line.chance:.1%}"
    )
    return Bar(
        line.says, number * ROW + 14.0, place(low), place(high), place(middle), after.replace("%", " %")
    )


def hangs(cost: BreachCost) -> Bars:
    """The inputs that explain most of the spread: the mean of the total when each is low and when high."""
    shown = cost.levers[:SHOWN_LEVERS]
    last = _round_up(max((lever.high for lever in shown), default=1.0))

    def x(amount: float) -> float:
        return round(LEFT + amount / last * (WIDTH - LEFT - RIGHT), 1)

    rows = tuple(_lever(lever, number, x(lever.low), x(lever.high)) for number, lever in enumerate(shown))
    marks = tuple((x(last * n / 4), money(last * n / 4)) for n in range(5))
    return Bars(rows, marks, len(rows) * ROW + 34)


def _lever(lever: Lever, number: int, start: float, end: float) -> Bar:
    said = f"{lever.weight:.0%}".replace("%", " %")
    return Bar(lever.says, number * ROW + 14.0, min(start, end), max(start, end), start, said)


def _round_up(amount: float) -> float:
    size = 10 ** math.floor(math.log10(amount))
    return float(next(step * size for step in (1, 2, 4, 8, 10) if step * size >= amount))
