"""Returning money to the treasury: proposed by a payment maker, settled by an authorizer, numbered by the treasury.

The server's day in Bangkok decides the route, at the proposal and again when it is settled (rules.md 3.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import insert, select

from app.simulator import fields, ledger, order_names
from app.simulator.calendar import fiscal_year
from app.simulator.clock import is_moment, local_date
from app.simulator.gfmis.numbers import treasury_reference
from app.simulator.recalls import money, routing
from app.simulator.recalls.opening import change, done, of_unit
from app.simulator.recalls.tables import recalls, return_orders
from app.simulator.refusals import Refused, demand_fields
from app.simulator.remittances import recall_returns, terms
from app.simulator.remittances.recall_returns import Returned
from app.simulator.signatures import spend_challenge
from app.simulator.signed_words import (
    demand_decided,
    demand_decision,
    demand_made,
    demand_other_person,
    demand_same,
    demand_standing,
    original,
)
from app.wire.codec import encode
from app.wire.codes import Decision, Refusal, Role
from app.wire.recalls import (
    RETURN_DECISION,
    RETURN_ORDER,
    Document,
    ProposeReturn,
    RecallDone,
    RecallState,
    ReturnDecision,
    ReturnOrder,
    SettleReturn,
)
from app.wire.signature import PROPOSE_RETURN, SETTLE_RETURN, signature_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.simulator.log import Author
    from app.simulator.recalls.money import Paid
    from app.simulator.recalls.routing import Way
    from app.wire.gfmis import GfmisDocument

PROPOSED, RETURNED, SENT_BACK = "return_proposed", "returned", "return_sent_back"


def propose_return(call: Call, cmd_id: str, command: ProposeReturn) -> RecallDone:
    """Take a maker's signed order in; it moves nothing yet."""
    order = command.order
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_PAYMENT)
    demand_made(call, order, PROPOSE_RETURN, command.order_sig)
    stored = of_unit(call, order.recall_id)
    paid = money.of_recall(call.connection, stored)
    _demand_order(call, order, stored, paid)
    _demand_route(order, _way(call, paid))
    values = {
        "state": RecallState.RETURN_PROPOSED.value,
        "req_id": order.req_id,
        "order": encode(order).decode(),
        "order_sig": command.order_sig,
        "decision": "",
        "decision_sig": "",
    }
    stored = change(call, stored, (RecallState.MONEY_BACK,), PROPOSED, **values)
    call.connection.execute(insert(return_orders).values(req_id=order.req_id, recall_id=order.recall_id))
    return done(call, stored, PROPOSED, _author(call, cmd_id, order.maker_kid, command.order_sig))


def settle_return(call: Call, cmd_id: str, command: SettleReturn) -> RecallDone:
    """Return the money to the treasury on an authorizer's word, or send the order back to the maker."""
    decision = command.decision
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.AUTHORIZER)
    demand_decided(call, decision, SETTLE_RETURN, command.decision_sig)
    demand_decision(decision, RETURN_DECISION)
    stored = _proposed(call, decision)
    order = _demand_intact(call, stored, decision)
    demand_other_person(call, stored.unit, (order.maker_uid, order.device))
    signed = {"decision": encode(decision).decode(), "decision_sig": command.decision_sig}
    author = _author(call, cmd_id, decision.auth_kid, command.decision_sig)
    if decision.decision == Decision.RETURN:
        spend_challenge(call.connection, call.now, call.signed, decision.challenge)
        back = RecallState.MONEY_BACK.value
        stored = change(call, stored, (RecallState.RETURN_PROPOSED,), SENT_BACK, state=back, **signed)
        return done(call, stored, SENT_BACK, author)
    demand_standing(call.connection, order)
    paid = money.of_recall(call.connection, stored)
    way = _way(call, paid)
    _demand_route(order, way)
    spend_challenge(call.connection, call.now, call.signed, decision.challenge)
    booked = recall_returns.book(call, Returned(stored, paid, way))
    numbered = _numbered(call, stored, booked)
    stored = change(call, stored, (RecallState.RETURN_PROPOSED,), RETURNED, **signed, **numbered)
    office = terms.account_of(call.connection, terms.own_office(call.connection, stored.unit))
    ledger.send_to_treasury(call.connection, paid.called_back(stored.recall_id, stored.back_satang, call.at), office)
    answer = done(call, stored, RETURNED, author)
    recall_returns.add(call, Returned(stored, paid, way), booked, order, author)
    return answer


def _demand_order(call: Call, order: ReturnOrder, stored: Row[Any], paid: Paid) -> None:
    """Refuse an order that is not exactly the return of what came back."""
    if stored.state != RecallState.MONEY_BACK:
        raise Refused(Refusal.STATUS_FORBIDS, status=stored.state, action=PROPOSED)
    demand_fields(
        ("typ", order.typ == RETURN_ORDER),
        ("req_id", fields.is_uuid(order.req_id) and not order_names.is_given(call.connection, order.req_id)),
        ("agency", order.agency == stored.agency),
        ("unit", order.unit == stored.unit),
        ("satang", order.satang == str(stored.back_satang)),
        ("account", order.account == paid.batch.debit_acct),
        ("fy", order.fy == paid.batch.fy),
        ("made_at", is_moment(order.made_at)),
    )


def _way(call: Call, paid: Paid) -> Way:
    return routing.way(paid.returns, paid.batch.fy, local_date(call.now))


def _demand_route(order: ReturnOrder, way: Way) -> None:
    """Refuse an order by another route than today's: the year ended meanwhile, or the money is another kind's."""
    if order.route != way.route:
        raise Refused(Refusal.ROUTE_CHANGED, route=way.route.value)


def _proposed(call: Call, decision: ReturnDecision) -> Row[Any]:
    """Return the recall of the unit whose order is decided on; another unit's is as unknown as none at all."""
    mine = (recalls.c.req_id == decision.req_id, recalls.c.unit == call.signed.unit)
    stored = call.connection.execute(select(recalls).where(*mine)).one_or_none() if decision.req_id else None
    if stored is None:
        raise Refused(Refusal.NOT_FOUND)
    if stored.state != RecallState.RETURN_PROPOSED:
        raise Refused(Refusal.STATUS_FORBIDS, status=stored.state, action=decision.decision)
    return stored


def _demand_intact(call: Call, stored: Row[Any], decision: ReturnDecision) -> ReturnOrder:
    """Return the order that the maker signed; refuse if it is not what is stored, or not what was decided on."""
    demand_same((decision.order_sha256, decision.order_sig_sha256), stored.order, stored.order_sig)
    order = original(call.connection, ReturnOrder, PROPOSE_RETURN, stored.order, stored.order_sig)
    signed = (order.req_id, order.recall_id, order.agency, order.unit, order.satang)
    if signed != (stored.req_id, stored.recall_id, stored.agency, stored.unit, str(stored.back_satang)):
        raise Refused(Refusal.SIGNATURE_WRONG)
    return order


def _numbered(call: Call, stored: Row[Any], booked: Sequence[GfmisDocument]) -> dict[str, str]:
    """Return what settling writes: the treasury's documents and the bank's reference."""
    fy = fiscal_year(local_date(call.now))
    documents = [Document(one.kind, one.number) for one in booked]
    return {
        "state": RecallState.RETURNED.value,
        "returned_at": call.at,
        "documents": msgspec.json.encode(documents).decode(),
        "bank_ref": treasury_reference(call.connection, stored.agency, fy),
    }


def _author(call: Call, cmd_id: str, kid: str, signature: str) -> Author:
    return call.author(cmd_id, kid, signature_sha256(signature))
