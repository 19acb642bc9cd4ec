"""Ways to falsify the log, each tried against the verifier an outsider runs."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.vault import KDF_FOR_TESTS, Damaged, NotLoggable, Vault, verify
from tocsin.vault.checkpoint import Checkpoint, PublicKey
from tocsin.vault.log import entry_text
from tocsin.vault.merkle import leaf_hash, root


class Export:
    """An exported log to attack: its lines, newest checkpoint, one that counsel kept, and the pinned key."""

    def __init__(self, folder: Path) -> None:
        self.lines = (folder / "log.jsonl").read_bytes().splitlines()
        checkpoints = sorted(folder.glob("*.checkpoint"))
        self.newest, self.kept = checkpoints[-1].read_bytes(), checkpoints[-2].read_bytes()
        self.key = (folder / "public_key.txt").read_text()

    def verify(self, *notes: bytes) -> int:
        named = {f"{number}.checkpoint": note for number, note in enumerate(notes or (self.newest,))}
        return verify.verify(b"".join(line + b"\n" for line in self.lines), named, self.key)

    def edit(self, number: int, **changes: object) -> None:
        self.lines[number] = canonical({**json.loads(self.lines[number]), **changes})

    def renumber(self) -> None:
        self.lines = [canonical({**json.loads(line), "n": n}) for n, line in enumerate(self.lines)]

    def sign(self, key: Ed25519PrivateKey) -> bytes:
        origin = self.key.split("+")[0]
        return Checkpoint(origin, len(self.lines), root([leaf_hash(line) for line in self.lines])).sign(key)


def canonical(entry: object) -> bytes:
    return json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ed25519PrivateKey]:
    """The folder of an exported log, and the signing key as a thief would have it."""
    folder = tmp_path_factory.mktemp("exported")
    with Vault.create(folder / "case", "seven green umbrellas", kdf=KDF_FOR_TESTS) as vault:
        for number in range(10):
            vault.log("send_letter", f"notice-{number}", count=number)
        with vault.act("approve_letters", "batch-1", sign=True, count=10):
            pass
        for number in range(10, 15):
            vault.log("send_letter", f"notice-{number}", count=number)
        vault.export_log(folder / "export")
        return folder / "export", vault._keyring.signing_key()


@pytest.fixture
def stolen_key(exported: tuple[Path, Ed25519PrivateKey]) -> Ed25519PrivateKey:
    return exported[1]


@pytest.fixture
def export(exported: tuple[Path, Ed25519PrivateKey]) -> Export:
    return Export(exported[0])


def edit(export: Export) -> None:
    export.edit(3, facts={"count": 999})


def backdate(export: Export) -> None:
    export.edit(3, at="2001-01-01T00:00:00Z")


def delete(export: Export) -> None:
    del export.lines[3]


def delete_and_renumber(export: Export) -> None:
    del export.lines[3]
    export.renumber()


def swap(export: Export) -> None:
    export.lines[3], export.lines[4] = export.lines[4], export.lines[3]


def swap_and_renumber(export: Export) -> None:
    swap(export)
    export.renumber()


def insert(export: Export) -> None:
    export.lines.insert(3, export.lines[3])
    export.renumber()


def append(export: Export) -> None:
    export.lines.append(canonical({**json.loads(export.lines[-1]), "n": len(export.lines)}))


def truncate(export: Export) -> None:
    del export.lines[-2:]


def empty(export: Export) -> None:
    export.lines.clear()


def respell(export: Export) -> None:
    export.lines[3] = json.dumps(json.loads(export.lines[3])).encode()


ATTACKS = [
    edit,
    backdate,
    delete,
    delete_and_renumber,
    swap,
    swap_and_renumber,
    insert,
    append,
    truncate,
    empty,
    respell,
]


def test_an_untouched_log_is_whole(export: Export):
    assert export.verify() == export.verify(export.newest, export.kept) == len(export.lines) == 18


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_falsified_log_is_found(export: Export, attack: Callable[[Export], None]):
    attack(export)
    with pytest.raises(verify.NotWhole):
        export.verify()


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_head_forged_with_another_key_is_found(export: Export, attack: Callable[[Export], None]):
    attack(export)
    with pytest.raises(verify.NotWhole, match="not signed by the pinned key"):
        export.verify(export.sign(Ed25519PrivateKey.generate()))


@pytest.mark.parametrize("attack", [edit, delete_and_renumber, swap_and_renumber, insert, empty])
def test_a_head_signed_with_the_stolen_key_does_not_match_the_checkpoint_counsel_kept(
    export: Export, stolen_key: Ed25519PrivateKey, attack: Callable[[Export], None]
):
    attack(export)
    with pytest.raises(verify.NotWhole):
        export.verify(export.sign(stolen_key), export.kept)


def test_who_has_the_key_can_rewrite_what_no_kept_checkpoint_covers(
    export: Export, stolen_key: Ed25519PrivateKey
):
    """The known limit, and why checkpoints are handed over at each legal act."""
    export.edit(-2, facts={"count": 999})
    assert export.verify(export.sign(stolen_key), export.kept) == 18


def test_a_checkpoint_with_an_altered_number_or_root_is_found(export: Export):
    for old, new in ((b"\n18\n", b"\n17\n"), (b"tocsin.case/", b"tocsin.cbse/")):
        with pytest.raises(verify.NotWhole):
            export.verify(export.newest.replace(old, new, 1))


def test_a_checkpoint_of_another_case_is_found(export: Export, stolen_key: Ed25519PrivateKey):
    other = Checkpoint("tocsin.case/other", 18, root([leaf_hash(line) for line in export.lines])).sign(
        stolen_key
    )
    with pytest.raises(verify.NotWhole, match="another log"):
        export.verify(other)


def test_a_key_that_was_altered_is_found(export: Export):
    name, hint, key = export.key.strip().split("+", 2)
    other = base64.b64encode(b"\x01" + bytes(32)).decode()
    for text in (f"{name}+{hint}+{other}", f"x{name}+{hint}+{key}", "nonsense"):
        export.key = text
        with pytest.raises(verify.NotWhole, match="public key"):
            export.verify()


def test_the_verifier_runs_alone_and_says_whole_or_not(
    exported: tuple[Path, Ed25519PrivateKey], tmp_path: Path
):
    folder = tmp_path / "elsewhere"
    shutil.copytree(exported[0], folder)
    checkpoints = [path.name for path in sorted(folder.glob("*.checkpoint"))]
    command = [sys.executable, "-I", "verify.py", "log.jsonl", *checkpoints, "--key", "public_key.txt"]
    good = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (good.returncode, good.stdout.split(":")[0]) == (0, "whole")
    log = folder / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"count":7', b'"count":8'))
    bad = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (bad.returncode, bad.stderr.split(":")[0]) == (1, "NOT WHOLE")
    log.unlink()
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 2


def test_signed_notes_are_those_of_other_tools():
    """The example of the Go package that defined the format (golang.org/x/mod/sumdb/note)."""
    key = verify.Key.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        b"If you think cryptography is the answer to your problem,\n"
        b"then you don't know what your problem is.\n"
    )
    line = (
        "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgK"
        "vqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert verify._is_signature(line, text, key)
    assert not verify._is_signature(line, text.replace(b"answer", b"cause"), key)
    assert PublicKey(key.origin, key.public).hint == key.hint


def test_the_verifier_is_short_and_knows_nothing_of_the_project():
    text = Path(verify.__file__).read_text()
    assert len(text.splitlines()) < 200
    assert "import tocsin" not in text
    assert "from tocsin" not in text


def test_the_public_key_is_the_same_at_every_opening_and_the_one_exported(tmp_path: Path, passphrase: str):
    with Vault.create(tmp_path / "case", passphrase, kdf=KDF_FOR_TESTS) as vault:
        first = str(vault.public_key)
    with Vault.open(tmp_path / "case", passphrase) as vault:
        vault.export_log(tmp_path / "export")
        assert str(vault.public_key) == first
    assert (tmp_path / "export" / "public_key.txt").read_text().strip() == first


def test_a_case_database_put_back_from_before_a_checkpoint_is_refused(tmp_path: Path, passphrase: str):
    folder = tmp_path / "case"
    with Vault.create(folder, passphrase, kdf=KDF_FOR_TESTS):
        pass
    earlier = {name: (folder / name).read_bytes() for name in ("case.db", "head")}
    with Vault.open(folder, passphrase) as vault:
        vault.log("approve_letters", "batch-1")
    for name, content in earlier.items():
        (folder / name).write_bytes(content)
    with pytest.raises(Damaged, match="ends before"):
        Vault.open(folder, passphrase)


def test_an_act_of_legal_weight_is_signed_when_the_outermost_act_commits(case: Vault):
    def signed() -> int:
        return len(list((case.folder / "checkpoints").iterdir()))

    before = signed()
    with case.act("close_phase", "batch-1"):
        with case.act("approve_letters", "batch-1", sign=True):
            pass
        assert signed() == before
    assert signed() == before + 1


def test_a_log_entry_says_when_what_and_how_many(case: Vault):
    case.log("send_letter", "notice-7", count=2, certified=True, on=date(2026, 11, 23), state="US-CA")
    entry = json.loads(list(case.log_lines())[-1])
    assert entry["facts"] == {"count": 2, "certified": True, "on": "2026-11-23", "state": "US-CA"}
    assert (entry["verb"], entry["subject"]) == ("send_letter", "notice-7")
    assert abs(datetime.now(UTC) - datetime.fromisoformat(entry["at"])).total_seconds() < 60


@pytest.mark.parametrize(
    "value",
    ["us-ca-1798.82", "item-3fa9", "law:us-ny-899-aa", "a" * 64, "sha256:" + "0" * 64, "2026-11-23", "US"],
)
def test_ids_hashes_and_dates_may_be_logged(value: str):
    line = json.loads(entry_text(0, datetime.now(UTC), "note_something", value, {"fact": value}))
    assert line["subject"] == line["facts"]["fact"] == value


@pytest.mark.parametrize(
    "value",
    [
        *("Quillon", "quillon abernethy", "payroll.xlsx", "900-55-0001", "900550001", "4111111111111111"),
        *("a@b", "", "x/y", "a\nb", "É", "q" * 65, 1.5, None, b"x"),
    ],
)
def test_names_numbers_file_names_and_text_may_not(value: Any):
    with pytest.raises(NotLoggable) as refusal:
        entry_text(0, datetime.now(UTC), "note_something", "case", {"fact": value})
    assert not isinstance(value, str) or len(value) < 4 or value not in str(refusal.value)


def test_what_cannot_be_logged_is_not_done(case: Vault):
    with pytest.raises(NotLoggable), case.act("store_letter", "Quillon Abernethy-Test"):
        case.put_document("letter", "a", b"x")
    assert case.list_documents() == []
