"""Who is let in: maintenance windows and the least version of the client; and what broke the contract."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from app.simulator import gate
from app.simulator.console.acts import Done
from app.simulator.contract import notes
from app.simulator.gate import GateShown, GateWanted, Window
from app.simulator.refusals import wrong
from app.simulator.whole_tables import demand_looked_at
from app.wire import api

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

_NOTES_SHOWN_MAX = 200


class GatePages:
    """What the operator does with the gate."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """Show what holds, and whether it is closed now."""
        return {"gate": await self._held()}

    async def close(self, _asked: Asked, sent: Sent) -> Done:
        """Add a window, of every day or once."""
        begins, ends, text_th, text_en = (sent.text(name).strip() for name in ("begins", "ends", "text_th", "text_en"))
        window = Window(begins.replace(" ", "T", 1), ends.replace(" ", "T", 1), text_th, text_en)
        held = await self._looked_at(sent)
        await self._put((*held.windows, window), held.least_client, held.version)
        return Done(f"{window.begins} - {window.ends}")

    async def open(self, _asked: Asked, sent: Sent) -> Done:
        """Take one window back, or all."""
        held, which = await self._looked_at(sent), sent.text("window")
        windows = () if not which else tuple(one for one in held.windows if f"{one.begins} - {one.ends}" != which)
        if which and len(windows) == len(held.windows):
            raise wrong("window")
        await self._put(windows, held.least_client, held.version)
        return Done(which)

    async def least(self, _asked: Asked, sent: Sent) -> Done:
        """Let only programs of a version and newer ones in; '' lets all."""
        held, least = await self._looked_at(sent), sent.text("least_client").strip()
        await self._put(held.windows, least, held.version)
        return Done(least)

    async def breaches(self, _asked: Asked) -> dict[str, Any]:
        """Show what broke the contract, the newest first."""
        found = (await asyncio.to_thread(notes.kept, self._central.data)).notes
        return {"notes": found[::-1][:_NOTES_SHOWN_MAX]}

    async def forget(self, _asked: Asked, _sent: Sent) -> Done:
        """Forget what broke the contract."""
        await self._counter.do("DELETE", api.OPERATOR_CONTRACT)
        return Done("")

    async def _held(self) -> GateShown:
        held = await self._central.storage.read(gate.rules)
        return gate.shown(held, self._central.clock.now())

    async def _looked_at(self, sent: Sent) -> GateShown:
        """Return what holds; refuse where a form was shown with something else."""
        held = await self._held()
        demand_looked_at(held.version, sent.text("looked"))
        return held

    async def _put(self, windows: tuple[Window, ...], least_client: str, version: str) -> None:
        await self._counter.do("PUT", api.OPERATOR_GATE, GateWanted(windows, least_client, version=version))
