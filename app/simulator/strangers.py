"""What comes from an address too often, counted for all processes: more of them give no more tries.

On the machine's clock, and no part of the story that snapshots keep: going back in it gives nobody new tries. It holds
guessers up, knows nothing of people, and locks nobody out.
"""

from __future__ import annotations

import ipaddress
import time
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

from sqlalchemy import Column, Double, PrimaryKeyConstraint, Table, Text, delete, insert, select

from app.simulator.refusals import Refused
from app.simulator.tables import metadata
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

FORGIVEN_PER_SECOND = 0.5
_V6_NETWORK_BITS = 64
TURN = "strangers"
"""Whose turn writing the counts alone is: units' work goes on beside it."""

counted_by_place = Table(
    "counted_by_place",
    metadata,
    Column("what", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("count", Double, nullable=False),
    Column("at", Double, nullable=False),
    Column("forgiven_at", Double, nullable=False),
    PrimaryKeyConstraint("what", "place"),
)
"""``at``: when ``count`` was so many, in seconds since 1970; at ``forgiven_at`` nothing is left of it."""


class Counted(StrEnum):
    """What is counted, each for itself."""

    PASSWORD = "password"  # noqa: S105 - a word of ours
    """Wrong ones from strange workstations."""
    PAGE_FORM = "page_form"
    PAGE_NOT_THERE = "page_not_there"
    PAGE_LOOK_UP = "page_look_up"
    CONSOLE_FORM = "console_form"
    CONSOLE_PASSWORD = "console_password"  # noqa: S105


def demand_few(connection: Connection, what: Counted, address: str, most: int) -> None:
    """Refuse with ``too_many_requests`` while more than ``most`` of this address are unforgiven."""
    over = _unforgiven(connection, what, place_of(address), time.time()) - most + 1
    if over > 0:
        raise Refused(Refusal.TOO_MANY_REQUESTS, retry_after=str(ceil(over / FORGIVEN_PER_SECOND)))


def count(connection: Connection, what: Counted, address: str) -> None:
    """Remember one more; every two seconds one is forgiven."""
    place, now = place_of(address), time.time()
    kept, unforgiven = counted_by_place.c, _unforgiven(connection, what, place, now) + 1
    mine = (kept.what == what) & (kept.place == place)
    connection.execute(delete(counted_by_place).where(mine | (kept.forgiven_at < now)))
    until = now + unforgiven / FORGIVEN_PER_SECOND
    row = {"what": what.value, "place": place, "count": unforgiven, "at": now, "forgiven_at": until}
    connection.execute(insert(counted_by_place).values(row))


def place_of(address: str) -> str:
    """Return what counts as one place: an address, or the network of a newer one, which has them by the billion."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _V6_NETWORK_BITS), strict=False))
    return address


def _unforgiven(connection: Connection, what: Counted, place: str, now: float) -> float:
    kept = counted_by_place.c
    query = select(counted_by_place).where(kept.what == what, kept.place == place)
    row = connection.execute(query).one_or_none()
    # A machine's clock that was set back far keeps nobody out for long, either.
    return 0.0 if row is None else max(0.0, row.count - abs(now - row.at) * FORGIVEN_PER_SECOND)
