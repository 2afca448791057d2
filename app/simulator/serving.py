"""The process on the network: TLS socket, server, settlement beside it, orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from typing import TYPE_CHECKING, Any

import uvicorn

from app.simulator.certificates import authority_file, server_context
from app.simulator.console.listening import opened
from app.simulator.console.operator.traffic import Traffic
from app.simulator.doorman import SecuredConfig
from app.simulator.front import BehindProxy, listen_at
from app.simulator.news_line import NewsLine
from app.simulator.office import back_office
from app.simulator.operations.tending import tended
from app.simulator.protocol import CarefulProtocol
from app.simulator.server import application
from app.simulator.telling.sender import MailSender
from app.simulator.worker import Worker

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path
    from types import FrameType

    from starlette.types import ASGIApp

    from app.simulator.context import Central

CONNECTIONS_MAX = 1000
KEEP_ALIVE_SECONDS = 120
_BACKLOG = 512
_LAST_ARRIVALS_SECONDS = 0.2
"""The proxy in front finds no socket any more; what it sent before is still read."""


class _Server(uvicorn.Server):
    """uvicorn's server that ends quietly when asked to, and says when it is ready and when it ends."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], ending: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests; let those that run end."""
        await self._ending()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take no more requests and let those that run end; told a second time, end at once."""
        if self.should_exit:
            self.force_exit = True
        super().handle_exit(sig, frame)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT, without dying of them again while everything is put away."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.handle_exit)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)


async def serve(central: Central, host: str, port: int, announce: Callable[[str, Path, Path, str], None]) -> None:
    """Answer until told to stop; then let running work end."""
    mail = central.ways.mail
    sender = None if mail is None else MailSender(central, mail, central.ways.again_after)
    worker = Worker(central, back_office(central), sender)
    line = NewsLine(central.storage, central.news) if central.storage.is_shared else None
    central.news.begin(line.tell if line else None)
    secured_by = server_context(central.data, host)
    config = _config(central, application(central, worker), secured_by)
    path = central.settings.socket
    with contextlib.closing(listen(host, port) if path is None else listen_at(path, _BACKLOG)) as listening:
        shown = f"[{host}]" if ":" in host else host
        url = f"https://{shown}:{listening.getsockname()[1]}" if path is None else f"unix:{path}"
        console = opened(central, worker)
        told = (url, authority_file(central.data), central.data / "operator-token", console.url if console else "")

        async def ending() -> None:
            central.news.end()
            if path is not None:
                path.unlink(missing_ok=True)
                await asyncio.sleep(_LAST_ARRIVALS_SECONDS)

        server = _Server(config, lambda: announce(*told), ending)
        running = [asyncio.create_task(worker.run_for_ever())]
        if line is not None:
            running.append(asyncio.create_task(line.run_for_ever()))
            running.append(asyncio.create_task(Traffic(central).publish_for_ever()))
        if console is not None:
            running.append(asyncio.create_task(console.run_for_ever()))
        try:
            async with tended(central, secured_by):
                await server.serve([listening])
        finally:
            for task in running:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            central.recorder.close()
            central.storage.close()


def _config(central: Central, app: ASGIApp, secured_by: ssl.SSLContext) -> uvicorn.Config:
    common: dict[str, Any] = {
        "ws": "none",
        "lifespan": "off",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "date_header": False,
        "proxy_headers": False,
        "limit_concurrency": CONNECTIONS_MAX,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": central.settings.stop_seconds,
    }
    config: uvicorn.Config = (
        SecuredConfig(app, secured_by=secured_by, faults=central.faults, **common)
        if central.settings.socket is None
        else uvicorn.Config(BehindProxy(app), http=CarefulProtocol, **common)
    )
    config.load()
    return config


def listen(host: str, port: int) -> socket.socket:
    """Return the socket that waits for connections."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, else asyncio does not turn Nagle's delay off and every answer waits 40 ms for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(_BACKLOG)
    listening.set_inheritable(True)
    return listening
