"""Reviewing at a terminal: one thing at a time, one key a decision."""

from __future__ import annotations

import os
import sys
import termios
import tty
from collections.abc import Sequence

from rich.markup import escape
from rich.text import Text

from tocsin import response
from tocsin.cli.output import err
from tocsin.model.elements import catalogue
from tocsin.response import Case, Decision, Entry, Lanes, ReviewRefused, Unfound, Wanted

KEYS = "[b]y[/] real   [b]n[/] no personal data   [b]o[/] owner is …   [b]e[/] one by one   [b]u[/] unsure"
MORE_KEYS = "[b]s[/] skip   [b]z[/] undo the last   [b]c[/] show the content   [b]q[/] quit"
FILE_KEYS = "[b]m[/] personal data was missed   [b]k[/] clean   [b]u[/] unsure"
VERDICTS = {"y": "yes", "n": "no", "u": "unsure"}
FILE_VERDICTS = {"m": "missed", "k": "clean", "u": "unsure"}
OWNERS_SHOWN = 40


class _Quit(Exception):
    """The reviewer is done for now."""


def run(case: Case, pool: Lanes, who: str) -> int:
    """Go through the queue; returns how many decisions were made."""
    entries = response.queue(case)
    if not entries:
        err.print("Nothing is left to review. `--list --all` shows what was decided.")
        return 0
    return _Session(case, pool, who).through(entries, drawn=False)


def quality(case: Case, pool: Lanes, sample: int, who: str) -> int:
    """Go through a random sample of files without findings, then of findings taken on trust."""
    session = _Session(case, pool, who)
    files, findings = response.files_to_check(case, sample), response.findings_to_check(case, sample)
    err.print(
        f"Drawn at random: {len(files):,} files in which nothing was found, {len(findings):,} findings."
    )
    return session.files(files) + session.through(findings, drawn=True)


class _Session:
    """One sitting. Every decision is saved before the next is asked, so that leaving loses nothing."""

    def __init__(self, case: Case, pool: Lanes, who: str) -> None:
        self._case, self._pool, self._who = case, pool, who
        self._made: list[str] = []
        self._left = False

    def through(self, entries: Sequence[Entry], *, drawn: bool) -> int:
        """Ask about each entry; returns how many were decided."""
        before, number = len(self._made), 0
        try:
            while not self._left and number < len(entries):
                _show(entries[number], number + 1, len(entries))
                number = max(0, number + self._ask(entries[number], drawn))
        except _Quit:
            self._left = True
        return len(self._made) - before

    def files(self, files: Sequence[Unfound]) -> int:
        """Ask about files in which nothing was found; returns how many were decided."""
        before, number = len(self._made), 0
        try:
            while not self._left and number < len(files):
                _show_file(files[number], number + 1, len(files))
                number = max(0, number + self._ask_file(files[number]))
        except _Quit:
            self._left = True
        return len(self._made) - before

    def _ask(self, entry: Entry, drawn: bool) -> int:
        """How many entries to go on by."""
        while True:
            key = _key()
            if key in VERDICTS:
                self._decide(Decision(entry.id, VERDICTS[key], why=_why(), drawn=drawn), entry)
                return 1
            if key == "o" and (owner := self._owner(entry)):
                self._decide(Decision(entry.id, "owner", owner, _why(), drawn), entry)
                return 1
            if key == "e" and entry.scope == "group":
                self.through(response.within(self._case, entry.id), drawn=drawn)
                return 1
            step = self._common(key, entry.id, Wanted(entry.item, entry.place, entry.row, entry.start))
            if step is not None:
                return step

    def _ask_file(self, file: Unfound) -> int:
        while True:
            key = _key()
            if key in FILE_VERDICTS:
                self._decide(Decision(file.id, FILE_VERDICTS[key], why=_why(), drawn=True), None)
                return 1
            step = self._common(key, file.id, Wanted(file.item))
            if step is not None:
                return step

    def _common(self, key: str, subject: str, wanted: Wanted) -> int | None:
        """Keys that every question has; None: ask on."""
        if key == "q":
            raise _Quit
        if key == "s":
            return 1
        if key == "z":
            if not self._made:
                err.print(
                    "There is nothing to undo in this sitting; --undo ID withdraws an earlier decision."
                )
                return None
            response.undo(self._case, self._made.pop(), self._who, "undone at once")
            err.print("Undone.")
            return -1
        if key == "c":
            self._content(subject, wanted)
            err.print(MORE_KEYS, highlight=False, soft_wrap=True)
        return None

    def _decide(self, decision: Decision, entry: Entry | None) -> None:
        self._made += response.record(self._case, [decision], self._who, [entry] if entry else [])

    def _owner(self, entry: Entry) -> str | None:
        people = response.owners(self._case, entry.item)
        if not people:
            err.print("Nobody with a name was found in this file: u keeps it for later.")
            return None
        for number, person in enumerate(people[:OWNERS_SHOWN], start=1):
            err.print(f"  {number:>3}  {person['name']}  ({person['place']})", markup=False, highlight=False)
        if len(people) > OWNERS_SHOWN:
            err.print(f"  … {len(people) - OWNERS_SHOWN:,} more: `tocsin review CASE --owners ID` lists all")
        typed = _line("Number or id of the mention (Enter: none)")
        if typed.isdigit() and 1 <= int(typed) <= len(people):
            return str(people[int(typed) - 1]["id"])
        return typed if any(person["id"] == typed for person in people) else None

    def _content(self, subject: str, wanted: Wanted) -> None:
        """Show the content on a screen of its own, which leaves nothing behind when it is left."""
        try:
            pieces = response.content(self._case, self._pool, subject, wanted)
        except ReviewRefused as refusal:
            err.print(str(refusal), markup=False)
            return
        lines = [line for place, text in pieces for line in (f"── {place}", *text.splitlines())]
        step = max(err.height - 3, 5)
        with err.screen(hide_cursor=False):
            for at in range(0, len(lines), step):
                err.clear()
                err.print(Text("\n".join(lines[at : at + step]), overflow="fold"))
                last = at + step >= len(lines)
                err.print("— any key goes back —" if last else "— any key: further, q: back —", style="dim")
                if _key() == "q":
                    break


