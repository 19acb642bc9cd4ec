"""Names of persons in running text, without a label: by the lists, titles, salutations and mail headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tocsin.detect.flat import automaton
from tocsin.detect.gazetteer import given_names, is_given, is_surname, key, surnames, words
from tocsin.detect.hits import NameHit
from tocsin.detect.personname import Name, parse
from tocsin.model.elements import jurisdictions

_CAPITAL = r"[A-Z\xc0-\xde]"
_WORD = rf"{_CAPITAL}(?:[\w\xc0-\xff'-]*[\w\xc0-\xff])?\.?"
_LINK = r"(?:de|la|del|de la|de los|los|van|van der|von|der|y|da|di|du|bin)"
_PIECE = re.compile(r"[^\s,]+,?")
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
def _runs() -> Any:
    """Runs that begin with a listed given name or an initial, and ``Last, First``.

    The lists are part of the automaton: ordinary capitalised words never reach Python.
    """
    listed = [n for n, rank in given_names().items() if len(n) > 1 and (n not in _stop() or rank < 600)]
    given = "|".join(f"{name[0]}(?i:{name[1:]})" for name in sorted(listed))
    further = rf"(?: (?:{_LINK} )?{_WORD})"
    tail = r"(?:, (?:Jr|Sr|II|III|IV|MD|DO|RN|Esq|PhD)\b\.?)?"
    forward = rf"(?:(?:{given})\b|{_CAPITAL}\.?)(?:-{_WORD})?{further}{{1,4}}{tail}"
    reverse = rf"{_WORD}(?: {_WORD})?(?: (?:Jr|Sr|II|III)\.?)?, (?:{given})\b(?: {_WORD}){{0,2}}"
    accented = rf"{_CAPITAL}[\w'-]*[\xc0-\xff][\w\xc0-\xff'-]*{further}{{1,3}}"
    return automaton(rf"\b(?:{forward}|{reverse}|{accented})")


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


@cache
def _firms() -> frozenset[str]:
    return frozenset(key(w) for w in words("organisations"))


_STATES = frozenset(code for code in jurisdictions() if len(code) == 2)
_LEGAL_FORMS = frozenset(
    ["INC", "LLC", "LTD", "CORP", "CORPORATION", "COMPANY", "CO", "LLP", "PLLC", "PC", "GROUP", "LP", "PLC"]
)
"""Last words of a firm's name that follow no person's."""

_TITLE_WORDS = frozenset(
    [
        "MR",
        "MRS",
        "MS",
        "MISS",
        "MX",
        "DR",
        "PROF",
        "REV",
        "SRA",
        "SRTA",
        "HON",
        "SGT",
        "CAPT",
        "JUDGE",
        "OFFICER",
        "NURSE",
    ]
)


def _rank_given(word: str) -> int | None:
    return given_names().get(key(word))


def _initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


def _trim(pieces: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Takes words off both ends that are no part of a name: ``Please call Ann Lee Monday``."""
    while pieces and (
        key(pieces[0][0]) in _TITLE_WORDS or (key(pieces[0][0]) in _stop() and not _keeps(pieces))
    ):
        pieces = pieces[1:]
    while (
        pieces
        and key(pieces[-1][0]) in _stop()
        and not (len(pieces) == 2 and is_surname(pieces[-1][0]) and _common_given(pieces[0][0]))
    ):
        pieces = pieces[:-1]
    return pieces


def _is_firm(window: list[tuple[str, int]], pieces: list[tuple[str, int]]) -> bool:
    """``Taylor Electric Group``: the words end in a firm's, even where its last word was taken off."""
    last = pieces[-1][1] if pieces else -1
    following = next((word for word, at in window if at > last), "")
    return bool(pieces) and key(following.rstrip(",.")) in _LEGAL_FORMS


def _common_given(word: str) -> bool:
    rank = _rank_given(word)
    return rank is not None and rank < 1_500


def _keeps(pieces: list[tuple[str, int]]) -> bool:
    """``April Jones`` and ``Will Smith`` stay whole: a common given name that is a word, before a surname."""
    if len(pieces) < 2 or key(pieces[1][0]) in _stop():
        return False
    rank, family = _rank_given(pieces[0][0]), surnames().get(key(pieces[1][0]))
    return rank is not None and rank < 600 and family is not None and family < 5_000


