"""The routes of recalls: what a unit sees of its own, and what the bank's staff answers; thin like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access
from app.simulator.edge import bearer
from app.simulator.operator import read
from app.simulator.operator_routes import body_of, shown
from app.simulator.recalls import staff, views
from app.wire import api
from app.wire.codes import Role

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.simulator.context import Central
    from app.simulator.worker import Worker


class RecallRoutes:
    """What people and the bank's staff ask about money that is called back."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._central = central
        self._worker = worker

    async def of_unit(self, request: Request) -> Response:
        """Show the recalls of the person's unit."""
        signed = await access.ready(self._central, bearer(request))
        signed.demand(Role.MAKER_PAYMENT, Role.AUTHORIZER, Role.AUDITOR)
        now = self._central.clock.now()
        body = await self._central.storage.read(lambda connection: views.of_unit(connection, signed.unit, now))
        return Response(body, media_type=api.CONTENT_TYPE)

    async def listed(self, request: Request) -> Response:
        """Show the recalls that wait for a bank's answer."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(staff.waiting))

    async def answer(self, request: Request) -> Response:
        """Answer one for the payee's bank."""
        wanted = read(await body_of(self._central, request), staff.AnswerWanted)
        recall_id, clock = request.path_params["recall_id"], self._central.clock
        said = await self._central.storage.write(
            lambda connection: staff.answer(connection, clock.now(), recall_id, wanted)
        )
        self._worker.wake()
        return shown(said)
