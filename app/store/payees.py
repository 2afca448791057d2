"""The payee register as the log told it: payees, changes with their signatures, what the bank said of names."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, literal_column, select, update

from app.domain.payees.changes import Change, ChangeStatus, Entry
from app.domain.payees.payee import FIELDS, NameCheck, NameMatch, PayeeRecord
from app.domain.payees.search import sought
from app.domain.search.kinds import Kind
from app.domain.values.dates import instant
from app.domain.values.errors import Refused, Tampered
from app.store import payee_tasks, search_index
from app.store.payee_tables import payee as payee_table
from app.store.payee_tables import payee_aside as aside_table
from app.store.payee_tables import payee_change as change_table
from app.store.payee_tables import payee_check as check_table
from app.store.payee_tables import payee_entry as entry_table
from app.store.records import moment

if TYPE_CHECKING:
    from array import array
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from app.domain.payees.news import PayeesChecked, PayeesProposed, PayeesRecalled, PayeesSettled
    from app.store.handles import Reading, Writing

_PENDING = ChangeStatus.PENDING.value
_OF_ASIDE = aside_table.c.req_id == change_table.c.req_id
_LEFT_OUT = (
    select(func.count())
    .select_from(entry_table)
    .where(entry_table.c.req_id == change_table.c.req_id, entry_table.c.left_out == literal_column("1"))
    .correlate(change_table)
    .scalar_subquery()
)
_HEAD = (
    change_table,
    _LEFT_OUT.label("left_out_count"),
    func.coalesce(aside_table.c.at, "").label("aside_at"),
    func.coalesce(aside_table.c.reason, "").label("aside_reason"),
)
"""What `_change` reads; to be selected from the changes, joined with those put aside where there are any."""


def put_proposed(tx: Writing, said: PayeesProposed, at: datetime, seq: int) -> None:
    """Keep a change that waits, each entry beside the record that is approved now."""
    present = records(tx, [entry.payee_id for entry in said.entries])
    tx.connection.execute(
        insert(change_table),
        {
            "req_id": said.req_id,
            "seq": seq,
            "status": _PENDING,
            "reason": said.reason,
            "maker_uid": said.maker_uid,
            "proposed_at": instant(at),
            "decided_by": "",
            "decided_at": "",
            "answer": "",
            "entries_count": len(said.entries),
            "change": said.change,
            "change_sig": said.change_sig,
            "decision": b"",
            "decision_sig": "",
        },
    )
    rows = (
        (
            entry.payee_id,
            said.req_id,
            number,
            entry.version,
            _written(entry.record),
            _written(present.get(entry.payee_id)),
            entry.merged_into,
            0,
            0,
        )
        for number, entry in enumerate(said.entries)
    )
    tx.insert_many(insert(entry_table), rows)
    tx.touched("payee")


def put_settled(tx: Writing, said: PayeesSettled, at: datetime) -> None:
    """Write a decision: what was approved holds from here on, each version one higher.

    Raises `Tampered` ``payees_unknown_change`` where the change is not the one that was proposed.
    """
    head = _head(tx, said.req_id)
    if bytes(head.change) != said.change or head.change_sig != said.change_sig or head.status != _PENDING:
        raise Tampered("payees_unknown_change", request=said.req_id)
    _close(tx, said.req_id, said.status, said.reason, at, said.decided_by, said.decision, said.decision_sig)
    marked = [
        {
            "of_payee": entry.payee_id,
            "of_change": said.req_id,
            "is_left_out": int(entry.payee_id in said.left_out),
            "is_form_seen": int(entry.payee_id in said.forms_seen),
        }
        for entry in said.entries
    ]
    tx.connection.execute(_MARK, marked)
    if said.status is ChangeStatus.APPROVED:
        approved = [entry for entry in said.entries if entry.payee_id not in said.left_out]
        _put_approved(tx, approved, said.forms_seen, at)


def put_recalled(tx: Writing, said: PayeesRecalled, at: datetime) -> None:
    """Write that the maker took a change back."""
    head = _head(tx, said.req_id)
    if head.status != _PENDING:
        raise Tampered("payees_unknown_change", request=said.req_id)
    _close(tx, said.req_id, ChangeStatus.RECALLED, said.reason, at, head.maker_uid, b"", "")


def put_checked(tx: Writing, said: PayeesChecked, at: datetime, seq: int) -> None:
    """Keep what the bank said of names, the newest word on a name and account."""
    rows = (
        (each.payee_id, each.bank, each.acct, each.name, each.match.value, each.bank_name, instant(at), seq)
        for each in said.answers
    )
    tx.insert_many(insert(check_table).prefix_with("OR REPLACE"), rows)
    tx.touched("payee")


def records(rd: Reading, payee_ids: Iterable[str]) -> dict[str, PayeeRecord]:
    """Return the approved records of these payees; unknown ones are left out."""
    query = select(payee_table).where(payee_table.c.payee_id.in_(_among(payee_ids)))
    return {row.payee_id: record_of(row) for row in rd.connection.execute(query)}


def all_records(rd: Reading) -> dict[str, PayeeRecord]:
    """Return every approved record by its payee's id."""
    columns = [payee_table.c[name] for name in FIELDS]
    return {row[0]: PayeeRecord(*row[1:]) for row in rd.tuples(select(payee_table.c.payee_id, *columns))}


