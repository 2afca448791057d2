"""The HTTP connection itself: patience and header sizes have limits, and an answer can be lost on demand (T-35)."""

from __future__ import annotations

import socket
import struct
import sys
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

    from uvicorn.config import Config

HEADERS_SECONDS_MAX = 15.0
HEADERS_BYTES_MAX = 16 << 10
HEADERS_MAX = 64
GOODBYE_SECONDS = 0.2
DROP = "khlang.drop"
"""The ASGI extension with which the application breaks the connection off; ``gone`` says whether it is."""
CROWDED = "khlang.crowded"
"""The ASGI extension of a request that must be turned away: more connections are open than may be."""
LISTENS = "khlang.listens"
"""The ASGI extension that waits until the client takes what it was answered before."""
SPARE = 8
"""Connections before the most at which others begin to go: at the most, all are told to come again."""
STALLED_SECONDS_MAX, TAKEN_BYTES_MIN = 30.0, 16 << 10
"""Whoever takes less of a large answer in this time is left."""

_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""Linger for no time at all: what is unsent is thrown away, and the far end is told so."""

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class CarefulProtocol(HttpToolsProtocol):
    """uvicorn's connection, which by itself waits for headers without end in time and size."""

    _patience: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _header_bytes = 0
    _used_at = 0.0

    def __init__(self, config: Config, *others: Any, **named: Any) -> None:
        super().__init__(config, *others, **named)
        # uvicorn's own refusal is no answer of ours: no desktop would believe that it comes from here.
        self._connections_max = sys.maxsize if self.limit_concurrency is None else self.limit_concurrency
        self.limit_concurrency = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        self._make_room()
        super().connection_made(cast("asyncio.Transport", transport))
        self._patience = self.loop.call_later(HEADERS_SECONDS_MAX, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._calm()
        self._forget_stall()
        super().connection_lost(exc)

    def _make_room(self) -> None:
        """Let a connection go where this one would be one too many for all of them.

        The one that was idle longest, or else the one whose request has been arriving longest: whoever sends a byte a
        second keeps nobody out. Whoever has asked and waits for the answer stays.
        """
        self._used_at = self.loop.time()
        if len(self.connections) < self._connections_max - SPARE:
            return
        others = [one for one in self.connections if isinstance(one, CarefulProtocol)]
        leaving = [one for one in others if one._is_idle()] or [one for one in others if one._is_arriving()]
        if leaving:
            min(leaving, key=lambda one: one._used_at).transport.abort()

    def _is_idle(self) -> bool:
        return bool(getattr(self.cycle, "response_complete", True))  # there is none before the first request

    def _is_arriving(self) -> bool:
        return bool(self.cycle.more_body)

    def pause_writing(self) -> None:
        """Begin to look whether the client takes its answer."""
        super().pause_writing()
        self._look_later()

    def resume_writing(self) -> None:
        """Stop looking."""
        self._forget_stall()
        super().resume_writing()

    def _look_later(self) -> None:
        left = self.transport.get_write_buffer_size()
        self._stalled = self.loop.call_later(STALLED_SECONDS_MAX, self._look, left)

    def _look(self, before: int) -> None:
        if before - self.transport.get_write_buffer_size() < TAKEN_BYTES_MIN:
            self.transport.abort()
        else:
            self._look_later()

    def _forget_stall(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def shutdown(self) -> None:
        """Let a running answer end; do not wait for an idle client's goodbye, TLS would for half a minute."""
        super().shutdown()
        self.loop.call_later(GOODBYE_SECONDS, self._hang_up)

    def _hang_up(self) -> None:
        if self.transport.is_closing():
            self.transport.abort()

    def on_message_begin(self) -> None:
        """Begin to wait for the headers of a request."""
        self._header_bytes = 0
        self._used_at = self.loop.time()
        self._calm()
        self._patience = self.loop.call_later(HEADERS_SECONDS_MAX, self.transport.abort)
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Count the request line among the headers."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)
        if len(self.headers) > HEADERS_MAX:
            self._count(HEADERS_BYTES_MAX)

    def on_headers_complete(self) -> None:
        """Hand the request on, with the means to lose its answer."""
        self._calm()
        ways: dict[object, object] = {"drop": self._drop, "reset": self._reset, "gone": self._gone}
        extensions: dict[str, object] = {DROP: ways, LISTENS: self.flow.drain}
        if len(self.connections) >= self._connections_max:
            extensions[CROWDED] = {}
        self.scope["extensions"] = cast("Any", extensions)
        super().on_headers_complete()

    def _drop(self) -> None:
        """End the connection without a word."""
        self.cycle.disconnected = True  # else the server would miss the answer and write one of its own
        self.transport.abort()

    def _gone(self) -> bool:
        """Say whether nobody is there any more to hear the answer."""
        return self.cycle.disconnected

    def _reset(self) -> None:
        """End the connection so that the client's next byte meets a reset (RST) and not an end."""
        connection = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self._drop()

    def _count(self, size: int) -> None:
        self._header_bytes += size
        if self._header_bytes > HEADERS_BYTES_MAX and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def _calm(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
