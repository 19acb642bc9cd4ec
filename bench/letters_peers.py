"""The same letter by other engines and by ours, in one run: two pages, a table of the person's elements.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install typst weasyprint reportlab docxtpl pypdfium2
    PYTHONPATH=src .venv/bin/python bench/letters_peers.py --peers-python /tmp/peers/bin/python

Each engine gets the words, headings, table, offices and code of one class of letters and the lines of each
person, and lays them out in its own way; the pages it made are printed beside. A mail barcode only where the
engine has one (ReportLab, ours). docxtpl fills a Word template, which LibreOffice (soffice) turns
into PDF. CPU seconds of the engine and of what it starts, without its start; peak memory of its process.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import letters

from tocsin import law, notices, people
from tocsin.notices.pieces import Pieces
from tocsin.notices.printing import values
from tocsin.notices.typeset import source
from tocsin.notices.typesetter import typesetter

COUNTS = {
    "typst_one_each": 300, "typst_one_for_all": 300, "weasyprint": 100, "reportlab": 300, "docxtpl": 60,
}  # fmt: skip


def planned(count: int) -> notices.Plan:
    """Letters with codes and barcodes."""
    who, lost = letters.population(count)
    groups = people.group(who, lost)
    obligations = law.obligations_table(law.evaluate(letters.facts(), groups))
    codes = {ident: f"K{at:07d}" for at, ident in enumerate(who["id"].to_pylist())}
    covers = law.coverage(letters.facts(), groups)
    return letters.barcoded(notices.plan(letters.facts(), obligations, who, lost, covers=covers, codes=codes))


def asked_of(plan: notices.Plan, count: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The words of the commonest class of two pages, and the lines of people (whatever their class)."""
    pieces = list(plan.pieces)
    common = Counter(plan.classes[piece.variant].letter.digest for piece in pieces).most_common(1)[0][0]
    job = next(group.letter.job for group in plan.classes if group.letter.digest == common)
    own = []
    for piece in pieces[:count]:
        lines = [{"text": line.text, "size": line.size, "x": line.x, "y": line.y} for line in piece.address]
        own.append({**values(piece), "address": lines, "barcode": piece.barcode})
    return dict(job), own


def ours(plan: notices.Plan) -> list[float]:
    """Letters, CPU seconds, peak MiB, bytes and pages of the whole plan, layouts and all."""
    watch, start = letters.Watch(), letters._cpu()
    size = pages = written = 0
    for batch in notices.letters(plan):
        size += len(batch.pdf)
        pages += sum(batch.notices["pages"].to_pylist())
        written += batch.notices.num_rows
    typesetter().close()
    used = letters._cpu() - start
    time.sleep(0.3)
    watch.stop()
    return [written, used, watch.together, size, pages]


def main() -> None:
    """See above."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--peers-python", type=Path, required=True)
    asked.add_argument("--people", type=int, default=20_000, help="letters that ours writes")
    given = asked.parse_args()
    plan = planned(given.people)
    assert isinstance(plan.pieces, Pieces)
    print(
        "| engine | letters | letters a CPU second | peak MiB | bytes a letter | pages a letter | barcode |"
    )
    print("|---|---|---|---|---|---|---|", flush=True)
    for engine, count in COUNTS.items():
        if engine == "docxtpl" and not shutil.which("soffice"):
            print("| docxtpl | not run: LibreOffice is not installed | | | | | |")
            continue
        job, own = asked_of(plan, count)
        with tempfile.TemporaryDirectory() as folder:
            what = {
                "engine": engine, "job": job, "people": own, "folder": folder,
                "template": source("letter.typ").decode(),
            }  # fmt: skip
            done = subprocess.run(
                [given.peers_python, Path(__file__).with_name("letters_peers_made.py")],
                input=json.dumps(what),
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            print(f"| {engine} | failed: {done.stderr.strip().splitlines()[-1][:90]} | | | | | |", flush=True)
            continue
        row(engine, json.loads(done.stdout), "yes" if engine == "reportlab" else "no")
    row("ours", ours(plan), "yes")


def row(engine: str, found: list[float], barcode: str) -> None:
    """A line of the table."""
    count, used, most, size, pages = found
    print(f"| {engine} | {count:,.0f} | {count / used:,.1f} | {most:,.0f} | {size / count:,.0f} | ", end="")
    print(f"{pages / count:.2f} | {barcode} |", flush=True)


if __name__ == "__main__":
    main()