def pending_payees(rd: Reading) -> frozenset[str]:
    """Return the payees with a change that waits."""
    waiting = select(change_table.c.req_id).where(change_table.c.status == _PENDING)
    query = select(entry_table.c.payee_id).where(entry_table.c.req_id.in_(waiting))
    return frozenset(rd.connection.execute(query).scalars())


def change_ids(
    rd: Reading, statuses: Collection[str], search: str = "", *, sent_back_to: str = "", descending: bool = True
) -> array[int]:
    """Return the numbers of changes whose reason holds ``search``, in these states or sent back to this person.

    Without states and person those of every state.
    """
    chosen: list[ColumnElement[bool]] = []
    if statuses or sent_back_to:
        back = change_table.c.req_id.in_(payee_tasks.of_maker(sent_back_to))
        chosen.append(change_table.c.status.in_(sorted(statuses)) | back)
    if search:
        chosen.append(change_table.c.reason.contains(search, autoescape=True))
    by = change_table.c.seq.desc() if descending else change_table.c.seq
    return rd.integers(select(change_table.c.seq).where(*chosen).order_by(by))


def change_rows(rd: Reading, seqs: Iterable[int]) -> dict[int, Change]:
    """Return the heads of the changes with these numbers."""
    query = select(*_HEAD).outerjoin(aside_table, _OF_ASIDE).where(change_table.c.seq.in_(_among(seqs)))
    return {row.seq: _change(row, ()) for row in rd.connection.execute(query)}


def change_reason(rd: Reading, req_id: str) -> str:
    """Return the reason of a change, '' for one that the log has not told of."""
    query = select(change_table.c.reason).where(change_table.c.req_id == req_id)
    return rd.connection.execute(query).scalar() or ""


def pending_from_others(rd: Reading, uid: str) -> int:
    """Return how many changes wait that somebody else than this person made."""
    waiting = (change_table.c.status == _PENDING) & (change_table.c.maker_uid != uid)
    query = select(func.count()).select_from(change_table).where(waiting)
    return int(rd.connection.execute(query).scalar_one())


def change(rd: Reading, req_id: str) -> Change:
    """Return a change with its entries; raise `Refused` ``subject_unknown``."""
    heads = select(*_HEAD).outerjoin(aside_table, _OF_ASIDE).where(change_table.c.req_id == req_id)
    head = rd.connection.execute(heads).first()
    if head is None:
        raise Refused("subject_unknown", subject=req_id)
    query = select(entry_table).where(entry_table.c.req_id == req_id).order_by(entry_table.c.number)
    return _change(head, tuple(_entry(row) for row in rd.connection.execute(query)))


def pending_of(rd: Reading, payee_ids: Iterable[str]) -> dict[str, str]:
    """Return the pending change of each of these payees that has one, by the payee's id."""
    query = (
        select(entry_table.c.payee_id, entry_table.c.req_id)
        .join(change_table, change_table.c.req_id == entry_table.c.req_id)
        .where(entry_table.c.payee_id.in_(_among(payee_ids)), change_table.c.status == _PENDING)
    )
    return {payee_id: req_id for payee_id, req_id in rd.connection.execute(query)}


def checks_of(rd: Reading, entries: Iterable[Entry]) -> dict[str, NameCheck]:
    """Return what the bank said of the names and accounts that a change proposes, by payee."""
    wanted = {(each.payee_id, *each.record.account): each.record for each in entries}
    query = select(check_table).where(check_table.c.payee_id.in_(_among(key[0] for key in wanted)))
    found: dict[str, NameCheck] = {}
    for row in rd.connection.execute(query.order_by(check_table.c.seq)):
        record = wanted.get((row.payee_id, row.bank, row.acct))
        if record is not None and row.name in (record.name, record.acct_name):
            found[row.payee_id] = NameCheck(NameMatch(row.match), row.name, row.bank_name, moment(row.at))
    return found


def changes_of(rd: Reading, payee_id: str) -> list[tuple[Change, Entry]]:
    """Return every change of one payee with its entry, the newest first, others' merging into it included."""
    about = (entry_table.c.payee_id == payee_id) | (entry_table.c.merged_into == payee_id)
    query = (
        select(entry_table, *_HEAD)
        .join(change_table, change_table.c.req_id == entry_table.c.req_id)
        .outerjoin(aside_table, _OF_ASIDE)
        .where(about)
        .order_by(change_table.c.seq.desc())
    )
    return [(_change(row, ()), _entry(row)) for row in rd.connection.execute(query)]


