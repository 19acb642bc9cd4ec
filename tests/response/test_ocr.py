"""Pictures and scanned pages are read when asked for, in the place of the first reading, and once."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from chain import Desk

pytestmark = pytest.mark.slow
LINES = ("Employee record", "Name: Ann Lee", "SSN: 219-09-9901", "Date of birth: 1970-01-02")


def page(turned: int = 0) -> Image.Image:
    picture = Image.new("RGB", (1000, 700), "white")
    for number, line in enumerate(LINES):
        font = ImageFont.load_default(30)
        ImageDraw.Draw(picture).text((80, 80 + number * 70), line, fill="black", font=font)
    return picture.rotate(turned, expand=True)


def saved(picture: Image.Image, form: str) -> bytes:
    target = io.BytesIO()
    picture.save(target, form)
    return target.getvalue()


def test_what_a_scan_shows_is_found_and_read_once(desk: Desk, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "scan.pdf").write_bytes(saved(page(), "PDF"))
    (share / "turned.png").write_bytes(saved(page(90), "PNG"))
    assert desk.respond(share).code == 0
    listed = desk.run("items", desk.case, "--outcome", "refused", "--json", *desk.passphrase)
    assert len(json.loads(listed.out)) == 2
    first = desk.run("ocr", desk.case, "--json", "--lanes", "1", *desk.passphrase)
    assert json.loads(first.out) == {"files": 2, "left": 0, "gone": 0}
    rows = json.loads(desk.run("items", desk.case, "--json", *desk.passphrase).out)
    assert [(row["outcome"], row["chars"] > 60) for row in rows] == [("read", True)] * 2
    assert desk.respond(share).code == 0
    with desk.opened() as case:
        people = case.table("people")
        assert people is not None
        assert people["name"].to_pylist() == ["Ann Lee"]
    again = desk.run("ocr", desk.case, "--json", "--lanes", "1", *desk.passphrase)
    assert json.loads(again.out) == {"files": 0, "left": 0, "gone": 0}


def test_no_time_leaves_all_for_later(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(saved(page(), "PNG"))
    assert desk.respond(tmp_path / "scan.png").code == 0
    outcome = desk.run("ocr", desk.case, "--minutes", "0", "--json", "--lanes", "1", *desk.passphrase)
    assert json.loads(outcome.out) == {"files": 0, "left": 1, "gone": 0}


_CHILD = """
import io, sys
from tocsin.intake import readers
readers.ocr.load()
readers.load_all()
raw = sys.stdin.buffer.read()
seen = []
armed = [True]
def hook(event, arguments):
    if armed[0] and event in ("open", "import", "os.listdir", "os.scandir", "socket.connect"):
        seen.append((event, str(arguments[0])))
sys.addaudithook(hook)
found = [type(item).__name__ for item in readers.read("scan.png", io.BytesIO(raw), len(raw))]
armed[0] = False
print(seen, found)
"""


def test_nothing_is_opened_while_letters_are_read() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _CHILD], input=saved(page(), "PNG"), capture_output=True, check=True
    )
    assert ran.stdout.decode().split() == ["[]", "['Text']"]
