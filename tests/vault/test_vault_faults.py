"""Kill, full disk, flipped bytes, and what a thief of the folder can read."""

from __future__ import annotations

import errno
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pytest

import tocsin
from tocsin.vault import (
    KDF_FOR_TESTS,
    Damaged,
    DiskFull,
    NotSigned,
    StorageFailed,
    Vault,
    VaultError,
    WrongPassphrase,
)

KILLS = 20


def work_until_killed(folder: Path, passphrase: str, acknowledged: int) -> None:
    """Append parts and save tables for ever, telling the parent of each step once it is committed."""
    with Vault.open(folder, passphrase) as vault:
        number = len(vault.finished("scan"))
        while True:
            table = pa.table({"n": [number] * 50})
            vault.append_part("scan", {"items": table}, [f"file-{number}"])
            with vault.act("review", f"file-{number}"):
                vault.save_table("people", table, made_from=str(number))
                vault.put_document("facts", "incident", str(number).encode())
            os.write(acknowledged, f"{number}\n".encode())
            number += 1


def kill_at_random(folder: Path, passphrase: str, dice: random.Random) -> int:
    """Run the worker, kill it, and return the last step it had acknowledged (-1 if none)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work_until_killed(folder, passphrase, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as acknowledged:
        first = acknowledged.readline()
        time.sleep(dice.uniform(0, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return int((first + acknowledged.read()).split()[-1])


def test_kill_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_half_done(
    tmp_path: Path, passphrase: str
):
    folder, dice = tmp_path / "case", random.Random(1)
    # At its first use pyarrow looks for pandas, which takes a second: here, not in each child.
    pa.table({"n": [0]})
    Vault.create(folder, passphrase, kdf=KDF_FOR_TESTS).close()
    for _ in range(KILLS):
        last = kill_at_random(folder, passphrase, dice)
        with Vault.open(folder, passphrase) as vault:
            finished = vault.finished("scan")
            assert {f"file-{number}" for number in range(last + 1)} <= finished
            parts = [part["n"][0].as_py() for part in vault.read_parts("scan", "items")]
            assert parts == list(range(len(finished)))
            reference = vault.table_ref("people")
            assert reference is not None
            saved = int(reference.made_from)
            assert saved in (len(parts) - 1, len(parts) - 2)
            assert vault.load_table("people")["n"].to_pylist() == [saved] * 50
            assert vault.get_document("facts", "incident") == str(saved).encode()
            entries = [json.loads(line) for line in vault.log_lines()]
            assert [entry["n"] for entry in entries] == list(range(len(entries)))
            verbs = [entry["verb"] for entry in entries]
            assert verbs.count("append_part") == len(parts)
            assert verbs.count("save_table") == verbs.count("put_document") == verbs.count("review")
            reviews = [entry["subject"] for entry in entries if entry["verb"] == "review"]
            assert reviews[-1] == f"file-{saved}"
            assert vault.verify() == len(parts) + 2 == len(list((folder / "blobs").iterdir()))


FILL_THE_DISK = """
import sys, random
from pathlib import Path
import pyarrow as pa
from tocsin.vault import DiskFull, KDF_FOR_TESTS, Vault
folder = Path(sys.argv[1]) / "case"
dice = random.Random(int(sys.argv[2]))
step = pa.table({"n": [dice.getrandbits(60) for _ in range(int(sys.argv[3]))]})
done = 0
vault = Vault.create(folder, "seven green umbrellas", kdf=KDF_FOR_TESTS)
try:
    for done in range(100_000):
        vault.append_part("scan", {"items": step}, [f"{done}-{number}" for number in range(300)])
except DiskFull as error:
    assert "disk" in str(error)
else:
    sys.exit("the disk never filled")
assert vault.finished("scan") == {f"{n}-{number}" for n in range(done) for number in range(300)}
assert all(part.equals(step) for part in vault.read_parts("scan", "items"))
filler = Path(sys.argv[1]) / "filler"
filler.unlink()
vault.append_part("scan", {"items": step}, [f"{done}-0"])
vault.close()
with Vault.open(folder, "seven green umbrellas") as vault:
    assert len(vault.finished("scan")) == done * 300 + 1
    assert vault.verify() == done + 1
