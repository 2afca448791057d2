"""Lists of the register: ids in order at once, payees when they are looked at, what was paid to one of them.

A search reads one index in the order of names, so that the first of 20,000 payees are found in milliseconds.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, exists, func, not_, or_, select

from app.domain.payees.changes import ChangeStatus
from app.domain.payees.payee import NameCheck, NameMatch, Payee, PendingMark, Verification
from app.domain.payees.register import RegisteredPayee
from app.domain.payees.search import words
from app.store import records
from app.store.payee_tables import payee as payee_table
from app.store.payee_tables import payee_change as change_table
from app.store.payee_tables import payee_check as check_table
from app.store.payee_tables import payee_entry as entry_table
from app.store.payees import record_of
from app.store.records import moment
from app.store.tables import batch as batch_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from array import array
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Row

    from app.domain.disbursement.record import Batch, LineRecord
    from app.store.handles import Reading

PENDING, ENDED, SHARED = "pending", "ended", "shared"
"""Filters beside those of `Verification`."""

_P = payee_table.c
_OTHER = payee_table.alias("other")
ORDERS: dict[str, ColumnElement[Any]] = {
    name: _P[name] for name in ("name", "person_id", "office", "bank", "acct", "mobile", "changed_at", "until")
}


def _paid() -> ColumnElement[bool]:
    return exists().where(
        line_table.c.account == _P.acct,
        line_table.c.status != "draft",
        line_table.c.status == "settled",
        line_table.c.bank == _P.bank,
    )


def _name_checked() -> ColumnElement[bool]:
    return exists().where(
        check_table.c.payee_id == _P.payee_id,
        check_table.c.bank == _P.bank,
        check_table.c.acct == _P.acct,
        check_table.c.name.in_((_P.name, _P.acct_name)),
        check_table.c.match == NameMatch.MATCH.value,
    )


def _waiting() -> ColumnElement[bool]:
    waiting = select(change_table.c.req_id).where(change_table.c.status == ChangeStatus.PENDING.value)
    return exists().where(entry_table.c.payee_id == _P.payee_id, entry_table.c.req_id.in_(waiting))


def _shared() -> ColumnElement[bool]:
    other = _OTHER.c
    return exists().where(
        other.acct == _P.acct, other.bank == _P.bank, other.id != _P.id, other.merged_into == "", _P.merged_into == ""
    )


def _verified() -> ColumnElement[str]:
    return case(
        (_paid(), Verification.PAID_BEFORE.value),
        (_name_checked(), Verification.NAME_CHECKED.value),
        (_P.form_seen == 1, Verification.FORM_SEEN.value),
        else_=Verification.UNVERIFIED.value,
    )


def _has_ended(today: date) -> ColumnElement[bool]:
    return or_(_P.merged_into != "", and_(_P.until != "", _P.until < today.isoformat()))


def payee_ids(
    rd: Reading,
    today: date,
    *,
    order: str = "",
    descending: bool = False,
    search: str = "",
    states: Collection[str] = (),
    count_max: int | None = None,
) -> array[int]:
    """Return the ids of payees, by name unless told otherwise; every word of ``search`` stands somewhere in them.

    ``states`` are `Verification` values, `PENDING`, `ENDED` and `SHARED`; a payee fits if any of them fits.
    """
    by = ORDERS[order] if order else _P.name
    query = select(_P.id).where(*_fitting(today, search, states))
    query = query.order_by(*((by.desc(), _P.id.desc()) if descending else (by, _P.id)))
    return rd.integers(query.limit(count_max) if count_max else query)


def payee_count(rd: Reading, today: date, *, search: str = "", states: Collection[str] = ()) -> int:
    """Return how many payees `payee_ids` lists."""
    query = select(func.count()).select_from(payee_table).where(*_fitting(today, search, states))
    return int(rd.connection.execute(query).scalar_one())


def payee_rows(rd: Reading, ids: Sequence[int]) -> dict[int, Payee]:
    """Return the payees with these ids, with all that is known of their accounts."""
    return {identity: payee for identity, payee in _payees(rd, _P.id.in_(_values(ids)))}


def payee(rd: Reading, payee_id: str) -> Payee | None:
    """Return one payee, None for an id that is not in the register."""
    return next((found for _, found in _payees(rd, _P.payee_id == payee_id)), None)


def payees(rd: Reading, payee_ids: Iterable[str]) -> dict[str, Payee]:
    """Return these payees by id; unknown ones are left out."""
    return {found.payee_id: found for _, found in _payees(rd, _P.payee_id.in_(_values(payee_ids)))}


def row_id(rd: Reading, payee_id: str) -> int:
    """Return the list's id of a payee, -1 for none."""
    found = rd.connection.execute(select(_P.id).where(_P.payee_id == payee_id)).scalar()
    return -1 if found is None else int(found)


