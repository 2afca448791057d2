"""Wrong passwords from strange workstations by address, counted for all processes: more of them give no more tries.

On the machine's clock, and no part of the story that snapshots keep: going back in it gives nobody new tries.
"""

from __future__ import annotations

import time
from math import ceil
from typing import TYPE_CHECKING

from sqlalchemy import Column, Double, Table, Text, delete, insert, select

from app.simulator.guesses import FORGIVEN_PER_SECOND, place_of
from app.simulator.refusals import Refused
from app.simulator.tables import metadata
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

wrong_by_place = Table(
    "wrong_by_place",
    metadata,
    Column("place", Text, primary_key=True),
    Column("count", Double, nullable=False),
    Column("at", Double, nullable=False),
    Column("forgiven_at", Double, nullable=False),
)
"""``at``: when ``count`` was so many, in seconds since 1970; at ``forgiven_at`` nothing is left of it."""


def demand_few(connection: Connection, address: str, most: int) -> None:
    """Refuse with ``too_many_requests`` while more than ``most`` wrong passwords of this address are unforgiven."""
    over = _unforgiven(connection, place_of(address), time.time()) - most + 1
    if over > 0:
        raise Refused(Refusal.TOO_MANY_REQUESTS, retry_after=str(ceil(over / FORGIVEN_PER_SECOND)))


def count(connection: Connection, address: str) -> None:
    """Remember one wrong password; every two seconds one is forgiven."""
    place, now = place_of(address), time.time()
    wrong = _unforgiven(connection, place, now) + 1
    mine = wrong_by_place.c.place == place
    connection.execute(delete(wrong_by_place).where(mine | (wrong_by_place.c.forgiven_at < now)))
    row = {"place": place, "count": wrong, "at": now, "forgiven_at": now + wrong / FORGIVEN_PER_SECOND}
    connection.execute(insert(wrong_by_place).values(row))


def _unforgiven(connection: Connection, place: str, now: float) -> float:
    row = connection.execute(select(wrong_by_place).where(wrong_by_place.c.place == place)).one_or_none()
    # A machine's clock that was set back far keeps nobody out for long, either.
    return 0.0 if row is None else max(0.0, row.count - abs(now - row.at) * FORGIVEN_PER_SECOND)
