"""The operator's routes for the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import gate, operator
from app.simulator.gate import GateWanted
from app.simulator.operator_routes import body_of, shown
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central

    Handler = Callable[[Request], Awaitable[Response]]


def gate_routes(central: Central) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what the operator asks about the gate."""
    routes = GateRoutes(central)
    return [("GET", api.OPERATOR_GATE, routes.rules), ("PUT", api.OPERATOR_GATE, routes.put)]


class GateRoutes:
    """What the operator asks about who is let in."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def rules(self, request: Request) -> Response:
        """Show what holds."""
        await body_of(self._central, request)
        return await self._shown()

    async def put(self, request: Request) -> Response:
        """Let other rules hold from now on."""
        wanted = operator.read(await body_of(self._central, request), GateWanted)
        central = self._central
        await central.storage.write(lambda connection: gate.put(connection, central.shared, wanted))
        return await self._shown()

    async def _shown(self) -> Response:
        # Whatever transaction it is: the gate of this process has caught up when it is over.
        held = await self._central.storage.read(gate.rules)
        return shown(gate.shown(held, self._central.clock.now()))
