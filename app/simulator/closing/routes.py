"""The route of closing days; thin like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access
from app.simulator.closing import asking
from app.simulator.edge import bearer
from app.wire import api
from app.wire.codec import encode
from app.wire.codes import Role

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.simulator.context import Central

_READERS = (Role.MAKER_PAYMENT, Role.MAKER_COLLECTION, Role.MAKER_REMITTANCE, Role.AUTHORIZER, Role.AUDITOR)


class ClosingRoutes:
    """What people ask about the days of their unit."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def next_day(self, request: Request) -> Response:
        """Show which day the person's unit closes next."""
        central = self._central
        signed = await access.ready(central, bearer(request))
        signed.demand(*_READERS)
        now = central.clock.now()
        found = await central.storage.read(
            lambda connection: asking.answer(connection, now, central.calendar, signed.unit)
        )
        return Response(encode(found), media_type=api.CONTENT_TYPE)
