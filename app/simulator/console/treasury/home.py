"""What waits for the treasury's staff, and whether the books fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.simulator.clock import local_date
from app.simulator.gfmis import periods, staff
from app.simulator.portal.tables import waiting
from app.simulator.remittances.tables import remittances
from app.wire.remittances import RemittanceState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.page import Asked
    from app.simulator.context import Central


class HomePage:
    """The first page."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """Count what waits and recount the books."""
        now = self._central.clock.now()
        period = periods.of_day(local_date(now))

        def read(connection: Connection) -> dict[str, Any]:
            r = remittances.c
            states = select(r.state, func.count(), func.sum(r.satang)).group_by(r.state)
            found = {state: (count, int(satang)) for state, count, satang in connection.execute(states)}
            silent = select(func.count()).where(r.state == RemittanceState.SENT.value, r.due_at.is_(None))
            shown = staff.trial_balance(connection, now, ("", ""), period)
            not_empty = [one for one in shown.balance.rows if one.must_be_zero == "yes" and one.balance_satang != "0"]
            return {
                "silent": connection.scalar(silent) or 0,
                "portal": connection.scalar(select(func.count()).select_from(waiting)) or 0,
                "states": [(state.value, *found.get(state.value, (0, 0))) for state in RemittanceState],
                "faults": shown.faults,
                "not_empty": not_empty,
                "is_closed": shown.balance.closed == "yes",
            }

        return {**await self._central.storage.read(read), "period": period}
