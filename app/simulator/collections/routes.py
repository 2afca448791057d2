"""The routes of collecting: how a unit collects, and what the bank's staff opens, reports and shows; thin as ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access
from app.simulator.collections import cross_bank, cross_bank_files, practice, receiving, revenue, staff
from app.simulator.collections.arrivals import PaymentWanted
from app.simulator.edge import bearer, read_body
from app.simulator.operator import demand_operator, read
from app.simulator.operator_routes import body_of, shown
from app.wire import api
from app.wire.codec import encode
from app.wire.codes import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from app.simulator.context import Central
    from app.simulator.worker import Worker

    Handler = Callable[[Request], Awaitable[Response]]

_READERS = (Role.MAKER_COLLECTION, Role.MAKER_REMITTANCE, Role.AUTHORIZER, Role.AUDITOR)


def collection_routes(central: Central, worker: Worker) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what the bank's staff asks."""
    branch = CollectionRoutes(central, worker)
    return [
        ("GET", api.OPERATOR_RECEIVING, branch.receiving),
        ("POST", api.OPERATOR_RECEIVING, branch.open_receiving),
        ("GET", api.OPERATOR_REVENUE_TYPES, branch.revenue_types),
        ("PUT", api.OPERATOR_REVENUE_TYPES, branch.put_revenue_types),
        ("GET", api.OPERATOR_COLLECTIONS, branch.listed),
        ("POST", api.OPERATOR_COLLECTIONS, branch.report),
        ("POST", api.OPERATOR_COLLECTIONS + "/mix", branch.pay_mix),
        ("GET", api.OPERATOR_COLLECTIONS + "/bills/{ref1}/{ref2}", branch.look_up),
        ("POST", api.OPERATOR_COLLECTIONS + "/{payment_id}/reverse", branch.reverse),
        ("POST", api.OPERATOR_CROSS_BANK_FILES, branch.take_file),
    ]


class CollectionRoutes:
    """What people and the bank's staff ask about collecting."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._central = central
        self._worker = worker

    async def of_unit(self, request: Request) -> Response:
        """Show how the person's unit collects."""
        central = self._central
        signed = await access.ready(central, bearer(request))
        signed.demand(*_READERS)
        now = central.clock.now()
        found = await central.storage.read(lambda connection: receiving.answer(connection, signed, now))
        return Response(encode(found), media_type=api.CONTENT_TYPE)

    async def receiving(self, request: Request) -> Response:
        """Show all receiving accounts."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(receiving.of_all))

    async def open_receiving(self, request: Request) -> Response:
        """Open the receiving account of a unit."""
        wanted = read(await body_of(self._central, request), receiving.ReceivingWanted)
        now = self._central.clock.now()
        return shown(await self._central.storage.write(lambda connection: receiving.open_for(connection, now, wanted)))

    async def revenue_types(self, request: Request) -> Response:
        """Show the table of revenue types."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(revenue.whole))

    async def put_revenue_types(self, request: Request) -> Response:
        """Replace the table of revenue types."""
        wanted = read(await body_of(self._central, request), revenue.RevenueTypes)
        return shown(await self._central.storage.write(lambda connection: revenue.put(connection, wanted)))

    async def listed(self, request: Request) -> Response:
        """Show the newest payments, of one unit if it is named."""
        await body_of(self._central, request)
        unit = request.query_params.get("unit", "")
        return shown(await self._central.storage.read(lambda connection: staff.listed(connection, unit)))

    async def report(self, request: Request) -> Response:
        """Take a payment in."""
        wanted = read(await body_of(self._central, request), PaymentWanted)
        central = self._central
        said = await central.storage.write(
            lambda connection: staff.report(connection, central.clock.now(), central.calendar, wanted)
        )
        self._worker.wake()
        return shown(said)

    async def pay_mix(self, request: Request) -> Response:
        """Have a crowd pay."""
        wanted = read(await body_of(self._central, request), practice.MixWanted)
        central = self._central
        said = await central.storage.write(
            lambda connection: practice.pay_mix(connection, central.clock.now(), central.calendar, wanted)
        )
        self._worker.wake()
        return shown(said)

    async def look_up(self, request: Request) -> Response:
        """Show the bill of two references as a payer's screen does."""
        await body_of(self._central, request)
        now, named = self._central.clock.now(), request.path_params
        found = await self._central.storage.read(
            lambda connection: staff.look_up(connection, now, named["ref1"], named["ref2"])
        )
        return shown(found)

    async def reverse(self, request: Request) -> Response:
        """Take a payment back."""
        wanted = read(await body_of(self._central, request), staff.ReversalWanted)
        payment_id, clock = request.path_params["payment_id"], self._central.clock
        said = await self._central.storage.write(
            lambda connection: staff.reverse(connection, clock.now(), payment_id, wanted)
        )
        self._worker.wake()
        return shown(said)

    async def take_file(self, request: Request) -> Response:
        """Take a cross-bank file in."""
        central = self._central
        demand_operator(central, bearer(request))
        file = await asyncio.to_thread(cross_bank.read, await read_body(request, api.FILE_BYTES_MAX))
        told = await central.storage.write(
            lambda connection: cross_bank_files.take(connection, central.clock.now(), file)
        )
        self._worker.wake()
        return shown(told)
