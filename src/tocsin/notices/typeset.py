"""Setting letters and packets with Typst. Only templates are files; data goes in as one JSON value in memory.

The same input gives the same bytes: fonts are those inside the typst package, the timestamp is fixed.
Typst runs in a process of its own (see ``typesetter``) and in one thread: its threads cost half as much again
in processor time and save none, since letters are set in several processes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tocsin.notices.typesetter import DONE, GLYPH, typesetter

EPOCH = 0
"""Creation time written into every PDF: fixed, so that a re-run is byte-identical."""


class TypesettingError(RuntimeError):
    """A document could not be set. The message carries no content of the document."""


JOINED = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)))) + (
    "‘’“”–—•… fi fl ff ffi ffl fb fh fj fk tt Th Qu"
)
"""What the words of letters are made of, with the characters that a typesetter joins."""


def set_job(letters: Sequence[Mapping[str, Any]], *, accessible: bool = False) -> bytes:
    """Letters one after the other as one PDF, which bears the first one's title and sender.

    accessible: PDF/UA-1 and PDF/A-2a, which refuse missing glyphs. Raises TypesettingError.
    """
    return _compile("letter.typ", _job(letters, ""), accessible, archived=True)


def set_open(letters: Sequence[Mapping[str, Any]], glyphs: str, *, accessible: bool = False) -> bytes:
    """Letters with a mark in each open place, after a page with the glyphs that may fill them, if any."""
    opened = [{**letter, "slots": True} for letter in letters]
    return _compile("letter.typ", _job(opened, glyphs), accessible, archived=True)


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


def _job(letters: Sequence[Mapping[str, Any]], glyphs: str) -> str:
    numbered = [{"slots": False, **letter, "number": number} for number, letter in enumerate(letters)]
    first = numbered[0] if numbered else {}
    job = {
        "letters": numbered,
        "glyphs": glyphs,
        "joined": JOINED,
        "title": first.get("title", "Notice"),
        "author": (first.get("sender") or [""])[0],
        "language": first.get("language", "en"),
        "draft_word": "DRAFT",
    }
    return json.dumps(job, ensure_ascii=False)


_WHY = {GLYPH: "a character has no glyph in the fonts at hand"}
"""Our words for a refusal: the typesetter's own may quote a name."""


def _compile(template: str, job: str, accessible: bool, archived: bool = False) -> bytes:
    """accessible: PDF/UA-1, which refuses missing glyphs and titles. archived: then PDF/A-2a, too."""
    standards: list[Literal["ua-1", "a-2a"]] = ["ua-1"] if accessible else []
    if accessible and archived:
        standards.append("a-2a")
    request = {
        "source": source(template).decode(),
        "job": job,
        "standards": standards,
        "timestamp": EPOCH,
    }
    try:
        kind, document = typesetter().set(request)
    except (OSError, EOFError):
        raise TypesettingError("the typesetting process could not be run") from None
    if kind != DONE:
        raise TypesettingError(_WHY.get(kind, "the template could not be set"))
    return document
