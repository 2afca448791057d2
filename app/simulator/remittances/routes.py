"""The routes of remitting: what a unit may send, and what the treasury's staff says and answers; thin as ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access
from app.simulator.edge import bearer
from app.simulator.operator import read
from app.simulator.operator_routes import body_of, shown
from app.simulator.remittances import staff, terms, views
from app.wire import api
from app.wire.codec import encode
from app.wire.codes import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from app.simulator.context import Central
    from app.simulator.worker import Worker

    Handler = Callable[[Request], Awaitable[Response]]

_READERS = (Role.MAKER_PAYMENT, Role.MAKER_COLLECTION, Role.MAKER_REMITTANCE, Role.AUTHORIZER, Role.AUDITOR)


def remittance_routes(central: Central, worker: Worker) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what the treasury's staff asks."""
    routes = RemittanceRoutes(central, worker)
    return [
        ("GET", api.OPERATOR_REMITTANCE_KINDS, routes.kinds),
        ("PUT", api.OPERATOR_REMITTANCE_KINDS, routes.put_kinds),
        ("GET", api.OPERATOR_OFFICES, routes.offices),
        ("PUT", api.OPERATOR_OFFICES, routes.put_offices),
        ("GET", api.OPERATOR_DEPOSITS_TABLE, routes.deposits),
        ("PUT", api.OPERATOR_DEPOSITS_TABLE, routes.put_deposits),
        ("GET", api.OPERATOR_REMITTANCES, routes.listed),
        ("POST", api.OPERATOR_REMITTANCES + "/{req_id}", routes.answer),
    ]


class RemittanceRoutes:
    """What people and the treasury's staff ask about remittances."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._central = central
        self._worker = worker

    async def of_unit(self, request: Request) -> Response:
        """Show what the person's unit may remit."""
        central = self._central
        signed = await access.ready(central, bearer(request))
        signed.demand(*_READERS)
        now = central.clock.now()
        found = await central.storage.read(lambda connection: views.answer(connection, signed.unit, now))
        return Response(encode(found), media_type=api.CONTENT_TYPE)

    async def kinds(self, request: Request) -> Response:
        """Show the table of kinds."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(terms.kinds_table))

    async def put_kinds(self, request: Request) -> Response:
        """Replace the table of kinds."""
        wanted = read(await body_of(self._central, request), terms.RemittanceKinds)
        return shown(await self._central.storage.write(lambda connection: terms.put_kinds(connection, wanted)))

    async def offices(self, request: Request) -> Response:
        """Show the table of offices, and of which units they are."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(terms.offices_table))

    async def put_offices(self, request: Request) -> Response:
        """Replace the table of offices, and say of which units they are."""
        wanted = read(await body_of(self._central, request), terms.Offices)
        return shown(await self._central.storage.write(lambda connection: terms.put_offices(connection, wanted)))

    async def deposits(self, request: Request) -> Response:
        """Show the table of deposits."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(terms.deposits_table))

    async def put_deposits(self, request: Request) -> Response:
        """Replace the table of deposits."""
        wanted = read(await body_of(self._central, request), terms.DepositAccounts)
        return shown(await self._central.storage.write(lambda connection: terms.put_deposits(connection, wanted)))

    async def listed(self, request: Request) -> Response:
        """Show the newest remittances, of one unit if it is named."""
        await body_of(self._central, request)
        unit = request.query_params.get("unit", "")
        return shown(await self._central.storage.read(lambda connection: staff.listed(connection, unit)))

    async def answer(self, request: Request) -> Response:
        """Answer a remittance that waits for the treasury."""
        wanted = read(await body_of(self._central, request), staff.AnswerWanted)
        req_id, clock = request.path_params["req_id"], self._central.clock
        said = await self._central.storage.write(
            lambda connection: staff.answer(connection, clock.now(), req_id, wanted)
        )
        self._worker.wake()
        return shown(said)
