"""Which payment belongs to which bill at once, and why the others wait: one table of rules (CO-5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.wire.collections import QueueCause

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Asked:
    """A bill as a payment meets it; amounts in satang.

    ``waiting_satang`` came with its references, in time, and belongs to nothing yet.
    """

    satang: int
    matched_satang: int
    waiting_satang: int
    cancelled: bool

    @property
    def open_satang(self) -> int:
        """What the bill still asks for."""
        return self.satang - self.matched_satang


@dataclass(frozen=True, slots=True)
class Came:
    """A payment as it came; ``referred`` if it has any reference; ``in_time`` for the bill that it names."""

    satang: int
    referred: bool
    in_time: bool


def cause_of(came: Came, bill: Asked | None) -> QueueCause | None:
    """Return why a payment waits, None where it is the bill's: the first rule that holds decides."""
    if bill is None:
        return QueueCause.WRONG_REFERENCE if came.referred else QueueCause.NO_REFERENCE
    return next((cause for cause, holds in _RULES if holds(came, bill)), None)


def _is_double(_came: Came, bill: Asked) -> bool:
    """Say whether enough came for the bill already."""
    return bill.waiting_satang >= bill.open_satang


_RULES: tuple[tuple[QueueCause, Callable[[Came, Asked], bool]], ...] = (
    (QueueCause.CANCELLED, lambda _came, bill: bill.cancelled),
    (QueueCause.DOUBLE, _is_double),
    (QueueCause.LATE, lambda came, _bill: not came.in_time),
    (QueueCause.OVER, lambda came, bill: came.satang + bill.waiting_satang > bill.open_satang),
    # Less than is asked for, or just the rest behind something that waits itself.
    (QueueCause.UNDER, lambda came, bill: came.satang < bill.open_satang),
)
