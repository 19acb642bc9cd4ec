"""Log-ins told in a sentence or as a pair: ``sign in as jdoe44 with Kite-22``, ``creds: jdoe44 / Kite-22``.

What the words around announce must also look like it: a secret mixes letters with digits or signs, a log-in
is no word of any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tocsin.detect.hits import Hit
from tocsin.detect.kinds.contact import EMAIL
from tocsin.detect.kinds.credentials import looks_login, looks_secret, password, unlisted_word, username
from tocsin.detect.labels import is_label
from tocsin.detect.scanner import Pattern, Stretch

ACCOUNTS = "accounts"
_LOGIN = rf"(?P<login>{EMAIL}|[A-Za-z][\w.\\-]{{1,40}}[A-Za-z0-9])"
_HIDDEN = r"(?P<secret>[^\s\"'<>,;|]{5,40})"
_OPEN, _SHUT = r"[\"'\u201c(<\[]?", r"[\"')>\]]?"
_PAIR = re.compile(rf"(?<![\w@./\\-]){_OPEN}{_LOGIN}{_SHUT}[ \t]*[/:;|,][ \t]*{_OPEN}{_HIDDEN}")
_CALLED = r"(?:user ?(?:name|id)?|login|account|id|usuario|cuenta|email|e-mail)"
_ITS_WORD = (
    r"(?:(?:the|a|your|his|her|la|su|el|this|new|temp(?:orary)?|initial|default|one-time|first)[ ]){0,3}"
    r"(?:password|passcode|pass|pwd?|pin|contrase\xf1a|clave|secret)"
    r"(?: (?:temporal|provisional|nueva|inicial))?(?:[ ]?[:=]| is| es| of)?"
)
_AS = re.compile(
    r"(?i:\b(?:(?:log|sign|logged|signed|logging|signing)[ -]?(?:in|on)(?: to [\w -]{2,24}?)?|(?:entr"
    r"|ingres|acced|inici)\w{1,4}"
    r"(?: sesi\xf3n)?(?: al? [\w ]{2,16}?)?|(?:use|using|usar|usando|access|connect)"
    rf"(?: (?:as|with|using|con|como|the|your|el|la|su)){{0,3}} {_CALLED}(?=[: ]))"
    rf"(?: (?:as|with|using|con|como|the|your|el|la"
    rf"|su)){{0,3}}(?: {_CALLED})?)[: ]{{1,2}}{_OPEN}{_LOGIN}{_SHUT}"
    rf"(?:(?i:,? (?:and|with|using|y|con|plus)(?: (?:use|the|la|el))?"
    rf"|[ ]?[/,;])(?i: {_ITS_WORD})?[ ]{{1,2}}"
    rf"{_OPEN}{_HIDDEN})?"
)
_SHORT = re.compile(
    rf"(?i:\b(?:(?:u|un|user|uname|uid|id|login|account)[ ]?[:=-]"
    rf"|u/n))[ ]?{_LOGIN}[ ,;|/\t]{{1,4}}(?i:p(?:w|wd|ass)?[ ]?[:=-]|p/w)[ ]?{_HIDDEN}"
)
_TOLD = re.compile(
    rf"(?i:\b(?:{_ITS_WORD}|(?:reset|changed|set|updated) it)(?: (?:for|of|on|de|del|para)(?: (?:user"
    rf"|account|usuario|the account))?"
    rf" (?P<login>[^\s,;]{{2,60}})(?: [A-Z][\w.'-]+)?)?(?: (?:has|have|had|was|were|is|will|would"
    rf"|should|been|be|got|now|temporarily|"
    r"ha|sido|fue|ser\xe1|reset|re-set|changed|set|updated|switched|restablecida|cambiada|back|over)){0,5}"
    rf" ?(?:to|as|a|:|=|->|is|es|be|now)):? {_OPEN}{_HIDDEN}"
)
_FOR_WHOM = re.compile(
    rf"(?i:\b{_ITS_WORD}(?: [a-z]+){{0,3}} (?:to|as|is|a)) \S{{5,40}} (?i:for|para)(?i: user"
    rf"| account)? {_LOGIN}"
)
_LOCKED = re.compile(
    r"(?i:\b(?:account|usuario|cuenta)(?: (?:name|de|for|of|was|is))?) "
    rf"{_LOGIN}(?=[ ,.;)]{{0,2}}(?i:(?:is|was|has|got|were|for|unlocked|locked|disabled|enabled|created"
    rf"|expired|\()))"
)
_BEHIND_MAIL = re.compile(rf"(?P<login>{EMAIL})[ \t]{{1,3}}(?i:pw|pwd|pass|password|p)[:= ]{{1,3}}{_HIDDEN}")
_CUE = re.compile(
    r"\b(?:creds?|credentials?|credenciales|log-?ins?|log[ -]?ons?|log[ -]in|sign[ -]?in|sign[ -]?on"
    r"|vpn|citrix|portal|"
    r"wi-?fi|account|accounts|access|password|user|username|usuario|un/pw|u/p|user/pass|acceso"
    r"|passwords|contrase\xf1a|"
    r"webmail|intranet|bank|remote|email|site)\b",
    re.IGNORECASE,
)
_TRAIL = ".,;:)?"


def account_pattern() -> Pattern:
    """What shows that a line may tell a log-in; only its end is wanted."""
    lines = (
        r"\b(?:log|sign)(?:ged|ned|ging|ning)?[ -]?(?:in|on)(?: to [\w -]{2,24})? (?:as|with"
        r"|using) [\"'(A-Za-z]",
        r"\b(?:creds?|credentials?|credenciales|un/pw|u/p|user/pass(?:word)?|username/password"
        r"|login/password)\b",
        r"\b(?:password|passcode|pwd|pw|pass|contrase.a|clave)\b.{0,70} (?:to|as|a|be|is|es"
        r"|of)\b:? [\"'(]?[A-Za-z0-9]",
        r"\b(?:con el|el|su|use the|using the|account) (?:usuario|user|account"
        r"|login)?[ ]?[A-Za-z][\w.-]{2,40}[0-9._-]",
        r"[\w.+-]@[\w.-]{3,60}\.[a-z]{2,8} {0,2}(?:/|:|pw|pass|pwd) ?[:=]? ?\S{6}",
        r"[A-Za-z][\w.-]{2,40}[\"']? ?[/|;:] ?[\"']?[A-Za-z][^\s/]{2,20}[0-9!@#$%&*?]",
        r"\bu(?:n|ser)?[:=] ?[A-Za-z]",
        r"\bu/n[ :=]",
        r"\b(?:access|connect|ingres.|entr.r|acceda|inicie).{0,40} (?:with|con|as) ",
    )
    return Pattern(ACCOUNTS, lines, ignore_case=True, ends=True)


def accounts(flat: str, places: Sequence[Stretch]) -> Iterator[Hit]:
    """Log-ins and secrets of the lines that tell them."""
    after = -1
    for at, _ in places:
        if at <= after:
            continue
        start = flat.rfind("\n", 0, at) + 1
        end = flat.find("\n", at)
        after = end if end >= 0 else len(flat)
        if after - start <= _LONGEST_LINE:
            yield from _of_line(flat[start:after], start)


_LONGEST_LINE = 1_000


def _of_line(line: str, at: int) -> Iterator[Hit]:
    for pattern in (_SHORT, _AS, _TOLD, _FOR_WHOM, _BEHIND_MAIL, _LOCKED):
        for match in pattern.finditer(line):
            yield from _hits(match, at)
    cued, pair = _CUE.search(line) is not None, _PAIR.search(line)
    while pair is not None:
        hits = list(_hits(pair, at, both=True)) if cued or "@" in pair["login"] else []
        yield from hits
        pair = _PAIR.search(line, pair.end() if hits else pair.end("login"))


def _hits(match: re.Match[str], at: int, *, both: bool = False) -> Iterator[Hit]:
    """Hits of what looks like what it is called; ``both``: neither counts without the other."""
    parts = match.groupdict()
    login, secret = parts.get("login") or "", (parts.get("secret") or "").rstrip(_TRAIL)
    is_login = "@" in login or (looks_login(login) and not is_label(login))
    is_secret = looks_secret(secret) or (is_login and unlisted_word(secret) and not is_label(secret))
    if both and not (is_login and is_secret):
        return
    if is_login and "@" not in login and (value := username(login)):
        yield _hit(at + match.start("login"), login, "username", value)
    if is_secret and (value := password(secret)):
        yield _hit(at + match.start("secret"), secret, "password", value)


def _hit(start: int, text: str, element: str, value: str) -> Hit:
    reason = "in the words that tell a log-in"
    return Hit(start, start + len(text), element, value, 0.85, f"account.{element}", reason)
