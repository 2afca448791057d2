"""A list as it is handed on: the same rows, columns and filter as on the screen, told above them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class ListForm(StrEnum):
    """What a list can be written as."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its heading, how wide it is on the screen, and whether its cells are amounts of baht."""

    title: str
    width: int = 120
    amount: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list in words: ``head`` are pairs that stand above it (the filter among them), ``count`` is known before.

    ``rows`` may be read once only; each has a text for every column.
    """

    title: str
    head: Sequence[tuple[str, str]]
    columns: Sequence[ListColumn]
    count: int
    rows: Iterable[Sequence[str]]
