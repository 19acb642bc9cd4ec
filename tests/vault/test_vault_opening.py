"""Who gets in, and what they are told if they do not."""

from __future__ import annotations

import json
import os
import signal
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from django.core.management import call_command

from tocsin.vault import (
    KDF_FOR_TESTS,
    STANDARD_KDF,
    CaseInUse,
    Damaged,
    FolderInUse,
    Misuse,
    NotACase,
    Vault,
    WeakPassphrase,
    WrongPassphrase,
)
from tocsin.vault.keys import Keyring, unlock


def test_the_wrong_passphrase_is_refused_with_advice(closed_case: Path):
    with pytest.raises(WrongPassphrase, match="caps lock"):
        Vault.open(closed_case, "seven green umbrella")


def test_accented_letters_may_be_typed_either_way(tmp_path: Path):
    Vault.create(tmp_path / "case", "caf\u00e9 caf\u00e9 caf\u00e9", kdf=KDF_FOR_TESTS).close()
    Vault.open(tmp_path / "case", "cafe\u0301 cafe\u0301 cafe\u0301").close()


def test_a_short_passphrase_is_refused_before_anything_is_made(tmp_path: Path):
    with pytest.raises(WeakPassphrase):
        Vault.create(tmp_path / "case", "umbrella", kdf=KDF_FOR_TESTS)
    assert list(tmp_path.iterdir()) == []


def test_after_a_change_only_the_new_passphrase_opens_the_case(
    closed_case: Path, people: pa.Table, passphrase: str
):
    with Vault.open(closed_case, passphrase) as vault:
        fingerprint_key = vault.purpose_key("fingerprint")
        with pytest.raises(WrongPassphrase):
            vault.change_passphrase("not the old one", "nine yellow tractors")
        vault.change_passphrase(passphrase, "nine yellow tractors")
    with pytest.raises(WrongPassphrase):
        Vault.open(closed_case, passphrase)
    with Vault.open(closed_case, "nine yellow tractors") as vault:
        assert vault.load_table("people").equals(people)
        assert vault.purpose_key("fingerprint") == fingerprint_key


def test_the_standard_cost_of_a_guess_is_argon2id_with_256_mib_and_4_passes():
    keyring = Keyring.generate()
    kdf = json.loads(keyring.lock("seven green umbrellas", STANDARD_KDF, "key"))["kdf"]
    assert (kdf["name"], kdf["memory_kib"], kdf["passes"]) == ("argon2id", 256 * 1024, 4)


def test_forged_parameters_cannot_take_all_memory(closed_case: Path, passphrase: str):
    keyring, _ = unlock((closed_case / "keys.json").read_bytes(), passphrase)
    forged = json.loads(keyring.lock(passphrase, KDF_FOR_TESTS, "key"))
    del forged["sha256"]
    forged["kdf"]["memory_kib"] = 1 << 40
    from tocsin.vault.keys import _file

    (closed_case / "keys.json").write_bytes(_file(forged))
    with pytest.raises(Damaged, match="out of range"):
        Vault.open(closed_case, passphrase)


def test_a_folder_without_keys_is_no_case(tmp_path: Path, passphrase: str):
    with pytest.raises(NotACase):
        Vault.open(tmp_path, passphrase)
    with pytest.raises(NotACase):
        Vault.open(tmp_path / "absent", passphrase)


def test_a_case_is_never_created_over_something(closed_case: Path, passphrase: str):
    with pytest.raises(FolderInUse):
        Vault.create(closed_case, passphrase, kdf=KDF_FOR_TESTS)
    Vault.open(closed_case, passphrase).close()


def test_an_empty_folder_can_become_a_case(tmp_path: Path, passphrase: str):
    (tmp_path / "case").mkdir(mode=0o755)
    Vault.create(tmp_path / "case", passphrase, kdf=KDF_FOR_TESTS).close()
    assert stat.S_IMODE((tmp_path / "case").stat().st_mode) == 0o700


def test_a_creation_that_fails_leaves_nothing(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("tocsin.vault.database.migrate", fail)
    with pytest.raises(RuntimeError):
        Vault.create(tmp_path / "case", passphrase, kdf=KDF_FOR_TESTS)
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_read_the_files_whatever_the_umask(
    tmp_path: Path, people: pa.Table, passphrase: str
):
    before = os.umask(0)
    try:
        with Vault.create(tmp_path / "case", passphrase, kdf=KDF_FOR_TESTS) as vault:
            vault.save_table("people", people, made_from="x")
            modes = {
                str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode)
                for path in tmp_path.rglob("*")
            }
    finally:
        os.umask(before)
    assert "case/case.db-wal" in modes
    assert all(
        mode == (0o700 if (tmp_path / name).is_dir() else 0o600)
        for name, mode in modes.items()
        if (tmp_path / name).exists()
    )


def test_a_second_opening_is_told_who_is_at_work(case: Vault, passphrase: str):
    with pytest.raises(CaseInUse, match=f"process {os.getpid()} since"):
        Vault.open(case.folder, passphrase)


def in_child(work: Callable[[], None]) -> int:
    """Run in a forked process; its exit status, 0 if ``work`` raised nothing."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_another_process_is_refused_while_the_first_works(case: Vault, passphrase: str):
    def try_to_open() -> None:
        with pytest.raises(CaseInUse):
            Vault.open(case.folder, passphrase)

    assert in_child(try_to_open) == 0


def test_a_case_whose_process_was_killed_opens_even_if_its_workers_live_on(
    closed_case: Path, passphrase: str
):
    reading, writing = os.pipe()
    parent = os.fork()
    if parent == 0:
        Vault.open(closed_case, passphrase)
        worker = os.fork()
        if worker == 0:
            signal.pause()
        os.write(writing, worker.to_bytes(4, "big"))
        signal.pause()
    os.close(writing)
    worker = int.from_bytes(os.read(reading, 4), "big")
    os.close(reading)
    try:
        os.kill(parent, signal.SIGKILL)
        os.waitpid(parent, 0)
        Vault.open(closed_case, passphrase).close()
    finally:
        os.kill(worker, signal.SIGKILL)


def test_a_worker_cannot_use_the_case_of_its_parent(case: Vault):
    def use() -> None:
        with pytest.raises(Misuse):
            case.finished("scan")

    assert in_child(use) == 0


def test_a_case_is_used_from_one_thread(case: Vault):
    raised: list[BaseException] = []

    def use() -> None:
        try:
            case.finished("scan")
        except Misuse as error:
            raised.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(raised) == 1


def test_a_closed_case_says_so(case: Vault):
    case.close()
    case.close()
    with pytest.raises(Misuse, match="closed"):
        case.finished("scan")


def test_no_change_of_the_records_lacks_its_migration():
    call_command("makemigrations", "vault", check=True, dry_run=True, verbosity=0)
