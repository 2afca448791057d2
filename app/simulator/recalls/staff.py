"""What the bank's staff sees of recalls and answers for the payee's bank (SIM-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy import select

from app.simulator import fields
from app.simulator.calendar import opening
from app.simulator.clock import local_date, moment_text
from app.simulator.recalls import money
from app.simulator.recalls.answers import answered, answers_at
from app.simulator.recalls.rules import Said
from app.simulator.recalls.tables import recalls
from app.simulator.refusals import Refused
from app.simulator.sessions import note
from app.wire.codes import Refusal
from app.wire.recalls import Answer, RecallState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row


class RecallShown(msgspec.Struct):
    """A recall with what the payee's bank is going to say; ``due_at`` '' if nothing comes by itself."""

    recall_id: str
    unit: str
    op_id: str
    n: str
    bank: str
    payee: str
    satang: str
    state: str
    opened_at: str
    due_at: str
    due_satang: str
    due_answer: str


class RecallsShown(msgspec.Struct):
    """Recalls that no bank has answered yet, the oldest first."""

    recalls: list[RecallShown]


class AnswerWanted(msgspec.Struct, forbid_unknown_fields=True):
    """``satang`` '' is all that was asked; ``on`` is a day to come, '' now; ``code`` is a reason of `refused`."""

    answer: Literal["money_back", "refused"]
    satang: str = ""
    on: str = ""
    code: str = Answer.CUST.value


def waiting(connection: Connection) -> RecallsShown:
    """Return the recalls that wait for a bank."""
    mine = select(recalls).where(recalls.c.state == RecallState.OPEN.value)
    rows = connection.execute(mine.order_by(recalls.c.opened_at, recalls.c.unit, recalls.c.turn)).all()
    return RecallsShown([_shown(connection, row) for row in rows])


def answer(connection: Connection, now: datetime, recall_id: str, wanted: AnswerWanted) -> RecallShown:
    """Answer at once, or let it happen on a day; refuse what is answered already, and more than was asked."""
    row = connection.execute(select(recalls).where(recalls.c.recall_id == recall_id)).one_or_none()
    if row is None:
        raise Refused(Refusal.NOT_FOUND)
    if row.state != RecallState.OPEN:
        raise Refused(Refusal.STATUS_FORBIDS, status=row.state, action=wanted.answer)
    said, at = _said(row, wanted), _answers_at(now, wanted.on)
    if at is None:
        answered(connection, now, row, said.satang, said.code)
    else:
        answers_at(connection, row, at, said)
    note(connection, now, recall_id, "operator.recall", "", {"answer": wanted.answer, "satang": str(said.satang)})
    return _shown(connection, connection.execute(select(recalls).where(recalls.c.recall_id == recall_id)).one())


def _said(row: Row[Any], wanted: AnswerWanted) -> Said:
    if wanted.answer == "refused":
        if wanted.code not in frozenset(Answer):
            raise Refused(Refusal.FIELD_WRONG, field="code", line="")
        return Said(0, wanted.code)
    if wanted.satang and not (fields.is_satang(wanted.satang) and int(wanted.satang) <= row.satang):
        raise Refused(Refusal.FIELD_WRONG, field="satang", line="")
    return Said(int(wanted.satang or row.satang), "")


def _answers_at(now: datetime, on: str) -> str | None:
    """Return the opening of the day that was named, None for now; a day that is over cannot be named."""
    day = fields.read_day(on) if on else local_date(now)
    if day is None or day < local_date(now):
        raise Refused(Refusal.FIELD_WRONG, field="on", line="")
    return moment_text(opening(day)) if day > local_date(now) else None


def _shown(connection: Connection, row: Row[Any]) -> RecallShown:
    line = money.of_recall(connection, row).line
    return RecallShown(
        recall_id=row.recall_id,
        unit=row.unit,
        op_id=row.op_id,
        n=str(row.n),
        bank=line.bank,
        payee=line.name,
        satang=str(row.satang),
        state=row.state,
        opened_at=row.opened_at,
        due_at=row.due_at or "",
        due_satang=str(row.due_satang or ""),
        due_answer=row.due_answer,
    )
