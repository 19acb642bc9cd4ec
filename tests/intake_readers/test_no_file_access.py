"""Readers run where no file can be opened: after ``load_all`` nothing may be imported or opened any more."""

from __future__ import annotations

import pickle
import subprocess
import sys

from further_samples import further_samples
from old_samples import archive_samples, old_samples
from reader_samples import samples

_CHILD = """
import io, pickle, sys
from tocsin.intake import readers
readers.load_all()
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


def test_nothing_is_opened_or_imported_while_reading() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=pickle.dumps(samples() | old_samples() | archive_samples() | further_samples()),
        capture_output=True,
        check=True,
    )
    opened, without_content = ran.stdout.decode().splitlines()
    assert opened == "[]"
    assert without_content == "['people.unknown', 'photo.jpg']"
