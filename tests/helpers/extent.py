"""How much of what can be combined is asked: each part once, or, by ``dev.py campaign``, every combination."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

WHOLE = os.environ.get("KHLANG_EXTENT") == "whole"


def by_turns(rows: Sequence[T], columns: Sequence[T]) -> list[tuple[T, T]]:
    """Return every pair of a row and a column; unless all is asked, each row with one column, by turns."""
    if WHOLE:
        return [(row, column) for row in rows for column in columns]
    return [(row, columns[number % len(columns)]) for number, row in enumerate(rows)]
