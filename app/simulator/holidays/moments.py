"""What comes by itself on a day of banks, batches apart: it moves with its day, and back when that day opens again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, literal, select, update

from app.simulator.calendar import opening
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.collections import payments as collected
from app.simulator.collections.tables import payments
from app.simulator.holidays.tables import moved_moments
from app.simulator.recalls.tables import recalls
from app.simulator.remittances.tables import remittances
from app.simulator.tables import batches, lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Column, Connection, Select, Table

    from app.simulator.calendar import BankCalendar

ANSWERS, RECALL, REMITTANCE, CARD = "answers", "recall", "remittance", "card"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that waits until ``was`` and then until ``becomes``; ``asked`` is the moment that it was meant for.

    ``n`` is the number of a line, 0 for anything else; ``satang`` are those of the whole batch then.
    """

    what: str
    about: str
    n: int
    unit: str
    doc_no: str
    satang: int
    asked: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class _Waits:
    """A table with something that comes by itself at a moment."""

    what: str
    table: Table
    key: Column[Any]
    at: Column[Any]


_OF_ITSELF = (
    _Waits(RECALL, recalls, recalls.c.recall_id, recalls.c.due_at),
    _Waits(REMITTANCE, remittances, remittances.c.req_id, remittances.c.due_at),
    _Waits(CARD, payments, payments.c.payment_id, payments.c.book_at),
)


def waiting(connection: Connection, held: BankCalendar, wanted: BankCalendar) -> list[Moment]:
    """Return everything that waits on another day than it was asked for, by the calendar that is wanted.

    What was put on a closed day by somebody stays there; so does what moves neither now nor moved before.
    """
    before = {
        (row.what, row.about, row.n, row.becomes): row.asked for row in connection.execute(select(moved_moments)).all()
    }
    found = []
    for what, query in _queries():
        for row in connection.execute(query):
            asked = before.get((what, row.about, row.n, row.due_at))
            if asked is None and not held.is_open(_day(row.due_at)):
                continue
            becomes = moved(asked or row.due_at, wanted)
            if asked is not None or becomes != row.due_at:
                asked = asked or row.due_at
                found.append(
                    Moment(what, row.about, row.n, row.unit, row.doc_no, row.satang, asked, row.due_at, becomes)
                )
    return found


def move(connection: Connection, now: datetime, found: Sequence[Moment]) -> None:
    """Let everything that `waiting` found come when it is to come now, and remember what it was asked for."""
    moves = [one for one in found if one.becomes != one.was]
    for waits in _OF_ITSELF:
        mine = [one for one in moves if one.what == waits.what]
        if waits.what == CARD:
            _book_on(connection, now, mine)
        elif mine:
            of_one = update(waits.table).where(waits.key == bindparam("of")).values(due_at=bindparam("to"))
            connection.execute(of_one, [{"of": one.about, "to": one.becomes} for one in mine])
    n = lines.c
    of_line = update(lines).where(n.op_id == bindparam("of"), n.n == bindparam("line"), n.due_at == bindparam("was"))
    late = [{"of": one.about, "line": one.n, "was": one.was, "to": one.becomes} for one in moves if one.what == ANSWERS]
    if late:
        connection.execute(of_line.values(due_at=bindparam("to")), late)
    connection.execute(delete(moved_moments))
    names = ("what", "about", "n", "asked", "becomes")
    apart = [{name: getattr(one, name) for name in names} for one in found if one.becomes != one.asked]
    if apart:
        connection.execute(insert(moved_moments), apart)


def moved(moment: str, wanted: BankCalendar) -> str:
    """Return a moment itself, or when banks open again if they are closed on its day."""
    day = _day(moment)
    return moment if wanted.is_open(day) else moment_text(opening(wanted.day_from(day)))


def _queries() -> list[tuple[str, Select[Any]]]:
    n, b = lines.c, batches.c
    late = select(n.op_id.label("about"), n.n, b.unit, b.doc_no, b.total_satang.label("satang"), n.due_at)
    late = late.join(batches, b.op_id == n.op_id).where(n.due_at.is_not(None)).order_by(n.due_at, n.op_id, n.n)
    found = [(ANSWERS, late)]
    for one in _OF_ITSELF:
        c, none = one.table.c, literal(0).label("n")
        columns = (one.key.label("about"), none, c.unit, literal("").label("doc_no"), c.satang, one.at.label("due_at"))
        found.append((one.what, select(*columns).where(one.at.is_not(None)).order_by(one.at, c.unit, c.turn)))
    return found


def _book_on(connection: Connection, now: datetime, moves: Sequence[Moment]) -> None:
    """Let money of cards come into its account on another day, and tell its unit."""
    changed: dict[str, list[Any]] = {}
    for one in moves:
        row = collected.find(connection, one.about)
        if row is None:
            raise LookupError(one.about)
        day = _day(one.becomes).isoformat()
        row = collected.change(connection, row, book_at=one.becomes, value_date=day)
        changed.setdefault(one.unit, []).append(row)
    for rows in changed.values():
        collected.tell(connection, now, rows, collected.RECEIVED)


def _day(moment: str) -> date:
    return local_date(read_moment(moment))
