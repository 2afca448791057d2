"""The route of events: at once what there is, or held open until there is something (reliability.md 4.5)."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator import access, log
from app.simulator.edge import bearer
from app.simulator.fields import is_digits
from app.simulator.news import of_log
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.codec import encode
from app.wire.codes import Refusal, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from starlette.requests import Request

    from app.simulator.context import Central
    from app.simulator.news import Awaited
    from app.simulator.sessions import Signed
    from app.wire.events import EventsPage

HELD_MAX = 16
"""Requests of one person that are held at one process: of more the oldest is answered, connections are for all."""
_DIGITS_MAX = 18


@dataclass(frozen=True, slots=True)
class _Asked:
    """Events of the history ``epoch`` (any if '') after a position, so many at most, within so many seconds."""

    epoch: str
    after: int
    limit: int
    wait: int


@dataclass(slots=True, eq=False)
class _Held:
    """A request that waits; ``is_over`` when it has to make room."""

    woken: Awaited
    is_over: bool = False


class EventRoutes:
    """What happened in the person's unit."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._held: dict[str, deque[_Held]] = {}

    async def page(self, request: Request) -> Response:
        """Tell what happened after a position; with ``wait`` at the latest so many seconds later, even if nothing did.

        A request that is held has neither a connection with the database nor a thread, and is asked again who sent it.
        """
        signed = await self._signed(request)
        asked = _asked(request)
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + asked.wait
        with (
            self._central.news.awaited(of_log(signed.unit)) as woken,
            _watched(request, woken) as gone,
            self._among_held(signed.uid, woken) as held,
        ):
            while True:
                found = await self._found(signed, asked)
                left = ends_at - loop.time()
                ends = left <= 0 or held.is_over or self._central.news.is_over or gone.done()
                if ends or self._tells(found, asked):
                    return Response(encode(found), 200, self._identity(), api.CONTENT_TYPE)
                await woken.sleep(left)
                signed = await self._signed(request)

    @contextmanager
    def _among_held(self, uid: str, woken: Awaited) -> Iterator[_Held]:
        """Be held among the other requests of the same person; the oldest of too many makes room."""
        mine, all_of_them = _Held(woken), self._held.setdefault(uid, deque())
        all_of_them.append(mine)
        if len(all_of_them) > HELD_MAX:
            oldest = all_of_them.popleft()
            oldest.is_over = True
            oldest.woken.ring()
        try:
            yield mine
        finally:
            if not mine.is_over:
                all_of_them.remove(mine)
            if not all_of_them and self._held.get(uid) is all_of_them:
                del self._held[uid]

    def _identity(self) -> dict[str, str]:
        """Return what every answer tells of us, as it is after the wait."""
        return {api.HEADER_EPOCH: self._central.epoch, api.HEADER_TIME: self._central.clock.text()}

    async def _signed(self, request: Request) -> Signed:
        signed = await access.ready(self._central, bearer(request))
        signed.demand(*Role)
        return signed

    async def _found(self, signed: Signed, asked: _Asked) -> EventsPage:
        central = self._central

        def page(connection: Connection) -> EventsPage:
            return log.page(connection, central.bank_key, central.epoch, signed.unit, asked.after, asked.limit)

        return await central.storage.read(page)

    def _tells(self, found: EventsPage, asked: _Asked) -> bool:
        """Say whether a page is worth telling: events, or that what the other side knows is not our history."""
        return bool(found.events) or int(found.head_seq) < asked.after or asked.epoch not in ("", found.epoch)


@contextmanager
def _watched(request: Request, woken: Awaited) -> Iterator[asyncio.Task[None]]:
    """Wake the one who holds a request when its sender has gone; the task is done then."""

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        woken.ring()

    watching = asyncio.create_task(watch())
    try:
        yield watching
    finally:
        watching.cancel()


def _asked(request: Request) -> _Asked:
    limit = max(1, min(_count(request, "limit", api.EVENTS_PER_PAGE_MAX), api.EVENTS_PER_PAGE_MAX))
    wait = _count(request, "wait", 0)
    if wait > api.EVENTS_WAIT_SECONDS_MAX:
        raise Refused(Refusal.FIELD_WRONG, field="wait", line="")
    return _Asked(request.query_params.get("epoch", ""), _count(request, "after", 0), limit, wait)


def _count(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not is_digits(text, _DIGITS_MAX):
        raise Refused(Refusal.FIELD_WRONG, field=name, line="")
    return int(text)
