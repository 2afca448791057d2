"""The operator's routes about held batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import held, held_lines, operator
from app.simulator.fields import is_digits
from app.simulator.operator_routes import body_of, shown
from app.simulator.outcomes import Teller
from app.simulator.refusals import Refused
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.simulator.context import Central
    from app.simulator.worker import Worker


_DIGITS_MAX = 6


class HeldRoutes:
    """What the operator asks about batches that were not paid on their day, and about lines that a rule holds."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._central = central
        self._worker = worker

    async def listed(self, request: Request) -> Response:
        """Show the batches that are held."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(held.listed))

    async def release(self, request: Request) -> Response:
        """Let a held batch go."""
        await body_of(self._central, request)
        op_id, central = request.path_params["op_id"], self._central
        await central.storage.write(
            lambda connection: held.release(connection, central.clock.now(), central.calendar, op_id)
        )
        self._worker.wake()
        return Response(status_code=204)

    async def reject(self, request: Request) -> Response:
        """Refuse a held batch for good."""
        wanted = operator.read(await body_of(self._central, request), held.RejectWanted)
        op_id, clock = request.path_params["op_id"], self._central.clock
        await self._central.storage.write(lambda connection: held.reject(connection, clock.now(), op_id, wanted.reason))
        return Response(status_code=204)

    async def listed_lines(self, request: Request) -> Response:
        """Show the lines that a rule holds."""
        await body_of(self._central, request)
        return shown(await self._central.storage.read(held_lines.listed))

    async def release_line(self, request: Request) -> Response:
        """Let a held line go."""
        wanted = operator.read(await body_of(self._central, request), held_lines.LineReleased)
        named, central, teller = _line(request), self._central, Teller(self._central)
        await central.storage.write(
            lambda connection: held_lines.release(connection, central.clock.now(), teller, named, wanted.reason)
        )
        self._worker.wake()
        return Response(status_code=204)

    async def reject_line(self, request: Request) -> Response:
        """Refuse a held line for good."""
        wanted = operator.read(await body_of(self._central, request), held_lines.LineRejected)
        named, central, teller = _line(request), self._central, Teller(self._central)
        await central.storage.write(
            lambda connection: held_lines.reject(connection, central.clock.now(), teller, named, wanted)
        )
        return Response(status_code=204)


def _line(request: Request) -> tuple[str, int]:
    number: str = request.path_params["n"]
    if not is_digits(number, _DIGITS_MAX):
        raise Refused(Refusal.NOT_FOUND, op_id="")
    return request.path_params["op_id"], int(number)
