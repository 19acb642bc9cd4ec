"""personlist: make a corpus, score a list, or run the two adapters.

python -m bench.personlist make DIR [--size small|medium|large] [--seed 1]
python -m bench.personlist score DIR LIST.csv [LIST2.json …]
python -m bench.personlist run DIR [--scratch DIR]        Tocsin and the baseline on the corpus in DIR
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from . import baseline, corpus, lists, scoring, tocsin_adapter, truth
from .table import table


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make")
    make.add_argument("folder", type=Path)
    make.add_argument("--size", choices=list(corpus.SIZES), default="small")
    make.add_argument("--seed", type=int, default=1)
    score = commands.add_parser("score")
    score.add_argument("folder", type=Path)
    score.add_argument("lists", type=Path, nargs="+")
    run = commands.add_parser("run")
    run.add_argument("folder", type=Path)
    run.add_argument("--scratch", type=Path)
    given = parser.parse_args()
    if given.command == "make":
        people = corpus.make(given.folder, given.size, given.seed)
        print(f"{people:,} affected people in {given.folder / 'files'}")
        return
    people = truth.read(given.folder / "truth.jsonl")
    if given.command == "score":
        print(table({path.name: scoring.score(people, lists.read(path)) for path in given.lists}))
        return
    with tempfile.TemporaryDirectory() as scratch:
        found = {}
        for name, make_rows in (
            ("Tocsin", lambda: tocsin_adapter.rows(given.folder / "files", given.scratch or Path(scratch))),
            ("baseline", lambda: baseline.rows(given.folder / "files")),
        ):
            started = time.perf_counter()
            found[name] = scoring.score(people, make_rows())
            print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    print(table(found))


if __name__ == "__main__":
    main()
