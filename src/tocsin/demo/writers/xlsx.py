"""XLSX workbooks (ECMA-376) with what people forget in them: hidden sheets, hidden columns, comments, numbers
that only look like SSNs through their format. Strings are stored inline: one pass, no shared table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from .archive import zip_bytes

Cell = str | int | float | date | None

_STYLES = {"text": 0, "date": 1, "ssn": 2, "bold": 3, "money": 4, "zip": 5}
_NUMBER_FORMATS = {164: "000\\-00\\-0000", 165: "00000"}
_EPOCH = date(1899, 12, 30)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTROL = dict.fromkeys(range(0x20), " ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet.

    rows: header and titles included. formats: number format by column (``date``, ``ssn``, ``money``, ``zip``)
        for the numbers and dates in it. hidden_columns: 0-based. comments: text by cell name (``B4``).
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    formats: Mapping[int, str] = field(default_factory=dict)
    hidden: bool = False
    hidden_columns: Sequence[int] = ()
    comments: Mapping[str, str] = field(default_factory=dict)


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The workbook as a file."""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _content_types(sheets),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _workbook_part(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n, _ in enumerate(sheets, 1)}
            | {"rId9999": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _styles_part(),
    }
    for number, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet_part(sheet)
        if sheet.comments:
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(
                {
                    "rId1": ("comments", f"../comments{number}.xml"),
                    "rId2": ("vmlDrawing", f"../notes{number}.vml"),
                }
            )
            parts[f"xl/comments{number}.xml"] = _comments_part(sheet.comments)
            parts[f"xl/notes{number}.vml"] = _drawing_part(sheet.comments)
    return zip_bytes(parts, level=5)


def column_name(index: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _content_types(sheets: Sequence[Sheet]) -> str:
    parts = [("/xl/workbook.xml", f"{_TYPES}.sheet.main+xml"), ("/xl/styles.xml", f"{_TYPES}.styles+xml")]
    for number, sheet in enumerate(sheets, 1):
        parts.append((f"/xl/worksheets/sheet{number}.xml", f"{_TYPES}.worksheet+xml"))
        if sheet.comments:
            parts.append((f"/xl/comments{number}.xml", f"{_TYPES}.comments+xml"))
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f"{overrides}</Types>"
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{key}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _workbook_part(sheets: Sequence[Sheet]) -> str:
    entries = "".join(
        f'<sheet name={quoteattr(sheet.name[:31])} sheetId="{n}" r:id="rId{n}"'
        + (' state="hidden"/>' if sheet.hidden else "/>")
        for n, sheet in enumerate(sheets, 1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}"><sheets>{entries}</sheets></workbook>'


def _styles_part() -> str:
    formats = "".join(
        f'<numFmt numFmtId="{n}" formatCode={quoteattr(code)}/>' for n, code in _NUMBER_FORMATS.items()
    )
    cells = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number, font in ((0, 0), (14, 0), (164, 0), (0, 1), (4, 0), (165, 0))
    )
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(_NUMBER_FORMATS)}">{formats}</numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="6">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _sheet_part(sheet: Sheet) -> str:
    width = max((len(row) for row in sheet.rows), default=0)
    names = [column_name(index) for index in range(width)]
    styles = [_STYLES[sheet.formats.get(index, "text")] for index in range(width)]
    pieces = [f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATION}">']
    if sheet.hidden_columns:
        hidden = "".join(
            f'<col min="{c + 1}" max="{c + 1}" width="11" hidden="1" customWidth="1"/>'
            for c in sorted(sheet.hidden_columns)
        )
        pieces.append(f"<cols>{hidden}</cols>")
    pieces.append("<sheetData>")
    for number, row in enumerate(sheet.rows, 1):
        cells = "".join(
            _cell(f"{names[at]}{number}", value, styles[at])
            for at, value in enumerate(row)
            if value not in (None, "")
        )
        pieces.append(f'<row r="{number}">{cells}</row>')
    pieces.append("</sheetData>")
    if sheet.comments:
        pieces.append('<legacyDrawing r:id="rId2"/>')
    pieces.append("</worksheet>")
    return "".join(pieces)


def _cell(name: str, value: Cell, style: int) -> str:
    if isinstance(value, str):
        return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
    if isinstance(value, date):
        return f'<c r="{name}" s="{style}"><v>{(value - _EPOCH).days}</v></c>'
    return f'<c r="{name}" s="{style}"><v>{value}</v></c>'


def _text(value: str) -> str:
    return escape(value.translate(_CONTROL))


def _comments_part(comments: Mapping[str, str]) -> str:
    notes = "".join(
        f'<comment ref="{cell}" authorId="0"><text><r><t>{_text(text)}</t></r></text></comment>'
        for cell, text in comments.items()
    )
    return (
        f'{_HEAD}<comments xmlns="{_MAIN}"><authors><author>Payroll</author></authors>'
        f"<commentList>{notes}</commentList></comments>"
    )


def _drawing_part(comments: Mapping[str, str]) -> str:
    """The boxes Excel draws comments in; it drops comments without one."""
    shapes = "".join(
        f'<v:shape id="s{n}" type="#t" style="position:absolute;visibility:hidden">'
        f'<x:ClientData ObjectType="Note"><x:Row>{int("".join(c for c in cell if c.isdigit())) - 1}</x:Row>'
        f"<x:Column>{ord(cell[0]) - 65}</x:Column></x:ClientData></v:shape>"
        for n, cell in enumerate(comments, 1)
    )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<v:shapetype id="t" coordsize="21600,21600"/>{shapes}</xml>'
    )
