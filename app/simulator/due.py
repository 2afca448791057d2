"""What the bank's back office has still to do, and what it did; `BackOffice` joins its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Due:
    """The next thing to do, and when."""

    at: datetime
    op_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A thing that was done, with so many lines.

    ``release``, ``held``, ``execute`` or ``late`` of a batch; ``recall_asked`` or ``recall_answered``; ``reminded`` or
    ``escalated``; ``sms``; ``deadline_near`` or ``deadline_over`` of a unit's money; ``payment_booked`` or ``posted``
    of payments, ``bills_expired``; ``remittance_moved`` or ``remittance_answered``.
    """

    at: str
    what: str
    op_id: str
    lines: int


class Desk(Protocol):
    """A part of the back office."""

    def due(self, connection: Connection) -> Due | None:
        """Return the earliest thing that waits for its time, or None."""

    def step(self, connection: Connection, now: datetime) -> Ran | None:
        """Do the earliest thing whose time has come, in one small transaction; None if there is nothing."""


class BackOffice:
    """All desks as one: the earliest thing of any is the next."""

    def __init__(self, desks: Sequence[Desk]) -> None:
        self._desks = tuple(desks)

    def due(self, connection: Connection) -> Due | None:
        """Return the earliest thing that waits at any desk, or None."""
        found = [due for desk in self._desks if (due := desk.due(connection)) is not None]
        return min(found, key=lambda due: due.at, default=None)

    def step(self, connection: Connection, now: datetime) -> Ran | None:
        """Do the earliest thing of all desks whose time has come."""
        waiting = [(due.at, n) for n, desk in enumerate(self._desks) if (due := desk.due(connection)) is not None]
        due_now = [(at, n) for at, n in waiting if at <= now]
        return self._desks[min(due_now)[1]].step(connection, now) if due_now else None
