"""What a file is, told from its content: first signatures, then the structure of text.

Signatures are those of the formats' own specifications. The name decides only between formats that are all
text.
"""

from __future__ import annotations

import re

from tocsin.intake.readers import text_kinds, x12
from tocsin.intake.readers.cms import is_cms
from tocsin.intake.readers.dbase import is_dbase
from tocsin.intake.readers.encoding import decode, encoding_of
from tocsin.intake.readers.lotus import is_lotus
from tocsin.intake.readers.oldsheets import is_bare_workbook

HEAD_BYTES = 64 << 10

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"PK\x07\x08PK\x03\x04", "zip"),
    (0, b"%PDF-", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cfb"),
    (0, b"SQLite format 3\x00", "sqlite"),
    (0, b"\x1f\x8b", "gz"),
    (0, b"BZh", "bz2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1\x00\x00", "arrow"),
    (0, b"{\\rtf", "rtf"),
    (257, b"ustar", "tar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\x04\x22\x4d\x18", "lz4"),
    (0, b"\x02\x21\x4c\x18", "lz4"),
    (0, b"LZIP\x01", "lzip"),
    (0, b"\x1f\x9d", "compress"),
    (0, b"MSCF", "cab"),
    (0, b"!<arch>\n", "ar"),
    (0, b"xar!\x00\x1c", "xar"),
    (0, b"070701", "cpio"),
    (0, b"070707", "cpio"),
    (2, b"-lh5-", "lha"),
    (2, b"-lh6-", "lha"),
    (2, b"-lh7-", "lha"),
    (2, b"-lh0-", "lha"),
    (2, b"-lh1-", "lha"),
    (0, b"!BDN", "pst"),
    (4, b"Standard Jet DB", "mdb"),
    (4, b"Standard ACE DB", "mdb"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "onenote"),
    (0, b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c", "onenote"),
    (12, b"\x61\x15\x06\x00", "berkeley"),
    (12, b"\x62\x31\x05\x00", "berkeley"),
    (0, b"ITSF", "chm"),
    (0, b"ElfFile\x00", "evtx"),
    (0, b"regf", "registry"),
    (0, b"Obj\x01", "avro"),
    (0, b"ORC", "orc"),
    (0, b"\x89HDF\r\n\x1a\n", "hdf5"),
    (0, b"TAPE\x00\x00", "bak"),
    (0, b"PGDMP", "pgdump"),
    (0, b"%!PS", "postscript"),
    (0, b"\xffWPC", "wordperfect"),
    (0, b"\x7fELF", "program"),
    (0, b"MZ", "program"),
    (0, b"\x89PNG\r\n\x1a\n", "picture"),
    (0, b"\xff\xd8\xff", "picture"),
    (0, b"GIF87a", "picture"),
    (0, b"GIF89a", "picture"),
    (0, b"II*\x00", "picture"),
    (0, b"MM\x00*", "picture"),
    (8, b"WEBP", "picture"),
    (0, b"\x00\x00\x00\x0cjP  ", "picture"),
    (4, b"ftypheic", "picture"),
    (4, b"ftypheix", "picture"),
    (4, b"ftypmsf1", "picture"),
    (4, b"ftypmif1", "picture"),
    (4, b"ftypavif", "picture"),
    (0, b"8BPS", "picture"),
    (4, b"ftyp", "film"),
    (8, b"AVI ", "film"),
    (0, b"\x1a\x45\xdf\xa3", "film"),
    (8, b"WAVE", "sound"),
    (0, b"ID3", "sound"),
    (0, b"OggS", "sound"),
    (0, b"fLaC", "sound"),
    (0x8001, b"CD001", "iso"),
)
"""Offset, bytes, kind. Earlier entries win."""

_STATED_TYPES = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.presentation", "odp"),
    (b"application/vnd.oasis.opendocument", "odt"),
    (b"application/epub+zip", "epub"),
    (b"application/vnd.sun.xml.impress", "odp"),
    (b"application/vnd.sun.xml", "odt"),
    (b"application/x-hwp+zip", "zip"),
)
_PARTS = (
    ("word/document", "docx"),
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook", "xlsx"),
    ("ppt/presentation", "pptx"),
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("Index/Document.iwa", "iwork"),
    ("Index/", "iwork"),
    ("Index.zip", "iwork"),
    ("index.apxl", "iwork"),
    ("buildVersionHistory.plist", "iwork"),
    ("Metadata/BuildVersionHistory.plist", "iwork"),
    ("visio/document", "visio"),
    ("FixedDocumentSequence.fdseq", "xps"),
    ("FixedDocSeq.fdseq", "xps"),
)
_BMP_SIZES = frozenset((12, 40, 52, 56, 64, 108, 124))


def kind_of(name: str, head: bytes) -> str:
    """The kind of a file that begins with ``head`` (HEAD_BYTES suffice); ``binary`` if not known."""
    if not head:
        return "empty"
    kind = _by_signature(head)
    if kind == "zip":
        return _zip_kind(head)
    if kind == "cfb":
        return cfb_kind(head)
    if kind:
        return kind
    if (
        (at := head.find(b"%PDF-", 0, 1024)) > 0
        and head[at + 5 : at + 6].isdigit()
        and _binary_share(head) > 0.02
    ):
        return "pdf"
    if x12.is_interchange(decode(head[: 4 * x12.HEAD_CHARS])):
        return "x12"
    if is_dbase(head):
        return "dbf"
    if is_cms(head):
        return "p7m"
    if is_lotus(head):
        return "lotus"
    if is_bare_workbook(head):
        return "xls"
    if _looks_like_tar(head):
        return "tar"
    if _binary_share(head) > 0.002:
        return "mixed" if _readable_share(head) > READABLE else "binary"
    return text_kinds.text_kind(name, decode(head))


