"""The operator's routes about what may be paid, how it is carried, and what the treasury drew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.disbursement import draws, terms
from app.simulator.operator import read
from app.simulator.operator_routes import body_of, shown
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central

    Handler = Callable[[Request], Awaitable[Response]]


def terms_routes(central: Central) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of each."""
    staff = TermsRoutes(central)
    return [
        ("GET", api.OPERATOR_KINDS, staff.kinds),
        ("PUT", api.OPERATOR_KINDS, staff.put_kinds),
        ("GET", api.OPERATOR_SERVICES, staff.services),
        ("PUT", api.OPERATOR_SERVICES, staff.put_services),
        ("GET", api.OPERATOR_DRAWS, staff.draws),
        ("POST", api.OPERATOR_DRAWS, staff.add_draw),
    ]


class TermsRoutes:
    """What the bank's and the treasury's staff say about paying."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def kinds(self, request: Request) -> Response:
        """Show the table of kinds."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(terms.kinds_table))

    async def put_kinds(self, request: Request) -> Response:
        """Replace the table of kinds."""
        wanted = read(await body_of(self._central, request), terms.Kinds)
        return shown(await self._central.storage.write(lambda connection: terms.put_kinds(connection, wanted)))

    async def services(self, request: Request) -> Response:
        """Show the table of services."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(terms.services_table))

    async def put_services(self, request: Request) -> Response:
        """Replace the table of services."""
        wanted = read(await body_of(self._central, request), terms.Services)
        return shown(await self._central.storage.write(lambda connection: terms.put_services(connection, wanted)))

    async def draws(self, request: Request) -> Response:
        """Show draws, of one unit if it is named."""
        await body_of(self._central, request)
        unit = request.query_params.get("unit", "")
        return shown(await self._central.storage.read(lambda connection: draws.of_units(connection, unit)))

    async def add_draw(self, request: Request) -> Response:
        """Write down what the treasury drew."""
        wanted = read(await body_of(self._central, request), draws.DrawWanted)
        clock = self._central.clock
        return shown(await self._central.storage.write(lambda connection: draws.add(connection, clock.now(), wanted)))
