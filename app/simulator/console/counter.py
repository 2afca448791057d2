"""Does what the console's forms ask by the operator's own routes, within this process.

So an act at the console is checked, counted, recorded and played again like any request of the operator's.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, TypeVar

import msgspec

from app.simulator.chance import Chance
from app.simulator.protocol import DROP
from app.simulator.recording.recorder import WITHIN
from app.simulator.refusals import Refused
from app.simulator.server import application
from app.wire import api
from app.wire.access import Problem
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from starlette.types import Message, Scope

    from app.simulator.context import Central
    from app.simulator.worker import Worker

S = TypeVar("S", bound=msgspec.Struct)
_PLAIN = re.compile(r"[0-9A-Za-z._-]{1,80}\Z")
_REFUSED = 400
_ADDRESS = ("console", 0)
_KNOWN = frozenset(Refusal)


class Counter:
    """Asks the operator's routes with the operator's token."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self._app = application(central, worker)
        self._token = central.operator_token
        self._process = Chance().named().token_hex(4)
        self._numbers = count(1)

    async def ask(self, method: str, path: str, kind: type[S], body: msgspec.Struct | bytes | None = None) -> S:
        """Send a request and return its answer; raise `Refused` as the route does."""
        return msgspec.json.decode(await self.do(method, path, body), type=kind)

    async def do(self, method: str, path: str, body: msgspec.Struct | bytes | None = None) -> bytes:
        """Send a request and return the answer as it came, likewise."""
        content = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
        answer = _Answer(content)
        await self._app(self._scope(method, path, content), answer.receive, answer.send)
        if not answer.status:  # a fault kept it
            raise Refused(Refusal.UNAVAILABLE)
        if answer.status >= _REFUSED:
            raise _refused(bytes(answer.body))
        return bytes(answer.body)

    def _scope(self, method: str, path: str, content: bytes) -> Scope:
        headers = {
            "authorization": f"Bearer {self._token}",
            "content-type": api.CONTENT_TYPE,
            "content-length": str(len(content)),
            "host": _ADDRESS[0],
            "x-request-id": f"console-{self._process}-{next(self._numbers)}",
        }
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": _ADDRESS,
            "server": _ADDRESS,
            "extensions": {DROP: dict.fromkeys(("drop", "reset"), _nothing), WITHIN: {}},
        }


class _Answer:
    """Hands a body in and takes the answer."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.status = 0
        self.body = bytearray()

    async def receive(self) -> Message:
        content, self._content = self._content, b""
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.body += message.get("body", b"")


def plain(word: str) -> str:
    """Return a word of a form as a part of a path; refuse with ``not_found`` what would be another path."""
    if not _PLAIN.match(word):
        raise Refused(Refusal.NOT_FOUND)
    return word


def _refused(body: bytes) -> Refused:
    try:
        problem = msgspec.json.decode(body, type=Problem)
    except msgspec.DecodeError:
        return Refused(Refusal.UNAVAILABLE)
    return Refused(Refusal(problem.code), **problem.facts) if problem.code in _KNOWN else Refused(Refusal.UNAVAILABLE)


def _nothing() -> None:
    """Break nothing off: there is no connection."""
