"""DOCX documents (ECMA-376) with what Word keeps out of sight: headers, comments, deleted text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .archive import zip_bytes

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True, slots=True)
class Deleted:
    """A paragraph somebody deleted with tracked changes on."""

    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of text cells."""

    rows: Sequence[Sequence[str]]


Block = str | Deleted | Rows


def document(blocks: Sequence[Block], *, header: str = "", comment: str = "") -> bytes:
    """The document as a file. header: text at the head of each page; comment: a remark on the first block."""
    body = "".join(_block(block, commented=bool(comment) and n == 0) for n, block in enumerate(blocks))
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>' if header else ""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _content_types(header=bool(header), comment=bool(comment)),
        "_rels/.rels": _relations([("rId1", "officeDocument", "word/document.xml")]),
        "word/document.xml": (
            f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}{section}</w:body></w:document>'
        ),
    }
    links: list[tuple[str, str, str]] = []
    if header:
        links.append(("rId1", "header", "header1.xml"))
        parts["word/header1.xml"] = f'{_HEAD}<w:hdr xmlns:w="{_W}">{_paragraph(header)}</w:hdr>'
    if comment:
        links.append(("rId2", "comments", "comments.xml"))
        parts["word/comments.xml"] = (
            f'{_HEAD}<w:comments xmlns:w="{_W}">'
            '<w:comment w:id="0" w:author="HR" w:date="2025-11-03T10:00:00Z">'
            f"{_paragraph(comment)}</w:comment></w:comments>"
        )
    parts["word/_rels/document.xml.rels"] = _relations(links)
    return zip_bytes(parts)


def _content_types(*, header: bool, comment: bool) -> str:
    kinds = ["document.main"] + ["header"] * header + ["comments"] * comment
    names = {"document.main": "document", "header": "header1", "comments": "comments"}
    overrides = "".join(
        f'<Override PartName="/word/{names[kind]}.xml" ContentType="{_TYPES}.{kind}+xml"/>' for kind in kinds
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(links: Sequence[tuple[str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{i}" Type="{_R}/{kind}" Target="{target}"/>' for i, kind, target in links
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _block(block: Block, *, commented: bool) -> str:
    if isinstance(block, Deleted):
        return (
            '<w:p><w:del w:id="7" w:author="HR" w:date="2025-11-03T10:00:00Z"><w:r>'
            f'<w:delText xml:space="preserve">{escape(block.text)}</w:delText></w:r></w:del></w:p>'
        )
    if isinstance(block, Rows):
        rows = "".join(
            "<w:tr>" + "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
            for row in block.rows
        )
        return f"<w:tbl>{rows}</w:tbl>"
    return _paragraph(block, commented=commented)


def _paragraph(text: str, *, commented: bool = False) -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    if commented:
        run = (
            f'<w:commentRangeStart w:id="0"/>{run}<w:commentRangeEnd w:id="0"/>'
            '<w:r><w:commentReference w:id="0"/></w:r>'
        )
    return f"<w:p>{run}</w:p>"
