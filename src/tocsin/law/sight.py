"""What a rule file can tell apart in people: those equal in its eyes are judged once and counted together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tocsin.law.conditions import Group
from tocsin.law.registers import shared
from tocsin.law.ruleform import RuleForm
from tocsin.model.elements import catalogue

IDENTIFIERS = frozenset(
    {"person_name", "email_address", "username", "phone_number", "postal_address", "photograph", "ip_address"}
)
"""What serves as a name where the law takes any identifier."""

_TRAITS = frozenset({"minor", "deceased", "kind"})


@dataclass(frozen=True, slots=True)
class Sight:
    """The data elements and traits of people a file asks for; the protection of the data every file sees."""

    elements: frozenset[str]
    traits: frozenset[str]

    def __or__(self, other: Sight) -> Sight:
        """What two files together can tell apart."""
        return Sight(self.elements | other.elements, self.traits | other.traits)

    def likeness(self, group: Group) -> Hashable:
        """Equal for groups that differ in nothing seen, but for residence and size."""
        traits = tuple(getattr(group, trait) if trait in self.traits else None for trait in sorted(_TRAITS))
        return (group.elements & self.elements, group.protection, traits)


def sight(form: RuleForm, conditions: Iterable[Any]) -> Sight:
    """What a file sees by its conditions, as they are written, and by what it takes for a name."""
    words = frozenset(word for one in conditions for word in _words(one))
    named = IDENTIFIERS if any(one.name == "any_identifier" for one in form.elements) else {"person_name"}
    return Sight(frozenset(words & catalogue().keys() | named), words & _TRAITS)


def _words(raw: Any) -> Iterator[str]:
    """Every key and word of a condition, those inside the terms it uses included."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, list):
        for part in raw:
            yield from _words(part)
    elif isinstance(raw, Mapping):
        for key, inner in raw.items():
            yield key
            yield from _words(shared("terms.yaml").get(inner) if key == "term" else inner)


@dataclass(slots=True)
class Eye:
    """A sight at work on one crowd: numbers groups by their likeness, each kind of people looked at once."""

    sight: Sight
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    _known: dict[Hashable, int] = field(default_factory=dict)

    def __call__(self, group: Group) -> int:
        """The same number for groups that cannot be told apart, but for residence and size."""
        number = self._known.get(group.alike)
        if number is None:
            likeness = self.sight.likeness(group)
            number = self._known[group.alike] = self._numbers.setdefault(likeness, len(self._numbers))
        return number
