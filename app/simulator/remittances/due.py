"""What falls due about remittances: the bank opens and moves money, and the treasury answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator import ledger
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.due import PASSED, Due, Ran
from app.simulator.gfmis.numbers import treasury_reference
from app.simulator.remittances import hours, moving, standing, treasury
from app.simulator.remittances.moving import Moved
from app.simulator.remittances.tables import remittances
from app.wire.remittances import RemittanceState, TreasuryCode

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy import Connection, Row

    from app.simulator.calendar import BankCalendar
    from app.simulator.remittances.treasury_rules import TreasuryRules

MOVED, ANSWERED = "remittance_moved", "remittance_answered"
_r = remittances.c
# Ids are chance and workstations' clocks are not ours: those of one moment go as they came.
_FIRST = (
    select(_r.due_at, _r.req_id, _r.state)
    .where(_r.due_at.is_not(None), _r.req_id.not_in(PASSED))
    .order_by(_r.due_at, _r.unit, _r.turn)
    .limit(1)
)


class RemittanceDesk:
    """Moves the money of one remittance, or gives the treasury's answer to one; each in a transaction of its own."""

    def __init__(self, rules: TreasuryRules, calendar: BankCalendar, bank_key: Ed25519PrivateKey) -> None:
        self._rules = rules
        self._calendar = calendar
        self._key = bank_key

    def due(self, connection: Connection, passed: Collection[str] = ()) -> Due | None:
        """Return the earliest remittance that waits for its time, or None."""
        row = connection.execute(_FIRST, {"passed": passed}).first()
        if row is None:
            return None
        what = MOVED if row.state == RemittanceState.APPROVED else ANSWERED
        return Due(read_moment(row.due_at), row.req_id, what)

    def step(self, connection: Connection, now: datetime, passed: Collection[str] = ()) -> Ran | None:
        """Do the earliest thing whose time has come; None if there is nothing."""
        due = self.due(connection, passed)
        if due is None or due.at > now:
            return None
        row = connection.execute(select(remittances).where(remittances.c.req_id == due.op_id)).one()
        if due.what == MOVED:
            self._move(connection, now, row)
        else:
            self._answer(connection, now, row)
        return Ran(moment_text(now), due.what, row.req_id, 1)

    def _move(self, connection: Connection, now: datetime, row: Row[Any]) -> None:
        ledger.send(connection, standing.money_of(row, now))
        text, order = treasury.order_of(connection, row)
        bank_ref = treasury_reference(connection, row.agency, fiscal_year(local_date(now)))
        moved = Moved(text, order.items, bank_ref, self._answers_at(row.satang, now))
        moving.recorded(connection, now, self._key, row, moved)

    def _answers_at(self, satang: int, now: datetime) -> str | None:
        """Return when the treasury answers by itself, None for never."""
        rule = self._rules.find(satang)
        if rule is not None and rule.do == "silence":
            return None
        if rule is not None and rule.do == "next_day":
            return moment_text(hours.next_opening(self._calendar, now))
        return moment_text(now + timedelta(minutes=self._rules.answer_minutes))

    def _answer(self, connection: Connection, now: datetime, row: Row[Any]) -> None:
        rule = self._rules.find(row.satang)
        code = treasury.problem(connection, now, row)
        if code is None and rule is not None and rule.code:
            code = TreasuryCode(rule.code)
        if code is None:
            treasury.book(connection, now, row)
        else:
            treasury.refuse(connection, now, row, code)
