"""From the files of a sample to all files: how many hold an element, and how many people there are.

People are counted by which sampled files they stand in, as animals are by which traps they were caught in.
With t = (1 - p) / p for a file drawn with chance p, and summed over people seen,

    g1 = sum of t over people seen in one file,   g2 = sum of t * t' over people seen in two,

have the expectations of  sum m * u  and  sum m * (m - 1) / 2 * u  over everybody, m being the number of
files a person stands in and u the chance to see that person in none. The unseen, U = sum u, are bounded by
these two:

- at most g1, since everybody stands in one file at least (the first term of Good and Toulmin,
  "The number of new species, and the increase in population coverage, when a sample is increased",
  Biometrika 43 (1956) 45-63);
- at least Dawson and Sankoff's bound ("An inequality for probabilities", Proc. AMS 18 (1967) 504-507). With
  equal chances and real m it is the Chao1-type bound for sampling without replacement: Chao and Lin,
  "Nonparametric lower bounds for species richness and shared species richness under sampling without
  replacement", Biometrics 68 (2012) 912-921.

In between stands g1 * g1 / (g1 + g2), which is right when the numbers of files per person follow a
geometric distribution. The interval runs from the lower bound to the upper one, each widened by its own
sampling error: by the delete-a-group jackknife (Kott, "The delete-a-group jackknife", J. Official
Statistics 17 (2001) 521-526), or by that of a count as small as the number of files the people come from,
if that is more; above on the log scale of the unseen (Chao, "Estimating the population size for
capture-recapture data with unequal catchability", Biometrics 43 (1987) 783-791). The upper end leaves room
for as many files as can have been missed by chance, with as many people in each as files have on average.

Limits: a file that is unlike every file of its stratum, such as the one small archive with a table of
everybody, is not foreseen by any sample. Keys of people are quick ones (see ``headcount``).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tocsin.response.headcount import Trace
from tocsin.response.intervals import Interval, Z, wilson

GROUPS = 20
"""Random groups of the jackknife."""

RULE_OF_THREE = 3.0
"""None of n drawn: at most 3 in n of all, with 95 % confidence (Hanley and Lippman-Hand, JAMA 249 (1983))."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A file of the sample. stratum: its number; elements: codes found in it."""

    stratum: int
    elements: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn. files: in the order of drawing.

    sizes: files in each stratum, drawn or not; rates: how often its files are drawn, relatively.
    """

    files: Sequence[Sampled]
    sizes: Sequence[int]
    rates: Sequence[float]


@dataclass(frozen=True, slots=True)
class Kind:
    """One data element: how many files hold it, how many people's it is."""

    element: str
    files: Interval
    people: Interval


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known so far.

    read, all_files: top-level files. not_seen: a kind of data that no file read so far holds is in at most
    this many of all files. kinds: most people first.
    """

    read: int
    all_files: int
    people_seen: int
    people: Interval
    not_seen: float
    kinds: tuple[Kind, ...]


def estimate(sample: Sample, traces: Mapping[Trace, int]) -> Picture:
    """The picture after these files. traces: see ``HeadCount``; files by their place in the sample."""
    design = _Design(sample)
    crowd = _crowd(design, traces)
    everybody: Counter[frozenset[int]] = Counter()
    for trace, people in traces.items():
        everybody[frozenset(file for file, _ in trace)] += people
    everyone = _people(design, everybody, crowd)
    kinds = [
        Kind(
            element,
            _files_with(design, element),
            _within(_people(design, _with(traces, element), crowd), everyone),
        )
        for element in sorted(set().union(*(file.elements for file in sample.files)))
    ]
    kinds.sort(key=lambda kind: (-kind.people.estimate, -kind.files.estimate, kind.element))
    return Picture(
        len(sample.files),
        sum(sample.sizes),
        sum(traces.values()),
        everyone,
        _files_with(design, "").high,
        tuple(kinds),
    )


def _within(some: Interval, everyone: Interval) -> Interval:
    """Nobody is counted for an element who is not counted at all."""
    low, middle = min(some.low, everyone.estimate), min(some.estimate, everyone.estimate)
    return Interval(low, middle, max(middle, min(some.high, everyone.high)))


def _crowd(design: _Design, traces: Mapping[Trace, int]) -> float:
    """People in a file, over the blocs that are not read whole; at least one."""
    weights = design.weights(design.files)
    open_ = [not design.whole[design.bloc[file.stratum]] for file in design.files]
    people = sum(
        count * weights[design.files[file].stratum]
        for trace, count in traces.items()
        for file, _ in trace
        if open_[file]
    )
    files = sum(weights[file.stratum] for file, told in zip(design.files, open_, strict=True) if told)
    return max(people / files, 1.0) if files else 1.0


def _with(traces: Mapping[Trace, int], element: str) -> dict[frozenset[int], int]:
    found: Counter[frozenset[int]] = Counter()
    for trace, people in traces.items():
        files = frozenset(file for file, elements in trace if element in elements)
        if files:
            found[files] += people
    return found


class _Design:
    """Which files stand for which: the strata, those with too few files drawn joined to a neighbour.

    Names of strata sort by kind and size, so that neighbours are alike. In what was joined a file stands for
    more others the rarer its stratum is drawn from.
    """

    def __init__(self, sample: Sample) -> None:
        self.files = sample.files
        self.rates = sample.rates
        drawn = Counter(file.stratum for file in sample.files)
        self.bloc: list[int] = []
        self.sizes: list[int] = []
        self.drawn: list[int] = []
        for stratum, size in enumerate(sample.sizes):
            count = drawn[stratum]
            few = bool(self.sizes) and self.drawn[-1] < min(2, self.sizes[-1])
            if few or (self.sizes and count < min(2, size)):
                self.sizes[-1] += size
                self.drawn[-1] += count
            else:
                self.sizes.append(size)
                self.drawn.append(count)
            self.bloc.append(len(self.sizes) - 1)
        self.whole = [self.drawn[bloc] == size for bloc, size in enumerate(self.sizes)]

    def weights(self, files: Iterable[Sampled]) -> list[float]:
        """For each stratum, how many files one that was drawn stands for, itself included."""
        spread: dict[int, float] = defaultdict(float)
        for file in files:
            spread[self.bloc[file.stratum]] += 1 / self.rates[file.stratum]
        return [
            max(1.0, self.sizes[bloc] / spread[bloc] / rate) if bloc in spread else 1.0
            for bloc, rate in zip(self.bloc, self.rates, strict=True)
        ]


def _files_with(design: _Design, element: str) -> Interval:
    """Files that hold the element, by the mean of each bloc."""
    weights = design.weights(design.files)
    total, hits, share = sum(design.sizes), Counter[int](), 0.0
    for file in design.files:
        if element in file.elements:
            hits[design.bloc[file.stratum]] += 1
            share += weights[file.stratum] / total
    variance = 0.0
    for bloc, (size, drawn) in enumerate(zip(design.sizes, design.drawn, strict=True)):
        # A bloc where none or all were hits has no spread of its own: half a hit more and less is added.
        smooth = (hits[bloc] + 0.5) / (drawn + 1)
        variance += (size / total) ** 2 * (1 - drawn / size) * smooth * (1 - smooth) / max(drawn, 1)
    seen, clean = hits.total(), len(design.files) - hits.total()
    if variance == 0:
        return Interval(seen, seen, seen)
    share = min(share, 1.0)
    freedom = sum(drawn - 1 for drawn, whole in zip(design.drawn, design.whole, strict=True) if not whole)
    trials = max(share * (1 - share), 1 / (4 * total)) / variance * (Z / _student(freedom)) ** 2
    found = wilson(share, trials)
    estimate = min(max(seen, share * total), total - clean)
    return Interval(
        min(estimate, max(seen, found.low * total)),
        estimate,
        max(estimate, min(total - clean, found.high * total)),
    )


def _student(freedom: int) -> float:
    """About the 95 % quantile of Student's distribution (Cornish-Fisher, two terms)."""
    n = max(freedom, 1)
    return Z + (Z**3 + Z) / (4 * n) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * n * n)


