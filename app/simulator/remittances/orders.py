"""The three commands about remittances: one person proposes, another approves or sends back, or the maker recalls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.simulator import ledger, log, order_names
from app.simulator.administration import notices
from app.simulator.administration.grants import holders
from app.simulator.clock import local_date, moment_text
from app.simulator.disbursement.limits import demand_within_limit
from app.simulator.refusals import Refused, wrong
from app.simulator.remittances import contents, hours, parts, standing
from app.simulator.remittances.tables import remittance_orders
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
from app.wire.remittances import (
    REMITTANCE_DECISION,
    REMITTANCE_ORDERED,
    REMITTANCE_RECALLED,
    REMITTANCE_SETTLED,
    RemittanceKind,
    RemittanceOrder,
    RemittanceOrdered,
    RemittanceRecalled,
    RemittanceSettled,
    RemittanceState,
)
from app.wire.signature import PROPOSE_REMITTANCE, SETTLE_REMITTANCE, signature_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.simulator.log import Author, Position
    from app.wire.codec import Message
    from app.wire.orders import OrderDone
    from app.wire.remittances import ProposeRemittance, RecallRemittance, SettleRemittance


def propose_remittance(call: Call, cmd_id: str, command: ProposeRemittance) -> OrderDone:
    """Take a maker's signed order in: no money moves yet, but what it names waits for nobody else."""
    order = command.order
    call.demand_envelope(cmd_id, command)
    call.signed.demand(*_makers(order.kind))
    if (order.agency, order.unit) != (call.signed.agency, call.signed.unit):
        raise Refused(Refusal.OTHER_UNIT)
    demand_made(call, order, PROPOSE_REMITTANCE, command.order_sig)
    contents.demand_form(order)
    if order_names.is_given(call.connection, order.req_id):
        raise wrong("req_id")
    office_account = _demand_possible(call, order, call.now)
    author = call.author(cmd_id, order.maker_kid, signature_sha256(command.order_sig))
    row = _keep(call, command, office_account)
    body = RemittanceOrdered(encode(order).decode(), command.order_sig)
    position = _log(call, row, REMITTANCE_ORDERED, body, author)
    parts.take(call.connection, call.now, order, author)
    standing.tell(call.connection, call.now, row, row.state, author)
    able = holders(call.connection, order.unit, local_date(call.now), Role.AUTHORIZER)
    _notify(call, able, notices.REMITTANCE_WAITS, row)
    return call.answer(cmd_id, row.req_id, row.state, position)


def settle_remittance(call: Call, cmd_id: str, command: SettleRemittance) -> OrderDone:
    """Set the money aside on another person's word, for the bank to move in its hours; or send the order back."""
    decision = command.decision
    kept = demand_second(call, cmd_id, command, remittance_orders, (SETTLE_REMITTANCE, REMITTANCE_DECISION))
    row = _of(call, kept)
    order = _signed_order(call, kept, row)
    approves = decision.decision == Decision.APPROVE
    effect: dict[str, str] = {}
    if approves:
        demand_standing(call.connection, order)
        moves_at = hours.moves_at(call.connection, call.calendar, order.unit, call.now)
        effect["office_account"] = _demand_possible(call, order, moves_at)
        effect["due_at"] = moment_text(moves_at)
    spend_challenge(call.connection, call.now, call.signed, decision.challenge)
    kept = settle(call, command, remittance_orders)
    state = RemittanceState.APPROVED if approves else RemittanceState.SENT_BACK
    row = standing.change(call.connection, row, state, auth_uid=decision.auth_uid, **effect)
    author = call.author(cmd_id, decision.auth_kid, signature_sha256(command.decision_sig))
    body = RemittanceSettled(row.req_id, row.state, *signed_texts(kept))
    position = _log(call, row, REMITTANCE_SETTLED, body, author)
    if approves:
        ledger.hold(call.connection, standing.money_of(row, call.now))
    else:
        parts.let_go(call.connection, call.now, row.req_id, author)
    standing.tell(call.connection, call.now, row, row.state, author)
    _notify(call, [row.maker_uid], notices.REMITTANCE_SETTLED, row)
    return call.answer(cmd_id, row.req_id, row.state, position)


