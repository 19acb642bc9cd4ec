"""The loss of a year by another tool: writes tests/risk/aggregate_oracle.yaml, which the tests compare with.

    python3 -m venv SCRATCH && SCRATCH/bin/pip install aggregate==0.30.1 pyyaml
    SCRATCH/bin/python bench/risk_oracle.py > tests/risk/aggregate_oracle.yaml

``aggregate`` (Stephen Mildenhall, BSD-3) puts frequency and severity together by the Fourier transform as we
do, in code of its own. It brings IPython, pandas and matplotlib, so it is no dependency: its answers
are kept.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import math
import sys

import yaml

CASES = [  # rate, shape of the negative binomial or None for Poisson, mu and sigma of the loss
    (0.093, None, math.log(83_000), 1.877),
    (0.0148, None, math.log(60_000), 1.5),
    (3.0, None, math.log(27_000), 1.338),
    (0.0843, 0.489, math.log(83_000), 1.877),
    (0.125, 0.314, math.log(150_000), 1.4),
    (0.532, 0.564, math.log(200_000), 1.2),
]
AMOUNTS = (50_000, 250_000, 1_000_000, 5_000_000)
LOG2, STEP = 21, 256


def main() -> None:
    """Print the answers as YAML."""
    build = importlib.import_module("aggregate").build
    rows = []
    for number, (rate, shape, mu, sigma) in enumerate(CASES):
        kind = "poisson" if shape is None else f"mixed gamma {1 / math.sqrt(shape)}"
        said = f"agg CASE{number} {rate} claims sev {math.exp(mu)} * lognorm {sigma} {kind}"
        made = build(said, log2=LOG2, bs=STEP, normalize=False)  # else losses beyond its grid are left out
        chances = {amount: float(made.sf(amount)) for amount in AMOUNTS}
        rows.append({"rate": rate, "shape": shape, "mu": mu, "sigma": sigma, "exceeds": chances})
    version = importlib.metadata.version("aggregate")
    print(
        f"# By aggregate {version} (BSD-3), 2^{LOG2} steps of ${STEP}: bench/risk_oracle.py makes this file."
    )
    yaml.safe_dump(rows, sys.stdout, sort_keys=False)


if __name__ == "__main__":
    main()