def _people(design: _Design, people: Mapping[frozenset[int], int], crowd: float) -> Interval:
    """People with something. crowd: people in a file of those not read, on average."""
    left = sum(design.sizes) - len(design.files)
    seen = sum(people.values())
    if left == 0:
        return Interval(seen, seen, seen)
    tally = _Tally(design)
    for files, count in people.items():
        tally.add(files, count)
    moments = tally.moments(None)
    least, most = _least(moments), _most(moments)
    low = max(_error(tally, _least), least * tally.chance)
    high = max(_error(tally, _most), most * tally.chance)
    # However few files had anybody new: as many of the rest may as could have been missed by chance.
    spare = min(RULE_OF_THREE / max(len(design.files), 1), 1.0) * left * crowd
    return Interval(
        seen + max(0.0, least - Z * low),
        seen + _between(moments),
        seen + max(_grown(most, high), spare),
    )


def _grown(value: float, error: float) -> float:
    return value * math.exp(Z * math.sqrt(math.log1p((error / value) ** 2))) if value > 0 else 0.0


Moments = tuple[float, float, float]
"""People seen, g1, g2."""


def _between(moments: Moments) -> float:
    _, g1, g2 = moments
    return g1 * g1 / (g1 + g2) if g1 > 0 else 0.0


def _most(moments: Moments) -> float:
    return moments[1]


