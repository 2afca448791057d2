"""The operator's routes for recording and playing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

import msgspec

from app.simulator import operator
from app.simulator.operator_routes import body_of, shown
from app.simulator.passage import passing
from app.simulator.recording import digest
from app.simulator.recording import shown as seen
from app.simulator.recording.shown import RecordingShown, Search
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central
    from app.simulator.due import Ran
    from app.simulator.worker import Worker

    Handler = Callable[[Request], Awaitable[Response]]


class RecordingWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Whether to record."""

    on: Literal["yes", "no"]


class StepWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Which entry of the tape is the step of the back office to be done now."""

    entry: int


class StepDone(msgspec.Struct):
    """What the back office did, '' for nothing, in the words of an entry's path."""

    what: str


def recording_routes(central: Central, worker: Worker) -> list[tuple[str, str, Handler]]:
    """Return method, path and handler of what the operator asks about recordings."""
    routes = RecordingRoutes(central, worker)
    return [
        ("GET", api.OPERATOR_RECORDING, routes.state),
        ("PUT", api.OPERATOR_RECORDING, routes.switch),
        ("GET", api.OPERATOR_RECORDING + "/{run}/entries", routes.entries),
        ("GET", api.OPERATOR_DIGEST, routes.digest),
        ("POST", api.OPERATOR_STEP, routes.step),
    ]


class RecordingRoutes:
    """What the operator asks about recordings."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._central = central
        self._worker = worker

    async def state(self, request: Request) -> Response:
        """Show the recordings, and which one goes on."""
        await body_of(self._central, request)
        return shown(await self._state())

    async def switch(self, request: Request) -> Response:
        """Begin to record, or stop, between two requests and two steps of the back office."""
        wanted = operator.read(await body_of(self._central, request), RecordingWanted)
        recorder = self._central.recorder
        async with recorder.turns.quiet(), self._worker.at_rest():
            await (recorder.begin() if wanted.on == "yes" else recorder.end())
        return shown(await self._state())

    async def _state(self) -> RecordingShown:
        recorder = self._central.recorder
        await asyncio.to_thread(recorder.flush)
        runs = await asyncio.to_thread(seen.runs, recorder.path)
        return RecordingShown(recorder.on.run, recorder.on.why, runs)

    async def entries(self, request: Request) -> Response:
        """Show what fits of a recording."""
        await body_of(self._central, request)
        run, recorder = request.path_params["run"], self._central.recorder
        try:
            search = msgspec.convert(dict(request.query_params), Search, strict=False)
            number = msgspec.convert(run, int, strict=False)
        except msgspec.ValidationError as problem:
            raise Refused(Refusal.FIELD_WRONG, field="query", line="") from problem
        await asyncio.to_thread(recorder.flush)
        return shown(await asyncio.to_thread(seen.found, recorder.path, number, search))

    async def digest(self, request: Request) -> Response:
        """Show the fingerprints of everything that is known now."""
        await body_of(self._central, request)
        async with self._worker.at_rest():
            return shown(await self._central.storage.read(digest.of))

    async def step(self, request: Request) -> Response:
        """Let the back office do what the tape says next."""
        wanted = operator.read(await body_of(self._central, request), StepWanted)
        tape = self._central.recorder.tape
        if tape is None:
            raise Refused(Refusal.NOT_FOUND)
        with passing(tape.passage(wanted.entry)):
            ran: Ran | None = await self._worker.step()
        return shown(StepDone("" if ran is None else f"{ran.what} {ran.op_id}"))
