"""What people ask about paying: a batch as it was signed, and the unit's draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access
from app.simulator.clock import local_date, moment_text
from app.simulator.disbursement import batches, declining, draws, opening, risk, stages, turns
from app.simulator.edge import bearer
from app.wire import api
from app.wire.codec import encode
from app.wire.codes import BatchState, Role
from app.wire.disbursement import BatchContent, BatchStages

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection
    from starlette.requests import Request

    from app.simulator.context import Central
    from app.simulator.sessions import Signed

_READERS = (Role.AUTHORIZER, Role.MAKER_PAYMENT, Role.AUDITOR)
_CLOSERS = (*_READERS, Role.MAKER_REMITTANCE, Role.MAKER_COLLECTION)
"""Any maker may close a day, in which draws are; what is left of one goes back by those who remit, too."""
_WAITING = (BatchState.SUBMITTED, BatchState.IN_APPROVAL)


class PayingRoutes:
    """What makers, authorizers and auditors of a unit read."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def batch(self, request: Request) -> Response:
        """Show a batch of the person's unit as it was signed, with what the rules find in it."""
        signed = await access.ready(self._central, bearer(request))
        signed.demand(*_READERS)
        op_id, now = request.path_params["op_id"], self._central.clock.now()
        content = await self._central.storage.read(lambda connection: _content(connection, now, signed, op_id))
        return Response(content, media_type=api.CONTENT_TYPE)

    async def stages(self, request: Request) -> Response:
        """Show every step of a batch of the person's unit, with time and cause (SIM-11)."""
        signed = await access.ready(self._central, bearer(request))
        signed.demand(*_READERS)
        op_id = request.path_params["op_id"]

        def told(connection: Connection) -> bytes:
            batch = batches.of_unit(connection, signed, op_id)
            return encode(BatchStages(batch.op_id, stages.of_batch(connection, batch.op_id)))

        return Response(await self._central.storage.read(told), media_type=api.CONTENT_TYPE)

    async def draws(self, request: Request) -> Response:
        """Show the draws of the person's unit."""
        signed = await access.ready(self._central, bearer(request))
        signed.demand(*_CLOSERS)
        at = moment_text(self._central.clock.now())
        found = await self._central.storage.read(lambda connection: draws.of_unit(connection, signed.unit, at))
        return Response(encode(found), media_type=api.CONTENT_TYPE)


def _content(connection: Connection, now: datetime, signed: Signed, op_id: str) -> bytes:
    found = batches.of_unit(connection, signed, op_id)
    lines, declined = batches.read_lines(connection, found), declining.declined(connection, found)
    marks = risk.marks(connection, found, lines)
    turn = turns.waits_for(connection, local_date(now), found)
    # Whoever cannot sign it has nothing to open.
    wanted = found.status in _WAITING and Role.AUTHORIZER in signed.roles
    return encode(
        BatchContent(
            op_id=found.op_id,
            status=found.status,
            version=str(found.version),
            payment=found.payment,
            payment_sig=found.payment_sig,
            lines=lines,
            authorizations=tuple(given.signed for given in batches.signatures(connection, found)),
            turn=turn,
            marks=tuple(marks),
            must_open=opening.must_open(found, signed.uid, marks, declined) if wanted else (),
            declined=declined,
        )
    )