def _least(moments: Moments) -> float:
    _, g1, g2 = moments
    if g1 <= 0:
        return 0.0
    k = 1 + int(2 * g2 / g1)
    return max(0.0, 2 * g1 / (k + 1) - 2 * g2 / (k * (k + 1)))


def _error(tally: _Tally, bound: Callable[[Moments], float]) -> float:
    """Standard error of people seen and unseen together."""
    whole = tally.moments(None)
    middle = whole[0] + bound(whole)
    squares = 0.0
    for group in range(GROUPS):
        moments = tally.moments(group)
        squares += (moments[0] + bound(moments) - middle) ** 2
    return math.sqrt(squares * (GROUPS - 1) / GROUPS * tally.share_left)


class _Tally:
    """People seen once and twice by stratum, for the whole sample and without each random group of files.

    Only the difference that a group makes is kept: a person is touched by the groups of their own files.
    """

    def __init__(self, design: _Design) -> None:
        self._files = design.files
        self._group: list[int | None] = []
        turn = 0
        for file in design.files:
            whole = design.whole[design.bloc[file.stratum]]
            self._group.append(None if whole else turn % GROUPS)
            turn += not whole
        self._weights: dict[int | None, list[float]] = {None: design.weights(design.files)}
        for group in range(GROUPS):
            rest = (file for file, own in zip(design.files, self._group, strict=True) if own != group)
            self._weights[group] = design.weights(rest)
        self._counts: dict[int | None, Counter[tuple[int, ...]]] = defaultdict(Counter)
        self._alone: set[int] = set()
        part = [
            (d, s) for d, s, whole in zip(design.drawn, design.sizes, design.whole, strict=True) if not whole
        ]
        self.share_left = 1 - sum(drawn for drawn, _ in part) / max(sum(size for _, size in part), 1)

    @property
    def chance(self) -> float:
        """Relative error that comes from how few files had people nobody else had, as of a Poisson count."""
        return 1 / math.sqrt(max(len(self._alone), 1))

    def add(self, files: frozenset[int], people: int) -> None:
        """Take people who were seen in exactly these files."""
        own = self._strata(files)
        self._counts[None][own] += people
        if len(files) == 1 and self._group[next(iter(files))] is not None:
            self._alone |= files
        for group in {self._group[file] for file in files} - {None}:
            rest = self._strata(file for file in files if self._group[file] != group)
            self._counts[group][own] -= people
            self._counts[group][rest] += people

    def _strata(self, files: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(self._files[file].stratum for file in files))

    def moments(self, without: int | None) -> Moments:
        """People seen, g1 and g2; without: a group of files left out."""
        weights = self._weights[without]
        seen = g1 = g2 = 0.0
        tables = [self._counts[None]] if without is None else [self._counts[None], self._counts[without]]
        for table in tables:
            for strata, people in table.items():
                seen += people if strata else 0
                if len(strata) == 1:
                    g1 += people * (weights[strata[0]] - 1)
                elif len(strata) == 2:
                    g2 += people * (weights[strata[0]] - 1) * (weights[strata[1]] - 1)
        return seen, g1, g2
