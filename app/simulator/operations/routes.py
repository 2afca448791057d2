"""Whether this process lives and can work, for those who run it and for what stands before it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator.chance import PRACTICE_ONLY
from app.simulator.operations.readiness import Readiness
from app.wire import api
from app.wire.codec import encode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from app.simulator.context import Central

_OK, _UNAVAILABLE = 200, 503


class HealthRoutes:
    """Asked by nobody who is signed in, hence without a word about anybody."""

    def __init__(self, central: Central) -> None:
        self._readiness = Readiness(central)
        said = {"status": "ok"} | ({"random": PRACTICE_ONLY} if central.chance.seed else {})
        self._alive = json.dumps(said, separators=(",", ":")).encode()

    async def health(self, _request: Request) -> Response:
        """Say that the process answers; asks nothing else of it."""
        return Response(self._alive, media_type=api.CONTENT_TYPE)

    async def ready(self, _request: Request) -> Response:
        """Say what was looked at, and what keeps the process from working."""
        found = await self._readiness.now()
        return Response(encode(found), _OK if found.ready == "yes" else _UNAVAILABLE, media_type=api.CONTENT_TYPE)


def health_routes(central: Central) -> list[tuple[str, str, Callable[[Request], Awaitable[Response]]]]:
    """Return method, path and handler of each."""
    routes = HealthRoutes(central)
    return [("GET", api.HEALTH, routes.health), ("GET", api.READY, routes.ready)]
