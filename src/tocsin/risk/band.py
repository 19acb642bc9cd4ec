"""The same business as different populations see it: why no single number is shown.

Each entry multiplies a published frequency and severity of one population; between them lie factors of ten
and more, and that is the state of knowledge.
"""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.risk.compound import yearly
from tocsin.risk.parameters import Parameter, register
from tocsin.risk.scenario import frequency_of, severity_of


@dataclass(frozen=True, slots=True)
class Band:
    """A year by one population's figures. chance: of a year above ``amount``. mean: dollars."""

    population: str
    says: str
    frequency: str
    severity: str
    mean: float
    chance: float
    grade: str


def bands(amount: float) -> tuple[Band, ...]:
    """Every frequency with every severity of its population, for sizes that do not contradict each other."""
    found = []
    known = register()
    frequencies = {k: p for k, p in known.parameters.items() if p.kind == "frequency"}
    severities = {k: p for k, p in known.parameters.items() if p.kind == "severity"}
    for key, frequency in frequencies.items():
        for other, severity in severities.items():
            if frequency.population != severity.population or not _same_size(frequency, severity):
                continue
            often, costs = frequency_of(frequency), severity_of(severity)
            year = yearly([(often, costs)], up_to=100 * amount)
            says = known.populations[frequency.population].says
            grade = max(frequency.grade, severity.grade)
            found.append(
                Band(
                    frequency.population,
                    f"{says}; {frequency.size or 'of all sizes'}",
                    key,
                    other,
                    year.mean,
                    year.exceeds(amount),
                    grade,
                )
            )
    return tuple(found)


def _same_size(frequency: Parameter, severity: Parameter) -> bool:
    """``under $100 million`` holds both smaller tiers; sizes are as the sources cut them."""
    wider = {"under $10 million revenue": _UNDER_100, "$10 to 100 million revenue": _UNDER_100}
    return not severity.size or severity.size in {frequency.size, wider.get(frequency.size)}


_UNDER_100 = "under $100 million revenue"
