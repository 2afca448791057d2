"""Money that came in: what two persons decide about it, signed on its way out and verified on its way in."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from app.central.signed_orders import (
    Family,
    Signed,
    decided_by,
    envelope,
    holds_by_maker,
    holds_by_other,
    in_session,
    is_makers,
    kept,
    made_by,
    prepared,
    sign,
    signed_text,
    word,
)
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
    from app.domain.collections.orders import SignedCollectionOrder

PROPOSE, SETTLE, RECALL = "propose_collection", "settle_collection", "recall_collection"
KINDS = frozenset({PROPOSE, SETTLE, RECALL})
"""Commands of the outbox that are about money that came in."""

APPROVED, RETURNED = "approved", "returned"
Proposed = news.CollectionOrdered | news.CollectionSettled


def new_order_id() -> str:
    """Return a name for a new order: it stays for life."""
    return str(uuid.uuid4())


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
    signed = sign(signer, signature.PROPOSE_COLLECTION, said)
    command = wire.ProposeCollection(
        typ=wire.PROPOSE_COLLECTION, **envelope(signer), order=said, order_sig=signed.signature
    )
    return prepared(PROPOSE, order.req_id, command, signed)


def prepare_settle(
    signer: Signer, order: SignedCollectionOrder, *, approve: bool, reason: str, challenge: str, now: datetime
) -> Prepared:
    """Sign the decision about exactly the order that was verified and shown."""
    order_sha256, order_sig_sha256 = Signed(order.text, order.sig).digests
    decision = wire.CollectionDecision(
        typ=wire.COLLECTION_DECISION,
        req_id=order.order.req_id,
        order_sha256=order_sha256,
        order_sig_sha256=order_sig_sha256,
        **decided_by(signer, word(approve=approve), reason, challenge, now),
    )
    signed = sign(signer, signature.SETTLE_COLLECTION, decision)
    command = wire.SettleCollection(
        typ=wire.SETTLE_COLLECTION, **envelope(signer), decision=decision, decision_sig=signed.signature
    )
    return prepared(SETTLE, decision.req_id, command, signed)


def prepare_recall(signer: Signer, req_id: str, reason: str) -> Prepared:
    """Take an own order back before it is settled."""
    text = signed_text("reason", reason)
    command = wire.RecallCollection(typ=wire.RECALL_COLLECTION, **envelope(signer), req_id=req_id, reason=text)
    return prepared(RECALL, req_id, command)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`."""
    if kind == RECALL:
        recall = in_session(codec.decode(request, wire.RecallCollection), signer)
        return prepared(kind, recall.req_id, recall) if recall else None
    if kind == PROPOSE:
        again = in_session(codec.decode(request, wire.ProposeCollection), signer)
        return prepared(kind, again.order.req_id, again) if again and is_makers(again.order, signer) else None
    return None


def author(kind: str, request: bytes) -> str:
    """As `Family.author`."""
    if kind == PROPOSE:
        return kept(request, wire.ProposeCollection).order.maker_uid
    return kept(request, wire.SettleCollection).decision.auth_uid if kind == SETTLE else ""


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return the order, and the payment, that a kept command is about; raise `Tampered` ``outbox_damaged``."""
    if kind == PROPOSE:
        order = kept(request, wire.ProposeCollection).order
        return frozenset({order.req_id, order.payment_id})
    if kind == SETTLE:
        return frozenset({kept(request, wire.SettleCollection).decision.req_id})
    return frozenset({kept(request, wire.RecallCollection).req_id})


FAMILY = Family(KINDS, author, renewed)


def holds(item: Proposed, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether an order, and the decision about it, were signed by those they name, two persons."""
    order, signed = codec.decode(item.text, wire.CollectionOrder), Signed(item.text, item.sig)
    if not holds_by_maker(order, signed, signature.PROPOSE_COLLECTION, keys):
        return False
    if isinstance(item, news.CollectionOrdered):
        return True
    said = codec.decode(item.decision, wire.CollectionDecision)
    about = (said.typ, said.req_id, said.decision, said.order_sha256, said.order_sig_sha256)
    wanted = (wire.COLLECTION_DECISION, order.req_id, word(approve=item.approved), *signed.digests)
    decided = Signed(item.decision, item.decision_sig)
    return about == wanted and holds_by_other(said, decided, signature.SETTLE_COLLECTION, order.maker_uid, keys)


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
