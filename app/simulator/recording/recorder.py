"""Keeps every request with its answer while the operator wants it; plays what was kept where one is played.

With a seed (``--random``) requests come one at a time, each when the back office has done what is due: so that the same
requests in the same order are all that matters.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

import msgspec

from app.simulator.clock import moment_text
from app.simulator.operations.observing import STRUCK
from app.simulator.passage import Passage, now_passing, passing
from app.simulator.protocol import LISTENS
from app.simulator.recording import book, digest, start
from app.simulator.recording.book import Book
from app.simulator.recording.entries import REQUEST, STEP, Entry, Run, first_of, moments_of
from app.simulator.recording.tape import HEADER, Tape
from app.simulator.recording.turns import Guest, Turns
from app.simulator.storage import fact, keep_fact
from app.wire import api

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from sqlalchemy import Connection
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.simulator.context import Central
    from app.simulator.due import Ran
    from app.simulator.worker import Worker

ASKED = "asked"
WITHIN = "khlang.within"
"""The ASGI extension of a request that another one makes within this process: it is a part of that one."""
_NOT_KEPT = (b"host", b"connection", b"content-length", b"transfer-encoding", b"accept-encoding", b"expect")
_WAITS = b"wait="
_DRILLS = (api.DRILLS, api.DRILL_RECORD)
_ENTRY = re.compile(rb"[0-9]{1,9}\Z")
_MEGABYTE = 1 << 20


class On(msgspec.Struct):
    """That somebody records, as all processes know it; ``why`` it ended by itself, '' otherwise."""

    run: int = 0
    since: str = ""
    why: str = ""


class Recorder:
    """The recording of one process."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._path = central.data / book.FILE
        self.on = On()
        self._book: Book | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: set[asyncio.Task[None]] = set()
        played = central.settings.tape
        self.tape = None if played is None else Tape(played)
        self.in_order = bool(central.chance.seed) and self.tape is None
        """Whether a seed decides, so that the order of all is to be the order of requests."""
        self.turns = Turns(one_at_a_time=self.in_order)
        central.shared.register(digest.FACT, self._load)

    @property
    def path(self) -> Path:
        """The file of recordings."""
        return self._path

    def _load(self, connection: Connection) -> None:
        told = fact(connection, digest.FACT)
        self.on = msgspec.json.decode(told, type=On) if told else On()

    async def begin(self) -> On:
        """Record from now on, unless somebody does already; everything that is known now is kept as the beginning."""
        central = self._central
        if self.on.run:
            return self.on
        run = Run(began_at=central.clock.text(), seed=central.chance.seed)
        number = await asyncio.to_thread(book.begin, self._path, run)

        def switch(connection: Connection) -> bytes:
            known = start.capture(connection, central.data)
            on = On(number, run.began_at)
            keep_fact(connection, digest.FACT, msgspec.json.encode(on).decode())
            central.shared.changed(connection, digest.FACT)
            return known

        run.start = await central.storage.write(switch)
        await asyncio.to_thread(book.change, self._path, number, run)
        await central.storage.read(self._load)
        return self.on

    async def end(self, why: str = ASKED) -> None:
        """Record no more; the fingerprints of what is known now are kept with the recording."""
        central, number = self._central, self.on.run
        if not number:
            return

        run = await asyncio.to_thread(book.run_of, self._path, number) or Run(began_at="", seed="")
        run.ended_at, run.why = central.clock.text(), why
        if why != ASKED:  # marked before anybody can see that it ended
            await asyncio.to_thread(book.change, self._path, number, run)

        def switch(connection: Connection) -> None:
            if why == ASKED:
                run.end, run.end_order = digest.of(connection), time.monotonic_ns()
            keep_fact(connection, digest.FACT, msgspec.json.encode(On(why="" if why == ASKED else why)).decode())
            central.shared.changed(connection, digest.FACT)

        await central.storage.write(switch)
        await central.storage.read(self._load)
        if self._book is not None:
            await asyncio.to_thread(self._book.close)
            self._book = None
        if why == ASKED:
            await asyncio.to_thread(book.change, self._path, number, run)

    def close(self) -> None:
        """Write what waits: the process ends."""
        if self._book is not None:
            self._book.close()
            self._book = None

    def flush(self) -> None:
        """Wait until everything that was answered is written."""
        if self._book is not None:
            self._book.flush()

    def passage(self, number: int) -> Passage | None:
        """Return what notes or plays what comes now, None while nobody records or plays."""
        if self.tape is not None:
            return self.tape.passage(number)
        return Passage() if self.on.run else None

    async def step(self, work: Callable[[], Awaitable[Ran | None]]) -> Ran | None:
        """Do one thing of the back office and keep what it was, unless it belongs to a request."""
        passage = None if now_passing() is not None else self.passage(0)
        if passage is None:
            return await work()
        with passing(passage):
            ran = await work()
        if ran is not None:
            at = first_of(passage.moments, self._central.clock.now())
            self.keep(passage, Entry(kind=STEP, order=0, worker=0, at=at, path=f"{ran.what} {ran.op_id}"))
        return ran

    def keep(self, passage: Passage, entry: Entry) -> None:
        """Add an entry with what its passage noted."""
        number = self.on.run
        if self._book is not None and self._book.run != number:  # another process switched it
            self.close()
        if not number or self.tape is not None:
            return
        entry.order, entry.worker = passage.order or time.monotonic_ns(), os.getpid()
        entry.unit, entry.person = passage.unit, passage.person
        entry.draws, entry.moments = passage.draws, moments_of(passage)
        if self._book is None:
            self._loop = asyncio.get_running_loop()
            spare = self._central.settings.recording_spare_megabytes * _MEGABYTE
            self._book = Book(self._path, number, spare, self._trouble)
        self._book.put(entry)

    def _trouble(self, why: str) -> None:
        """End the recording from the thread that writes it."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._end_soon, why)

    def _end_soon(self, why: str) -> None:
        task = asyncio.get_running_loop().create_task(self.end(why))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


class Door:
    """Where requests come in: noted, played or one at a time, as the recorder wants it."""

    def __init__(self, app: ASGIApp, central: Central, worker: Worker, *, console: bool = False) -> None:
        self._app = app
        self._central = central
        self._worker = worker
        self._console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if WITHIN in scope["extensions"]:
            around = now_passing()
            with nullcontext() if around is None else around.effect():
                await self._app(scope, receive, send)
            return
        if self._console and scope["method"] != "POST":  # looks only, again and again
            await self._app(scope, receive, send)
            return
        # What drills have others do comes in as requests of its own: those are kept, and must not wait for the drill.
        if scope["path"].startswith(_DRILLS):
            await self._app(scope, receive, send)
            return
        # Whoever waits for news must not keep away those who make them.
        if scope["path"] == api.EVENTS and _WAITS in scope["query_string"]:
            await self._pass(scope, receive, send)
            return
        await scope["extensions"][LISTENS]()
        async with Guest(self._central.recorder.turns, receive, self._catch_up) as guest:
            await self._pass(scope, guest.receive, send)

    async def _catch_up(self) -> None:
        if self._central.recorder.in_order:
            await self._worker.catch_up()

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        passage = self._central.recorder.passage(_played(scope))
        if passage is None:
            await self._app(scope, receive, send)
        else:
            await self._noted(passage, scope, receive, send)

    async def _noted(self, passage: Passage, scope: Scope, receive: Receive, send: Send) -> None:
        recorder, began = self._central.recorder, time.perf_counter()
        heard, said = _Heard(receive), _Said(send)
        at = self._central.clock.now()
        with passing(passage):
            await self._app(scope, heard, said)
        entry = Entry(
            kind=REQUEST,
            order=0,
            worker=0,
            at=moment_text(next(iter(passage.moments), at)),
            method=scope["method"],
            path=scope["path"],
            console=self._console,
            query=scope["query_string"].decode("latin-1"),
            headers=_headers(scope["headers"]),
            body=bytes(heard.body),
            status=said.status,
            answer_headers=_headers(said.headers),
            answer=bytes(said.body),
            microseconds=round((time.perf_counter() - began) * 1e6),
            fault=scope.get(STRUCK, ""),
        )
        recorder.keep(passage, entry)


class _Heard:
    """Passes a request's body on, and keeps it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.body = bytearray()

    async def __call__(self) -> Message:
        message = await self._receive()
        self.body += message.get("body", b"")
        return message


class _Said:
    """Passes an answer on, and keeps what left."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")


def _headers(raw: list[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw if name.lower() not in _NOT_KEPT]


def _played(scope: Scope) -> int:
    named = next((value for name, value in scope["headers"] if name == HEADER.lower().encode()), b"0")
    return int(named) if _ENTRY.match(named) else 0
