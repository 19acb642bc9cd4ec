"""What stolen folders are called in a case: two of the same name stay apart, run after run.

The id of a file comes from its path inside its source, so that a share may move to another disk and is not
read again. Two servers' folders of one name must not share ids: the second would seem a newer state of the
first and take its place. So the case remembers which folder each name was given to.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from tocsin.intake import SourceFile, survey
from tocsin.intake.items import item_id
from tocsin.response.case import Case

KIND, DOCUMENT = "sources", "names.json"


def key(source: SourceFile) -> str:
    """What a file is finished under: a changed file has another key."""
    return f"{source.id}:{source.size}:{source.mtime_ns}"


def known_folders(case: Case) -> list[Path]:
    """The folders and files that were read into this case, as far as they are still where they were."""
    stored = case.vault.get_document(KIND, DOCUMENT)
    known: dict[str, str] = json.loads(stored) if stored else {}
    return [Path(folder) for folder in known.values() if os.path.lexists(folder)]


def surveyed(case: Case, sources: Sequence[Path], finished: Collection[str]) -> list[SourceFile]:
    """Every file under the sources, named as this case names it. finished: keys of files read already."""
    stored = case.vault.get_document(KIND, DOCUMENT)
    known: dict[str, str] = json.loads(stored) if stored else {}
    before = dict(known)
    files: list[SourceFile] = []
    taken: set[str] = set()
    for source in dict.fromkeys(os.path.realpath(source) for source in sources):
        found = list(survey([Path(source)]))
        name = _name(source, found, known, taken, finished)
        taken.add(name)
        known[name] = source
        files += _renamed(found, name)
    if known != before:
        case.vault.put_document(KIND, DOCUMENT, json.dumps(known).encode())
    return files


def _name(
    source: str, found: list[SourceFile], known: dict[str, str], taken: set[str], finished: Collection[str]
) -> str:
    """The name this folder has, the one it had before it was moved, or a new one."""
    for name, folder in known.items():
        if folder == source:
            return name
    for name in _names(source):
        if name in taken:
            continue
        if name not in known or (not os.path.lexists(known[name]) and _moved(found, name, finished)):
            return name
    raise AssertionError("the names never end")


def _names(source: str) -> Iterator[str]:
    first = Path(source).name or "root"
    return (first if number == 1 else f"{first} ({number})" for number in itertools.count(1))


def _moved(found: list[SourceFile], name: str, finished: Collection[str]) -> bool:
    """Whether most of these files are, to the size and the nanosecond, those read under this name."""
    return 2 * sum(key(file) in finished for file in _renamed(found, name)) > len(found)


def _renamed(found: list[SourceFile], name: str) -> Iterator[SourceFile]:
    for file in found:
        _, slash, rest = file.relative.partition("/")
        relative = f"{name}{slash}{rest}"
        yield dataclasses.replace(file, id=item_id(relative), relative=relative)
