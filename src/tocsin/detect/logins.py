"""Lists of log-ins without names: ``user:password`` a line, as they are traded and dumped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.detect.kinds.contact import EMAIL
from tocsin.detect.layout import Cell, Grid, lines_of

_LINE = re.compile(
    rf"[ \t]*(?P<login>{EMAIL}|[A-Za-z0-9_][\w.-]{{2,40}})(?P<by>[:;|])(?P<secret>\S{{4,100}})[ \t]*"
)
_LEAST = 3
"""Lines of ``word:word`` that make a list; a single line is one only if its log-in is an e-mail address."""


def login_lines(text: str) -> Iterator[Grid]:
    """Runs of log-in lines as tables of two known columns."""
    if ":" not in text and ";" not in text and "|" not in text:
        return
    run: list[tuple[Cell, ...]] = []
    mail = 0
    for line, at in [*lines_of(text), ("", len(text))]:
        match = _LINE.fullmatch(line)
        if match and not match["secret"].startswith("//"):
            run.append(
                ((match["login"], at + match.start("login")), (match["secret"], at + match.start("secret")))
            )
            mail += "@" in match["login"]
            continue
        if run and (mail == len(run) or len(run) >= _LEAST and _secrets(run)):
            header = ("email" if mail * 2 > len(run) else "username", "password")
            yield Grid(run[0][0][1], run[-1][1][1] + len(run[-1][1][0]), header, tuple(run))
        run, mail = [], 0


def _secrets(run: list[tuple[Cell, ...]]) -> bool:
    """Most right sides mix letters with digits or signs: no ``key:value`` settings."""
    mixed = sum(1 for row in run if re.search(r"[A-Za-z]", row[1][0]) and re.search(r"[\d\W_]", row[1][0]))
    return mixed * 2 > len(run)
