"""The three commands about money that does not fit: one person proposes, another settles, or the maker recalls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.simulator import fields, house_accounts, log, order_names
from app.simulator.administration import notices
from app.simulator.administration.grants import holders
from app.simulator.clock import is_moment, local_date
from app.simulator.collections import effects, payments
from app.simulator.collections.tables import collection_orders
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.signatures import spend_challenge
from app.simulator.signed_words import (
    demand_made,
    demand_second,
    demand_standing,
    original,
    settle,
    signed_texts,
    take_back,
)
from app.wire.administration import ProposalStatus
from app.wire.codec import encode
from app.wire.codes import Decision, Refusal, Role
from app.wire.collections import (
    COLLECTION_DECISION,
    COLLECTION_ORDER,
    COLLECTION_ORDERED,
    COLLECTION_RECALLED,
    COLLECTION_SETTLED,
    CollectionAct,
    CollectionOrder,
    CollectionOrdered,
    CollectionRecalled,
    CollectionSettled,
)
from app.wire.signature import PROPOSE_COLLECTION, SETTLE_COLLECTION, signature_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.simulator.log import Author, Position
    from app.wire.codec import Message
    from app.wire.collections import ProposeCollection, RecallCollection, SettleCollection
    from app.wire.orders import OrderDone

_ABOUT = {
    CollectionAct.MATCH: ("bill_id", "satang"),
    CollectionAct.UNMATCH: ("bill_id", "satang"),
    CollectionAct.REFUND: ("satang", "bank", "acct", "acct_name"),
    CollectionAct.VOID_RECEIPT: ("receipt_id",),
}
"""Which fields an order of each act fills, beside those that all have; the others are ''."""
_MAY_BE_FILLED = ("bill_id", "receipt_id", "satang", "bank", "acct", "acct_name")


def propose_collection(call: Call, cmd_id: str, command: ProposeCollection) -> OrderDone:
    """Take a maker's signed order in; it changes nothing but that no other about the payment comes beside it."""
    order = command.order
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_COLLECTION)
    if (order.agency, order.unit) != (call.signed.agency, call.signed.unit):
        raise Refused(Refusal.OTHER_UNIT)
    demand_made(call, order, PROPOSE_COLLECTION, command.order_sig)
    _demand_form(call, order)
    row, bill = effects.demand_possible(call, order)
    effects.demand_not_own(call, order, bill)
    if row.open_req_id:
        raise Refused(Refusal.PROPOSAL_PENDING, req_id=row.open_req_id)
    values = {
        "req_id": order.req_id,
        "agency": order.agency,
        "unit": order.unit,
        "status": ProposalStatus.PENDING.value,
        "act": order.act,
        "payment_id": order.payment_id,
        "maker_uid": order.maker_uid,
        "maker_device": order.device,
        "order": encode(order).decode(),
        "order_sig": command.order_sig,
        "proposed_at": call.at,
    }
    kept = call.connection.execute(insert(collection_orders).values(values).returning(collection_orders)).one()
    author = call.author(cmd_id, order.maker_kid, signature_sha256(command.order_sig))
    position = _log(call, kept, COLLECTION_ORDERED, CollectionOrdered(kept.req_id, kept.order, kept.order_sig), author)
    row = payments.change(call.connection, row, open_req_id=order.req_id)
    payments.tell(call.connection, call.now, [row], payments.ORDERED, author)
    able = holders(call.connection, order.unit, local_date(call.now), Role.AUTHORIZER)
    _notify(call, able, notices.COLLECTION_WAITS, order)
    return call.answer(cmd_id, kept.req_id, kept.status, position)


