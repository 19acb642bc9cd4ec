"""Edits of counsel that another word processor saves again: how many are recovered, how many refused rightly.

    PYTHONPATH=src python bench/counsel_round_trip.py

Every edit of ``tests/notices/test_counsel_edits.py``, made as Word makes it, is opened and saved as DOCX by
LibreOffice (``soffice`` must be installed), which drops the tags of content controls and writes every part
anew. What is read of the result is compared with what the edit meant.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TOP / "tests"), str(TOP / "tests" / "notices")]

from test_counsel_edits import RECOVERED, REFUSED  # noqa: E402 - made importable above

from counsel_docx import Paper, came_back, sent_out  # noqa: E402 - made importable above


def saved_again(folder: Path) -> dict[str, bytes]:
    """Every edited copy, and one without edits, as LibreOffice saves it."""
    given, got = folder / "given", folder / "got"
    given.mkdir()
    names = {"unchanged": None} | {name: edit for name, (edit, *_) in (RECOVERED | REFUSED).items()}
    files = {}
    for number, (name, edit) in enumerate(names.items()):
        paper = Paper.of(sent_out()[0])
        if edit is not None:
            edit(paper)
        files[name] = f"{number:02}.docx"
        (given / files[name]).write_bytes(paper.saved())
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("soffice is not installed")
    paths = sorted(map(str, given.iterdir()))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", str(got), *paths]
    subprocess.run(command, check=True, capture_output=True)
    return {name: (got / file).read_bytes() for name, file in files.items() if (got / file).exists()}


def main() -> None:
    """Print one line an edit and the totals."""
    with tempfile.TemporaryDirectory() as folder:
        documents = saved_again(Path(folder))
    reading = came_back(documents["unchanged"])
    print(f"unchanged: {len(reading.proposals)} proposals, {len(reading.refusals)} refusals")
    right = 0
    for name, (_, expected) in RECOVERED.items():
        reading = came_back(documents[name])
        found = [(each.block, each.language, each.after) for each in reading.proposals]
        good = found == [expected] and not reading.refusals
        right += good
        print(f"{'recovered' if good else 'OTHER    '}  {name}")
        if not good:
            print("   ", [each.reason for each in reading.refusals], found)
    print(f"{right} of {len(RECOVERED)} edits recovered exactly")
    right = 0
    for name, (_, block, _) in REFUSED.items():
        if name not in documents:
            print(f"LibreOffice could not open it: {name}")
            continue
        reading = came_back(documents[name])
        good = block in {each.block for each in reading.refusals} and not reading.proposals
        right += good
        reasons = [each.reason[:60] for each in reading.refusals]
        print(f"{'refused  ' if good else 'OTHER    '}  {name}: {reasons}")
        if not good:
            print("   ", [(each.block, each.language, each.after) for each in reading.proposals])
    print(f"{right} of {len(REFUSED)} edits refused with the block named and nothing proposed")


if __name__ == "__main__":
    main()
