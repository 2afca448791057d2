"""What every process of the central system must agree on: the clock's setting, the epoch, faults, rules, the gate.

Such a thing lives in the database. Whoever changes it says so with `Shared.changed` in the same transaction; every
transaction of every process begins with `Shared.catch_up`, which loads what was changed since. So whatever begins
after a change was answered sees it, at whichever process; before its answer begins, a request has caught up as well
(`app.simulator.sharing`, which also spares a process that is alone with its database the looking).
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from app.simulator.news import SHARED, note
from app.simulator.storage import fact, keep_fact

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    Load = Callable[[Connection], None]

GENERATION = "generation"
"""The fact that counts all changes, and for every name the change that was its last."""


class Shared:
    """The shared things of one process: what loads each of them, and up to which change this process knows them."""

    def __init__(self) -> None:
        self._loads: dict[str, Load] = {}
        self._known: str | None = None
        self._count = 0
        self._heard = self._caught_up = 0
        self._lock = threading.Lock()

    def register(self, name: str, load: Load) -> None:
        """Let ``load`` take the shared thing ``name`` over from the database, now and after each change.

        It is called on the thread and with the connection of a transaction that is about to begin, reads only, and
        puts the whole thing in place at once: others use it meanwhile. A thing registered late is loaded with the
        next transaction.
        """
        with self._lock:
            self._loads[name] = load
            self._known = None

    @property
    def is_behind(self) -> bool:
        """Say whether something was registered or heard of (`hear`) that is not loaded yet."""
        return self._known is None or self._caught_up < self._heard

    def hear(self) -> None:
        """Take note that this process committed a change; it stays behind until a `catch_up` succeeded."""
        with self._lock:
            self._heard += 1

    def changed(self, connection: Connection, *names: str) -> None:
        """Say in the transaction that changes shared things which ones are others from its commit on; all by default.

        This process, too, takes them over after the commit and not before.
        """
        note(connection, SHARED)
        count, last = _read(fact(connection, GENERATION))
        keep_fact(connection, GENERATION, _text(count + 1, last | dict.fromkeys(names or ("",), count + 1)))

    def catch_up(self, connection: Connection) -> None:
        """Load what was changed since this process looked last; to be called first in every transaction."""
        heard = self._heard
        told = fact(connection, GENERATION)
        if told != self._known:
            self._load_since(connection, told)
        self._caught_up = heard

    def _load_since(self, connection: Connection, told: str) -> None:
        with self._lock:
            count, last = _read(told)
            # An older snapshot than another thread has seen meanwhile takes nothing back.
            if self._known is not None and count <= self._count:
                return
            for name, load in self._loads.items():
                if self._known is None or max(last.get(name, 0), last.get("", 0)) > self._count:
                    load(connection)
            self._known, self._count = told, count


def continued(connection: Connection, before: str) -> None:
    """After the whole database was put back: count on from what was told ``before``, for everything is changed."""
    note(connection, SHARED)
    count = max(_read(before)[0], _read(fact(connection, GENERATION))[0])
    keep_fact(connection, GENERATION, _text(count + 1, {"": count + 1}))


def _read(told: str) -> tuple[int, dict[str, int]]:
    count, last = json.loads(told) if told else (0, {})
    return count, last


def _text(count: int, last: dict[str, int]) -> str:
    return json.dumps([count, last])
