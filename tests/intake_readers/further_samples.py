"""Files of office programs beyond Microsoft's current ones, written byte by byte, with invented people."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pyarrow as pa
from old_samples import compound_file
from reader_samples import zip_file

TEXT = "Ann Lee, 900-00-1234"


def biff(kind: int, content: bytes = b"") -> bytes:
    """One record of an old worksheet."""
    return struct.pack("<HH", kind, len(content)) + content


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 0) + text.encode("latin-1")


def xls_stream() -> bytes:
    """Excel 97: a shared string over a CONTINUE, numbers, a date, a formula with text, texts in no cell."""
    strings = struct.pack("<II", 2, 2) + struct.pack("<HB", 8, 0) + b"Ann"
    behind = b"\0 Lee!" + struct.pack("<HB", 4, 0) + b"Name"
    globals_ = biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    globals_ += biff(0xE0, struct.pack("<HH", 0, 0) + bytes(16)) + biff(
        0xE0, struct.pack("<HH", 0, 14) + bytes(16)
    )
    sst = biff(0xFC, strings) + biff(0x3C, behind) + biff(0x0A)
    at = len(globals_) + len(biff(0x85, bytes(6) + _short("Staff"))) + len(sst)
    globals_ += biff(0x85, struct.pack("<IH", at, 1) + _short("Staff")) + sst
    cells = biff(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0))
    cells += biff(0x14, struct.pack("<HB", 14, 0) + b"&LConfidential&")
    cells += biff(0xFD, struct.pack("<HHHI", 0, 0, 0, 1)) + biff(0xFD, struct.pack("<HHHI", 1, 0, 0, 0))
    cells += biff(0x203, struct.pack("<HHHd", 1, 1, 1, 29_221.0)) + biff(
        0x27E, struct.pack("<HHHi", 1, 2, 0, 42 << 2 | 2)
    )
    cells += biff(0x06, struct.pack("<HHH", 1, 3, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8))
    cells += biff(0x207, struct.pack("<HB", 6, 0) + b"Boston")
    cells += biff(0x1B6, bytes(10) + struct.pack("<HH", 5, 0) + bytes(4)) + biff(0x3C, b"\0boxed")
    return globals_ + cells + biff(0x0A)


def xls_file() -> bytes:
    """The stream as Excel keeps it, with an embedded file."""
    native = b"\x02\x00list.txt\0C:\\list.txt\0" + bytes(4) + struct.pack("<I", 1) + b"\0"
    native += struct.pack("<I", len(TEXT)) + TEXT.encode()
    native = struct.pack("<I", len(native)) + native
    return compound_file({"Workbook": xls_stream(), "MBD001": {"\x01Ole10Native": native}})


def wk1_file() -> bytes:
    """Lotus 1-2-3, release 2."""
    labels = biff(0x0F, struct.pack("<BHH", 255, 0, 0) + b"'Name\0") + biff(
        0x0F, struct.pack("<BHH", 255, 1, 0) + b"'Code\0"
    )
    cells = biff(0x0F, struct.pack("<BHH", 255, 0, 1) + b"'Ann Lee\0") + biff(
        0x0D, struct.pack("<BHHh", 255, 1, 1, 77)
    )
    return biff(0, struct.pack("<H", 0x0406)) + labels + cells + biff(1)


def message(kind: int, content: bytes) -> bytes:
    """One message of an IWA file with its ArchiveInfo."""
    info = field(1, kind) + field(3, len(content))
    head = field(1, 1) + field(2, info)
    return varint(len(head)) + head + content


def varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out, value = out + bytes((value & 0x7F | 0x80,)), value >> 7
    return out + bytes((value,))


def field(number: int, value: int | bytes) -> bytes:
    """One field of a protocol buffer."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def iwork_file() -> bytes:
    """Pages since 2013: a storage with text, a list of strings of a table."""
    content = message(2001, field(3, TEXT.encode())) + message(
        6005, field(3, field(1, 1) + field(3, b"Boston"))
    )
    packed = pa.Codec("snappy").compress(content, asbytes=True)
    iwa = b"\0" + len(packed).to_bytes(3, "little") + packed
    return zip_file({"Index/Document.iwa": iwa, "Data/note.txt": TEXT})


