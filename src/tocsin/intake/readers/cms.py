"""Signed and encrypted messages (CMS, RFC 5652; files .p7m and .p7s): what was signed, and who signed."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tocsin.intake.readers.base import BOMB_RATIO, MAX_CHILD_BYTES, Item, Reader, Unreadable, in_part, whole
from tocsin.intake.readers.pieces import text_pieces
from tocsin.model.content import Child

_ENDING = re.compile(r"\.(?:p7[msc]|tsd)$", re.IGNORECASE)
MAX_NODES = 200_000
MAX_DEPTH = 64
_PKCS7 = bytes.fromhex("2a864886f70d0107")
_SMIME = bytes.fromhex("2a864886f70d0109")
_SIGNED, _STAMPED, _COMPRESSED = _PKCS7 + b"\x02", _SMIME + b"\x10\x01\x1f", _SMIME + b"\x10\x01\x09"
_ENVELOPED = {_PKCS7 + b"\x03", _PKCS7 + b"\x06", _SMIME + b"\x10\x01\x17"}
_MARK = (b"\x06\x09" + _PKCS7, b"\x06\x0b" + _SMIME + b"\x10\x01")
_ARMOUR = (b"-----BEGIN PKCS7-----", b"-----BEGIN CMS-----", b"-----BEGIN PKCS #7 SIGNED DATA-----")
_OCTETS, _SEQUENCE, _OID, _FIRST = 0x04, 0x10, 0x06, 0x80
_STRINGS = {0x0C: "utf-8", 0x13: "latin-1", 0x14: "latin-1", 0x16: "latin-1", 0x1E: "utf-16-be"}


def is_cms(head: bytes) -> bool:
    """Whether a file that begins so is a CMS message, as bytes or in the armour of PEM."""
    return head.startswith(_ARMOUR) or (head[:1] == b"\x30" and any(mark in head[:24] for mark in _MARK))


class CmsReader(Reader):
    """The content as a child; names and addresses in the certificates that came along."""

    kinds = ("p7m",)

    def read(self, name: str, data: BinaryIO, size: int) -> Iterator[Item]:
        raw = whole(data, size, MAX_CHILD_BYTES)
        root = next(_nodes(_bare(raw), 0), None)
        if root is None:
            raise Unreadable("refused", "the signed message is damaged")
        nodes = root.inside
        kind = next((node.content for node in nodes if node.tag == _OID), b"")
        if kind in _ENVELOPED:
            raise Unreadable("refused", "the message is encrypted for the owner of a key that is not here")
        content = _content(root, kind)
        if content:
            yield Child(_ENDING.sub("", name) or "signed content", content)
        names = _names(root)
        yield from text_pieces("certificates", "\n".join(names), "property")
        if not content and names:
            yield in_part("the file holds a signature only; what was signed lies elsewhere")
        elif not content:
            raise Unreadable("refused", "the file holds a signature only; what was signed lies elsewhere")


@dataclass(slots=True)
class _Node:
    """One value of BER (X.690): tag with its class (0x00, 0x80), whether built of others, content bytes."""

    tag: int
    built: bool
    content: bytes
    depth: int

    @property
    def inside(self) -> list[_Node]:
        return list(_nodes(self.content, self.depth + 1)) if self.built else []

    @property
    def octets(self) -> bytes:
        """The bytes of an OCTET STRING, in one piece or in many."""
        return b"".join(node.octets for node in self.inside) if self.built else self.content


def _bare(raw: bytes) -> bytes:
    if not raw.startswith(b"-----BEGIN"):
        return raw
    lines = raw.split(b"-----END", 1)[0].splitlines()[1:]
    try:
        return base64.b64decode(b"".join(lines), validate=False)
    except binascii.Error:
        raise Unreadable("refused", "the signed message is damaged") from None


def _nodes(raw: bytes, depth: int) -> Iterator[_Node]:
    at = 0
    while at < len(raw) and depth <= MAX_DEPTH:
        tag, built, first, length = _head(raw, at)
        if length is None:
            end = _end(raw, first, depth)
            yield _Node(tag, built, raw[first:end], depth)
            at = end + 2
        else:
            if tag == 0 and not built and length == 0:
                return
            yield _Node(tag, built, raw[first : first + length], depth)
            at = first + length


def _head(raw: bytes, at: int) -> tuple[int, bool, int, int | None]:
    """Tag, whether built, where the content begins, its length (None: up to a mark)."""
    lead = raw[at]
    if lead & 0x1F == 0x1F:
        raise ValueError
    size = raw[at + 1]
    if size == 0x80:
        return lead & 0xDF, bool(lead & 0x20), at + 2, None
    if size < 0x80:
        return lead & 0xDF, bool(lead & 0x20), at + 2, size
    many = size & 0x7F
    if many > 8:
        raise ValueError
    return lead & 0xDF, bool(lead & 0x20), at + 2 + many, int.from_bytes(raw[at + 2 : at + 2 + many], "big")


def _end(raw: bytes, at: int, depth: int) -> int:
    """Where a value without stated length ends: at two zero bytes of its own level."""
    if depth > MAX_DEPTH:
        raise ValueError
    while raw[at : at + 2] != b"\0\0":
        if at >= len(raw):
            return at
        _, _, first, length = _head(raw, at)
        at = _end(raw, first, depth + 1) + 2 if length is None else first + length
    return at


def _content(root: _Node, kind: bytes) -> bytes:
    """What is inside: of a signed message the content it encloses, which may be missing."""
    body = next((node for node in root.inside if node.tag == _FIRST), None)
    message = next(iter(body.inside), None) if body else None
    if message is None:
        return b""
    if kind == _STAMPED:
        return next((node.octets for node in message.inside if node.tag == _OCTETS), b"")
    if kind not in {_SIGNED, _COMPRESSED}:
        return message.octets if message.tag == _OCTETS else b""
    enclosed = next((node for node in message.inside if node.tag == _SEQUENCE and _typed(node)), None)
    wrapped = next((node for node in enclosed.inside if node.tag == _FIRST), None) if enclosed else None
    octets = b"".join(node.octets for node in wrapped.inside) if wrapped else b""
    if kind == _COMPRESSED and octets:
        return zlib.decompressobj().decompress(octets, max(1 << 20, BOMB_RATIO * len(octets)))
    return octets


def _typed(node: _Node) -> bool:
    """Whether this is an EncapsulatedContentInfo: it begins with the type of the content, no algorithm."""
    inside = node.inside
    return (
        bool(inside)
        and inside[0].tag == _OID
        and inside[0].content.startswith((_PKCS7, _SMIME + b"\x10\x01"))
    )


def _names(root: _Node) -> dict[str, None]:
    """Strings of the certificates, each once."""
    body = next((node for node in root.inside if node.tag == _FIRST), None)
    message = next(iter(body.inside), None) if body else None
    stack = [node for node in message.inside if node.tag == _FIRST] if message else []
    found: dict[str, None] = {}
    for _ in range(MAX_NODES):
        if not stack:
            break
        node = stack.pop()
        if node.built:
            try:
                stack.extend(reversed(node.inside))
            except (ValueError, IndexError):
                continue
        elif node.tag in _STRINGS:
            text = node.content.decode(_STRINGS[node.tag], "replace").strip()
            if len(text) > 2:
                found[text] = None
    return found
