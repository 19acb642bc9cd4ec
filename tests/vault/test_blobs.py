"""Encrypted files: every byte as it was written, or refused by name and chunk."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.vault.blobs import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, BlobStore, SealedBlob
from tocsin.vault.errors import Damaged, Misuse

KEY = bytes(range(32))
STORED_CHUNK = CHUNK_BYTES + TAG_BYTES


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path, KEY)


def put(store: BlobStore, content: bytes) -> SealedBlob:
    with store.create() as writer:
        writer.write(content)
        return writer.seal()


def content_of(size: int) -> bytes:
    return (hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3_500_000]
)
def test_content_of_every_size_comes_back(store: BlobStore, size: int):
    content = content_of(size)
    blob = put(store, content)
    assert store.read(blob) == content
    stored = (store.folder / blob.id).read_bytes()
    assert (blob.size, blob.sha256) == (size, hashlib.sha256(content).hexdigest())
    assert (blob.stored_size, blob.stored_sha256) == (len(stored), hashlib.sha256(stored).hexdigest())
    assert len(stored) == HEADER_BYTES + size + TAG_BYTES * max(1, -(-size // CHUNK_BYTES))


@given(st.lists(st.integers(0, 700_000), max_size=6))
@settings(deadline=None, max_examples=15)
def test_it_does_not_matter_in_which_pieces_content_is_written_and_read(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
):
    store = BlobStore(tmp_path_factory.mktemp("blobs"), KEY)
    content = content_of(sum(sizes))
    with store.create() as writer:
        start = 0
        for size in sizes:
            writer.write(content[start : start + size])
            start += size
        blob = writer.seal()
    with store.open(blob) as reader:
        assert b"".join(iter(lambda: reader.read(333_333), b"")) == content


def test_the_format_is_the_documented_one(store: BlobStore):
    """A second implementation from the module's description, so that the format stays readable for ever."""
    content = content_of(2 * CHUNK_BYTES + 5)
    blob = put(store, content)
    key = AESGCM(KEY).decrypt(blob.wrapped_key[:12], blob.wrapped_key[12:], bytes.fromhex(blob.id))
    stored = (store.folder / blob.id).read_bytes()
    header, body = stored[:31], stored[31:]
    assert header[:8] == b"tocsinB1"
    assert header[8:24].hex() == blob.id
    plain = b""
    for number in range(3):
        nonce = header[24:] + number.to_bytes(4, "big") + (b"\x01" if number == 2 else b"\x00")
        plain += AESGCM(key).decrypt(nonce, body[number * STORED_CHUNK : (number + 1) * STORED_CHUNK], header)
    assert plain == content


def flip(at: int) -> Callable[[bytearray], None]:
    def attack(stored: bytearray) -> None:
        stored[at] ^= 1

    return attack


def cut(length: int) -> Callable[[bytearray], None]:
    def attack(stored: bytearray) -> None:
        del stored[length:]

    return attack


def swap_chunks(stored: bytearray) -> None:
    first, second = HEADER_BYTES, HEADER_BYTES + STORED_CHUNK
    stored[first:second], stored[second : second + STORED_CHUNK] = (
        stored[second : second + STORED_CHUNK],
        stored[first:second],
    )


def drop_first_chunk(stored: bytearray) -> None:
    del stored[HEADER_BYTES : HEADER_BYTES + STORED_CHUNK]


def repeat_last_chunk(stored: bytearray) -> None:
    stored += stored[HEADER_BYTES + 2 * STORED_CHUNK :]


@pytest.mark.parametrize(
    ("attack", "where"),
    [
        (flip(0), "header"),
        (flip(10), "header"),
        (flip(25), "chunk 0"),
        (flip(HEADER_BYTES), "chunk 0"),
        (flip(HEADER_BYTES + STORED_CHUNK + 7), "chunk 1"),
        (flip(-1), "chunk 2"),
        (cut(HEADER_BYTES + 2 * STORED_CHUNK), "chunk 1"),
        (cut(HEADER_BYTES + 2 * STORED_CHUNK + 3), "chunk 2"),
        (cut(HEADER_BYTES + STORED_CHUNK - 1), "chunk 0"),
        (cut(HEADER_BYTES), "chunk 0"),
        (cut(7), "header"),
        (cut(0), "header"),
        (swap_chunks, "chunk 0"),
        (drop_first_chunk, "chunk 0"),
        (repeat_last_chunk, "chunk 2"),
    ],
)
def test_an_altered_file_is_refused_with_file_and_place_named(
    store: BlobStore, attack: Callable[[bytearray], None], where: str
):
    blob = put(store, content_of(2 * CHUNK_BYTES + 100))
    path = store.folder / blob.id
    stored = bytearray(path.read_bytes())
    attack(stored)
    path.write_bytes(stored)
    with pytest.raises(Damaged, match=f"blobs/{blob.id} .*{where}"):
        store.read(blob)


def test_one_blob_cannot_stand_in_for_another(store: BlobStore):
    one, two = put(store, b"one"), put(store, b"two")
    (store.folder / one.id).write_bytes((store.folder / two.id).read_bytes())
    with pytest.raises(Damaged):
        store.read(one)
    with pytest.raises(Damaged, match=r"case\.db"):
        store.read(dataclasses.replace(one, wrapped_key=two.wrapped_key))


def test_the_same_content_is_stored_differently_each_time(store: BlobStore):
    one, two = put(store, b"same"), put(store, b"same")
    assert one.wrapped_key != two.wrapped_key
    assert one.stored_sha256 != two.stored_sha256


def test_a_blob_that_is_not_sealed_leaves_no_trace(store: BlobStore):
    with store.create() as writer:
        writer.write(content_of(3 * CHUNK_BYTES))
        assert len(list(store.folder.iterdir())) == 1
    assert list(store.folder.iterdir()) == []
    with pytest.raises(Misuse):
        writer.write(b"more")
    with pytest.raises(Misuse):
        writer.seal()


def test_the_sweep_removes_what_a_crash_left_and_misses_nothing_known(store: BlobStore):
    kept = put(store, b"kept")
    put(store, b"orphan")
    (store.folder / ("0" * 32 + ".part")).write_bytes(os.urandom(50))
    assert store.sweep({kept.id: kept.stored_size}) == 2
    assert [path.name for path in store.folder.iterdir()] == [kept.id]
    with pytest.raises(Damaged, match="longer or shorter"):
        store.sweep({kept.id: kept.stored_size + 1})
    store.remove(kept.id)
    with pytest.raises(Damaged, match="missing"):
        store.sweep({kept.id: kept.stored_size})
    with pytest.raises(Damaged, match="missing"):
        store.read(kept)
