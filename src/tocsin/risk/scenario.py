"""What can happen to this business, as its owner says it: the form of ``risk.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tocsin.model.yamlfile import read_yaml
from tocsin.risk.agreements import Agreement
from tocsin.risk.frequency import Frequency, Poisson, fitted
from tocsin.risk.parameters import Parameter, check_together, register
from tocsin.risk.severity import Elicited, Lognormal, Severity

SPREAD = 1.877
"""Standard deviation of the logarithm of a claim: of 24,873 claims, median $83,000, 90th percentile $920,000
(Verizon Breach Impact Study 2026, by transcription). Used where a source gives a mean alone, and said so."""

Positive = Annotated[float, Field(gt=0)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Range(_Form):
    """Three answers: in one of twenty cases less, in half of them less, in one of twenty more."""

    p5: Positive
    p50: Positive
    p95: Positive

    @model_validator(mode="after")
    def _fits(self) -> Range:
        Elicited(self.p5, self.p50, self.p95)
        return self

    def severity(self) -> Elicited:
        """As a distribution."""
        return Elicited(self.p5, self.p50, self.p95)


class Scenario(_Form):
    """One kind of event.

    once_in_years: how often, or frequency: key of a published one. loss: dollars of one event, or severity:
    key of a published one. shares: what part of the loss falls under which insuring agreement; together 1.
    people: who would have to be told. hours: that work stands still. why: where the answers are from.
    together: why a frequency and a severity of two populations are used all the same.
    """

    name: str
    once_in_years: Positive | None = None
    frequency: str | None = None
    loss: Range | None = None
    severity: str | None = None
    shares: dict[Agreement, Positive]
    people: Range | None = None
    hours: Range | None = None
    why: str
    together: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Scenario:
        if (self.once_in_years is None) == (self.frequency is None):
            raise ValueError(f"{self.name}: give `once_in_years`, or `frequency` from `tocsin risk sources`")
        if (self.loss is None) == (self.severity is None):
            raise ValueError(f"{self.name}: give `loss`, or `severity` from `tocsin risk sources`")
        if abs(sum(self.shares.values()) - 1) > 0.005:
            raise ValueError(f"{self.name}: the shares must add up to 1")
        for key, kind in ((self.frequency, "frequency"), (self.severity, "severity")):
            if key is not None and (key not in published() or published()[key].kind != kind):
                raise ValueError(f"{self.name}: there is no published {kind} {key!r}")
        self.note()
        return self

    def note(self) -> str:
        """What must be shown with the result. Raises MixedPopulationsError."""
        if self.frequency is None or self.severity is None:
            return ""
        return check_together(published()[self.frequency], published()[self.severity], self.together)

    def often(self) -> Frequency:
        """Distribution of the number of such events in a year."""
        if self.once_in_years is not None:
            return Poisson(1.0 / self.once_in_years)
        return frequency_of(published()[str(self.frequency)])

    def costs(self) -> Severity:
        """Distribution of the loss of one such event."""
        return self.loss.severity() if self.loss is not None else severity_of(published()[str(self.severity)])


class Effect(_Form):
    """What a control does to one kind of event: the part that is left of how often, and of how dear."""

    often: Annotated[float, Field(ge=0, le=1)] = 1.0
    loss: Annotated[float, Field(gt=0, le=1)] = 1.0


class Control(_Form):
    """Something that could be done: a second factor, backups out of reach, data no longer kept.

    cost: dollars a year. effects: by name of the scenario. why: who says so, from what.
    """

    name: str
    cost: Annotated[float, Field(ge=0)]
    effects: dict[str, Effect] = Field(min_length=1)
    why: str


class Business(_Form):
    """All of ``risk.yaml``.

    bear: dollars of a year that the owner could pay without endangering the business. chance: how likely a
    dearer year may be, at most.
    """

    name: str
    bear: Positive
    chance: Annotated[float, Field(gt=0, lt=1)] = 0.01
    scenarios: tuple[Scenario, ...] = Field(min_length=1)
    controls: tuple[Control, ...] = ()
    currency: Literal["USD"] = "USD"

    @model_validator(mode="after")
    def _known_scenarios(self) -> Business:
        names = {one.name for one in self.scenarios}
        for control in self.controls:
            if strange := sorted(control.effects.keys() - names):
                raise ValueError(f"{control.name}: there is no scenario {', '.join(strange)}")
        return self


class RiskFileError(ValueError):
    """The file cannot be used. The message says what to change."""


def read_business(path: Path) -> Business:
    """Raises RiskFileError."""
    try:
        return Business.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise RiskFileError(f"{path}: {error}") from error


def published() -> dict[str, Parameter]:
    """The published figures by key."""
    return register().parameters


def frequency_of(parameter: Parameter) -> Frequency:
    """A published frequency as a distribution: negative binomial where two chances are known."""
    if parameter.has("probability_of_two"):
        made: Frequency = fitted(parameter.get("probability_of_one"), parameter.get("probability_of_two"))
        return made
    return Poisson(parameter.get("rate"))


def severity_of(parameter: Parameter) -> Severity:
    """A published severity as a lognormal; from a mean alone with the spread of other claims."""
    if parameter.has("median"):
        high, share = next((s, p) for s, p in _HIGH if parameter.has(s))
        return Lognormal.of_quantiles(parameter.get("median"), 0.5, parameter.get(high), share)
    return Lognormal.of_mean(parameter.get("mean"), SPREAD)


_HIGH: tuple[tuple[Literal["p90", "p95", "p97_5"], float], ...] = (
    ("p90", 0.9),
    ("p95", 0.95),
    ("p97_5", 0.975),
)
