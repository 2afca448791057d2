"""What waits for the bank's staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.simulator import held, held_lines
from app.simulator.administration import bank, enrolment
from app.simulator.collections.tables import payments
from app.simulator.recalls import staff as recall_staff
from app.simulator.tables import batches
from app.wire.codes import BatchState
from app.wire.collections import CollectionState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.page import Asked
    from app.simulator.context import Central

_AT_WORK = (BatchState.SUBMITTED, BatchState.IN_APPROVAL, BatchState.APPROVED, BatchState.RELEASED)


class HomePage:
    """The first page."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """Count what waits."""
        return await self._central.storage.read(_counted)


def _counted(connection: Connection) -> dict[str, Any]:
    locked = [one for one in bank.administrators(connection).administrators if one.locked == "yes"]
    at_work = select(batches.c.status, func.count()).where(batches.c.status.in_(_AT_WORK))
    counts: dict[str, int] = dict(connection.execute(at_work.group_by(batches.c.status)).tuples().all())
    held_count = select(func.count()).select_from(held_lines.query().order_by(None).subquery())
    queued = select(func.count()).where(payments.c.state == CollectionState.QUEUED.value)
    return {
        "waiting": [
            ("/bank/held", "held", len(held.listed(connection).batches)),
            ("/bank/held_lines", "held_lines", connection.scalar(held_count) or 0),
            ("/bank/recalls", "recalls", len(recall_staff.waiting(connection).recalls)),
            (
                "/bank/applications?status=received",
                "applications",
                len(enrolment.every(connection, enrolment.RECEIVED)),
            ),
            ("/bank/slips", "slips", len(bank.slips_waiting(connection).slips)),
            ("/bank/administrators?locked=yes", "locked", len(locked)),
            ("/bank/collections?state=queued", "queued", connection.scalar(queued) or 0),
        ],
        "at_work": [(state.value, counts.get(state.value, 0)) for state in _AT_WORK],
    }
