"""What the log told that vouches for accounts: forms compared, the bank's word on names, money that arrived before."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from app.domain.disbursement.transfer import LineStatus
from app.domain.payees.certainty import FormCompared, Known, KnownPayee, PaidBefore, Place
from app.domain.payees.changes import ChangeStatus
from app.domain.payees.payee import NameCheck, NameMatch
from app.store import records
from app.store.payee_tables import payee as payee_table
from app.store.payee_tables import payee_change as change_table
from app.store.payee_tables import payee_check as check_table
from app.store.payee_tables import payee_entry as entry_table
from app.store.payees import kept_record, record_of
from app.store.records import moment
from app.store.tables import batch as batch_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from app.store.handles import Reading

_NOT_DRAFT = line_table.c.status != LineStatus.DRAFT.value


def known(rd: Reading, payee_ids: Collection[str], accounts: Collection[str], except_op_id: str) -> Known:
    """Return what is known of these payees, of everybody at these account numbers, and of what other batches paid."""
    table = payee_table.c
    among = or_(table.payee_id.in_(_among(payee_ids)), table.acct.in_(_among(accounts)))
    rows = rd.connection.execute(select(payee_table).where(among).order_by(table.payee_id)).all()
    present = {row.payee_id: row for row in rows}
    former, forms, checks = _former(rd, present), _forms(rd, present), _checks(rd, present)
    payees = {
        row.payee_id: KnownPayee(
            row.payee_id,
            row.version,
            record_of(row),
            row.merged_into,
            former.get(row.payee_id, {}),
            forms.get(row.payee_id),
            checks.get(row.payee_id),
        )
        for row in rows
    }
    at: dict[Place, list[KnownPayee]] = defaultdict(list)
    for payee in payees.values():
        at[payee.record.account].append(payee)
    return Known(payees, at, _paid(rd, accounts, except_op_id))


def _former(rd: Reading, present: Mapping[str, Row[Any]]) -> dict[str, dict[Place, datetime]]:
    """Return the accounts that approved changes replaced, with the moment of the newest change that did."""
    found: dict[str, dict[Place, datetime]] = defaultdict(dict)
    for row in _approved(rd, present, entry_table.c.before != ""):
        before, after = kept_record(row.before), kept_record(row.record)
        if before is not None and after is not None and before.account != after.account:
            found[row.payee_id][before.account] = moment(row.decided_at)
    return found


def _forms(rd: Reading, present: Mapping[str, Row[Any]]) -> dict[str, FormCompared]:
    """Return who compared the form of each present account last."""
    found: dict[str, FormCompared] = {}
    for row in _approved(rd, present, entry_table.c.form_seen == 1):
        here, compared = present[row.payee_id], kept_record(row.record)
        if here.form_seen and compared is not None and compared.account == (here.bank, here.acct):
            found[row.payee_id] = FormCompared(row.decided_by, moment(row.decided_at))
    return found


def _approved(rd: Reading, present: Iterable[str], which: Any) -> Sequence[Row[Any, Any, Any, Any, Any]]:
    """Return the approved entries of these payees that fit, in the order of the log."""
    entry, change = entry_table.c, change_table.c
    query = (
        select(entry.payee_id, entry.before, entry.record, change.decided_by, change.decided_at)
        .join(change_table, change.req_id == entry.req_id)
        .where(
            entry.payee_id.in_(_among(present)),
            entry.left_out == 0,
            change.status == ChangeStatus.APPROVED.value,
            which,
        )
        .order_by(change.decided_at, change.seq)
    )
    return rd.connection.execute(query).all()


def _checks(rd: Reading, present: Mapping[str, Row[Any]]) -> dict[str, NameCheck]:
    """Return the bank's word on each present account: the newest that says the name fits, else the newest."""
    query = select(check_table).where(check_table.c.payee_id.in_(_among(present))).order_by(check_table.c.seq)
    found: dict[str, NameCheck] = {}
    for row in rd.connection.execute(query):
        here, before = present[row.payee_id], found.get(row.payee_id)
        about_it = (row.bank, row.acct) == (here.bank, here.acct) and row.name in (here.name, here.acct_name)
        fits = row.match == NameMatch.MATCH.value
        if about_it and (fits or before is None or before.match is not NameMatch.MATCH):
            found[row.payee_id] = NameCheck(NameMatch(row.match), row.name, row.bank_name, moment(row.at))
    return found


def _paid(rd: Reading, accounts: Iterable[str], except_op_id: str) -> dict[Place, PaidBefore]:
    """Return when other batches brought money to these accounts first, and how often."""
    line = line_table.c
    here = select(batch_table.c.id).where(batch_table.c.op_id == except_op_id).scalar_subquery()
    query = (
        select(line.bank, line.account, func.min(line.settled_at), func.count())
        .where(
            _NOT_DRAFT,
            line.account.in_(_among(accounts)),
            line.status == LineStatus.SETTLED.value,
            line.settled_at.is_not(None),
            line.id.op(">>")(records.NUMBER_BITS) != func.coalesce(here, 0),
        )
        .group_by(line.bank, line.account)
    )
    return {(bank, account): PaidBefore(moment(first), count) for bank, account, first, count in rd.tuples(query)}


def _among(values: Iterable[str]) -> Any:
    return select(func.json_each(json.dumps(sorted(set(values)))).table_valued("value").c.value)
