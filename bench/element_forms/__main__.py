"""F1 per element on the forms.

    PYTHONPATH=src python -m bench.element_forms [--heldout] [--wrong TYPE] [--times 8] [--seed 5]

``development.txt`` may be read and tuned on; of ``heldout.txt`` only the totals are shown.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

from bench.element_forms.values import MAKERS
from bench.peers.scoring import matched, score

from tocsin.detect import spans

_SLOT = re.compile(r"\{([A-Z]+)\}")
Row = dict


def filled(template: str, rng: random.Random) -> Row:
    """A text with its true spans."""
    text, at, true = "", 0, []
    for slot in _SLOT.finditer(template):
        text += template[at : slot.start()]
        value = MAKERS[slot[1]](rng)
        true.append({"start": len(text), "end": len(text) + len(value), "type": slot[1]})
        text += value
        at = slot.end()
    return {"text": text + template[at:], "style": "form", "spans": true}


def rows(file: str, times: int, seed: int) -> list[Row]:
    """Every template of a file so many times, with other values each time."""
    written = Path(__file__).with_name(file).read_text(encoding="utf-8").split("\n", 1)[1]
    rng = random.Random(seed)
    return [filled(template.strip("\n"), rng) for template in written.split("\n---\n") for _ in range(times)]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--heldout", action="store_true")
    parser.add_argument("--wrong", help="show what is missed or too much of this type (development only)")
    parser.add_argument("--times", type=int, default=8)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    made = rows("heldout.txt" if given.heldout else "development.txt", given.times, given.seed)
    found = [[(f.start, f.end, f.type, f.owner) for f in spans(row["text"])] for row in made]
    if given.wrong and not given.heldout:
        show(made, found, given.wrong)
    result = score(made, found)
    print(f"{'type':12}{'n':>6}{'P':>7}{'R':>7}{'F1':>7}")
    for kind, tally in [*sorted(result.types.items()), ("ALL", result.all)]:
        count = tally.hit + tally.miss
        print(f"{kind:12}{count:6}{tally.precision:7.3f}{tally.recall:7.3f}{tally.f1:7.3f}")


def show(made: list[Row], found: list[list], kind: str) -> None:
    """What is missed and what is too much."""
    for row, mine in zip(made, found, strict=True):
        true = [(s["start"], s["end"], s["type"], None) for s in row["spans"] if s["type"] == kind]
        pairs = matched(true, mine)
        for span, pair in zip(true, pairs, strict=True):
            if pair is None:
                print("MISS ", repr(row["text"][max(0, span[0] - 50) : span[1] + 20]))
        for f in mine:
            if f[2] == kind and f not in pairs:
                print(
                    "FALSE",
                    repr(row["text"][f[0] : f[1]]),
                    "in",
                    repr(row["text"][max(0, f[0] - 50) : f[1] + 20]),
                )


if __name__ == "__main__":
    main()
