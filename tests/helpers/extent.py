"""How much is asked, and in which order: each part once, or, by ``dev.py campaign``, every combination, by chance."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

T = TypeVar("T")

WHOLE = os.environ.get("KHLANG_EXTENT") == "whole"

ORDER = os.environ.get("KHLANG_ORDER")
"""The number that an order of the files by chance begins from; none where they stand in their own."""


def by_turns(rows: Sequence[T], columns: Sequence[T]) -> list[tuple[T, T]]:
    """Return every pair of a row and a column; unless all is asked, each row with one column, by turns."""
    if WHOLE:
        return [(row, column) for row in rows for column in columns]
    return [(row, columns[number % len(columns)]) for number, row in enumerate(rows)]


def shuffled(items: Sequence[pytest.Item], seed: str) -> list[pytest.Item]:
    """Return the tests with their files in an order by chance: none may live from what another left behind."""
    return sorted(items, key=lambda item: sha256(f"{seed} {item.location[0]}".encode()).digest())
