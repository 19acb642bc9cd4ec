"""A review copy in the hands of somebody with Word: edits written as Word writes them.

Word cuts text into several runs, gives them revision ids, marks spelling, and wraps what is tracked.
``Paper`` does that to a document, so that tests say what was edited and not how the XML looks.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from tocsin.intake.readers import tracked
from tocsin.model.content import Shortfall, Text
from tocsin.notices.blocks import library
from tocsin.notices.counsel import Reading, Sent, read_back, review_copy
from tocsin.notices.counsel.ooxml import W, el, run

ANN, BEN = ("Ann Counsel", "2026-12-02T09:00:00Z"), ("Ben Partner", "2026-12-03T10:30:00Z")
MAIN = "word/document.xml"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@cache
def sent_out() -> tuple[bytes, Sent]:
    """The review copy of every block there is."""
    known = library()
    return review_copy(
        "c0ffee123", "2026-12-01T08:00:00+00:00", known, known.blocks, {}, "Desert Palm Dental"
    )


def parts_of(document: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def lines_of(document: bytes) -> list[dict[str, Any]]:
    """What the reader gives of a document; a refusal raises AssertionError with its reason."""
    found = list(tracked.read("review.docx", io.BytesIO(document), len(document)))
    refused = [each.reason for each in found if isinstance(each, Shortfall)]
    assert not refused, refused
    texts = [each.text for each in found if isinstance(each, Text)]
    return [json.loads(line) for text in texts for line in text.split("\n")]


def refusal_of(document: bytes) -> str:
    """Why a document is refused whole; blank if it is not."""
    found = list(tracked.read("review.docx", io.BytesIO(document), len(document)))
    return "; ".join(each.reason for each in found if isinstance(each, Shortfall))


def came_back(document: bytes) -> Reading:
    """What is read out of a document that was sent out by ``sent_out``."""
    return read_back(lines_of(document), sent_out()[1])


@dataclass
class Paper:
    """A document open for editing."""

    parts: dict[str, bytes]
    root: etree._Element

    @classmethod
    def of(cls, document: bytes, *, as_word: bool = True) -> Paper:
        """Open it; as_word: cut into the runs that Word would have made of it by now."""
        parts = parts_of(document)
        paper = cls(parts, etree.fromstring(parts[MAIN]))
        if as_word:
            paper._saved_by_word()
        return paper

    def saved(self) -> bytes:
        """The document as a file."""
        return packed({**self.parts, MAIN: etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")})

    def _saved_by_word(self) -> None:
        for number, each in enumerate(list(self.root.iter(f"{{{W}}}r"))):
            each.set(f"{{{W}}}rsidR", f"00A{number % 4096:05X}")
            words = each.find(f"{{{W}}}t")
            inside = each.getparent()
            if words is None or inside is None or inside.tag != f"{{{W}}}p" or len(words.text or "") < 12:
                continue
            self._cut(each, len(words.text or "") // 2)
            each.addnext(el("proofErr", type="spellStart"))
        for number, each in enumerate(self.root.iter(f"{{{W}}}p")):
            each.set(f"{{{W}}}rsidRDefault", f"00B{number % 4096:05X}")

    def _cut(self, each: etree._Element, at: int) -> etree._Element:
        """The run cut in two; returns the second."""
        second = deepcopy(each)
        first_words, second_words = each.find(f"{{{W}}}t"), second.find(f"{{{W}}}t")
        assert first_words is not None and second_words is not None and first_words.text
        first_words.text, second_words.text = first_words.text[:at], first_words.text[at:]
        first_words.set(_XML_SPACE, "preserve")
        second_words.set(_XML_SPACE, "preserve")
        each.addnext(second)
        return second

    def heading(self, words: str) -> etree._Element:
        """The locked line with these words."""
        for each in self.root.iter(f"{{{W}}}p"):
            if "".join(each.itertext(f"{{{W}}}t")) == words:
                return each
        raise AssertionError(words)

    def text(self, block: str, language: str = "en") -> list[etree._Element]:
        """The paragraphs of a block's text."""
        found = []
        each = self.heading(f"{block} · {'English' if language == 'en' else 'Español'}").getnext()
        while each is not None and each.find(f"{{{W}}}pPr/{{{W}}}pStyle").get(f"{{{W}}}val") in (  # type: ignore[union-attr]  # every paragraph here has a style
            "BlockText",
            "BlockItem",
        ):
            found.append(each)
            each = each.getnext()
        return found

    def runs(self, paragraph: etree._Element, words: str) -> list[etree._Element]:
        """The runs that are exactly these words of a paragraph, outside its fields."""
        runs = [each for each in paragraph.iter(f"{{{W}}}r") if each.find(f"{{{W}}}t") is not None]
        text = "".join(each.findtext(f"{{{W}}}t") or "" for each in runs)
        start = text.index(words)
        end, at, found = start + len(words), 0, []
        for each in runs:
            length = len(each.findtext(f"{{{W}}}t") or "")
            first, last = max(start - at, 0), min(end - at, length)
            at += length
            if first >= last:
                continue
            own = each
            if last < length:
                self._cut(own, last)
            if first > 0:
                own = self._cut(own, first)
            found.append(own)
        return found

    def delete(self, runs: list[etree._Element], who: tuple[str, str] = ANN, name: str = "del") -> None:
        """A tracked deletion."""
        for each in runs:
            wrapped = el(name, id=self.number(), author=who[0], date=who[1])
            each.addprevious(wrapped)
            wrapped.append(each)
            for words in each.findall(f"{{{W}}}t"):
                words.tag = f"{{{W}}}delText"

    def insert(
        self,
        after: etree._Element,
        words: str,
        who: tuple[str, str] = ANN,
        name: str = "ins",
        *,
        bold: bool = False,
    ) -> etree._Element:
        """Tracked new words behind a run (or behind what tracks it)."""
        wrapped = el(name, run(words, bold=bold), id=self.number(), author=who[0], date=who[1])
        outer = after.getparent()
        (outer if outer is not None and outer.tag != f"{{{W}}}p" else after).addnext(wrapped)
        return wrapped

    def replace(
        self, paragraph: etree._Element, old: str, new: str, who: tuple[str, str] = ANN
    ) -> etree._Element:
        """Tracked: these words for those."""
        runs = self.runs(paragraph, old)
        self.delete(runs, who)
        return self.insert(runs[-1], new, who)

    def mark(self, paragraph: etree._Element, name: str, who: tuple[str, str] = ANN) -> None:
        """The end of the paragraph as inserted or deleted."""
        properties = paragraph.find(f"{{{W}}}pPr")
        assert properties is not None
        properties.append(el("rPr", el(name, id=self.number(), author=who[0], date=who[1])))

    def comment(self, paragraph: etree._Element, words: str, who: tuple[str, str] = ANN) -> None:
        """A comment at the end of a paragraph."""
        note = el("comment", el("p", run(words)), id=0, author=who[0], date=who[1])
        self.parts["word/comments.xml"] = etree.tostring(el("comments", note))
        paragraph.append(el("r", el("commentReference", id=0)))

    def link(self, target: str) -> str:
        """A relation to an address outside; its id."""
        name = "word/_rels/document.xml.rels"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        one = f'<Relationship Id="rLink" Type="{kind}" Target="{target}" TargetMode="External"/>'
        self.parts[name] = self.parts[name].replace(b"</Relationships>", f"{one}</Relationships>".encode())
        return "rLink"

    def number(self) -> int:
        """A new id for a revision."""
        self._last = getattr(self, "_last", 9000) + 1
        return self._last


def edited(edit: Callable[[Paper], None], *, as_word: bool = True) -> Reading:
    """What is read of a review copy after an edit."""
    paper = Paper.of(sent_out()[0], as_word=as_word)
    edit(paper)
    return came_back(paper.saved())


def words_of(block: str, language: str = "en") -> str:
    """The template text that was sent out."""
    return sent_out()[1].texts[block][language]
