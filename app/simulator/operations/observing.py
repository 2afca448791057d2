"""The layer around all others: a name for each request, its line in the log, its place in the figures."""

from __future__ import annotations

import asyncio
import logging
import time
from itertools import count
from typing import TYPE_CHECKING, Any

from app.simulator.contract.notes import BROKEN
from app.simulator.operations.logs import is_sane, request_id, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.simulator.chance import Draws
    from app.simulator.operations.figures import Figures

HEADER_REQUEST = b"x-request-id"
STRUCK = "khlang.struck"
"""Where in the scope the fault is named that a request met."""
_NO_ROUTE = "-"
_BROKEN_OFF = 499
_logger = logging.getLogger("khlang.central.request")


class Observed:
    """Wraps the whole application; ``templates`` gives the route of each endpoint."""

    def __init__(self, app: ASGIApp, templates: Mapping[Any, str], figures: Figures, draws: Draws) -> None:
        self._app = app
        self._templates = templates
        self._figures = figures
        self._prefix = draws.token_hex(5)
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = time.perf_counter()
        given = next((value for name, value in scope["headers"] if name == HEADER_REQUEST), b"")
        if not is_sane(given):
            given = f"{self._prefix}-{next(self._numbers)}".encode()
        request_id.set(given.decode())
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER_REQUEST, given)]
            await send(message)

        figures = self._figures
        figures.running += 1
        try:
            await self._app(scope, receive, answer)
        except asyncio.CancelledError:
            status = status or _BROKEN_OFF
            raise
        finally:
            figures.running -= 1
            seconds = time.perf_counter() - began
            route, method = self._templates.get(scope.get("endpoint"), _NO_ROUTE), scope["method"]
            figures.request(route, method, status, seconds)
            facts: dict[str, object] = {"method": method, "route": route, "status": status}
            if struck := scope.get(STRUCK):
                figures.faults[struck] += 1
                facts["fault"] = struck
            if broken := scope.get(BROKEN):
                facts["contract"] = broken
            _logger.info("answered", extra=told(**facts, ms=round(seconds * 1000, 1)))
