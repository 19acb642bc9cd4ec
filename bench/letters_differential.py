"""Stamped letters against the full typesetter, and against the record: words, pixels, people.

    PYTHONPATH=src .venv/bin/python bench/letters_differential.py                     1,000 letters
    PYTHONPATH=src .venv/bin/python bench/letters_differential.py --reread 10000      every letter re-read

The first takes letters at random so that every layout of every place, kind and language occurs, sets
each in full with Typst, and compares: the words must be the same, one by one, and outside the open places no
pixel may differ (72 dpi). The second reads each letter of a run back from its print batch and holds it
against the record: the person, the elements, the words for the place, the code, the piece, the pages.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import letter_variety
import numpy as np
import pypdfium2

from tocsin import notices
from tocsin.notices import Plan
from tocsin.notices.delivery import barcode
from tocsin.notices.document import Table
from tocsin.notices.letterplan import BATCH, Piece
from tocsin.notices.printing import single
from tocsin.notices.skeleton import RUN
from tocsin.notices.stamp import SHEET

Page = tuple[str, np.ndarray[Any, Any], list[tuple[str, tuple[int, int, int, int]]]]
"""Words, picture in grey, and the rectangles of text with their words."""


def pages(document: Any, first: int, count: int) -> list[Page]:
    """Pages of a document from number ``first`` (from 0)."""
    found = []
    for number in range(first, min(first + count, len(document))):
        page = document[number]
        picture = page.render(scale=1, grayscale=True).to_numpy().copy()
        view = page.get_textpage()
        boxes = []
        for at in range(view.count_rects()):
            left, bottom, right, top = view.get_rect(at)
            words = view.get_text_bounded(left, bottom, right, top).strip()
            box = (int(left), int(SHEET[1] - top), int(right) + 1, int(SHEET[1] - bottom) + 1)
            boxes.append((words, box))
        found.append((view.get_text_range(), picture, boxes))
        view.close()
        page.close()
    return found


def differences(stamped: list[Page], whole: list[Page], piece: Piece) -> list[str]:
    """What is not the same in two renderings of one letter."""
    if len(stamped) != len(whole):
        return ["number of pages"]
    own = [*(line.text for line in piece.address), piece.salutation, piece.id, piece.code]
    found = []
    for (words, picture, boxes), (other_words, other, other_boxes) in zip(stamped, whole, strict=True):
        # Stamped lines come later in the stream, so the words are compared without their order.
        if Counter(words.split()) != Counter(other_words.split()):
            found.append("words")
        differs = picture != other
        for text, (left, top, right, bottom) in [*boxes, *other_boxes]:
            if text and (any(text in line for line in own) or text.startswith(("Page ", "Página "))):
                differs[max(top - 2, 0) : bottom + 2, max(left - 2, 0) : right + 2] = False
        if differs.any():
            found.append(f"{int(differs.sum())} pixels outside the open places")
    return found


def chosen(plan: Plan, count: int, seed: int) -> list[tuple[int, Piece]]:
    """Letters at random, with one of every layout at least; each with its place in the plan."""
    pieces = list(enumerate(plan.pieces))
    random.Random(seed).shuffle(pieces)
    first: dict[str, tuple[int, Piece]] = {}
    for at, piece in pieces:
        first.setdefault(plan.classes[piece.variant].letter.digest, (at, piece))
    rest = [one for one in pieces if one not in first.values()]
    return sorted([*first.values(), *rest[: max(count - len(first), 0)]])[: max(count, len(first))]


def differential(count: int, sets: int, seed: int) -> int:
    """Compare so many letters; returns how many differ."""
    plan = letter_variety.plan(letter_variety.facts(), seed, sets)
    taken = chosen(plan, count, seed)
    batches: dict[int, tuple[Any, list[dict[str, Any]]]] = {}
    wrong: Counter[str] = Counter()
    compared, layouts = 0, set()
    start = time.process_time()
    for at, piece in taken:
        if at // BATCH not in batches:
            batch = notices.render_batch(plan, at // BATCH)
            batches[at // BATCH] = (pypdfium2.PdfDocument(batch.pdf), batch.notices.to_pylist())
        document, rows = batches[at // BATCH]
        row = rows[at % BATCH]
        if row["state"] != "rendered":
            wrong["not set"] += 1
            continue
        other = pypdfium2.PdfDocument(single(plan, piece))
        stamped, whole = pages(document, row["page"] - 1, row["pages"]), pages(other, 0, len(other))
        for difference in differences(stamped, whole, piece):
            wrong[difference] += 1
            print(f"{piece.person}: {difference}", flush=True)
        other.close()
        compared += 1
        if compared % 100 == 0:
            print(f"{compared:,} compared, {sum(wrong.values())} differences", flush=True)
        layouts.add(plan.classes[piece.variant].letter.digest)
    places = {plan.classes[piece.variant].reader.residence for _, piece in taken}
    print(f"{compared:,} letters of {len(layouts):,} layouts ({RUN} set in a run), {len(places)} places")
    print(f"{len(plan.unsent):,} people left out; {time.process_time() - start:.0f} CPU s")
    print(f"differences: {sum(wrong.values())} {dict(wrong) or ''}")
    return sum(wrong.values())


def reread(count: int, seed: int) -> int:
    """Write letters, read each back, hold it against the record; returns how many are wrong."""
    import letters

    from tocsin import law, people

    who, lost = letters.population(count, seed)
    groups = people.group(who, lost)
    obligations = law.obligations_table(law.evaluate(letters.facts(), groups))
    codes = {ident: f"K{at:07d}" for at, ident in enumerate(who["id"].to_pylist()) if at % 3 == 0}
    plan = notices.plan(
        letters.facts(), obligations, who, lost, covers=law.coverage(letters.facts(), groups), codes=codes
    )
    plan = letters.barcoded(plan)
    record = {row["id"]: row for row in who.to_pylist()}
    elements: dict[str, set[str]] = {}
    for person, element in zip(lost["person"].to_pylist(), lost["element"].to_pylist(), strict=True):
        elements.setdefault(person, set()).add(element)
    wrong: Counter[str] = Counter()
    read = 0
    for batch in notices.letters(plan):
        document: Any = pypdfium2.PdfDocument(batch.pdf)
        lines = {line["piece"]: line for line in csv.DictReader(io.StringIO(batch.manifest))}
        for row in batch.notices.to_pylist():
            for fault in faults(plan, row, record, elements, codes, document, lines.get(row["id"])):
                wrong[fault] += 1
                print(f"{row['person']}: {fault}", flush=True)
            read += 1
        document.close()
        print(f"{read:,} read, {sum(wrong.values())} wrong", flush=True)
    print(
        f"{read:,} letters of {count:,} people re-read, {len(plan.unsent):,} left out; wrong: {dict(wrong)}"
    )
    return sum(wrong.values())


def faults(
    plan: Plan,
    row: dict[str, Any],
    record: dict[str, dict[str, Any]],
    elements: dict[str, set[str]],
    codes: dict[str, str],
    document: Any,
    line: dict[str, str] | None,
) -> Iterator[str]:
    """What a letter as it is printed says otherwise than the record."""
    if row["state"] != "rendered" or line is None:
        yield "not set"
        return
    person = record[row["person"]]
    views = [document[at].get_textpage() for at in range(row["page"] - 1, row["page"] - 1 + row["pages"])]
    texts = [view.get_text_range() for view in views]
    for view in views:
        view.close()
    said = " ".join(" ".join(texts).split())
    words = Counter(said.split())
    group = next(one for one in plan.classes if one.variant == row["variant"])
    # Of the record, not of the plan: the plan may be what is wrong.
    if (
        person["name"] not in said
        or f"{person['city']}, {person['state']} {person['postal_code']}" not in said
    ):
        yield "name or place"
    if any(part not in said for part in person["street"].split("\n")):
        yield "street"
    if group.reader.residence != person["residence"] or set(group.reader.elements) != elements[person["id"]]:
        yield "class of another place or other elements"
    kind = "deceased" if person["deceased"] else "minor" if person["minor"] else "adult"
    if group.reader.kind != kind:
        yield "kind of person"
    missing = Counter(_body(group.letter.text)) - words
    # A code box says in text that the code is in the letter.
    for placeholder in ["[in", "your", "letter]"]:
        missing.pop(placeholder, None)
    if missing:
        yield "words of its class are missing"
    for node in group.letter.body:
        if isinstance(node, Table) and any(
            cell not in said for cells in node.rows for cell in cells if cell and len(cell) < 40
        ):
            yield "a cell of its table is missing"
    if (code := codes.get(person["id"])) and code not in said:
        yield "code"
    if not code and any(one in words for one in ("K0000000",)):
        yield "a code of somebody else"
    if any(row["id"] not in text for text in texts):
        yield "piece id on each page"
    if any(f"Page {at} of {len(texts)}" not in " ".join(text.split()) for at, text in enumerate(texts, 1)):
        yield "page numbers"
    bars = [word for word in words if len(word) == barcode.BARS and not set(word) - set("ADFT")]
    if [barcode.read(one) for one in bars] != ([line["imb"]] if line["imb"] else []):
        yield "barcode"
    if line["imb"] and line["imb"][20:25] != person["postal_code"]:
        yield "barcode of another place"


def _body(text: str) -> list[str]:
    """The words of a class's plain text, without the marks and labels that only plain text has."""
    out = []
    for paragraph in text.split("\n\n"):
        if paragraph.isupper() or ":" in paragraph.split("\n")[0][:40]:
            continue
        out += [word for word in paragraph.split() if word != "-"]
    return out


def main() -> None:
    """See above."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--letters", type=int, default=1_000)
    asked.add_argument("--sets", type=int, default=5, help="sets of elements for each place, kind, language")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--reread", type=int, default=0, help="people whose letters are re-read instead")
    given = asked.parse_args()
    wrong = (
        reread(given.reread, given.seed)
        if given.reread
        else differential(given.letters, given.sets, given.seed)
    )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
