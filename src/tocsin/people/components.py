"""Components in which nothing can contradict: most of them. They are joined as they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tocsin.people.policy import Policy
from tocsin.people.profiles import Flags, Numbers, Profiles

_NOTHING = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Components:
    """of: for each of n things the smallest member of its component. used: the pairs that joined two
    components when the pairs are taken in their order (a forest)."""

    of: Numbers
    used: Flags

    @classmethod
    def along(cls, count: int, a: Numbers, b: Numbers) -> Components:
        """Of ``count`` things and the pairs (a, b), strongest first (Borůvka's rounds)."""
        root, used = np.arange(count), np.zeros(len(a), np.bool_)
        best, parent = np.zeros(count, np.int64), np.arange(count)
        left = np.flatnonzero(a != b)
        one, other = a[left], b[left]
        while len(left):
            best_of(best, one, other, np.arange(len(left)))
            ends = np.unique(np.concatenate([one, other]))
            chosen = best[ends]
            used[left[chosen]] = True
            parent[ends] = np.where(one[chosen] == ends, other[chosen], one[chosen])
            mutual = ends[(parent[parent[ends]] == ends) & (ends < parent[ends])]
            parent[mutual] = mutual
            while not np.array_equal(up := parent[parent[ends]], parent[ends]):
                parent[ends] = up
            root = parent[root]
            one, other = parent[one], parent[other]
            apart = one != other
            left, one, other = left[apart], one[apart], other[apart]
        return cls(firsts(root), used)


def best_of(best: Numbers, one: Numbers, other: Numbers, rank: Numbers) -> None:
    """Into ``best``, for every end of the pairs, the first rank with it. Ranks rise; other ends are left."""
    best[np.stack([one, other], axis=1).ravel()[::-1]] = np.repeat(rank, 2)[::-1]


def firsts(group_of: Numbers) -> Numbers:
    """For each thing the first of its group."""
    first = np.zeros(len(group_of), np.int64)
    first[group_of[::-1]] = np.arange(len(group_of))[::-1]
    return first[group_of]


def undisputed(profiles: Profiles, whole: Numbers, kernel: Numbers, policy: Policy, decided: Flags) -> Flags:
    """Which profiles are in a component (of more than one) that is one person in whatever order it is joined.

    No identifier that keeps people apart shows two values in it, and the profiles with a number or birth date
    hang together without the sparse ones. whole, kernel: the components along all pairs, and along those
    between the former. decided: profiles about which somebody decided; what hangs together with one of them
    is joined with every question asked.
    """
    members = np.flatnonzero(np.bincount(whole, minlength=len(whole))[whole] > 1)
    members = members[np.argsort(whole[members], kind="stable")]
    if not len(members):
        return np.zeros(len(whole), np.bool_)
    starts = np.flatnonzero(np.diff(whole[members], prepend=-1))
    fine = ~np.logical_or.reduceat(decided[members], starts)
    fine &= _single(np.where(profiles.sparse[members], -1, kernel[members]), starts)
    for identifier in policy.telling:
        if identifier.field == "ids":
            fine &= ~np.logical_or.reduceat(np.diff(profiles.starts)[members] > 0, starts)
            continue
        said = profiles.column(identifier.field)[members].astype(np.int64)
        if identifier.measure == "initial":
            values = profiles.distinct(identifier.field).to_pylist() or [" "]
            letters = np.array([ord(value[0]) for value in values], np.int64)
            full = np.array([len(value) > 1 for value in values], np.bool_)
            fine &= _single(np.where(said < 0, -1, letters[said]), starts)
            said = np.where((said >= 0) & full[said], said, -1)
        elif identifier.needs:
            silent = np.logical_or.reduceat(said < 0, starts) & np.logical_or.reduceat(said >= 0, starts)
            fine &= ~silent
        fine &= _single(said, starts)
    found = np.zeros(len(whole), np.bool_)
    found[members] = np.repeat(fine, np.diff(starts, append=len(members)))
    return found


def _single(values: Numbers, starts: Numbers) -> Flags:
    """Of which groups at most one value other than -1 is told."""
    most = np.maximum.reduceat(values, starts)
    least = np.minimum.reduceat(np.where(values < 0, _NOTHING, values), starts)
    found: Flags = (most < 0) | (most == least)
    return found
