"""A step of a batch at the central system, as it says itself: nobody signed for it, it only explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class BankStep:
    """What became of a batch when, by whom or what; codes are the central system's words.

    ``lines`` are numbers and stretches (``1-19,21``), '' for the whole batch; ``who`` is a person's uid or ''; ``rule``
    the rule that decided, '' for none.
    """

    at: datetime
    stage: str
    lines: str
    cause: str
    who: str
    rule: str
    reason: str