def settle_collection(call: Call, cmd_id: str, command: SettleCollection) -> OrderDone:
    """Give an order its effect on another person's word, or send it back to its maker."""
    decision = command.decision
    kept = demand_second(call, cmd_id, command, collection_orders, (SETTLE_COLLECTION, COLLECTION_DECISION))
    order = _signed_order(call, kept)
    approves = decision.decision == Decision.APPROVE
    if approves:
        demand_standing(call.connection, order)
        money = effects.demand_possible(call, order)
        effects.demand_not_own(call, order, money[1])
    spend_challenge(call.connection, call.now, call.signed, decision.challenge)
    refunds = approves and order.act == CollectionAct.REFUND
    bank_ref = effects.refund_reference(call, kept.agency) if refunds else ""
    kept = settle(call, command, collection_orders, bank_ref=bank_ref)
    author = call.author(cmd_id, decision.auth_kid, signature_sha256(command.decision_sig))
    body = CollectionSettled(kept.req_id, kept.status, *signed_texts(kept), kept.bank_ref)
    position = _log(call, kept, COLLECTION_SETTLED, body, author)
    if approves:
        effects.take(call, order, money, author)
    else:
        _let_go(call, kept, author)
    _notify(call, [kept.maker_uid], notices.COLLECTION_SETTLED, order)
    return call.answer(cmd_id, kept.req_id, kept.status, position)


def recall_collection(call: Call, cmd_id: str, command: RecallCollection) -> OrderDone:
    """Take an unsettled order back."""
    kept = take_back(call, cmd_id, command, collection_orders, Role.MAKER_COLLECTION)
    author = call.author(cmd_id)
    position = _log(call, kept, COLLECTION_RECALLED, CollectionRecalled(kept.req_id, command.reason), author)
    _let_go(call, kept, author)
    return call.answer(cmd_id, kept.req_id, kept.status, position)


def _demand_form(call: Call, order: CollectionOrder) -> None:
    if order.act not in frozenset(CollectionAct):
        raise wrong("act")
    act = CollectionAct(order.act)
    for name in _MAY_BE_FILLED:
        if bool(getattr(order, name)) != (name in _ABOUT[act]):
            raise wrong(name)
    refunds = act is CollectionAct.REFUND
    demand_fields(
        ("typ", order.typ == COLLECTION_ORDER),
        ("req_id", fields.is_uuid(order.req_id) and not order_names.is_given(call.connection, order.req_id)),
        ("satang", not order.satang or fields.is_satang(order.satang)),
        ("acct", not refunds or _may_take_back(call, order)),
        ("acct_name", not refunds or fields.is_name(order.acct_name)),
        ("reason", fields.is_sentence(order.reason)),
        ("made_at", is_moment(order.made_at)),
    )


def _may_take_back(call: Call, order: CollectionOrder) -> bool:
    """Say whether money can be sent there."""
    kept_here = house_accounts.among(call.connection, {(order.bank, order.acct)})
    return fields.is_place(order.bank, order.acct) and not kept_here


def _signed_order(call: Call, kept: Row[Any]) -> CollectionOrder:
    """Return the order that its maker signed; refuse if it is not what is stored."""
    order = original(call.connection, CollectionOrder, PROPOSE_COLLECTION, kept.order, kept.order_sig)
    said = (order.req_id, order.agency, order.unit, order.act, order.payment_id, order.maker_uid, order.device)
    columns = (kept.req_id, kept.agency, kept.unit, kept.act, kept.payment_id, kept.maker_uid, kept.maker_device)
    if said != columns:
        raise Refused(Refusal.SIGNATURE_WRONG)
    return order


def _let_go(call: Call, kept: Row[Any], author: Author) -> None:
    """Let the payment of an order that had no effect wait for another one."""
    row = payments.of_unit(call.connection, kept.unit, kept.payment_id)
    row = payments.change(call.connection, row, open_req_id="")
    payments.tell(call.connection, call.now, [row], payments.RECALLED, author)


def _log(call: Call, kept: Row[Any], kind: str, body: Message, author: Author) -> Position:
    return log.append(call.connection, call.at, (kept.agency, kept.unit), kind, kept.req_id, body, author)


def _notify(call: Call, uids: Iterable[str], what: str, order: CollectionOrder) -> None:
    notices.tell(call.connection, call.now, uids, what, order.req_id, payment=order.payment_id)
