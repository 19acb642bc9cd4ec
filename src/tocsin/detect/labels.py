"""What a label means: column headers, form labels and the words before a value in a sentence.

One vocabulary (``data/labels.yaml``) serves all three, so that ``Soc Sec No.`` over a column, in a form
and in a mail is the same thing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from tocsin.model.yamlfile import read_yaml

NOTHING = "nothing"
"""Field of labels that speak against a data element: order number, invoice, quantity."""

_FILLER = frozenset(
    [
        "number",
        "numbers",
        "no",
        "num",
        "nbr",
        "nr",
        "nro",
        "numero",
        "the",
        "of",
        "de",
        "del",
        "la",
        "el",
        "las",
        "los",
        "your",
        "my",
        "his",
        "her",
        "their",
        "a",
        "an",
        "on",
        "file",
        "us",
        "usa",
        "is",
        "for",
        "value",
        "field",
        "full",
        "primary",
        "current",
        "and",
    ]
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TOKEN = re.compile(r"[a-z]+|\d+")
_SIGNS = frozenset("([#'")
"""Signs that do more to a label than to part its words."""
_WRITTEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
"""Words of a label without such signs: what `_CAMEL` and `_TOKEN` give, in one step."""
_ASIDE = re.compile(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]")
WAGES = re.compile(r"\bwages\b|\bcompensation\b", re.IGNORECASE)
"""Labels of tax forms whose amounts are income."""

_ENTRY = re.compile(r"([A-Za-z_][\w.]*?)\.(\d{1,3})\.(.+)")
_INDEX = re.compile(r"[\[/](\d{1,3})(?:\]|(?=/))[./]?")
_NUMBERED = re.compile(r"[.\[/]\d")
"""``members.2.name.given``: a field of an entry of a list inside a record."""
MAX_LABEL_CHARS = 60
"""Longer headers are sentences, not labels."""
_KEPT = 20_000
"""Texts whose meaning as a label is remembered: more than all labels of a case, and still few megabytes."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says.

    field: a catalogue code, a part of the mention (``given``, ``city``) or ``nothing``.
    whose: the person it belongs to: ``""`` the record's own, else ``spouse``, ``dependent1`` ...
    role: role of that person where the label says it: ``employee``, ``patient``, ``spouse`` ...
    exact: the label is the phrase itself, not a longer text with the phrase in it.
    ordinal: the number at the label's end or beginning that is no part of the phrase: 2 of ``SSN 2``.
    """

    field: str
    whose: str = ""
    role: str = ""
    exact: bool = True
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    fields: dict[tuple[str, ...], str]
    roles: dict[tuple[str, ...], str]
    things: frozenset[str]
    prose: tuple[str, ...]
    forms: tuple[str, ...]
    phrases: tuple[str, ...]
    words: frozenset[str]


def _plain(text: str) -> str:
    if text.isascii():
        return text
    text = text.replace("\u00df", "ss")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _stem(token: str) -> str:
    return token[:-1] if len(token) > 3 and token[-1] == "s" else token


def _tokens(text: str) -> tuple[str, ...]:
    """Words of a label, written out: ``Emp_Last`` and ``EMPLOYEE LST`` are the same, plurals too."""
    return tuple(map(_in_full, _words(text)))


def _words(text: str) -> list[str]:
    if text.isascii() and _SIGNS.isdisjoint(text):
        return _WRITTEN.findall(text)
    spaced = _CAMEL.sub(" ", _plain(_ASIDE.sub(" ", text) or text))
    spaced = spaced.lower().replace("#", " number ")
    return _TOKEN.findall(spaced.replace("'", "").replace("\u2019", ""))


@lru_cache(maxsize=_KEPT)
def _in_full(word: str) -> str:
    word = _stem(word.lower())
    return _abbreviations().get(word, word)


def _core(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(t for t in tokens if t not in _FILLER) or tokens


_TOLD_ASIDE = frozenset({"ssn", "itin", "iban", "routing_number", "passport"})
"""What a word in brackets says of the label before it."""

_OF_BANKS = frozenset({"financial_account", "routing_number", "financial_access_code", "iban"})
"""Fields that a label says more closely with the word bank: they are not the bank's own."""

_FILES = ("labels_abroad", "labels", "labels_rare", "labels_es", "labels_written")
"""Where two say different things of a label, the first decides."""


def _files() -> dict[str, Any]:
    """All files of labels as one: per field the phrases of each, one after the other."""
    whole: dict[str, Any] = {}
    for name in _FILES:
        source = files("tocsin.detect").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
        for field, phrases in read_yaml(source).items():
            whole[field] = phrases if isinstance(phrases, dict) else [*whole.get(field, ()), *phrases]
    return whole


