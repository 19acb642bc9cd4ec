"""Label lines of a form: whose the values are that stand on a line with a name, or under one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tocsin.detect.cues import cues
from tocsin.detect.gazetteer import key, surnames, words
from tocsin.detect.hits import Hit, NameHit
from tocsin.detect.kinds import CONTACT
from tocsin.detect.sections import roles_in

_WHOSE = {
    "spouse": "spouse",
    "child": "dependent",
    "dependent": "dependent",
    "parent": "guardian",
    "guardian": "guardian",
    "beneficiary": "beneficiary",
    "doctor": "provider",
    "nurse": "provider",
}
"""Whose a line is by the role it names, in the words of the labels; any other who is no subject is a
contact."""
_EMERGENCY = re.compile(r"emergency|next of kin|emergencia", re.IGNORECASE)
_CONTACT = re.compile(r"[ \t]*(?:contact|contacto)\b", re.IGNORECASE)
_BENEFICIARY = re.compile("benef", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d")
_RARE = 8_000
"""Rank of a surname behind which a word like *Union* or *Bank* is a firm's."""
_BY_LABEL = 6
"""Lines at most between a relative's name and his telephone number."""

Entry = Hit | NameHit


def told_apart(flat: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries of a block of label lines in order, with `whose` set where a line shows it. Firms are
    left out."""
    ordered = sorted((e for e in entries if not _is_firm(flat, e)), key=lambda e: e.start)
    names = [e for e in ordered if isinstance(e, NameHit) and not e.partial]
    labelled = any(name.label >= 0 for name in names)
    for name in names if labelled else names[1:]:
        name.whose = name.whose or _whose_line(flat, name)
    if names and all(name.whose for name in names):
        # A form of one contact alone is about him.
        first = next((name for name in names if name.whose == "contact" and name.label < 0), None)
        if first is not None:
            first.whose = ""
    _apart(ordered)
    lines = list(_lines(flat, ordered))
    _columns(lines)
    _give(flat, ordered)
    return ordered


def _lines(flat: str, entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries line by line."""
    line: list[Entry] = []
    for entry in entries:
        if line and flat.find("\n", line[-1].end, entry.start) >= 0:
            yield line
            line = []
        line.append(entry)
    yield line


def _columns(lines: Iterable[list[Entry]]) -> None:
    """Two people side by side, and under their names as many values of a kind: one each."""
    names: list[NameHit] = []
    for line in lines:
        here = [e for e in line if isinstance(e, NameHit) and not e.partial]
        if len(here) > 1 and len(here) == len(line):
            names = here
            for number, name in enumerate(names[1:], 2):
                name.whose = name.whose or str(number)
        elif len(line) == len(names) > 1 and len({_kind(e) for e in line}) == 1 and not here:
            for name, value in zip(names, line, strict=True):
                value.whose = name.whose
        else:
            names = []


def _kind(entry: Entry) -> str:
    return entry.element if isinstance(entry, Hit) else ""


def _is_firm(flat: str, entry: Entry) -> bool:
    """Whether a name is an employer's or a bank's, by its label or its words."""
    if not isinstance(entry, NameHit):
        return False
    first = flat.rfind("\n", 0, entry.start) + 1
    if not flat[first : entry.start].strip():
        first = flat.rfind("\n", 0, max(first - 1, 0)) + 1
    if entry.start - first < 80 and cues().firms.intersection(
        _WORD.findall(flat[first : entry.start].lower())
    ):
        return True
    further = entry.name.written.split()[1:]
    return any(
        key(word) in words("organisations") and surnames().get(key(word), _RARE) >= _RARE for word in further
    )


def _whose_line(flat: str, name: NameHit) -> str:
    """Of whom a name's line is, if not of whom the record is: ``Spouse's first name:``, ``Dependent 1:``."""
    first = flat.rfind("\n", 0, name.start) + 1
    text = flat[first : name.start]
    lead = text.strip()
    if not lead or len(text) > 60:
        return ""
    roles = roles_in(text)
    if name.label < 0 and not (lead[-1] in ":#-" or text.endswith("  ") or roles):
        return ""
    if _EMERGENCY.search(text):
        return "emergency_contact"
    if _CONTACT.match(text):
        return "contact"
    known = cues()
    kin = [_WHOSE[role] for role in _WHOSE if role in roles]
    if kin == ["beneficiary"] and not _BENEFICIARY.search(text):
        return ""  # RECIPIENT'S name, on a tax form
    if kin:
        number = _NUMBER.search(text)
        return kin[0] + (number[0] if number and kin[0] == "dependent" else "")
    if name.label >= 0 or roles & known.subjects:
        return ""
    return "contact"


def _apart(entries: Sequence[Entry]) -> None:
    """A second person in the same place gets a number: two parents; later values are of the last."""
    last: dict[str, str] = {}
    named: dict[str, str] = {}
    for entry in entries:
        kind = entry.whose
        if not kind:
            continue
        if isinstance(entry, NameHit):
            written = entry.name.written
            if kind in named and named[kind] != written:
                number = 2
                while f"{kind}{number}" in named:
                    number += 1
                last[kind] = entry.whose = f"{kind}{number}"
            named[entry.whose] = written
        elif kind in last:
            entry.whose = last[kind]


def _give(flat: str, entries: Sequence[Entry]) -> None:
    """Values behind a name on its line are his; so are telephone numbers and addresses right below it."""
    name: NameHit | None = None
    told = False
    for entry in entries:
        if isinstance(entry, NameHit):
            name, told = (None if entry.partial else entry), False
            continue
        if name is None or not name.whose or entry.whose:
            name = None if entry.whose else name
            continue
        lines = flat.count("\n", name.end, entry.start)
        if lines == 0:
            provider = name.whose.startswith(("provider", "contact")) and entry.element not in CONTACT
            entry.whose = "" if provider else name.whose
            told = True
        elif told or entry.element not in CONTACT or lines > _BY_LABEL or name.whose.startswith("provider"):
            name = None
        else:
            entry.whose = name.whose
