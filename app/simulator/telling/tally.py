"""How many messages were sent and how many failed, by whom they were for and by which way: counted as it happens."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from app.simulator.administration.tables import person_notices
from app.simulator.storage import next_numbers
from app.simulator.tables import counters
from app.simulator.telling.tables import notices, paper_letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table

_TOLD = "told:"
_SORTS = {notices.name: "payees", person_notices.name: "people", paper_letters.name: "payers"}


class Told(msgspec.Struct, frozen=True):
    """So many messages to payees, people (users) or payers had an outcome: ``sent`` or ``failed``."""

    sort: str
    channel: str
    outcome: str
    count: int


def add(connection: Connection, told: Iterable[tuple[Table, str, str]]) -> None:
    """Count messages of these tables by their way and outcome."""
    found = Counter(f"{_TOLD}{_SORTS[table.name]}:{channel}:{outcome}" for table, channel, outcome in told)
    for name, count in sorted(found.items()):
        next_numbers(connection, name, count)


def read(connection: Connection) -> tuple[Told, ...]:
    """Return what was counted."""
    c = counters.c
    # The sign after ":" bounds the names by their order, which an index has.
    mine = select(c.name, c.value).where(c.name >= _TOLD, c.name < f"{_TOLD[:-1]};").order_by(c.name)
    return tuple(_told(name.removeprefix(_TOLD), count) for name, count in connection.execute(mine))


def _told(name: str, count: int) -> Told:
    sort, channel, outcome = name.split(":")
    return Told(sort, channel, outcome, count)
