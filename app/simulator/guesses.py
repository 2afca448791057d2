"""How often an address may do what pages offer to everybody: whoever tries much from one place is slowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import strangers

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.storage import Storage
    from app.simulator.strangers import Counted


class Guesses:
    """Counts one thing by address, at all processes together, up to ``most``; every two seconds one is forgiven."""

    def __init__(self, storage: Storage, what: Counted, most: int) -> None:
        self._storage = storage
        self._what = what
        self._most = most

    async def demand_few(self, address: str) -> None:
        """Refuse with ``too_many_requests`` while too many of this address are unforgiven."""
        await self._storage.read(lambda connection: strangers.demand_few(connection, self._what, address, self._most))

    async def count(self, address: str) -> None:
        """Remember one more."""
        await self._storage.write(lambda connection: strangers.count(connection, self._what, address), strangers.TURN)

    async def spend(self, address: str) -> None:
        """Remember one more, unless there are too many: then refuse as `demand_few`."""

        def write(connection: Connection) -> None:
            strangers.demand_few(connection, self._what, address, self._most)
            strangers.count(connection, self._what, address)

        await self.demand_few(address)  # whoever sends without end keeps no writer from work
        await self._storage.write(write, strangers.TURN)
