"""Lists of log-ins without names: ``user:password`` a line, as they are traded and dumped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tocsin.detect.kinds.contact import EMAIL
from tocsin.detect.kinds.credentials import password_hash
from tocsin.detect.layout import Cell, Grid, Line
from tocsin.detect.scanner import Pattern

_LINE = re.compile(
    rf"(?P<login>{EMAIL}|[A-Za-z0-9_][\w.-]{{2,40}})(?P<by>[:;|])(?P<secret>\S{{4,100}})[ \t]*"
)
_MIXED = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[^\s,;]{5,}\Z")
_LEAST = 3
"""Lines of ``word:word`` that make a list; a single line is one only if its log-in is an e-mail address."""


_SHADOW = re.compile(
    r"(?P<login>[A-Za-z0-9_][\w.@\\-]{0,60}):(?P<secret>[$*]?[\w./$,=+-]{13,200}):(?:\d*:){3,7}\s*"
    r"|(?P<windows>[A-Za-z0-9_][\w.@\\ -]{0,60}):\d{3,10}:[0-9A-Fa-f]{32}:(?P<nt>[0-9A-Fa-f]{32}):::.*"
)
_ENV = re.compile(
    r"\s*(?:export |set )?(?P<name>[A-Z][A-Z0-9_]{1,60})\s?=\s?"
    r"(?P<q>[\"']?)(?P<value>[^\s\"'#]{3,100})(?P=q)\s*"
)
_ENV_LOGIN = re.compile(r"_?(?:USER(?:_?NAME)?|LOGIN|E?_?MAIL|ACCOUNT)\Z")
_ENV_SECRET = re.compile(r"_?(?:PASS(?:WORD|WD|PHRASE)?|PWD)\Z")
_PERSONAL = re.compile(rf"{EMAIL}|[a-z]{{2,}}[._][a-z]{{2,}}\d{{0,4}}")
_NOBODY = re.compile(
    r"(?:no-?reply|do-?not-?reply|info|admin|root|support|sales|postmaster|webmaster|noreply|mailer|smtp|service|svc"
    r"|system|test|user|app|api|bot|daemon|www-data|notifications?|alerts?|contact|help|hello|team|billing)"
    r"(?:[@._+-].*)?|.*@example\..*",
    re.IGNORECASE,
)
_ENV_REACH = 6
"""Lines between the log-in of a service and its password in a file of settings."""


_MAY_BE = re.compile(
    r"^[^\s:;|][^\s:;|]+[:;|]\S{4}|:\d*:|^\s*(?:export |set )?[A-Z][A-Z0-9_]+\s?=", re.MULTILINE
)
"""What every line of a log-in, an account or a setting has: one search over a text without any."""


def account_lines(lines: Sequence[Line]) -> Iterator[Grid]:
    """Accounts of password files (shadow, pwdump) and personal log-ins among settings (``.env``)."""
    hashes: list[tuple[Cell, ...]] = []
    settings: dict[str, tuple[int, Cell]] = {}
    for number, (line, at) in enumerate(lines):
        if match := _SHADOW.fullmatch(line):
            login, secret = ("login", "secret") if match["login"] else ("windows", "nt")
            if password_hash(match[secret]):
                hashes.append(
                    ((match[login], at + match.start(login)), (match[secret], at + match.start(secret)))
                )
        elif match := _ENV.fullmatch(line):
            yield from _setting(match, number, at, settings)
    if hashes:
        last, begun = hashes[-1][1]
        yield Grid(hashes[0][0][1], begun + len(last), ("username", "password_hash"), tuple(hashes))


def _setting(
    match: re.Match[str], number: int, at: int, logins: dict[str, tuple[int, Cell]]
) -> Iterator[Grid]:
    """A password whose service has a person for a log-in; other secrets among settings are nobody's."""
    name, cell = match["name"], (match["value"], at + match.start("value"))
    if login := _ENV_LOGIN.search(name):
        if _PERSONAL.fullmatch(cell[0]) and not _NOBODY.fullmatch(cell[0]):
            logins[name[: login.start()]] = (number, cell)
    elif (secret := _ENV_SECRET.search(name)) and (found := logins.pop(name[: secret.start()], None)):
        line, who = found
        if number - line <= _ENV_REACH:
            header = ("email" if "@" in who[0] else "username", "password")
            yield Grid(who[1], cell[1] + len(cell[0]), header, ((who, cell),))


def login_lines(text: str, start: int, end: int, lines: Sequence[Line]) -> Iterator[Grid]:
    """Runs of log-in lines of a part of a text, as tables of two known columns. ``lines``: of that part."""
    if _MAY_BE.search(text, start, end) is None:
        return
    yield from account_lines(lines)
    run: list[tuple[Cell, ...]] = []
    mail = hashed = 0
    for line, at in [*lines, ("", end)]:
        match = None if _SHADOW.fullmatch(line) else _LINE.fullmatch(line)
        if match and not match["secret"].startswith("//"):
            run.append(
                ((match["login"], at + match.start("login")), (match["secret"], at + match.start("secret")))
            )
            mail += "@" in match["login"]
            hashed += match["secret"][0] in "${" and password_hash(match["secret"].split(":")[0]) is not None
            continue
        if run and (len(run) in (mail, hashed) or (len(run) >= _LEAST and _secrets(run))):
            header = ("email" if mail * 2 > len(run) else "username", "password")
            yield Grid(run[0][0][1], run[-1][1][1] + len(run[-1][1][0]), header, tuple(run))
        run, mail, hashed = [], 0, 0


def _secrets(run: list[tuple[Cell, ...]]) -> bool:
    """Most right sides mix letters with digits or signs: no ``key:value`` settings."""
    mixed = sum(1 for row in run if _MIXED.match(row[1][0]))
    return mixed * 2 > len(run)


LOGIN_LINES = "logins"


def login_pattern() -> Pattern:
    """What the scanner looks for: a text without such a line has no list of log-ins."""
    lines = (
        r"(?m)^[A-Za-z0-9_][\w.@+%-]{2,90}[:;|][^\s/]\S{3,100}[ \t\r]*$",
        r"\w:\$[0-9a-z]{1,6}\$",
        r":[0-9A-Fa-f]{32}:[0-9A-Fa-f]{32}:::",
    )
    return Pattern(LOGIN_LINES, lines, ends=True)
