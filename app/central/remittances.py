"""Remittances: what two persons decide signed on its way out; orders, records and answers verified on their way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.paired_orders import Form, PairedOrders, Step
from app.central.signed_orders import Signed, made_by, signed_text
from app.central.success_records import item_of, read_record
from app.central.verification import whole
from app.domain.remittances import news
from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.remittance import (
    BookedDocument,
    Part,
    RemittanceOrder,
    RemittanceState,
    SignedRecord,
    Standing,
    TreasuryCode,
)
from app.domain.values.dates import parse_instant
from app.domain.values.money import Money
from app.wire import codec, signature
from app.wire import remittances as wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from app.central.signed_orders import Prepared, Signer
    from app.domain.access.keys import PublicKey
    from app.domain.remittances.remittance import RemittanceItem

ORDERS = PairedOrders(
    Form(wire.RemittanceOrder, wire.REMITTANCE_ORDER),
    Form(wire.RemittanceDecision, wire.REMITTANCE_DECISION),
    (signature.PROPOSE_REMITTANCE, signature.SETTLE_REMITTANCE),
    Step(wire.ProposeRemittance, wire.PROPOSE_REMITTANCE, "propose_remittance"),
    Step(wire.SettleRemittance, wire.SETTLE_REMITTANCE, "settle_remittance"),
    Step(wire.RecallRemittance, wire.RECALL_REMITTANCE, "recall_remittance"),
)
FAMILY = ORDERS.family
KINDS = FAMILY.kinds

APPROVED, SENT_BACK = "approved", "sent_back"
Proposed = news.RemittanceOrdered | news.RemittanceSettled


def prepare_propose(signer: Signer, order: RemittanceOrder, now: datetime) -> Prepared:
    """Sign what a second person shall settle; raise `Refused` ``field_wrong`` for a text that may not be signed."""
    said = wire.RemittanceOrder(
        typ=wire.REMITTANCE_ORDER,
        req_id=order.req_id,
        agency=signer.agency,
        unit=signer.unit,
        kind=order.kind.value,
        account=order.account,
        office=order.office,
        office_reason=signed_text("office_reason", order.office_reason),
        owner_unit=order.owner_unit,
        doc_no=signed_text("doc_no", order.doc_no),
        route=order.route,
        items=tuple(map(_said_item, order.items)),
        parts=tuple(
            wire.Part(part.payment_id, part.receipt_id, part.revenue_type, str(part.amount.satang))
            for part in order.parts
        ),
        total_satang=str(order.total.satang),
        memo=signed_text("memo", order.memo),
        **made_by(signer, now),
    )
    return ORDERS.prepare_propose(signer, said)


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return the remittance, its payments and its draw that a kept command is about; raise `Tampered`."""
    if order := ORDERS.proposed(kind, request):
        return frozenset({order.req_id, order.doc_no, *(part.payment_id for part in order.parts)} - {""})
    return frozenset({ORDERS.named(kind, request)})


def holds(item: Proposed, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether an order, and the decision about it, were signed by those they name, two persons."""
    order = Signed(item.text, item.sig)
    if isinstance(item, news.RemittanceOrdered):
        return ORDERS.is_made(order, keys)
    return ORDERS.is_settled(order, Signed(item.decision, item.decision_sig), keys, approved=item.approved)


def read_order(text: bytes) -> tuple[RemittanceOrder, str]:
    """Return what an order says, and its maker's uid; raise ``ValueError`` for what no order says."""
    said = codec.decode(text, wire.RemittanceOrder)
    items = tuple(map(item_of, said.items))
    order = RemittanceOrder(
        req_id=said.req_id,
        kind=RemittanceKind(said.kind),
        account=said.account,
        office=said.office,
        office_reason=said.office_reason,
        owner_unit=said.owner_unit,
        doc_no=said.doc_no,
        route=said.route,
        items=items,
        parts=tuple(
            Part(one.payment_id, one.receipt_id, one.revenue_type, Money(whole(one.satang))) for one in said.parts
        ),
        total=Money(whole(said.total_satang)),
        memo=said.memo,
    )
    parts = sum(part.amount.satang for part in order.parts)
    adds_up = order.total.satang == sum(item.amount.satang for item in items) and parts in (0, order.total.satang)
    if said.typ != wire.REMITTANCE_ORDER or not adds_up:
        raise ValueError(said.req_id)
    return order, said.maker_uid


def _said_item(item: RemittanceItem) -> wire.RemittanceItem:
    return wire.RemittanceItem(
        code=item.code,
        revenue_code=item.revenue_code,
        gl_account=item.gl_account,
        fund=item.fund,
        satang=str(item.amount.satang),
        basis=signed_text("basis", item.basis),
    )


def _ordered(body: bytes, _: object) -> news.RemittanceOrdered:
    told = codec.decode(body, wire.RemittanceOrdered)
    text = told.order.encode()
    return news.RemittanceOrdered(*read_order(text), text, told.order_sig)


def _settled(body: bytes, _: object) -> news.RemittanceSettled:
    told = codec.decode(body, wire.RemittanceSettled)
    text, decision = told.order.encode(), told.decision.encode()
    order, maker_uid = read_order(text)
    said = codec.decode(decision, wire.RemittanceDecision)
    if told.status not in (APPROVED, SENT_BACK) or told.req_id != order.req_id:
        raise ValueError(told.status)
    return news.RemittanceSettled(
        order=order,
        maker_uid=maker_uid,
        approved=told.status == APPROVED,
        decided_by=said.auth_uid,
        reason=said.reason,
        text=text,
        sig=told.order_sig,
        decision=decision,
        decision_sig=told.decision_sig,
    )


def _recalled(body: bytes, _: object) -> news.RemittanceRecalled:
    told = codec.decode(body, wire.RemittanceRecalled)
    return news.RemittanceRecalled(told.req_id, told.reason)


def _changed(body: bytes, _: object) -> news.RemittanceChanged:
    told = codec.decode(body, wire.RemittanceChanged)
    return news.RemittanceChanged(told.what, _standing(told.remittance))


def _standing(said: wire.Remittance) -> Standing:
    record = said.record
    signed = (record.record.encode(), record.sig) if record else None
    return Standing(
        req_id=said.req_id,
        version=whole(said.version),
        state=RemittanceState(said.state),
        kind=RemittanceKind(said.kind),
        account=said.account,
        office=said.office,
        total=Money(whole(said.total_satang)),
        maker_uid=said.maker_uid,
        made_at=parse_instant(said.made_at),
        due_at=_moment(said.due_at),
        record=SignedRecord(read_record(signed[0]), *signed) if signed else None,
        documents=tuple(BookedDocument(whole(one.item), one.kind, one.number) for one in said.documents),
        answered_at=_moment(said.answered_at),
        code=TreasuryCode(said.code) if said.code else None,
        recall_id=said.recall_id,
    )


def _moment(text: str) -> datetime | None:
    return parse_instant(text) if text else None


READERS: dict[str, Callable[[bytes, object], news.RemittanceNews]] = {
    wire.REMITTANCE_ORDERED: _ordered,
    wire.REMITTANCE_SETTLED: _settled,
    wire.REMITTANCE_RECALLED: _recalled,
    wire.REMITTANCE_CHANGED: _changed,
}
