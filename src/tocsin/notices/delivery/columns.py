"""Files that come back from printers, the mail and address look-ups: what their columns are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from tocsin.model.yamlfile import read_yaml

_FORMS = ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%m/%d/%y", "%Y%m", "%m/%Y", "%d-%b-%Y", "%Y-%m", "%m-%d-%Y")
_YES = frozenset({"y", "yes", "true", "1", "d", "deceased", "x"})


class ColumnsUnknown(ValueError):
    """A file lacks a column that is needed. The message says which, and how to name it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file with its columns told apart. unread: headers that mean nothing to us."""

    rows: tuple[Mapping[str, str], ...]
    columns: tuple[str, ...]
    unread: tuple[str, ...]


def told_apart(
    header: Sequence[str], cells: Sequence[Sequence[str]], named: Mapping[str, str] | None = None
) -> Sheet:
    """Rows by our names of columns. named: our name → the file's header, where the user says so.

    Of two headers with the same meaning the first counts, except that a header that begins with ``new`` goes
    before one that does not: vendors give the old address beside the new one. Raises ColumnsUnknown.
    """
    known = _names()
    plain = [_key(title) for title in header]
    place: dict[str, int] = {}
    for ours, title in (named or {}).items():
        if ours not in known:
            raise ColumnsUnknown(f"there is no column {ours!r} to name; there are {', '.join(known)}")
        if _key(title) not in plain:
            raise ColumnsUnknown(f"the file has no column {title!r}; it has {', '.join(header)}")
        place[ours] = plain.index(_key(title))
    for ours, names in known.items():
        if ours not in place:
            matching = [at for at, title in enumerate(plain) if title in names and at not in place.values()]
            matching.sort(key=lambda at: not plain[at].startswith(("new", "ncoa")))
            if matching:
                place[ours] = matching[0]
    rows = tuple(
        {ours: row[at].strip() for ours, at in place.items() if at < len(row)} for row in cells if any(row)
    )
    unread = tuple(title for at, title in enumerate(header) if at not in place.values() and title.strip())
    return Sheet(rows, tuple(place), unread)


def day_of(text: str) -> str | None:
    """An ISO date from the forms that vendors write, a month as its first day; None if it is no date."""
    text = text.strip()
    if not text:
        return None
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day without a clock
        except ValueError:
            continue
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def is_yes(text: str) -> bool:
    """Whether a flag of a vendor is set."""
    return text.strip().lower() in _YES


def _key(title: str) -> str:
    return re.sub(r"[^a-z0-9_]", "", title.lower().replace("+", "plus")).replace("_", "")


@cache
def _names() -> dict[str, frozenset[str]]:
    text = files("tocsin.notices.delivery").joinpath("columns.yaml").read_text(encoding="utf-8")
    return {ours: frozenset(map(_key, names)) for ours, names in read_yaml(text).items()}
