"""How many people a notified breach concerns: models scored on years that their fit has not seen.

    PYTHONPATH=src python bench/risk_sizes.py --notices FOLDER

FOLDER holds hhs_notices_2009_2019.csv and washington_notices_2016_2021.csv: public notices without persons.
Only aggregates are printed. Each year is predicted from the years before it (rolling origin). Scores are
averages over notices, the lower the better: the log score in nats of the decimal logarithm of the size, the
CRPS on the same scale, and the pinball loss of the 5th, 50th, 95th and 99th percentile; cover is the share
inside the 90 % interval. Intervals of differences are from resampling whole years.

Both lists begin at a threshold (500 people), and 500 and 501 stand for "not known yet": such rows tell that
the size is not known, so every fit here treats them as censored to "500 or more", which is no information
once the list itself begins there; they are not scored either. What one vendor's breach adds as many rows is
not undone.

Half-life, pull and share of the last two models were chosen on the Department of Health's years 2013 to 2015
alone; 2016 to 2019 and Washington were looked at with them afterwards.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Reals = NDArray[np.float64]

FROM = 500.0
LOW = math.log10(FROM - 0.5)
PLACEHOLDERS = {500, 501}
GRID = np.linspace(LOW, 9.0, 3001)
QUANTILES = (0.05, 0.5, 0.95, 0.99)

_erfc = np.frompyfunc(math.erfc, 1, 1)


@dataclass(frozen=True)
class Notice:
    """One notice. year: of its report. size: people. kind: of the breach. traits: what else is known when it
    happens: where the data lay, who reports, whether it is a vendor's."""

    year: int
    size: int
    kind: str
    traits: tuple[str, ...]


def normal_below(z: Reals) -> Reals:
    """Standard normal distribution function."""
    return 0.5 * np.asarray(_erfc(-z / math.sqrt(2)), dtype=np.float64)


def minimise(score: Callable[[Reals], float], start: Sequence[float], steps: int = 400) -> Reals:
    """Nelder and Mead's simplex (Computer Journal 7, 1965)."""
    size = len(start)
    corners = [np.array(start, dtype=np.float64)]
    for axis in range(size):
        moved = corners[0].copy()
        moved[axis] += 0.25
        corners.append(moved)
    scores = [score(corner) for corner in corners]
    for _ in range(steps):
        order = np.argsort(scores)
        corners, scores = [corners[k] for k in order], [scores[k] for k in order]
        if scores[-1] - scores[0] < 1e-9:
            break
        centre = np.mean(corners[:-1], axis=0)
        mirrored = centre + (centre - corners[-1])
        value = score(mirrored)
        if value < scores[0]:
            further = centre + 2 * (centre - corners[-1])
            beyond = score(further)
            mirrored, value = (further, beyond) if beyond < value else (mirrored, value)
        elif value >= scores[-2]:
            mirrored = centre + 0.5 * (corners[-1] - centre)
            value = score(mirrored)
            if value >= scores[-1]:
                corners = [corners[0] + 0.5 * (corner - corners[0]) for corner in corners]
                scores = [score(corner) for corner in corners]
                continue
        corners[-1], scores[-1] = mirrored, value
    return corners[int(np.argmin(scores))]


def on_grid(below: Reals) -> Reals:
    """A distribution function on the grid, made to start at the threshold and end at 1."""
    cut = np.clip((below - below[0]) / max(1.0 - below[0], 1e-12), 0.0, 1.0)
    return np.maximum.accumulate(cut)


def plain(x: Reals, _weights: Reals) -> Reals:
    """A lognormal that does not know of the threshold; what it puts below stays lost there."""
    mean, sigma = float(x.mean()), float(x.std())
    return normal_below((GRID - mean) / sigma)


def truncated(x: Reals, weights: Reals) -> Reals:
    """A lognormal of which only what is above the threshold is seen."""

    def score(at: Reals) -> float:
        mean, sigma = at[0], math.exp(min(at[1], 3.0))
        z = (x - mean) / sigma
        above = 1.0 - float(normal_below(np.array([(LOW - mean) / sigma]))[0])
        return float((weights * (0.5 * z * z + at[1])).sum() + weights.sum() * math.log(max(above, 1e-12)))

    mean, spread = minimise(score, (float(x.mean()) - 0.5, 0.0))
    return on_grid(normal_below((GRID - mean) / math.exp(min(spread, 3.0))))


