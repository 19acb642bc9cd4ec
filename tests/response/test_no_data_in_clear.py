"""What identifies a person stands in clear in the export alone: nowhere else on the disk or on the screen."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from chain import PASSPHRASE, PEOPLE, Desk, Finished, real_process

CANARIES = [
    secret.encode(code) for one in PEOPLE for secret in one.secrets for code in ("utf-8", "utf-16-le")
]


def hits(content: bytes, canaries: Iterable[bytes] = CANARIES) -> list[bytes]:
    """Which of the secrets stand in these bytes."""
    return [canary for canary in canaries if canary in content]


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_export_does_hold_what_is_searched_for(finished: Finished, desk: Desk):
    """Else the searches below could not fail."""
    out = desk.folder / "out"
    assert finished.desk.run("export", finished.desk.case, "--to", out, *desk.passphrase).code == 0
    found = {canary for path in files_of(out) for canary in hits(path.read_bytes())}
    assert {one.family.encode() for one in PEOPLE} <= found
    assert {one.street.encode() for one in PEOPLE} <= found
    assert not {one.ssn.encode() for one in PEOPLE} & found, "not even there: no one needs it to send letters"


def test_the_case_folder_holds_nobody_in_clear(finished: Finished):
    files = files_of(finished.desk.case)
    assert any(path.name == "case.db" for path in files)
    assert not [path for path in files if hits(path.read_bytes())]
    secret = PASSPHRASE.encode()
    assert not [path for path in files if secret in path.read_bytes()]


def test_what_the_commands_print_names_nobody_but_the_person_asked_for(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    with desk.opened() as case:
        duty = case.need("obligations", "assess")["id"][0].as_py()
        item = case.need("items", "scan")["id"][0].as_py()
        letter = case.need("notices", "notices")["id"][0].as_py()
    commands: list[list[object]] = [
        ["status", desk.case, "--all"],
        ["status", desk.case, "--json"],
        ["assess", desk.case],
        ["people", desk.case, "--json"],
        ["notices", desk.case, "--json"],
        ["explain", desk.case, duty],
        ["explain", desk.case, item],
        ["explain", desk.case, letter],
        ["export", desk.case, "--to", desk.folder / "out"],
    ]
    printed = finished.outcome.out + finished.outcome.err
    for words in commands:
        outcome = desk.run(*words, *desk.passphrase)
        assert outcome.code == 0, outcome.err
        printed += outcome.out + outcome.err
    assert hits(printed.encode()) == []


def test_the_log_that_is_handed_out_names_nobody(finished: Finished):
    with finished.desk.opened() as case:
        log = "\n".join(case.vault.log_lines()).encode()
    assert len(log) > 1000
    assert hits(log) == []


def test_showing_a_person_is_logged_without_the_name(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    with desk.opened() as case:
        person = case.need("people", "people").slice(0, 1).to_pylist()[0]
    outcome = desk.run("explain", desk.case, person["id"], *desk.passphrase)
    assert person["name"] in outcome.out
    with desk.opened() as case:
        assert any('"show_person"' in line and person["id"] in line for line in case.vault.log_lines())


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc to watch processes")
def test_a_run_leaves_nothing_in_temporary_files_arguments_or_environments(finished: Finished, desk: Desk):
    """Watched while it works, in a real process with a temporary folder of its own."""
    scratch = desk.folder / "tmp"
    scratch.mkdir()
    environment = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(scratch))
    words = ["respond", finished.share, "--case", desk.case, "--facts", "facts.yaml", "--export", "out"]
    seen: set[bytes] = set()
    with real_process(*words, *desk.passphrase, folder=desk.folder, env=environment) as process:
        while process.poll() is None:
            seen |= arguments_of_descendants(process.pid)
            for path in files_of(scratch):
                try:
                    seen.add(path.read_bytes())
                except OSError:
                    continue  # it was gone before it could be read
            time.sleep(0.01)
        printed = "".join(process.communicate())
    assert process.returncode == 0, printed
    assert any(b"tocsin" in each for each in seen)
    assert not [each[:80] for each in seen if hits(each) or PASSPHRASE.encode() in each]
    assert hits(printed.encode()) == []
    assert files_of(scratch) == []
    assert {
        path.name: hits(path.read_bytes()) for path in files_of(desk.case) if hits(path.read_bytes())
    } == {}


def arguments_of_descendants(pid: int) -> set[bytes]:
    """Command lines and environments of a process and all it started."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    found = set()
    for member in family:
        for name in ("cmdline", "environ"):
            try:
                found.add((Path("/proc") / str(member) / name).read_bytes())
            except OSError:
                continue
    return found


@pytest.mark.slow
def test_the_demo_s_share_leaves_nobody_in_clear(tmp_path: Path):
    """The same search with everybody of a demo share, whose formats are many."""
    from tocsin.demo import incident_yaml, make_share

    desk = Desk.at(tmp_path)
    truth = make_share(tmp_path / "share", people=60, seed=7)
    (tmp_path / "facts.yaml").write_text(incident_yaml(truth))
    outcome = desk.respond(tmp_path / "share")
    assert outcome.code == 0, outcome.err
    firms = " ".join(truth.clients)
    canaries = [one.ssn[:3] + "-" + one.ssn[3:5] + "-" + one.ssn[5:] for one in truth.persons if one.ssn]
    canaries += [one.email for one in truth.persons if one.email]
    canaries += [f"{one.first} {one.last}" for one in truth.persons if one.last not in firms]
    canaries += [address[0] for one in truth.persons for address in one.addresses]
    assert len(canaries) > 100
    secrets = [canary.encode() for canary in canaries]
    content = [path.read_bytes() for path in files_of(desk.case)] + [(outcome.out + outcome.err).encode()]
    assert not [hits(each, secrets) for each in content if hits(each, secrets)]
