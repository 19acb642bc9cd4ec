"""What goes wrong is told in one sentence that says what to do; nothing is lost or left half-made."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from chain import PEOPLE, WITH_COUNTS, Desk, Finished, Outcome, letter, roster

NOBODY = 65534
NO_MOUNT = 77


def says(outcome: Outcome, *words: str, code: int = 1) -> None:
    """The command failed with this code, these words, no traceback and nobody's data."""
    assert outcome.code == code, outcome.said
    for each in words:
        assert each in outcome.said, outcome.said
    assert "Traceback" not in outcome.said
    assert not [
        secret for person in PEOPLE for secret in person.secrets if secret in outcome.out + outcome.err
    ]


def untouched(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below with size and time, to see that nothing was written."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".run") for part in path.parts)
    }


@pytest.fixture
def copied(finished: Finished, desk: Desk) -> Desk:
    """The finished case again, to spoil."""
    return finished.copied_to(desk)


def test_a_missing_source_is_named_before_anything_is_made(desk: Desk):
    says(desk.respond(desk.folder / "no such share"), "no such share does not exist", "Check the path")
    assert not desk.case.exists()


def test_an_empty_folder_is_no_response(desk: Desk):
    (desk.folder / "nothing").mkdir()
    says(desk.respond(desk.folder / "nothing"), "There is no file in", "nothing")


def test_an_empty_file_and_an_enormous_one_are_rows_with_a_reason(desk: Desk):
    share = desk.folder / "share"
    share.mkdir()
    (share / "empty.csv").touch()
    (share / "roster.csv").write_text(roster(PEOPLE[:2]))
    with (share / "huge.bin").open("wb") as huge:
        huge.truncate(5 << 30)
    outcome = desk.scan(share)
    assert outcome.code == 0, outcome.err
    with desk.opened() as case:
        rows = {row["path"]: row for row in case.need("items", "scan").to_pylist()}
    assert rows["share/empty.csv"]["reason"] == "empty file"
    assert (rows["share/huge.bin"]["outcome"], rows["share/huge.bin"]["reason"]) == (
        "refused",
        "larger than 4 GiB",
    )
    assert rows["share/roster.csv"]["outcome"] == "read"


