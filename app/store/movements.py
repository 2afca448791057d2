"""What of ours moved money, as the log told it: asked for by the stretch of time that a statement covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain.collections.orders import CollectionAct, OrderState
from app.domain.collections.request import Side
from app.domain.remittances.remittance import MOVED, RemittanceState
from app.domain.values.dates import instant, parse_instant
from app.domain.values.money import Money
from app.store.collection_tables import collection_history as history_table
from app.store.collection_tables import collection_order as order_table
from app.store.collection_tables import payment as payment_table
from app.store.collection_tables import posting as posting_table
from app.store.inbox import StoredEvent, events_at
from app.store.records import among, line_id_range, line_number
from app.store.remittance_tables import gfmis_document as document_table
from app.store.remittance_tables import gfmis_entry as entry_table
from app.store.remittance_tables import remittance as remittance_table
from app.store.tables import batch as batch_table
from app.store.tables import event as event_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from app.store.handles import Reading

_RECEIVED, _REVERSED = "received", "reversed"
_DRAW = "draw"
_OWED_BY_THE_TREASURY = "1102050124"
"""ค้างรับจากกรมบัญชีกลาง (rules.md 3.9)."""


@dataclass(frozen=True, slots=True)
class PaymentMoved:
    """A payment that came in, or was taken back, at a moment; ``value_date`` ISO is when it counts as come in."""

    payment_id: str
    what: str
    amount: Money
    value_date: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundMoved:
    """Part of a payment that went back to its payer."""

    req_id: str
    amount: Money
    bank_ref: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PostingMoved:
    """Money that the Portal sent to the treasury by itself."""

    posting_id: str
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class RemittanceMoved:
    """A remittance whose money the bank moved; ``answered_at`` None while the treasury says nothing."""

    req_id: str
    account: str = field(repr=False)
    amount: Money
    state: RemittanceState
    bank_ref: str
    moved_at: datetime
    answered_at: datetime | None


def payments_moved(rd: Reading, since: datetime | None, until: datetime) -> list[PaymentMoved]:
    """Return what the log told of payments coming in and being taken back, after one moment up to another."""
    e, h, p = event_table.c, history_table.c, payment_table.c
    query = (
        select(p.payment_id, h.what, p.satang, p.value_date, e.at)
        .join_from(history_table, event_table, h.seq == e.seq)
        .join(payment_table, p.payment_id == h.about)
        .where(h.what.in_((_RECEIVED, _REVERSED)), *_within(since, until))
        .order_by(e.seq, p.payment_id)
    )
    return [
        PaymentMoved(row.payment_id, row.what, Money(row.satang), row.value_date, parse_instant(row.at))
        for row in rd.connection.execute(query)
    ]


def received_at(rd: Reading, payment_ids: Iterable[str]) -> dict[str, list[datetime]]:
    """Return all moments at which the log told of each of these payments as received."""
    e, h = event_table.c, history_table.c
    query = (
        select(h.about, e.at)
        .join_from(history_table, event_table, h.seq == e.seq)
        .where(h.what == _RECEIVED, h.about.in_(among(payment_ids)))
        .order_by(e.seq)
    )
    found: dict[str, list[datetime]] = {}
    for about, at in rd.connection.execute(query):
        found.setdefault(about, []).append(parse_instant(at))
    return found


def refunds_moved(rd: Reading, since: datetime | None, until: datetime) -> list[RefundMoved]:
    """Return the refunds that two persons approved after one moment up to another."""
    o = order_table.c
    wanted = (o.act == CollectionAct.REFUND.value, o.state == OrderState.APPROVED.value)
    moment = (o.decided_at > _text(since), o.decided_at <= instant(until))
    query = select(o.req_id, o.satang, o.bank_ref, o.decided_at).where(*wanted, *moment).order_by(o.decided_at)
    return [
        RefundMoved(row.req_id, Money(row.satang), row.bank_ref, parse_instant(row.decided_at))
        for row in rd.connection.execute(query)
    ]


def postings_moved(rd: Reading, since: datetime | None, until: datetime) -> list[PostingMoved]:
    """Return what the Portal sent to the treasury after one moment up to another."""
    p, e = posting_table.c, event_table.c
    query = select(p.posting_id, p.satang, e.at).join_from(posting_table, event_table, p.seq == e.seq)
    rows = rd.connection.execute(query.where(*_within(since, until)).order_by(p.posting_id))
    return [PostingMoved(row.posting_id, Money(row.satang), parse_instant(row.at)) for row in rows]


def remittances_moved(rd: Reading) -> list[RemittanceMoved]:
    """Return every remittance whose money the bank ever moved, the oldest first."""
    r = remittance_table.c
    moved = r.state.in_(sorted(state.value for state in MOVED))
    columns = (r.req_id, r.account, r.satang, r.state, r.bank_ref, r.moved_at, r.answered_at)
    query = select(*columns).where(moved).order_by(r.moved_at, r.req_id)
    return [
        RemittanceMoved(
            req_id=row.req_id,
            account=row.account,
            amount=Money(row.satang),
            state=RemittanceState(row.state),
            bank_ref=row.bank_ref,
            moved_at=parse_instant(row.moved_at),
            answered_at=parse_instant(row.answered_at) if row.answered_at else None,
        )
        for row in rd.connection.execute(query)
    ]


def draws_arrived(rd: Reading) -> dict[str, datetime]:
    """Return when the money of each draw came, by the draw's document.

    The books tell it: what the treasury owed on a claim is settled. A claim alone is of money that was there before.
    """
    d, e = document_table.c, entry_table.c
    settled = (e.gl_account == _OWED_BY_THE_TREASURY, e.side == Side.CREDIT.value)
    query = (
        select(d.about, d.booked_at)
        .join_from(document_table, entry_table, e.document == d.id)
        .where(d.matter == _DRAW, *settled)
        .order_by(d.booked_at.desc(), d.id)
    )
    return {about: parse_instant(at) for about, at in rd.connection.execute(query)}


def events_within(rd: Reading, kinds: Iterable[str], since: datetime | None, until: datetime) -> list[StoredEvent]:
    """Return the events of these kinds after one moment up to another, in order."""
    query = select(event_table.c.seq).where(event_table.c.kind.in_(sorted(kinds)), *_within(since, until))
    return events_at(rd, rd.connection.execute(query.order_by(event_table.c.seq)).scalars())


def satang_of_lines(rd: Reading, op_id: str) -> tuple[str, dict[int, int]]:
    """Return the account that a batch is paid from, and its lines' amounts by number: none where they are not here."""
    row = rd.connection.execute(
        select(batch_table.c.id, batch_table.c.debit_account).where(batch_table.c.op_id == op_id)
    ).first()
    if row is None:
        return "", {}
    mine = line_table.c.id.between(*line_id_range(row.id))
    lines = rd.tuples(select(line_table.c.id, line_table.c.satang).where(mine))
    return row.debit_account, {line_number(identity): satang or 0 for identity, satang in lines}


def _within(since: datetime | None, until: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return event_table.c.at > _text(since), event_table.c.at <= instant(until)


def _text(at: datetime | None) -> str:
    return instant(at) if at else ""
