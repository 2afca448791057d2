"""Behind a proxy that secures the connections: a socket in the file system that only the proxy can reach.

Nobody else can speak to it, so what the proxy says of the client's address is believed. It must set
``X-Forwarded-For`` itself; of several addresses the last is the one that it saw.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

_FORWARDED_FOR = b"x-forwarded-for"
_EVERYBODY = 0o666
"""Who may not enter the folder of the socket does not reach it either."""


class BehindProxy:
    """Wraps the application: a request comes from the client of the proxy, over a secured connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in with the client's own address."""
        told = [value for name, value in scope["headers"] if name == _FORWARDED_FOR]
        address = told[-1].decode("latin-1").rpartition(",")[2].strip() if told else ""
        await self._app({**scope, "client": (address, 0), "scheme": "https"}, receive, send)


def listen_at(path: Path, backlog: int) -> socket.socket:
    """Return the socket that waits at a path; one that was left there by a process that died gives way."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    path.unlink(missing_ok=True)
    listening.bind(str(path))
    path.chmod(_EVERYBODY)
    listening.listen(backlog)
    listening.set_inheritable(True)
    return listening
