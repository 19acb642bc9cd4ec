"""Writing a Word document (ECMA-376, transitional): elements, styles and the package, not its content.

The same content gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_WHEN = (2020, 1, 1, 0, 0, 0)
"""Time of every part in the package: fixed, so that the bytes depend on the content alone."""

PARTS = {"styles": "styles", "settings": "settings", "numbering": "numbering", "footer1": "footer"}
"""Parts beside the document, by their relation to it."""

Element = etree._Element


def el(name: str, /, *children: Element | str | None, **attributes: Any) -> Element:
    """An element of WordprocessingML with its attributes; a string child is its text, None is left out."""
    made = etree.Element(f"{{{W}}}{name}", nsmap={"w": W})
    for key, value in attributes.items():
        made.set(f"{{{W}}}{key}", str(value))
    for child in children:
        if isinstance(child, str):
            made.text = child
            made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        elif child is not None:
            made.append(child)
    return made


def run(text: str, *, bold: bool = False, style: str = "", deleted: bool = False) -> Element:
    """Characters in one face. deleted: inside ``w:del``, where text has an element of its own."""
    face = [el("rStyle", val=style)] if style else []
    face += [el("b")] if bold else []
    words = el("delText" if deleted else "t", text)
    return el("r", el("rPr", *face) if face else None, words)


def paragraph(style: str, *content: Element | str) -> Element:
    """A paragraph in a style; strings become runs."""
    runs = [run(each) if isinstance(each, str) else each for each in content]
    return el("p", el("pPr", el("pStyle", val=style)), *runs)


def control(
    tag: str, title: str, number: int, content: Iterable[Element], lock: str = "sdtContentLocked"
) -> Element:
    """A locked content control: it can be neither edited nor removed. number: unique in the document."""
    properties = el(
        "sdtPr", el("alias", val=title), el("tag", val=tag), el("id", val=number), el("lock", val=lock)
    )
    return el("sdt", properties, el("sdtContent", *content))


def info_table(rows: Iterable[tuple[str, str]]) -> Element:
    """Labels and what they say, in two columns."""
    edge = {"val": "single", "sz": 4, "space": 0, "color": "D5DCE4"}
    borders = el("tblBorders", *(el(side, **edge) for side in ("top", "bottom", "insideH")))
    widths = (1900, 7460)
    cells = el("tblCellMar", *(el(side, w=90, type="dxa") for side in ("left", "right")))
    made = el(
        "tbl",
        el("tblPr", el("tblW", w=sum(widths), type="dxa"), borders, el("tblLayout", type="fixed"), cells),
        el("tblGrid", *(el("gridCol", w=width) for width in widths)),
    )
    for label, words in rows:
        pair = ((widths[0], "InfoLabel", label, "EEF2F6"), (widths[1], "Info", words, "F8FAFC"))
        made.append(el("tr", el("trPr", el("cantSplit")), *(_cell(*each) for each in pair)))
    return made


def _cell(width: int, style: str, words: str, fill: str) -> Element:
    shade = el("shd", val="clear", color="auto", fill=fill)
    return el("tc", el("tcPr", el("tcW", w=width, type="dxa"), shade), paragraph(style, words))


def package(body: Iterable[Element], title: str, footer: str, *, track: bool) -> bytes:
    """The file. track: every edit is a tracked change, and the document says so of itself."""
    page = el("pgSz", w=12240, h=15840)
    margins = el("pgMar", top=1300, right=1440, bottom=1200, left=1440, header=600, footer=560, gutter=0)
    feet = el("footerReference", type="default")
    feet.set(f"{{{_OFFICE}}}id", "footer1")
    document = el("document", el("body", *body, el("sectPr", feet, page, margins)))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            {"document": f"{_OFFICE}/officeDocument word/document.xml", "core": f"{_CORE} docProps/core.xml"}
        ),
        "word/_rels/document.xml.rels": _relations(
            {part: f"{_OFFICE}/{kind} {part}.xml" for part, kind in PARTS.items()}
        ),
        "word/document.xml": document,
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/settings.xml": _settings(track),
        "word/footer1.xml": _footer(footer),
        "docProps/core.xml": _core(title),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, root in parts.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(
                entry, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            )
    return out.getvalue()


_CORE = f"{_PACKAGE}/relationships/metadata/core-properties"


def _default(space: str) -> Any:
    """A default namespace. lxml takes None for its prefix, which its stubs do not know."""
    return {None: space}


def _content_types() -> Element:
    space = f"{_PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap=_default(space))
    for extension, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        etree.SubElement(root, f"{{{space}}}Default", Extension=extension, ContentType=kind)
    for part, kind in {"document": "document.main", **PARTS}.items():
        etree.SubElement(
            root, f"{{{space}}}Override", PartName=f"/word/{part}.xml", ContentType=f"{_TYPE}.{kind}+xml"
        )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    etree.SubElement(root, f"{{{space}}}Override", PartName="/docProps/core.xml", ContentType=core)
    return root


def _relations(targets: dict[str, str]) -> Element:
    space = f"{_PACKAGE}/relationships"
    root = etree.Element(f"{{{space}}}Relationships", nsmap=_default(space))
    for ident, both in targets.items():
        kind, target = both.split(" ")
        etree.SubElement(root, f"{{{space}}}Relationship", Id=ident, Type=kind, Target=target)
    return root


def _core(title: str) -> Element:
    space, terms = f"{_PACKAGE}/metadata/core-properties", "http://purl.org/dc/elements/1.1/"
    root = etree.Element(f"{{{space}}}coreProperties", nsmap={"cp": space, "dc": terms})
    etree.SubElement(root, f"{{{terms}}}title").text = title
    etree.SubElement(root, f"{{{terms}}}creator").text = "Tocsin"
    return root


def _settings(track: bool) -> Element:
    protection = el("documentProtection", edit="trackedChanges", enforcement=1) if track else None
    return el(
        "settings",
        el("zoom", percent=100),
        el("trackRevisions") if track else None,
        protection,
        el("defaultTabStop", val=720),
        el(
            "compat",
            el(
                "compatSetting",
                name="compatibilityMode",
                uri="http://schemas.microsoft.com/office/word",
                val=15,
            ),
        ),
    )


def _footer(words: str) -> Element:
    number = el("fldSimple", run("1"), instr=" PAGE ")
    return el("ftr", paragraph("Footer", f"{words}  ·  ", number))


def _numbering() -> Element:
    mark = el(
        "lvl",
        el("start", val=1),
        el("numFmt", val="bullet"),
        el("lvlText", val="•"),
        el("lvlJc", val="left"),
        ilvl=0,
    )
    mark.append(el("pPr", el("ind", left=500, hanging=260)))
    return el(
        "numbering",
        el("abstractNum", el("multiLevelType", val="hybridMultilevel"), mark, abstractNumId=0),
        el("num", el("abstractNumId", val=0), numId=1),
    )


def _styles() -> Element:
    fonts = el("rFonts", ascii="Calibri", hAnsi="Calibri", cs="Calibri", eastAsia="Calibri")
    base = el("rPr", fonts, el("sz", val=22), el("szCs", val=22), el("lang", val="en-US"))
    spaced = el("pPr", el("spacing", after=120, line=269, lineRule="auto"))
    return el(
        "styles",
        el("docDefaults", el("rPrDefault", base), el("pPrDefault", spaced)),
        _style("Normal", "Normal", based="", default=True),
        _style("Title", "Title", size=40, bold=True, color="1F3A5F", after=60),
        _style("Subtitle", "Subtitle", size=24, color="5B6B7B", after=240),
        _style("Heading1", "heading 1", size=32, bold=True, color="1F3A5F", before=480, after=120, level=0),
        _style("Heading2", "heading 2", size=25, bold=True, color="1F3A5F", before=400, after=80, level=1),
        _style(
            "TextLabel", "Text Label", size=18, bold=True, color="8A5A00", before=200, after=60, keep=True
        ),
        _style("BlockText", "Block Text Reviewed", after=120),
        _style("BlockItem", "Block Item Reviewed", based="BlockText", after=60, listed=True),
        _style("Info", "Info", size=18, color="333F4B", after=20, keep=True),
        _style("InfoLabel", "Info Label", size=18, bold=True, color="5B6B7B", after=20, keep=True),
        _style("HowTo", "How To", size=21, after=60, listed=True),
        _style("Footer", "footer", size=16, color="5B6B7B"),
        el(
            "style",
            el("name", val="Field Locked"),
            el("rPr", el("color", val="1F4E79"), el("shd", val="clear", color="auto", fill="DCE9F7")),
            type="character",
            styleId="FieldLocked",
        ),
    )


def _style(
    ident: str,
    name: str,
    *,
    based: str = "Normal",
    size: int = 0,
    bold: bool = False,
    color: str = "",
    before: int = 0,
    after: int | None = None,
    level: int | None = None,
    keep: bool = False,
    listed: bool = False,
    default: bool = False,
) -> Element:
    """A paragraph style; size in half points, space in twentieths of a point."""
    shape = el(
        "pPr",
        el("keepNext") if keep or level is not None else None,
        el("numPr", el("numId", val=1)) if listed else None,
        el("spacing", before=before, after=after) if after is not None else None,
        el("outlineLvl", val=level) if level is not None else None,
    )
    face = el(
        "rPr",
        el("b") if bold else None,
        el("color", val=color) if color else None,
        el("sz", val=size) if size else None,
        el("szCs", val=size) if size else None,
    )
    made = el(
        "style", el("name", val=name), el("basedOn", val=based) if based else None, el("qFormat"), shape, face
    )
    made.set(f"{{{W}}}type", "paragraph")
    made.set(f"{{{W}}}styleId", ident)
    if default:
        made.set(f"{{{W}}}default", "1")
    return made
