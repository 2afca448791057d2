"""One request for news held open at the central system, on a connection of its own that may be broken off at once."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from app.central.transport import BreakOff, Timeouts, Transport
from app.domain.values.errors import Unreachable
from app.wire import api, codec
from app.wire.events import EventsPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.central.events import Position

WAIT_SECONDS = api.EVENTS_WAIT_SECONDS_MAX
_TIMEOUTS = Timeouts(connect=5, bytes=WAIT_SECONDS + 20, whole=WAIT_SECONDS + 40, whole_content=WAIT_SECONDS + 40)


class Hearing:
    """Asks whether there is news; what it is, the exchange fetches and checks itself."""

    def __init__(self, url: str, ca_file: Path, token: Callable[[], str], *, practice: bool = False) -> None:
        self._transport = Transport(url, ca_file, _TIMEOUTS, practice=practice)
        self._token = token
        self._break_off = BreakOff()

    def is_news(self, after: Position) -> bool:
        """Wait up to `WAIT_SECONDS` for something after a position, or that the other side has another history.

        Raises `Unreachable` for everything that is not an answer, a refusal included; a central system that does not
        know how to wait answers at once.
        """
        query = after.asked(limit=1) | {"wait": str(WAIT_SECONDS)}
        reply = self._transport.ask(
            "GET", api.EVENTS, query=query, token=self._token(), content=True, break_off=self._break_off
        )
        if reply.status != HTTPStatus.OK:
            raise Unreachable("server_unreadable", status=reply.status)
        try:
            page = codec.decode(reply.body, EventsPage)
            is_other = after.epoch not in ("", page.epoch) or int(page.head_seq) < after.seq
        except ValueError as problem:
            raise Unreachable("server_unreadable", status=reply.status) from problem
        return bool(page.events) or is_other

    def stop(self) -> None:
        """End a request under way at once, and every later one; from any thread."""
        self._break_off.now()

    def close(self) -> None:
        """Close the connection; no request may be under way."""
        self._transport.close()
