"""The routes of audit anchors, thin like the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access, audit_anchors, sessions
from app.simulator.edge import bearer, read_body
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.audit import AuditAnchor
from app.wire.codec import decode, encode
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.requests import Request

    from app.simulator.context import Central


class AnchorRoutes:
    """What a workstation leaves here of its audit chain, and asks for again."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def keep(self, request: Request) -> Response:
        """Take the newest head of a chain."""
        central, token = self._central, bearer(request)
        await access.ready(central, token)
        sent = decode(await read_body(request, api.BODY_BYTES_MAX), AuditAnchor)
        if sent.device_id != request.path_params["device_id"]:
            raise Refused(Refusal.FIELD_WRONG, field="device_id", line="")

        def write(connection: Connection) -> Refused | None:
            now = central.clock.now()
            signed = sessions.authenticate_ready(connection, now, token)
            return audit_anchors.keep(connection, now, signed, sent)

        refused = await central.storage.write(write)
        if refused is not None:
            raise refused
        return Response(status_code=204)

    async def kept(self, request: Request) -> Response:
        """Tell what is kept of the chain at this workstation."""
        signed = await access.ready(self._central, bearer(request))
        audit_anchors.demand_own(signed, request.path_params["device_id"])
        found = await self._central.storage.read(lambda connection: audit_anchors.kept(connection, signed))
        return Response(encode(found), media_type=api.CONTENT_TYPE)