def account_moved(before: str, after: str) -> bool:
    """Say whether two records, as they are kept beside a change, name different accounts."""
    former, present = kept_record(before), kept_record(after)
    return former is not None and present is not None and former.account != present.account


def kept_record(text: str) -> PayeeRecord | None:
    """Return a record as it is kept beside a change, None for none."""
    return PayeeRecord(*json.loads(text)) if text else None


def record_of(row: Row[Any]) -> PayeeRecord:
    """Return the record in a row of ``payee``."""
    return PayeeRecord(**{name: getattr(row, name) for name in FIELDS})


def _put_approved(tx: Writing, entries: Iterable[Entry], forms_seen: frozenset[str], at: datetime) -> None:
    listed = list(entries)
    known = records(tx, [entry.payee_id for entry in listed])
    seen = _forms_seen_before(tx, [entry.payee_id for entry in listed])
    for entry in listed:
        before = known.get(entry.payee_id)
        same_account = before is not None and before.account == entry.record.account
        form_seen = entry.payee_id in forms_seen or (same_account and entry.payee_id in seen)
        values = {
            **asdict(entry.record),
            "version": entry.version + 1,
            "merged_into": entry.merged_into,
            "form_seen": int(form_seen),
            "changed_at": instant(at),
            "sought": sought(entry.record),
        }
        if before is None:
            tx.connection.execute(insert(payee_table), {"payee_id": entry.payee_id, **values})
        else:
            changed = update(payee_table).where(payee_table.c.payee_id == entry.payee_id)
            tx.connection.execute(changed.values(**values))
    search_index.put(tx, Kind.PAYEE, {entry.payee_id: _words(entry) for entry in listed})
    tx.touched("payee")


def _words(entry: Entry) -> tuple[str, ...]:
    """Return what a payee is found by."""
    said = entry.record
    names = (said.name, said.acct_name, said.acct, said.person_id, said.office)
    return (*names, said.mobile, said.email, entry.payee_id)


def _forms_seen_before(rd: Reading, payee_ids: Iterable[str]) -> frozenset[str]:
    chosen = payee_table.c.payee_id.in_(_among(payee_ids)) & (payee_table.c.form_seen == 1)
    return frozenset(rd.connection.execute(select(payee_table.c.payee_id).where(chosen)).scalars())


_MARK = (
    update(entry_table)
    .where(entry_table.c.payee_id == bindparam("of_payee"), entry_table.c.req_id == bindparam("of_change"))
    .values(left_out=bindparam("is_left_out"), form_seen=bindparam("is_form_seen"))
)


def _close(
    tx: Writing,
    req_id: str,
    status: ChangeStatus,
    answer: str,
    at: datetime,
    decided_by: str,
    decision: bytes,
    decision_sig: str,
) -> None:
    values = {
        "status": status.value,
        "answer": answer,
        "decided_by": decided_by,
        "decided_at": instant(at),
        "decision": decision,
        "decision_sig": decision_sig,
    }
    tx.connection.execute(update(change_table).where(change_table.c.req_id == req_id).values(**values))
    tx.touched("payee")


def _head(rd: Reading, req_id: str) -> Row[Any]:
    row = rd.connection.execute(select(change_table).where(change_table.c.req_id == req_id)).first()
    if row is None:
        raise Tampered("payees_unknown_change", request=req_id)
    return row


def _change(row: Row[Any], entries: tuple[Entry, ...]) -> Change:
    return Change(
        req_id=row.req_id,
        status=ChangeStatus(row.status),
        reason=row.reason,
        maker_uid=row.maker_uid,
        proposed_at=moment(row.proposed_at),
        entries_count=row.entries_count,
        left_out_count=row.left_out_count,
        decided_by=row.decided_by,
        decided_at=moment(row.decided_at) if row.decided_at else None,
        answer=row.answer,
        entries=entries,
        text=bytes(row.change),
        signature=row.change_sig,
        aside_at=moment(row.aside_at) if row.aside_at else None,
        aside_reason=row.aside_reason,
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        payee_id=row.payee_id,
        version=row.version,
        record=kept_record(row.record) or PayeeRecord(),
        merged_into=row.merged_into,
        before=kept_record(row.before),
        left_out=bool(row.left_out),
        form_seen=bool(row.form_seen),
    )


def _written(record: PayeeRecord | None) -> str:
    return json.dumps([getattr(record, name) for name in FIELDS], ensure_ascii=False) if record else ""


def _among(values: Iterable[str] | Iterable[int]) -> Any:
    return select(func.json_each(json.dumps(list(values))).table_valued("value").c.value)