def old_iwork_file() -> bytes:
    """Keynote 2009."""
    xml = f'<k:presentation xmlns:k="k" xmlns:sf="sf"><sf:p>{TEXT}</sf:p></k:presentation>'
    return zip_file({"index.apxl": xml})


def _reference(start: int, length: int) -> bytes:
    return struct.pack("<QI", start, length)


def onenote_file() -> bytes:
    """A section with one object: a text, a title, an author; and a file put into it."""
    values = [(0x1C001C22, TEXT), (0x1C001CF3, "Staff"), (0x1C001D75, "Bo Diaz"), (0x1C001D9C, "list.txt")]
    object_ = struct.pack("<I", 1 << 31) + struct.pack("<H", len(values))
    object_ += b"".join(struct.pack("<I", number) for number, _ in values)
    object_ += b"".join(struct.pack("<I", 2 * len(text)) + text.encode("utf-16-le") for _, text in values)
    inside = bytes(16) + struct.pack("<QIQ", len(TEXT), 0, 0) + TEXT.encode()
    at_object, at_file = 2048, 4096
    node = lambda kind, place: struct.pack("<I", kind | 16 << 10 | 1 << 27 | 1 << 31) + _reference(*place)  # noqa: E731
    nodes = node(0xA4, (at_object, len(object_))) + node(0x94, (at_file, len(inside)))
    length = 16 + 64 + 20
    body = struct.pack("<QII", 0xA4567AB1F5F7F4C4, 16, 0) + nodes.ljust(64, b"\0")
    body += _reference(0, 0) + struct.pack("<Q", 0x8BC215C38233BA4B)
    head = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3").ljust(172, b"\0") + _reference(1024, length)
    raw = head.ljust(1024, b"\0") + body
    return raw.ljust(at_object, b"\0") + object_.ljust(at_file - at_object, b"\0") + inside


def _literal(content: bytes) -> bytes:
    """Packed as Visio packs, with nothing but literals."""
    return b"".join(b"\xff" + content[at : at + 8] for at in range(0, len(content), 8))


def vsd_file() -> bytes:
    """Visio 2003: a trailer that points to a stream of chunks, of which one is the text of a shape."""
    text = TEXT.encode("utf-16-le")
    chunk = struct.pack("<IIIIHB", 0x0E, 1, 0, 8 + len(text), 0, 0) + bytes(8) + text
    chunks = _literal(chunk)
    pointers = struct.pack("<I", 4) + struct.pack("<II", 1, 0)
    pointers += struct.pack("<IIIIH", 0x15, 0, 1024, len(chunks), 0xD2)
    trailer = _literal(bytes(4) + pointers)
    head = b"Visio (TM) Drawing\r\n".ljust(0x1A, b"\0") + struct.pack("<HII", 11, 0, 0)
    head += struct.pack("<IIIIH", 20, 0, 2048, len(trailer), 0x52)
    raw = head.ljust(1024, b"\0") + chunks.ljust(1024, b"\0") + trailer
    return compound_file({"VisioDocument": raw})


def vsdx_file() -> bytes:
    page = f'<PageContents xmlns="v"><Shapes><Shape><Text>{TEXT}</Text></Shape></Shapes></PageContents>'
    return zip_file({"visio/document.xml": "<V/>", "visio/pages/page1.xml": page})


def _chunked(mark: bytes) -> bytes:
    text = TEXT.encode("utf-16-le")
    entry = b"\x18\0TEXT" + bytes(6) + b"TEXT" + struct.pack("<II", 512, len(text))
    return (mark.ljust(0x20, b"\0") + entry).ljust(512, b"\0") + text


def publisher_file() -> bytes:
    return compound_file({"Quill": {"QuillSub": {"CONTENTS": _chunked(b"CHNKINK ")}}})


def works_file() -> bytes:
    return compound_file({"CONTENTS": _chunked(b"CHNKWKS ")})


def old_works_file() -> bytes:
    stream = bytes(0x22) + struct.pack("<II", 0x100, 0x100 + len(TEXT))
    return compound_file({"MN0": stream.ljust(0x100, b"\0") + TEXT.encode()})