def recall_remittance(call: Call, cmd_id: str, command: RecallRemittance) -> OrderDone:
    """Take an unsettled order back."""
    kept = take_back(call, cmd_id, command, remittance_orders, Role.MAKER_REMITTANCE, Role.MAKER_PAYMENT)
    row = standing.change(call.connection, _of(call, kept), RemittanceState.RECALLED)
    author = call.author(cmd_id)
    position = _log(call, row, REMITTANCE_RECALLED, RemittanceRecalled(row.req_id, command.reason), author)
    parts.let_go(call.connection, call.now, row.req_id, author)
    standing.tell(call.connection, call.now, row, row.state, author)
    return call.answer(cmd_id, row.req_id, row.state, position)


def _makers(kind: str) -> tuple[Role, ...]:
    """Return who may propose: what is left of a draw is the payers' matter, too."""
    returns = kind == RemittanceKind.DRAW_RETURN
    return (Role.MAKER_REMITTANCE, Role.MAKER_PAYMENT) if returns else (Role.MAKER_REMITTANCE,)


def _demand_possible(call: Call, order: RemittanceOrder, moves_at: datetime) -> str:
    """Return the account of the order's office; refuse an order that cannot have its effect now."""
    demand_within_limit(call.connection, call.signed.uid, int(order.total_satang))
    today, moves_on = local_date(call.now).isoformat(), local_date(moves_at).isoformat()
    return contents.demand_right(call.connection, order, today, moves_on)


def _keep(call: Call, command: ProposeRemittance, office_account: str) -> Row[Any]:
    order = command.order
    home = {"req_id": order.req_id, "agency": order.agency, "unit": order.unit, "maker_uid": order.maker_uid}
    signed = {"order": encode(order).decode(), "order_sig": command.order_sig, "maker_device": order.device}
    waits = {"status": ProposalStatus.PENDING.value, "proposed_at": call.at}
    call.connection.execute(insert(remittance_orders).values(**home, **signed, **waits))
    return standing.add(
        call.connection,
        **home,
        state=RemittanceState.PROPOSED.value,
        kind=order.kind,
        account=order.account,
        office=order.office,
        office_account=office_account,
        owner_unit=order.owner_unit,
        doc_no=order.doc_no,
        satang=int(order.total_satang),
        made_at=order.made_at,
    )


def _of(call: Call, kept: Row[Any]) -> Row[Any]:
    row = standing.find(call.connection, kept.req_id)
    if row is None:
        raise LookupError(kept.req_id)
    return row


def _signed_order(call: Call, kept: Row[Any], row: Row[Any]) -> RemittanceOrder:
    """Return the order that its maker signed; refuse if it is not what is stored."""
    order = original(call.connection, RemittanceOrder, PROPOSE_REMITTANCE, kept.order, kept.order_sig)
    named = ("req_id", "agency", "unit", "maker_uid", "kind", "account", "office", "owner_unit", "doc_no")
    same = all(getattr(order, name) == getattr(row, name) for name in named)
    if not same or (order.device, order.total_satang) != (kept.maker_device, str(row.satang)):
        raise Refused(Refusal.SIGNATURE_WRONG)
    return order


def _log(call: Call, row: Row[Any], kind: str, body: Message, author: Author) -> Position:
    return log.append(call.connection, call.at, (row.agency, row.unit), kind, row.req_id, body, author)


def _notify(call: Call, uids: Iterable[str], what: str, row: Row[Any]) -> None:
    notices.tell(call.connection, call.now, uids, what, row.req_id, amount=notices.baht(row.satang))
