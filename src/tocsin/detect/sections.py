"""Parts of a form: whose a part is that names nobody, by its heading and by the parts before it."""

from __future__ import annotations

import re

from tocsin.detect.cues import cues
from tocsin.detect.hits import Hit, NameHit, Person

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_OTHER = re.compile(r":[ \t]*\S|\d{3}")
"""No heading has it: a label with its value, a number."""
_LONGEST = 70
"""Characters of a heading at most."""
_MOST = 7
"""Words of a heading at most."""


def roles_in(text: str) -> frozenset[str]:
    """Roles that a heading or label speaks of: ``CO-BORROWER INFORMATION``."""
    role = cues().role
    found = []
    for word in _WORD.findall(text.lower()):
        base = word.removesuffix("'s").removesuffix("s'")
        found.append(role.get(word) or role.get(base) or role.get(base.removesuffix("s")))
    return frozenset(one for one in found if one)


def heading(flat: str, start: int, end: int) -> str:
    """The last line of its own between two entries that can be a heading; empty if there is none."""
    lines = flat[start:end].split("\n")
    # The first may go on from the entry before, the last leads to the next one.
    for line in reversed(lines[:-1] if not start or flat[start - 1] == "\n" else lines[1:-1]):
        text = line.strip(" \t\r*#=-_|>")
        if not text:
            continue
        plain = len(text) <= _LONGEST and text[-1] not in ".,;!?" and not _OTHER.search(text)
        if not plain or len(text.split()) > _MOST or not (text[0].isupper() or text[0].isdigit()):
            return ""
        said = cues().headings.intersection(_WORD.findall(text.lower()))
        return text if said or roles_in(text) or text.isupper() else ""
    return ""


class Sections:
    """The parts of one text that name somebody, with the roles that their headings and labels give him."""

    def __init__(self) -> None:
        self._known: list[tuple[frozenset[str], Person]] = []

    def add(self, roles: frozenset[str], person: Person) -> None:
        """Notes whose part it is."""
        self._known.append((roles, person))

    def whose(self, roles: frozenset[str]) -> Person | None:
        """Whose a part without a name is.

        Of the one in the role that the heading speaks of; else, where the parts before are of people in
        different
        roles, of the first, whom the form is about; else of the last.
        """
        if not self._known:
            return None
        for said, person in reversed(self._known):
            if roles & said:
                return person
        if roles:
            known = cues()
            alike = frozenset().union(*(known.alike[role] for role in roles))
            near = [person for said, person in self._known if said & alike]
            if near or roles & known.outsiders:
                return near[0] if near else None
        first, last = self._known[0], self._known[-1]
        return first[1] if first[0] - last[0] and last[0] - first[0] else last[1]


def name_roles(flat: str, entry: Hit | NameHit) -> frozenset[str]:
    """Roles in the label of an entry: ``Borrower: Ann Lee``."""
    if entry.label < 0:
        return frozenset()
    first = min(entry.label, max(flat.rfind("\n", 0, entry.start) + 1, entry.start - _LONGEST))
    return roles_in(flat[first : entry.start])
