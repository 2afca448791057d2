"""What a struck request meets: each kind of fault does the work or not, and answers in its own bad way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from app.simulator.faults.kinds import Fault
from app.wire import api
from app.wire.access import Problem
from app.wire.codec import encode
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Message, Send

    from app.simulator.faults.armed import Armed
    from app.simulator.faults.standing import Strike

    Work = Callable[[Send], Awaitable[None]]

DRIPS_A_SECOND_MAX = 20
LOOK_SECONDS = 1.0
"""Between two looks whether the client is still there."""
_OWN_CODE = {
    Fault.UNAVAILABLE: (HTTPStatus.SERVICE_UNAVAILABLE.value, Refusal.UNAVAILABLE.value),
    Fault.TOO_MANY_REQUESTS: (HTTPStatus.TOO_MANY_REQUESTS.value, Refusal.TOO_MANY_REQUESTS.value),
}
_BROKEN_JSON = b'{"epoch":"'


@dataclass(slots=True)
class Kept:
    """An answer that is not sent yet."""

    start: Message = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def __call__(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    def replace(self, body: bytes) -> None:
        """Put another body in place of the answer's."""
        others = [(name, value) for name, value in self.start["headers"] if name.lower() != b"content-length"]
        self.start = {**self.start, "headers": [*others, (b"content-length", str(len(body)).encode())]}
        self.body = bytearray(body)

    async def say(self, send: Send) -> None:
        """Send it."""
        await send(self.start)
        await send({"type": "http.response.body", "body": bytes(self.body)})


@dataclass(frozen=True, slots=True)
class Met:
    """A request and its fault: ``work`` serves it, ``send`` answers, ``drop`` and ``reset`` end the connection.

    ``gone`` says whether the client has ended it.
    """

    strike: Strike
    work: Work
    send: Send
    drop: Callable[[], None]
    reset: Callable[[], None]
    gone: Callable[[], bool]

    @property
    def armed(self) -> Armed:
        """The fault."""
        return self.strike.armed

    async def wait(self, seconds: float) -> bool:
        """Let time pass; say whether anybody still waits for the answer."""
        while seconds > 0 and not self.gone():
            await asyncio.sleep(min(seconds, LOOK_SECONDS))
            seconds -= LOOK_SECONDS
        return not self.gone()

    async def done(self) -> Kept:
        """Do the work and keep its answer."""
        kept = Kept()
        await self.work(kept)
        return kept


async def befall(met: Met) -> None:
    """Let a request meet its fault. Nothing but this request waits meanwhile."""
    await _EFFECTS[met.armed.fault](met)


async def _nothing(met: Met) -> None:
    await met.work(met.send)


async def _late(met: Met) -> None:
    kept = await met.done() if met.armed.after_work else None
    if await met.wait(met.strike.ms / 1000):
        await (kept.say(met.send) if kept else met.work(met.send))


async def _other_status(met: Met) -> None:
    if met.armed.after_work:
        await met.done()
    status, code = _OWN_CODE.get(met.armed.fault, (met.armed.status, met.armed.code))
    waits = status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
    again = str(met.armed.retry_after)
    body = encode(Problem(code=code, facts={"retry_after": again} if waits else {})) if code else b""
    headers = [(b"content-type", api.CONTENT_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    if waits:
        headers.append((b"retry-after", again.encode()))
    await Kept({"type": "http.response.start", "status": status, "headers": headers}, bytearray(body)).say(met.send)


async def _reset(met: Met) -> None:
    if met.armed.after_work:
        await met.done()
    met.reset()


async def _lose(met: Met) -> None:
    await met.done()
    met.drop()


async def _cut(met: Met) -> None:
    kept = await met.done()
    await met.send(kept.start)
    half = bytes(kept.body[: len(kept.body) // 2])
    await met.send({"type": "http.response.body", "body": half, "more_body": True})
    met.drop()


async def _malform(met: Met) -> None:
    kept = await met.done()
    kept.replace(bytes(kept.body[: len(kept.body) // 2]) + _BROKEN_JSON)
    await kept.say(met.send)


async def _drip(met: Met) -> None:
    kept = await met.done()
    await met.send(kept.start)
    a_second = met.armed.bytes_per_second
    size = max(1, a_second // DRIPS_A_SECOND_MAX)
    for at in range(0, len(kept.body), size):
        if not await met.wait(size / a_second):
            return
        await met.send({"type": "http.response.body", "body": bytes(kept.body[at : at + size]), "more_body": True})
    await met.send({"type": "http.response.body", "body": b""})


_EFFECTS: dict[Fault, Callable[[Met], Awaitable[None]]] = {
    Fault.LATENCY: _late,
    Fault.STATUS: _other_status,
    Fault.UNAVAILABLE: _other_status,
    Fault.TOO_MANY_REQUESTS: _other_status,
    Fault.RESET: _reset,
    Fault.LOST_ANSWER: _lose,
    Fault.CUT_ANSWER: _cut,
    Fault.MALFORMED_ANSWER: _malform,
    Fault.SLOW_DRIP: _drip,
    Fault.NOTHING: _nothing,
}
