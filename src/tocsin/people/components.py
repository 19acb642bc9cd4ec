"""Components in which nothing can contradict: most of them. They are joined as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from tocsin.people.cluster import COLUMNS, Edge, Profile
from tocsin.people.policy import Policy


class Components:
    """Connected components over the numbers 0 … size - 1."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, one: int) -> int:
        """The smallest number of the component."""
        parent = self._parent
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(self, edges: Iterable[Edge]) -> list[Edge]:
        """Join along all edges. Returns those that joined two components, in their order."""
        find, parent, used = self.find, self._parent, []
        for edge in edges:
            one, other = find(edge.a), find(edge.b)
            if one != other:
                parent[max(one, other)] = min(one, other)
                used.append(edge)
        return used

    def members(self) -> dict[int, list[int]]:
        """Members of every component of more than one, by its smallest number."""
        found: dict[int, list[int]] = {}
        for one in range(len(self._parent)):
            root = self.find(one)
            if root != one:
                found.setdefault(root, [root]).append(one)
        return found


def undisputed(
    profiles: Sequence[Profile],
    dense: Sequence[Edge],
    all_edges: Sequence[Edge],
    sparse: Set[int],
    policy: Policy,
    decided: Set[int] = frozenset(),
) -> tuple[list[list[int]], list[Edge]]:
    """Components that are one person whatever the order of joining, and the edges that make them so.

    No identifier that keeps people apart shows two values in them, and the profiles with a number or birth
    date hang together without the sparse ones. dense: the edges between the former. decided: profiles about
    which somebody decided; what hangs together with one of them is joined with every question asked.
    """
    kernel, whole = Components(len(profiles)), Components(len(profiles))
    kernel.join(dense)
    used = whole.join(all_edges)
    found = []
    for members in whole.members().values():
        if not decided.isdisjoint(members):
            continue
        cores = {kernel.find(member) for member in members if member not in sparse}
        if len(cores) <= 1 and agree([profiles[member] for member in members], policy):
            found.append(members)
    grouped = {members[0] for members in found}
    return found, [edge for edge in used if whole.find(edge.a) in grouped]


def agree(profiles: Sequence[Profile], policy: Policy) -> bool:
    """Whether none of the identifiers that keep people apart shows two values."""
    for identifier in policy.telling:
        place = _PLACES[identifier.field]
        said = [profile[place] for profile in profiles]
        values = {str(value) for value in said if value}
        if identifier.measure == "initial":
            full = {value for value in values if len(value) > 1}
            if len({value[0] for value in values}) > 1 or len(full) > 1:
                return False
        elif len(values) > 1 or (identifier.needs and values and None in said):
            return False
    return True


_PLACES: Mapping[str, int] = {column: place for place, column in enumerate(COLUMNS)}