print("held", done)
"""


def small_disk_command(script: Path, seed: int, rows: int) -> list[str]:
    """Run the script on a tmpfs of its own, which a file already fills in part."""
    mount = (
        'mount -t tmpfs -o size=2m none "$1" && head -c 900000 /dev/zero > "$1/filler" '
        '&& exec "$2" -W error "$3" "$1" "$4" "$5"'
    )
    disk = tempfile.mkdtemp(dir=script.parent)
    return [
        "unshare",
        "-rm",
        "sh",
        "-c",
        mount,
        "sh",
        disk,
        sys.executable,
        str(script),
        str(seed),
        str(rows),
    ]


@pytest.mark.parametrize(("seed", "rows"), [(1, 10), (2, 10_000)], ids=["small_steps", "large_steps"])
def test_a_full_disk_stops_the_step_keeps_what_was_saved_and_work_goes_on_after(
    tmp_path: Path, seed: int, rows: int
):
    script = tmp_path / "fill.py"
    script.write_text(FILL_THE_DISK)
    environment = {**os.environ, "PYTHONPATH": str(Path(tocsin.__file__).parents[1])}
    outcome = subprocess.run(
        small_disk_command(script, seed, rows), env=environment, capture_output=True, text=True, timeout=60
    )
    if "unshare" in outcome.stderr or "mount:" in outcome.stderr:
        pytest.skip("this machine grants no private mount; the file-size limit test stands in")
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.startswith("held")


def test_a_file_that_may_not_grow_is_a_full_disk(closed_case: Path, passphrase: str, people: pa.Table):
    """A quota: the write itself fails (EFBIG), as it would with ENOSPC."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Vault.open(closed_case, passphrase) as vault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        try:
            with pytest.raises(DiskFull):
                vault.put_document("packet", "large", os.urandom(50_000))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert vault.get_document("packet", "large") is None
        vault.put_document("packet", "large", b"x" * 50_000)
        assert vault.verify() == 4


def test_a_step_that_was_saved_but_not_signed_says_so(case: Vault, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("tocsin.vault.files.write_all", full)
        with (
            pytest.raises(NotSigned, match="saved and logged"),
            case.act("approve_letters", "batch-1", sign=True),
        ):
            pass
    assert '"verb":"approve_letters"' in list(case.log_lines())[-1]
    assert not list(case.folder.rglob("*.part"))


def test_a_file_that_cannot_be_read_is_no_crash(
    closed_case: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "bad sector")

    with Vault.open(closed_case, passphrase) as vault:
        monkeypatch.setattr(Path, "open", fail)
        with pytest.raises(StorageFailed, match="Check the disk"):
            vault.load_table("people")


def refused(folder: Path, passphrase: str) -> str:
    """The sentence with which the damaged case is refused; empty if nothing was noticed."""
    try:
        with Vault.open(folder, passphrase) as vault:
            vault.verify()
    except VaultError as error:
        assert not isinstance(error, WrongPassphrase)
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("pattern", "flips"),
    [("case.db", 40), ("blobs/*", 30), ("keys.json", 30), ("checkpoints/*", 20), ("head", 10)],
)
def test_a_flipped_bit_anywhere_is_refused_and_the_file_named(
    closed_case: Path, passphrase: str, pattern: str, flips: int
):
    dice = random.Random(pattern)
    files = [path for path in sorted(closed_case.glob(pattern)) if path.is_file()]
    for _ in range(flips):
        path = dice.choice(files)
        whole = path.read_bytes()
        at = dice.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :])
        message = refused(closed_case, passphrase)
        assert message.startswith(f"{path.relative_to(closed_case)} is damaged"), (at, message)
        path.write_bytes(whole)
        for left in ("case.db-wal", "case.db-shm"):
            (closed_case / left).unlink(missing_ok=True)
    assert refused(closed_case, passphrase) == ""