def pareto(x: Reals, weights: Reals) -> Reals:
    """A generalised Pareto distribution of what is above the threshold."""
    excess = 10**x - (FROM - 0.5)

    def score(at: Reals) -> float:
        scale, shape = math.exp(min(at[0], 30.0)), at[1]
        inside = 1.0 + shape * excess / scale
        if shape <= 1e-6 or inside.min() <= 0:
            return 1e12
        return float((weights * (math.log(scale) + (1 + 1 / shape) * np.log(inside))).sum())

    scale, shape = minimise(score, (math.log(float(np.median(excess)) + 1.0), 1.0))
    return 1.0 - (1.0 + shape * (10**GRID - (FROM - 0.5)) / math.exp(scale)) ** (-1.0 / shape)


def skewed(x: Reals, weights: Reals) -> Reals:
    """A mixture of an exponential from the threshold on the logarithmic scale (a Pareto) and a lognormal."""

    def parts(at: Reals, where: Reals) -> tuple[Reals, Reals]:
        share, rate = 1 / (1 + math.exp(-at[0])), math.exp(min(at[1], 4.0))
        mean, sigma = at[2], math.exp(min(at[3], 2.0))
        above = max(1.0 - float(normal_below(np.array([(LOW - mean) / sigma]))[0]), 1e-9)
        z = (where - mean) / sigma
        density = share * rate * np.exp(-rate * (where - LOW))
        density += (1 - share) * np.exp(-0.5 * z * z) / (sigma * math.sqrt(2 * math.pi) * above)
        below = share * (1 - np.exp(-rate * (where - LOW)))
        below += (1 - share) * (normal_below(z) - (1 - above)) / above
        return density, below

    def score(at: Reals) -> float:
        # A weak pull towards the start keeps small years from running off.
        pull = 0.5 * float(((at - start) ** 2 * np.array([0.3, 0.5, 0.5, 2.0])).sum())
        return -float((weights * np.log(parts(at, x)[0] + 1e-300)).sum()) + pull

    start = np.array([0.0, math.log(1.6), float(np.quantile(x, 0.7)), math.log(0.7)])
    return on_grid(parts(minimise(score, start, 700), GRID)[1])


Fit = Callable[[Reals, Reals], Reals]
Predict = Callable[[list[Notice], list[Notice], int], list[Reals]]


def all_together(fit: Fit) -> Predict:
    """One distribution for all notices."""

    def predict(seen: list[Notice], asked: list[Notice], _year: int) -> list[Reals]:
        x = logs(seen)
        made = fit(x, np.ones_like(x))
        return [made] * len(asked)

    return predict


def by_kind(fit: Fit) -> Predict:
    """One for each kind of breach; kinds seen fewer than 40 times take that of all."""

    def predict(seen: list[Notice], asked: list[Notice], _year: int) -> list[Reals]:
        groups: dict[str, list[Notice]] = defaultdict(list)
        for one in seen:
            groups[one.kind].append(one)
        whole = fit(logs(seen), np.ones_like(logs(seen)))
        made = {
            kind: fit(logs(rows), np.ones_like(logs(rows)))
            for kind, rows in groups.items()
            if len(rows) >= 40
        }
        return [made.get(one.kind, whole) for one in asked]

    return predict


def by_traits(half_life: float | None, pull: float) -> Predict:
    """A truncated lognormal whose middle and spread depend on the traits, with a pull towards those of all.

    Where the data lay and whose it was is known on the first day; how many people is not.
    """

    def predict(seen: list[Notice], asked: list[Notice], year: int) -> list[Reals]:
        known = [one for one in seen if one.size not in PLACEHOLDERS]
        names = sorted({trait for one in known for trait in one.traits})
        names = [name for name in names if sum(name in one.traits for one in known) >= 15]
        x, weights = logs(seen), aged(seen, year, half_life)
        traits = design(known, names)
        width = len(names) + 1
        start = np.zeros(2 * width)
        start[0] = float(x.mean()) - 0.3
        found = minimize(negative, start, (traits, x, weights, pull), jac=True, method="L-BFGS-B").x
        middle, spread = design(asked, names) @ found[:width], np.exp(design(asked, names) @ found[width:])
        return [on_grid(normal_below((GRID - m) / s)) for m, s in zip(middle, spread, strict=True)]

    return predict


