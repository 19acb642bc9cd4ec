"""Which characters the bytes stand for, without a statistical guesser.

Order: byte order mark, UTF-16 by its zero bytes, UTF-8, and Windows-1252 for whatever is not UTF-8. Exports
that glue files of both kinds together are common, so the last two are mixed byte by byte where needed.
"""

from __future__ import annotations

import codecs
import encodings
import io
import pkgutil
from collections.abc import Iterator
from typing import BinaryIO

SAMPLE_BYTES = 256 << 10
CHUNK_BYTES = 1 << 20

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MIXED = "tocsin-windows-1252"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Error handler: bytes that are not UTF-8 are read as Windows-1252, its five holes as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_windows_character(byte) for byte in wrong), error.end


def _windows_character(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


codecs.register_error(_MIXED, _as_windows)


def encoding_of(sample: bytes) -> str:
    """The name of the encoding of a file that begins with ``sample``: a codec of the standard library."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    return _utf16_without_mark(sample) or "utf-8"


_PAGES = {
    int(module.name[2:]): module.name
    for module in pkgutil.iter_modules(encodings.__path__)
    if module.name.startswith("cp") and module.name[2:].isdigit()
} | {
    65001: "utf-8",
    20127: "ascii",
    28591: "latin-1",
    28592: "iso8859-2",
    50220: "iso2022_jp",
    51932: "euc_jp",
}


def codec_of_page(page: int) -> str:
    """The codec for a Windows code page; Windows-1252 for one that is not known or not given.

    Looked up in a list, because asking for a codec that is not there makes Python look for its file.
    """
    return _PAGES.get(page, "cp1252")


def _utf16_without_mark(sample: bytes) -> str:
    """UTF-16 of Western text has a zero in every other byte, and nearly none in between."""
    sample = sample[:4096]
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    even, odd = sample[0 : pairs * 2 : 2].count(0), sample[1 : pairs * 2 : 2].count(0)
    if odd > 0.4 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.4 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return ""


def decode(raw: bytes, declared: str = "") -> str:
    """Text of bytes held in memory; ``declared`` (from a header of the format) is believed if it fits."""
    if declared and (text := _strictly(raw, declared)) is not None:
        return text
    decoder = _decoder(encoding_of(raw))
    return decoder.decode(raw, final=True).removeprefix("\ufeff")


def _strictly(raw: bytes, name: str) -> str | None:
    try:
        info = codecs.lookup(name)
        found = info.decode(raw, "strict")[0]
    except (LookupError, ValueError, AttributeError, TypeError):
        return None
    return found.removeprefix("\ufeff") if isinstance(found, str) else None


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    errors = _MIXED if encoding == "utf-8" else "replace"
    return codecs.getincrementaldecoder(encoding)(errors)


def text_chunks(data: BinaryIO) -> Iterator[str]:
    """The whole file as text in chunks, line ends made ``\\n``, byte order mark taken off."""
    data.seek(0)
    encoding = encoding_of(data.read(SAMPLE_BYTES))
    data.seek(0)
    newlines = io.IncrementalNewlineDecoder(_decoder(encoding), translate=True)
    first = True
    while raw := data.read(CHUNK_BYTES):
        chunk = newlines.decode(raw)
        if first and chunk:
            chunk, first = chunk.removeprefix("\ufeff"), False
        yield chunk
    yield newlines.decode(b"", final=True)


def lines(data: BinaryIO) -> Iterator[str]:
    """The lines of the file with their line ends. A line without end is given in one piece."""
    held: list[str] = []
    for chunk in text_chunks(data):
        found = chunk.split("\n")
        if len(found) == 1:
            held.append(chunk)
            continue
        held.append(found[0])
        yield "".join(held) + "\n"
        for line in found[1:-1]:
            yield line + "\n"
        held = [found[-1]]
    if rest := "".join(held):
        yield rest
