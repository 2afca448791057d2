"""Telling what became of lines: money moves, the payee's notice, the event, and at the end the signed receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from app.simulator import ledger, log, notices
from app.simulator.disbursement import batches, stages
from app.simulator.disbursement.stages import By
from app.simulator.disbursement.states import Action
from app.simulator.gfmis import spending
from app.simulator.tables import lines as line_table
from app.simulator.tables import units
from app.simulator.telling.tables import notices as notice_table
from app.wire.codec import encode
from app.wire.codes import Cause, Decision, LineState, Stage
from app.wire.disbursement import RECEIPT, Line, Receipt, SignedReceipt
from app.wire.events import (
    BATCH_FINISHED,
    LINES_REPORTED,
    BatchFinished,
    LinesReported,
    Outcome,
    outcomes_sha256,
)
from app.wire.signature import RECEIPT as RECEIPT_LABEL
from app.wire.signature import sha256_hex, sign

if TYPE_CHECKING:
    from sqlalchemy import Connection, Update

    from app.simulator.context import Central
    from app.simulator.disbursement.batches import Batch


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes of one line now."""

    line: Line
    pending_id: str
    status: LineState
    reason: str
    name_at_bank: str = ""
    cause: Cause = Cause.PAYEES_BANK
    rule: str = ""

    @property
    def money(self) -> ledger.Reserved:
        """The line's reservation."""
        return ledger.Reserved(int(self.line.n), self.pending_id, self.line.bank, int(self.line.satang))


_STEPS = {
    LineState.SETTLED: Stage.LINES_SETTLED,
    LineState.REJECTED: Stage.LINES_REJECTED,
    LineState.RETURNED: Stage.LINES_RETURNED,
}
_MONEY_MOVES = {
    LineState.SETTLED: ledger.post,
    LineState.REJECTED: ledger.void,
    LineState.RETURNED: ledger.give_back,
}


class Teller:
    """Reports results into the unit's log and signs receipts."""

    def __init__(self, central: Central) -> None:
        self._central = central

    def report(self, connection: Connection, batch: Batch, results: list[Result], at: str, rules: int = 0) -> None:
        """Give every result its effect and tell it; finish the batch when no line is open any more.

        ``rules`` is the version of the rules that decided now, 0 where none was asked.
        """
        if not results:
            return
        for status, move in _MONEY_MOVES.items():
            money = [result.money for result in results if result.status is status]
            if money:
                move(connection, batch.order(at), money)
        told = [_outcome(result, batch, at) for result in results]
        connection.execute(_update(batch), [_values(outcome) for outcome in told])
        _note(connection, batch, results, at, rules)
        self._notify(connection, batch, results, at)
        answered = sum(result.status is not LineState.RETURNED for result in results)
        batch = batches.change(connection, batch, lines_open=batch.lines_open - answered)
        body = LinesReported(
            op_id=batch.op_id,
            rev=str(batch.rev),
            version=str(batch.version),
            outcomes=tuple(told),
            settled_satang=_moved(results, LineState.SETTLED),
            returned_satang=_moved(results, LineState.RETURNED),
        )
        log.append(connection, at, batch.owner, LINES_REPORTED, batch.op_id, body, log.BANK)
        _book(connection, batch, results, at)
        if batch.lines_open == 0:
            self._finish(connection, batch, at)

    def _notify(self, connection: Connection, batch: Batch, results: list[Result], at: str) -> None:
        paid = [result.line for result in results if result.status is LineState.SETTLED]
        if not paid:
            return
        name = connection.execute(select(units.c.name).where(units.c.unit == batch.unit)).scalar_one()
        same = {"op_id": batch.op_id, "rev": batch.rev, "at": at}
        texts = self._central.rules.book.notices
        rows = [
            same | {"n": int(line.n)} | notices.row(line, name, line_reference(batch, line.n), texts) for line in paid
        ]
        connection.execute(insert(notice_table), rows)

    def _finish(self, connection: Connection, batch: Batch, at: str) -> None:
        mine = (line_table.c.op_id == batch.op_id, line_table.c.rev == batch.rev)
        rows = connection.execute(select(line_table).where(*mine).order_by(line_table.c.n)).all()
        settled = [row.satang for row in rows if row.status == LineState.SETTLED]
        action = Action.SETTLE_SOME if settled else Action.SETTLE_NONE
        if len(settled) == len(rows):
            action = Action.SETTLE_ALL
        batch = stages.move(connection, batch, action, By(at, Cause.BANK))
        given = batches.signatures(connection, batch)
        approvals = "\n".join(one.signed.authorization for one in given if one.decision == Decision.APPROVE)
        receipt = Receipt(
            typ=RECEIPT,
            op_id=batch.op_id,
            rev=str(batch.rev),
            bank_ref=batch.bank_ref,
            status=batch.status,
            finished_at=at,
            settled_count=str(len(settled)),
            settled_satang=str(sum(settled)),
            rejected_count=str(len(rows) - len(settled)),
            rejected_satang=str(batch.total_satang - sum(settled)),
            lines_root=batch.signed_payment().lines_root,
            outcomes_sha256=outcomes_sha256(
                Outcome(str(row.n), row.status, row.reason, row.bank_ref, row.at, row.notice, row.name_at_bank)
                for row in rows
            ),
            payment_sha256=sha256_hex(batch.payment.encode()),
            authz_sha256=sha256_hex(approvals.encode()),
            log=batch.unit,
            epoch=self._central.epoch,
        )
        content = encode(receipt)
        body = BatchFinished(
            op_id=batch.op_id,
            rev=str(batch.rev),
            status=batch.status,
            version=str(batch.version),
            receipt=SignedReceipt(content.decode(), sign(self._central.bank_key, RECEIPT_LABEL, content)),
        )
        log.append(connection, at, batch.owner, BATCH_FINISHED, batch.op_id, body, log.BANK)


