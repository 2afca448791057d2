"""Orders of two persons about money that came in; and which events are about a bill, a payment, a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from app.domain.collections.orders import CollectionAct, CollectionOrder, OrderState, SignedCollectionOrder
from app.domain.search.kinds import Kind
from app.domain.values.dates import instant, parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.store import search_index
from app.store.bills import NOT_FOLLOWING
from app.store.collection_tables import collection_history as history_table
from app.store.collection_tables import collection_order as order_table
from app.store.tables import event as event_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from app.domain.collections.news import CollectionOrdered, CollectionRecalled, CollectionSettled
    from app.store.handles import Reading, Writing

_O = order_table.c


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a bill, a payment, an order, a receipt or a request; ``what`` as the log names it."""

    seq: int
    at: datetime
    uid: str
    kind: str
    what: str


def put_ordered(tx: Writing, told: CollectionOrdered, at: datetime, seq: int) -> None:
    """Keep an order that waits; raise `Tampered` for one that was told before."""
    if order(tx, told.order.req_id) is not None:
        raise Tampered(NOT_FOLLOWING, seq=seq)
    said = told.order
    row = {
        "req_id": said.req_id,
        "state": OrderState.WAITING.value,
        "act": said.act.value,
        "payment_id": said.payment_id,
        "bill_id": said.bill_id,
        "receipt_id": said.receipt_id,
        "satang": said.amount.satang if said.amount else None,
        "bank": said.bank,
        "acct": said.acct,
        "acct_name": said.acct_name,
        "reason": said.reason,
        "maker_uid": told.maker_uid,
        "made_at": instant(at),
        "text": told.text,
        "sig": told.sig,
        "decided_by": "",
        "decided_at": "",
        "answer": "",
        "bank_ref": "",
        "decision": b"",
        "decision_sig": "",
    }
    tx.connection.execute(insert(order_table), row)
    search_index.put(tx, Kind.ORDER, {said.req_id: _words(said, "")})
    tx.touched("collection_order")


def put_settled(tx: Writing, told: CollectionSettled, at: datetime, seq: int) -> None:
    """Keep a decision; raise `Tampered` unless it is about exactly an order that waits."""
    known = order(tx, told.order.req_id)
    if known is None or known.state is not OrderState.WAITING or (known.text, known.sig) != (told.text, told.sig):
        raise Tampered(NOT_FOLLOWING, seq=seq)
    state = OrderState.APPROVED if told.approved else OrderState.RETURNED
    values = {
        "state": state.value,
        "decided_by": told.decided_by,
        "decided_at": instant(at),
        "answer": told.reason,
        "bank_ref": told.bank_ref,
        "decision": told.decision,
        "decision_sig": told.decision_sig,
    }
    tx.connection.execute(update(order_table).where(_O.req_id == told.order.req_id).values(values))
    search_index.put(tx, Kind.ORDER, {told.order.req_id: _words(told.order, told.bank_ref)})
    tx.touched("collection_order")


def _words(order: CollectionOrder, bank_ref: str) -> tuple[str | int | None, ...]:
    """Return what an order is found by."""
    satang = order.amount.satang if order.amount else None
    return order.reason, satang, order.acct, order.acct_name, f"{bank_ref} {order.payment_id}", order.req_id


def put_recalled(tx: Writing, told: CollectionRecalled, uid: str, at: datetime, seq: int) -> None:
    """Write that an order was taken back; raise `Tampered` unless it waits and this is its maker."""
    known = order(tx, told.req_id)
    if known is None or known.state is not OrderState.WAITING or known.maker_uid != uid:
        raise Tampered(NOT_FOLLOWING, seq=seq)
    values = {"state": OrderState.RECALLED.value, "decided_at": instant(at), "answer": told.reason}
    tx.connection.execute(update(order_table).where(_O.req_id == told.req_id).values(values))
    tx.touched("collection_order")


def put_history(tx: Writing, about: Iterable[str], seq: int, what: str) -> None:
    """Remember that an event is about these."""
    rows = [{"about": name, "seq": seq, "what": what} for name in about]
    if rows:
        tx.connection.execute(insert(history_table), rows)


def history(rd: Reading, about: str) -> list[Happening]:
    """Return what happened to a bill, a payment, an order, a receipt or a request, in the log's order."""
    e, h = event_table.c, history_table.c
    query = select(e.seq, e.at, e.uid, e.kind, h.what).join_from(event_table, history_table, e.seq == h.seq)
    rows = rd.connection.execute(query.where(h.about == about).order_by(e.seq))
    return [Happening(row.seq, parse_instant(row.at), row.uid, row.kind, row.what) for row in rows]


def order(rd: Reading, req_id: str) -> SignedCollectionOrder | None:
    """Return an order, None where it was not heard of."""
    found = _orders(rd, _O.req_id == req_id) if req_id else []
    return found[0] if found else None


def in_state(rd: Reading, state: OrderState) -> list[SignedCollectionOrder]:
    """Return the orders in a state, the oldest first."""
    return _orders(rd, _O.state == state.value)


def every(rd: Reading, limit: int) -> list[SignedCollectionOrder]:
    """Return those that wait and then the newest of the rest, each the newest first."""
    decided = _O.state != OrderState.WAITING.value
    query = select(order_table).order_by(decided, _O.made_at.desc(), _O.req_id).limit(limit)
    return [_order(row) for row in rd.connection.execute(query)]


def of_payment(rd: Reading, payment_id: str) -> list[SignedCollectionOrder]:
    """Return the orders about a payment, the oldest first."""
    return _orders(rd, _O.payment_id == payment_id)


def _orders(rd: Reading, *wanted: ColumnElement[bool]) -> list[SignedCollectionOrder]:
    query = select(order_table).where(*wanted).order_by(_O.made_at, _O.req_id)
    return [_order(row) for row in rd.connection.execute(query)]


def _order(row: Row[Any]) -> SignedCollectionOrder:
    return SignedCollectionOrder(
        order=CollectionOrder(
            req_id=row.req_id,
            act=CollectionAct(row.act),
            payment_id=row.payment_id,
            bill_id=row.bill_id,
            receipt_id=row.receipt_id,
            amount=None if row.satang is None else Money(row.satang),
            bank=row.bank,
            acct=row.acct,
            acct_name=row.acct_name,
            reason=row.reason,
        ),
        state=OrderState(row.state),
        maker_uid=row.maker_uid,
        made_at=parse_instant(row.made_at),
        text=row.text,
        sig=row.sig,
        decided_by=row.decided_by,
        decided_at=parse_instant(row.decided_at) if row.decided_at else None,
        answer=row.answer,
        bank_ref=row.bank_ref,
        decision=row.decision,
        decision_sig=row.decision_sig,
    )