def test_acts_lost_to_a_flipped_bit_in_what_a_crash_left_are_missed(
    tmp_path: Path, passphrase: str, people: pa.Table
):
    with Vault.create(tmp_path / "case", passphrase, kdf=KDF_FOR_TESTS) as vault:
        for number in range(10):
            vault.append_part("scan", {"findings": people}, [f"file-{number}"])
        shutil.copytree(vault.folder, tmp_path / "crashed")
    wal = (tmp_path / "crashed" / "case.db-wal").read_bytes()
    dice = random.Random(5)
    outcomes = set()
    for _ in range(15):
        shutil.copytree(tmp_path / "crashed", tmp_path / "flipped")
        at = dice.randrange(len(wal))
        (tmp_path / "flipped" / "case.db-wal").write_bytes(wal[:at] + bytes([wal[at] ^ 1]) + wal[at + 1 :])
        outcomes.add(refused(tmp_path / "flipped", passphrase).split(" acts of")[-1])
        shutil.rmtree(tmp_path / "flipped")
    assert outcomes == {" the log are missing. Restore the case folder from a backup."}
    assert refused(tmp_path / "crashed", passphrase) == ""


@pytest.mark.parametrize("name", ["case.db", "checkpoints/000000000005.checkpoint"])
def test_a_cut_file_is_refused(closed_case: Path, passphrase: str, name: str):
    path = closed_case / name
    path.write_bytes(path.read_bytes()[:-10])
    assert refused(closed_case, passphrase).startswith(f"{name} is damaged")


@pytest.mark.parametrize("name", ["case.db", "blobs", "head"])
def test_a_missing_file_is_named(closed_case: Path, passphrase: str, name: str):
    path = closed_case / name
    if path.is_dir():
        path = next(path.iterdir())
    path.unlink()
    with pytest.raises(Damaged, match="missing"):
        Vault.open(closed_case, passphrase)


def test_a_folder_without_any_secret_of_the_case_in_clear(tmp_path: Path, passphrase: str):
    """200 invented values through every way of saving; no file holds one, while at work, killed or closed."""
    canaries = [f"{900 + n}-{10 + n % 80}-{7000 + n}" for n in range(100)]
    canaries += [f"Zebulon{n} Quackenbush{n}" for n in range(100)]
    folder = tmp_path / "case"
    with Vault.create(folder, passphrase, kdf=KDF_FOR_TESTS) as vault:
        vault.save_table("people", pa.table({"value": canaries}), made_from=canaries[0])
        vault.append_part("scan", {"findings": pa.table({"value": canaries})}, canaries)
        for canary in canaries[::10]:
            vault.put_document("letter", canary, canary.encode())
        vault.delete_document("letter", canaries[0])
        vault.export_log(tmp_path / "export")
        shutil.copytree(folder, tmp_path / "seized while open")
    secrets = [value.encode(code) for value in [*canaries, passphrase] for code in ("utf-8", "utf-16-le")]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "case.db-wal" for path in files)
    for path in files:
        stored = path.read_bytes()
        assert not stored.startswith(b"SQLite format")
        assert not [secret for secret in secrets if secret in stored]


def test_sorting_in_the_database_writes_no_temporary_file(case: Vault):
    from django.db import connections

    with connections[case._alias].cursor() as cursor:
        settings = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("temp_store", "journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings == {
        "temp_store": 2,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


def test_no_connection_is_made_without_a_key(tmp_path: Path):
    from django.core.exceptions import ImproperlyConfigured
    from django.db import connections

    from tocsin.vault import database

    alias = database.attach(tmp_path / "plain.db", bytes(32))
    assert "00" not in repr(connections.databases[alias]["OPTIONS"]["key"])
    connections.databases[alias]["OPTIONS"].pop("key")
    with pytest.raises(ImproperlyConfigured, match="no unencrypted mode"):
        connections[alias].ensure_connection()
    database.detach(alias)
    assert list(tmp_path.iterdir()) == []
