"""The tree over lines, held against RFC 6962's own recursive words and its published roots."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wire import merkle


def recursive_root(leaves: list[bytes]) -> bytes:
    """Return MTH(D[n]) of RFC 6962, section 2.1, written as it is there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + recursive_root(leaves[:k]) + recursive_root(leaves[k:])).digest()


PUBLISHED = [bytes.fromhex(leaf) for leaf in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
"""The leaves of the certificate transparency reference tests."""


@pytest.mark.parametrize(
    ("count", "root"),
    [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ],
)
def test_published_roots_come_out(count: int, root: str) -> None:
    assert merkle.root(PUBLISHED[:count]) == root


@pytest.mark.parametrize("count", [*range(70), 255, 256, 257, 300, 1000])
def test_every_size_agrees_with_the_recursive_definition(count: int) -> None:
    leaves = [str(number).encode() for number in range(count)]
    assert merkle.root(leaves) == recursive_root(leaves).hex()


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=40), st.data())
def test_swapping_dropping_or_doubling_a_line_changes_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(leaves) - 2))
    root = merkle.root(leaves)
    assert merkle.root(leaves[:at] + leaves[at + 1 :]) != root
    assert merkle.root([*leaves, leaves[-1]]) != root
    if leaves[at] != leaves[at + 1]:
        swapped = [*leaves[:at], leaves[at + 1], leaves[at], *leaves[at + 2 :]]
        assert merkle.root(swapped) != root


def test_a_leaf_can_never_be_taken_for_a_branch() -> None:
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")
    assert merkle.root([b"a", b"b"]) != merkle.root([left + right])
