"""The administrators' routes, thin like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access, sessions
from app.simulator.administration import enrolment, slips, views
from app.simulator.edge import bearer, read_body
from app.wire import api
from app.wire.administration_views import AgencyApplication
from app.wire.codec import Message, decode, encode

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from app.simulator.context import Central


def _said(message: Message, status: int = 200) -> Response:
    return Response(encode(message), status, media_type=api.CONTENT_TYPE)


class AdministrationRoutes:
    """What administrators ask."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def view(self, request: Request) -> Response:
        """Show the agency."""
        signed, now = await access.ready(self._central, bearer(request)), self._central.clock.now()
        return _said(await self._central.storage.read(lambda connection: views.administration(connection, now, signed)))

    async def user(self, request: Request) -> Response:
        """Show one user with unfinished work."""
        signed, now = await access.ready(self._central, bearer(request)), self._central.clock.now()
        uid = request.path_params["uid"]
        return _said(
            await self._central.storage.read(lambda connection: views.user_detail(connection, now, signed, uid))
        )

    async def print_slip(self, request: Request) -> Response:
        """Tell the secret of a slip, once."""
        central, token, slip_id = self._central, bearer(request), request.path_params["slip_id"]

        def find(connection: Connection) -> slips.Asked:
            signed = sessions.authenticate_ready(connection, central.clock.now(), token)
            return slips.of_agency(connection, signed, slip_id)

        return _said(await slips.print_once(central, find), 201)

    async def apply(self, request: Request) -> Response:
        """Take an agency's application in; nobody is signed in yet."""
        form = decode(await read_body(request, api.BODY_BYTES_MAX), AgencyApplication)
        now = self._central.clock.now()
        return _said(await self._central.storage.write(lambda connection: enrolment.apply(connection, now, form)), 201)

    async def application(self, request: Request) -> Response:
        """Tell what became of an application to whoever holds its code."""
        application_id, code = request.path_params["application_id"], request.query_params.get("code", "")
        return _said(
            await self._central.storage.read(lambda connection: enrolment.asked_again(connection, application_id, code))
        )
