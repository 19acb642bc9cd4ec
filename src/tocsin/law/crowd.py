"""The people of an incident, laid out for counting: by place, and all who are alike wherever they live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tocsin.law.conditions import Group
from tocsin.law.counting import lies_in


class Crowd:
    """Groups of people. ``everywhere``: those who differ in residence only, put together."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups: Sequence[Group] = tuple(groups)
        self._homes: dict[str | None, list[Group]] = defaultdict(list)
        alike: dict[object, list[Group]] = defaultdict(list)
        for group in self.groups:
            self._homes[group.residence].append(group)
            alike[group.alike, group.people is None].append(group)
        self.everywhere: Sequence[Group] = tuple(_together(members) for members in alike.values())

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def homes(self) -> list[str]:
        """Places where somebody is known to live, in order."""
        return sorted(home for home in self._homes if home is not None)

    def living_in(self, home: str | None) -> Sequence[Group]:
        """Those of exactly this residence; None: those whose residence is not known."""
        return self._homes.get(home, ())

    def inside(self, place: str) -> list[Group]:
        """Those who are known to live in a place."""
        return [group for home in self.homes if lies_in(home, place) for group in self._homes[home]]

    def near(self, place: str) -> list[Group]:
        """Those who live in a place or may live there."""
        return [*self.inside(place), *self.living_in(None)]


def _together(members: Sequence[Group]) -> Group:
    """One group for all of these, which are all of known size or all of unknown size."""
    number = None if members[0].people is None else sum(one.people or 0 for one in members)
    return replace(members[0], residence=None, people=number)
