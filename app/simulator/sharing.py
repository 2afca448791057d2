"""How the parts of one process keep in step with its database, and through it with the other processes."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from app.simulator import clock_fact
from app.simulator.news import SHARED
from app.simulator.refusals import Refused
from app.simulator.snapshots import EPOCH
from app.simulator.storage import fact
from app.wire import api

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from starlette.types import ASGIApp, Receive, Scope, Send

    from app.simulator.context import Central
    from app.simulator.storage import Storage


def connect(central: Central) -> None:
    """Let the clock and the epoch follow the database, and whoever waits hear of every commit."""

    def load_clock(connection: Connection) -> None:
        setting = clock_fact.kept(connection)
        if setting is not None:
            central.clock.setting = setting

    def load_epoch(connection: Connection) -> None:
        central.epoch = fact(connection, EPOCH)

    def begin(connection: Connection) -> None:
        # Where nobody shares, all changes are this process's own, and `tell` has heard of them.
        if central.storage.is_shared or central.shared.is_behind:
            central.shared.catch_up(connection)

    def tell(told: frozenset[str]) -> None:
        if SHARED in told:
            central.shared.hear()
            central.storage.read_now(_nothing)
        central.news.tell(told)

    central.shared.register(clock_fact.NAME, load_clock)
    central.shared.register(EPOCH, load_epoch)
    central.storage.on_begin = begin
    central.storage.on_commit = tell


class InStep:
    """Wraps the application: a request begins with everything that was changed before it, in whichever process.

    One look at the database serves all requests that came before it began.
    """

    def __init__(self, app: ASGIApp, storage: Storage) -> None:
        self._app = app
        self._storage = storage
        self._looking: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Catch up with the other processes, then let the request in."""
        # Where nobody shares, all changes are this process's own; that it lives is said whatever the database does.
        if self._storage.is_shared and scope["path"] != api.HEALTH:
            if self._next is None:
                self._next = asyncio.create_task(self._look(self._looking))
            await asyncio.shield(self._next)
        await self._app(scope, receive, send)

    async def _look(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        self._looking, self._next = self._next, None
        # While the database is away, whatever the request is about is refused for the same reason.
        with suppress(Refused):
            await self._storage.read(_nothing)


def _nothing(_connection: Connection) -> None:
    """Every transaction begins by catching up."""