@pytest.fixture
def open_desk() -> Iterator[Desk]:
    """A desk in a folder that every user of the machine may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield Desk.at(folder)


def test_what_may_not_be_read_is_a_row_with_a_reason(open_desk: Desk):
    share = open_desk.folder / "share"
    (share / "closed").mkdir(parents=True)
    (share / "closed" / "inside.txt").write_text(letter(PEOPLE[3]))
    for name in ("locked.csv", "roster.csv"):
        (share / name).write_text(roster(PEOPLE[:2]))
    closed = [share / "closed", share / "locked.csv"]
    if os.geteuid() == 0:
        open_desk.uid = NOBODY
    for path in closed:
        path.chmod(0)
    outcome = open_desk.scan(share)
    for path in closed:
        path.chmod(0o755)
    assert outcome.code == 0, outcome.err
    with open_desk.opened() as case:
        rows = {row["path"]: row for row in case.need("items", "scan").to_pylist()}
    assert {path: (row["outcome"], row["reason"]) for path, row in rows.items()} == {
        "share/closed": ("refused", "this folder could not be listed: no permission to read"),
        "share/locked.csv": ("refused", "no permission to read"),
        "share/roster.csv": ("read", ""),
    }


def test_a_wrong_passphrase_opens_nothing(copied: Desk):
    (copied.folder / "passphrase").write_text("seven yellow umbrellas\n")
    before = untouched(copied.case / "vault" / "blobs")
    says(copied.run("status", copied.case, *copied.passphrase), "does not open this case", "try again")
    assert untouched(copied.case / "vault" / "blobs") == before


def test_a_short_passphrase_is_refused_before_anything_is_made(desk: Desk):
    (desk.folder / "passphrase").write_text("too short\n")
    (desk.folder / "share").mkdir()
    (desk.folder / "share" / "roster.csv").write_text(roster(PEOPLE[:2]))
    says(desk.respond(desk.folder / "share"), "too short", "at least 12 characters")
    assert not desk.case.exists()


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda file: file.write_text("\n"), "is empty"),
        (lambda file: file.unlink(), "cannot be read (FileNotFoundError)"),
        (lambda file: file.write_bytes(b"\xff\xfe\x00"), "cannot be read (UnicodeDecodeError)"),
    ],
    ids=["empty", "missing", "not text"],
)
def test_a_passphrase_file_that_gives_none_is_named(
    desk: Desk, finished: Finished, prepare: Callable[[Path], object], words: str
):
    prepare(desk.folder / "passphrase")
    says(desk.run("status", finished.desk.case, *desk.passphrase), words)


def test_without_a_terminal_and_a_passphrase_it_says_how_to_give_one(desk: Desk, finished: Finished):
    words = ("no terminal", "--passphrase-file", "--passphrase-fd")
    says(desk.run("status", finished.desk.case), *words)
    says(desk.run("status", finished.desk.case, "--passphrase-fd", "77"), "descriptor 77")


def test_two_processes_never_work_on_one_case(copied: Desk):
    with copied.opened():
        outcome = copied.run("status", copied.case, *copied.passphrase)
    says(outcome, "being worked on by process", "Wait until it ends, or stop it")
    assert copied.run("status", copied.case, *copied.passphrase).code == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "discovered: 2026-02-10",
            "discovered: 2026-01-10",
            ("before it occurred", "correct one of the two dates"),
        ),
        (
            "state: AZ",
            "state: XQ",
            ("organisation.address.state", "'XQ' is not a place", "postal code such as AZ"),
        ),
        ("holds: []", "holdz: []", ("incident.holdz", "not known; check the spelling")),
        ("holds: []", "holds: [", ("not valid YAML at line", "check the indentation")),
        ("name: Ironwood Dental Test Practice", "name: ''", ("organisation.name",)),
        ("employees: 12", "employees: dozen", ("organisation.employees",)),
    ],
    ids=["contradictory dates", "unknown place", "misspelt fact", "broken YAML", "no name", "not a number"],
)
def test_facts_that_cannot_be_used_are_named_with_what_to_mend(
    desk: Desk, old: str, new: str, words: tuple[str, ...]
):
    (desk.folder / "facts.yaml").write_text(WITH_COUNTS.replace(old, new))
    says(desk.respond(), "facts.yaml", *words)
    assert not desk.case.exists()


def test_facts_that_are_missing_or_no_facts_are_named(desk: Desk):
    (desk.folder / "facts.yaml").write_text("- one\n- two\n")
    says(desk.respond(), "facts.yaml is empty or not a facts file")
    (desk.folder / "facts.yaml").unlink()
    says(desk.respond(), "There is no facts file at", "tocsin new")


def test_a_mistake_in_the_facts_of_a_case_at_work_loses_nothing(finished: Finished, copied: Desk):
    path = copied.case / "incident.yaml"
    whole = path.read_text()
    path.write_text(whole.replace("discovered: 2026-02-10", "discovered: 2026-01-10"))
    says(copied.run("status", copied.case, *copied.passphrase), "incident.yaml", "before it occurred")
    path.write_text(whole)
    assert copied.run("status", copied.case, *copied.passphrase).code == 0


def test_with_nothing_at_all_to_work_on_it_says_what_to_give(desk: Desk):
    says(desk.respond(), "give the stolen FOLDER, a --list of people, or counts")
    says(desk.run("status", desk.folder / "elsewhere", *desk.passphrase), "no case in", "tocsin new")
    says(desk.run("notices", desk.case, *desk.passphrase), "tocsin assess")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Amount,Colour\n12,red\n13,blue\n", ("no column for a name or an e-mail address",)),
        ("", ("no table that can be read", "CSV or XLSX")),
        ("Name\n", ("no table that can be read", "CSV or XLSX")),
    ],
    ids=["no names", "empty", "only a header"],
)
def test_a_list_without_people_is_refused_and_changes_nothing(
    desk: Desk, content: str, words: tuple[str, ...]
):
    (desk.folder / "people.csv").write_text(content)
    says(desk.respond("--list", desk.folder / "people.csv"), "people.csv", *words)
    with desk.opened() as case:
        assert case.table("people") is None


def test_a_folder_is_no_list(desk: Desk, finished: Finished):
    says(desk.respond("--list", finished.share), "is not one file", "CSV or XLSX")


def test_an_export_never_writes_into_a_folder_that_holds_something(copied: Desk):
    (copied.folder / "out").mkdir()
    (copied.folder / "out" / "mine.txt").write_text("mine")
    to_export = ["export", copied.case, "--to", copied.folder / "out", *copied.passphrase]
    says(copied.run(*to_export), "out already holds something", "Name a new folder")
    assert [path.name for path in (copied.folder / "out").iterdir()] == ["mine.txt"]
    (copied.folder / "out" / "mine.txt").unlink()
    assert copied.run(*to_export).code == 0


def test_an_export_that_will_be_refused_is_refused_before_the_work(desk: Desk, finished: Finished):
    (desk.folder / "file").write_text("mine")
    says(desk.respond(finished.share, "--export", desk.folder / "file"), "file already holds something")
    assert not desk.case.exists()


def may_not_grow() -> None:
    """In the command's process: no file over 40 kB, as on a full quota."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