def _note(connection: Connection, batch: Batch, results: list[Result], at: str, rules: int) -> None:
    """Write the steps down; lines that go the same way for the same reason are one."""
    alike: dict[tuple[LineState, Cause, str, str], list[int]] = {}
    for one in results:
        alike.setdefault((one.status, one.cause, one.rule, one.reason), []).append(int(one.line.n))
    for (status, cause, rule, reason), numbers in alike.items():
        stages.note(connection, batch, _STEPS[status], By(at, cause, rule=rule, rules=rules, reason=reason), numbers)


def _book(connection: Connection, batch: Batch, results: list[Result], at: str) -> None:
    """Tell the treasury's books what was paid and what came back."""
    paid = sum(result.money.satang for result in results if result.status is LineState.SETTLED)
    back = [result.money for result in results if result.status is LineState.RETURNED]
    if paid:
        spending.paid(connection, batch, paid, at)
    if back:
        spending.came_back(connection, batch, back, at)


def line_reference(batch: Batch, n: str) -> str:
    """Return the bank's reference of one line."""
    return f"{batch.bank_ref}-{n.zfill(6)}"


def _moved(results: list[Result], status: LineState) -> str:
    """Return what lines of a status moved together, '' for nothing."""
    total = sum(result.money.satang for result in results if result.status is status)
    return str(total) if total else ""


def _outcome(result: Result, batch: Batch, at: str) -> Outcome:
    paid = result.status is LineState.SETTLED
    return Outcome(
        n=result.line.n,
        status=result.status.value,
        reason=result.reason,
        bank_ref=line_reference(batch, result.line.n),
        at=at,
        notice=notices.channel(result.line) if paid else "",
        name_at_bank=result.name_at_bank,
    )


def _update(batch: Batch) -> Update:
    n = line_table.c
    mine = (n.op_id == batch.op_id, n.rev == batch.rev, n.n == bindparam("line_n"))
    told = ("status", "reason", "bank_ref", "at", "notice", "name_at_bank")
    return update(line_table).where(*mine).values({name: bindparam(f"new_{name}") for name in told})


def _values(outcome: Outcome) -> dict[str, str | int]:
    return {
        "line_n": int(outcome.n),
        "new_status": outcome.status,
        "new_reason": outcome.reason,
        "new_bank_ref": outcome.bank_ref,
        "new_at": outcome.at,
        "new_notice": outcome.notice,
        "new_name_at_bank": outcome.name_at_bank,
    }
