"""How fast text is read: dense with personal data, and without any; on one core and on two; and memory.

    PYTHONPATH=src .venv/bin/python bench/detect_speed.py GENERATOR.py FOLDER [--megabytes 8]

GENERATOR: as for `detect_spans.py`. FOLDER: files of text about nobody (program sources, documentation);
those in which an element is found are counted apart, for then they are not about nobody.

Detection remembers what labels and words it saw. So dense text is read after other texts of the generator
(seed 8), and *new* is the first time that a text is read; *again* flatters.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TypeVar

from detect_spans import generated

from tocsin.detect import Detector, compile_patterns, spans
from tocsin.model.content import Text

ENDS = frozenset({".c", ".css", ".h", ".html", ".js", ".json", ".md", ".pod", ".py", ".rst", ".sql", ".txt"})
DETECTOR = Detector(b"k" * 32)
T = TypeVar("T", str, Sequence[str])


def examine(text: str) -> int:
    """Findings of a text that is a file of its own."""
    return DETECTOR.examine("item", [Text("text", text)]).findings.num_rows


def together(texts: Sequence[str]) -> int:
    """Findings of texts that are the items of one file: a mailbox, an archive."""
    items = ((str(number), [Text("text", text)]) for number, text in enumerate(texts))
    return DETECTOR.examine_all(items).findings.num_rows


def named(text: str) -> int:
    """Spans of a text with all names, as the measure of accuracy has it."""
    return len(spans(text))


def clean(folder: Path, megabytes: float) -> list[str]:
    """Texts of a folder, drawn in an order of their own until they are so much."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in ENDS and path.is_file())
    Random(1).shuffle(files)
    texts: list[str] = []
    left = megabytes * 1e6
    for path in files:
        if not 500 < path.stat().st_size < 400_000:
            continue
        try:
            texts.append(path.read_text("utf-8"))
        except UnicodeDecodeError:
            continue
        left -= len(texts[-1])
        if left < 0:
            break
    return texts


def timed(texts: Sequence[T], read: Callable[[T], int], rounds: int = 3) -> float:
    """MB of UTF-8 a CPU second, the best of some rounds."""
    size = sum(len("".join(text).encode()) for text in texts) / 1e6
    best = 0.0
    for _ in range(rounds):
        start = time.process_time()
        for text in texts:
            read(text)
        best = max(best, size / (time.process_time() - start))
    return best


def wall(texts: Sequence[str], processes: int) -> float:
    """Seconds of the clock with so many processes, each with its share."""
    shares = [(texts[i::processes], named) for i in range(processes)]
    with get_context("fork").Pool(processes) as pool:
        start = time.perf_counter()
        pool.map(_all, shares, chunksize=1)
        return time.perf_counter() - start


def _all(share: tuple[Sequence[str], Callable[[str], int]]) -> None:
    for text in share[0]:
        share[1](text)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("generator")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=float, default=8)
    given = parser.parse_args()
    start = time.process_time()
    compile_patterns()
    print(f"patterns ready in {time.process_time() - start:.2f} CPU s")
    dense = [row["text"] for row in generated(given.generator, 1200, 7)]
    for row in generated(given.generator, 1200, 8):
        named(row["text"])
        examine(row["text"])
    new = timed(dense, named, 1)
    texts = clean(given.folder, given.megabytes)
    told = [text for text in texts if examine(text)]
    nobody = [text for text in texts if text not in set(told)]
    print(f"dense, names everywhere: {new:.2f} MB/s of one core, again {timed(dense, named):.2f}")
    print(f"dense, each a file of its own: {timed(dense, examine):.2f} MB/s")
    files = [dense[at : at + 100] for at in range(0, len(dense), 100)]
    print(f"dense, a hundred items to a file: {timed(files, together):.2f} MB/s")
    size = sum(map(len, nobody)) / 1e6
    print(f"about nobody, {len(nobody)} texts, {size:.1f} MB: {timed(nobody, examine):.1f} MB/s")
    print(f"all of the folder, {len(told)} texts with findings among them: {timed(texts, examine):.1f} MB/s")
    one, two = wall(dense, 1), wall(dense, 2)
    print(f"two processes: {one / two:.2f} times one")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
