"""The operator's routes, thin like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response

from app.simulator import audit_anchors, operator, snapshots
from app.simulator.edge import bearer, read_body
from app.simulator.operator import AnchorsWanted, UnlockWanted, demand_operator
from app.wire import api

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.simulator.context import Central
    from app.simulator.worker import Worker


def shown(content: msgspec.Struct) -> Response:
    """Return what an operator sees."""
    return Response(msgspec.json.encode(content), media_type=api.CONTENT_TYPE)


async def body_of(central: Central, request: Request) -> bytes:
    """Return what an operator sends; refuse everybody else."""
    demand_operator(central, bearer(request))
    return await read_body(request, api.BODY_BYTES_MAX)


class OperatorRoutes:
    """What the operator of the simulator asks."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._central = central
        self._worker = worker

    async def _body(self, request: Request) -> bytes:
        return await body_of(self._central, request)

    async def clock(self, request: Request) -> Response:
        """Show the clock."""
        await self._body(request)
        return shown(operator.clock(self._central))

    async def set_clock(self, request: Request) -> Response:
        """Put the clock."""
        return shown(await operator.set_clock(self._central, self._worker, await self._body(request)))

    async def advance(self, request: Request) -> Response:
        """Let time pass."""
        return shown(await operator.advance(self._central, self._worker, await self._body(request)))

    async def books(self, request: Request) -> Response:
        """Show all accounts, recounted."""
        await self._body(request)
        return shown(await self._central.storage.read(operator.books))

    async def notices(self, request: Request) -> Response:
        """Show what payees would have been told."""
        await self._body(request)
        op_id = request.query_params.get("op_id", "")
        return shown(await self._central.storage.read(lambda connection: operator.sent_notices(connection, op_id)))

    async def batch(self, request: Request) -> Response:
        """Show the stage of every line of a batch."""
        await self._body(request)
        op_id = request.path_params["op_id"]
        return shown(await self._central.storage.read(lambda connection: operator.batch(connection, op_id)))

    async def unlock(self, request: Request) -> Response:
        """Unlock a person."""
        wanted = operator.read(await self._body(request), UnlockWanted)
        now = self._central.clock.now()
        await self._central.storage.write(lambda connection: operator.unlock(connection, now, wanted))
        return Response(status_code=204)

    async def set_anchors_aside(self, request: Request) -> Response:
        """Let a workstation's audit chain be anchored anew."""
        wanted = operator.read(await self._body(request), AnchorsWanted)
        now = self._central.clock.now()
        await self._central.storage.write(
            lambda connection: audit_anchors.set_aside(connection, now, wanted.unit, wanted.device)
        )
        return Response(status_code=204)

    async def save(self, request: Request) -> Response:
        """Keep the state of everything under a name."""
        await self._body(request)
        await snapshots.keep(self._central.storage, self._central.data, request.path_params["name"])
        return Response(status_code=204)

    async def go_back(self, request: Request) -> Response:
        """Go back to a named state."""
        await self._body(request)
        source = snapshots.path(self._central.data, request.path_params["name"])
        await self._worker.go_back(source)
        return shown(operator.clock(self._central))
