"""The routes of drills, thin like the others."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access, operator
from app.simulator.drills.attesting import attested
from app.simulator.drills.partners import PartnerWanted, partner_of, seat
from app.simulator.drills.running import Running
from app.simulator.edge import bearer
from app.simulator.operator_routes import body_of
from app.wire import api
from app.wire.codec import Message, encode
from app.wire.codes import Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from app.simulator.context import Central


class DrillRoutes:
    """What a person asks about drills; the turn of each person stands in the database."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def _running(self, request: Request) -> Running:
        signed = await access.ready(self._central, bearer(request))
        signed.demand(*Role)
        host, port = request.scope["server"]
        name = f"[{host}]" if ":" in host else host
        # Behind a proxy it is this process's own socket, whatever the client calls us.
        return Running(self._central, signed, f"unix:{host}" if port is None else f"https://{name}:{port}")

    async def offered(self, request: Request) -> Response:
        """Tell the person's drills and record."""
        return _said(await (await self._running(request)).offered())

    async def begin(self, request: Request) -> Response:
        """Begin a drill, or begin it again."""
        return _said(await (await self._running(request)).begin(request.path_params["drill_id"]))

    async def go_on(self, request: Request) -> Response:
        """Go on with a drill, and tell how it stands."""
        return _said(await (await self._running(request)).go_on(request.path_params["drill_id"]))

    async def give_up(self, request: Request) -> Response:
        """Give a drill up."""
        return _said(await (await self._running(request)).give_up(request.path_params["drill_id"]))

    async def record(self, request: Request) -> Response:
        """Tell what the person passed, signed."""
        running = await self._running(request)
        return _said(await attested(self._central, running.signed, running.mine()))

    async def seat(self, request: Request) -> Response:
        """Let a partner of somebody who practises be there."""
        wanted = operator.read(await body_of(self._central, request), PartnerWanted)
        partner = partner_of(wanted, self._central.operator_token)
        hashed = await asyncio.to_thread(self._central.passwords.hash, partner.password)
        now = self._central.clock.now()
        await self._central.storage.write(lambda connection: seat(connection, now, wanted, partner, hashed))
        return Response(status_code=204)


def drill_routes(central: Central) -> list[tuple[str, str, Callable[[Request], Awaitable[Response]]]]:
    """Return the routes."""
    drills, one = DrillRoutes(central), api.DRILLS + "/{drill_id}"
    return [
        ("GET", api.DRILLS, drills.offered),
        ("GET", api.DRILL_RECORD, drills.record),
        ("POST", one, drills.begin),
        ("GET", one, drills.go_on),
        ("DELETE", one, drills.give_up),
    ]


def partner_routes(central: Central) -> list[tuple[str, str, Callable[[Request], Awaitable[Response]]]]:
    """Return the operator's route by which a drill seats its other people."""
    return [("PUT", api.OPERATOR_PARTNERS, DrillRoutes(central).seat)]


def _said(message: Message) -> Response:
    return Response(encode(message), media_type=api.CONTENT_TYPE)
