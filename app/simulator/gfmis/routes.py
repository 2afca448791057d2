"""The routes of the treasury's books and of what moved on accounts, thin like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access, statements
from app.simulator.clock import local_date
from app.simulator.edge import bearer
from app.simulator.gfmis import entries, periods, staff, trial
from app.simulator.gfmis.tables import documents
from app.simulator.operator import read
from app.simulator.operator_routes import body_of, shown
from app.simulator.refusals import wrong
from app.wire import api
from app.wire.codec import encode
from app.wire.codes import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from starlette.requests import Request

    from app.simulator.context import Central
    from app.simulator.gfmis.periods import Period

    Handler = Callable[[Request], Awaitable[Response]]

_READERS = (Role.MAKER_PAYMENT, Role.MAKER_COLLECTION, Role.MAKER_REMITTANCE, Role.AUTHORIZER, Role.AUDITOR)


def book_routes(central: Central) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what makers, authorizers and auditors of a unit read."""
    routes = BookRoutes(central)
    return [
        ("GET", api.TRIAL_BALANCE, routes.trial_balance),
        ("GET", api.STATEMENTS, routes.statement),
    ]


def treasury_routes(central: Central) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what the treasury's and the bank's staff asks."""
    counter = TreasuryRoutes(central)
    return [
        ("GET", api.OPERATOR_GFMIS_ENTRIES, counter.entries),
        ("PUT", api.OPERATOR_GFMIS_ENTRIES, counter.put_entries),
        ("GET", api.OPERATOR_GFMIS_PERIODS, counter.periods),
        ("PUT", api.OPERATOR_GFMIS_PERIODS, counter.put_periods),
        ("GET", api.OPERATOR_TRIAL_BALANCE, counter.trial_balance),
        ("GET", api.OPERATOR_MOVEMENTS, counter.movements),
    ]


class BookRoutes:
    """What people ask of their own unit's books and accounts."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def trial_balance(self, request: Request) -> Response:
        """Show the unit's trial balance."""
        central = self._central
        signed = await access.ready(central, bearer(request))
        signed.demand(*_READERS)
        now = central.clock.now()
        period = _period(request, now)
        found = await central.storage.read(
            lambda connection: trial.balance(connection, now, period, documents.c.unit == signed.unit)
        )
        return Response(encode(found), media_type=api.CONTENT_TYPE)

    async def statement(self, request: Request) -> Response:
        """Show what moved on an account of the unit, signed by the bank."""
        central, said = self._central, request.query_params
        signed = await access.ready(central, bearer(request))
        signed.demand(*_READERS)
        asked = (signed.unit, said.get("account", ""), said.get("since", ""), said.get("until", ""))
        now = central.clock.now()
        # In the queue of those who write: whatever moved before `now` is in the books when its turn comes.
        found = await central.storage.write(
            lambda connection: statements.signed(connection, now, central.bank_key, asked)
        )
        return Response(encode(found), media_type=api.CONTENT_TYPE)


class TreasuryRoutes:
    """What the treasury's staff sets and sees, and the bank's of every account."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def entries(self, request: Request) -> Response:
        """Show what is booked for what."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(entries.whole))

    async def put_entries(self, request: Request) -> Response:
        """Replace what is booked for what."""
        wanted = read(await body_of(self._central, request), entries.Rows)
        return shown(await self._central.storage.write(lambda connection: entries.put(connection, wanted)))

    async def periods(self, request: Request) -> Response:
        """Show the closed periods."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(periods.closed))

    async def put_periods(self, request: Request) -> Response:
        """Close periods, and open all others."""
        wanted = read(await body_of(self._central, request), periods.ClosedPeriods)
        return shown(await self._central.storage.write(lambda connection: periods.put(connection, wanted)))

    async def trial_balance(self, request: Request) -> Response:
        """Show the trial balance of a unit, of an agency or of all, with what is wrong in the books."""
        await body_of(self._central, request)
        now, said = self._central.clock.now(), request.query_params
        whose, period = (said.get("agency", ""), said.get("unit", "")), _period(request, now)
        return shown(
            await self._central.storage.read(lambda connection: staff.trial_balance(connection, now, whose, period))
        )

    async def movements(self, request: Request) -> Response:
        """Show what moved on an account of any unit."""
        await body_of(self._central, request)
        now, said = self._central.clock.now(), request.query_params
        asked = (said.get("account", ""), said.get("since", ""), said.get("until", ""))
        return shown(await self._central.storage.write(lambda connection: statements.for_staff(connection, now, asked)))


def _period(request: Request, now: datetime) -> Period:
    """Return the period that is asked for; the current one, or the last of the year that is named."""
    current = periods.of_day(local_date(now))
    fy = request.query_params.get("fy", current.fy)
    period = request.query_params.get("period", current.period if fy == current.fy else periods.LAST)
    if not periods.is_period(fy, period):
        raise wrong("period")
    return periods.Period(fy, period)