def _by_signature(head: bytes) -> str:
    for offset, mark, kind in SIGNATURES:
        if head.startswith(mark, offset) and _plausible(kind, head):
            return kind
    if head[:2] == b"BM" and head[14:15] and head[14] in _BMP_SIZES and head[15:18] == b"\0\0\0":
        return "picture"
    return ""


def _plausible(kind: str, head: bytes) -> bool:
    """Short signatures that are also words need a second look."""
    if kind in {"program", "cab", "orc", "sound", "chm", "registry"}:
        return _binary_share(head[:512]) > 0.02
    if kind == "bz2":
        return head[4:10] in {b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"}
    return True


def _zip_kind(head: bytes) -> str:
    at = head.find(b"mimetypeapplication/", 0, 400)
    stated = kind_of_mimetype(head[at + 8 : at + 100]) if at >= 0 else ""
    return stated or kind_of_names(local_names(head))


def kind_of_mimetype(stated: bytes) -> str:
    """The kind for the content of a ``mimetype`` member; blank for one that is not known."""
    return next((kind for mark, kind in _STATED_TYPES if stated.startswith(mark)), "")


_LOCAL_NAMES = re.compile(rb"(?s)PK\x03\x04.{26}([A-Za-z]{2,10}[/.][A-Za-z./]{1,40})")


def local_names(raw: bytes) -> list[str]:
    """Names of members by their own headers, for archives whose directory is gone or not at hand."""
    return [found.decode("ascii") for found in _LOCAL_NAMES.findall(raw)]


_CONTENT_TYPES = (
    (b"wordprocessingml.", "docx"),
    (b"ms-word.", "docx"),
    (b"sheet.binary.macroEnabled.main", "xlsb"),
    (b"spreadsheetml.", "xlsx"),
    (b"ms-excel.", "xlsx"),
    (b"presentationml.", "pptx"),
    (b"ms-powerpoint.", "pptx"),
    (b"ms-visio.", "visio"),
    (b"package.xps-fixeddocumentsequence", "xps"),
)
_MAIN = re.compile(
    rb'ContentType\s*=\s*"[^"]{0,60}?vnd\.([^"]{1,100}?main)\+?(?:xml)?"|"[^"]{0,60}(xps-fixeddocumentsequence)'
)


def kind_of_content_types(raw: bytes) -> str:
    """The kind by ``[Content_Types].xml``, whatever the parts are called (ECMA-376 part 2, 7.2)."""
    for found in _MAIN.finditer(raw):
        stated = found[1] or b"package." + found[2]
        for mark, kind in _CONTENT_TYPES:
            if mark in stated + b".":
                return kind
    return ""


def kind_of_names(names: list[str]) -> str:
    """Which ZIP-based format has these parts; ``zip`` for a plain archive."""
    for part, kind in _PARTS:
        if any(name.startswith(part) for name in names):
            return kind
    return "zip"


_STREAMS = tuple(
    (stream.lower().encode("utf-16-le") + b"\0\0", kind)
    for stream, kind in (
        ("__nameid_version1.0", "msg"),  # before those of documents attached to it
        ("EncryptedPackage", "locked-office"),
        ("WordDocument", "doc"),
        ("PowerPoint Document", "ppt"),
        ("Workbook", "xls"),
        ("Book", "xls"),
        ("__properties_version1.0", "msg"),
        ("VisioDocument", "visio"),
        ("Quill", "publisher"),
        ("MN0", "works"),
        ("CONTENTS", "works"),
        ("PerfectOffice_MAIN", "lotus"),
        ("\x05HwpSummaryInformation", "hwp"),
    )
)


def cfb_kinds(raw: bytes) -> list[str]:
    """Which programs may have written a compound file (MS-CFB), by its streams; the likeliest first."""
    small = raw.lower()  # names are compared without regard to case
    return list(dict.fromkeys(kind for mark, kind in _STREAMS if mark in small))


def cfb_kind(raw: bytes) -> str:
    """The likeliest of them, ``cfb`` for none."""
    return next(iter(cfb_kinds(raw)), "cfb")


def _looks_like_tar(head: bytes) -> bool:
    """Old tar has no signature, but a checksum over its header block."""
    if len(head) < 512 or not head[0]:
        return False
    try:
        stated = int(head[148:156].strip(b" \0") or b"x", 8)
    except ValueError:
        return False
    return stated == sum(head[:148]) + 8 * 32 + sum(head[156:512])


READABLE = 0.6
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 1, 27, 31}) + b"\x7f"


def _readable_share(head: bytes) -> float:
    """Share of printable ASCII among the bytes that are not zero: 0.38 for random or encrypted data."""
    filled = head.translate(None, b"\0")
    return (len(filled) - len(filled.translate(None, _PRINTABLE))) / max(1, len(filled))


def _binary_share(head: bytes) -> float:
    """Share of bytes that no text has; UTF-16 and UTF-32 are text."""
    if encoding_of(head) != "utf-8":
        text = decode(head)
        odd = sum(not character.isprintable() and character not in "\r\n\t\f" for character in text[:4096])
        return odd / max(1, min(len(text), 4096))
    return (len(head) - len(head.translate(None, _CONTROLS))) / len(head)
