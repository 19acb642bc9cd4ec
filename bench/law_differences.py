"""Our breach law against public data sets, value by value: who is right, and why.

    PYTHONPATH=src .venv/bin/python bench/law_differences.py [options] --out bench/law_differences.md

Each set is a file you fetch yourself: the option takes its path, and optionally ``@`` and what to print as
its version. Sets are compared with, never a source of ours. Every difference needs a verdict written by hand
in ``law_differences.yaml`` (ours, theirs, open, same-in-other-words); it holds only for the two values it was
written for. Exits 1 while a difference is not yet judged.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from law_claims import FIELDS, SETS, Claimed, DataSet
from law_ours import Ours, ours

from tocsin.law import load_rules
from tocsin.law.ruleform import Source

VERDICTS = ("ours", "same-in-other-words", "open", "theirs")
UNJUDGED = "not yet judged"
_HEAD = (
    "# Our breach law against public data sets",
    "",
    "Written by `bench/law_differences.py`. The sets are no source of ours: they are only compared",
    "with, and neither their data nor their code is here. Compared is the law as it meets an ordinary",
    "private organisation that owns the data; duties only of agencies, insurers, banks or HIPAA",
    "entities, and notices of a decision that nobody is harmed, stay out. Where a set has one deadline",
    "a law (`engine`), it is taken as the people's unless the set says otherwise. Verdicts are written",
    "by hand in `law_differences.yaml` from the law's words; `same` means that the two say the same in",
    "other words. Agreement is no proof: sets copy from the same charts.",
)
Key = tuple[str, str, str, str, str]
"""set, place, field, our value, their value."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who is right about one difference, and why."""

    verdict: str
    because: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One value on which a set and we part, with the source of ours."""

    set: str
    place: str
    field: str
    mine: str
    theirs: str
    source: Source

    @property
    def key(self) -> Key:
        return (self.set, self.place, self.field, self.mine, self.theirs)


@dataclass(frozen=True, slots=True)
class Compared:
    """One set compared. absent: places of the set that we have no such law of."""

    data: DataSet
    version: str
    places: int
    values: int
    differences: tuple[Difference, ...]
    absent: tuple[str, ...]


def main() -> int:
    """Compare the sets given, print or write the Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for data in SETS:
        words = f"{data.file} of github.com/{data.repository}"
        parser.add_argument(f"--{data.option}", metavar="PATH[@VERSION]", help=words)
    parser.add_argument("--day", type=date.fromisoformat, default=date.today(), help="law of which day")
    parser.add_argument("--out", type=Path, help="write the Markdown here (default: standard output)")
    given = parser.parse_args()
    mine = ours(load_rules(), given.day)
    verdicts = written_verdicts(Path(__file__).with_suffix(".yaml"))
    paths = ((data, getattr(given, data.option.replace("-", "_"))) for data in SETS)
    compared = [compare_file(data, path, mine) for data, path in paths if path]
    if not compared:
        parser.error("give at least one set")
    text = "\n".join(report(compared, verdicts, given.day)) + "\n"
    if given.out:
        given.out.write_text(text, encoding="utf-8")
    else:
        print(text)
    return _said(compared, verdicts)


def _said(compared: list[Compared], verdicts: Mapping[Key, Verdict]) -> int:
    """One line to standard error, verdicts that fit nothing among them; 1 if something is not judged."""
    keys = [one.key for part in compared for one in part.differences]
    open_ = sum(key not in verdicts for key in keys)
    names = {part.data.option for part in compared}
    stray = [key for key in verdicts if key[0] in names and key not in set(keys)]
    print(f"{len(keys)} differences, {open_} not yet judged, {len(stray)} idle verdicts", file=sys.stderr)
    for key in stray:
        print(f"  idle: {' '.join(key)}", file=sys.stderr)
    return 1 if open_ else 0


def compare_file(data: DataSet, path: str, mine: Mapping[str, Ours]) -> Compared:
    """Read one set and compare it."""
    file, _, version = path.partition("@")
    theirs = data.read(Path(file).read_text(encoding="utf-8"))
    return compare(data, version, theirs, mine)


