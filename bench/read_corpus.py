"""What comes out of a folder of files, by corpus and type: text or rows, or the reason why not.

    python bench/read_corpus.py FOLDER... [--lanes 2] [--ocr] [--passwords] [--misses GROUP] [--rows FILE]

Each folder is a corpus (``corpora.py`` says which are public and fetches them). Every file goes through the
contained reader, as in ``tocsin scan``. For each corpus and type: files, how many gave text or rows (the file
itself or one inside it), why the others did not (locked, empty, damaged, not supported, a picture, stopped,
anything else), MB and seconds of readers. "-props" is the share without the files of which only properties
(title, author) came out. The share counts the files that are documents; pictures are documents only with
``--ocr``. ``--passwords`` tries the words the projects themselves open their locked test files with.
``--misses`` lists the files of one group (or ``all``) that gave nothing.
"""

from __future__ import annotations

import argparse
import functools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from corpora import PASSWORDS, type_of

from tocsin.intake import ItemRow, Pool, SourceFile, examine, survey
from tocsin.intake.worker import our_readers

ENDS = ("text", "locked", "empty", "damaged", "unsupported", "picture", "stopped", "other")
NO_TYPE = frozenset({"empty", "blank", "locked-office"})
"""What says nothing about the type behind it."""
_WORDS = (
    ("stopped", ("crashed", "out of memory", "longer than", "processor time", "more text than")),
    ("locked", ("locked with a password", "is encrypted")),
    ("picture", ("OCR",)),
    ("unsupported", ("cannot be read yet", "is not known", "needs the", "join them first", "pip install")),
    ("damaged", ("damage", "cut off", "failed", "recovered", "broken")),
    ("empty", ("empty", "blanks", "no text", "no pages", "holds no files", "holds nothing", "no cells")),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One file of a corpus with the rows of everything inside it; its own row is the first."""

    corpus: str
    rows: list[ItemRow]
    bare: bool = False
    """Text came out, but only properties of the document (title, author)."""

    @property
    def own(self) -> ItemRow:
        return self.rows[0]

    @property
    def end(self) -> str:
        """One of ENDS."""
        return end_of(self.rows)


def end_of(rows: list[ItemRow]) -> str:
    """``text`` if anything came out of the file or of a file inside it, else why not."""
    if any(row.chars for row in rows):
        return "text"
    said = "; ".join(row.reason for row in rows)
    return next((end for end, words in _WORDS if any(word in said for word in words)), "other")


def read(source: SourceFile) -> tuple[list[ItemRow], bool]:
    """In a lane: the rows of one file with everything inside it; True if anything but properties came out."""
    told: set[bool] = set()
    rows = examine(source, examine_part=lambda _item, part: told.add(getattr(part, "role", "") != "property"))
    return rows, True in told


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--ocr", action="store_true", help="pictures are read too, and count as documents")
    parser.add_argument("--passwords", action="store_true", help="try the projects' own words")
    parser.add_argument("--misses", help="list the files of this group (or all) that gave nothing")
    parser.add_argument("--rows", type=Path, help="write every row as a line of JSON")
    parser.add_argument("--reasons", type=int, default=12)
    arguments = parser.parse_args()
    load = functools.partial(our_readers, tuple(PASSWORDS) * arguments.passwords, ocr=arguments.ocr)
    seen: list[Seen] = []
    lost = 0
    with Pool(arguments.lanes, read, load) as pool:
        for folder in arguments.folders:
            for done in pool.run(survey([folder])):
                rows, more = done.value or ([], False)
                lost += not rows
                seen += [Seen(folder.name, rows, not more)] if rows else []
    if arguments.rows:
        lines = [json.dumps({"corpus": one.corpus} | asdict(row)) for one in seen for row in one.rows]
        arguments.rows.write_text("\n".join(lines) + "\n", "utf-8")
    show(seen, lost, arguments.ocr, arguments.reasons)
    if arguments.misses:
        misses(seen, arguments.misses)


def group_of(one: Seen) -> str:
    """The group of the file's type, blank for what is no document."""
    found = type_of(one.own.path)
    return found[0] if found else ""


def show(seen: list[Seen], lost: int, ocr: bool, reasons: int) -> None:
    """Tables by corpus and by type, the share of documents with text, types told right, frequent reasons."""
    documents = [one for one in seen if group_of(one) and (ocr or group_of(one) != "picture")]
    head("corpus: documents")
    for corpus in dict.fromkeys(one.corpus for one in seen):
        line(corpus, [one for one in documents if one.corpus == corpus])
    line("all documents", documents)
    head("type")
    by_group: defaultdict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        by_group[group_of(one) or "no document"].append(one)
    for group, found in sorted(by_group.items(), key=lambda pair: -len(pair[1])):
        line(group, found)
    told = [
        (one.own.kind in right, one)
        for one in seen
        if (right := (type_of(one.own.path) or ("", ()))[1]) and one.own.kind not in NO_TYPE
    ]
    agreed = sum(right for right, _ in told)
    print(f"\n{agreed:,} of {len(told):,} types ({agreed / max(1, len(told)):.1%}) as the ending says")
    wrong = Counter(
        f"{Path(one.own.path).suffix.lower()} taken for {one.own.kind}" for right, one in told if not right
    )
    print("  " + ", ".join(f"{name} {number}" for name, number in wrong.most_common(40)))
    print(f"{lost:,} files without any row (must be 0)")
    said = Counter(one.own.reason for one in documents if one.end != "text")
    for reason, number in said.most_common(reasons):
        print(f"{number:6,}  {reason[:130]}")


def head(first: str) -> None:
    ends = "".join(f"{end[:8]:>9}" for end in ENDS)
    print(f"\n{first:28}{'files':>7}{'share':>7}{'-props':>7}{ends}{'MB':>8}{'s':>7}")


def line(label: str, found: Iterable[Seen]) -> None:
    found = list(found)
    ends = Counter(one.end for one in found)
    size = sum(one.own.size for one in found) / 1e6
    seconds = sum(row.milliseconds for one in found for row in one.rows) / 1000
    share = ends["text"] / max(1, len(found))
    cells = "".join(f"{ends[end]:9,}" for end in ENDS)
    without = sum(one.end == "text" and not one.bare for one in found) / max(1, len(found))
    print(f"{label:28}{len(found):7,}{share:7.1%}{without:7.1%}{cells}{size:8,.1f}{seconds:7,.1f}")


def misses(seen: list[Seen], group: str) -> None:
    """A line for each document that gave nothing."""
    print()
    for one in seen:
        if one.end != "text" and (group_of(one) == group or (group == "all" and group_of(one))):
            print(f"{group_of(one):20} {one.end:12}{one.own.kind:14} {one.own.path}: {one.own.reason[:120]}")


if __name__ == "__main__":
    main()
