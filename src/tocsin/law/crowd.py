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
        alike: dict[object, Group] = {}
        for group in self.groups:
            self._homes[group.residence].append(group)
            key = (group.alike, group.people is None)
            so_far = alike[key].people if key in alike else 0
            number = None if group.people is None else group.people + (so_far or 0)
            alike[key] = replace(group, residence=None, people=number)
        self.everywhere: Sequence[Group] = tuple(alike.values())

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def homes(self) -> list[str]:
        """Places where somebody is known to live, in order."""
        return sorted(home for home in self._homes if home is not None)

    def living_in(self, home: str | None) -> Sequence[Group]:
        """Those of exactly this residence; None: those whose residence is not known."""
        return self._homes.get(home, ())

    def near(self, place: str) -> list[Group]:
        """Those who live in a place or may live there."""
        inside = [group for home in self.homes if lies_in(home, place) for group in self._homes[home]]
        return [*inside, *self.living_in(None)]
