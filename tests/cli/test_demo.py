"""``tocsin demo``: a share made before the user's eyes, and the whole response to it."""

from __future__ import annotations

import pytest

from chain import Desk


def test_the_demo_never_clears_a_folder_that_is_not_its_own(desk: Desk):
    folder = desk.folder / "demo"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    outcome = desk.run("demo", folder, "--people", "50")
    assert (outcome.code, "Traceback" in outcome.said) == (1, False)
    assert "already exists and is not empty" in outcome.said
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


@pytest.mark.slow
def test_the_demo_shows_the_board_and_commands_that_work(desk: Desk):
    folder = desk.folder / "demo"
    outcome = desk.run("demo", folder, "--people", "60", "--lanes", "2")
    assert outcome.code == 0, outcome.err
    assert {path.name for path in folder.iterdir()} == {
        *("stolen share", "case", "result"),
        *("passphrase.txt", "truth.json"),
    }
    assert (folder / "passphrase.txt").stat().st_mode & 0o077 == 0
    for command in ("status", "explain", "assess"):
        (line,) = [line for line in outcome.out.splitlines() if f"tocsin {command} " in line]
        words = line.split("tocsin ", 1)[1].split()
        again = desk.run(*words)
        assert again.code == 0, again.err
    assert desk.run("demo", folder, "--people", "50", "--lanes", "2").code == 0, "a demo may be made again"
