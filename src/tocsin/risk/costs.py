"""What the parts of a breach cost, as published: ``data/costs.yaml``.

Figures of several populations are not put into one range, and a chance of one population is not multiplied
with an amount of another, unless the file says why; the reason is shown with the result.
"""

from __future__ import annotations

import math
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, model_validator

from tocsin.model.yamlfile import read_yaml
from tocsin.risk.parameters import Grade, MixedPopulationsError
from tocsin.risk.severity import Elicited, Lognormal

Reals = NDArray[np.float64]
Positive = Annotated[float, Field(gt=0)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Form):
    """Where a figure was read."""

    title: str
    url: HttpUrl


class Crowd(_Form):
    """Whom figures speak of."""

    says: str
    country: str
    basis: Literal["price_list", "single_cases", "case_book", "regulator_notices", "court_records", "statute"]


class Price(_Form):
    """One published number."""

    value: Positive
    population: str
    source: str
    says: str = ""


class Span(_Form):
    """Three of the published numbers; without a middle the geometric one is taken."""

    low: Positive
    high: Positive
    middle: Positive | None = None


class Counts(_Form):
    """How often something was seen among so many."""

    seen: Annotated[int, Field(ge=0)]
    of: Annotated[int, Field(gt=0)]
    population: str
    source: str
    says: str = ""


class Item(_Form):
    """One part of a breach: a price, a share of people, a number of hours, or the chance of something.

    A single figure without a range is a fixed number. Raises MixedPopulationsError for figures of several
    populations: nobody is both.
    """

    says: str
    unit: Literal["USD", "share", "hours", "chance"]
    figures: tuple[Price, ...] = ()
    range: Span | None = None
    counts: Counts | None = None
    grade: Grade
    note: str = ""
    place: str = ""

    @model_validator(mode="after")
    def _published(self) -> Item:
        if (self.unit == "chance") != (self.counts is not None) or bool(self.figures) == bool(self.counts):
            raise ValueError(f"{self.says}: a chance has counts, everything else has figures")
        if self.range is not None:
            values = {figure.value for figure in self.figures}
            if not {self.range.low, self.range.high, self.range.middle or self.range.low} <= values:
                raise ValueError(f"{self.says}: a range is made of published figures only")
            Elicited(self.range.low, self.middle, self.range.high)
        return self

    @property
    def population(self) -> str:
        """Whom all figures speak of. Raises MixedPopulationsError."""
        found = {figure.population for figure in (self.counts, *self.figures) if figure is not None}
        if len(found) != 1:
            raise MixedPopulationsError(
                f"“{self.says}” has figures of {', '.join(sorted(found))}. Make an item of each."
            )
        return found.pop()

    @property
    def middle(self) -> float:
        """The published middle, or the geometric one of the range."""
        if self.range is None:
            return self.figures[0].value
        return self.range.middle or math.sqrt(self.range.low * self.range.high)

    def drawn(self, rng: np.random.Generator, count: int) -> Reals:
        """So many draws: of an amount, of a share (at most 1), or of a chance as its counts leave it open."""
        if self.counts is not None:
            # Jeffreys' prior: what so few events say of it (Brown, Cai, DasGupta, Stat. Sci. 16, 2001).
            return rng.beta(self.counts.seen + 0.5, self.counts.of - self.counts.seen + 0.5, count)
        if self.range is None:
            return np.full(count, self.figures[0].value)
        made = Elicited(self.range.low, self.middle, self.range.high).sample(rng, count)
        return np.minimum(made, 1.0) if self.unit == "share" else made


class Settled(_Form):
    """One settlement: how many were in the class and what was paid, dollars of its time."""

    people: Positive
    paid: Positive
    source: str


class Settlements(_Form):
    """Settlements by the size of the class."""

    says: str
    population: str
    grade: Grade
    note: str
    cases: tuple[Settled, ...] = Field(min_length=5)

    def line(self) -> tuple[float, float, float]:
        """Least squares on logarithms: height at one person, slope, scatter around it.

        The slope is below 1: of twice the people a class is paid less than twice as much.
        """
        x = np.log([case.people for case in self.cases])
        y = np.log([case.paid for case in self.cases])
        slope, height = np.polyfit(x, y, 1)
        rest = y - (height + slope * x)
        return float(height), float(slope), float(np.sqrt((rest**2).sum() / (len(x) - 2)))

    def of(self, people: float) -> Lognormal:
        """What a class of this size is paid."""
        height, slope, scatter = self.line()
        return Lognormal(height + slope * math.log(people), scatter)


class Together(_Form):
    """Why figures of two populations are multiplied all the same."""

    items: tuple[str, str]
    why: Annotated[str, Field(min_length=10)]


class Costs(_Form):
    """All of ``costs.yaml``."""

    populations: dict[str, Crowd]
    sources: dict[str, Place]
    read_on: date
    items: dict[str, Item]
    settlements: Settlements
    together: tuple[Together, ...]
    beside: dict[str, Item]
    offered_for: tuple[str, ...]

    @model_validator(mode="after")
    def _complete(self) -> Costs:
        """Every figure has a source that is listed and a population that is described, one for each item."""
        for key, item in (self.items | self.beside).items():
            for figure in (item.counts, *item.figures):
                if figure is not None:
                    self._known(key, figure.population, figure.source)
            _ = item.population
        for case in self.settlements.cases:
            self._known("settlements", self.settlements.population, case.source)
        return self

    def _known(self, key: str, population: str, source: str) -> None:
        if source not in self.sources:
            raise ValueError(f"{key}: no source {source!r} is listed")
        if population not in self.populations:
            raise ValueError(f"{key}: no population {population!r} is described")

    def grade(self, key: str) -> str:
        """Of an item, or of the settlements."""
        return self.settlements.grade if key == "settlements" else self.items[key].grade

    def check_together(self, first: str, second: str) -> str:
        """The note that must be shown when two are multiplied; empty when they are of one population.

        Raises MixedPopulationsError for two populations without a reason.
        """
        one, two = self._population(first), self._population(second)
        if one == two:
            return ""
        for pair in self.together:
            if set(pair.items) == {first, second}:
                return f"{first} ({one}) with {second} ({two}): {pair.why}"
        raise MixedPopulationsError(f"{first} is of {one} and {second} of {two}: say why they go together.")

    def _population(self, key: str) -> str:
        return self.settlements.population if key == "settlements" else self.items[key].population


@cache
def costs() -> Costs:
    """The shipped figures."""
    text = files("tocsin.risk").joinpath("data/costs.yaml").read_text(encoding="utf-8")
    return Costs.model_validate(read_yaml(text))
