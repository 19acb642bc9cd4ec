"""How much text comes out of files that are cut off in the middle, by type.

    python bench/salvage.py FOLDER... [--files 130] [--seed 1] [--share 0.5] [--lanes 2]

Takes documents evenly over their endings (public test files, fetched apart, and the samples of our own
reader tests), reads each whole and cut off at ``--share`` of its bytes, contained, and prints: files whose
whole gives text, those of them whose first half does, the share of the whole's text that half gives, and how
many of the halves say that something is missing. A picture gives no text here: it needs OCR.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from hostile_files import chosen_documents

from tocsin.intake import ItemRow, Pool, SourceFile, examine, survey
from tocsin.model.content import Message, Part, Table, Text

_WORD = re.compile(r"[^\W_]{3,}")


def look(source: SourceFile) -> tuple[list[ItemRow], Counter[str]]:
    """In a lane: the rows and the words of one file with everything inside it."""
    words: Counter[str] = Counter()
    rows = examine(source, examine_part=lambda _item, part: words.update(_WORD.findall(_said(part).lower())))
    return rows, words


def _said(part: Part) -> str:
    match part:
        case Text():
            return part.text if part.role != "property" else ""
        case Message():
            return f"{part.subject}\n{part.text}"
        case Table():
            return "\n".join(" ".join(row) for row in (part.header or (), *part.rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--files", type=int, default=130)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.5)
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="a line for each file that gives nothing")
    given = parser.parse_args()
    chosen = chosen_documents(given.folders, given.files, random.Random(given.seed))
    with tempfile.TemporaryDirectory(prefix="salvage-") as scratch, Pool(given.lanes, look) as pool:
        for form in ("whole", "cut"):
            for number, (name, raw) in enumerate(chosen):
                place = Path(scratch) / form / f"{number:03}-{name}"
                place.parent.mkdir(exist_ok=True)
                place.write_bytes(raw if form == "whole" else raw[: int(len(raw) * given.share)])
        found = {
            form: {done.source.path.name: done.value for done in pool.run(survey([Path(scratch) / form]))}
            for form in ("whole", "cut")
        }
    show(found["whole"], found["cut"], every=given.show)


Found = dict[str, tuple[list[ItemRow], Counter[str]] | None]


def show(whole: Found, cut: Found, *, every: bool) -> None:
    """The table by type of the whole file."""
    by_kind: defaultdict[str, list[tuple[str, float, bool]]] = defaultdict(list)
    for name, result in whole.items():
        half = cut[name]
        if result is None or half is None:
            print(f"{name}: no result")
            continue
        (rows, words), (half_rows, half_words) = result, half
        if not words:
            by_kind["(no text even whole)"].append((name, 0.0, True))
            continue
        share = (words & half_words).total() / words.total()
        said = any(row.outcome != "read" for row in half_rows)
        by_kind[rows[0].kind].append((name, share, said))
        if every and not share:
            print(f"{name}: {half_rows[0].kind}, {half_rows[0].outcome}: {half_rows[0].reason}")
    print(f"{'type':22}{'files':>7}{'half gives text':>17}{'words kept':>12}{'says so':>9}")
    total = [entry for kind, found in by_kind.items() if not kind.startswith("(") for entry in found]
    for kind, found in [*sorted(by_kind.items(), key=lambda pair: (-len(pair[1]), pair[0])), ("all", total)]:
        text = sum(share > 0 for _, share, _ in found)
        kept = sum(share for _, share, _ in found) / max(1, len(found))
        said = sum(said for _, _, said in found)
        print(f"{kind:22}{len(found):7}{text:17}{kept:12.0%}{said:9}")
    print(f"{sum(share > 0 for _, share, _ in total) / max(1, len(total)):.0%} of the halves gave text")


if __name__ == "__main__":
    main()
