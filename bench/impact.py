"""How often the intervals of ``tocsin impact`` hold the truth, on a demo share whose truth is known.

    python bench/impact.py [--people 4000] [--seeds 20] [--share 0.05 0.10 0.25] [--keep FOLDER]

The share is made and read whole once; the samples are then drawn from what was found, so that the sampling
alone is measured. "of what is there", "truth": against the share's own truth, as far as a reader of text can
find it; "of a whole run": against what reading every file finds, counted by the same quick keys.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

os.environ["TOCSIN_TEST_LIGHT_KEYS"] = "1"

from tocsin import response
from tocsin.demo import incident_facts, make_share
from tocsin.demo.truth import CHILD_SIGN, Truth
from tocsin.intake import survey
from tocsin.response.estimating import Picture, Sample, Sampled, estimate
from tocsin.response.headcount import HeadCount
from tocsin.response.impact import Reading, readings_of
from tocsin.response.intervals import Interval
from tocsin.response.sampling import Plan, plan

PASSPHRASE = "seven green umbrellas"


def read_whole(folder: Path, people: int) -> tuple[Truth, dict[str, Reading]]:
    """The truth, and what reading finds in each top-level file, by its id."""
    share, case_folder, truth_file = folder / "share", folder / "case", folder / "truth.json"
    if not truth_file.exists():
        make_share(share, people=people).write(truth_file)
    truth = Truth.read(truth_file)
    if not case_folder.exists():
        with (
            response.lanes() as pool,
            response.create(case_folder, PASSPHRASE, incident_facts(truth)) as case,
        ):
            response.scan(case, [share], pool, response.Silent())
    with response.open_case(case_folder, PASSPHRASE) as case:
        return truth, readings_of(case)


def picture(made: Plan, count: int, readings: dict[str, Reading]) -> Picture:
    """The picture after the first files of the plan."""
    heads, files = HeadCount(), []
    for number, draw in enumerate(made.draws[:count]):
        reading = readings[draw.source.id]
        heads.add(number, reading.mentions, reading.identifiers)
        files.append(Sampled(draw.stratum, reading.elements))
    return estimate(Sample(files, made.sizes, made.rates), heads.traces())


def of_the_share(truth: Truth) -> tuple[int, dict[str, int], dict[str, int]]:
    """People, files with each element and people with each element that stand in readable files."""
    readable = {file.path for file in truth.files if file.reach == "plain"}
    files: dict[str, set[str]] = defaultdict(set)
    people: dict[str, set[str]] = defaultdict(set)
    everybody = set()
    for seen in truth.appearances:
        if seen.file in readable:
            everybody.add(seen.person)
            for element in seen.elements:
                files[element].add(seen.file.split(CHILD_SIGN)[0])
                people[element].add(seen.person)
    return (
        len(everybody),
        {element: len(found) for element, found in files.items()},
        {element: len(found) for element, found in people.items()},
    )


class Score:
    """Intervals against the true number."""

    def __init__(self) -> None:
        self.held: list[bool] = []
        self.width: list[float] = []
        self.miss: list[float] = []

    def add(self, found: Interval, true: int) -> None:
        """Take one interval."""
        self.held.append(found.low - 0.5 <= true <= found.high + 0.5)
        self.width.append((found.high - found.low) / max(true, 1))
        self.miss.append((found.estimate - true) / max(true, 1))

    def __str__(self) -> str:
        return (
            f"{sum(self.held) / len(self.held):6.2f} {statistics.median(self.width):7.2f} "
            f"{statistics.mean(self.miss):+7.2f}"
        )


def main() -> None:
    """Prints a table: coverage, median width as a share of the truth, mean error of the estimate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--share", type=float, nargs="+", default=[0.05, 0.10, 0.25, 0.5])
    parser.add_argument("--keep", type=Path, help="keep share and case in this folder and use them again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        truth, readings = read_whole(folder, given.people)
        sources = list(survey([folder / "share"]))
        people, files, people_with = of_the_share(truth)
        whole = picture(plan(sources, b""), len(sources), readings)
        print(f"{len(sources)} files; {people:,} people in truth, {whole.people.estimate:,.0f} by quick keys")
        print(f"{'sample':8} {'figure':34} {'covers':>6} {'width':>7} {'error':>7}")
        for share in given.share:
            table: dict[str, Score] = defaultdict(Score)
            started = time.perf_counter()
            for seed in range(given.seeds):
                made = plan(sources, str(seed).encode())
                shown = picture(made, round(share * len(sources)), readings)
                found = {kind.element: kind for kind in shown.kinds}
                table["people, of what is there"].add(shown.people, people)
                table["people, of a whole run"].add(shown.people, round(whole.people.estimate))
                for kind in whole.kinds:
                    mine, n = found.get(kind.element), kind.element
                    common = kind.files.estimate >= 0.05 * len(sources)
                    name = "files, of a whole run, " + ("common" if common else "rare")
                    held = mine.files if mine else Interval(0, 0, shown.not_seen)
                    table[name + " elements"].add(held, round(kind.files.estimate))
                    if mine and kind.people.estimate >= 20:
                        table["people per element seen, whole run"].add(
                            mine.people, round(kind.people.estimate)
                        )
                        if n in people_with and n in files:
                            table["people per element seen, truth"].add(mine.people, people_with[n])
                            table["files per element seen, truth"].add(mine.files, files[n])
            for name, score in sorted(table.items()):
                print(f"{share:7.0%}  {name:34} {score}")
            seconds = (time.perf_counter() - started) / given.seeds
            print(f"{share:7.0%}  {seconds:.2f} s a picture, with all its files added anew")


if __name__ == "__main__":
    main()
