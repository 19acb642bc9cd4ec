"""Setting letters and packets with Typst. Only templates are files; data goes in as one JSON value in memory.

The same input gives the same bytes: fonts are those inside the typst package, the timestamp is fixed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import typst

EPOCH = 0
"""Creation time written into every PDF: fixed, so that a re-run is byte-identical."""


class TypesettingError(RuntimeError):
    """A document could not be set. The message carries no content of the document."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An open place of a letter: page counted from 0, baseline in points from the top left."""

    letter: int
    name: str
    page: int
    x: float
    y: float
    size: float


def set_job(
    letters: Sequence[Mapping[str, Any]],
    *,
    glyphs: str = "",
    title: str = "Notice",
    author: str = "",
    accessible: bool = False,
) -> bytes:
    """Letters one after the other as one PDF. ``accessible``: PDF/UA-1, which refuses missing glyphs.

    Raises TypesettingError.
    """
    return _compile("letter.typ", _job(letters, glyphs, title, author), accessible)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Letters with open places, and where these are. The last page holds the glyphs that may fill them."""

    pdf: bytes
    slots: tuple[Slot, ...]


def set_open(letters: Sequence[Mapping[str, Any]], glyphs: str) -> Sheet:
    """Letters with their open places. Kept in memory: the next batch of a case has the same classes."""
    return _set_open(_job(letters, glyphs, "Notice", ""))


@lru_cache(maxsize=64)
def _set_open(job: str) -> Sheet:
    letter = source("letter.typ")
    compiler = typst.Compiler(letter, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"job": job})
    try:
        found = compiler.query("<slot>", field="value")
        # The same compiler still holds the pages it laid out for the query: this is only the writing.
        pdf = compiler.compile(letter, format="pdf", pdf_tags=False, timestamp=EPOCH)
    except typst.TypstError as error:
        raise TypesettingError(_why(error)) from None
    assert isinstance(pdf, bytes)
    slots = tuple(Slot(**{**slot, "page": slot["page"] - 1}) for slot in json.loads(found))
    return Sheet(pdf, slots)


def set_packet(packet: Mapping[str, Any]) -> bytes:
    """A filing or packet as an accessible PDF (PDF/UA-1). Raises TypesettingError."""
    return _compile("packet.typ", json.dumps(packet, ensure_ascii=False), accessible=True)


def set_paper(job: str) -> bytes:
    """A notice that is no window letter as an accessible PDF (PDF/UA-1). Raises TypesettingError."""
    return _compile("paper.typ", job, accessible=True)


@cache
def source(template: str) -> bytes:
    """The Typst source of a template of ours."""
    return files("tocsin.notices").joinpath("templates", template).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _job(letters: Sequence[Mapping[str, Any]], glyphs: str, title: str, author: str) -> str:
    numbered = [{**letter, "number": number} for number, letter in enumerate(letters)]
    job = {"letters": numbered, "glyphs": glyphs, "title": title, "author": author, "draft_word": "DRAFT"}
    return json.dumps(job, ensure_ascii=False)


def _why(error: typst.TypstError) -> str:
    """Our words for a refusal: the typesetter's own may quote a name."""
    if "could not be displayed" in str(error) or "glyph" in str(error):
        return "a character has no glyph in the fonts at hand"
    return "the template could not be set"


def _compile(template: str, job: str, accessible: bool) -> bytes:
    try:
        return typst.compile(
            source(template),
            format="pdf",
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"job": job},
            pdf_standards=["ua-1"] if accessible else [],
            pdf_tags=accessible,
            timestamp=EPOCH,
        )
    except typst.TypstError as error:
        raise TypesettingError(_why(error)) from None
