"""Remittances: what two persons decide signed on its way out; orders, records and answers verified on their way in."""

from __future__ import annotations

import uuid
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
    from app.domain.remittances.remittance import Remittance, RemittanceItem

PROPOSE, SETTLE, RECALL = "propose_remittance", "settle_remittance", "recall_remittance"
KINDS = frozenset({PROPOSE, SETTLE, RECALL})
"""Commands of the outbox that are about remittances."""

APPROVED, SENT_BACK = "approved", "sent_back"
Proposed = news.RemittanceOrdered | news.RemittanceSettled


def new_order_id() -> str:
    """Return a name for a new remittance: it stays for life."""
    return str(uuid.uuid4())


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
    signed = sign(signer, signature.PROPOSE_REMITTANCE, said)
    command = wire.ProposeRemittance(
        typ=wire.PROPOSE_REMITTANCE, **envelope(signer), order=said, order_sig=signed.signature
    )
    return prepared(PROPOSE, order.req_id, command, signed)


def prepare_settle(
    signer: Signer, remittance: Remittance, *, approve: bool, reason: str, challenge: str, now: datetime
) -> Prepared:
    """Sign the decision about exactly the order that was verified and shown."""
    order_sha256, order_sig_sha256 = Signed(remittance.text, remittance.sig).digests
    decision = wire.RemittanceDecision(
        typ=wire.REMITTANCE_DECISION,
        req_id=remittance.req_id,
        order_sha256=order_sha256,
        order_sig_sha256=order_sig_sha256,
        **decided_by(signer, word(approve=approve), reason, challenge, now),
    )
    signed = sign(signer, signature.SETTLE_REMITTANCE, decision)
    command = wire.SettleRemittance(
        typ=wire.SETTLE_REMITTANCE, **envelope(signer), decision=decision, decision_sig=signed.signature
    )
    return prepared(SETTLE, remittance.req_id, command, signed)


def prepare_recall(signer: Signer, req_id: str, reason: str) -> Prepared:
    """Take an own remittance back before it is approved."""
    text = signed_text("reason", reason)
    command = wire.RecallRemittance(typ=wire.RECALL_REMITTANCE, **envelope(signer), req_id=req_id, reason=text)
    return prepared(RECALL, req_id, command)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`."""
    if kind == RECALL:
        recall = in_session(codec.decode(request, wire.RecallRemittance), signer)
        return prepared(kind, recall.req_id, recall) if recall else None
    if kind == PROPOSE:
        again = in_session(codec.decode(request, wire.ProposeRemittance), signer)
        return prepared(kind, again.order.req_id, again) if again and is_makers(again.order, signer) else None
    return None


def author(kind: str, request: bytes) -> str:
    """As `Family.author`."""
    if kind == PROPOSE:
        return kept(request, wire.ProposeRemittance).order.maker_uid
    return kept(request, wire.SettleRemittance).decision.auth_uid if kind == SETTLE else ""


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return the remittance, its payments and its draw that a kept command is about; raise `Tampered`."""
    if kind == PROPOSE:
        order = kept(request, wire.ProposeRemittance).order
        named = {order.req_id, order.doc_no, *(part.payment_id for part in order.parts)}
        return frozenset(named - {""})
    if kind == SETTLE:
        return frozenset({kept(request, wire.SettleRemittance).decision.req_id})
    return frozenset({kept(request, wire.RecallRemittance).req_id})


FAMILY = Family(KINDS, author, renewed)


def holds(item: Proposed, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether an order, and the decision about it, were signed by those they name, two persons."""
    order, signed = codec.decode(item.text, wire.RemittanceOrder), Signed(item.text, item.sig)
    if not holds_by_maker(order, signed, signature.PROPOSE_REMITTANCE, keys):
        return False
    if isinstance(item, news.RemittanceOrdered):
        return True
    said = codec.decode(item.decision, wire.RemittanceDecision)
    about = (said.typ, said.req_id, said.decision, said.order_sha256, said.order_sig_sha256)
    wanted = (wire.REMITTANCE_DECISION, order.req_id, word(approve=item.approved), *signed.digests)
    decided = Signed(item.decision, item.decision_sig)
    return about == wanted and holds_by_other(said, decided, signature.SETTLE_REMITTANCE, order.maker_uid, keys)


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
