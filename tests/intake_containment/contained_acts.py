"""What a reader might do, good and bad: the first line of a file names the act its reader performs."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from tocsin.intake.worker import Readers
from tocsin.model.content import Child, Message, Part, Shortfall, Table, Text

Given = Iterator[Part | Child | Shortfall]


class PanicException(BaseException):
    """Stands for a Rust parser's panic, which is no Exception."""


def plain(argument: str) -> Given:
    yield Text("line 1", argument)


def three_kinds(_: str) -> Given:
    yield Text("page 1", "Dear Sir", "header")
    yield Table("sheet Payroll", ("name", "born"), (("Ann Lee", "1970-01-02"), ("Bo", "")), 2)
    yield Message("message 1", "Ann <ann@example.com>", ("b@example.com",), "today", "Hello", "Text")


def big_table(rows: str) -> Given:
    row = tuple(f"value {column} of a row" for column in range(20))
    for start in range(0, int(rows), 20_000):
        yield Table("table", tuple(f"column {i}" for i in range(20)), (row,) * 20_000, start + 2)


def fail(_: str) -> Given:
    raise ValueError("the secret content")


def fail_after_text(_: str) -> Given:
    yield Text("page 1", "kept")
    raise ValueError("the secret content")


def panic(_: str) -> Given:
    raise PanicException("the secret content")


def crash(_: str) -> Given:
    yield Text("page 1", "kept")
    ctypes.string_at(0)


def leave(_: str) -> Given:
    os._exit(0)


def hang(_: str) -> Given:
    yield Text("page 1", "kept")
    time.sleep(60)


def spin(_: str) -> Given:
    yield Text("page 1", "kept")
    while True:
        pass


def eat_memory(_: str) -> Given:
    yield Text("page 1", "kept")
    hoard = []
    while True:
        hoard.append(bytearray(16 << 20))


def eat_native_memory(_: str) -> Given:
    """A C or Rust library that aborts when it is refused memory."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    while block := libc.malloc(ctypes.c_size_t(16 << 20)):
        ctypes.memset(block, 1, 16 << 20)
    os.abort()
    yield


def recurse(_: str) -> Given:
    def deeper(level: int) -> int:
        return deeper(level + 1) + 1

    yield Text("page 1", str(deeper(0)))


def flood(_: str) -> Given:
    while True:
        yield Text("page 1", "x" * 1_000_000)


def drip(_: str) -> Given:
    while True:
        yield Text("page 1", "x")


def use_threads(_: str) -> Given:
    found: list[str] = []
    threads = [threading.Thread(target=found.append, args=("done",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    yield Text("page 1", " ".join(found))


def decode_rare_charset(_: str) -> Given:
    yield Text("page 1", b"\xc1\xd7".decode("koi8-r") + b"\x82\xa0".decode("shift_jis"))


def locked(_: str) -> Given:
    yield Shortfall("refused", "it is locked with a password")


def locked_after_text(_: str) -> Given:
    yield Text("page 1", "kept")
    yield Shortfall("refused", "the rest is locked\nwith a \u202epassword")


def nested(levels: str) -> Given:
    yield Text("page 1", f"level {levels}")
    if int(levels):
        yield Child("inner.box", f"nested\n{int(levels) - 1}".encode())


def nested_hogs(levels: str) -> Given:
    hoard = bytearray(b"x") * (64 << 20)
    yield Child("inner.box", f"nested_hogs\n{int(levels) - 1}".encode())
    for _ in range(4):  # more than the pipe takes: it has to wait, and to hold its memory
        yield Text("page 1", "x" * 1_000_000)
    assert hoard


def family(count: str) -> Given:
    for number in range(int(count)):
        yield Child(f"member {number}.txt", f"plain\ncontent {number}".encode())


def family_of_hangers(count: str) -> Given:
    for number in range(int(count)):
        yield Child(f"member {number}", b"hang\n")


def mixed_family(_: str) -> Given:
    yield Child("good.txt", b"plain\ngood")
    yield Child("../../etc/\x1b[31mevil\u202e\udcff", b"crash\n")
    yield Child("empty.txt", b"")
    yield Child("last.txt", b"plain\nlast")
    yield Text("summary", "after the children")


def bomb(_: str) -> Given:
    while True:
        yield Child("zeros", bytes(4 << 20))


def many_bad_kinds_of_news(_: str) -> Given:
    for number in range(9):
        yield Shortfall("read_in_part", f"sheet {number} is damaged")


def complain(_: str) -> Given:
    number = 0
    while True:
        number += 1
        yield Shortfall("read_in_part", f"sheet {number} is damaged")


def long_names(_: str) -> Given:
    yield Child("a" * 3000 + ".box", b"long_names\n")


def send_raw(payload: str, wait: float = 60) -> Given:
    """A reader taken over: it writes to the pipe itself (hexadecimal payload), then waits to be believed."""
    yield Text("page 1", "kept")
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, bytes.fromhex(payload))
        except OSError:
            continue
    time.sleep(wait)
    os._exit(0)


def send_raw_and_leave(payload: str) -> Given:
    yield from send_raw(payload, wait=0)


def write_to_input(_: str) -> Given:
    """Try to change the bytes one was handed."""
    tried = []
    for descriptor in range(3, 64):
        try:
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, b"changed")
            tried.append("changed")
        except OSError:
            continue
    yield Text("page 1", " ".join(tried) or "refused")


def box_of_writers(_: str) -> Given:
    yield Child("inner", b"write_to_input\n")


ACTS: dict[str, Callable[[str], Given]] = {
    act.__name__: act
    for act in (
        *(plain, three_kinds, big_table, fail, fail_after_text, panic, crash, leave, hang, spin),
        *(eat_memory, eat_native_memory, recurse, flood, drip, use_threads, decode_rare_charset),
        *(locked, locked_after_text, nested, nested_hogs, family, family_of_hangers, mixed_family, bomb),
        *(
            many_bad_kinds_of_news,
            complain,
            long_names,
            send_raw,
            send_raw_and_leave,
            write_to_input,
            box_of_writers,
        ),
    )
}


def read(name: str, data: BinaryIO, size: int) -> Given:
    act, _, argument = data.read(100_000).decode("utf-8", "replace").partition("\n")
    return ACTS.get(act, plain)(argument)


def acting_readers() -> Readers:
    return Readers(read, lambda name, data, size: "act", lambda: None)
