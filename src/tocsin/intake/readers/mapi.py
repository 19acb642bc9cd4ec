"""Properties of Outlook items by number (MS-OXPROPS), and their forms of text."""

from __future__ import annotations

BODY, HTML, RTF, HEADERS = 0x1000, 0x1013, 0x1009, 0x007D
SUBJECT = 0x0037
SENDER_NAME = (0x0042, 0x0C1A)
SENDER_ADDRESS = (0x5D02, 0x5D01, 0x0065, 0x0C1F)
SUBMITTED, DELIVERED = 0x0039, 0x0E06
SHOWN_TO = (0x0E04, 0x0E03, 0x0E02)
NAME, ADDRESS = 0x3001, (0x39FE, 0x3003)
CODEPAGE, INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
ATTACHMENT, ATTACHMENT_METHOD, ATTACHMENT_NAME = 0x3701, 0x3705, (0x3707, 0x3704, 0x3001)
EMBEDDED = "__substg1.0_3701000D"

NAMED = 0x10000
"""Added to the numbers of named properties, which every file keeps under numbers of its own."""

CONTACT = {
    0x3A06: "First name",
    0x3A44: "Middle name",
    0x3A11: "Last name",
    0x3A05: "Suffix",
    0x3A16: "Company",
    0x3A17: "Job title",
    0x3A08: "Business phone",
    0x3A09: "Home phone",
    0x3A1C: "Mobile phone",
    0x3A29: "Street",
    0x3A27: "City",
    0x3A28: "State",
    0x3A2A: "Postal code",
    0x3A26: "Country",
    0x3A5D: "Home street",
    0x3A59: "Home city",
    0x3A5C: "Home state",
    0x3A5B: "Home postal code",
    NAMED | 0x8083: "E-mail",
    NAMED | 0x8093: "E-mail 2",
    NAMED | 0x80A3: "E-mail 3",
    0x3A48: "Spouse",
    0x3A07: "Government ID number",
    0x3A10: "Employee ID",
    0x3A4A: "Account",
}
"""What a card in an address book holds."""

CONTACT_DATES = {0x3A42: "Date of birth", 0x3A41: "Wedding anniversary"}

_RTF_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""MS-OXRTFCP 2.1.2.1: what the dictionary holds before anything is unpacked."""

MAX_RTF_BYTES = 64 << 20


_NOBODY = "Unknown"
"""What Outlook writes as the sender of what nobody sent."""


def person(name: str, address: str) -> str:
    """Name and address as a header has them. An Exchange path (``/O=…``) is no address."""
    address = "" if address.startswith("/") or address == _NOBODY else address.strip()
    name = "" if name == _NOBODY else name.strip().strip("'")
    if not address or address.lower() == name.lower():
        return name or address
    return f"{name} <{address}>" if name else address


def unpacked_rtf(raw: bytes) -> bytes:
    """Compressed rich text (MS-OXRTFCP) in clear; empty if it is neither form of it."""
    form, claimed = raw[8:12], int.from_bytes(raw[4:8], "little")
    if form == b"MELA":
        return raw[16:]
    if form != b"LZFu":
        return b""
    return _unpacked(raw[16:], min(claimed, MAX_RTF_BYTES))


def _unpacked(packed: bytes, limit: int) -> bytes:
    """The sliding dictionary of 4,096 bytes, eight tokens after each byte of flags."""
    window = bytearray(_RTF_DICTIONARY.ljust(4096, b"\0"))
    write, at = len(_RTF_DICTIONARY), 0
    out = bytearray()
    while at < len(packed) and len(out) < limit:
        flags, at = packed[at], at + 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 1 >= len(packed):
                    return bytes(out)
                token, at = packed[at] << 8 | packed[at + 1], at + 2
                offset, length = token >> 4, (token & 15) + 2
                if offset == write:
                    return bytes(out)
                found = [(offset + step) % 4096 for step in range(length)]
            elif at < len(packed):
                found, at = [-1], at + 1
            else:
                return bytes(out)
            for source in found:
                byte = packed[at - 1] if source < 0 else window[source]
                window[write] = byte
                write = (write + 1) % 4096
                out.append(byte)
    return bytes(out)
