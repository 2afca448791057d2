"""What of remitting waits for the person: what may go, until when it must, decisions, answers of the treasury."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action, may
from app.domain.remittances.proposal import Readiness
from app.domain.remittances.remittance import RemittanceState
from app.domain.values.dates import bangkok_day
from app.services import waiting_money
from app.services.board import Board, Tile
from app.store import remittances

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.services.desk import Desk
    from app.store.remittances import StoredRemittance

REMITTANCES = "remittances"
"""Its screen; ``ready``, ``proposed`` and ``sent`` open its lists."""


class RemittanceBoard(Board):
    """Counts for one signed-in person; everything answers from the store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def tiles(self) -> Sequence[Tile]:
        """Return what to decide, what may go and until when, and what the treasury has not answered."""
        found = [_of("remittances_to_approve", self._to_settle(), "proposed")]
        if self._may(Action.PROPOSE_REMITTANCE):
            found += self._to_send()
        if self._may(Action.VIEW_REMITTANCES):
            found.append(_of("remittances_unanswered", self._in_state(RemittanceState.SENT), "sent"))
        return [tile for tile in found if tile is not None]

    def badges(self) -> Mapping[str, int]:
        """Return how many remittances this person may decide."""
        return {REMITTANCES: len(self._to_settle())}

    # -- inside -------------------------------------------------------------------------------------------------------

    def _to_settle(self) -> Sequence[StoredRemittance]:
        if not self._may(Action.APPROVE_REMITTANCE):
            return ()
        uid = self._desk.actor.person.uid
        return [one for one in self._in_state(RemittanceState.PROPOSED) if one.maker_uid != uid]

    def _to_send(self) -> list[Tile | None]:
        waiting = waiting_money.waiting_parts(self._desk)
        ready = [one for one in waiting if one.readiness is Readiness.READY]
        total = sum(one.part.amount.satang for one in ready)
        tiles: list[Tile | None] = [Tile("remit_ready", len(ready), REMITTANCES, "ready", total)] if ready else []
        due = waiting_money.collected_deadlines(self._desk, waiting)
        if due:
            left = due[0].days_left(bangkok_day(self._desk.now()))
            key = "remit_over" if left < 0 else "remit_days"
            tiles.append(Tile(key, abs(left), REMITTANCES, "ready", due[0].amount.satang))
        return tiles

    def _in_state(self, state: RemittanceState) -> list[StoredRemittance]:
        with self._desk.store.read() as rd:
            return remittances.in_states(rd, [state])

    def _may(self, action: Action) -> bool:
        return may(self._desk.actor.person.roles, action)


def _of(key: str, found: Sequence[StoredRemittance], subject: str) -> Tile | None:
    """Return a tile of remittances, None while there are none."""
    if not found:
        return None
    total = sum(one.total.satang for one in found)
    return Tile(key, len(found), REMITTANCES, subject, total, min(one.made_at for one in found))
