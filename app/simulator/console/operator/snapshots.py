"""Named states of the whole database: kept, and gone back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.simulator import snapshots
from app.simulator.clock import moment_text
from app.simulator.console.acts import Done
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent


@dataclass(frozen=True, slots=True)
class _Kept:
    name: str
    at: str
    kilobytes: int


class SnapshotPages:
    """What the operator does with states."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """List the states that are kept."""
        return {"snapshots": self._kept()}

    async def ask(self, asked: Asked) -> dict[str, Any]:
        """Ask once more before everything is put back."""
        name = asked.named("name")
        found = next((one for one in self._kept() if one.name == name), None)
        if found is None:
            raise Refused(Refusal.NOT_FOUND)
        return {"snapshot": found}

    async def save(self, _asked: Asked, sent: Sent) -> Done:
        """Keep the state of everything under a name."""
        name = sent.text("name").strip()
        await self._counter.do("PUT", _route(name))
        return Done(name)

    async def go_back(self, asked: Asked, _sent: Sent) -> Done:
        """Go back to a state."""
        name = asked.named("name")
        await self._counter.do("POST", _route(name))
        return Done(name)

    def _kept(self) -> list[_Kept]:
        found = []
        for file in snapshots.kept(self._central.data):
            known = file.stat()
            at = moment_text(datetime.fromtimestamp(known.st_mtime, UTC))
            found.append(_Kept(file.stem, at, -(-known.st_size // 1024)))
        return found


def _route(name: str) -> str:
    snapshots.demand_name(name)
    return f"{api.OPERATOR_SNAPSHOTS}/{name}"
