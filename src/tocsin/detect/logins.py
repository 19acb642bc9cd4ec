"""Lists of log-ins without names: ``user:password`` a line, as they are traded and dumped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.detect.kinds.contact import EMAIL
from tocsin.detect.layout import Cell, Grid, lines_of
from tocsin.detect.scanner import Pattern

_LINE = re.compile(
    rf"(?P<login>{EMAIL}|[A-Za-z0-9_][\w.-]{{2,40}})(?P<by>[:;|])(?P<secret>\S{{4,100}})[ \t]*"
)
_MIXED = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[^\s,;]{5,}\Z")
_LEAST = 3
"""Lines of ``word:word`` that make a list; a single line is one only if its log-in is an e-mail address."""


def login_lines(text: str, start: int, end: int) -> Iterator[Grid]:
    """Runs of log-in lines of a part of a text, as tables of two known columns."""
    run: list[tuple[Cell, ...]] = []
    mail = 0
    for line, at in [*lines_of(text, start, end), ("", end)]:
        match = _LINE.fullmatch(line)
        if match and not match["secret"].startswith("//"):
            run.append(
                ((match["login"], at + match.start("login")), (match["secret"], at + match.start("secret")))
            )
            mail += "@" in match["login"]
            continue
        if run and (mail == len(run) or (len(run) >= _LEAST and _secrets(run))):
            header = ("email" if mail * 2 > len(run) else "username", "password")
            yield Grid(run[0][0][1], run[-1][1][1] + len(run[-1][1][0]), header, tuple(run))
        run, mail = [], 0


def _secrets(run: list[tuple[Cell, ...]]) -> bool:
    """Most right sides mix letters with digits or signs: no ``key:value`` settings."""
    mixed = sum(1 for row in run if _MIXED.match(row[1][0]))
    return mixed * 2 > len(run)


LOGIN_LINES = "logins"


def login_pattern() -> Pattern:
    """What the scanner looks for: a text without such a line has no list of log-ins."""
    line = r"(?m)^[A-Za-z0-9_][\w.@+%-]{2,90}[:;|][^\s/]\S{3,100}[ \t\r]*$"
    return Pattern(LOGIN_LINES, (line,), ends=True)