def test_a_full_disk_at_export_leaves_no_half_export(copied: Desk):
    to_export = ["export", copied.case, "--to", copied.folder / "out", *copied.passphrase]
    says(copied.run(*to_export, prepare=may_not_grow), "full", "Free some space")
    assert not [path.name for path in copied.folder.iterdir() if "out" in path.name]
    assert copied.run(*to_export).code == 0


def test_a_full_disk_in_the_vault_keeps_what_was_saved_and_goes_on_after(finished: Finished, desk: Desk):
    outcome = desk.respond(finished.share, prepare=may_not_grow)
    says(outcome, "disk")
    assert desk.respond(finished.share).code == 0
    with desk.opened() as case:
        assert case.need("people", "people").num_rows == len(PEOPLE)
        assert case.vault.verify()


def on_a_small_disk(disk: Path, content: Path, kib: int) -> None:
    """In the command's process: a file system of this size at ``disk``, with this content."""
    libc = ctypes.CDLL(None, use_errno=True)
    new_mounts, private = 0x20000, (1 << 14) | (1 << 18)
    if (
        libc.unshare(new_mounts)
        or libc.mount(b"none", b"/", None, private, None)
        or libc.mount(b"tmpfs", bytes(disk), b"tmpfs", 0, f"size={kib}k".encode())
    ):
        sys.exit(NO_MOUNT)
    shutil.copytree(content, disk, dirs_exist_ok=True)


@pytest.mark.parametrize("command", ["respond", "export"])
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount; the file-size limit tests stand in")
def test_a_disk_that_is_really_full_stops_with_a_sentence(finished: Finished, desk: Desk, command: str):
    """On a private file system with room for the case, and for some of what is to come."""
    disk, content = desk.folder / "disk", desk.folder / "content"
    disk.mkdir()
    content.mkdir()
    words: list[object] = ["respond", finished.share, "--case", disk / "case", "--facts", "facts.yaml"]
    if command == "export":
        shutil.copytree(finished.desk.case, content / "case")
        words = ["export", disk / "case", "--to", disk / "out"]
    used = sum(-(-path.stat().st_size // 4096) * 4 for path in content.rglob("*"))
    outcome = desk.run(*words, *desk.passphrase, prepare=partial(on_a_small_disk, disk, content, used + 450))
    if outcome.code == NO_MOUNT:
        pytest.skip("this machine grants no private mount; the file-size limit tests stand in")
    says(outcome, "full", "Free some space")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["respond", "--no-such-option"], "--no-such-option"),
        (["explain"], "case"),
        (["respnd"], "respnd"),
        (["respond", "--lanes", "0"], "lanes"),
        (["export", "case"], "--to"),
    ],
)
def test_a_command_line_that_is_not_understood_ends_with_2_and_says_where_to_look(
    desk: Desk, words: list[str], hint: str
):
    says(desk.run(*words), hint, "tocsin --help", code=2)


def test_a_case_folder_that_is_no_case_is_not_touched(desk: Desk):
    desk.case.mkdir()
    (desk.case / "vault").mkdir()
    (desk.case / "vault" / "notes.txt").write_text("mine")
    says(desk.run("status", desk.case, *desk.passphrase), "is not a case folder")
    assert (desk.case / "vault" / "notes.txt").read_text() == "mine"


def test_a_damaged_case_is_refused_by_name_of_the_file(copied: Desk):
    path = copied.case / "vault" / "case.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    says(copied.run("status", copied.case, *copied.passphrase), "case.db is damaged", "backup")


def test_a_fault_of_the_program_shows_a_place_and_no_data(finished: Finished, desk: Desk):
    outcome = desk.run("status", finished.desk.case, *desk.passphrase, prepare=break_the_board)
    says(outcome, "ValueError at", "holds no data", code=70)


def break_the_board() -> None:
    """In the command's process: a fault whose message quotes a file."""
    import tocsin.response.answers

    def fail(*_: object) -> None:
        raise ValueError(f"invalid literal: {PEOPLE[0].ssn} {PEOPLE[0].name}")

    tocsin.response.answers.report.build = fail


def test_a_reader_that_stops_listening_is_no_fault(finished: Finished, desk: Desk):
    outcome = desk.run("elements", "--json", prepare=close_standard_output)
    assert outcome.code != 70, outcome.said
    assert not outcome.err


def close_standard_output() -> None:
    """In the command's process: write into a pipe nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    os.dup2(writing, 1)
