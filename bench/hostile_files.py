"""Makes the files that bench/hostile.py reads: public hostile corpora out of their repositories, and mutants.

    python bench/hostile_files.py corpora --clones FOLDER --to FOLDER
    python bench/hostile_files.py mutants DOCUMENTS... --to FOLDER [--documents 300] [--each 21] [--seed 1]

corpora: FOLDER holds clones named ``owner+name`` (or ``owner+name/repo``); nothing is fetched here. Files
under ``.uu`` are decoded. mutants: a choice of documents, evenly over their endings, together with the
samples of our own reader tests, each changed in ``--each`` ways. The same seed gives the same bytes.
Neither belongs into the repository: give a scratch folder.
"""

from __future__ import annotations

import argparse
import binascii
import hashlib
import os
import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "intake_readers"))

SETS = {
    "libarchive+libarchive": r"(^|/)test/[^/]*\.uu$",
    "aboutcode-org+extractcode": r"^tests/data/",
    "qpdf+qpdf": r"^qpdf/qtest/qpdf/[^/]*\.(pdf|fuzz)$|^fuzz/(qpdf_extra/.*|[^/]*_seed_corpus/[^/]*)$",
    "dvyukov+go-fuzz-corpus": (
        r"^(zip|tar|xml|json|csv|mail|multipart|png|jpeg|tiff|gif|gzip|bzip2|url)/(.*/)?corpus/"
    ),
    "nst+JSONTestSuite": r"^test_(parsing|transform)/",
    "minimaxir+big-list-of-naughty-strings": r"^blns\.",
    "flenniken+utf8tests": r"\.(txt|bin)$",
    "jwilk+traversal-archives": r"",
}
"""Repository to the paths in it that are hostile or odd files."""

MAX_DOCUMENT_BYTES = 1_500_000
_BLOB = re.compile(r"^\d+ blob ([0-9a-f]{40,64})\t(.*)$")


def corpora(clones: Path, target: Path) -> None:
    """Write every file of SETS out of the clones, each under its repository's name."""
    for repository, pattern in SETS.items():
        clone = next((at for at in (clones / repository / "repo", clones / repository) if at.is_dir()), None)
        if clone is None:
            print(f"{repository}: no clone of it in the folder given, left out")
            continue
        number = absent = 0
        for path, raw in _blobs(clone, re.compile(pattern)):
            if raw is None:
                absent += 1
                continue
            number += 1
            _write(target / repository, path, raw)
        print(f"{repository}: {number:,} files" + (f", {absent:,} not in the clone" if absent else ""))


def _blobs(clone: Path, wanted: re.Pattern[str]) -> Iterator[tuple[str, bytes | None]]:
    git = ["git", "-c", "core.quotepath=off", "-C", str(clone)]
    environment = os.environ | {"GIT_NO_LAZY_FETCH": "1"}
    listed = subprocess.run([*git, "ls-tree", "-r", "HEAD"], capture_output=True, check=True, text=True)
    found = [match.groups() for line in listed.stdout.splitlines() if (match := _BLOB.match(line))]
    chosen = [(blob, path) for blob, path in found if wanted.search(path)]
    asked = "\n".join(blob for blob, _ in chosen) + "\n"
    answer = subprocess.run(
        [*git, "cat-file", "--batch"],
        input=asked.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        env=environment,
    ).stdout
    at = 0
    for _, path in chosen:
        end = answer.find(b"\n", at)
        head = answer[at:end].split()
        if len(head) < 3 or head[1] != b"blob":
            yield path, None
            at = end + 1
            continue
        size = int(head[2])
        yield path, answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _write(folder: Path, path: str, raw: bytes) -> None:
    """Names in these sets attack as well: what is written is a name of our own with a safe ending."""
    if path.endswith(".uu"):
        path, raw = path[:-3], _decoded(raw)
    name = re.sub(r"[^A-Za-z0-9._-]", "_", path)[-150:].lstrip(".")
    mark = hashlib.sha256(path.encode()).hexdigest()[:8]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{mark}-{name}").write_bytes(raw)


def _decoded(raw: bytes) -> bytes:
    lines = iter(raw.splitlines())
    found = []
    for line in lines:
        if line.startswith(b"begin "):
            break
    for line in lines:
        if line.strip() in {b"end", b""}:
            break
        try:
            found.append(binascii.a2b_uu(line))
        except binascii.Error:  # trailing rubbish that decoders of the field ignore
            found.append(binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3]))
    return b"".join(found)


