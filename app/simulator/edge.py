"""The outermost layer: identity in every answer, limits on every body, faults on demand."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import Response

from app.simulator.contract.notes import BODY
from app.simulator.faults import effects, pages
from app.simulator.faults.armed import Asked, is_exempt, route_of
from app.simulator.faults.kinds import Stage
from app.simulator.operations.observing import STRUCK
from app.simulator.protocol import CROWDED, DROP
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.codec import encode
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.simulator.context import Central
    from app.simulator.faults.standing import Strike

BODY_SECONDS_MAX = 15.0
"""Between two pieces of a body."""
CROWDED_RETRY_SECONDS = 5
_BEARER = "bearer "
_OK = 200


class Edge:
    """Wraps the routes; knows nothing of what they do."""

    def __init__(self, app: ASGIApp, central: Central) -> None:
        self._app = app
        self._central = central

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if CROWDED in scope["extensions"]:
            await self._turned_away(scope, receive, _Answer(send, self._headers()))
            return
        asked = _asked(scope)
        strike = await self._central.faults.strike(asked)
        answer = _Answer(send, self._headers())

        async def work(answered: Send) -> None:
            await self._app(scope, receive, answered)

        if strike is None:
            strike = await self._serve(asked, work, answer)
        else:
            await effects.befall(effects.Met(strike, work, answer, **scope["extensions"][DROP]))
        if strike is not None:
            scope[STRUCK] = strike.armed.fault.value

    async def _turned_away(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        full = Refused(Refusal.UNAVAILABLE)
        headers = {"retry-after": str(CROWDED_RETRY_SECONDS), "connection": "close"}
        await Response(encode(full.problem()), full.status, headers, api.CONTENT_TYPE)(scope, receive, answer)

    async def _serve(self, asked: Asked, work: effects.Work, answer: Send) -> Strike | None:
        """Answer as it should be, unless it is a page of events that a fault waits for; return that fault."""
        paging = replace(asked, stage=Stage.PAGE)
        if not self._central.faults.may_strike(paging):
            await work(answer)
            return None
        kept, strike = effects.Kept(), None
        await work(kept)
        page = pages.read(bytes(kept.body)) if kept.start.get("status") == _OK else None
        # Only what tells something is struck: an empty page could not be told to be late.
        if page is not None and (strike := await self._central.faults.strike(paging)) is not None:
            kept.replace(pages.disturbed(page, strike.armed.fault, self._central.bank_key))
        await kept.say(answer)
        return strike

    def _headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (api.HEADER_EPOCH.lower().encode(), self._central.epoch.encode()),
            (api.HEADER_IDENTITY.lower().encode(), api.IDENTITY_SIMULATOR.encode()),
            (api.HEADER_TIME.lower().encode(), self._central.clock.text().encode()),
            (b"cache-control", b"no-store"),
        ]


class _Answer:
    """Passes an answer on with our headers, and notes its status."""

    def __init__(self, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        self._send = send
        self._headers = headers
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            said = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(one for one in self._headers if one[0] not in said)]
        await self._send(message)


def _asked(scope: Scope) -> Asked:
    path = scope["path"]
    header = next((value for name, value in scope["headers"] if name == b"authorization"), b"").decode("latin-1")
    return Asked(Stage.REQUEST, route_of(path), scope["method"], _token(header), is_exempt(path))


def bearer(request: Request) -> str:
    """Return the bearer token, or an empty text, which belongs to nobody."""
    return _token(request.headers.get("authorization", ""))


def _token(header: str) -> str:
    return header[len(_BEARER) :].strip() if header[: len(_BEARER)].lower() == _BEARER else ""


def _uncounted(_size: int) -> None:
    """Let any size pass: such bodies are small."""


def _codings(request: Request) -> set[str]:
    told = ",".join(request.headers.getlist("content-encoding"))
    return {one for each in told.split(",") if (one := each.strip().lower())}


async def read_body(request: Request, bytes_max: int, count: Callable[[int], None] = _uncounted) -> bytes:
    """Return the whole body; refuse one that is packed, too large or too slow, or a piece that ``count`` refuses."""
    if _codings(request) - {api.CODING}:
        raise Refused(Refusal.BODY_ENCODED, accepted=api.CODING)
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > bytes_max:
        raise Refused(Refusal.TOO_LARGE, bytes_max=str(bytes_max))
    pieces, size = [], 0
    stream = aiter(request.stream())
    try:
        async with asyncio.timeout(api.EXCHANGE_SECONDS_MAX):
            while (piece := await asyncio.wait_for(anext(stream, None), BODY_SECONDS_MAX)) is not None:
                count(len(piece))
                pieces.append(piece)
                size += len(piece)
                if size > bytes_max:
                    raise Refused(Refusal.TOO_LARGE, bytes_max=str(bytes_max))
    except TimeoutError as problem:
        raise Refused(Refusal.TOO_SLOW) from problem
    body = request.scope[BODY] = b"".join(pieces)
    return body
