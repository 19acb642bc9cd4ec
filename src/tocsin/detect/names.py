"""Names of persons in running text, without a label: by the lists, titles, salutations and mail headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any

from tocsin.detect.cues import cues
from tocsin.detect.flat import automaton
from tocsin.detect.gazetteer import given_names, is_given, is_surname, key, words
from tocsin.detect.hits import Hit, NameHit
from tocsin.detect.labels import all_phrases
from tocsin.detect.lexicon import is_listed_only, is_people
from tocsin.detect.namemodel import tagged
from tocsin.detect.personname import Name, parse
from tocsin.detect.runs import Run, runs

_CAPITAL = r"[A-Z\xc0-\xde]"
_MAILBOX = re.compile(r"\"?([^<>\",;:]{2,60}?)\"?\s*<")
_NAME_WORD = r"[A-Z\xc0-\xde][\w\xc0-\xff'-]+"
_TITLED = re.compile(
    rf"(Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Sr|Sra|Srta|Ms\./Mr|Mr\./Ms)\.? ({_NAME_WORD}(?: (?:[A-Z]"
    rf"\.? )?{_NAME_WORD})?)"
)
_HEADER = re.compile(r"(From|To|Cc|Bcc|Reply-To|Sender|De|Para):[ \t]*([^\n]+)", re.IGNORECASE)
_GREETING = re.compile(
    (
        rf"(?:Hi|Hello|Dear|Hey|Hola|Estimad[oa]|Good (?:morning|afternoon)),? ({_NAME_WORD}(?: "
        rf"{_NAME_WORD})?),?[ \t]*$"
    ),
    re.MULTILINE,
)
_CLOSING = re.compile(
    r"(?:Thanks|Thank you|Many thanks|Best|Regards|Best regards|Kind regards|Sincerely|"
    r"Cheers|Saludos|Gracias|"
    rf"Atentamente|Respectfully)[,.!]?[ \t]*\n+[ \t]*({_NAME_WORD}(?: [A-Z\xc0-\xde][\w\xc0-\xff'.-]"
    rf"*){{0,3}})[ \t]*$",
    re.MULTILINE,
)


@cache
def _cues() -> tuple[Any, Any]:
    """Automata for titles before a name, and for the line starts of mails."""
    titles = automaton(rf"\b(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Sr|Sra|Srta|Ms\./Mr|Mr\./Ms)\.? {_CAPITAL}")
    starts = automaton(
        r"(?m)^[ \t]*(?:(?:From|To|Cc|Bcc|Reply-To|Sender|De|Para):|(?:Hi|Hello|Dear|Hey|Hola|"
        r"Estimad[oa]|Good morning|"
        r"Good afternoon),? [A-Z]|(?:Thanks|Thank you|Many thanks|Best|Regards|Best regards|"
        r"Kind regards|Sincerely|Cheers|"
        r"Saludos|Gracias|Atentamente|Respectfully)[,.!]?[ \t]*\n)",
        ignore_case=True,
    )
    return titles, starts


@cache
def _stop() -> frozenset[str]:
    return frozenset(key(w) for w in words("not_names"))


def _common_given(word: str) -> bool:
    rank = given_names().get(key(word))
    return rank is not None and rank < 1_500


PLACE, ORGANISATION, PEOPLE = "place", "organisation", "people"
"""Codes of what is no data element by itself, but tells the reader of a text's spans where and who."""
NOT_ELEMENTS = frozenset({PLACE, ORGANISATION, PEOPLE})
_MODEL = 0.85
"""Highest confidence of a name that only the model found."""
SURE_ALONE = 0.8
"""A single word that the model takes for a name with less than this owns nothing: it is only shown."""


def modelled(flat: str, data: bytes, explained: Callable[[int, int], bool]) -> list[NameHit | Hit]:
    """Persons, places and organisations that the model tells apart among capitalised words.

    explained: whether a stretch needs no look any more; runs in tables and behind labels cost nothing then.
    """
    if flat.islower() and len(flat) < _LONGEST_SMALL:
        flat = recased(flat)
        data = flat.encode("latin-1")
    return [hit for run in runs(flat, data, explained) for hit in _of_run(run, flat)]


def _of_run(run: Run, flat: str) -> Iterator[NameHit | Hit]:
    reason = "a name by its words and its neighbours"
    for part in tagged(run):
        last = _before_label(run, flat, part.first, part.last)
        start, end = run.starts[part.first], run.end(last)
        text = flat[start:end]
        if _is_label(text):
            continue
        if part.tag == "P":
            for first, final in _persons(run.words, part.first, last):
                start, end = run.starts[first], run.end(final)
                if name := parse(flat[start:end]):
                    confidence = _MODEL * part.confidence
                    yield NameHit(start, end, name, confidence, partial=" " not in flat[start:end])
        else:
            element = PLACE if part.tag == "L" else ORGANISATION
            yield Hit(start, end, element, text, 0.5, "name.model", reason)
    for word, start in zip(run.words, run.starts, strict=True):
        if is_people(word):
            end = start + len(word)
            yield Hit(start, end, PEOPLE, word, 0.4, "word.people", "what a people or a faith is called")


