"""Money that came in: what two persons decide about it, signed on its way out and verified on its way in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.central.paired_orders import Form, PairedOrders, Step
from app.central.signed_orders import Signed, made_by, signed_text
from app.central.verification import whole
from app.domain.collections import news
from app.domain.collections.orders import CollectionAct, CollectionOrder
from app.domain.collections.payment import Allocation, Channel, Payment, PaymentState, QueueCause
from app.domain.values.dates import parse_instant
from app.domain.values.money import Money
from app.wire import codec, signature
from app.wire import collections as wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from app.central.signed_orders import Prepared, Signer
    from app.domain.access.keys import PublicKey

ORDERS = PairedOrders(
    Form(wire.CollectionOrder, wire.COLLECTION_ORDER),
    Form(wire.CollectionDecision, wire.COLLECTION_DECISION),
    (signature.PROPOSE_COLLECTION, signature.SETTLE_COLLECTION),
    Step(wire.ProposeCollection, wire.PROPOSE_COLLECTION, "propose_collection"),
    Step(wire.SettleCollection, wire.SETTLE_COLLECTION, "settle_collection"),
    Step(wire.RecallCollection, wire.RECALL_COLLECTION, "recall_collection"),
)
FAMILY = ORDERS.family
KINDS = FAMILY.kinds

APPROVED, RETURNED = "approved", "returned"
Proposed = news.CollectionOrdered | news.CollectionSettled


def prepare_propose(signer: Signer, order: CollectionOrder, now: datetime) -> Prepared:
    """Sign what a second person shall settle; raise `Refused` ``field_wrong`` for a text that may not be signed."""
    said = wire.CollectionOrder(
        typ=wire.COLLECTION_ORDER,
        req_id=order.req_id,
        agency=signer.agency,
        unit=signer.unit,
        act=order.act.value,
        payment_id=order.payment_id,
        bill_id=order.bill_id,
        receipt_id=order.receipt_id,
        satang=str(order.amount.satang) if order.amount else "",
        bank=order.bank,
        acct=order.acct,
        acct_name=signed_text("acct_name", order.acct_name),
        reason=signed_text("reason", order.reason),
        **made_by(signer, now),
    )
    return ORDERS.prepare_propose(signer, said)


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return the order, and the payment, that a kept command is about; raise `Tampered` ``outbox_damaged``."""
    if order := ORDERS.proposed(kind, request):
        return frozenset({order.req_id, order.payment_id})
    return frozenset({ORDERS.named(kind, request)})


def holds(item: Proposed, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether an order, and the decision about it, were signed by those they name, two persons."""
    order = Signed(item.text, item.sig)
    if isinstance(item, news.CollectionOrdered):
        return ORDERS.is_made(order, keys)
    return ORDERS.is_settled(order, Signed(item.decision, item.decision_sig), keys, approved=item.approved)


def _order(text: bytes, req_id: str) -> tuple[CollectionOrder, str]:
    """Read an order and its maker's uid; raise ``ValueError`` for another one, and for what no order says."""
    said = codec.decode(text, wire.CollectionOrder)
    if said.typ != wire.COLLECTION_ORDER or said.req_id != req_id:
        raise ValueError(req_id)
    order = CollectionOrder(
        req_id=said.req_id,
        act=CollectionAct(said.act),
        payment_id=said.payment_id,
        bill_id=said.bill_id,
        receipt_id=said.receipt_id,
        amount=Money(whole(said.satang)) if said.satang else None,
        bank=said.bank,
        acct=said.acct,
        acct_name=said.acct_name,
        reason=said.reason,
    )
    return order, said.maker_uid


def _ordered(body: bytes, _: object) -> news.CollectionOrdered:
    told = codec.decode(body, wire.CollectionOrdered)
    text = told.order.encode()
    return news.CollectionOrdered(*_order(text, told.req_id), text, told.order_sig)


def _settled(body: bytes, _: object) -> news.CollectionSettled:
    told = codec.decode(body, wire.CollectionSettled)
    text, decision = told.order.encode(), told.decision.encode()
    order, maker_uid = _order(text, told.req_id)
    said = codec.decode(decision, wire.CollectionDecision)
    if told.status not in (APPROVED, RETURNED):
        raise ValueError(told.status)
    return news.CollectionSettled(
        order=order,
        maker_uid=maker_uid,
        approved=told.status == APPROVED,
        decided_by=said.auth_uid,
        reason=said.reason,
        bank_ref=told.bank_ref,
        text=text,
        sig=told.order_sig,
        decision=decision,
        decision_sig=told.decision_sig,
    )


def _recalled(body: bytes, _: object) -> news.CollectionRecalled:
    told = codec.decode(body, wire.CollectionRecalled)
    return news.CollectionRecalled(told.req_id, told.reason)


def _changed(body: bytes, _: object) -> news.PaymentsChanged:
    told = codec.decode(body, wire.CollectionsChanged)
    return news.PaymentsChanged(told.what, tuple(map(_payment, told.collections)))


def _payment(said: wire.Collection) -> Payment:
    """Read a payment; raise ``ValueError`` for one whose parts do not fit together."""
    payment = Payment(
        payment_id=said.payment_id,
        version=whole(said.version),
        channel=Channel(said.channel),
        ref1=said.ref1,
        ref2=said.ref2,
        amount=Money(whole(said.satang)),
        payer_name=said.payer_name,
        sending_bank=said.sending_bank,
        place=said.place,
        paid_at=parse_instant(said.paid_at),
        value_date=date.fromisoformat(said.value_date),
        state=PaymentState(said.state),
        cause=QueueCause(said.cause) if said.cause else None,
        allocations=tuple(Allocation(one.bill_id, Money(whole(one.satang))) for one in said.allocations),
        refunded=Money(whole(said.refunded_satang)),
        open_req_id=said.open_req_id,
        receipt_id=said.receipt_id,
        remitted_at=parse_instant(said.remitted_at) if said.remitted_at else None,
    )
    if not _adds_up(payment):
        raise ValueError(payment.payment_id)
    return payment


def _adds_up(payment: Payment) -> bool:
    left = payment.amount.satang - payment.matched.satang - payment.refunded.satang
    if payment.state is PaymentState.REVERSED:
        return not payment.allocations and not payment.receipt_id
    queued = payment.state is PaymentState.QUEUED
    return left >= 0 and queued == (left > 0) == (payment.cause is not None)


READERS: dict[str, Callable[[bytes, object], news.CollectionNews]] = {
    wire.COLLECTIONS_CHANGED: _changed,
    wire.COLLECTION_ORDERED: _ordered,
    wire.COLLECTION_SETTLED: _settled,
    wire.COLLECTION_RECALLED: _recalled,
}
