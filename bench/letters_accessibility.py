"""Every layout class as a tagged single letter, through two checkers that are not ours.

    python -m venv /tmp/checkers && /tmp/checkers/bin/pip install pdfua outloud
    PYTHONPATH=src .venv/bin/python bench/letters_accessibility.py --checkers /tmp/checkers/bin/python

pdfua (MIT) asks for part of PDF/UA-1, outloud (Apache-2.0, but it brings PyMuPDF, so it stays in an
environment of its own) for more, beyond it also links and contrast. Each layout of every place, kind and
language is written twice: stamped out of a bundle, and set in full. Prints each rule that was broken.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import letter_variety

from tocsin import notices
from tocsin.notices.bundle import Bundle, write_singles
from tocsin.notices.printing import single

CHECK = """
import json, sys
import outloud, pdfua
for path in sys.stdin.read().split():
    found = [("pdfua", one.rule_id, one.severity.name.lower(), one.message)
             for one in pdfua.validate(path).findings]
    made = outloud.check(path)
    found += [("outloud", one.rule, one.severity, one.message) for one in made.findings]
    if made.error:
        found.append(("outloud", "not checked", "error", made.error))
    print(json.dumps(found), flush=True)
"""


def written(folder: Path, sets: int, seed: int, every: int) -> list[Path]:
    """One letter of each layout: out of a bundle, and set in full."""
    plan = letter_variety.plan(letter_variety.facts(), seed, sets)
    first = {plan.classes[piece.variant].letter.digest: piece for piece in plan.pieces}
    out = io.BytesIO()
    write_singles(plan, out, first.values())
    out.seek(0)
    bundle = Bundle(out)
    paths = []
    for at, piece in enumerate(list(first.values())[::every]):
        for kind, pdf in (("stamped", bundle.read(piece.id)), ("whole", single(plan, piece))):
            path = folder / f"{at:04d}-{kind}.pdf"
            path.write_bytes(pdf)
            paths.append(path)
    print(f"{len(first):,} layouts, every {every}. of them taken; {len(plan.classes):,} classes of letters")
    assert isinstance(plan, notices.Plan)
    return paths


def main() -> None:
    """See above."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--checkers", type=Path, required=True, help="python with pdfua and outloud")
    asked.add_argument("--sets", type=int, default=3)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--every", type=int, default=1, help="only every so manieth layout")
    given = asked.parse_args()
    counted: Counter[tuple[str, str, str]] = Counter()
    said: dict[tuple[str, str, str], str] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder), given.sets, given.seed, given.every)
        done = subprocess.run(
            [given.checkers, "-c", CHECK],
            input="\n".join(map(str, paths)),
            capture_output=True,
            text=True,
            check=True,
        )
    lines = done.stdout.splitlines()
    assert len(lines) == len(paths), "the checkers left files out"
    for line in lines:
        for checker, rule, severity, message in json.loads(line):
            counted[checker, rule, severity] += 1
            said.setdefault((checker, rule, severity), message)
    print(f"{len(paths):,} files checked\n\n| checker | rule | severity | files or places | first |")
    print("|---|---|---|---|---|")
    for key, number in sorted(counted.items()):
        print(f"| {' | '.join(key)} | {number} | {said[key]} |")
    errors = sum(number for (_, _, severity), number in counted.items() if severity == "error")
    print(f"\nerrors: {errors}")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
