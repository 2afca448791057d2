"""The console's own listener: another port than the wire's, and this machine only unless it is told otherwise."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from typing import TYPE_CHECKING

import uvicorn

from app.simulator.certificates import server_context
from app.simulator.console.desk import application
from app.simulator.console.operator.samples import Samples
from app.simulator.protocol import CarefulProtocol
from app.simulator.recording.recorder import Door

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.simulator.context import Central
    from app.simulator.worker import Worker

CONNECTIONS_MAX = 100
KEEP_ALIVE_SECONDS = 30
_END_SECONDS_MAX = 2
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_logger = logging.getLogger("khlang.console")


def opened(central: Central, worker: Worker) -> ConsoleListener | None:
    """Return the listener that the settings ask for, its port taken; None without one."""
    settings = central.settings
    if settings.console_port is None:
        return None
    return ConsoleListener(central, worker, settings.console_host, settings.console_port)


class ConsoleListener:
    """Answers for as long as `run_for_ever` runs; the port is taken from the beginning."""

    def __init__(self, central: Central, worker: Worker, host: str, port: int) -> None:
        self._central = central
        self._worker = worker
        self._host = host
        self._listening = _listening(host, port)

    @property
    def url(self) -> str:
        """Where it is found."""
        return f"https://{_shown(self._host)}:{self._port}"

    @property
    def _port(self) -> int:
        port: int = self._listening.getsockname()[1]
        return port

    async def run_for_ever(self) -> None:
        """Answer until cancelled, and keep the samples of the dashboard meanwhile."""
        if not _is_local(self._host):
            _logger.warning("CONSOLE ON THE NETWORK: %s is open to other machines, not only to this one", self.url)
        samples = Samples(self._central)
        hosts = [f"{name}:{self._port}" for name in (*_LOCAL, _shown(self._host))]
        server = _Server(self._config(samples, hosts))
        sampling = asyncio.create_task(samples.run_for_ever())
        serving = asyncio.create_task(server.serve([self._listening]))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            server.should_exit = True
            await serving
            raise
        finally:
            sampling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sampling
            self._listening.close()

    def _config(self, samples: Samples, hosts: list[str]) -> uvicorn.Config:
        config = uvicorn.Config(
            Door(application(self._central, self._worker, samples, hosts), self._central, self._worker, console=True),
            http=CarefulProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS_MAX,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_END_SECONDS_MAX,
        )
        config.load()
        config.ssl = server_context(self._central.data, self._host)
        return config


class _Server(uvicorn.Server):
    """Leaves signals to the wire's server: it ends when that one tells it to."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Change nothing."""
        yield


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP for the same reason as the wire's: no answer waits for an acknowledgement.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind((host, port))
    found.listen(CONNECTIONS_MAX)
    found.set_inheritable(True)
    return found
