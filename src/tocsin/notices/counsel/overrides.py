"""Counsel's words in place of those that were shipped."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from tocsin.notices.blocks import Block, Library
from tocsin.notices.counsel.redline import Wording
from tocsin.notices.counsel.wording import canonical
from tocsin.notices.markup import field_names


def wording_of(library: Library) -> dict[tuple[str, str], str]:
    """The canonical text of every block and language."""
    return {
        (block.id, language): canonical(text)
        for block in library.blocks
        for language, text in block.text.items()
    }


def with_wording(library: Library, wording: Wording) -> Library:
    """The library with these texts in their blocks; a block that is no longer there is passed over."""
    changed: dict[str, dict[str, str]] = {}
    for (block, language), text in wording.items():
        changed.setdefault(block, {})[language] = text
    blocks = tuple(_reworded(block, changed.get(block.id, {})) for block in library.blocks)
    return dataclasses.replace(library, blocks=blocks)


def _reworded(block: Block, changed: Mapping[str, str]) -> Block:
    text = {**block.text, **changed}
    fields = tuple(dict.fromkeys(name for words in text.values() for name in field_names(words)))
    return dataclasses.replace(block, text=text, fields=fields)
