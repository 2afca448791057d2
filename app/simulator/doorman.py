"""Receives each connection before it is secured, so that a TLS handshake can fail on demand (SIM-06)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import uvicorn

from app.simulator.protocol import CarefulProtocol

if TYPE_CHECKING:
    import ssl

    from starlette.types import ASGIApp
    from uvicorn.server import ServerState

    from app.simulator.faults.book import Faults

_HANDSHAKE_FAILURE = b"\x15\x03\x03\x00\x02\x02\x28"
"""A TLS record: alert, fatal, handshake_failure. It needs no handshake and does not ask for a server's name."""
HELLO_SECONDS_MAX = 10.0
UNSECURED_MAX = 256
"""Connections whose handshake is not over; of more of them the oldest goes: an honest one takes no time."""


class SecuredConfig(uvicorn.Config):
    """uvicorn's settings for connections that arrive plain and are secured by the `Doorman`."""

    def __init__(self, app: ASGIApp, *, secured_by: ssl.SSLContext, faults: Faults, **options: Any) -> None:
        super().__init__(app, http=Doorman, **options)
        self.secured_by = secured_by
        self.faults = faults
        self.unsecured: dict[Doorman, None] = {}
        """Who stands at the door, the oldest first."""


class Doorman(asyncio.Protocol):
    """One connection until it is secured; then `CarefulProtocol` has it."""

    def __init__(
        self,
        config: SecuredConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._inner = CarefulProtocol(config, server_state, app_state, _loop)
        self._config = config
        self._turned_away = False
        self._early = bytearray()
        self._over = False
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask whether a fault waits, before a byte is read."""
        self._plain = cast("asyncio.Transport", transport)
        self._plain.pause_reading()
        waiting = self._config.unsecured
        waiting[self] = None
        if len(waiting) > UNSECURED_MAX:
            next(iter(waiting)).leave()
        self._task = asyncio.get_running_loop().create_task(self._let_in())

    def data_received(self, data: bytes) -> None:
        """Answer the greeting of a client that is turned away; keep what a secured one said at once."""
        if self._turned_away:
            self._plain.write(_HANDSHAKE_FAILURE)
            self._plain.close()
        else:
            self._early += data

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it: it went before it was secured."""
        self._over = True
        self._config.unsecured.pop(self, None)

    def leave(self) -> None:
        """End it for others who want to come in."""
        self._config.unsecured.pop(self, None)
        self._plain.abort()

    async def _let_in(self) -> None:
        loop = asyncio.get_running_loop()
        if await self._config.faults.at_the_door() is not None:
            self._turned_away = True
            loop.call_later(HELLO_SECONDS_MAX, self._plain.abort)
            self._plain.resume_reading()
            return
        try:
            secured = await loop.start_tls(
                self._plain,
                self,
                self._config.secured_by,
                server_side=True,
                ssl_handshake_timeout=HELLO_SECONDS_MAX,  # whoever says nothing holds a connection no longer
            )
        except OSError:  # the handshake failed or the client went; the connection is closed
            return
        finally:
            self._config.unsecured.pop(self, None)
        if secured is None or self._over:
            return
        secured.set_protocol(self._inner)
        self._inner.connection_made(secured)
        if self._early:
            self._inner.data_received(bytes(self._early))
