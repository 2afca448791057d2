"""What a person hears: a connection that is held open for news, and an account of every line that they handed in."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.helpers.raw_central import Clerk, Json

WAIT_SECONDS = 25
QUIET_SECONDS_MAX = 60.0
"""What was not told for so long, although nothing else was either, is not told any more."""


@dataclass
class Awaited:
    """A batch of so many lines that was handed in at a moment: how often the outcome of each was told."""

    lines: int
    since: float
    told: Counter[int] = field(default_factory=Counter)
    finished: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the outcome of every line was told, and the end of the batch."""
        return bool(self.finished) and len(self.told) == self.lines

    def wrong(self) -> str:
        """Return what was lost or doubled, '' for nothing."""
        expected = set(range(1, self.lines + 1))
        lost, strange = expected - set(self.told), set(self.told) - expected
        doubled = [n for n, times in self.told.items() if times > 1]
        if not lost and not strange and not doubled and self.finished == 1:
            return ""
        counted = f"{len(lost)} lines lost, {len(doubled)} told twice, {len(strange)} never sent"
        return f"{counted}, its end told {self.finished} times"


class Listener:
    """A person's second connection: asks for what is new, which the other side answers as soon as there is something.

    It keeps account of the batches that were named by `expect`; ``took`` are the seconds from then to the last line.
    """

    def __init__(self, clerk: Clerk, name: str = "") -> None:
        self._clerk = clerk
        self._wire = clerk.central.new_wire()
        self._after = int(clerk.ask("GET", "/v1/events?limit=1").json["head_seq"])
        self._mine: dict[str, Awaited] = {}
        self._over = False
        self._broken = ""
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._listen, name=f"news-{name}", daemon=True)
        self.took: list[float] = []
        self.last = 0.0
        """When something was told last of what was expected (monotonic)."""

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def expect(self, op_id: str, lines: int, since: float) -> None:
        """Keep account of a batch that is about to be handed in."""
        with self._news:
            self._mine[op_id] = Awaited(lines, since)

    def forget(self, op_id: str) -> None:
        """Give a batch up that was not taken."""
        with self._news:
            del self._mine[op_id]

    def wait(self) -> None:
        """Wait until everything expected was told, or nothing was told for `QUIET_SECONDS_MAX`."""
        with self._news:
            before = -1
            while self._after != before and not self._broken and any(not one.is_whole for one in self._mine.values()):
                before = self._after
                self._news.wait_for(lambda: self._after != before or self._broken, QUIET_SECONDS_MAX)  # noqa: B023

    def stop(self) -> None:
        """Listen no more."""
        self._over = True
        connection = self._wire.held()
        if connection is not None:
            # Past TLS, which would read on without it.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
        self._thread.join()
        self._wire.close()

    def wrong(self) -> list[str]:
        """Return what is wrong with what was told, a sentence a batch."""
        found = [f"{op_id}: {said}" for op_id, one in sorted(self._mine.items()) if (said := one.wrong())]
        return [*([self._broken] if self._broken else []), *found]

    def _listen(self) -> None:
        path = "/v1/events?after={}&limit=500&wait={}"
        try:
            while not self._over:
                answer = self._wire.ask("GET", path.format(self._after, WAIT_SECONDS), token=self._clerk.token)
                if answer.status != http.client.OK:
                    raise OSError(f"news {answer.status} {answer.code}")
                self._hear(answer.json["events"])
        except (OSError, http.client.HTTPException) as problem:
            if not self._over:
                with self._news:
                    self._broken = f"{self._clerk.company_id} {self._clerk.user_id} hears nothing more: {problem!r}"
                    self._news.notify_all()

    def _hear(self, events: list[Json]) -> None:
        now = time.monotonic()
        with self._news:
            for event in events:
                self._after += 1
                record = event["record"]
                if record["seq"] != str(self._after):
                    raise OSError(f"event {record['seq']} came where {self._after} was due")
                mine = self._mine.get(record["obj"])
                if mine is not None:
                    self._take(mine, record["type"], event["body"], now)
            self._news.notify_all()

    def _take(self, mine: Awaited, kind: str, body: str, now: float) -> None:
        if kind == "lines.reported":
            mine.told.update(int(one["n"]) for one in json.loads(body)["outcomes"])
        elif kind == "batch.finished":
            mine.finished += 1
            self.took.append(now - mine.since)
        self.last = now
