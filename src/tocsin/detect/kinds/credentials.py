"""User names, passwords, and what stands in for them."""

from __future__ import annotations

import re

from tocsin.detect.gazetteer import is_given, is_surname, key
from tocsin.detect.kinds.kind import Kind, free_text, is_blank
from tocsin.detect.lexicon import ordinary

_LOGIN = re.compile(r"\w[\w.@+\\-]{1,63}")
_HASH = re.compile(
    r"\$(?:2[abxy]|1|5|6|7|y|gy|md5|apr1|sha1|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*|P"
    r"|H)\$[\w./$,=+-]{20,}|\$[PHS]\$[\w./]{20,60}"
    r"|(?:pbkdf2_sha256|\{(?:SSHA|SHA|MD5|CRYPT)\})\S{16,}"
    r"|[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|"
    r"[0-9a-fA-F]{128}|\*[0-9A-F]{40}"
)
_REDACTED = re.compile(r"[*\u2022]+|\[?(?:redacted|hidden|filtered|removed|masked)\]?", re.IGNORECASE)
NO_SECRET = frozenset(
    [
        "and",
        "or",
        "is",
        "was",
        "are",
        "the",
        "a",
        "an",
        "to",
        "of",
        "for",
        "with",
        "your",
        "his",
        "her",
        "their",
        "my",
        "our",
        "you",
        "not",
        "must",
        "will",
        "be",
        "has",
        "have",
        "had",
        "please",
        "reset",
        "policy",
        "changed",
        "change",
        "expired",
        "expires",
        "required",
        "field",
        "manager",
        "protected",
        "incorrect",
        "wrong",
        "on",
        "in",
        "at",
        "by",
        "if",
        "should",
        "can",
        "when",
        "that",
        "this",
        "from",
        "as",
        "it",
        "new",
        "old",
        "same",
        "was",
        "updated",
        "update",
        "hint",
        "hash",
        "length",
        "type",
        "attempts",
    ]
)


def username(text: str) -> str | None:
    """A log-in name; upper and lower case are the same account."""
    if is_blank(text) or not _LOGIN.fullmatch(text) or text.lower() in NO_SECRET or text.isdigit():
        return None
    return text.lower()


def password_hash(text: str) -> str | None:
    """A password that was hashed by a known method, or hexadecimal digits of a digest's length."""
    return text if _HASH.fullmatch(text) and text.lower() not in _NO_PASSWORD else None


_NO_PASSWORD = frozenset(
    [
        "31d6cfe0d16ae931b73c59d7e0c089c0",
        "aad3b435b51404eeaad3b435b51404ee",
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]
)
"""Digests of the empty password: NTLM, LM, MD5, SHA-1, SHA-256."""


def password(text: str) -> str | None:
    """A readable secret. Hashes, stars and ordinary words of a sentence are none."""
    if is_blank(text) or not 3 <= len(text) <= 128 or text.lower() in NO_SECRET:
        return None
    if _HASH.fullmatch(text) or _REDACTED.fullmatch(text) or text.count(" ") > 5:
        return None
    return text


def looks_secret(text: str) -> bool:
    """Whether a word by itself is a chosen secret: letters mixed with digits or signs, and no plain "
    "word."""
    letters = sum(map(str.isalpha, text))
    if len(text) < 6 or letters < 2 or _ELSE.fullmatch(text) or _OF_PROGRAMS.search(text):
        return False
    return any(map(str.isdigit, text)) or (text[0].isalpha() and any(c in "!@#$%^&*?+~" for c in text[1:-1]))


_ELSE = re.compile(
    r"\d+(?:[:.,/-]\d+)*-?[a-z]{1,4}|\d{1,4}[-/.]\d{1,2}[-/.T]\S*|[\w-]+\.(?:\w{2,4}|[\w.]+)"
    r"|v?\d+(?:\.\d+)+\w*|[A-Za-z]+(?:[-'/&+][A-Za-z]+)+[.,!?]*|[A-Za-z]+[!?]+"
    r"|(?:INC|REQ|CHG|TKT|TASK|RITM|SR|CASE|CS|PRB)[-_#]?\d+|[A-Z]{2,}-\d+(?:-\d+)*[a-z]?",
    re.ASCII,
)
"""Measures, times, dates, files and modules, versions, compounds, numbers of tickets and of standards."""
_OF_PROGRAMS = re.compile(r"https?:|www\.|^/|\\\\|^[\w.+-]+@[\w-]+\.\w|[()\[\]{}]|^[a-z]+=|^--|^\w+\.\w+\.")


def unlisted_word(text: str) -> bool:
    """Whether small letters are no word of any text, and may be a secret though they are letters alone."""
    return text.isascii() and text.islower() and text.isalpha() and 7 < len(text) < 17 and not _usual(text)


def _usual(text: str) -> bool:
    return _ENDING.search(text) is not None or key(text) in ordinary()


def looks_login(text: str) -> bool:
    """Whether a word by itself is a log-in: digits or names among its letters, or no word of any text."""
    if not 3 <= len(text) <= 40 or not text[0].isalpha() or username(text) is None:
        return False
    if parts := _PARTED.fullmatch(text):
        one, other = parts[1], parts[2]
        named = is_given(one) or is_given(other) or is_surname(one) or is_surname(other)
        short = min(len(one), len(other)) < 3
        return named and (short or not (key(one) in ordinary() and key(other) in ordinary()))
    if _LOGIN_FORM.fullmatch(text):
        return _ELSE.fullmatch(text) is None
    return text.isalpha() and 3 < len(text) < 13 and not text.istitle() and not _usual(text)


_ENDING = re.compile(
    r"(?:tion|sion|ing|ment|able|ible|ed|ly|ness|ity|ous|ive|ical|ism|ists?|ify|ized?|able|ful)s?\Z"
)
"""Endings of words, though no list has them all."""
_PARTED = re.compile(r"([a-z]+)[._-]([a-z]+)")
_LOGIN_FORM = re.compile(r"[A-Za-z]+(?:[._-]?[A-Za-z]+)*[._-]?\d{1,6}|[A-Z]+\\\w+")


KINDS = (
    Kind("username", r"[A-Za-z0-9_][\w.@+-]{1,63}(?<![.-])", username, 0.93, "a log-in name"),
    Kind(
        "password", r"[^\s\"'<>]{2,127}[^\s\"'<>.,;)]|[^\s\"'<>]{3,128}", password, 0.93, "a readable secret"
    ),
    Kind("password_hash", r"[$*{]?[\w./$,=+{}-]{20,200}", password_hash, 0.9, "a digest of a password"),
    Kind(
        "email_account_credentials", r"[^\s\"'<>]{3,128}", password, 0.9, "a readable secret of the mailbox"
    ),
    Kind("security_question_answer", r"[^\n;|]{2,60}", free_text, 0.85, "an answer"),
    Kind("private_key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----", free_text, 0.95, "a private key"),
    Kind(
        "security_token",
        r"[A-Z2-7]{16,64}(?!\w)",
        lambda t: t if re.fullmatch(r"[A-Za-z0-9+/=_-]{16,128}", t) else None,
        0.8,
        "a shared secret",
    ),
)