def hangul_file() -> bytes:
    text = ("\x02" + "x" * 7 + TEXT + "\r").encode("utf-16-le")
    packed = zlib.compressobj(wbits=-15)
    section = packed.compress(struct.pack("<I", 67 | len(text) << 20) + text) + packed.flush()
    head = b"HWP Document File".ljust(36, b"\0") + struct.pack("<I", 1)
    return compound_file(
        {"FileHeader": head, "BodyText": {"Section0": section}, "\x05HwpSummaryInformation": b"x"}
    )


def wordperfect_file() -> bytes:
    body = b"Ann\x80Lee,\xd0\x04" + struct.pack("<H", 8) + bytes(4) + b"900-00-1234\xf0\x1b\x01\xf0"
    return b"\xffWPC" + struct.pack("<IBBBBHH", 16, 1, 10, 2, 0, 0, 0) + body


def xps_file() -> bytes:
    glyphs = '<Glyphs OriginY="10" UnicodeString="Ann"/><Glyphs OriginY="10" UnicodeString="Lee"/>'
    page = f'<FixedPage xmlns="x">{glyphs}<Glyphs OriginY="22" UnicodeString="900-00-1234"/></FixedPage>'
    return zip_file({"FixedDocSeq.fdseq": "<x/>", "Documents/1/Pages/1.fpage": page})


def _binary(kind: int, content: bytes) -> bytes:
    return bytes((kind, len(content))) + content


def xlsb_file() -> bytes:
    """One that the usual reader does not open: its workbook part is empty."""
    name = struct.pack("<I", 7) + "Ann Lee".encode("utf-16-le")
    strings = _binary(19, b"\0" + name)
    rows = _binary(0, struct.pack("<I", 3)) + _binary(7, struct.pack("<III", 1, 0, 0))
    rows += _binary(5, struct.pack("<IId", 2, 0, 42.0)) + _binary(
        6, struct.pack("<III", 3, 0, 6) + "Boston".encode("utf-16-le")
    )
    parts: dict[str, str | bytes] = {"xl/workbook.bin": b"", "xl/sharedStrings.bin": strings}
    return zip_file(
        parts | {"xl/worksheets/sheet1.bin": rows, "xl/drawings/drawing1.xml": "<d><t>boxed</t></d>"}
    )


def der(tag: int, content: bytes) -> bytes:
    """One value of DER."""
    length = bytes((len(content),)) if len(content) < 128 else b"\x82" + len(content).to_bytes(2, "big")
    return bytes((tag,)) + length + content


def cms_file(*, kind: int = 2, content: str | None = TEXT) -> bytes:
    """A signed message (kind 2) with or without what was signed, or an encrypted one (kind 3)."""
    oid = lambda last: der(0x06, bytes.fromhex("2a864886f70d0107") + bytes((last,)))  # noqa: E731
    enclosed = der(0x30, oid(1) + (der(0xA0, der(0x04, content.encode())) if content is not None else b""))
    certificates = der(0xA0, der(0x30, der(0x0C, b"Bo Diaz") + der(0x16, b"bo@example.com")))
    signed = der(0x30, der(0x02, b"\1") + der(0x31, b"") + enclosed + certificates)
    return der(0x30, oid(kind) + der(0xA0, signed))


