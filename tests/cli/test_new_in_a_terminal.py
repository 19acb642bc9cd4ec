"""``tocsin new`` as a person meets it: at a terminal, in a real process."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import termios
import time
from pathlib import Path

import pytest

from chain import LIGHT_KEYS, PASSPHRASE, SOURCE
from tocsin.model.factsfile import load_facts
from tocsin.response import open_case

PATIENCE_SECONDS = 60.0


class Terminal:
    """A program with a terminal of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.shown, self.seen = "", 0
        self.pid, self.line = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.update({"PYTHONPATH": str(SOURCE), LIGHT_KEYS: "1", "TERM": "dumb"})
            os.execv(sys.executable, [sys.executable, "-m", "tocsin", *words])

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        """A test that failed leaves no program behind."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self.end()

    def wait_for(self, words: str) -> None:
        """Read until these words are shown, after those waited for before."""
        until = time.monotonic() + PATIENCE_SECONDS
        while words not in self.shown[self.seen :]:
            assert time.monotonic() < until, f"never shown: {words}; instead: {self.shown[self.seen :]}"
            if not self._read() and words not in self.shown[self.seen :]:
                raise AssertionError(f"it ended before showing: {words}; instead: {self.shown[self.seen :]}")
        self.seen = self.shown.index(words, self.seen) + len(words)

    def _read(self) -> bool:
        ready, _, _ = select.select([self.line], [], [], 0.2)
        if not ready:
            return True
        try:
            content = os.read(self.line, 65536)
        except OSError:  # how a terminal says that its program ended
            return False
        self.shown += content.decode(errors="replace")
        return bool(content)

    def type(self, words: str) -> None:
        """Type a line."""
        os.write(self.line, words.encode() + b"\n")

    def type_unseen(self, words: str) -> None:
        """Type a line once the terminal has stopped to echo: what was typed before that is thrown away."""
        until = time.monotonic() + PATIENCE_SECONDS
        while termios.tcgetattr(self.line)[3] & termios.ECHO:
            assert time.monotonic() < until, "a passphrase would be shown"
            time.sleep(0.005)
        self.type(words)

    def end(self) -> int:
        """Wait until the program ends; its exit code."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self._read():
            assert time.monotonic() < until, f"it never ended: {self.shown[self.seen :]}"
        os.close(self.line)
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.pid = 0
        return code


def choose_passphrase(terminal: Terminal) -> None:
    """Too short once, then well."""
    for chosen in ("short", PASSPHRASE):
        for question in ("Choose a passphrase", "Repeat for confirmation"):
            terminal.wait_for(question)
            terminal.type_unseen(chosen)
    assert "too short" in terminal.shown


def test_a_case_is_started_by_answering_questions(tmp_path: Path):
    with Terminal(tmp_path, "new", "case") as terminal:
        choose_passphrase(terminal)
        answers = [
            ("name of your business", "Ironwood Dental"),
            ("In which state", "Arizona"),
            ("Which of these is your business", "1 10"),
            ("What happened?", "1"),
            ("without names, what happened?", ""),
            ("On which day did it begin?", "2026-02-06"),
            ("first notice?", "01/10/2026"),  # before it began: it is asked again
            ("On which day did anyone", "02/10/2026"),
            ("did you conclude", ""),
            ("copied or taken", "yes"),
            ("open or look", "perhaps"),
            ("Please answer yes, no", "no"),
            ("encrypted when", "no"),
            ("for other businesses", ""),
            ("misused", ""),
            ("Who should people ask for", ""),
            ("telephone number", ""),
        ]
        for question, answer in answers:
            terminal.wait_for(question)
            terminal.wait_for("> ")
            terminal.type(answer)
        terminal.wait_for("Next: tocsin respond FOLDER")
        assert terminal.end() == 0
        assert "before it occurred" in terminal.shown
        assert PASSPHRASE not in terminal.shown, "it is not echoed"
    facts = load_facts(tmp_path / "case" / "incident.yaml")
    assert (facts.organisation.name, facts.organisation.address.state) == ("Ironwood Dental", "AZ")
    assert facts.incident.dates.discovered is not None
    assert facts.incident.dates.discovered.isoformat() == "2026-02-10"
    assert facts.incident.intrusion.acquired is True
    assert facts.incident.intrusion.accessed is False
    assert facts.incident.data_of_others is None
    with open_case(tmp_path / "case", PASSPHRASE) as case:
        assert case.facts == facts


@pytest.mark.parametrize(
    ("key", "code", "words"), [(b"\x04", 1, "ended before the questions"), (b"\x03", 130, "Stopped.")]
)
def test_leaving_the_questions_makes_no_case(tmp_path: Path, key: bytes, code: int, words: str):
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    with Terminal(tmp_path, "new", "case", "--passphrase-file", "passphrase") as terminal:
        terminal.wait_for("name of your business")
        terminal.wait_for("> ")
        time.sleep(0.3)  # Python misses a Ctrl-C in the moment between its prompt and its reading
        os.write(terminal.line, key)
        terminal.wait_for(words)
        assert terminal.end() == code
        assert "Traceback" not in terminal.shown
    assert not (tmp_path / "case").exists()


def test_a_case_that_is_there_is_never_overwritten(tmp_path: Path):
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "incident.yaml").write_text("mine")
    with Terminal(tmp_path, "new", "case") as terminal:
        terminal.wait_for("already exists")
        assert terminal.end() == 1
    assert (tmp_path / "case" / "incident.yaml").read_text() == "mine"


def test_the_passphrase_of_a_case_is_asked_at_the_terminal(tmp_path: Path):
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "facts.yaml").write_text("organisation: {name: Ironwood}\n")
    words = ["respond", "--facts", "facts.yaml", "--passphrase-file", "passphrase"]
    with Terminal(tmp_path, *words) as terminal:
        assert terminal.end() == 1  # nobody is known to be affected yet; the case is made
    with Terminal(tmp_path, "status", "case") as terminal:
        terminal.wait_for("Passphrase of the case")
        terminal.type_unseen(PASSPHRASE)
        terminal.wait_for("Ironwood")
        assert terminal.end() == 0