def mutants(folders: list[Path], target: Path, documents: int, each: int, seed: int) -> None:
    """Write the mutants, and the documents themselves beside them."""
    chance = random.Random(seed)
    chosen = chosen_documents(folders, documents, chance)
    made = 0
    for number, (name, raw) in enumerate(chosen):
        place = target / f"{number:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"whole-{name}").write_bytes(raw)
        others = [other for _, other in chosen if other is not raw]
        for turn in range(each):
            way, changed = _mutant(raw, turn, others, chance)
            (place / f"{turn:02}-{way}-{name}").write_bytes(changed)
            made += 1
    print(f"{made:,} mutants of {len(chosen):,} documents")


def chosen_documents(folders: list[Path], wanted: int, chance: random.Random) -> list[tuple[str, bytes]]:
    """The samples of our reader tests, then documents in turn from every ending that is there."""
    from old_samples import archive_samples, old_samples  # type: ignore[import-not-found]
    from reader_samples import samples  # type: ignore[import-not-found]

    found = [*samples().items(), *old_samples().items(), *archive_samples().items()]
    by_ending: defaultdict[str, list[Path]] = defaultdict(list)
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    for path in paths:
        if 0 < path.stat().st_size <= MAX_DOCUMENT_BYTES:
            by_ending[path.suffix.lower()].append(path)
    for group in by_ending.values():
        chance.shuffle(group)
    while len(found) < wanted and any(by_ending.values()):
        for ending in sorted(by_ending):
            if by_ending[ending] and len(found) < wanted:
                path = by_ending[ending].pop()
                found.append((re.sub(r"[^A-Za-z0-9._-]", "_", path.name)[-80:], path.read_bytes()))
    return found


def _mutant(raw: bytes, turn: int, others: list[bytes], chance: random.Random) -> tuple[str, bytes]:
    ways = (_flipped, _cut, _spliced, _lengths, _repeated, _dropped, _blanked)
    way = ways[turn % len(ways)]
    return way.__name__.strip("_"), way(raw, chance, others)


def _flipped(raw: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    changed = bytearray(raw)
    for _number in range(max(1, len(raw) // chance.choice((50, 500, 5000)))):
        changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(raw: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] if chance.random() < 0.8 else raw[at:]


def _spliced(raw: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    other = chance.choice(others)
    return raw[: chance.randrange(len(raw))] + other[chance.randrange(len(other)) :]


def _lengths(raw: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    """Numbers of two, four or eight bytes become extremes, as hostile lengths and counts are."""
    changed = bytearray(raw)
    for _number in range(chance.randint(1, 12)):
        width = chance.choice((2, 4, 8))
        value = chance.choice((0, 1, (1 << 8 * width) - 1, 1 << (8 * width - 1), (1 << 8 * width - 1) - 1))
        at = chance.randrange(min(len(raw), chance.choice((512, 4096, len(raw)))))
        changed[at : at + width] = value.to_bytes(width, chance.choice(("little", "big")))
    return bytes(changed)


def _repeated(raw: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    at = chance.randrange(len(raw))
    piece = raw[at : at + chance.choice((16, 512, 8192))]
    times = min(chance.choice((2, 50, 2000)), max(2, 4_000_000 // max(1, len(piece))))
    return raw[:at] + piece * times + raw[at:]


def _dropped(raw: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] + raw[at + chance.choice((1, 64, 512, 4096)) :]


def _blanked(raw: bytes, chance: random.Random, _: list[bytes]) -> bytes:
    at, size = chance.randrange(len(raw)), chance.choice((64, 512, 4096))
    filling = chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size)))
    return (raw[:at] + filling + raw[at + size :])[: len(raw)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    fetch = commands.add_parser("corpora")
    fetch.add_argument("--clones", type=Path, required=True)
    fetch.add_argument("--to", type=Path, required=True)
    change = commands.add_parser("mutants")
    change.add_argument("folders", nargs="*", type=Path)
    change.add_argument("--to", type=Path, required=True)
    change.add_argument("--documents", type=int, default=300)
    change.add_argument("--each", type=int, default=21)
    change.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.command == "corpora":
        corpora(given.clones, given.to)
    else:
        mutants(given.folders, given.to, given.documents, given.each, given.seed)


if __name__ == "__main__":
    main()