def _persons(words: list[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The names of a stretch of words: two people with a comma between, without the roles in front."""
    for link in range(first + 2, last - 1):
        if words[link] in (",", "y") and is_given(words[first]) and is_given(words[link + 1]):
            yield from _persons(words, first, link - 1)
            yield from _persons(words, link + 1, last)
            return
    while first <= last and _no_name(words[first]):
        first += 1
    if first <= last:
        yield first, last


@lru_cache(maxsize=4096)
def _no_name(word: str) -> bool:
    """Whether a word only stands in front of a name: ``Clt Ann Lee``, ``Su``, ``De Ann Lee``."""
    known, small = cues(), word.lower().rstrip(".")
    if (
        _ROMAN.fullmatch(word)
        or small in known.governs
        or small in known.topic
        or small in known.presents
        or small in known.selves
    ):
        return True
    return small in known.role and not _common_given(word)


def _before_label(run: Run, flat: str, first: int, last: int) -> int:
    """The last word without the label of what comes next: ``Ann Lee, SSN 219…`` or ``Ann Lee DOB: …``."""
    while last > first and (
        run.words[last] == ","
        or (_is_label(run.words[last]) and (run.words[last - 1] == "," or flat[run.end(last) :][:1] == ":"))
    ):
        last -= 1
    return last


_ROMAN = re.compile(r"[IVX]{2,}")
_LONGEST_SMALL = 20_000
"""Characters of a text without capitals in which names are looked for."""
_SMALL_WORD = re.compile(r"[a-z\xe0-\xff]{3,}")


@cache
def _label_words() -> frozenset[str]:
    """What fields are called, and the single words of it: ``Driver`` of ``Driver's License``."""
    phrases = {p.lower() for p in all_phrases()}
    return frozenset(phrases | {w for phrase in phrases for w in re.split(r"[ '/]", phrase) if len(w) > 1})


def _is_label(text: str) -> bool:
    return text.lower() in _label_words() and not _common_given(text)


def recased(flat: str) -> str:
    """A text without capitals, its words that are listed as names or places and nothing else with one."""

    def raised(match: re.Match[str]) -> str:
        word = match[0].capitalize()
        return word if len(word) == len(match[0]) and is_listed_only(word) else match[0]

    once = _SMALL_WORD.sub(raised, flat)
    return _BEFORE_RAISED.sub(_joined_to_name, once)


_BEFORE_RAISED = re.compile(r"\b([a-z\xe0-\xff]{2,})(?=(?: [a-z]\.?)? [A-Z])|(?<=[a-z] )([a-z])(?=\.? [A-Z])")


def _joined_to_name(match: re.Match[str]) -> str:
    """A common given name that is a word too, or an initial, before a word that is only a name."""
    if match[2] or _common_given(match[1]):
        return match[0].capitalize()
    return match[0]


def cued_names(flat: str, data: bytes) -> Iterator[NameHit]:
    """Names that a title, a greeting, a closing or a mail header announces; often only a part."""
    titles, starts = _cues()
    for found in titles.finditer(data):
        if match := _TITLED.match(flat, found.span()[0]):
            name = parse(match[2])
            if name and key(match[2].split()[0]) not in _stop():
                role = "provider" if match[1] in ("Dr", "Prof") else ""
                yield NameHit(match.start(2), match.end(2), name, 0.85, role=role, partial=not name.given)
    for found in starts.finditer(data):
        start = found.span()[0]
        while flat[start] in " \t":
            start += 1
        if match := _HEADER.match(flat, start):
            yield from _mailboxes(match)
        elif match := _GREETING.match(flat, start):
            yield from _addressed(match, "recipient")
        elif match := _CLOSING.match(flat, start):
            yield from _addressed(match, "sender")


def _mailboxes(match: re.Match[str]) -> Iterator[NameHit]:
    role = "sender" if match[1].lower() in ("from", "reply-to", "sender", "de") else "recipient"
    for box in _MAILBOX.finditer(match.string, match.start(2), match.end(2)):
        name = parse(box[1].strip())
        if name and name.given and "@" not in box[1]:
            start = box.start(1) + len(box[1]) - len(box[1].lstrip())
            yield NameHit(start, start + len(box[1].strip()), name, 0.95, role=role)


def _addressed(match: re.Match[str], role: str) -> Iterator[NameHit]:
    head = match[1].split()[0]
    name = parse(match[1]) if key(head) not in _stop() and (is_given(head) or is_surname(head)) else None
    if name:
        yield NameHit(match.start(1), match.end(1), name, 0.85, role=role, partial=" " not in match[1])


def echoes(flat: str, known: list[NameHit], data: bytes) -> Iterator[NameHit]:
    """Later places where only a part of a known full name stands: ``Ann's member ID``."""
    parts: dict[str, Name] = {}
    for hit in known:
        if hit.partial or not hit.name.given:
            continue
        for part in (hit.name.given, hit.name.family):
            if len(part) > 2 and part.isalpha() and key(part) not in _stop():
                parts.setdefault(part, hit.name)
    for text, start in _places(parts, flat, data):
        end = start + len(text)
        if (start and (flat[start - 1].isalnum() or flat[start - 1] in "_@.-'")) or flat[end : end + 1] in (
            "_",
            "@",
            "-",
        ):
            continue
        if flat[end : end + 1].isalnum() or (
            flat[end : end + 1] == "." and flat[end + 1 : end + 2].isalnum()
        ):
            continue
        given = parts[text].given == text
        name = Name(text, given=text) if given else Name(text, family=text)
        yield NameHit(start, end, name, 0.7, partial=True)


_MANY = 400
"""More different names than this are a list, not a text that speaks of people again."""


def _places(parts: dict[str, Name], flat: str, data: bytes) -> Iterator[tuple[str, int]]:
    """Every place of the parts; few are searched one by one, many by an automaton."""
    if len(parts) * len(flat) < 2_000_000:
        for part in parts:
            start = flat.find(part)
            while start >= 0:
                yield part, start
                start = flat.find(part, start + 1)
    elif len(parts) <= _MANY:
        pattern = automaton(rf"\b(?:{'|'.join(sorted(p for p in parts if p.isascii()))})\b")
        for found in pattern.finditer(data):
            start, end = found.span()
            yield flat[start:end], start
