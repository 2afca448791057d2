"""The routes of drills, thin like the others."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access
from app.simulator.drills.running import Running
from app.simulator.edge import bearer
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.codec import Message, encode
from app.wire.codes import Refusal, Role

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from app.simulator.context import Central


class DrillRoutes:
    """What a person asks about drills; one thing at a time for each person."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def _running(self, request: Request) -> tuple[Running, asyncio.Lock]:
        signed = await access.ready(self._central, bearer(request))
        signed.demand(*Role)
        host, port = request.scope["server"]
        if port is None:  # behind a proxy: the others' part cannot be done from here
            raise Refused(Refusal.NOT_FOUND)
        name = f"[{host}]" if ":" in host else host
        return Running(self._central, signed, f"https://{name}:{port}"), self._turns[signed.uid]

    async def offered(self, request: Request) -> Response:
        """Tell the person's drills and record."""
        running, _ = await self._running(request)
        return _said(await running.offered())

    async def begin(self, request: Request) -> Response:
        """Begin a drill, or begin it again."""
        running, turn = await self._running(request)
        async with turn:
            return _said(await running.begin(request.path_params["drill_id"]))

    async def go_on(self, request: Request) -> Response:
        """Go on with a drill, and tell how it stands."""
        running, turn = await self._running(request)
        async with turn:
            return _said(await running.go_on(request.path_params["drill_id"]))


def drill_routes(central: Central) -> list[tuple[str, str, Callable[[Request], Awaitable[Response]]]]:
    """Return the routes."""
    drills, one = DrillRoutes(central), api.DRILLS + "/{drill_id}"
    return [
        ("GET", api.DRILLS, drills.offered),
        ("POST", one, drills.begin),
        ("GET", one, drills.go_on),
    ]


def _said(message: Message) -> Response:
    return Response(encode(message), media_type=api.CONTENT_TYPE)
