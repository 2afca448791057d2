"""Recordings of requests and answers: on, off, and what is in them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from app.simulator.console.acts import Done
from app.simulator.fields import is_digits
from app.simulator.recording import shown
from app.simulator.recording.routes import RecordingWanted
from app.simulator.recording.shown import RecordingShown, Search
from app.simulator.refusals import Refused, wrong
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

SEARCHED = ("method", "path", "status", "unit", "person", "text", "after")
_DIGITS_MAX = 9


class RecordingPages:
    """What the operator does with recordings."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._recorder = central.recorder
        self._counter = counter

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """Show all recordings."""
        await asyncio.to_thread(self._recorder.flush)
        runs = await asyncio.to_thread(shown.runs, self._recorder.path)
        return {"recording": RecordingShown(self._recorder.on.run, self._recorder.on.why, runs)}

    async def switch(self, _asked: Asked, sent: Sent) -> Done:
        """Begin to record, or stop."""
        try:
            wanted = msgspec.convert({"on": sent.text("on")}, RecordingWanted)
        except msgspec.ValidationError as problem:
            raise wrong("on") from problem
        state = await self._counter.ask("PUT", api.OPERATOR_RECORDING, RecordingShown, wanted)
        return Done(f"{wanted.on} {state.run}" if state.run else wanted.on)

    async def entries(self, asked: Asked) -> dict[str, Any]:
        """Show what of a recording fits a search."""
        run = asked.named("run")
        if not is_digits(run, _DIGITS_MAX):
            raise Refused(Refusal.NOT_FOUND)
        said = {name: asked.said(name).strip() for name in SEARCHED}
        try:
            search = msgspec.convert({name: text for name, text in said.items() if text}, Search, strict=False)
        except msgspec.ValidationError as problem:
            raise wrong("status") from problem
        await asyncio.to_thread(self._recorder.flush)
        found = await asyncio.to_thread(shown.found, self._recorder.path, int(run), search)
        return {"run": run, "search": said, "found": found}
