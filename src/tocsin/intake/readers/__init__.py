"""Readers: from the bytes of one untrusted file to its texts, tables, messages and the files inside it.

One file per format; each is a ``base.Reader`` in the table below. They run in a contained process, so every
parser is imported here, before containment closes the file system: nothing is imported later.
"""

from __future__ import annotations

import codecs
import contextlib
import encodings
import importlib
import io
import pkgutil
from collections.abc import Generator, Iterator
from typing import BinaryIO

from tocsin.intake.readers import (
    access,
    archives,
    chm,
    cms,
    columnar,
    compressed,
    dbase,
    delimited,
    evtx,
    fixed_width,
    hangul,
    html,
    iwork,
    jsonlike,
    locks,
    lotus,
    mail,
    markup,
    mbox,
    msg,
    ocr,
    olddoc,
    oldsheets,
    oldslides,
    onenote,
    opendocument,
    pdf,
    pictures,
    plain,
    postscript,
    pst,
    publisher,
    records,
    refused,
    registry,
    rtf,
    salvage,
    slides,
    spreadsheets,
    sql_dump,
    sqlite,
    tars,
    visio,
    word,
    wordperfect,
    workbook,
    works,
    x12,
    xlsb,
    xps,
    zips,
)
from tocsin.intake.readers.base import Item, Reader, Unreadable, in_part
from tocsin.intake.readers.damage import is_parser_failure, parser_failures, plain_reason
from tocsin.intake.readers.identify import identify
from tocsin.intake.readers.kinds import kind_of
from tocsin.intake.readers.locks import allow
from tocsin.model.content import Child, Part, Shortfall, Text

__all__ = ["KINDS", "Child", "Part", "Shortfall", "allow", "kind_of", "load_all", "ocr", "read"]

READERS: tuple[Reader, ...] = (
    plain.TextReader(),
    delimited.DelimitedReader(),
    fixed_width.FixedWidthReader(),
    jsonlike.JsonReader(),
    jsonlike.JsonLinesReader(),
    workbook.WorkbookReader(),
    spreadsheets.SpreadsheetReader(),
    oldsheets.OldSheetsReader(),
    xlsb.BinaryWorkbookReader(),
    xps.XpsReader(),
    word.WordReader(),
    pdf.PdfReader(),
    postscript.PostScriptReader(),
    pictures.PictureReader(),
    mail.MailReader(),
    mbox.MboxReader(),
    html.HtmlReader(),
    markup.XmlReader(),
    records.RecordsReader(),
    x12.X12Reader(),
    sql_dump.SqlDumpReader(),
    sqlite.SqliteReader(),
    columnar.ColumnarReader(),
    columnar.AvroReader(),
    access.AccessReader(),
    dbase.DbaseReader(),
    evtx.EventLogReader(),
    registry.RegistryReader(),
    slides.SlidesReader(),
    opendocument.OpenDocumentReader(),
    olddoc.OldWordReader(),
    oldslides.OldSlidesReader(),
    msg.MsgReader(),
    pst.PstReader(),
    rtf.RtfReader(),
    zips.ZipReader(),
    tars.TarReader(),
    archives.ArchiveReader(),
    archives.FilteredReader(),
    compressed.CompressedReader(),
    onenote.OneNoteReader(),
    iwork.IworkReader(),
    chm.HelpReader(),
    cms.CmsReader(),
    visio.VisioReader(),
    publisher.PublisherReader(),
    hangul.HangulReader(),
    works.WorksReader(),
    lotus.LotusReader(),
    wordperfect.WordPerfectReader(),
    salvage.MixedReader(),
    refused.RefusedReader(),
)

_WINDOWS_ONLY = frozenset({"mbcs", "oem"})

KINDS: dict[str, Reader] = {kind: reader for reader in READERS for kind in reader.kinds}
"""Which reader takes which kind."""


def read(name: str, data: BinaryIO, size: int) -> Iterator[Item]:
    """Everything one file holds, in its order; never raises for anything the file contains.

    ``name`` is untrusted and only a hint between text formats. A file of which nothing comes out always ends
    with a Shortfall that says why; where its reader gave up, its readable text is still looked for.
    """
    given: set[Shortfall] = set()
    content = body = False
    try:
        for item in _items(name, data, size):
            if isinstance(item, Shortfall):
                if item in given:
                    continue
                given.add(item)
            else:
                content, body = True, body or not (isinstance(item, Text) and item.role == "property")
            yield item
    except Unreadable as ended:
        hopeless = body or ended.outcome != "refused" or isinstance(ended, locks.Locked)
        salvaged = False if hopeless else (yield from _salvaged(name, data, size, ended.reason))
        if not salvaged:
            yield _ended(ended.outcome, ended.reason, content)
        return
    except BaseException as error:
        if not is_parser_failure(error):
            raise
        outcome, reason = plain_reason(error)
        if body or not (yield from _salvaged(name, data, size, reason)):
            yield _ended(outcome, reason, content)
        return
    if not body and any(shortfall.outcome == "read_in_part" for shortfall in given):
        yield from _salvaged(name, data, size, "")
    elif not content and not given:
        yield Shortfall("refused", "the file holds no text")


def _salvaged(name: str, data: BinaryIO, size: int, reason: str) -> Generator[Item, None, bool]:
    """The last resort for a file of which nothing came; whether something did now."""
    found = False
    with parser_failures():
        kind = identify(name, data, size)
        for item in salvage.last_resort(kind, data, size):
            found = True
            yield item
    if found:
        yield in_part("; ".join(filter(None, (reason, salvage.words_for(kind)))))
    return found


def _items(name: str, data: BinaryIO, size: int) -> Iterator[Item]:
    kind = identify(name, data, size)
    try:
        yield from KINDS.get(kind, KINDS["binary"]).read(name, data, size)
    except locks.Locked as locked:
        found = locks.unlocked(kind, data)
        if found is None:
            raise locks.none_fits(locked) from None
        raw, number = found
        yield locks.opened_with(number)
        inner = identify(name, io.BytesIO(raw), len(raw))
        yield from KINDS.get(inner, KINDS["binary"]).read(name, io.BytesIO(raw), len(raw))


def _ended(outcome: str, reason: str, content: bool) -> Shortfall:
    if content and outcome == "refused":
        return Shortfall("read_in_part", f"{reason}; what came before that point was read")
    return Shortfall(outcome, reason)


def load_all() -> None:
    """Import every parser and everything a parser would import on first use. Call it before closing the
    doors.
    """
    pictures.prepare()
    for module in pkgutil.iter_modules(encodings.__path__):
        if module.name not in _WINDOWS_ONLY:
            importlib.import_module(f"encodings.{module.name}")
            with contextlib.suppress(LookupError):
                codecs.lookup(module.name)