@cache
def _abbreviations() -> dict[str, str]:
    """Word in full by its short form."""
    written = _files()["abbreviations"].items()
    return {_stem(short): _stem(word) for word, forms in written for short in forms}


@cache
def _vocabulary() -> _Vocabulary:
    content = dict(_files())
    content.pop("abbreviations")
    things = frozenset(token for word in content.pop("things") for token in _tokens(word))
    roles: dict[tuple[str, ...], str] = {}
    prose: list[str] = []
    forms: list[str] = []
    every: list[str] = []
    for role, phrases in content.pop("roles").items():
        for phrase in phrases:
            roles.setdefault(_tokens(phrase), role)
        if role in _ALONE:
            prose.extend(phrases)
    fields: dict[tuple[str, ...], str] = {}
    for field, phrases in content.items():
        for phrase in phrases:
            fields.setdefault(_tokens(phrase.rstrip("~")), field)
            if field != NOTHING:
                every.append(phrase.rstrip("~"))
            (forms if phrase.endswith("~") else prose).append(phrase.rstrip("~"))
    for field, phrases in content.items():
        for phrase in phrases:
            fields.setdefault(_core(_tokens(phrase.rstrip("~"))), field)
    words = frozenset(token for phrase in (*fields, *roles) for token in phrase)
    return _Vocabulary(fields, roles, things, tuple(prose), tuple(forms), tuple(every), words)


def prose_phrases() -> tuple[str, ...]:
    """Every label that is used in sentences too, as written in the vocabulary."""
    return _vocabulary().prose


def form_phrases() -> tuple[str, ...]:
    """Every label that is used only where a sign shows it to be one: over a column, on a line of a form."""
    return _vocabulary().forms


def all_labels() -> dict[str, tuple[str, ...]]:
    """Every label by its field, as written in the vocabulary."""
    return {
        field: tuple(dict.fromkeys(phrase.rstrip("~") for phrase in phrases))
        for field, phrases in _files().items()
        if field != "roles"
    }


def all_phrases() -> tuple[str, ...]:
    """Every label of a field, as written in the vocabulary."""
    return _vocabulary().phrases


def _contained(tokens: tuple[str, ...]) -> str | None:
    """The field of the longest phrase inside the label; a single word must stand at the label's end."""
    fields = _vocabulary().fields
    for length in range(len(tokens) - 1, 0, -1):
        for start in range(len(tokens) - length, -1, -1):
            if length == 1 and start + length != len(tokens):
                continue
            field = fields.get(tokens[start : start + length])
            if field:
                return field
    return None


