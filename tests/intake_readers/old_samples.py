"""Files of programs that nobody here has: written byte by byte, with invented people."""

from __future__ import annotations

import io
import itertools
import struct
import zlib

import fastavro
import libarchive
import pyarrow as pa
import pyarrow.orc
from reader_samples import HEADER, ROWS, csv_file

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
Tree = dict[str, "bytes | Tree"]
_HIDDEN, _DELETED = struct.pack("<HB", 0x083C, 1), struct.pack("<HB", 0x0800, 1)
_IN_TABLE = struct.pack("<HB", 0x2416, 1)
_ROW_END = _IN_TABLE + struct.pack("<HB", 0x2417, 1)


def compound_file(tree: Tree) -> bytes:
    """MS-CFB: small streams in a stream of their own; each name hangs to the right of the one before."""
    entries: list[tuple[str, int, bytes, list[int]]] = []

    def add(name: str, content: bytes | Tree, kind: int) -> int:
        index = len(entries)
        entries.append((name, kind, content if isinstance(content, bytes) else b"", []))
        if not isinstance(content, bytes):
            for inner, what in content.items():
                entries[index][3].append(add(inner, what, 2 if isinstance(what, bytes) else 1))
        return index

    add("Root Entry", tree, 5)
    beside: dict[int, int] = {}
    for _, _, _, children in entries:
        beside |= dict(itertools.pairwise(children))
    large, small = _Sectors(512), _Sectors(64)
    starts = [
        _END if not raw else (large if len(raw) >= 4096 else small).store(raw) for _, _, raw, _ in entries
    ]
    starts[0] = large.store(small.bytes())
    small_table = large.store(struct.pack(f"<{len(small.table)}I", *small.table))
    directory = b""
    for index, (name, kind, raw, children) in enumerate(entries):
        wide = name.encode("utf-16-le")
        below, size = (children or [_FREE])[0], len(raw) if index else len(small.bytes())
        directory += wide.ljust(64, b"\0")
        directory += struct.pack("<HBBIII", len(wide) + 2, kind, 1, _FREE, beside.get(index, _FREE), below)
        directory += bytes(36) + struct.pack("<IQ", starts[index], size)
    at = large.store(directory)
    tables = -(-(len(large.table) + 1) // 127)
    where = range(len(large.table), len(large.table) + tables)
    table = [*large.table, *[0xFFFFFFFD] * tables]
    table += [_FREE] * (tables * 128 - len(table))
    many_small = -(-4 * len(small.table) // 512)
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, at, 0, 4096, small_table, many_small, _END, 0)
    head += struct.pack("<109I", *where, *[_FREE] * (109 - tables))
    return head + large.bytes() + struct.pack(f"<{len(table)}I", *table)


class _Sectors:
    """Streams in sectors of one size, and the table that chains them."""

    def __init__(self, size: int) -> None:
        self._size, self._parts, self.table = size, list[bytes](), list[int]()

    def store(self, raw: bytes) -> int:
        first, many = len(self.table), -(-len(raw) // self._size)
        self._parts.append(raw.ljust(many * self._size, b"\0"))
        self.table += [*range(first + 1, first + many), _END] if many else []
        return first if many else _END

    def bytes(self) -> bytes:
        return b"".join(self._parts)


def doc_file() -> bytes:
    """Word 97: text, hidden and deleted runs, a table, a header and a comment."""
    body = [
        ("seen\r", b"", b""),
        ("hidden 219-09-9901 ", _HIDDEN, b""),
        ("deleted 219-09-9902 ", _DELETED, b""),
        ("\r", b"", b""),
        *((f"{cell}\x07", b"", _IN_TABLE) for cell in ("Name", "SSN")),
        ("\x07", b"", _ROW_END),
        *((f"{cell}\x07", b"", _IN_TABLE) for cell in ("Ann Lee", "219-09-9903")),
        ("\x07", b"", _ROW_END),
        ("after\r", b"", b""),
    ]
    header, comment = [("header 219-09-9904\r", b"", b"")], [("comment 219-09-9905\r", b"", b"")]
    runs = body + header + comment
    text = "".join(run[0] for run in runs).encode("utf-16-le")
    start = 2048
    page = (start + len(text) + 511) // 512
    bounds = [start]
    for run, _, _ in runs:
        bounds.append(bounds[-1] + 2 * len(run))
    raw = bytearray(start)
    struct.pack_into("<HHHHHH", raw, 0, 0xA5EC, 0x00C1, 0, 0x0409, 0, 0x0200)
    counts = [sum(len(run) for run, _, _ in story) for story in (body, header, comment)]
    struct.pack_into("<I", raw, 76, counts[0])
    struct.pack_into("<I", raw, 84, counts[1])
    struct.pack_into("<I", raw, 92, counts[2])
    raw += text
    raw += bytes(page * 512 - len(raw))
    raw += _page(bounds, [signs for _, signs, _ in runs], paragraphs=False)
    raw += _page(bounds, [marks for _, _, marks in runs], paragraphs=True)
    pieces = struct.pack("<II", 0, sum(counts)) + struct.pack("<HIH", 0, start, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    plcs = [struct.pack("<III", bounds[0], bounds[-1], page + extra) for extra in (0, 1)]
    struct.pack_into("<II", raw, 418, 0, len(clx))
    struct.pack_into("<II", raw, 250, len(clx), 12)
    struct.pack_into("<II", raw, 258, len(clx) + 12, 12)
    return compound_file({"WordDocument": bytes(raw), "1Table": clx + plcs[0] + plcs[1]})


def _page(bounds: list[int], properties: list[bytes], *, paragraphs: bool) -> bytes:
    """A page of runs: bounds, one offset each, the properties from the end, and how many there are."""
    many, width = len(properties), 13 if paragraphs else 1
    page = bytearray(512)
    struct.pack_into(f"<{many + 1}I", page, 0, *bounds)
    at = 510
    for index, grpprl in enumerate(properties):
        if not grpprl:
            continue
        style = bytes(2) if paragraphs else b""
        size = len(style + grpprl)
        if not paragraphs:
            length = bytes([size])
        else:  # half of it, rounded up; a zero before it where it is even (MS-DOC 2.9.175)
            length = bytes([(size + 1) // 2]) if size % 2 else bytes([0, size // 2])
        stored = length + style + grpprl
        at = (at - len(stored)) & ~1
        page[at : at + len(stored)] = stored
        page[4 * (many + 1) + width * index] = at // 2
    page[511] = many
    return bytes(page)


def msg_file() -> bytes:
    """A message with a recipient, an attached file, an attached message, and the card of a contact."""
    inner = _storage(24, subject="Inner", text="inner 219-09-9911", sender=("Bob Ray", "bob@example.com"))
    card = _storage(24, subject="Ann Lee", text="", sender=("", ""))
    card |= {"__substg1.0_3A06001F": _wide("Ann"), "__substg1.0_3A11001F": _wide("Lee")}
    card |= {"__substg1.0_8000001F": _wide("ann@example.com")}
    top = _storage(32, subject="Form", text="Please see 219-09-9912", sender=("Ann Lee", "ann@example.com"))
    names = struct.pack("<IHH", 0x8083, 0, 0)
    return compound_file(
        top
        | {
            "__nameid_version1.0": {"__substg1.0_00030102": names},
            "__recip_version1.0_#00000000": _recipient("Carl Poe", "carl@example.com"),
            "__attach_version1.0_#00000000": _attachment("people.csv", csv_file()),
            "__attach_version1.0_#00000001": _attachment("Inner", inner),
            "__attach_version1.0_#00000002": _attachment("Ann", card),
        }
    )


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _storage(header: int, *, subject: str, text: str, sender: tuple[str, str]) -> Tree:
    moment = 133_485_408_000_000_000  # 2024-01-01
    return {
        "__properties_version1.0": bytes(header) + struct.pack("<HHIQ", 0x40, 0x0039, 2, moment),
        "__substg1.0_0037001F": _wide(subject),
        "__substg1.0_1000001F": _wide(text),
        "__substg1.0_0C1A001F": _wide(sender[0]),
        "__substg1.0_0C1F001F": _wide(sender[1]),
    }


def _recipient(name: str, address: str) -> Tree:
    return {
        "__properties_version1.0": bytes(8),
        "__substg1.0_3001001F": _wide(name),
        "__substg1.0_3003001F": _wide(address),
    }


def _attachment(name: str, content: bytes | Tree) -> Tree:
    form = "0102" if isinstance(content, bytes) else "000D"
    return {
        "__properties_version1.0": bytes(8),
        "__substg1.0_3707001F": _wide(name),
        f"__substg1.0_3701{form}": content,
    }


def ppt_file() -> bytes:
    """A slide, its notes, a comment, and a deflated file inside."""
    packed = zlib.compress(csv_file())
    document = _record(
        0xF, 0, 1006, _record(0, 0, 4000, _wide("seen 219-09-9921")) + _record(0, 0, 4008, b"narrow text")
    )
    document += _record(0xF, 0, 1008, _record(0, 0, 4000, _wide("notes 219-09-9922")))
    document += _record(0xF, 0, 12000, _record(0, 1, 4026, _wide("comment 219-09-9923")))
    document += _record(0, 1, 4113, struct.pack("<I", len(csv_file())) + packed)
    return compound_file({"PowerPoint Document": document, "Current User": bytes(20)})


def _record(version: int, instance: int, kind: int, content: bytes) -> bytes:
    return struct.pack("<HHI", version | instance << 4, kind, len(content)) + content


def dbf_file() -> bytes:
    """Two records, the second one deleted but still there."""
    columns = (("NAME", b"C", 20), ("SSN", b"C", 11), ("BORN", b"D", 8))
    head = struct.pack("<BBBBIHH", 3, 124, 1, 2, 2, 32 + 32 * len(columns) + 1, 40) + bytes(20)
    for name, form, size in columns:
        head += name.encode().ljust(11, b"\0") + form + bytes(4) + bytes([size]) + bytes(15)
    rows = b" " + b"Ann Lee".ljust(20) + b"219-09-9931" + b"19700102"
    rows += b"*" + b"Bob Ray".ljust(20) + b"219-09-9932" + b"19710203"
    return head + b"\r" + rows + b"\x1a"


def avro_file() -> bytes:
    target = io.BytesIO()
    fields = [{"name": name.replace(" ", "_"), "type": "string"} for name in HEADER]
    rows = [dict(zip((field["name"] for field in fields), row, strict=True)) for row in ROWS]
    fastavro.writer(target, {"type": "record", "name": "person", "fields": fields}, rows)
    return target.getvalue()


def orc_file() -> bytes:
    target = io.BytesIO()
    table = pa.table({name: [row[number] for row in ROWS] for number, name in enumerate(HEADER)})
    pa.orc.write_table(table, target)
    return target.getvalue()


def archive_of(form: str, packing: str | None = None) -> bytes:
    """An archive in a format of libarchive with one file in it."""
    blocks: list[bytes] = []
    with libarchive.custom_writer(
        lambda block: blocks.append(bytes(block)) or len(block), form, packing
    ) as archive:
        archive.add_file_from_memory("people.csv", len(csv_file()), csv_file())
    return b"".join(blocks)


def old_samples() -> dict[str, bytes]:
    """Those that are read in this process."""
    return {
        "letter.doc": doc_file(),
        "form.msg": msg_file(),
        "talk.ppt": ppt_file(),
        "people.dbf": dbf_file(),
        "people.avro": avro_file(),
        "people.orc": orc_file(),
    }


def archive_samples() -> dict[str, bytes]:
    """Those whose library may crash on damage, and so is tried contained only."""
    return {
        "files.7z": archive_of("7zip"),
        "disc.iso": archive_of("iso9660"),
        "files.cpio": archive_of("cpio_newc"),
        "people.csv.zst": archive_of("raw", "zstd"),
        "people.csv.lz4": archive_of("raw", "lz4"),
    }