def design(rows: Sequence[Notice], names: Sequence[str]) -> Reals:
    """A column of ones, then one for each trait."""
    return np.array([[1.0, *(float(name in one.traits) for name in names)] for one in rows])


def negative(at: Reals, traits: Reals, x: Reals, weights: Reals, pull: float) -> tuple[float, Reals]:
    """Negative log-likelihood of normals seen above the threshold only, with its gradient, and the pull."""
    width = traits.shape[1]
    middle, log_spread = traits @ at[:width], traits @ at[width:]
    spread = np.exp(log_spread)
    z, cut = (x - middle) / spread, (LOW - middle) / spread
    above = np.maximum(1.0 - normal_below(cut), 1e-12)
    hazard = np.exp(-0.5 * cut * cut) / math.sqrt(2 * math.pi) / above
    value = float((weights * (0.5 * z * z + log_spread + np.log(above))).sum())
    to_middle = weights * (-z + hazard) / spread
    to_spread = weights * (-z * z + 1.0 + hazard * cut)
    free = np.r_[0.0, np.ones(width - 1), 0.0, np.ones(width - 1)] * at
    gradient = np.r_[traits.T @ to_middle, traits.T @ to_spread] + pull * free
    return value + 0.5 * pull * float(free @ free), gradient


def blend(first: Predict, second: Predict, share: float) -> Predict:
    """A linear pool of two."""

    def predict(seen: list[Notice], asked: list[Notice], year: int) -> list[Reals]:
        pairs = zip(first(seen, asked, year), second(seen, asked, year), strict=True)
        return [share * one + (1 - share) * other for one, other in pairs]

    return predict


def logs(rows: Sequence[Notice]) -> Reals:
    """Decimal logarithms of the sizes that are known."""
    return np.log10(np.array([one.size for one in rows if one.size not in PLACEHOLDERS], dtype=np.float64))


def aged(rows: Sequence[Notice], year: int, half_life: float | None) -> Reals:
    """Weights by age."""
    ages = np.array([year - one.year for one in rows if one.size not in PLACEHOLDERS], dtype=np.float64)
    return np.ones_like(ages) if half_life is None else 0.5 ** (ages / half_life)


def scores(below: Reals, x: float) -> list[float]:
    """Log score, CRPS, pinball losses, whether inside the 90 % interval."""
    step = GRID[1] - GRID[0]
    at = (x - GRID[0]) / step
    spot = min(max(int(at), 1), len(GRID) - 3)
    density = (below[spot + 2] - below[spot - 1]) / (3 * step)
    crps = float((((below - (x <= GRID)) ** 2)[:-1]).sum() * step)
    quantiles = [float(GRID[min(int(np.searchsorted(below, q)), len(GRID) - 1)]) for q in QUANTILES]
    pinball = [max(q * (x - v), (q - 1) * (x - v)) for q, v in zip(QUANTILES, quantiles, strict=True)]
    inside = float(quantiles[0] <= x <= quantiles[2])
    return [-math.log(max(density, 1e-9)), crps, *pinball, inside]


def places(text: str) -> tuple[str, ...]:
    """Where the data lay, each place and whether there are several."""
    found = tuple(part.strip() for part in text.split(","))
    return (*found, "several places") if len(found) > 1 else found


def read_hhs(file: Path) -> list[Notice]:
    """The Department of Health's list."""
    with file.open(encoding="utf-8") as text:
        return [
            Notice(
                int(row["submitted"][:4]),
                int(row["individuals"]),
                row["breach_type"].split(",")[0],
                (
                    row["breach_type"],
                    f"vendor {row['business_associate']}",
                    row["entity_type"],
                    *places(row["location"]),
                ),
            )
            for row in csv.DictReader(text)
            if row["individuals"]
        ]


def read_washington(file: Path) -> list[Notice]:
    """The state's list: residents of Washington only, by its own reporting year."""
    with file.open(encoding="utf-8") as text:
        return [
            Notice(
                int(row["reporting_year"]),
                int(row["washingtonians"]),
                row["cause"],
                (row["cause"], row["attack_type"], row["industry"], row["business_type"]),
            )
            for row in csv.DictReader(text)
            if row["washingtonians"] and int(row["washingtonians"]) >= FROM
        ]


