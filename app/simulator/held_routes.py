"""The operator's routes about held batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response

from app.simulator import held, operator
from app.simulator.edge import bearer, read_body
from app.wire import api

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.simulator.context import Central
    from app.simulator.worker import Worker


class HeldRoutes:
    """What the operator asks about batches that were not paid on their day."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._central = central
        self._worker = worker

    async def listed(self, request: Request) -> Response:
        """Show the batches that are held."""
        await self._body(request)
        shown = await self._central.storage.read(held.listed)
        return Response(msgspec.json.encode(shown), media_type=api.CONTENT_TYPE)

    async def release(self, request: Request) -> Response:
        """Let a held batch go."""
        await self._body(request)
        op_id, now, calendar = request.path_params["op_id"], self._central.clock.now(), self._central.calendar
        await self._central.storage.write(lambda connection: held.release(connection, now, calendar, op_id))
        self._worker.wake()
        return Response(status_code=204)

    async def reject(self, request: Request) -> Response:
        """Refuse a held batch for good."""
        wanted = operator.read(await self._body(request), held.RejectWanted)
        op_id, now = request.path_params["op_id"], self._central.clock.now()
        await self._central.storage.write(lambda connection: held.reject(connection, now, op_id, wanted.reason))
        return Response(status_code=204)

    async def _body(self, request: Request) -> bytes:
        operator.demand_operator(self._central, bearer(request))
        return await read_body(request, api.BODY_BYTES_MAX)
