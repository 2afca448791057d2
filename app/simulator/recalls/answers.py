"""What the payee's bank answers: by its rules on a bank day, by its staff at once, or by a late return (SIM-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from app.simulator import ledger
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.due import PASSED, Due, Ran
from app.simulator.recalls import money, views
from app.simulator.recalls.rules import RecallRules
from app.simulator.recalls.tables import recalls
from app.simulator.ruling import versions
from app.simulator.tables import lines
from app.wire.codes import LineState
from app.wire.recalls import Answer, RecallState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.calendar import BankCalendar
    from app.simulator.recalls.rules import Said
    from app.simulator.ruling.versions import RulesInForce

TAKEN_UP, ANSWERED = "recall_asked", "recall_answered"
_FIRST = (
    select(recalls.c.due_at, recalls.c.recall_id)
    .where(recalls.c.due_at.is_not(None), recalls.c.recall_id.not_in(PASSED))
    .order_by(recalls.c.due_at, recalls.c.unit, recalls.c.turn)
    .limit(1)
)


class RecallAnswers:
    """The part of the bank's back office that other banks answer to."""

    def __init__(self, rules: RulesInForce, calendar: BankCalendar) -> None:
        self._rules = rules
        self._calendar = calendar

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest answer that waits for its time, or None."""
        row = connection.execute(_FIRST, {"passed": passed}).first()
        return None if row is None else Due(read_moment(row.due_at), row.recall_id, ANSWERED)

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Give the earliest answer whose time has come; None if there is none."""
        due = self.due(connection, passed)
        if due is None or due.at > now:
            return None
        row = connection.execute(select(recalls).where(recalls.c.recall_id == due.op_id)).one()
        if row.due_satang or row.due_answer:
            answered(connection, now, row, row.due_satang, row.due_answer)
            return Ran(moment_text(now), ANSWERED, row.op_id, 1)
        paid = money.of_recall(connection, row)
        rules = RecallRules(self._rules.book.recalls, self._calendar)
        rule = rules.decide(paid.line.name, row.satang)
        if rule.id:
            versions.count_hits(connection, {rule.id: 1})
        at, said = rules.answer(rule, row.satang, now)
        answers_at(connection, row, at, said)
        return Ran(moment_text(now), TAKEN_UP, row.op_id, 1)


def answers_at(connection: Connection, row: Row[Any], at: str | None, said: Said) -> None:
    """Let the bank answer at a moment, None for never."""
    mine = update(recalls).where(recalls.c.recall_id == row.recall_id)
    connection.execute(mine.values(due_at=at, due_satang=said.satang, due_answer=said.code))


def answered(connection: Connection, now: datetime, row: Row[Any], satang: int, code: str) -> Row[Any]:
    """Bring so much money back, or none with the reason; what the line was still to return by itself is off then."""
    at, values = moment_text(now), {"due_at": None, "due_satang": 0, "due_answer": "", "answer": code}
    if satang:
        paid = money.of_recall(connection, row)
        ledger.call_back(connection, paid.called_back(row.recall_id, satang, at))
        _return_no_more(connection, row)
        back_on = local_date(now).isoformat()
        values |= {"state": RecallState.MONEY_BACK.value, "back_satang": satang, "back_on": back_on}
    else:
        values |= {"state": RecallState.REFUSED.value}
    mine = update(recalls).where(recalls.c.recall_id == row.recall_id)
    row = connection.execute(mine.values(values).returning(recalls)).one()
    views.tell(connection, now, row, row.state)
    return row


def returned_late(connection: Connection, now: datetime, op_id: str, ns: Iterable[str]) -> None:
    """End open recalls of lines whose money the payee's bank has just sent back by itself: it pays once."""
    numbers = [int(n) for n in ns]
    mine = (recalls.c.op_id == op_id, recalls.c.n.in_(numbers), recalls.c.state == RecallState.OPEN.value)
    for row in connection.execute(select(recalls).where(*mine).order_by(recalls.c.turn)).all():
        answered(connection, now, row, 0, Answer.ARDT.value)


def _return_no_more(connection: Connection, row: Row[Any]) -> None:
    mine = (lines.c.op_id == row.op_id, lines.c.rev == row.rev, lines.c.n == row.n)
    late = lines.c.due_action.startswith(f"{LineState.RETURNED.value}:")
    connection.execute(update(lines).where(*mine, late).values(due_at=None, due_action=""))
