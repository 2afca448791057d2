"""The operator's routes about held batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import held, operator
from app.simulator.operator_routes import body_of, shown

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
        await body_of(self._central, request)
        return shown(await self._central.storage.read(held.listed))

    async def release(self, request: Request) -> Response:
        """Let a held batch go."""
        await body_of(self._central, request)
        op_id, central = request.path_params["op_id"], self._central
        await central.storage.write(
            lambda connection: held.release(connection, central.clock.now(), central.calendar, op_id)
        )
        self._worker.wake()
        return Response(status_code=204)

    async def reject(self, request: Request) -> Response:
        """Refuse a held batch for good."""
        wanted = operator.read(await body_of(self._central, request), held.RejectWanted)
        op_id, clock = request.path_params["op_id"], self._central.clock
        await self._central.storage.write(lambda connection: held.reject(connection, clock.now(), op_id, wanted.reason))
        return Response(status_code=204)
