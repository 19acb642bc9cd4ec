"""The same firm asked of three tools in one run: what each says of a year, how fast, and why they differ.

    python3 -m venv SCRATCH && SCRATCH/bin/pip install pyfair numpy pydantic pyyaml jinja2 scipy matplotlib
    PYTHONPATH=src SCRATCH/bin/python bench/risk_peers.py --riskquant FOLDER [--years 200000]

pyfair (Hive Systems, MIT) is on PyPI; riskquant (Netflix, Apache-2.0) is not: FOLDER holds a copy of its
package (github.com/Netflix-Skunkworks/riskquant). Neither is a dependency of Tocsin. Times are CPU seconds of
this process, imports left out; every tool simulates the same number of years.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tocsin.risk.compound import yearly
from tocsin.risk.frequency import Poisson
from tocsin.risk.severity import Lognormal

Reals = NDArray[np.float64]

CASES = {
    "claims-like": (0.093, Lognormal.of_quantiles(83_000, 0.5, 920_000, 0.9)),
    "large losses": (0.093, Lognormal.of_quantiles(603_000, 0.5, 32_000_000, 0.95)),
    "frequent": (3.0, Lognormal.of_quantiles(27_000, 0.5, 150_000, 0.9)),
}
AMOUNT = 1e6


def ours(rate: float, severity: Lognormal, years: int) -> Reals:
    """Events counted, then drawn, whole columns at once."""
    rng = np.random.default_rng(7)
    counts = Poisson(rate).sample(rng, years)
    owner = np.repeat(np.arange(years), counts)
    return np.bincount(owner, severity.sample(rng, int(counts.sum())), minlength=years)


def by_pyfair(rate: float, severity: Lognormal, years: int) -> Reals:
    """Its Risk node: loss event frequency times loss magnitude; the lognormal is handed to it ready drawn,
    since it has none of its own."""
    model_of = importlib.import_module("pyfair").FairModel
    model = model_of(name="case", n_simulations=years, random_seed=7)
    model.input_data("Loss Event Frequency", constant=rate)
    series = importlib.import_module("pandas").Series  # it refuses arrays
    model.input_raw_data("Loss Magnitude", series(severity.sample(np.random.default_rng(7), years)))
    model.calculate_all()
    return np.asarray(model.export_results()["Risk"], dtype=np.float64)


def by_riskquant(rate: float, severity: Lognormal, years: int) -> Reals:
    """Its SimpleLoss: a 90 % interval for the loss, years in a Python loop."""
    np.random.seed(7)  # it draws from the global generator
    simple = importlib.import_module("riskquant.simpleloss").SimpleLoss
    low, high = (float(np.exp(severity.mu + z * severity.sigma)) for z in (-1.6448536, 1.6448536))
    return np.asarray(simple("case", "case", rate, low, high).simulate_years(years), dtype=np.float64)


TOOLS: dict[str, Callable[[float, Lognormal, int], Reals]] = {
    "Tocsin": ours,
    "riskquant": by_riskquant,
    "pyfair": by_pyfair,
}


def figures(drawn: Reals) -> list[float]:
    """Mean, no loss, two quantiles, chance of more than the amount."""
    low, high = np.quantile(drawn, (0.95, 0.99))
    chances = float(np.mean(drawn < 0.5)), float(np.mean(drawn > AMOUNT))
    return [float(drawn.mean()), chances[0], float(low), float(high), chances[1]]


def exact(rate: float, severity: Lognormal) -> list[float]:
    """The same by Fourier transform and closed form."""
    year = yearly([(Poisson(rate), severity)], up_to=5e7)
    chances = year.no_loss(), year.exceeds(AMOUNT)
    return [year.mean, chances[0], year.quantile(0.95), year.quantile(0.99), chances[1]]


def table(years: int) -> dict[str, float]:
    """Print what each tool says; CPU seconds of each, all cases together."""
    spent = dict.fromkeys(TOOLS, 0.0)
    print("| case | tool | mean | no loss | VaR95 | VaR99 | above $1M |")
    print("|---|---|---|---|---|---|---|")
    for name, (rate, severity) in CASES.items():
        rows = {"exact": exact(rate, severity)}
        for tool, run in TOOLS.items():
            start = time.process_time()
            drawn = run(rate, severity, years)
            spent[tool] += time.process_time() - start
            rows[tool] = figures(drawn)
        for tool, said in rows.items():
            print(f"| {name} | {tool} | {' | '.join(f'{one:,.4g}' for one in said)} |")
    return spent


WHY = """
Why they differ
- pyfair multiplies a frequency with one loss. A rate of 0.093 a year then makes every year cost 0.093 of an
  event: no year is free of loss, the ordinary bad year (VaR95) comes out far too dear and the rare one
  (VaR99, above $1M at small losses) too cheap. Means agree, since both are rate x mean. At 3 events a year it
  gives three times one loss where there are three different ones: the tail is too heavy.
- riskquant counts events and adds up their losses, as Tocsin does: it agrees within what chance leaves. It
  draws years in a Python loop and knows Poisson only.
- The mean of simulated heavy-tailed years is off by several per cent in every tool, in the case of large
  losses by more; only the closed form has it.
"""


def main() -> None:
    """Print the table, the speeds and the reasons."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--riskquant", type=Path, required=True, help="Folder that holds the package.")
    parser.add_argument("--years", type=int, default=200_000)
    given = parser.parse_args()
    sys.path.insert(0, str(given.riskquant))
    for module in ("pyfair", "riskquant.simpleloss"):
        importlib.import_module(module)
    for run in TOOLS.values():
        run(0.1, Lognormal(10, 1), 1_000)  # first calls load and compile
    spent = table(given.years)
    print(f"\n{len(CASES)} cases x {given.years:,} years, CPU seconds:", end=" ")
    base = spent["Tocsin"]
    print(", ".join(f"{tool} {one:.2f} ({one / base:.0f}x)" for tool, one in spent.items()))
    print(WHY)


if __name__ == "__main__":
    main()