MODELS = {
    "plain lognormal": all_together(plain),
    "generalised Pareto": all_together(pareto),
    "truncated lognormal": all_together(truncated),
    "mixture by kind, truncated lognormal": by_kind(truncated),
    "spliced": all_together(skewed),
    "by traits": by_traits(3.0, 30.0),
    "by traits, pooled with spliced by kind": blend(by_traits(3.0, 30.0), by_kind(skewed), 0.7),
}
BASELINE = "mixture by kind, truncated lognormal"


def backtest(name: str, notices: list[Notice], years: Sequence[int]) -> None:
    """Print the scores of every model over the years."""
    found: dict[str, dict[int, Reals]] = {model: {} for model in MODELS}
    tails: dict[str, list[float]] = {model: [] for model in MODELS}
    asked_for = {
        year: [one for one in notices if one.year == year and one.size not in PLACEHOLDERS] for year in years
    }
    for year in years:
        seen = [one for one in notices if one.year < year]
        asked = asked_for[year]
        for model, predict in MODELS.items():
            made = predict(seen, asked, year)
            found[model][year] = np.array(
                [scores(below, math.log10(one.size)) for below, one in zip(made, asked, strict=True)]
            )
            tails[model] += [1.0 - float(np.interp(6.0, GRID, below)) for below in made]
    count = sum(len(rows) for rows in asked_for.values())
    print(f"\n{name}: {count:,} notices of {years[0]} to {years[-1]}, each year from those before it")
    print("| model | log score | CRPS | pinball 5 / 50 / 95 / 99 | cover of 90 % | P(1M and more) |")
    print("|---|---|---|---|---|---|")
    for model, by_year in found.items():
        mean = np.concatenate(list(by_year.values())).mean(axis=0)
        pinball = " / ".join(f"{one:.4f}" for one in mean[2:6])
        tail = np.mean(tails[model])
        print(f"| {model} | {mean[0]:.4f} | {mean[1]:.4f} | {pinball} | {mean[6]:.3f} | {tail:.4f} |")
    seen_tail = float(np.mean([one.size >= 1e6 for rows in asked_for.values() for one in rows]))
    print(f"seen of 1M and more: {seen_tail:.4f}. The baseline is the {BASELINE}.")
    for model in MODELS:
        if model != BASELINE:
            compare(model, found)


def compare(model: str, found: dict[str, dict[int, Reals]]) -> None:
    """How much better than the baseline, with an interval from whole years drawn again."""
    rng = np.random.default_rng(5)
    years = list(found[model])
    gains = {year: found[BASELINE][year][:, :2] - found[model][year][:, :2] for year in years}
    drawn = [
        np.concatenate([gains[year] for year in rng.choice(years, len(years))]).mean(axis=0)
        for _ in range(2_000)
    ]
    low, high = np.quantile(drawn, (0.05, 0.95), axis=0)
    mean = np.concatenate(list(gains.values())).mean(axis=0)
    won = sum(bool(gains[year][:, 0].mean() > 0) for year in years)
    base = np.concatenate([found[BASELINE][year] for year in years])[:, 1].mean()
    part = 100 / base
    print(
        f"{model} against it: {mean[0]:+.4f} nats ({low[0]:+.4f} to {high[0]:+.4f}), better in {won} "
        f"of {len(years)} years; CRPS {part * mean[1]:+.2f} % ({part * low[1]:+.2f} to {part * high[1]:+.2f})"
    )


def main() -> None:
    """Both lists."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--notices", type=Path, required=True)
    given = parser.parse_args()
    hhs = read_hhs(given.notices / "hhs_notices_2009_2019.csv")
    washington = read_washington(given.notices / "washington_notices_2016_2021.csv")
    share = np.mean([one.size in PLACEHOLDERS for one in hhs])
    print(f"placeholders 500 and 501: {share:.1%} of the Department of Health's notices")
    backtest("Department of Health, years the settings were chosen on", hhs, range(2013, 2016))
    backtest("Department of Health, years not looked at", hhs, range(2016, 2020))
    backtest("Washington", washington, range(2018, 2022))


if __name__ == "__main__":
    main()
