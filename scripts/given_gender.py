"""Makes src/tocsin/detect/data/given_gender.txt.gz: which given names are mostly men's, which mostly women's.

    .venv/bin/python scripts/given_gender.py FOLDER

FOLDER holds ``dist.male.first`` and ``dist.female.first`` of the Census Bureau's 1990 release (public
domain), as the source package `names` 0.3.0 carries them. Names that came into use later, and Spanish ones,
are taken from Faker's lists (MIT). A name is left out if it is borne by both: less than nine to one.
"""

from __future__ import annotations

import gzip
import sys
from importlib import import_module
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src/tocsin/detect/data/given_gender.txt.gz"
LOCALES = ("en_US", "es_MX", "es_ES")
CLEAR = 9.0
"""How many times more often a name must be one gender's."""


def census(path: Path) -> dict[str, float]:
    """Share of bearers by name."""
    lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {name: max(float(share), 0.0005) for name, share, *_ in lines}


def later(kind: str) -> set[str]:
    """Names of Faker's lists, without accents, first words only."""
    found: set[str] = set()
    for locale in LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        names = getattr(provider, f"first_names_{kind}", ())
        found |= {n.split()[0].upper() for n in names if n.split()[0].isascii()}
    return found


def main() -> None:
    """Two lines: men's names, women's names."""
    folder = Path(sys.argv[1])
    men, women = census(folder / "dist.male.first"), census(folder / "dist.female.first")
    male = {n for n, share in men.items() if share >= CLEAR * women.get(n, 0.0)}
    female = {n for n, share in women.items() if share >= CLEAR * men.get(n, 0.0)}
    known = men.keys() | women.keys()
    male |= later("male") - later("female") - known
    female |= later("female") - later("male") - known
    packed = gzip.compress("\n".join(" ".join(sorted(s)) for s in (male, female)).encode("ascii"), 9, mtime=0)
    OUT.write_bytes(packed)


if __name__ == "__main__":
    main()
