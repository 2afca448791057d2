"""The operator's routes for the rules of the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import door, operator
from app.simulator.door import DoorRules
from app.simulator.operator_routes import body_of, shown

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central


class DoorRoutes:
    """What the operator asks of the door."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def rules(self, request: Request) -> Response:
        """Show the rules that hold."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(door.rules))

    async def put(self, request: Request) -> Response:
        """Let other rules hold from now on."""
        wanted = operator.read(await body_of(self._central, request), DoorRules)
        await self._central.storage.write(lambda connection: door.put(connection, wanted))
        return shown(wanted)
