"""What accounts got before, and what the register says of them: the ground on which lines are judged."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.risk import Paid, Registered
from app.domain.disbursement.transfer import LineStatus
from app.domain.payees.changes import ChangeStatus
from app.domain.values.dates import bangkok_day, instant
from app.store import records
from app.store.payee_tables import payee as payee_table
from app.store.payee_tables import payee_change as change_table
from app.store.payee_tables import payee_entry as entry_table
from app.store.payees import account_moved
from app.store.tables import batch as batch_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.domain.disbursement.record import Batch
    from app.domain.disbursement.risk import Place
    from app.store.handles import Reading

_NOT_DRAFT = line_table.c.status != LineStatus.DRAFT.value
_STATUSES = {status.value: status for status in LineStatus}
_GONE = (BatchStatus.DRAFT.value, BatchStatus.RETURNED.value, BatchStatus.WITHDRAWN.value, BatchStatus.CANCELLED.value)


def paid_to(rd: Reading, accounts: Iterable[str], except_op_id: str, since: date) -> dict[Place, list[Paid]]:
    """Return what these account numbers got in other batches since a day, whatever became of it, the newest first."""
    day = func.coalesce(batch_table.c.value_date, func.substr(batch_table.c.created_at, 1, 10))
    columns = (
        line_table.c.bank, line_table.c.account, line_table.c.name, line_table.c.satang, line_table.c.status,
        batch_table.c.kind, batch_table.c.op_id, batch_table.c.document_no, day,
    )  # fmt: skip
    query = (
        select(*columns)
        .join_from(line_table, batch_table, batch_table.c.id == line_table.c.id.op(">>")(records.NUMBER_BITS))
        .where(
            _NOT_DRAFT,
            line_table.c.account.in_(_among(accounts)),
            batch_table.c.op_id != except_op_id,
            day >= since.isoformat(),
        )
        .order_by(day.desc(), line_table.c.id.desc())
    )
    found: dict[Place, list[Paid]] = defaultdict(list)
    for bank, account, name, satang, status, *rest in rd.connection.execute(query):
        found[bank, account].append(Paid(name, satang or 0, _STATUSES[status], *rest))
    return found


def registered(rd: Reading, accounts: Iterable[str], changed_since: date) -> dict[Place, list[Registered]]:
    """Return the payees of these account numbers; ``changed_on`` is told where it is not before a day."""
    query = select(
        payee_table.c.payee_id,
        payee_table.c.bank,
        payee_table.c.acct,
        payee_table.c.acct_name,
        payee_table.c.name,
        payee_table.c.until,
        payee_table.c.merged_into,
        payee_table.c.changed_at,
        payee_table.c.mobile,
        payee_table.c.email,
    ).where(payee_table.c.acct.in_(_among(accounts)))
    rows = list(rd.connection.execute(query))
    moved = _moved(rd, [row.payee_id for row in rows], changed_since)
    found: dict[Place, list[Registered]] = defaultdict(list)
    for row in rows:
        merged_on = bangkok_day(records.moment(row.changed_at)).isoformat() if row.merged_into else ""
        ended_on, changed_on = merged_on or row.until, moved.get(row.payee_id, "")
        here = Registered(row.acct_name or row.name, ended_on, changed_on, row.mobile, row.email)
        found[row.bank, row.acct].append(here)
    return found


def batch_before(rd: Reading, batch: Batch) -> Batch | None:
    """Return the batch of the same kind and sort that was handed in last before this one and was not given up."""
    query = (
        select(batch_table)
        .where(
            batch_table.c.kind == str(batch.head.kind),
            batch_table.c.sub_kind == batch.head.sub_kind,
            batch_table.c.op_id != batch.op_id,
            batch_table.c.follows == "",
            batch_table.c.suspect == "",
            batch_table.c.status.not_in(_GONE),
            batch_table.c.created_at <= instant(batch.created_at),
        )
        .order_by(batch_table.c.created_at.desc(), batch_table.c.id.desc())
        .limit(1)
    )
    row = rd.connection.execute(query).first()
    return records.batch_record(row) if row else None


def _moved(rd: Reading, payee_ids: list[str], since: date) -> dict[str, str]:
    """Return the day of the newest approved change of account of each of these payees that had one."""
    query = (
        select(entry_table.c.payee_id, entry_table.c.record, entry_table.c.before, change_table.c.decided_at)
        .join(change_table, change_table.c.req_id == entry_table.c.req_id)
        .where(
            entry_table.c.payee_id.in_(_among(payee_ids)),
            entry_table.c.left_out == 0,
            entry_table.c.before != "",
            change_table.c.status == ChangeStatus.APPROVED.value,
            change_table.c.decided_at >= since.isoformat(),
        )
        .order_by(change_table.c.seq)
    )
    days: dict[str, str] = {}
    for payee_id, after, before, decided_at in rd.connection.execute(query):
        if account_moved(before, after):
            days[payee_id] = bangkok_day(records.moment(decided_at)).isoformat()
    return days


def _among(values: Iterable[str]) -> Any:
    return select(func.json_each(json.dumps(sorted(set(values)))).table_valued("value").c.value)
