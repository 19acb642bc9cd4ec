"""Outlook data files against a plain walk of libpff's tree: items, attachments, bodies; and damaged copies.

    python bench/pst.py FILE... [--damaged 60] [--seed 1]

For every file: items and attachments that libpff's own tree holds and that Tocsin gave, and how many of the
words of libpff's bodies (plain, else HTML) are in what Tocsin gave for the file. Then cut and flipped copies,
contained: outcomes, the longest, and how many gave text. libpff is an extra (``pst``).
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypff

from tocsin.intake import ItemRow, Pool, SourceFile, examine, survey
from tocsin.model.content import Message, Part, Table, Text

_WORD = re.compile(r"[^\W_]{3,}")
_TAG = re.compile(rb"(?s)<(style|script)\b.*?</\1>|<!--.*?-->|<[^>]*>")

Read = tuple[list[ItemRow], int, Counter[str]]


def look(source: SourceFile) -> Read:
    """In a lane: rows, items of Outlook, and words."""
    words: Counter[str] = Counter()
    messages = [0]

    def take(item: str, part: Part) -> None:
        messages[0] += isinstance(part, Message) and item == source.id
        words.update(_WORD.findall(_said(part).lower()))

    return examine(source, examine_part=take), messages[0], words


def _said(part: Part) -> str:
    match part:
        case Text():
            return part.text
        case Message():
            return f"{part.sender} {part.subject}\n{part.text}"
        case Table():
            return "\n".join(" ".join(row) for row in (part.header or (), *part.rows))


def walked(path: Path) -> tuple[int, int, Counter[str]]:
    """Items, attachments and the words of all bodies, by libpff's own calls."""
    file = pypff.file()
    file.open(str(path))
    items = list(_items(file.get_root_folder()))
    items += [file.get_orphan_item(index) for index in range(file.get_number_of_orphan_items())]
    words: Counter[str] = Counter()
    attachments = 0
    for item in items:
        attachments += _tried(item, "get_number_of_attachments") or 0
        body = _tried(item, "get_plain_text_body") or _TAG.sub(b" ", _tried(item, "get_html_body") or b"")
        words.update(_WORD.findall(body.decode("utf-8", "replace").lower()))
    file.close()
    return len(items), attachments, words


def _items(folder: Any) -> Iterator[Any]:
    for index in range(folder.get_number_of_sub_messages()):
        yield folder.get_sub_message(index)
    for index in range(folder.get_number_of_sub_folders()):
        yield from _items(folder.get_sub_folder(index))


def _tried(item: Any, what: str) -> Any:
    """None for kinds of items that do not have it, and where libpff fails."""
    try:
        return getattr(item, what)()
    except (OSError, AttributeError):
        return None


def damaged(raw: bytes, count: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Cut at every so many bytes, and with bits flipped in its first pages or all over."""
    for number in range(count):
        if number % 3 == 0:
            yield f"cut-{number:03}", raw[: len(raw) * (number + 1) // (count + 1)]
            continue
        changed = bytearray(raw)
        reach = 8192 if number % 3 == 1 else len(raw)
        for _ in range(chance.choice((1, 20, 400))):
            changed[chance.randrange(8, reach)] ^= 1 << chance.randrange(8)
        yield f"flipped-{number:03}", bytes(changed)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--damaged", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with Pool(2, look) as pool:
        labels = f"{'items':>8}{'ours':>6}{'attachm.':>10}{'ours':>6}{'words of bodies kept':>22}"
        print(f"{'file':40}{'MB':>6}{labels}")
        for path in given.files:
            items, attachments, words = walked(path)
            (done,) = pool.run(survey([path]))
            assert done.value is not None, done.failure
            rows, ours, found = done.value
            children = sum(row.parent == rows[0].id for row in rows)
            kept = f"{(words & found).total() / words.total():.1%}" if words else "no bodies"
            size = path.stat().st_size / 1e6
            counts = f"{items:8}{ours:6}{attachments:10}{children:6}"
            print(f"{path.name[-39:]:40}{size:6.1f}{counts}{kept:>22}")
        with tempfile.TemporaryDirectory(prefix="pst-") as scratch:
            for number, path in enumerate(given.files):
                for name, raw in damaged(path.read_bytes(), given.damaged, chance):
                    (Path(scratch) / f"{number}-{name}.pst").write_bytes(raw)
            show_damaged(list(pool.run(survey([Path(scratch)]))))


def show_damaged(results: list[Any]) -> None:
    """Outcomes of the damaged copies, by how they were damaged."""
    for form in ("cut", "flipped"):
        some = [done for done in results if f"-{form}-" in done.source.path.name]
        outcomes = Counter(done.value[0][0].outcome if done.value else "LOST" for done in some)
        longest = max(done.value[0][0].milliseconds for done in some if done.value)
        text = sum(bool(done.value and done.value[2]) for done in some)
        stopped = Counter(
            d.value[0][0].reason for d in some if d.value and d.value[0][0].outcome == "stopped"
        )
        print(f"{form}: {len(some)} copies, {dict(outcomes)}, {text} gave text, longest {longest} ms")
        print(*(f"   {number} {reason}" for reason, number in stopped.items()), sep="\n")


if __name__ == "__main__":
    main()
