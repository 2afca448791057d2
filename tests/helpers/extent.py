"""How much of what can be combined is asked: each part once, or, by ``dev.py campaign``, every combination."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

WHOLE = os.environ.get("KHLANG_EXTENT") == "whole"


def by_turns(rows: Sequence[T], columns: Sequence[T], times: int = 1) -> list[tuple[T, T]]:
    """Return every pair of a row and a column; unless all is asked, each row with ``times`` columns, by turns."""
    if WHOLE:
        return [(row, column) for row in rows for column in columns]
    chosen = ((n, row, (n * times + step) % len(columns)) for n, row in enumerate(rows) for step in range(times))
    return [(row, columns[at]) for _, row, at in chosen]
