"""What the bank's back office has still to do, and what it did; `BackOffice` joins its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from sqlalchemy import Text, bindparam
from sqlalchemy.exc import InterfaceError, OperationalError

from app.simulator import passed_over

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection


T = TypeVar("T")

PASSED = bindparam("passed", type_=Text, expanding=True)
"""What is passed over, for the statements of desks: they are built once, for nearly every request has them run."""


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


class DeskFailed(Exception):
    """Something unexpected is wrong with a subject of a desk, or with the desk itself if ``subject`` is ''."""

    def __init__(self, desk: str, subject: str) -> None:
        super().__init__(desk)
        self.desk = desk
        self.subject = subject


class Desk(Protocol):
    """A part of the back office; both leave subjects out that are ``passed`` over."""

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest thing that waits for its time, or None."""

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Do the earliest thing whose time has come, in one small transaction; None if there is nothing."""


class BackOffice:
    """All desks as one: the earliest thing of any is the next. What goes wrong at one does not stop the others.

    Both methods raise `DeskFailed`; once that is written down (`app.simulator.passed_over`), they go on without it.
    """

    def __init__(self, desks: Sequence[Desk]) -> None:
        self._desks = {type(desk).__name__: desk for desk in desks}

    def due(self, connection: Connection) -> Due | None:
        """Return the earliest thing that waits at any desk, or None."""
        waiting = self._waiting(connection, passed_over.now(connection))
        return min((due for due, _ in waiting), key=lambda due: due.at, default=None)

    def step(self, connection: Connection, now: datetime) -> Ran | None:
        """Do the earliest thing of all desks whose time has come."""
        passed = passed_over.now(connection)
        waiting = [(due, name) for due, name in self._waiting(connection, passed) if due.at <= now]
        if not waiting:
            return None
        due, name = min(waiting, key=lambda one: one[0].at)
        left_out = passed.get(name, {})
        ran = _asked(name, due.op_id, lambda: self._desks[name].step(connection, now, _still(left_out)))
        for subject in {"", due.op_id} & left_out.keys():
            passed_over.forget(connection, name, subject)
        return ran

    def _waiting(self, connection: Connection, passed: Mapping[str, Mapping[str, bool]]) -> Iterator[tuple[Due, str]]:
        for name, desk in self._desks.items():
            left_out = _still(passed.get(name, {}))
            if "" not in left_out:
                due = _asked(name, "", partial(desk.due, connection, left_out))
                if due is not None:
                    yield due, name


def _still(subjects: Mapping[str, bool]) -> Collection[str]:
    return [subject for subject, is_passed_over in subjects.items() if is_passed_over]


def _asked(desk: str, subject: str, work: Callable[[], T]) -> T:
    try:
        return work()
    except (OperationalError, InterfaceError):  # the database's trouble, not the desk's
        raise
    except Exception as problem:
        raise DeskFailed(desk, subject) from problem
