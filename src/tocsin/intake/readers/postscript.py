"""PostScript: the strings a page shows, as far as they stand in the program in clear (PLRM 3.2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part, whole
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.pieces import text_pieces

_STRING = re.compile(rb"\(((?:[^()\\]|\\.){1,4000})\)", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r?\n)|(.))", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\n", b"t": b"\t", b"b": b"", b"f": b"\n"}


class PostScriptReader(Reader):
    """Documents for printers, EPS, Illustrator before version 9."""

    kinds = ("postscript",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size)
        strings = (decode(_ESCAPE.sub(_meant, found)).strip() for found in _STRING.findall(raw))
        text = "\n".join(filter(None, strings))
        if not text:
            raise Unreadable("refused", "the PostScript shows no text in clear")
        yield from text_pieces("strings of the program", text)
        yield in_part(
            "only the strings of the PostScript program were read; their order on the page may differ"
        )


def _meant(found: re.Match[bytes]) -> bytes:
    if found[1] is not None:
        return bytes((int(found[1], 8) & 0xFF,))
    return b"" if found[2] is not None else _SIGNS.get(found[3], found[3])
