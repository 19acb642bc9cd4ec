"""RTF (specification 1.9.1): its text, in order, with hidden and deleted runs, notes and properties kept
apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part, whole, words
from tocsin.intake.readers.encoding import codec_of_page
from tocsin.intake.readers.pieces import text_pieces

MAX_NESTING = 5_000
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = words(
    "fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl generator pict objdata "
    "themedata colorschememapping latentstyles datastore xmlnstbl mmathPr pgptbl filetbl fldinst "
    "bkmkstart bkmkend blipuid wgrffmtfilter passwordhash"
)
_ROLES = {
    "header": "header",
    "headerl": "header",
    "headerr": "header",
    "headerf": "header",
    "footer": "footer",
    "footerl": "footer",
    "footerr": "footer",
    "footerf": "footer",
    "annotation": "comment",
    "info": "property",
    "atnauthor": "comment",
    "v": "hidden",
    "deleted": "deleted",
}
_SIGNS = {
    "par": "\n",
    "line": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "tab": "\t",
    "cell": "\t",
    "nestcell": "\t",
    "nestrow": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
}
_KEPT = words("shptxt shpinst annotation footnote shp nesttableprops userprops propname staticval xe tc")


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside the current group."""

    role: str = "body"
    skipped: bool = False
    codepage: str = "cp1252"
    unicode_skip: int = 1


class RtfReader(Reader):
    """Rich text."""

    kinds = ("rtf",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        found = _Parser(whole(data, size))
        found.run()
        for role, parts in found.texts.items():
            place = "document" if role == "body" else f"document, {role} text"
            yield from text_pieces(place, "".join(parts), role)
        if found.unclosed:
            yield in_part("the document is cut off; what came before the cut was read")


def text_of_rtf(raw: bytes) -> str:
    """The visible text alone, for rich text inside another file."""
    found = _Parser(raw)
    found.run()
    return "".join(found.texts.get("body", ()))


class _Parser:
    """One pass over the tokens with a stack of group states."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._state = _State()
        self._above: list[_State] = []
        self._pending = bytearray()
        self._to_skip = 0
        self._starred = False
        self.texts: dict[str, list[str]] = {}

    @property
    def unclosed(self) -> bool:
        return bool(self._above)

    def run(self) -> None:
        at = 0
        while (token := _TOKEN.search(self._raw, at)) is not None:
            at = token.end()
            word, number, pair, sign, brace, run = token.groups()
            if word == b"bin" and number and not number.startswith(b"-"):
                at += int(number)
            elif word:
                self._word(word.decode(), int(number) if number else None)
            elif pair or run:
                self._bytes(bytes((int(pair, 16),)) if pair else run)
            elif brace:
                self._group(brace)
            elif sign:
                self._sign(sign)
        self._flush()

    def _bytes(self, found: bytes) -> None:
        """Text in the code page; what only stands in for a Unicode character before it is skipped."""
        skipped = min(self._to_skip, len(found))
        self._to_skip -= skipped
        self._pending += found[skipped:]
        self._starred = False

    def _flush(self) -> None:
        if self._pending:
            text = bytes(self._pending).decode(self._state.codepage, "replace")
            self._pending.clear()
            self._put(text)

    def _put(self, text: str) -> None:
        if not self._state.skipped:
            self.texts.setdefault(self._state.role, []).append(text)

    def _group(self, brace: bytes) -> None:
        self._flush()
        self._to_skip = 0
        if brace == b"{":
            if len(self._above) >= MAX_NESTING:
                raise Unreadable("refused", "the document is nested too deeply to be taken apart")
            self._above.append(self._state)
        elif self._above:
            ended, self._state = self._state, self._above.pop()
            if ended.role != self._state.role and not ended.skipped:
                self.texts.setdefault(ended.role, []).append("\n")

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif sign in b"\\{}":
            self._bytes(sign)
        elif sign in b"~_":
            self._bytes(b" " if sign == b"~" else b"-")
        elif sign in b"\r\n":
            self._flush()
            self._put("\n")

    def _word(self, word: str, number: int | None) -> None:
        if word == "u" and number is not None:
            self._flush()
            self._put(chr(number % 0x10000) if not 0xD800 <= number % 0x10000 < 0xE000 else "\ufffd")
            self._to_skip = self._state.unicode_skip
            return
        self._flush()
        starred, self._starred = self._starred, False
        if word in _SIGNS:
            self._put(_SIGNS[word])
        elif word == "uc":
            self._state = replace(self._state, unicode_skip=min(max(number or 0, 0), 32))
        elif word == "ansicpg":
            self._state = replace(self._state, codepage=codec_of_page(number or 0))
        elif word in {"v", "deleted"}:
            self._state = replace(self._state, role="body" if number == 0 else _ROLES[word])
        elif word in _ROLES:
            self._state = replace(self._state, role=_ROLES[word])
        elif word in _SKIPPED or (starred and word not in _KEPT):
            self._state = replace(self._state, skipped=True)
        elif word == "plain" and self._state.role in {"hidden", "deleted"}:
            self._state = replace(self._state, role="body")
