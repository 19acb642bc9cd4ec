"""The words of a block between two homes: the template language and paragraphs of a document.

``parse`` takes a template text apart, ``as_template`` writes it again in one canonical form, so that two
texts that print the same letter are the same characters. Words that come from a person never pass as markup:
``markup_in`` finds what would be read as an instruction.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tocsin.notices.markup import FIELD, PIECES, chunks

OPEN, CLOSE = "‹", "›"
"""How a field is shown in a document: ‹organisation.name›. Neither English nor Spanish uses these marks."""

SHOWN = re.compile(f"{OPEN}([a-z0-9_.]+){CLOSE}")
_MARKUP = re.compile(r"\{\{|\}\}|\*\*")


@dataclass(frozen=True, slots=True)
class Words:
    """Characters in one face."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its name."""

    name: str
    bold: bool = False


Piece = Words | Field


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph, or an item of a list."""

    pieces: tuple[Piece, ...]
    item: bool = False


def parse(template: str) -> tuple[Para, ...]:
    """A template text as paragraphs."""
    found = []
    for chunk in chunks(template):
        if chunk.startswith("- "):
            found += [Para(tuple(_pieces(item)), item=True) for item in re.split(r"\n- ", chunk[2:])]
        else:
            found.append(Para(tuple(_pieces(chunk))))
    return tuple(found)


def _pieces(line: str) -> Iterator[Piece]:
    bold = False
    for piece in PIECES.split(" ".join(line.split())):
        if piece == "**":
            bold = not bold
        elif name := FIELD.fullmatch(piece):
            yield Field(name[1], bold)
        elif piece:
            yield Words(piece, bold)


def as_template(paras: Iterable[Para]) -> str:
    """Paragraphs as template text: single spaces, lists of neighbouring items, bold from word to word."""
    found: list[str] = []
    in_list = False
    for para in paras:
        line = _line(para.pieces)
        if not line:
            continue
        if para.item and in_list:
            found[-1] += f"\n- {line}"
        else:
            found.append(f"- {line}" if para.item else line)
        in_list = para.item
    return "\n\n".join(found)


def _line(pieces: Sequence[Piece]) -> str:
    out: list[str] = []
    bold = space = False
    for token, heavy in _tokens(pieces):
        if not token:
            space = bool(out)
            continue
        if bold and not heavy:
            out.append("**")
        out.append(" " if space else "")
        if heavy and not bold:
            out.append("**")
        out.append(token)
        bold, space = heavy, False
    return "".join(out) + ("**" if bold else "")


def _tokens(pieces: Sequence[Piece]) -> Iterator[tuple[str, bool]]:
    """Words and fields with their face; the empty word is a space."""
    for piece in pieces:
        if isinstance(piece, Field):
            yield f"{{{{{piece.name}}}}}", piece.bold
            continue
        for part in re.split(r"(\s+)", piece.text):
            if part:
                yield part.strip(), piece.bold


def canonical(template: str) -> str:
    """The one form of a template text."""
    return as_template(parse(template))


def digest(template: str) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(canonical(template).encode()).hexdigest()


def shown(name: str) -> str:
    """A field as a document shows it."""
    return f"{OPEN}{name}{CLOSE}"


def fields_of(paras: Iterable[Para]) -> Counter[str]:
    """How often each field stands in the paragraphs."""
    return Counter(piece.name for para in paras for piece in para.pieces if isinstance(piece, Field))


def markup_in(paras: Iterable[Para]) -> str | None:
    """What of these words a template would read as an instruction, or None."""
    for para in paras:
        if found := next(
            (m[0] for p in para.pieces if isinstance(p, Words) and (m := _MARKUP.search(p.text))), None
        ):
            return found
    # Characters of two runs may meet, and a dash may open a paragraph: the text must mean what it says.
    kept = [Para(para.pieces, para.item) for para in paras if _line(para.pieces)]
    written = as_template(kept)
    if as_template(parse(written)) != written or _shape(parse(written)) != _shape(kept):
        return "- " if any(_line(para.pieces).startswith("- ") for para in kept) else "**"
    return None


def _shape(paras: Iterable[Para]) -> list[tuple[bool, str]]:
    return [(para.item, _line(para.pieces)) for para in paras]
