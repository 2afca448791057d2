"""What goes wrong in a month: on the way, at the payers, at the payees' banks, and at the treasury."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable


class Trouble(StrEnum):
    """One fault; those on the way have the words of the central system's faults."""

    LOST_ANSWER = "lost_answer"
    CUT_ANSWER = "cut_answer"
    UNAVAILABLE = "unavailable"
    TOO_MANY_REQUESTS = "too_many_requests"
    CENTRAL_KILLED = "central_killed"
    DESK_CRASHED = "desk_crashed"
    LINE_REJECTED = "line_rejected"
    LINE_RETURNED = "line_returned"
    LINE_SILENT = "line_silent"
    LINE_HELD = "line_held"
    NO_REFERENCE = "no_reference"
    WRONG_REFERENCE = "wrong_reference"
    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    PAID_TWICE = "paid_twice"
    REVERSED = "reversed"
    TREASURY_LATE = "treasury_late"
    TREASURY_SILENT = "treasury_silent"
    TREASURY_CODE = "treasury_code"
    TREASURY_KIND = "treasury_kind"
    TREASURY_PERIOD = "treasury_period"


ON_THE_WAY = (Trouble.LOST_ANSWER, Trouble.CUT_ANSWER, Trouble.UNAVAILABLE, Trouble.TOO_MANY_REQUESTS)
LINES = {
    Trouble.LINE_REJECTED: 19_00,
    Trouble.LINE_RETURNED: 27_00,
    Trouble.LINE_SILENT: 17_00,
    Trouble.LINE_HELD: 25_00,
}
"""Amounts in satang that the simulated payees' banks treat so."""
TREASURY = {
    Trouble.TREASURY_LATE: 91,
    Trouble.TREASURY_SILENT: 92,
    Trouble.TREASURY_CODE: 93,
    Trouble.TREASURY_KIND: 94,
    Trouble.TREASURY_PERIOD: 95,
}
"""The last two digits of a remittance's total that the simulated treasury treats so."""
REFUSALS = (Trouble.TREASURY_CODE, Trouble.TREASURY_KIND, Trouble.TREASURY_PERIOD)
_LONG = (*LINES, *TREASURY)
"""What takes days to come right."""
_DAYS_TO_RIGHT = 5


def dealt(chance: random.Random, count: int, days: int) -> list[list[Trouble]]:
    """Deal ``count`` faults to days, every kind as often as can be; what takes days to come right comes early.

    At most one fault of the treasury a day, since each has a remittance of its own.
    """
    kinds = list(Trouble)
    chance.shuffle(kinds)
    hand: list[list[Trouble]] = [[] for _ in range(days)]
    for n in range(count):
        kind = kinds[n % len(kinds)]
        last = max(days - _DAYS_TO_RIGHT, 1) if kind in _LONG else days
        free = [day for day in hand[:last] if not _clash(day, kind)]
        chance.choice(free or hand[:last]).append(kind)
    return hand


def _clash(day: Iterable[Trouble], kind: Trouble) -> bool:
    return any(other is kind or (other in TREASURY and kind in TREASURY) for other in day)
