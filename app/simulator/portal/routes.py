"""The routes of the Portal's staff, thin like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.operator import read
from app.simulator.operator_routes import body_of, shown
from app.simulator.portal import staff
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central

    Handler = Callable[[Request], Awaitable[Response]]


def portal_routes(central: Central) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of each."""
    routes = PortalRoutes(central)
    return [
        ("GET", api.OPERATOR_PORTAL_REQUESTS, routes.requests),
        ("POST", api.OPERATOR_PORTAL_REQUESTS, routes.file),
        ("POST", api.OPERATOR_PORTAL_REQUESTS + "/{request_id}", routes.mend),
        ("GET", api.OPERATOR_PORTAL_REPORTS, routes.reports),
        ("GET", api.OPERATOR_POSTINGS, routes.postings),
    ]


class PortalRoutes:
    """What is done at the Portal's counter, and what its staff looks at."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def requests(self, request: Request) -> Response:
        """Show requests, of one unit if it is named."""
        await body_of(self._central, request)
        unit = request.query_params.get("unit", "")
        return shown(await self._central.storage.read(lambda connection: staff.all_requests(connection, unit)))

    async def file(self, request: Request) -> Response:
        """File a request for an applicant."""
        wanted = read(await body_of(self._central, request), staff.RequestWanted)
        now = self._central.clock.now()
        return shown(await self._central.storage.write(lambda connection: staff.file_request(connection, now, wanted)))

    async def mend(self, request: Request) -> Response:
        """Put a request in order for an applicant."""
        wanted = read(await body_of(self._central, request), staff.MendWanted)
        request_id, now = request.path_params["request_id"], self._central.clock.now()
        return shown(
            await self._central.storage.write(
                lambda connection: staff.mend_request(connection, now, request_id, wanted)
            )
        )

    async def reports(self, request: Request) -> Response:
        """Show what the Biz Portal was told."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(staff.all_reports))

    async def postings(self, request: Request) -> Response:
        """Show what was posted, and the trial balance."""
        await body_of(self._central, request)
        unit = request.query_params.get("unit", "")
        return shown(await self._central.storage.read(lambda connection: staff.books(connection, unit)))
