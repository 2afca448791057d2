"""The ledger of draws: money that came from the treasury, and how much of it has not reached the payees yet (RC-6)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.values.dates import bangkok_day
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.store import disbursement
from app.store import draws as kept_draws

if TYPE_CHECKING:
    from datetime import date

    from app.domain.disbursement.draw import Draw
    from app.domain.disbursement.record import Batch
    from app.services.desk import Desk

NOT_FOUND = "not_found"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DrawLedger:
    """The unit's draws on ``today``, the oldest first, and their batches by id, as far as they are known here.

    ``unread`` are the documents of draws that could not be read when they were told last: they are in no sum.
    """

    today: date
    draws: tuple[Draw, ...]
    batches: dict[str, Batch]
    unread: tuple[str, ...] = ()

    @property
    def drawn(self) -> Money:
        """Everything that was drawn."""
        return Money(sum(draw.amount.satang for draw in self.draws))

    @property
    def paid(self) -> Money:
        """What has reached the payees."""
        return Money(sum(draw.paid.satang for draw in self.draws))

    @property
    def returned(self) -> Money:
        """What went back to the treasury."""
        return Money(sum(draw.returned.satang for draw in self.draws))

    @property
    def unpaid(self) -> Money:
        """Drawn less paid less returned."""
        return Money(sum(draw.unpaid.satang for draw in self.draws))


class Drawing:
    """Tells the ledger of draws to one signed-in person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ledger(self) -> DrawLedger:
        """Return the ledger as it was told last."""
        with self._desk.store.read() as reading:
            draws = kept_draws.draws(reading)
            named = dict.fromkeys(op_id for draw in draws for op_id in draw.batches)
            found = {op_id: disbursement.batch(reading, op_id) for op_id in named}
        known = {op_id: batch for op_id, batch in found.items() if batch is not None}
        return DrawLedger(bangkok_day(self._desk.now()), draws, known, self._desk.unread_draws)


def refresh(desk: Desk) -> None:
    """Ask the central system for the draws and keep what is new; one that has none of them is left as it is.

    A draw that cannot be read is remembered by its document alone: what is known of it would be out of date.
    """
    try:
        told = desk.central.drawing.draws()
    except Refused as problem:
        if problem.code != NOT_FOUND:
            raise
        return
    if told.unread:
        _log.warning("draws that cannot be read: %d", len(told.unread))
    desk.unread_draws = told.unread
    draws = tuple(sorted(told.draws, key=lambda draw: (draw.drawn_on, draw.doc_no)))
    with desk.store.read() as reading:
        if kept_draws.draws(reading) == draws:
            return
    with desk.store.write(desk.actor, Action.RECORD_UNIT, "draws", {"draws": str(len(draws))}) as tx:
        kept_draws.put_draws(tx, draws)
