"""User names, passwords, and what stands in for them."""

from __future__ import annotations

import re

from tocsin.detect.kinds.kind import Kind, free_text, is_blank

_LOGIN = re.compile(r"\w[\w.@+\\-]{1,63}")
_HASH = re.compile(
    r"\$(?:2[abxy]|1|5|6|7|y|gy|md5|apr1|sha1|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*|P|H)\$[\w./$,=+-]{20,}|\$[PHS]\$[\w./]{20,60}"
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