def compare(data: DataSet, version: str, theirs: Mapping[str, Claimed], mine: Mapping[str, Ours]) -> Compared:
    """Every value that both give."""
    found, values = [], 0
    for place in sorted(theirs.keys() & mine.keys()):
        says = mine[place].claimed.says()
        for field, value in theirs[place].says().items():
            if field not in says:
                continue
            values += 1
            if not same(says[field], value):
                source = mine[place].sources[field]
                found.append(Difference(data.option, place, field, says[field], value, source))
    absent = tuple(sorted(theirs.keys() - mine.keys()))
    return Compared(data, version, len(theirs.keys() & mine.keys()), values, tuple(found), absent)


def same(mine: str, theirs: str) -> bool:
    """Equal, or equal in number where the set does not say whether the number itself counts."""
    return mine == theirs or (theirs.isdigit() and mine.lstrip(">=") == theirs)


def written_verdicts(path: Path) -> dict[Key, Verdict]:
    """The verdicts of a file; sets, places and fields may be lists. Refuses a word that is no verdict."""
    found: dict[Key, Verdict] = {}
    for row in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
        if row["verdict"] not in VERDICTS:
            raise ValueError(f"{row}: the verdict is none of {', '.join(VERDICTS)}")
        verdict = Verdict(row["verdict"], " ".join(row["because"].split()))
        for name in _many(row["set"]):
            for place in _many(row["place"]):
                for field in _many(row["field"]):
                    found[name, place, field, str(row["ours"]), str(row["theirs"])] = verdict
    return found


def _many(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def report(compared: list[Compared], verdicts: Mapping[Key, Verdict], day: date) -> Iterator[str]:
    """The Markdown, line by line."""
    differences = [one for part in compared for one in part.differences]
    yield from (*_HEAD, "", f"Law for a breach discovered on {day}.", "", *_summary(compared, verdicts), "")
    shown: set[Key] = set()
    for verdict in (UNJUDGED, "theirs", "open"):
        rows = [one for one in differences if _verdict(one, verdicts).verdict == verdict]
        shown.update(one.key for one in rows)
        if rows:
            yield from (f"## {verdict.capitalize()}", "", *_table(rows, verdicts), "")
    for field, words in FIELDS.items():
        rows = [one for one in differences if one.field == field and one.key not in shown]
        if rows:
            yield from (f"## Settled: {words}", "", *_table(rows, verdicts), "")


def _summary(compared: list[Compared], verdicts: Mapping[Key, Verdict]) -> Iterator[str]:
    heads = (*VERDICTS, UNJUDGED)
    yield f"| set (repository) | version | places | values | agree | differ | {' | '.join(heads)} |"
    yield "|" + "---|" * (6 + len(heads))
    totals: Counter[str] = Counter()
    for part in compared:
        counts = Counter(_verdict(one, verdicts).verdict for one in part.differences)
        differ = len(part.differences)
        row = Counter(values=part.values, agree=part.values - differ, differ=differ) + counts
        totals += row
        name = f"{part.data.option} ({part.data.repository}, {part.data.file})"
        yield f"| {name} | {part.version} | {part.places} | {_counts(row, heads)} |"
    yield f"| all | | | {_counts(totals, heads)} |"
    absent = [f"{place} ({part.data.option})" for part in compared for place in part.absent]
    if absent:
        yield from ("", f"Not compared, as we have no such law: {', '.join(absent)}.")


def _counts(row: Counter[str], heads: Iterable[str]) -> str:
    return " | ".join(str(row[name]) for name in ("values", "agree", "differ", *heads))


def _verdict(one: Difference, verdicts: Mapping[Key, Verdict]) -> Verdict:
    return verdicts.get(one.key, Verdict(UNJUDGED, ""))


def _table(rows: list[Difference], verdicts: Mapping[Key, Verdict]) -> Iterator[str]:
    yield "| place | what | ours | theirs | set | right | why, and the words of our source |"
    yield "|---|---|---|---|---|---|---|"
    for one in sorted(rows, key=lambda one: (one.place, one.field, one.theirs, one.set)):
        judged = _verdict(one, verdicts)
        right = "same" if judged.verdict == "same-in-other-words" else judged.verdict
        why = f"{judged.because} {_words(one.source)}".strip()
        cells = (one.place, FIELDS[one.field], one.mine, one.theirs, one.set, right, why)
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _words(source: Source) -> str:
    return f"«{source.words}» [{source.citation}]({source.url})"


if __name__ == "__main__":
    raise SystemExit(main())
