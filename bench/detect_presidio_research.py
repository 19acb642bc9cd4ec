"""F1 on the public set of presidio-research (MIT; fetched by you, not part of this repository).

    python bench/detect_presidio_research.py synth_dataset_v2.json [--wrong TYPE] [--sample N]

The file is ``data/synth_dataset_v2.json`` of github.com/microsoft/presidio-research at commit 7622dec.
The matching rule is that of ``detect_spans.py``. Two totals are given: over the types that are data
elements, and over all types that the set labels and the published comparison scores (organisations, dates
and peoples among them).
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import re
import time
from dataclasses import replace
from pathlib import Path

from detect_spans import matched
from public_types import PUBLIC_TYPES as TYPES

from tocsin.detect import Span, spans

ELEMENTS = ("PERSON", "LOC", "CARD", "PHONE", "EMAIL", "IBAN", "SSN", "DL")


def loaded(path: Path) -> list[tuple[str, list[dict]]]:
    """Texts with their true spans, in order."""
    rows = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        true = [
            {
                "start": s["start_position"],
                "end": s["end_position"],
                "type": TYPES[s["entity_type"]],
                "street": s["entity_type"] == "STREET_ADDRESS",
            }
            for s in row["spans"]
            if s["entity_type"] in TYPES
        ]
        rows.append((row["full_text"], sorted(true, key=lambda s: s["start"])))
    return rows


_BETWEEN = re.compile(r"[\s,>?]*")


def joined(text: str, true: list[dict]) -> list[dict]:
    """The truth with the pieces of one address as one span: the set labels half of its addresses piecewise
    (house number, street, unit, town, country, postal code), the other half whole."""
    whole: list[dict] = []
    for span in true:
        last = whole[-1] if whole else None
        together = (
            last is not None and last["type"] == span["type"] == "LOC" and (last["street"] or span["street"])
        )
        if together and _BETWEEN.fullmatch(text[last["end"] : span["start"]]):
            last["end"], last["street"] = span["end"], True
        else:
            whole.append(dict(span))
    return whole


def dated(span: Span) -> Span:
    """A birth date is a date: the set knows no other name for it."""
    return replace(span, type="DATE") if span.type == "DOB" else span


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--wrong", help="show misses and false alarms of this type")
    parser.add_argument("--sample", type=int, default=60, help="how many of them")
    parser.add_argument("--joined", action="store_true", help="take the pieces of one address as one span")
    given = parser.parse_args()
    rows = loaded(given.file)
    if given.joined:
        rows = [(text, joined(text, true)) for text, true in rows]
    spans("Ann Lee")
    started = time.process_time()
    found = [[f for f in map(dated, spans(text)) if f.type in set(TYPES.values())] for text, _ in rows]
    seconds = time.process_time() - started
    counts: dict[str, collections.Counter] = {t: collections.Counter() for t in TYPES.values()}
    shown = []
    for (text, true), mine in zip(rows, found, strict=True):
        pairs = matched(true, mine)
        used = {id(p) for p in pairs if p is not None}
        for span, pair in zip(true, pairs, strict=True):
            counts[span["type"]]["hit" if pair else "miss"] += 1
            if not pair and given.wrong == span["type"]:
                shown.append(("MISS ", text, text[span["start"] : span["end"]]))
        for f in mine:
            if id(f) not in used:
                counts[f.type]["false"] += 1
                if given.wrong == f.type:
                    shown.append(("FALSE", text, text[f.start : f.end]))
    random.Random(1).shuffle(shown)
    for kind, text, piece in shown[: given.sample]:
        print(kind, repr(piece), "in", repr(text[:200]))
    groups = {t: [t] for t in sorted(counts)} | {"elements": list(ELEMENTS), "ALL": list(counts)}
    print(f"{'type':9} {'n':>5} {'P':>6} {'R':>6} {'F1':>6}")
    for name, members in groups.items():
        h, m, f = (sum(counts[t][kind] for t in members) for kind in ("hit", "miss", "false"))
        p, r = h / max(h + f, 1), h / max(h + m, 1)
        print(f"{name:9} {h + m:5} {p:6.3f} {r:6.3f} {2 * p * r / max(p + r, 1e-9):6.3f}")
    print(f"{len(rows) / seconds:.0f} documents/s of one core")


if __name__ == "__main__":
    main()