def _without_ordinal(tokens: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """("1", ("ssn",)) for ``1 ssn`` and for ``ssn 1``."""
    if len(tokens) > 1 and tokens[0].isdigit():
        return tokens[0], tokens[1:]
    if len(tokens) > 1 and tokens[-1].isdigit():
        return tokens[-1], tokens[:-1]
    return "", tokens


def _split_role(tokens: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """(whose, role, rest): takes the words that say whose field it is from either end of the label."""
    roles = _vocabulary().roles
    for length in (3, 2, 1):
        for words, rest in ((tokens[:length], tokens[length:]), (tokens[-length:], tokens[:-length])):
            role = roles.get(words)
            if role is None or not rest:
                continue
            if role.startswith("="):
                ordinal, bare = _without_ordinal(rest) if rest[0].isdigit() else ("", rest)
                return (role[1:] + ordinal if ordinal not in ("", "1") else ""), role[1:], bare
            if rest in _vocabulary().fields:  # ``address line 2`` is a phrase with its number
                return role, role, rest
            ordinal, bare = _without_ordinal(rest)
            return role + ordinal, role, bare
    return "", "", tokens


def _own_role(tokens: tuple[str, ...]) -> str:
    """``patient`` for ``patient name``: the label itself names the role of the record's own person."""
    for length in (len(tokens), 2, 1):
        role = _vocabulary().roles.get(tokens[:length], "")
        if role.startswith("="):
            return role[1:]
    return ""


_ALONE = {
    "spouse",
    "dependent",
    "guardian",
    "guarantor",
    "emergency_contact",
    "beneficiary",
    "decedent",
    "provider",
    "contact",
}


@lru_cache(maxsize=_KEPT)
def _of_tokens(tokens: tuple[str, ...]) -> Label | None:
    vocabulary = _vocabulary()
    if field := vocabulary.fields.get(tokens):
        return Label(field, "", _own_role(tokens))
    whose, role, rest = _split_role(tokens)
    if role and (field := vocabulary.fields.get(rest)):
        of_bank = role == "organisation" and field in _OF_BANKS and "bank" in tokens
        return Label(field) if of_bank else Label(field, whose, role)
    if field := vocabulary.fields.get(_core(tokens)):
        return Label(field, "", _own_role(_core(tokens)))
    alone = vocabulary.roles.get(tokens) or vocabulary.roles.get(tuple(t for t in tokens if not t.isdigit()))
    if alone in _ALONE:
        ordinal = "".join(t for t in tokens if t.isdigit())
        return Label("person_name", alone + ordinal, alone)
    if role:
        inner = _of_tokens(rest)
        if inner is not None:
            return Label(
                inner.field, whose or inner.whose, role if whose else (inner.role or role), inner.exact
            )
    ordinal, bare = _without_ordinal(tokens)
    if 0 < len(ordinal) <= 2 and (inner := _of_tokens(bare)) is not None:
        return replace(inner, ordinal=int(ordinal))
    field = _contained(tokens) or _contained(_core(tokens))
    if field == "person_name" and not vocabulary.things.isdisjoint(tokens):
        field = NOTHING
    return Label(field, whose, role, exact=False) if field else None


@lru_cache(maxsize=_KEPT)
def label_of(text: str) -> Label | None:
    """What a header or form label means, or None where it says nothing we know."""
    if not text or len(text) > MAX_LABEL_CHARS:
        return None
    if _NUMBERED.search(text) and (path := _ENTRY.fullmatch(_INDEX.sub(r".\1.", text))):
        inner = label_of(path[3])
        listed = _vocabulary().roles.get(_tokens(path[1])[-1:], "").lstrip("=")
        whose = f"{path[1]}.{path[2]}.{inner.whose if inner else ''}"
        return replace(inner, whose=whose, role=inner.role or listed) if inner else None
    tokens = _tokens(text)
    if not tokens or len(tokens) > 9:
        return None
    if (aside := _ASIDE.search(text)) and (told := _with_aside(text, aside[0])):
        return told
    found = _of_known(tokens)
    if (found is None or not found.exact) and (_CAMEL.search(text) or not text.isascii()):
        # ``DoD`` is one word, though it is written like two.
        whole = _of_known(_tokens(text.lower()))
        return whole if whole and whole.exact else found
    return found


def _with_aside(text: str, aside: str) -> Label | None:
    """What the words in brackets make of a label: ``SSN (last 4)``, ``Name (First)``, ``Tax ID (SSN)``."""
    whole = _of_known(_tokens(text.translate(_BRACKETS)))
    if whole and whole.exact and not whole.ordinal:
        return whole
    inner = _of_known(_tokens(aside.translate(_BRACKETS)))
    return inner if inner and inner.exact and inner.field in _TOLD_ASIDE and text[0] not in "([" else None


_BRACKETS = str.maketrans("()[]", "    ")


@lru_cache(maxsize=_KEPT)
def is_label(text: str) -> bool:
    """Whether a word is nothing but what a field is called: ``password``, ``User_Name``."""
    if not text.replace("_", "").replace("-", "").isalpha():
        return False
    found = label_of(text)
    return found is not None and found.exact


def _of_known(tokens: tuple[str, ...]) -> Label | None:
    """As `_of_tokens`; most texts that are no label have no word of one."""
    return None if _vocabulary().words.isdisjoint(tokens) else _of_tokens(tokens)


@lru_cache(maxsize=_KEPT)
def leading_role(text: str) -> str:
    """Whose column it is by its first word: ``employee`` for ``EE SSN``, ``customer`` for ``Member SSN``."""
    tokens = _tokens(text)
    return _vocabulary().roles.get(tokens[:1], "").lstrip("=") if len(tokens) > 1 else ""


def role_in(place: str) -> str:
    """The role that the name of a table or sheet gives to its rows: ``patients`` holds patients."""
    for token in _tokens(place):
        role = _vocabulary().roles.get((token,), "")
        if role in ("=employee", "=patient", "=customer", "=student"):
            return role[1:]
    return ""


_INITIALS = re.compile(r"[a-z](?:/[a-z])+")
"""``a/c``: without its stroke it is another word."""


def label_pattern(phrase: str) -> str:
    """A phrase as a pattern: plural or not, words apart by a blank, a dot, a dash or nothing."""
    pattern = ""
    initials = _INITIALS.fullmatch(phrase) is not None
    for piece in re.findall(r"[^\W_]+|'|[\W_]+", phrase.strip(" .#'")):
        if piece == "'":
            pattern += "'?"
        elif initials and piece == "/":
            pattern += r"[ \t]?/[ \t]?"
        elif piece[0].isalnum():
            pattern += "".join(c if c.isascii() else "." for c in piece)
        else:
            pattern += r"[ \t_./,-]{0,2}"
    # No word begins at a letter beyond ASCII, as the automaton sees it: the label then starts one later.
    return pattern.removeprefix(".") + r"(?:'?s)?"
