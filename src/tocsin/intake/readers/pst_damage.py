"""Outlook data files that libpff cannot open, or not all of: their text without folders and messages.

Nearly all such files exchange each byte for another (MS-PST 5.1, "permutative encoding"; it hides nothing and
needs no password), which is undone over the whole file; what reads as writing then is given in its order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tocsin.intake.readers.runs import written_runs

_PERMUTED = 1
_UNICODE_VERSION = 20
_METHOD_AT = {False: 461, True: 513}
"""Where the header of an ANSI and of a Unicode file says how bytes are encoded (MS-PST 2.2.2.6)."""

_STANDS_FOR = bytes.fromhex(
    "47f1b4e60b6a7248854e9eebe2f89453e0bba002e85a09abdbe3bac67cc310dd39059630f53760828cc9134a6b1df3fb"
    "8f2697ca911701c4322d6e3195ffd923d1005e79dc443b1a28c5615720903d83b943be67d2464276c06d5b7eb20f1629"
    "3ca903540dda5ddff6b7c762cd8d06d3695c86d614f7a56675acb1e94521700c879f74a4224c6fbf1f56aa2eb3783350"
    "b0a392bccf191ca763cb1e4d3e4b1b9b4fe7f0eead3ab55904ea40552551e57a893868527bfc27aed7bdfa07f4cc8e5f"
    "ef359c842b15d5773449b6120a7f7188fd9d18417d93d8582ccefe24afdeb836c8a180a69998a82f0e816573e4c2a28a"
    "d4e111d0088b2af2ed9a643fc16cf9ec"
)
"""The decoding half of the table of MS-PST 5.1."""


def stated_bytes(data: BinaryIO) -> int:
    """How long the header says the file is (MS-PST 2.2.2.5, ibFileEof)."""
    data.seek(0)
    head = data.read(600)
    if int.from_bytes(head[10:12], "little") > _UNICODE_VERSION:
        return int.from_bytes(head[0xB8:0xC0], "little")
    return int.from_bytes(head[0xA8:0xAC], "little")


def texts(data: BinaryIO) -> Iterator[str]:
    """Runs of writing in the order of the file."""
    data.seek(0)
    head = data.read(600)
    version = int.from_bytes(head[10:12], "little")
    at = _METHOD_AT[version > _UNICODE_VERSION]
    permuted = head[at : at + 1] == bytes([_PERMUTED])
    yield from written_runs(data, _STANDS_FOR if permuted else None)
