"""Office documents are ZIP packages of parts (ECMA-376 part 2, ODF 1.3 part 2): parts, with limits."""

from __future__ import annotations

import posixpath
import zipfile
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree

from tocsin.intake.readers.base import MAX_PART_BYTES, Unreadable
from tocsin.intake.readers.bounded import Budget, TooMuch
from tocsin.intake.readers.carving import carved_members
from tocsin.intake.readers.locks import Locked
from tocsin.intake.readers.safexml import attribute, declares_entities, local, tree, without_doctype
from tocsin.intake.readers.zips import DAMAGE, ENCRYPTED_FLAG

MAX_PACKAGE_BYTES = 1 << 30
_ENTITIES = "the XML defines entities of its own, which is how XML attacks are made; it was read without them"
_TOO_LARGE = f"a part of the document is larger than {MAX_PART_BYTES >> 20} MiB or a bomb, and was not read"


def _part_name(name: str) -> str:
    """Some writers separate folders as Windows does."""
    return name.replace("\\", "/")


class Package:
    """The parts of one document. ``damage`` collects what could not be read, one plain sentence each.

    most: bytes that may come out of it in all.
    """

    def __init__(self, data: BinaryIO, most: int = MAX_PACKAGE_BYTES) -> None:
        self.damage: dict[str, None] = {}
        self._budget = Budget(most)
        self._carved: dict[str, bytes] | None = None
        self._data = data
        self._archive: zipfile.ZipFile | None = None
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._folded: dict[str, str] = {}
        try:
            self._archive = zipfile.ZipFile(data)
            every = self._archive.infolist()
            # Of two parts of one name the last is read, and both are listed: counsel's copy is refused then.
            self.names = [_part_name(member.filename) for member in every]
            self._members = dict(zip(self.names, every, strict=True))
            self._folded = {name.lower(): name for name in self._members}
            if any(member.flag_bits & ENCRYPTED_FLAG for member in every):
                raise Locked("the document")
        except DAMAGE:
            self._carve()

    def _carve(self) -> None:
        self._archive = None
        self.names = list(self._recovered())
        if not self.names:
            raise Unreadable("refused", "the document is damaged and nothing in it could be recovered")
        self.damage["the document is damaged; the parts of it that are still there were read"] = None

    def _recovered(self) -> dict[str, bytes]:
        """Every part by its own header, as far as its bytes are sound."""
        if self._carved is None:
            self._carved = {member.name: member.data for member in carved_members(self._data)}
        return self._carved

    @property
    def carved(self) -> bool:
        """True if the directory was gone and the parts were recovered one by one."""
        return self._archive is None

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._folded or name in self.names

    def read(self, name: str) -> bytes:
        """One part; blank if it is absent or unreadable (which is then in ``damage``).

        XML comes without entities of its own, which a document never needs.
        """
        raw = self._raw(name)
        if name.endswith((".xml", ".rels", ".vml", ".fpage")) and declares_entities(raw):
            self.damage[_ENTITIES] = None
            return without_doctype(raw)
        return raw

    def _raw(self, name: str) -> bytes:
        if self._archive is None:
            return self._recovered().get(name, b"")
        try:
            member = self._members[self._folded[name.lower()]]
            with self._archive.open(member) as source:
                return self._budget.read(source, member.compress_size, MAX_PART_BYTES)
        except KeyError:
            return b""
        except TooMuch:
            self.damage[_TOO_LARGE] = None
        except DAMAGE:
            self.damage["a part of the document is damaged; what came before the damage was read"] = None
            return self._recovered().get(name, b"")
        return b""

    def tree(self, name: str) -> etree._Element | None:
        """One part as XML, None if there is none."""
        raw = self.read(name)
        return tree(raw) if raw else None

    def matching(self, prefix: str, suffix: str = ".xml") -> list[str]:
        """Part names in the order of their numbers: ``slide2`` before ``slide10``."""
        found = [
            name for name in self.names if name.lower().startswith(prefix.lower()) and name.endswith(suffix)
        ]
        return sorted(dict.fromkeys(found), key=lambda name: (len(name), name))

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Relationship id to (last word of the type, part name) for a part (ECMA-376 part 2, 6.5)."""
        folder, base = posixpath.split(name)
        root = self.tree(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            if local(relation) != "Relationship" or attribute(relation, "TargetMode") == "External":
                continue
            target = unquote(attribute(relation, "Target"))
            path = (
                target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            kind = attribute(relation, "Type").rpartition("/")[2]
            found[attribute(relation, "Id")] = (kind, path)
        return found
