"""Samples of how the central system stands, kept in memory for the dashboard: bounded, the newest last."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from app.simulator import ledger
from app.simulator.clock import moment_text
from app.simulator.console.operator.traffic import Traffic, in_all
from app.simulator.faults import standing
from app.simulator.ruling import versions
from app.simulator.tables import accounts, batches, log_heads, sessions
from app.simulator.telling import tally

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.operator.traffic import Answered
    from app.simulator.context import Central
    from app.simulator.faults.standing import Struck
    from app.simulator.telling.tally import Told

EVERY_SECONDS = 1.0
FRESH_SECONDS = 0.3
"""Whoever looks gets figures that are not older, however many look."""
KEPT = 900
"""Samples of a quarter of an hour."""
POINTS_MAX = 240
_AGAIN_AFTER_SECONDS = 5.0
_logger = logging.getLogger("khlang.console")


@dataclass(frozen=True, slots=True)
class BatchCount:
    """How many batches stand at a state, and with how much."""

    state: str
    count: int
    satang: int


@dataclass(frozen=True, slots=True)
class Books:
    """What the database says at one moment: amounts in satang, ``events`` of all logs together, sizes in bytes."""

    units_satang: int
    reserved_satang: int
    treasury_satang: int
    batches: tuple[BatchCount, ...]
    sessions: int
    events: int
    hits: tuple[tuple[str, int], ...]
    struck: tuple[Struck, ...]
    told: tuple[Told, ...]
    database_bytes: int
    answered: Answered


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment: ``at`` on the machine's steady clock in seconds, ``shown_at`` by the simulator's."""

    at: float
    shown_at: str
    books: Books
    disk_free_bytes: int


class Samples:
    """Takes samples: once a second for the plots, and when somebody looks."""

    def __init__(self, central: Central) -> None:
        self.traffic = Traffic(central)
        self._central = central
        self._kept: deque[Sample] = deque(maxlen=KEPT)
        self._turn = asyncio.Lock()

    async def run_for_ever(self) -> None:
        """Take a sample a second."""
        while True:
            try:
                await self.fresh()
                seconds = EVERY_SECONDS
            except Exception:
                _logger.exception("samples")
                seconds = _AGAIN_AFTER_SECONDS
            await asyncio.sleep(seconds)

    async def fresh(self) -> Sample:
        """Return how it stands now."""
        async with self._turn:
            if self._kept and time.monotonic() - self._kept[-1].at < FRESH_SECONDS:
                return self._kept[-1]
            central = self._central
            now = moment_text(central.clock.now())
            found = await central.storage.read(lambda connection: _books(connection, self.traffic, now))
            free = shutil.disk_usage(central.data).free
            sample = Sample(time.monotonic(), now, found, free)
            self._kept.append(sample)
            return sample

    def kept(self) -> list[Sample]:
        """Return samples evenly from the oldest to the newest, as many as a plot can show."""
        step = len(self._kept) // POINTS_MAX + 1
        return list(self._kept)[::-step][::-1]


def _books(connection: Connection, traffic: Traffic, now: str) -> Books:
    of_units = select(func.sum(accounts.c.balance_satang), func.sum(accounts.c.reserved_satang))
    balance, reserved = connection.execute(of_units.where(accounts.c.unit.is_not(None))).one()
    treasury = connection.scalar(select(accounts.c.balance_satang).where(accounts.c.account == ledger.TREASURY))
    by_state = select(batches.c.status, func.count(), func.sum(batches.c.total_satang)).group_by(batches.c.status)
    live = select(func.count()).select_from(sessions).where(sessions.c.lease_until > now)
    return Books(
        units_satang=int(balance or 0),
        reserved_satang=int(reserved or 0),
        treasury_satang=int(treasury or 0),
        batches=tuple(
            BatchCount(state, count, int(satang or 0)) for state, count, satang in connection.execute(by_state)
        ),
        sessions=int(connection.scalar(live) or 0),
        events=int(connection.scalar(select(func.sum(log_heads.c.seq))) or 0),
        hits=tuple(versions.hits(connection).items()),
        struck=tuple(standing.struck(connection)),
        told=tally.read(connection),
        database_bytes=_database_bytes(connection),
        answered=in_all(traffic.read(connection)),
    )


def _database_bytes(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages, size = (int(connection.scalar(text(f"PRAGMA {name}")) or 0) for name in ("page_count", "page_size"))
    return pages * size
