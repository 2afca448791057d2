"""Counts and sums of lines, by whatever a report groups them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.documents.pdf.content import Line

STATUS_ORDER = ("settled", "pending", "rejected", "returned", "voided", "draft")


@dataclass(slots=True)
class Sum:
    """A number of lines and what they amount to in satang."""

    count: int = 0
    satang: int = 0

    def add(self, line: Line) -> None:
        """Count a line in."""
        self.count += 1
        self.satang += line.amount_satang


def grouped(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[str, Sum]:
    """Return the sum of each group, groups in the order of their keys."""
    sums: dict[str, Sum] = {}
    for line in lines:
        sums.setdefault(key(line), Sum()).add(line)
    return dict(sorted(sums.items()))


def by_status(lines: Iterable[Line]) -> dict[str, Sum]:
    """Return the sum of each status there is, paid first."""
    sums = grouped(lines, lambda line: line.status)
    return {status: sums[status] for status in STATUS_ORDER if status in sums}


def total(sums: Iterable[Sum]) -> Sum:
    """Return the sum of sums."""
    whole = Sum()
    for part in sums:
        whole.count += part.count
        whole.satang += part.satang
    return whole
