"""The Merkle tree against the published vectors of RFC 6962 and against a second way of computing it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.vault import merkle, verify

# The eight leaves and roots that implementations of Certificate Transparency test with.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION_OF_LEAF_5_OF_8 = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
CONSISTENCY_OF_6_WITH_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


def hashes(entries: list[bytes]) -> list[bytes]:
    return [merkle.leaf_hash(entry) for entry in entries]


def second_root(entries: list[bytes]) -> bytes:
    """RFC 6962 2.1 word for word, from the entries down: no code shared with the vault."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return hashlib.sha256(b"\x01" + second_root(entries[:split]) + second_root(entries[split:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_published_vectors(size: int):
    assert merkle.root(hashes(LEAVES[:size])).hex() == ROOTS[size]


def test_proofs_of_the_published_vectors():
    leaves = hashes(LEAVES)
    assert [node.hex() for node in merkle.inclusion_proof(leaves, 5)] == INCLUSION_OF_LEAF_5_OF_8
    assert [node.hex() for node in merkle.consistency_proof(leaves, 6)] == CONSISTENCY_OF_6_WITH_8


@given(st.lists(st.binary(max_size=20), max_size=70))
@settings(deadline=None)
def test_three_implementations_agree_on_every_root(entries: list[bytes]):
    tree = verify.Tree()
    for entry in entries:
        tree.add(entry)
    assert merkle.root(hashes(entries)) == tree.root() == second_root(entries)


@given(st.data(), st.integers(1, 70))
@settings(deadline=None)
def test_an_inclusion_proof_holds_for_its_entry_and_no_other(data: st.DataObject, size: int):
    leaves = hashes([bytes([number]) for number in range(size)])
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)
    assert merkle.includes(leaves[index], index, size, proof, root)
    assert merkle.includes(leaves[other], other, size, proof, root) == (index == other)
    assert not merkle.includes(leaves[index], index, size, [*proof, root], root)
    assert not merkle.includes(leaves[index], index + size, size, proof, root)


@given(st.data(), st.integers(1, 70))
@settings(deadline=None)
def test_a_consistency_proof_holds_for_a_beginning_and_not_for_a_rewritten_one(
    data: st.DataObject, size: int
):
    leaves = hashes([bytes([number]) for number in range(size)])
    old_size = data.draw(st.integers(1, size))
    proof, old, new = (
        merkle.consistency_proof(leaves, old_size),
        merkle.root(leaves[:old_size]),
        merkle.root(leaves),
    )
    assert merkle.extends(old_size, old, size, new, proof)
    rewritten = merkle.root([merkle.leaf_hash(b"another"), *leaves[1:old_size]])
    assert not merkle.extends(old_size, rewritten, size, new, proof)
    assert not merkle.extends(old_size, old, size, rewritten, [*proof, new])
    assert not merkle.extends(old_size, old, size, new, [*proof, new])


def test_a_proof_for_a_place_outside_the_tree_is_not_made():
    with pytest.raises(IndexError):
        merkle.inclusion_proof(hashes(LEAVES), 8)
    with pytest.raises(IndexError):
        merkle.consistency_proof(hashes(LEAVES), 0)
