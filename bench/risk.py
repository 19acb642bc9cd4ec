"""The arithmetic of risk: exact against closed forms and other tools, and how fast quotes are compared.

    PYTHONPATH=src python bench/risk.py [--years 1000000] [--quotes 5]

Where ``aggregate`` (BSD-3) or ``pyfair`` (MIT) can be imported, they are asked the same in the same run.
Times are CPU seconds of this process.
"""

from __future__ import annotations

import argparse
import importlib
import math
import resource
import time
from types import ModuleType

import numpy as np

from tocsin.risk import simulation
from tocsin.risk.agreements import Agreement
from tocsin.risk.compound import layer_mean, yearly
from tocsin.risk.frequency import Poisson
from tocsin.risk.policy import Policy
from tocsin.risk.recovery import recovery
from tocsin.risk.scenario import Range, Scenario
from tocsin.risk.severity import Lognormal

CASES = {
    "claims-like": (0.093, Lognormal.of_quantiles(83_000, 0.5, 920_000, 0.9)),
    "large losses": (0.093, Lognormal.of_quantiles(603_000, 0.5, 32_000_000, 0.95)),
    "frequent": (3.0, Lognormal.of_quantiles(27_000, 0.5, 150_000, 0.9)),
}


def peer(name: str) -> ModuleType | None:
    """Another tool, if it is there."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def figures() -> None:
    """Exact year, a rate times one loss, and the other tools."""
    print("| case | quantity | exact | rate x one loss | simulated |")
    print("|---|---|---|---|---|")
    rng = np.random.default_rng(5)
    for name, (rate, severity) in CASES.items():
        year = yearly([(Poisson(rate), severity)], up_to=5e7)
        flat = rate * severity.sample(rng, 1_000_000)
        counts = rng.poisson(rate, 1_000_000)
        owner = np.repeat(np.arange(len(counts)), counts)
        drawn = np.bincount(owner, severity.sample(rng, int(counts.sum())), minlength=len(counts))
        rows = [("no loss", year.no_loss(), float(np.mean(flat == 0)), float(np.mean(drawn == 0)))]
        for share in (0.95, 0.99):
            said = (year.quantile(share), float(np.quantile(flat, share)), float(np.quantile(drawn, share)))
            rows.append((f"VaR{share:.0%}", *said))
        rows.append(("above $1M", year.exceeds(1e6), float(np.mean(flat > 1e6)), float(np.mean(drawn > 1e6))))
        for quantity, *said in rows:
            print(f"| {name} | {quantity} | {' | '.join(f'{one:,.5g}' for one in said)} |")
        paid = layer_mean(Poisson(1.0), severity, 25_000, 1_000_000)
        losses = severity.sample(rng, 4_000_000)
        simulated = float(np.clip(losses - 25_000, 0, 1_000_000).mean())
        print(f"| {name} | 1M above 25k, an event | {paid:,.0f} | | {simulated:,.0f} |")
        _aggregate(name, rate, severity, year.exceeds(1e6))


def _aggregate(name: str, rate: float, severity: Lognormal, ours: float) -> None:
    if peer("aggregate") is None:
        return
    build = peer("aggregate").build  # type: ignore[union-attr]  # it is there, as just seen
    said = f"agg A {rate} claims sev {math.exp(severity.mu)} * lognorm {severity.sigma} poisson"
    made = build(said, log2=18, bs=1024)
    print(f"| {name} | above $1M, by aggregate | {float(made.sf(1e6)):.6f} | | ours {ours:.6f} |")


def speed(years: int, quotes: int) -> None:
    """Simulated years under several quotes of sixteen agreements each."""
    scenarios = [
        Scenario(
            name=f"event {n}",
            once_in_years=10.7,
            loss=Range(p5=5_000, p50=60_000, p95=900_000),
            shares=dict.fromkeys(Agreement, 1 / 16),
            people=Range(p5=100, p50=2_000, p95=40_000),
            hours=Range(p5=2, p50=30, p95=400),
            why="benchmark",
        )
        for n in range(3)
    ]
    covers: dict[str, dict[str, object]] = {one.value: {"limit": 400_000} for one in Agreement}
    covers["notification"] = {"people": 25_000, "outside": True}
    covers["business_interruption"] = {"waiting": {"hours": 10, "as": "retention"}, "longest_hours": 2_160}
    plain = {"premium": 1_700, "aggregate": 1_000_000, "retention": 2_500, "covers": covers}
    policies = [
        Policy.model_validate(plain | {"name": str(n), "retention": 1_000 * n}) for n in range(quotes)
    ]
    start = time.process_time()
    events = simulation.simulated(scenarios, years=years)
    drawn = time.process_time()
    for policy in policies:
        simulation.by_year(events, recovery(events, policy).sum(axis=1), years)
    end = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{years:,} years, {events.count:,} events: drawn in {drawn - start:.2f} s, {quotes} quotes of 16 "
        f"agreements in {end - drawn:.2f} s, {end - start:.2f} s in all; peak {peak:,.0f} MiB"
    )


def main() -> None:
    """Print the table and the speeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--years", type=int, default=1_000_000)
    parser.add_argument("--quotes", type=int, default=5)
    given = parser.parse_args()
    speed(given.years, given.quotes)
    figures()


if __name__ == "__main__":
    main()
