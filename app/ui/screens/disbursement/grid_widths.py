"""How wide the columns of a draft's grid are in the room there is: what is paid to whom is seen without scrolling."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.screens.disbursement.draft_model import GridColumn


def shared(columns: Sequence[GridColumn], needed: int, room: int) -> list[int]:
    """Return a width in pixels for each column.

    With too little ``room`` the first ``needed`` columns give way, each as far as it can, until all of them are in
    sight; what is left over where all columns are goes to those that can use it.
    """
    usual = [column.width for column in columns]
    lacking, spare = sum(usual[:needed]) - room, room - sum(usual)
    if lacking > 0:
        yielding = [column.width - column.least for column in columns[:needed]] + [0] * (len(columns) - needed)
        return [width - part for width, part in zip(usual, _parts(lacking, yielding), strict=True)]
    growing = [column.most - column.width for column in columns]
    return [width + part for width, part in zip(usual, _parts(max(spare, 0), growing), strict=True)]


def _parts(whole: int, limits: Sequence[int]) -> list[int]:
    """Return as much of ``whole`` as ``limits`` take, divided in proportion to them and to the pixel."""
    total = sum(limits)
    taken = min(whole, total)
    ends = [taken * upto // total if total else 0 for upto in accumulate(limits)]
    return [end - start for start, end in pairwise([0, *ends])]
