"""The tree over a batch's lines, built anew from leaf hashes (RFC 6962), so that one changed line can be named."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.verification.findings import Broken
from app.wire.codec import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.wire.disbursement import Line, Payment


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        above = [hashlib.sha256(b"\x01" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
    return level[0]


def demand_lines(payment: Payment, lines: Sequence[Line], leaves: Sequence[str]) -> int:
    """Check that these are the lines that were signed; return their sum in satang.

    Raises `Broken` with the first line that is another, or with what is wrong of all.
    """
    try:
        proven = root([bytes.fromhex(leaf) for leaf in leaves]).hex() == payment.lines_root
    except ValueError:
        proven = False
    if proven:
        _compare(lines, leaves)
    total = 0
    for number, line in enumerate(lines, 1):
        if line.n != str(number) or not (line.satang.isascii() and line.satang.isdecimal() and len(line.satang) < 19):
            raise Broken(str(number), "line_order")
        total += int(line.satang)
    if not proven and root([_leaf(line) for line in lines]).hex() != payment.lines_root:
        raise Broken("", "lines_root")
    if (payment.lines_count, payment.total_satang) != (str(len(lines)), str(total)):
        raise Broken("", "lines_sum")
    return total


def _leaf(line: Line) -> bytes:
    return hashlib.sha256(b"\x00" + encode(line)).digest()


def _compare(lines: Sequence[Line], leaves: Sequence[str]) -> None:
    for number, (line, leaf) in enumerate(zip(lines, leaves, strict=False), 1):
        if _leaf(line).hex() != leaf:
            raise Broken(str(number), "line")
    if len(lines) != len(leaves):
        raise Broken(str(min(len(lines), len(leaves)) + 1), "line_count")