def _show(entry: Entry, number: int, total: int) -> None:
    name = catalogue()[entry.element].name
    more = f" and {entry.places - 1:,} more" if entry.places > 1 else ""
    copies = f", and {entry.copies - 1:,} copies" if entry.copies > 1 else ""
    err.rule(f"{number:,} of {total:,}", style="dim")
    lines = [
        f"[bold]{escape(name)}[/]   {escape(entry.masked)}",
        f"File      {escape(entry.path)} ({escape(entry.kind)}){copies}",
        f"Place     {escape(entry.place)}{_at(entry)}{more}",
        f"Context   {entry.context}",
        f"Why       {escape(entry.reason)} ({entry.confidence:.0%}, {escape(entry.recogniser)})",
        f"[bold]{entry.question}[/]",
        f"A decision settles {_count(entry.findings, 'finding')} of up to "
        f"{_count(entry.people, 'person', 'people')}.",
        KEYS if entry.scope == "group" else KEYS.replace("   [b]e[/] one by one", ""),
        MORE_KEYS,
    ]
    for line in lines:
        err.print(line, highlight=False, soft_wrap=True)


def _show_file(file: Unfound, number: int, total: int) -> None:
    err.rule(f"file {number:,} of {total:,}", style="dim")
    err.print(
        f"[bold]{escape(file.path)}[/] ({escape(file.kind)}, {file.chars:,} characters)", soft_wrap=True
    )
    err.print("Nothing was found in it. Is there personal data?", highlight=False)
    err.print(FILE_KEYS, highlight=False, soft_wrap=True)
    err.print(MORE_KEYS, highlight=False, soft_wrap=True)


def _at(entry: Entry) -> str:
    return f", row {entry.row:,}" if entry.row is not None else ""


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _key() -> str:
    """The next key, without Enter. What was typed ahead is not thrown away."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSADRAIN)
    try:
        key = os.read(terminal, 1)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
    if key in (b"", b"\x04"):  # the terminal is gone, or Ctrl-D
        raise _Quit
    return key.decode("ascii", "replace").lower()


def _why() -> str:
    return _line("Why? (Enter: no reason)")


def _line(question: str) -> str:
    try:
        return err.input(f"{question}: ").strip()
    except EOFError:
        raise _Quit from None
