"""Files locked with a password: the words the owner gave are tried, and nothing else; which one fits is said.

The words are set once, before readers are forked, and live only in their memory.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO, TypeVar

import msoffcrypto
import pikepdf
from msoffcrypto.format.ooxml import OOXMLFile

from tocsin.intake.budget import MAX_PASSWORDS
from tocsin.intake.readers.base import Unreadable
from tocsin.intake.readers.damage import parser_failures
from tocsin.model.content import Shortfall

_OFFICE = frozenset({"locked-office", "doc", "xls", "ppt", "docx", "xlsx", "pptx", "xlsb"})
_DEFAULTS = ("VelvetSweatshop", "/01Hannes Ruescher/01")
"""What Excel and PowerPoint lock with when nobody gave a word; they open such files without asking."""
T = TypeVar("T")
_words: list[str] = []


class Locked(Unreadable):
    """Nothing can be read without a password."""

    def __init__(self, what: str) -> None:
        super().__init__("refused", f"{what} is locked with a password")


class _InMemory:
    """Stands where a library would make a temporary file: a reader may not, and nothing is to lie on disk."""

    @staticmethod
    def TemporaryFile(*_: object, **__: object) -> io.BytesIO:
        return io.BytesIO()


_LATE = (
    *("cryptography.hazmat.backends.openssl.backend", "cryptography.hazmat.primitives.ciphers.algorithms"),
    *("xml.dom.expatbuilder", "xml.dom.minidom", "msoffcrypto.format.doc97", "msoffcrypto.format.ppt97"),
    *("msoffcrypto.format.xls97", "msoffcrypto.method.rc4", "msoffcrypto.method.rc4_cryptoapi"),
    *("msoffcrypto.method.xor_obfuscation", "msoffcrypto.method.ecma376_agile"),
    *("msoffcrypto.method.ecma376_standard", "msoffcrypto.method.ecma376_extensible"),
)
"""What opening a locked file imports on first use, when no file can be opened any more."""

for _name in _LATE:
    with suppress(ImportError):
        _module = importlib.import_module(_name)
        if hasattr(_module, "tempfile"):
            _module.tempfile = _InMemory  # type: ignore[attr-defined]


def allow(words: Sequence[str]) -> None:
    """From now on these words are tried, in their order; at most MAX_PASSWORDS of them."""
    _words[:] = list(dict.fromkeys(words))[:MAX_PASSWORDS]


def words() -> Iterator[tuple[int, str]]:
    """The words with their numbers in the list, from 1."""
    return enumerate(_words, 1)


def opened_with(number: int) -> Shortfall:
    """What is recorded: the place of the word in the list, never the word."""
    if number == 0:
        return Shortfall("read", "opened with the word the program itself locks with")
    return Shortfall("read", f"opened with line {number} of the password list")


def unlocked(kind: str, data: BinaryIO) -> tuple[bytes, int] | None:
    """The file without its lock and the number of the word that fits (0: the program's own), or None."""
    if kind in _OFFICE:
        for word in _DEFAULTS:
            with parser_failures():
                return _office(data, word), 0
        return _first(lambda word: _office(data, word))
    return _first(lambda word: _pdf(data, word)) if kind == "pdf" else None


def none_fits(locked: Locked) -> Locked:
    """The same refusal, once words were tried in vain."""
    if _words:
        locked.reason += f", and none of the {len(_words):,} given opens it"
    return locked


def _first(attempt: Callable[[str], bytes | None]) -> tuple[bytes, int] | None:
    for number, word in words():
        found = None
        with parser_failures():
            found = attempt(word)
        if found is not None:
            return found, number
    return None


def _office(data: BinaryIO, word: str) -> bytes:
    """Every lock of Office since 97 (MS-OFFCRYPTO). Raises if the word does not fit."""
    data.seek(0)
    file = msoffcrypto.OfficeFile(data)
    if isinstance(file, OOXMLFile):
        file.load_key(password=word, verify_password=True)
    else:
        file.load_key(password=word)  # the older forms check the word by themselves
    target = io.BytesIO()
    file.decrypt(target)
    return target.getvalue()


def _pdf(data: BinaryIO, word: str) -> bytes:
    data.seek(0)
    target = io.BytesIO()
    with pikepdf.open(data, password=word) as document:
        document.save(target, encryption=False)
    return target.getvalue()
