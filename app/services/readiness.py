"""Whether a draft may be handed in, and what that would mean; the central system decides again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.disbursement import kinds
from app.domain.disbursement.head_rules import Circumstances, Hindrance
from app.domain.disbursement.record import BatchHead
from app.domain.values.dates import bangkok_day
from app.domain.values.money import Money
from app.store import draws as kept_draws

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.domain.disbursement.draw import Draw
    from app.domain.disbursement.record import Batch
    from app.services.desk import Desk

__all__ = ["Hindrance", "Preview", "circumstances", "earliest_value_date", "largest_lines", "preview"]


@dataclass(frozen=True, slots=True)
class Preview:
    """What handing in would mean; ``left``, ``limit_left`` and ``draw_left`` are negative where they are overrun.

    ``draw_left`` is None while no draw is named; ``draws`` are those to choose from, the oldest first. The unit pays no
    fee (document 002).
    """

    available: Money
    left: Money
    limit_left: Money | None
    value_date: date
    cut_off: str
    draw_left: Money | None = None
    draws: tuple[Draw, ...] = ()


def circumstances(desk: Desk) -> Circumstances:
    """Return what a head is judged by now, as far as it is known here."""
    with desk.store.read() as reading:
        draws = kept_draws.draws(reading)
    return Circumstances(desk.unit, draws, desk.calendar, desk.now())


def preview(batch: Batch, around: Circumstances) -> Preview:
    """Return the room of account, limit and draw after this batch, and the first day on which it can be paid."""
    head = batch.head
    account = around.account(head)
    available = Money(account.available_satang if account else 0)
    limit = around.unit.batch_satang_max
    return Preview(
        available=available,
        left=available - batch.total,
        limit_left=Money(limit) - batch.total if limit else None,
        value_date=head.value_date or around.earliest(head),
        cut_off=around.cut_off(head).strftime("%H:%M"),
        draw_left=around.residue(head, batch.total) if head.document_no.strip() else None,
        draws=around.draws,
    )


def earliest_value_date(desk: Desk) -> date:
    """Return the first day on which a batch that is approved now, by the ordinary service, can be paid."""
    return Circumstances(desk.unit, (), desk.calendar, desk.now()).earliest(BatchHead())


def largest_lines(desk: Desk) -> Mapping[str, int]:
    """Return what a line of each bounded kind may be at most by the unit's table, in satang."""
    return kinds.largest_lines(desk.unit.kinds, bangkok_day(desk.now()))
