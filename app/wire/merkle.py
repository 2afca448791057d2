"""The tree over a batch's lines (RFC 6962, section 2.1): one root says which lines, in which order, how many."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of one leaf."""
    return hashlib.sha256(b"\x00" + content).digest()


def root(leaves: Iterable[bytes]) -> str:
    """Return the root over leaf contents, as 64 hexadecimal digits; time and memory grow with the count."""
    sha256 = hashlib.sha256
    level = [sha256(b"\x00" + content).digest() for content in leaves]
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        paired = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        # An odd last node rises unchanged: the same tree as splitting at the largest power of two below the count.
        level = paired + level[len(level) & ~1 :]
    return level[0].hex()
