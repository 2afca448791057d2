"""The faults as the edge asks for them: by memory whether any may strike at all, by the database which one does."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from app.simulator.faults import standing
from app.simulator.faults.armed import Armed, Asked
from app.simulator.faults.kinds import Stage
from app.simulator.faults.tables import faults
from app.simulator.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Connection

    from app.simulator.clock import Clock
    from app.simulator.faults.standing import Scenario, Strike, Struck, Waiting
    from app.simulator.shared import Shared
    from app.simulator.storage import Storage

SHARED = "faults"
_TURN = "faults"
"""Requests that meet faults wait for one another, and for nobody else's work."""


class Faults:
    """The faults that are armed now, at whichever process; they outlive it until they struck or were taken back.

    A request that no armed fault waits for costs a look into memory.
    """

    def __init__(self, storage: Storage, clock: Clock, shared: Shared) -> None:
        self._storage = storage
        self._clock = clock
        self._shared = shared
        self._armed: tuple[Armed, ...] = ()
        storage.read_now(self.load)
        shared.register(SHARED, self.load)

    def load(self, connection: Connection) -> None:
        """Take over what is armed."""
        rows = connection.scalars(select(faults.c.armed).order_by(faults.c.position))
        self._armed = tuple(msgspec.json.decode(text, type=Armed) for text in rows)

    async def strike(self, asked: Asked) -> Strike | None:
        """Return the fault that a request meets now, if any; it is counted and its scenario has moved on."""
        if not self.may_strike(asked):
            return None
        now = self._clock.now()

        def claim(connection: Connection) -> Strike | None:
            met, spent = standing.claim(connection, now, asked)
            if spent:
                self._shared.changed(connection, SHARED)
            return met

        try:
            return await self._storage.write(claim, _TURN)
        except Refused:  # the database is away: trouble enough
            return None

    def may_strike(self, asked: Asked) -> bool:
        """Say whether any armed fault waits for such a request now."""
        if not self._armed or asked.exempt:
            return False
        now = self._clock.now()
        return any(armed.awaits(asked, now) for armed in self._armed)

    async def at_the_door(self) -> Strike | None:
        """Return the fault that a connection meets before it is secured, if any."""
        if self._storage.is_shared:  # requests have caught up with other processes when they come here
            with suppress(Refused):
                await self.waiting()
        return await self.strike(Asked(Stage.HANDSHAKE))

    async def arm(self, wanted: Iterable[Armed]) -> list[Waiting]:
        """Add faults behind those that wait already; return all. Refuses with ``field_wrong``."""
        added = list(wanted)
        return await self._change(lambda connection: standing.arm(connection, added))

    async def disarm(self, fault_id: str = "") -> list[Waiting]:
        """Forget one fault, or all with their scenarios; return those that still wait."""
        return await self._change(lambda connection: standing.disarm(connection, fault_id))

    async def waiting(self) -> list[Waiting]:
        """Return what waits, oldest first."""
        return await self._storage.read(standing.waiting)

    async def struck(self) -> list[Struck]:
        """Return how often each fault struck, by route, since the first start."""
        return await self._storage.read(standing.struck)

    async def scenarios(self) -> list[Scenario]:
        """Return where the scenarios stand."""
        return await self._storage.read(standing.scenarios)

    async def put_scenario(self, name: str, state: str) -> Scenario:
        """Let a scenario stand in a state."""
        return await self._storage.write(lambda connection: standing.put_scenario(connection, name, state))

    async def begin_scenario(self, name: str) -> Scenario:
        """Let one scenario begin anew, its faults with it."""
        return await self._storage.write(lambda connection: standing.begin_scenario(connection, name))

    async def _change(self, work: Callable[[Connection], None]) -> list[Waiting]:
        def change(connection: Connection) -> None:
            work(connection)
            self._shared.changed(connection, SHARED)

        await self._storage.write(change)
        # With this transaction the process has caught up: the next request meets what was armed.
        return await self.waiting()
