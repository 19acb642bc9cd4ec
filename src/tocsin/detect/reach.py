"""Where a value may stand that is not right behind its label: behind more words, or in an answer.

Only words of a closed list lie between, so that whatever follows them is what the label announces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.detect.labels import label_of

_CAPITAL = r"[A-Z\xc0-\xd6\xd8-\xde]"
_NAME = (
    rf"(?:(?:Mr|Mrs|Ms|Dr|Sr|Sra)\.? )?{_CAPITAL}[\w'.-]*(?: (?:(?:de|la|del|van"
    rf"|von) ){{0,2}}{_CAPITAL}[\w'.-]*)"
    r"{0,3}"
)
_NUMBER_WORD = (
    r"(?:nos?\.?|num\.?|nbr\.?|nr\.?|nro\.?|numbers?|n\.?[\xba\xb0o]\.?|n[u\xfa]m(?:eros?)?\.?|ids?\.?"
    r"|code)"
)
_FILLER = (
    rf"(?:{_NUMBER_WORD}(?!\w)|(?i:is|was|are|be|been|the|an?|of|with|bearing|reads?|reading|shows?"
    rf"|showing|as|under|"
    r"listed|given|recorded|provided|presented|currently|now|still|new|old|current|actual|assigned"
    r"|appears|registered|"
    r"ending(?: in)?|on (?:file|record|the (?:card|account|back))|will be|would be|should be|has been"
    r"|his|her|their|my|"
    r"your|es|era|ser\xe1|el|la|los|con|de|del|que termina en|terminad[ao] en|su)\b)"
)
_NAMES = rf"{_NAME}(?:(?:,? and|,| y) {_NAME}){{0,4}}"
_OWNER = (
    r"(?:of|for|belonging to|(?:assigned|issued|registered) to|(?:held|used|owned) by|del?|para|a nombre de)"
    rf" {_NAMES}"
)
_SIGN = r"(?:\.{2,80}|(?:\. ){2,40}|_{2,60}|[:,;#(=/\"'>-])"
_WORDS = re.compile(
    rf"(?:'s\b)?\.?(?:[ \t]{{0,4}}(?:{_OWNER}|{_FILLER}|{_SIGN})){{1,7}}[ \t]{{0,8}}[\"'(<#_]{{0,3}}"
)
_BELOW = re.compile(r"[ \t:.#*)\"'_/]{0,8}\r?\n[ \t]*(?:\d{1,2}[a-d]?[.)] )?[\"'_]{0,3}")

_SPEAKER = (
    r"[ \t>*-]{0,6}(?:\[[^\]\n]{1,30}\]|\(?\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?\)?)?[ \t-]*"
    r"(?:[A-Z\xc0-\xde][\w .'()\xc0-\xff-]{0,40}(?::| -)|<[^>\n]{1,30}>)[ \t]*"
)
_ASIDE = (
    r"(?:(?i:yes|yeah|yep|sure|ok(?:ay)?|alright|um+|uh+|oh|so|well|right|of course|certainly|it's|its"
    r"|it is|it was|"
    r"that's|that is|that would be|this is|here it is|here you go|here|the number is|i have|i've got"
    r"|i think|let me see|"
    r"one moment|hold on|please|sir|ma'am|s\xed|si|claro|bueno|mire|es|es el|es la|el|la)[,.:;!-]*[ \t]+)"
)
_ANSWER = re.compile(
    rf"[^\n\d?]{{0,70}}(?P<asked>\??)[^\n\d]{{0,30}}\r?\n(?P<speaker>{_SPEAKER})?{_ASIDE}{{0,5}}[\"'#]?"
)
_ALONE = re.compile(r"[.,;!\"']{0,3}[ \t]*\r?(?:\n|\Z)")


def behind_words(flat: str, end: int) -> int | None:
    """Where a value would begin behind the words that follow a label; None if no such words follow."""
    match = _WORDS.match(flat, end)
    return match.end() if match else None


def below(flat: str, end: int) -> int | None:
    """Where a value would begin on the line below a label, under an item number of a form."""
    match = _BELOW.match(flat, end)
    return match.end() if match else None


def answer(flat: str, end: int) -> int | None:
    """Where the answer begins to a question that ends with a label: ``MRN?`` / ``Yes, it's 0081234``."""
    match = _ANSWER.match(flat, end)
    if match is None or not (match["asked"] or match["speaker"]):
        return None
    if (
        match["speaker"]
        and (label := label_of(match["speaker"].strip(" \t:>-*")))
        and label.field != "person_name"
    ):
        return None
    return match.end()


def places_of_value(flat: str, end: int) -> Iterator[tuple[int, bool]]:
    """Every place where the value of a label may begin, the nearest first, and whether on another line."""
    if (at := behind_words(flat, end)) is not None:
        yield at, False
    for found in (answer(flat, end), below(flat, end)):
        if found is not None:
            yield found, True


_VALUE_BEFORE = re.compile(
    rf"(?<![\w@.$/#-])(?P<value>[A-Za-z]{{0,4}}-?\d[\dA-Z]*(?:[- ][\dA-Z]*\d[\dA-Z]*){{0,4}})"
    rf"(?P<link>(?:[ ]?\(|,|:| -|=)?"
    rf"(?: ?(?:(?i:is|was|are|as|being|which|that|now|not|also|the|a|an|his|her|my|our|your|their|new"
    rf"|old|current|correct|"
    rf"valid|actual|es|era|el|la|su|for|and|to)\b|(?:(?:Mr|Mrs|Ms|Dr)\. )?{_CAPITAL}[\w'.-]*)){{0,6}} ?)\Z"
)
_SAID = re.compile(r"\(|=|'s\b|\b(?:is|was|are|as|being|es|era|his|her|my|your|their|su)\b", re.IGNORECASE)
_FAR_BEFORE = 90


def value_before(flat: str, after: int, label: int) -> tuple[int, str] | None:
    """(start, text) of a value that its label follows: ``S7654321 is her licence``, ``0081234 (her chart)``.

    after: where what was read last ends.
    """
    first = max(after, flat.rfind("\n", 0, label) + 1, label - _FAR_BEFORE)
    match = _VALUE_BEFORE.search(flat, first, label)
    if match is None or _SAID.search(match["link"]) is None:
        return None
    return match.start("value"), match["value"]


def is_alone(flat: str, end: int) -> bool:
    """Whether a line ends behind a value."""
    return _ALONE.match(flat, end) is not None
