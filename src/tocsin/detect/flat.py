"""Text as one byte per character, so that the automaton's offsets are the text's offsets."""

from __future__ import annotations

import re
import unicodedata

import re2

_LETTERS = "".join(map(chr, range(0x100, 0x250))) + "".join(map(chr, range(0x1E00, 0x1F00)))


def _plain_letters() -> dict[str, str]:
    """Latin letters outside Latin-1 without their marks, so that ``Novák`` and ``Kovač`` stay words."""
    plain = {c: unicodedata.normalize("NFKD", c)[0] for c in _LETTERS}
    plain |= dict(zip("\u0141\u0142\u0110\u0111\u0131\u0126\u0127", "LlDdiHh", strict=True))
    return {c: base for c, base in plain.items() if base.isascii() and base.isalpha()}


_ALIKE = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u00a0": " ",
    "\u2007": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\uff1a": ":",
    "\uff0d": "-",
    "\u2022": "*",
    "\u25cf": "*",
    **{chr(0xFF10 + d): str(d) for d in range(10)},
}
_PLAIN = {**_plain_letters(), **_ALIKE}
_UNUSUAL = re.compile(r"[^\x00-\x9f\xa1-\xff]")
"""What is written differently in a flattened text: no-break blanks and all outside Latin-1."""


def flatten(text: str) -> str:
    """The same characters, typographic dashes and quotes made plain, others outside Latin-1 as ``?``."""
    if text.isascii():
        return text
    # One replacement for each different sign is ten times faster than looking every character up.
    for written in set(_UNUSUAL.findall(text)) & _PLAIN.keys():
        text = text.replace(written, _PLAIN[written])
    return text.encode("latin-1", "replace").decode("latin-1")


def automaton(pattern: str, *, ignore_case: bool = False, longest: bool = False) -> re2._Regexp:
    """A linear-time pattern over the bytes of a flattened text."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.case_sensitive = not ignore_case
    options.longest_match = longest
    options.max_mem = 64 << 20
    return re2.compile(pattern.encode("latin-1"), options)
