"""Published figures with where they come from: ``data/parameters.yaml``.

A figure is worth what its population is worth: how often *publicly reported* incidents happen says nothing
about what an *insured claim* costs. A frequency and a severity are therefore only put together when they are
of one population, unless somebody says why and the note is shown with every result.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

from tocsin.model.yamlfile import read_yaml

Grade = Literal["A", "B", "C", "K"]
"""A: the primary text was read; B: two secondary sources agree, or a transcription; C: one; K: not read."""
Statistic = Literal[
    "probability_of_one", "probability_of_two", "rate", "median", "mean", "p90", "p95", "p97_5"
]


class MixedPopulationsError(ValueError):
    """A frequency of one population was to be multiplied with a severity of another."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Form):
    """Where a figure was read. A figure of grade B names two places."""

    title: str
    url: HttpUrl
    read_on: date


class Population(_Form):
    """Whom figures speak of, in a sentence for the report."""

    says: str
    country: str
    basis: Literal["public_reports", "insured_claims", "survey", "regulator_notices"]


class Figure(_Form):
    """One published number."""

    statistic: Statistic
    value: float = Field(gt=0)
    unit: Literal["per_year", "USD"]


class Parameter(_Form):
    """A frequency or a severity as published, with everything needed to judge it.

    population: key of a Population. years: the time the data is of. size, sector: of the organisations, in
    the source's words; empty: all. money_year: of the dollars.
    """

    kind: Literal["frequency", "severity"]
    says: str
    population: str
    figures: tuple[Figure, ...] = Field(min_length=1)
    years: str
    size: str = ""
    sector: str = ""
    money_year: int | None = None
    grade: Grade
    sources: tuple[Source, ...] = Field(min_length=1)
    note: str = ""

    def get(self, statistic: Statistic) -> float:
        """Raises KeyError if it was not published."""
        for figure in self.figures:
            if figure.statistic == statistic:
                return figure.value
        raise KeyError(statistic)

    def has(self, statistic: Statistic) -> bool:
        """Whether this statistic was published."""
        return any(figure.statistic == statistic for figure in self.figures)


class Register(_Form):
    """All of ``parameters.yaml``."""

    populations: dict[str, Population]
    parameters: dict[str, Parameter]

    def model_post_init(self, _context: object) -> None:
        """Every parameter speaks of a population that is described; money has a year."""
        for key, one in self.parameters.items():
            if one.population not in self.populations:
                raise ValueError(f"{key}: no population {one.population!r} is described")
            if (one.kind == "severity") != (one.money_year is not None):
                raise ValueError(f"{key}: a severity needs the year of its dollars, a frequency has none")
            if one.grade == "B" and len(one.sources) < 2 and not one.note:
                raise ValueError(f"{key}: grade B needs two sources, or a note on the transcription")


@cache
def register() -> Register:
    """The shipped figures."""
    text = files("tocsin.risk").joinpath("data/parameters.yaml").read_text(encoding="utf-8")
    return Register.model_validate(read_yaml(text))


def check_together(frequency: Parameter, severity: Parameter, why: str = "") -> str:
    """The note that must be shown when both are used; empty when they are of one population.

    Raises MixedPopulationsError for two populations without a reason.
    """
    if frequency.population == severity.population:
        return ""
    if not why.strip():
        raise MixedPopulationsError(
            f"“{frequency.says}” is of {frequency.population}, “{severity.says}” of {severity.population}. "
            "Multiplied they mean nothing certain: choose both of one population, or say why these two."
        )
    return f"Frequency of {frequency.population} with severity of {severity.population}: {why.strip()}"