def registered(rd: Reading) -> list[RegisteredPayee]:
    """Return the whole register as lines are linked to it."""
    columns = ("payee_id", "version", "name", "bank", "acct", "acct_name", "person_id", "until", "merged_into")
    query = select(*(_P[name] for name in columns), func.substr(_P.changed_at, 1, 10))
    return [RegisteredPayee(*row) for row in rd.tuples(query)]


def lines_of(rd: Reading, payee: Payee, count_max: int = 1_000) -> list[tuple[Batch, LineRecord]]:
    """Return what was handed in for a payee, signed with the id or to the present account, the newest first."""
    handed_in = line_table.c.status != "draft"
    by_account = and_(
        line_table.c.account == payee.record.acct, line_table.c.bank == payee.record.bank, line_table.c.payee_id == ""
    )
    of_id = select(line_table.c.id).where(line_table.c.payee_id == payee.payee_id, line_table.c.payee_id != "")
    of_account = select(line_table.c.id).where(handed_in, by_account)
    wanted = of_id.union(of_account).subquery()
    query = (
        select(line_table)
        .where(line_table.c.id.in_(select(wanted.c.id)), handed_in)
        .order_by(line_table.c.id.desc())
        .limit(count_max)
    )
    found = rd.tuples(query)
    owners = {records.batch_id_of(row[0]) for row in found}
    batches = {
        row.id: records.batch_record(row)
        for row in rd.connection.execute(select(batch_table).where(batch_table.c.id.in_(_values(list(owners)))))
    }
    return [(batches[records.batch_id_of(row[0])], records.line_record(row)) for row in found]


def _fitting(today: date, search: str, states: Collection[str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [func.instr(_P.sought, word) > 0 for word in words(search)]
    chosen: list[ColumnElement[bool]] = []
    ended = _has_ended(today)
    special = {PENDING: _waiting(), ENDED: ended, SHARED: _shared()}
    chosen.extend(special[state] for state in states if state in special)
    verified = sorted(set(states) & {each.value for each in Verification})
    if verified:
        chosen.append(and_(not_(ended), _verified().in_(verified)))
    if chosen:
        conditions.append(or_(*chosen))
    return conditions


def _payees(rd: Reading, which: ColumnElement[bool]) -> list[tuple[int, Payee]]:
    rows = rd.connection.execute(select(payee_table, _verified().label("verified")).where(which)).all()
    ids = [row.payee_id for row in rows]
    pending, checks, shared = _pending_marks(rd, ids), _checks(rd, rows), _sharers(rd, rows)
    return [
        (
            row.id,
            Payee(
                payee_id=row.payee_id,
                version=row.version,
                record=record_of(row),
                merged_into=row.merged_into,
                verified=Verification(row.verified),
                check=checks.get(row.payee_id),
                pending=pending.get(row.payee_id),
                shared_with=tuple(shared.get(row.payee_id, ())),
            ),
        )
        for row in rows
    ]


def _pending_marks(rd: Reading, payee_ids: Iterable[str]) -> dict[str, PendingMark]:
    query = (
        select(entry_table.c.payee_id, entry_table.c.merged_into, change_table)
        .join(change_table, change_table.c.req_id == entry_table.c.req_id)
        .where(change_table.c.status == ChangeStatus.PENDING.value, entry_table.c.payee_id.in_(_values(payee_ids)))
    )
    return {
        row.payee_id: PendingMark(row.req_id, row.maker_uid, moment(row.proposed_at), bool(row.merged_into))
        for row in rd.connection.execute(query)
    }


def _checks(rd: Reading, rows: Sequence[Row[Any]]) -> dict[str, NameCheck]:
    """Return the newest word of the bank on each payee's present account and name."""
    query = select(check_table).where(check_table.c.payee_id.in_(_values(row.payee_id for row in rows)))
    present = {row.payee_id: row for row in rows}
    found: dict[str, NameCheck] = {}
    for check in rd.connection.execute(query.order_by(check_table.c.seq)):
        row = present[check.payee_id]
        if (check.bank, check.acct) == (row.bank, row.acct) and check.name in (row.name, row.acct_name):
            found[check.payee_id] = NameCheck(NameMatch(check.match), check.name, check.bank_name, moment(check.at))
    return found


def _sharers(rd: Reading, rows: Sequence[Row[Any]]) -> dict[str, list[str]]:
    accounts = [row.acct for row in rows if not row.merged_into]
    query = select(_P.payee_id, _P.bank, _P.acct, _P.name).where(_P.acct.in_(_values(accounts)), _P.merged_into == "")
    at: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for payee_id, bank, acct, name in rd.connection.execute(query.order_by(_P.name)):
        at.setdefault((bank, acct), []).append((payee_id, name))
    return {
        row.payee_id: [name for other, name in at.get((row.bank, row.acct), ()) if other != row.payee_id]
        for row in rows
        if not row.merged_into
    }


def _values(values: Iterable[Any]) -> Any:
    return select(func.json_each(json.dumps(list(values))).table_valued("value").c.value)
