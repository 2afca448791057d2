"""The outermost layer: identity in every answer, limits on every body, faults on demand, one log line a request."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import TYPE_CHECKING

from app.simulator.faults import AFTER_THE_WORK, Fault
from app.simulator.protocol import DROP
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.codec import encode
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.simulator.context import Central

BODY_SECONDS_MAX = 15.0
"""Between two pieces of a body."""
BODY_SECONDS_WHOLE_MAX = 120.0
_BEARER = "bearer "
_logger = logging.getLogger("khlang.central")
_SHORT = {Fault.UNAVAILABLE: Refusal.UNAVAILABLE, Fault.TOO_MANY_REQUESTS: Refusal.TOO_MANY_REQUESTS}


class Edge:
    """Wraps the routes; knows nothing of what they do."""

    def __init__(self, app: ASGIApp, central: Central) -> None:
        self._app = app
        self._central = central

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = time.perf_counter()
        fault = self._central.faults.strike(scope["method"], scope["path"])
        answer = _Answer(send, self._headers(), fault)
        if fault in _SHORT:
            await _refuse(answer, Refused(_SHORT[fault]))
        else:
            await self._app(scope, receive, answer)
        if fault in AFTER_THE_WORK:
            scope["extensions"][DROP]["drop"]()
        _log(scope, answer.status, fault, began)

    def _headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (api.HEADER_EPOCH.lower().encode(), self._central.epoch.encode()),
            (api.HEADER_IDENTITY.lower().encode(), api.IDENTITY_SIMULATOR.encode()),
            (api.HEADER_TIME.lower().encode(), self._central.clock.text().encode()),
            (b"cache-control", b"no-store"),
        ]


class _Answer:
    """Passes an answer on with our headers, unless a fault keeps it or cuts it in half."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]], fault: Fault | None) -> None:
        self._send = send
        self._headers = headers
        self._fault = fault
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            said = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(one for one in self._headers if one[0] not in said)]
        elif self._fault is Fault.CUT_ANSWER:
            body = message.get("body", b"")
            message = {**message, "body": body[: len(body) // 2], "more_body": True}
        if self._fault is not Fault.LOST_ANSWER:
            await self._send(message)


async def _refuse(answer: _Answer, refused: Refused) -> None:
    body = encode(refused.problem())
    headers = [
        (b"content-type", api.CONTENT_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", b"1"),
    ]
    await answer({"type": "http.response.start", "status": refused.status, "headers": headers})
    await answer({"type": "http.response.body", "body": body})


def bearer(request: Request) -> str:
    """Return the bearer token, or an empty text, which belongs to nobody."""
    header = request.headers.get("authorization", "")
    return header[len(_BEARER) :].strip() if header[: len(_BEARER)].lower() == _BEARER else ""


async def read_body(request: Request, bytes_max: int) -> bytes:
    """Return the whole body; refuse one that is too large or comes too slowly."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > bytes_max:
        raise Refused(Refusal.TOO_LARGE, bytes_max=str(bytes_max))
    pieces, size = [], 0
    stream = aiter(request.stream())
    try:
        async with asyncio.timeout(BODY_SECONDS_WHOLE_MAX):
            while (piece := await asyncio.wait_for(anext(stream, None), BODY_SECONDS_MAX)) is not None:
                pieces.append(piece)
                size += len(piece)
                if size > bytes_max:
                    raise Refused(Refusal.TOO_LARGE, bytes_max=str(bytes_max))
    except TimeoutError as problem:
        raise Refused(Refusal.UNAVAILABLE) from problem
    return b"".join(pieces)


def _log(scope: Scope, status: int, fault: Fault | None, began: float) -> None:
    # The path holds ids only; query, headers and bodies are never written.
    line = {
        "method": scope["method"],
        "path": scope["path"][:200],
        "status": status,
        "ms": round((time.perf_counter() - began) * 1000, 1),
    }
    if fault is not None:
        line["fault"] = fault.value
    _logger.info(json.dumps(line))
