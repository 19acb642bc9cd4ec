"""Readers run where no file can be opened: after ``load_all`` nothing may be imported or opened any more."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys

from further_samples import further_samples
from msoffcrypto.format import xls97
from msoffcrypto.format.ooxml import OOXMLFile
from old_samples import archive_samples, old_samples
from reader_samples import docx_file, samples

import tocsin.intake.readers  # noqa: F401 - puts memory in the place of temporary files

_CHILD = """
import io, pickle, sys
from tocsin.intake import readers
readers.load_all()
readers.allow(["secret word"])
files = pickle.load(sys.stdin.buffer)
seen = []
armed = [True]
def hook(event, arguments):
    if armed[0] and event in ("open", "import", "os.listdir", "os.scandir", "subprocess.Popen"):
        seen.append((event, str(arguments[0])))
sys.addaudithook(hook)
outcomes = {}
for name, raw in files.items():
    outcomes[name] = [type(item).__name__ for item in readers.read(name, io.BytesIO(raw), len(raw))]
armed[0] = False
print(seen)
print(sorted(name for name, found in outcomes.items() if found in ([], ["Shortfall"])))
"""


def locked() -> dict[str, bytes]:
    """A document that only opens with the word."""
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(docx_file())).encrypt("secret word", target)
    return {"locked.docx": target.getvalue()}


def test_what_opens_locked_files_keeps_its_working_copy_in_memory() -> None:
    assert isinstance(xls97.tempfile.TemporaryFile(), io.BytesIO)


def test_nothing_is_opened_or_imported_while_reading() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=pickle.dumps(samples() | old_samples() | archive_samples() | further_samples() | locked()),
        capture_output=True,
        check=True,
    )
    opened, without_content = ran.stdout.decode().splitlines()
    assert opened == "[]"
    assert without_content == "['people.unknown', 'photo.jpg']"