def _plausible(pieces: list[tuple[str, int]]) -> float:
    """Confidence that a run is one person's name, 0 for none."""
    tokens = [word for word, _ in pieces]
    names = [w.rstrip(",.") for w in tokens]
    if not 2 <= len(tokens) <= 5 or any(key(w) in _firms() for w in names[1:]):
        return 0.0
    if tokens[0].endswith(","):
        if len(names) == 2 and len(names[1]) == 2 and names[1].isupper() and names[1] in _STATES:
            return 0.0
        return 0.85 if is_surname(names[0]) and is_given(names[1]) else 0.0
    if any(word.endswith(",") for word in tokens[:-1]):
        return 0.0
    first, last = names[0], names[-1]
    if _initial(first) and len(names) == 2:
        return (
            0.6
            if (surnames().get(key(last), 99_999)) < 20_000 and len(last) > 2 and not last.isupper()
            else 0.0
        )
    if is_given(first) and is_surname(last):
        return 0.9
    if is_given(first) and last[:1].isupper() and len(last) > 3 and _common_given(first):
        return 0.6
    if is_surname(first) and is_surname(last) and surnames().get(key(first), 99_999) < 3_000:
        return 0.55
    return 0.0


def _best_window(pieces: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Cuts at a comma that does not separate ``Last, First``, and where a sentence ends.

    ``Ann Lee, Bob Roe`` and ``Ann Lee. Bob Roe`` give the first.
    """
    for i, (word, _) in enumerate(pieces[:-1]):
        if i > 0 and (word.endswith(",") or (word.endswith(".") and len(word) > 4)):
            return pieces[: i + 1]
    return pieces


def _candidates(flat: str, start: int, end: int) -> Iterator[list[tuple[str, int]]]:
    pieces = [(m[0], m.start()) for m in _PIECE.finditer(flat, start, end)]
    while len(pieces) >= 2:
        window = _best_window(pieces)
        yield window
        pieces = pieces[len(window) :]


def free_names(flat: str, data: bytes) -> Iterator[NameHit]:
    """Full names by their words."""
    for found in _runs().finditer(data):
        for window in _candidates(flat, *found.span()):
            pieces = _trim(window)
            if _is_firm(window, pieces):
                continue
            if len(pieces) > 3 and not _plausible(pieces):
                pieces = pieces[:3]
            confidence = _plausible(pieces)
            if not confidence and len(pieces) == 3:
                pieces = pieces[1:] if _plausible(pieces[1:]) else pieces[:2]
                confidence = _plausible(pieces)
            if not confidence:
                continue
            start = pieces[0][1]
            end = pieces[-1][1] + len(pieces[-1][0])
            text = flat[start:end]
            text = text.rstrip(",") if text.endswith((" Jr.", " Sr.")) else text.rstrip(",.")
            if text.endswith("'s"):
                text = text[:-2]
            end = start + len(text)
            if end < len(flat) and flat[end] in "_@(" and flat[end : end + 1] != "(":
                continue
            name = parse(text)
            if name:
                yield NameHit(start, end, name, confidence)


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


@cache
def _introductions() -> Any:
    run = rf"{_WORD}(?: (?:{_LINK} )?{_WORD}){{1,3}}"
    before = (
        r"(?i:\b(?:name is|names? are|called|named|patient|employee|customer|member|client|"
        r"claimant|insured|spouse|wife|husband|"
        r"son|daughter|dependent|beneficiary|mother|father|brother|sister|set up|signed by|"
        r"prepared by|attn:?|contact|paciente|"
        r"empleado|empleada|cliente|llamado|llamada)) "
    )
    after = (
        r"(?i:(?: lives at| resides| was born| is an? \d|'s (?:ssn|dob|social|date|birth|account|"
        r"passport|licen[cs]e|card|member|"
        r"medical|chart|phone|email|e-mail|address|password|user)|,? \(?(?:ssn|dob|born|mrn|"
        r"age[d]? \d|date of birth|d\.o\.b)\b"
        r"| has (?:social|ssn|account|passport)|'s mother|'s father))"
    )
    return automaton(rf"(?:{before}({run})|\b({run}){after})")


def introduced_names(flat: str, data: bytes) -> Iterator[NameHit]:
    """Names that no list knows, introduced by the words around them: ``patient Tomomi Nishiyama``."""
    for found in _introductions().finditer(data):
        start, end = found.span(1) if found.span(1)[0] >= 0 else found.span(2)
        pieces = [(m[0], m.start()) for m in _PIECE.finditer(flat, start, end)]
        pieces = [(w.removesuffix("'s"), at) for w, at in pieces]
        while pieces and key(pieces[0][0]) in _TITLE_WORDS | _stop():
            pieces = pieces[1:]
        words_of = [w.rstrip(",.") for w, _ in pieces]
        if not 2 <= len(pieces) <= 4 or any(key(w) in _stop() or key(w) in _firms() for w in words_of):
            continue
        if any(w.endswith(",") for w, _ in pieces[:-1]) or all(w.isupper() for w in words_of):
            continue
        begin = pieces[0][1]
        text = flat[begin : pieces[-1][1] + len(pieces[-1][0])].rstrip(",.")
        name = parse(text)
        if name and name.given and name.family:
            yield NameHit(begin, begin + len(text), name, 0.65)


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
