"""What the unit's log tells about closing days, read from signed bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.closing.day import DayOrder, DayRecord


@dataclass(frozen=True, slots=True)
class DayOrdered:
    """An order about a day waits for a second person; ``text`` are the exact bytes that its maker signed."""

    order: DayOrder
    maker_uid: str
    made_at: datetime
    text: bytes = field(repr=False)
    sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DaySettled:
    """A second person approved an order or returned it; ``record`` is the bank's, None for a return."""

    order: DayOrder
    maker_uid: str
    approved: bool
    decided_by: str
    reason: str
    record: DayRecord | None
    text: bytes = field(repr=False)
    sig: str = field(repr=False)
    decision: bytes = field(repr=False)
    decision_sig: str = field(repr=False)
    record_text: bytes = field(repr=False)
    record_sig: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DayRecalled:
    """An order about a day was taken back by its maker."""

    req_id: str
    reason: str


DayNews = DayOrdered | DaySettled | DayRecalled


def subject(item: DayNews) -> str:
    """Return the order that news is about."""
    return item.req_id if isinstance(item, DayRecalled) else item.order.req_id
