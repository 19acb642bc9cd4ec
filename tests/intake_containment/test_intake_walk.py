"""Every entry of a stolen share is listed once, in order, and nothing outside it is touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from multiprocessing.connection import Listener
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.intake import examine, survey
from tocsin.intake.items import item_id, printable


@contextlib.contextmanager
def as_an_ordinary_user() -> Iterator[None]:
    """Root may read everything, so where we are root we put it down for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def share() -> Iterator[Path]:
    """A folder that other users may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin-share-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_files_come_sorted_bytewise_with_sizes_and_paths_from_their_source(tmp_path):
    share = tmp_path / "share"
    for name in ("b.txt", "a/z.txt", "a/é.txt", "a-b.txt", "B.txt"):
        path = share / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    files = list(survey([share]))
    assert [file.shown for file in files] == [
        "share/B.txt", "share/a/z.txt", "share/a/é.txt", "share/a-b.txt", "share/b.txt",
    ]  # fmt: skip
    assert [file.size for file in files] == [5, 7, 8, 7, 5]
    assert all(file.refusal is None and file.mtime_ns > 0 for file in files)
    assert files == list(survey([share]))


def test_what_is_not_a_plain_file_is_refused_with_its_reason(share, zygote):
    (share / "real").write_text("plain\nhere")
    (share / "link").symlink_to("real")
    (share / "loop").symlink_to(".")
    (share / "out").symlink_to("/etc/passwd")
    (share / "dangling").symlink_to("nowhere")
    os.mkfifo(share / "pipe")
    with Listener(str(share / "socket"), "AF_UNIX"):
        rows = {
            Path(source.relative).name: examine(source, examine_part=lambda *_: None, zygote=zygote)[0]
            for source in survey([share])
        }
    assert {name: row.outcome for name, row in rows.items()} == {
        "real": "read", "link": "refused", "loop": "refused", "out": "refused",
        "dangling": "refused", "pipe": "refused", "socket": "refused",
    }  # fmt: skip
    assert rows["out"].reason == "a symbolic link; links are not followed"
    assert rows["pipe"].reason == "a named pipe, not a file"
    assert rows["socket"].reason == "a socket, not a file"


def test_a_file_swapped_for_a_link_or_a_pipe_after_the_survey_is_refused(share, zygote):
    for name in ("one", "two"):
        (share / name).write_text("plain\n")
    sources = list(survey([share]))
    for name in ("one", "two"):
        (share / name).unlink()
    (share / "one").symlink_to("/etc/passwd")
    os.mkfifo(share / "two")
    rows = [examine(source, examine_part=pytest.fail, zygote=zygote)[0] for source in sources]
    assert [row.reason for row in rows] == ["a symbolic link; links are not followed", "not a plain file"]


def test_files_and_folders_we_may_not_read_are_refused(share, zygote):
    (share / "locked").write_text("plain\n")
    (share / "locked").chmod(0)
    (share / "room").mkdir()
    (share / "room" / "inside").write_text("plain\n")
    (share / "room").chmod(0)
    with as_an_ordinary_user():
        rows = [examine(source, examine_part=pytest.fail, zygote=zygote)[0] for source in survey([share])]
    (share / "room").chmod(stat.S_IRWXU)
    assert [(Path(row.path).name, row.outcome, row.reason) for row in rows] == [
        ("locked", "refused", "no permission to read"),
        ("room", "refused", "this folder could not be listed: no permission to read"),
    ]


def test_names_that_are_not_utf8_or_hide_something_are_shown_as_escapes(share, zygote):
    raw = os.fsencode(share) + b"/caf\xe9\xff\n\x1b[2J.txt"
    descriptor = os.open(raw, os.O_WRONLY | os.O_CREAT, 0o644)
    os.write(descriptor, b"plain\nread")
    os.close(descriptor)
    (source,) = survey([share])
    (row,) = examine(source, examine_part=lambda *_: None, zygote=zygote)
    assert row.outcome == "read"
    assert row.path == f"{share.name}/caf\\xe9\\xff\\n\\x1b[2J.txt"


def test_two_sources_of_one_name_do_not_share_ids(tmp_path):
    for parent in ("x", "y"):
        (tmp_path / parent / "share").mkdir(parents=True)
        (tmp_path / parent / "share" / "a.txt").write_text("a")
    files = list(survey([tmp_path / "x" / "share", tmp_path / "y" / "share"]))
    assert [file.shown for file in files] == ["share/a.txt", "share (2)/a.txt"]
    assert files[0].id != files[1].id


def test_a_source_that_is_a_file_or_missing_is_an_entry_too(tmp_path):
    (tmp_path / "one.txt").write_text("1")
    present, missing = survey([tmp_path / "one.txt", tmp_path / "gone"])
    assert (present.shown, present.refusal) == ("one.txt", None)
    assert (missing.shown, missing.refusal) == ("gone", "the file was gone before it could be read")


def test_folders_nested_beyond_the_longest_path_end_in_a_refusal(share):
    here = os.open(share, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        deeper = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    (entry,) = survey([share])
    assert "could not be" in entry.refusal


@given(st.text())
def test_a_shown_name_is_one_printable_line(name):
    shown = printable(name)
    assert shown.isprintable()
    assert printable(shown) == shown


@given(st.binary(max_size=40), st.lists(st.integers(0, 10**6), max_size=5))
def test_ids_depend_on_the_bytes_of_the_path_and_on_the_chain(raw, chain):
    relative = os.fsdecode(raw)
    assert item_id(relative, tuple(chain)) == item_id(relative, tuple(chain))
    assert item_id(relative, (*chain, 0)) != item_id(relative, tuple(chain))
    assert item_id(relative + "x", tuple(chain)) != item_id(relative, tuple(chain))
