"""Microsoft Works documents: since version 5 in the chunks of Publisher, before that plain letters."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part
from tocsin.intake.readers.compound import Compound
from tocsin.intake.readers.encoding import decode
from tocsin.intake.readers.pieces import text_pieces
from tocsin.intake.readers.publisher import blocks, plain

_OLD_TEXT = 0x22
"""Where a stream MN0 says between which offsets its letters stand."""


class WorksReader(Reader):
    """Documents of the word processor in Works 3 to 9."""

    kinds = ("works",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        file = Compound(data)
        new, old = file.stream("CONTENTS"), file.stream("MN0")
        if new.startswith((b"CHNKWKS ", b"CHNKINK ")):
            text = "\n".join(plain(found.decode("utf-16-le", "replace")) for found in blocks(new, b"TEXT"))
        elif len(old) > 0x100:
            first, last = struct.unpack_from("<II", old, _OLD_TEXT)
            text = plain(decode(old[first:last], "cp1252"))
        else:
            raise Unreadable(
                "refused", "this kind of file (a compound file of an unknown program) cannot be read yet"
            )
        yield from text_pieces("document", text)
        yield from file.properties()
        if file.damaged:
            yield in_part("the document is damaged; parts of it could not be read")
