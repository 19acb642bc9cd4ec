"""Write a set:  python -m bench.styles OUT.jsonl [N] [SEED]

One JSON line a document: text, style, spans (start, end, type, owner), optional (spans that may be found or
not: an organisation's own telephone, masked numbers), people (names; owner is an index into them).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

if __package__ in (None, ""):  # called by path, as bench/detect_spans.py does
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.styles.catalogue import documents


def main() -> None:
    """See above."""
    out, *rest = sys.argv[1:]
    count = int(rest[0]) if rest else 600
    seed = int(rest[1]) if len(rest) > 1 else 29
    with Path(out).open("w", encoding="utf-8") as file:
        for row in documents(count, seed):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
