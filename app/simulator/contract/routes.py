"""The contract's own routes: the document and its test vectors for everybody, what broke it for the operator."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator.contract import document, notes, vectors
from app.simulator.operator_routes import body_of, shown
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from app.simulator.context import Central

    Handler = Callable[[Request], Awaitable[Response]]


def contract_routes() -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what everybody may read."""
    return [("GET", api.OPENAPI, _document), ("GET", api.VECTORS, _vectors)]


def breach_routes(central: Central) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what the operator asks."""
    desk = BreachRoutes(central)
    return [("GET", api.OPERATOR_CONTRACT, desk.listed), ("DELETE", api.OPERATOR_CONTRACT, desk.forget)]


class BreachRoutes:
    """What the operator asks about requests and answers that broke the contract."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def listed(self, request: Request) -> Response:
        """Show what broke it."""
        await body_of(self._central, request)
        return shown(await asyncio.to_thread(notes.kept, self._central.data))

    async def forget(self, request: Request) -> Response:
        """Forget what broke it."""
        await body_of(self._central, request)
        await asyncio.to_thread(notes.forget, self._central.data)
        return Response(status_code=204)


async def _document(_request: Request) -> Response:
    return Response(document.text(), media_type=api.CONTENT_TYPE)


async def _vectors(_request: Request) -> Response:
    return Response(vectors.text(), media_type=api.CONTENT_TYPE)
