"""What the back office cannot do now because something unexpected is wrong with it: the rest goes on without it.

It is tried again after a while, by whichever process sits at the back office then; `/v1/ready` warns until it is done.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text, bindparam, delete, func, insert, select

from app.simulator.clock import moment_text, read_moment
from app.simulator.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

__all__ = ["again_in", "counts", "forget", "metadata", "now", "passed_over", "put"]

AGAIN_AFTER = timedelta(minutes=1)

passed_over = Table(
    "passed_over",
    metadata,
    Column("desk", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("problem", Text, nullable=False),
    PrimaryKeyConstraint("desk", "subject"),
)
"""``until`` is of the machine's own clock; without a ``subject`` the whole desk is passed over."""
_p = passed_over.c
_ALL = select(_p.desk, _p.subject, _p.until)
_NEXT = select(func.min(_p.until)).where(_p.until > bindparam("moment"))


def now(connection: Connection) -> Mapping[str, Mapping[str, bool]]:
    """Return for every desk its subjects, and whether each is still passed over."""
    moment = _machine()
    found: dict[str, dict[str, bool]] = {}
    for row in connection.execute(_ALL):
        found.setdefault(row.desk, {})[row.subject] = row.until > moment
    return found


def again_in(connection: Connection) -> float | None:
    """Return after how many seconds of the machine something is passed over no more, None if nothing is."""
    until: str | None = connection.scalar(_NEXT, {"moment": _machine()})
    return None if until is None else max(0.0, (read_moment(until) - datetime.now(UTC)).total_seconds())


def put(connection: Connection, desk: str, subject: str, problem: str) -> None:
    """Pass over a subject for a while, for a problem of that kind."""
    forget(connection, desk, subject)
    row = {"desk": desk, "subject": subject, "until": _machine(AGAIN_AFTER), "problem": problem}
    connection.execute(insert(passed_over).values(row))


def forget(connection: Connection, desk: str, subject: str) -> None:
    """Pass it over no more: it could be done."""
    connection.execute(delete(passed_over).where(passed_over.c.desk == desk, passed_over.c.subject == subject))


def counts(connection: Connection) -> dict[str, int]:
    """Return how many subjects each desk passes over."""
    p = passed_over.c
    return dict(connection.execute(select(p.desk, func.count()).group_by(p.desk).order_by(p.desk)).tuples().all())


def _machine(later: timedelta = timedelta()) -> str:
    return moment_text(datetime.now(UTC) + later)
