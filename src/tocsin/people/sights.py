"""Many pairs of rows side by side at once, in columns: what ``contradictions.see`` tells of one pair.

All that the policy asks of two rows is whether some profile of the one and some profile of the other agree,
or are near, in a field. So the fields of pairs of profiles are looked at, each distinct pair of values once,
and what any pair of two rows shows is what the rows show.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import cpdist

from tocsin.people.contradictions import BIT, FOLLOWS, MEASURES, Judge, Seen, follow
from tocsin.people.policy import Identifier, Policy
from tocsin.people.profiles import COLUMNS, PLACE, Flags, Numbers, Profiles

_WIDTH = len(COLUMNS)
_ALL = (1 << _WIDTH) - 1
_MIDDLE, _IDS = "middle", "ids"

_BOTH_WAYS = 3

AT_ONCE = 1 << 21
"""Pairs of profiles looked at in one go."""


class Sights:
    """Looks at pairs of rows. masks: for each profile the fields of which it shows a value, in bits.

    In the bits above stand the fields (of names judged by initials) that are written out.
    """

    def __init__(self, profiles: Profiles, policy: Policy) -> None:
        self._profiles = profiles
        self._telling = {one.field: one for one in policy.telling}
        self._twins = policy.twins
        self._may_be_swapped = any(one.measure == "name" for one in policy.telling)
        self._as_last = _as_last(profiles) if self._may_be_swapped else np.zeros(0, np.int64)
        self._by_initial = {_MIDDLE} | {one.field for one in policy.telling if one.measure == "initial"}
        self.masks: Numbers = np.zeros(len(profiles), np.int64)
        for field in COLUMNS[:-1]:
            codes = profiles.column(field)
            self.masks |= (codes >= 0).astype(np.int64) << PLACE[field]
            if field in self._by_initial:
                lengths = np.array([len(v) for v in profiles.distinct(field).to_pylist()] or [0], np.int64)
                full = (codes >= 0) & (lengths[codes] > 1)
                self.masks |= full.astype(np.int64) << (PLACE[field] + _WIDTH)
        self.masks |= (np.diff(profiles.starts) > 0).astype(np.int64) << PLACE[_IDS]
        self.possible = _IDS not in self._telling
        """Whether pairs can be looked at this way: lists of numbers cannot be near, only agree."""

    def reasons(
        self,
        judge: Judge,
        masks: tuple[Numbers, Numbers],
        members: tuple[Ragged, Ragged],
        weights: tuple[npt.NDArray[np.float64], Flags] | None = None,
    ) -> Numbers:
        """For each pair of rows the place in ``Judge.reasons`` of why it must not be joined; 0: it may.

        masks: of the one and the other row (all their profiles' masks). members: their profiles. weights:
        log2 odds of all the evidence of whole rows, and whether anything but the name agrees.
        """
        one, other = masks
        agree, near = self._seen(one, other, *members)
        keys = np.stack([one & _ALL, other & _ALL, agree, near], axis=1)
        packed = keys[:, 0] << 3 * _WIDTH | keys[:, 1] << 2 * _WIDTH | keys[:, 2] << _WIDTH
        packed = packed << 1 | keys[:, 3]  # one bit more: FOLLOWS
        classes = None
        if weights is not None:
            classes = judge.classes(weights[0]) * 2 + weights[1]
            packed |= classes << 4 * _WIDTH + 1
        _, first, where = np.unique(packed, return_index=True, return_inverse=True)
        told = np.zeros(len(first), np.int64)
        for number, (place, key) in enumerate(zip(first.tolist(), keys[first].tolist(), strict=True)):
            weight, supported = (None, True) if weights is None else (weights[0][place], weights[1][place])
            told[number] = judge.place(judge.refusal(Seen(*key), weight, bool(supported)))
        return told[where]

    def _seen(self, one: Numbers, other: Numbers, here: Ragged, there: Ragged) -> tuple[Numbers, Numbers]:
        """For each pair of rows in which fields they agree, and in which they are near."""
        agree, near = np.zeros(len(one), np.int64), np.zeros(len(one), np.int64)
        full, crossed = np.zeros(len(one), np.int64), np.zeros(len(one), np.int64)
        for begin, end, pairs, left, right in products(here, there):
            bits = (*self._pairs(left, right), self._crossed(left, right))
            for total, found in zip((agree, near, full, crossed), bits, strict=True):
                total[begin:end] = np.bitwise_or.reduceat(found, pairs)
        for told in self._telling.values():
            if told.measure == "name":
                near |= np.where(crossed == _BOTH_WAYS, BIT[told.field], 0)
        for field in self._by_initial:
            # Where both sides write a name out, initials say nothing more: what full names say counts alone.
            bit = BIT[field]
            written = (one & other) >> (PLACE[field] + _WIDTH) & 1 > 0
            if field == _MIDDLE:
                agree[written] = agree[written] & ~bit | full[written] & bit
            if field in self._telling and self._telling[field].measure == "initial":
                near[written] = near[written] & ~bit | full[written] & bit
        return agree, near

    def _pairs(self, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """For pairs of profiles: the fields that agree, that are near, that are near and both written out."""
        agree, near = np.zeros(len(left), np.int64), np.zeros(len(left), np.int64)
        full = np.zeros(len(left), np.int64)
        written = self.masks[left] & self.masks[right]
        for field in COLUMNS[:-1]:
            place, codes = PLACE[field], self._profiles.column(field)
            here, there = codes[left], codes[right]
            same = (here == there) & (here >= 0)
            told = self._telling.get(field)
            if field in self._by_initial:
                fits = self._near(field, "initial", 0, here, there, np.zeros(len(left), np.bool_))
                full |= (fits & (written >> (place + _WIDTH) & 1 > 0)).astype(np.int64) << place
                agree |= (fits if field == _MIDDLE else same).astype(np.int64) << place
                if told is not None and told.measure == "initial":
                    near |= fits.astype(np.int64) << place
                    continue
            else:
                agree |= same.astype(np.int64) << place
            if told is not None:
                near |= self._told(told, here, there, same).astype(np.int64) << place
        agree |= self._numbers(left, right).astype(np.int64) << PLACE[_IDS]
        near |= np.where(self._follow(left, right), FOLLOWS, 0)
        return agree, near, full

    def _crossed(self, left: Numbers, right: Numbers) -> Numbers:
        """For pairs of profiles: 1 if the left first name is the right last name, 2 the other way round."""
        found = np.zeros(len(left), np.int64)
        if self._may_be_swapped:
            firsts, lasts = self._profiles.column("first"), self._profiles.column("last")
            for bit, (one, other) in ((1, (left, right)), (2, (right, left))):
                known = firsts[one] >= 0
                found[known] |= bit * (self._as_last[firsts[one][known]] == lasts[other][known])
        return found

    def _follow(self, left: Numbers, right: Numbers) -> Flags:
        """Which pairs of profiles have numbers that follow each other, as those of twins do."""
        twins = self._twins
        if twins is None:
            return np.zeros(len(left), np.bool_)
        found = np.ones(len(left), np.bool_)
        for field in twins.near_not_same:
            codes, values = self._profiles.column(field), self._profiles.distinct(field)
            here, there = codes[left], codes[right]
            ask = np.flatnonzero((here >= 0) & (there >= 0) & found)
            found[(here < 0) | (there < 0)] = False
            if len(ask):
                pairs = zip(
                    values.take(here[ask]).to_pylist(), values.take(there[ask]).to_pylist(), strict=True
                )
                found[ask] = [follow(a, b, twins.within) for a, b in pairs]
        return found

    def _told(self, told: Identifier, here: Codes, there: Codes, same: Flags) -> Flags:
        return self._near(told.field, str(told.measure), told.more_than, here, there, same)

    def _near(self, field: str, measure: str, allowed: int, here: Codes, there: Codes, same: Flags) -> Flags:
        """Which pairs of values are near: the same ones are, the others are measured, each pair once."""
        fits = same.copy()
        ask = np.flatnonzero((here >= 0) & (there >= 0) & ~same)
        if measure == "value" or not len(ask):
            return fits
        values = self._profiles.distinct(field)
        keys, where = np.unique(here[ask].astype(np.int64) * len(values) + there[ask], return_inverse=True)
        one = values.take(keys // len(values)).to_pylist()
        other = values.take(keys % len(values)).to_pylist()
        if measure == "edits":
            edits = cpdist(one, other, scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
            answers = edits <= allowed
        else:
            near = MEASURES[measure]
            answers = np.array([near(a, b, allowed) for a, b in zip(one, other, strict=True)], np.bool_)
        fits[ask] = answers[where]
        return fits

    def _numbers(self, left: Numbers, right: Numbers) -> Flags:
        """Which pairs of profiles share one of the other numbers."""
        starts, tokens = self._profiles.starts, self._profiles.tokens
        shared = np.zeros(len(left), np.bool_)
        both = self.masks[left] & self.masks[right] & BIT[_IDS] > 0
        ask = np.flatnonzero(both)
        here, there = (
            Ragged(starts[side], starts[side + 1] - starts[side]) for side in (left[ask], right[ask])
        )
        for begin, end, pairs, one, other in products(here, there):
            shared[ask[begin:end]] = np.logical_or.reduceat(tokens[one] == tokens[other], pairs)
        return shared


def _as_last(profiles: Profiles) -> Numbers:
    """For every distinct first name its number among the last names; -2: nobody's last name."""
    place = {name: number for number, name in enumerate(profiles.distinct("last").to_pylist())}
    return np.array([place.get(name, -2) for name in profiles.distinct("first").to_pylist()], np.int64)


Codes = npt.NDArray[np.int32]


class Ragged:
    """Lists of different lengths as places in one array. every: the array; None: the places themselves."""

    def __init__(self, starts: Numbers, lengths: Numbers, every: Numbers | Codes | None = None) -> None:
        self.starts, self.lengths, self._every = starts, lengths, every

    def at(self, places: Numbers) -> Numbers:
        """What stands there."""
        if self._every is None:
            return places
        found: Numbers = self._every[places].astype(np.int64, copy=False)
        return found

    def of(self, numbers: Numbers) -> Ragged:
        """The lists of these numbers."""
        return Ragged(self.starts[numbers], self.lengths[numbers], self._every)

    def flat(self) -> Numbers:
        """All elements, list after list."""
        first = np.repeat(self.starts - np.cumsum(self.lengths) + self.lengths, self.lengths)
        return self.at(first + np.arange(len(first)))


def products(here: Ragged, there: Ragged) -> Iterator[tuple[int, int, Numbers, Numbers, Numbers]]:
    """Every element of each list with every element of its counterpart, so many lists at a time.

    Yields the first list and the one past the last, where the pairs of each list begin, and the two sides.
    """
    sizes = here.lengths * there.lengths
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(sizes):
        done = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, done + AT_ONCE, side="right")))
        size, wide = sizes[begin:end], there.lengths[begin:end]
        pairs = np.cumsum(size) - size
        each = np.repeat(np.arange(begin, end), size)
        place = np.arange(len(each)) - np.repeat(pairs, size)
        width = np.repeat(wide, size)
        left = here.at(here.starts[each] + place // width)
        right = there.at(there.starts[each] + place % width)
        yield begin, end, pairs, left, right
        begin = end
