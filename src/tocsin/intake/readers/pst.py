"""Outlook data files (PST, OST; MS-PST) by libpff: every folder's items, and items no folder holds any more.

libpff is under the LGPL and installed apart (``pip install 'tocsin[pst]'``); without it the file is refused
with that hint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from tocsin.intake.readers import mapi, pst_damage
from tocsin.intake.readers.base import MAX_CHILD_BYTES, Item, Reader, Unreadable, count, in_part
from tocsin.intake.readers.encoding import codec_of_page, decode
from tocsin.intake.readers.outlook import items_of

try:
    import pypff
except ImportError:  # the extra is not installed
    pypff = None

MAX_FOLDERS = 100_000
_WIDE, _NARROW, _BINARY, _TIME = 0x1F, 0x1E, 0x102, 0x40
_DAMAGE = (OSError, ValueError, TypeError, OverflowError, RuntimeError)
"""What libpff raises, and what its values raise when they are not what they say."""
_NUMBERS = frozenset({0x02, 0x03, 0x0B, 0x14})


class PstReader(Reader):
    """One message each, placed by folder; deleted items that are still in the file as ``recovered``."""

    kinds = ("pst",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        if pypff is None:
            raise Unreadable(
                "refused", "this kind of file (an Outlook data file) needs libpff: pip install 'tocsin[pst]'"
            )
        data.seek(0)
        file = pypff.file()
        file.open_file_object(data)
        try:
            yield from _File(file).items()
        finally:
            file.close()
        if size < pst_damage.stated_bytes(data):
            yield in_part("the data file is cut off; what could be found in the rest was read")


class _File:
    """The items of one file, each tried on its own: one that is damaged does not end the others."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._troubles: list[str] = []
        self._damaged = 0
        self._given = 0

    def items(self) -> Iterator[Item]:
        folders = [(self._file.get_root_folder(), "")]
        seen = 0
        while folders and seen < MAX_FOLDERS:
            folder, path = folders.pop()
            seen += 1
            inner = [
                self._tried(folder.get_sub_folder, index) for index in range(_many(folder, "sub_folders"))
            ]
            folders += [(one, f"{path}/{_name(one)}") for one in reversed(inner) if one is not None]
            for index in range(_many(folder, "sub_messages")):
                yield from self._item(folder.get_sub_message, index, f"{path or '/'}, item {index + 1}")
        for index in range(_many(self._file, "orphan_items")):
            yield from self._item(self._file.get_orphan_item, index, f"recovered item {index + 1}")
        if self._damaged:
            items = count(self._damaged, "item")
            self._troubles.append(f"{items} of the data file could not be read or only in part")
        yield from (in_part(trouble) for trouble in dict.fromkeys(self._troubles))
        if not self._given and not self._damaged:
            raise Unreadable("refused", "the data file holds no items")

    def _tried(self, get: Any, index: int) -> Any:
        try:
            return get(index)
        except _DAMAGE:
            self._damaged += 1
            return None

    def _item(self, get: Any, index: int, place: str) -> Iterator[Item]:
        found = self._tried(get, index)
        if found is None:
            return
        self._given += 1
        try:
            yield from items_of(_Entry(found), place, self._troubles)
        except _DAMAGE:
            self._damaged += 1


def _many(thing: Any, what: str) -> int:
    try:
        return int(getattr(thing, f"number_of_{what}"))
    except (OSError, AttributeError):
        return 0


def _name(folder: Any) -> str:
    try:
        return " ".join(str(folder.get_name() or "folder").split())[:100]
    except OSError:
        return "folder"


class _Entry:
    """The properties of one item, recipient or attachment as libpff gives them."""

    def __init__(self, thing: Any, record_set: Any = None) -> None:
        self._thing = thing
        self._found: dict[tuple[int, int], Any] = {}
        sets = [record_set] if record_set is not None else _record_sets(thing)
        for one in sets:
            for index in range(_many(one, "entries")):
                entry = one.get_entry(index)
                tag, form = entry.get_entry_type(), entry.get_value_type()
                if tag is not None and form is not None:
                    self._found.setdefault((tag, form), entry)
        self.codepage = codec_of_page(self.number(mapi.CODEPAGE) or self.number(mapi.INTERNET_CODEPAGE))

    def number(self, tag: int) -> int:
        raw = next((raw for form in _NUMBERS if (raw := self._raw(tag, form))), b"")
        return int.from_bytes(raw[:4], "little")

    def filetime(self, tag: int) -> bytes:
        return self._raw(tag, _TIME)

    def text(self, *tags: int) -> str:
        for tag in tags:
            if raw := self._raw(tag, _WIDE):
                return raw.decode("utf-16-le", "replace").rstrip("\0")
            if raw := self._raw(tag, _NARROW):
                return decode(raw, self.codepage).rstrip("\0")
        return ""

    def binary(self, tag: int) -> bytes:
        return self._raw(tag, _BINARY)

    def _raw(self, tag: int, form: int) -> bytes:
        """libpff puts named properties back under the numbers they are named by."""
        entry = self._found.get((tag & ~mapi.NAMED, form))
        return bytes(entry.get_data() or b"") if entry is not None else b""

    def recipients(self) -> Iterator[_Entry]:
        """One record set each in the item's table of recipients."""
        table = getattr(self._thing, "recipients", None)
        for one in _record_sets(table) if table is not None else ():
            yield _Entry(table, one)

    def attachments(self) -> Iterator[_Entry]:
        for index in range(_many(self._thing, "attachments")):
            yield _Entry(self._thing.get_attachment(index))

    def data(self) -> bytes:
        size = min(int(self._thing.get_size() or 0), MAX_CHILD_BYTES)
        return bytes(self._thing.read_buffer(size)) if size > 0 else b""

    def item(self) -> _Entry | None:
        inner = self._thing.get_sub_item(0) if _many(self._thing, "sub_items") else None
        return _Entry(inner) if isinstance(inner, pypff.message) else None


def _record_sets(thing: Any) -> list[Any]:
    return [thing.get_record_set(index) for index in range(_many(thing, "record_sets"))]
