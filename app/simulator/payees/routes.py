"""The routes of papers, thin like the others: raw bytes go in and come out unchanged."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access, sessions
from app.simulator.edge import bearer, read_body
from app.simulator.payees import papers
from app.wire import api

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from app.simulator.context import Central

_NOT_A_PAGE = {"x-content-type-options": "nosniff", "content-disposition": "attachment"}


class PaperRoutes:
    """What a unit leaves here of its papers, and asks for again."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def keep(self, request: Request) -> Response:
        """Take a paper, once or again."""
        central, token, sha256 = self._central, bearer(request), request.path_params["sha256"]
        signed = await access.ready(central, token)
        papers.demand_may_keep(signed)
        with central.under_way.of(signed.uid) as count:
            content = await read_body(request, api.FILE_BYTES_MAX, count)
            paper = await asyncio.to_thread(papers.examine, sha256, content)

        def write(connection: Connection) -> None:
            now = central.clock.now()
            papers.keep(connection, now, sessions.authenticate_ready(connection, now, token), sha256, paper)

        await central.storage.write(write)
        return Response(status_code=204)

    async def read(self, request: Request) -> Response:
        """Give a paper back."""
        signed = await access.ready(self._central, bearer(request))
        sha256 = request.path_params["sha256"]
        found = await self._central.storage.read(lambda connection: papers.read(connection, signed, sha256))
        return Response(found.content, media_type=found.media, headers=_NOT_A_PAGE)