def chm_file() -> bytes:
    """A page in the packed section, as one block of LZX that is not packed."""
    page = f"<html><body><p>{TEXT}</p></body></html>".encode()
    bits = "0" + "011" + f"{len(page):024b}"
    bits = bits.ljust(-(-len(bits) // 16) * 16, "0")
    block = b"".join(struct.pack("<H", int(bits[at : at + 16], 2)) for at in range(0, len(bits), 16))
    block += struct.pack("<III", 1, 1, 1) + page + b"\0" * (len(page) % 2)
    control = struct.pack("<I4sIIIII", 6, b"LZXC", 2, 2, 2, 1, 0)
    table = struct.pack("<IIIIQQQQ", 2, 1, 8, 0x28, len(page), len(block), 0x8000, 0)
    space = "::DataSpace/Storage/MSCompressed/"
    resets = space + "Transform/{7FC28940-9D31-11D0-9B27-00A0C91E9C7C}/InstanceData/ResetTable"
    stored = control + table + block
    entries = [
        ("/page.htm", 1, 0, len(page)),
        (space + "Content", 0, len(control + table), len(block)),
        (space + "ControlData", 0, 0, len(control)),
        (resets, 0, len(control), len(table)),
    ]
    listed = b"".join(
        varint_be(len(name)) + name.encode() + b"".join(map(varint_be, rest)) for name, *rest in entries
    )
    chunk = (
        b"PMGL" + struct.pack("<IIII", 4096 - 20 - len(listed), 0, 0xFFFFFFFF, 0xFFFFFFFF) + listed
    ).ljust(4096, b"\0")
    directory = b"ITSP" + struct.pack("<IIII", 1, 0x54, 0, 4096)
    directory = directory.ljust(0x54, b"\0") + chunk
    head = b"ITSF" + struct.pack("<II", 3, 0x60)
    head = head.ljust(0x38, b"\0") + struct.pack(
        "<QQQQQ", 0x60, 0, 0x60, len(directory), 0x60 + len(directory)
    )
    return head + directory + stored


def varint_be(value: int) -> bytes:
    """Seven bits a byte, the highest first."""
    out = bytes((value & 0x7F,))
    while value := value >> 7:
        out = bytes((value & 0x7F | 0x80,)) + out
    return out


def hive_file() -> bytes:
    """A registry hive: a root key with one key below it, which has a text, a number and binary data."""
    cells = bytearray(b"hbin".ljust(32, b"\0"))

    def cell(content: bytes) -> int:
        at = len(cells)
        size = -(-(len(content) + 4) // 8) * 8
        cells.extend(struct.pack("<i", -size) + content.ljust(size - 4, b"\0"))
        return at

    def value(name: bytes, kind: int, content: bytes) -> int:
        inline = len(content) <= 4
        size, at = len(content) | inline << 31, 0 if inline else cell(content)
        head = struct.pack("<HIIIHH", len(name), size, at, kind, 1, 0)
        if inline:
            head = head[:6] + content.ljust(4, b"\0") + head[10:]
        return cell(b"vk" + head + name)

    def key(name: bytes, subkeys: int, listed: int, values: int, places: int) -> int:
        head = struct.pack("<HQIIIIIIIII", 0x20, 0, 0, 0, subkeys, 0, listed, 0xFFFFFFFF, values, places, 0)
        return cell(b"nk" + head.ljust(70, b"\0") + struct.pack("<HH", len(name), 0) + name)

    values = [
        value(b"Owner", 1, (TEXT + "\0").encode("utf-16-le")),
        value(b"Count", 4, struct.pack("<I", 77)),
    ]
    values.append(value(b"Blob", 3, bytes(range(200, 220))))
    below = key(b"Staff", 0, 0xFFFFFFFF, 3, cell(struct.pack("<3I", *values)))
    root = key(b"Root", 1, cell(b"lf" + struct.pack("<HII", 1, below, 0)), 0, 0xFFFFFFFF)
    return b"regf".ljust(36, b"\0") + struct.pack("<I", root).ljust(0x1000 - 36, b"\0") + bytes(cells)


def chunk_docx(namespace: str = "http://schemas.openxmlformats.org") -> bytes:
    """A document whose only text is a web page put in the place of a paragraph."""
    relation = f'<Relationship Id="r1" Type="{namespace}/aFChunk" Target="/word/page.html"/>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", '<w:document xmlns:w="w"><w:body/></w:document>')
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{relation}</Relationships>")
        archive.writestr("word/page.html", f"<p>{TEXT}</p>")
    return target.getvalue()


def mail_with_mail() -> bytes:
    """A message that carries another one."""
    inner = f"From: bo@example.com\r\nTo: ann@example.com\r\nSubject: list\r\n\r\n{TEXT}\r\n"
    head = "From: ann@example.com\r\nTo: bo@example.com\r\nMIME-Version: 1.0\r\n"
    parts = f"--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n"
    return f'{head}Content-Type: multipart/mixed; boundary="b"\r\n\r\n{parts}'.encode()


def further_samples() -> dict[str, bytes]:
    """Every one of them, by a name that says nothing."""
    made = (xls_file, wk1_file, iwork_file, old_iwork_file, onenote_file, vsd_file, vsdx_file, publisher_file)
    more = (
        works_file,
        old_works_file,
        hangul_file,
        wordperfect_file,
        xps_file,
        xlsb_file,
        chm_file,
        chunk_docx,
        hive_file,
    )
    files = {f"{make.__name__}": make() for make in (*made, *more)}
    return files | {"cms_file": cms_file(), "mail_with_mail": mail_with_mail()}
