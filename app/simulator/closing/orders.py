"""The three commands about a day: one person proposes to close or reopen it, another settles, or the maker recalls."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from app.simulator import fields, log
from app.simulator.administration import notices
from app.simulator.administration.grants import MAKERS, holders
from app.simulator.clock import is_moment, local_date
from app.simulator.closing import effects
from app.simulator.closing.tables import day_orders
from app.simulator.refusals import Refused, demand_fields
from app.simulator.signatures import spend_challenge
from app.simulator.signed_words import (
    demand_made,
    demand_second,
    demand_standing,
    is_known,
    original,
    settle,
    signed_texts,
    take_back,
)
from app.wire.administration import ProposalStatus
from app.wire.closing import (
    DAY_DECISION,
    DAY_ORDER,
    DAY_ORDERED,
    DAY_RECALLED,
    DAY_SETTLED,
    DayAct,
    DayOrder,
    DayOrdered,
    DayRecalled,
    DaySettled,
)
from app.wire.codec import encode
from app.wire.codes import Decision, Refusal, Role
from app.wire.signature import PROPOSE_DAY, SETTLE_DAY, signature_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from sqlalchemy import Row

    from app.simulator.disbursement.call import Call
    from app.simulator.log import Author, Position
    from app.wire.closing import ProposeDay, RecallDay, SettleDay
    from app.wire.codec import Message
    from app.wire.orders import OrderDone

_MAKERS = tuple(role for role in Role if role in MAKERS)


def propose_day(call: Call, cmd_id: str, command: ProposeDay) -> OrderDone:
    """Take a maker's signed order in; the day stays as it is until another person settles it."""
    order = command.order
    call.demand_envelope(cmd_id, command)
    call.signed.demand(*_MAKERS)
    if (order.agency, order.unit) != (call.signed.agency, call.signed.unit):
        raise Refused(Refusal.OTHER_UNIT)
    demand_made(call, order, PROPOSE_DAY, command.order_sig)
    _demand_form(call, order)
    waiting = (day_orders.c.unit == order.unit, day_orders.c.status == ProposalStatus.PENDING.value)
    other = call.connection.scalar(select(day_orders.c.req_id).where(*waiting))
    if other is not None:
        raise Refused(Refusal.PROPOSAL_PENDING, req_id=other)
    effects.demand_right(call, order)
    values = {
        "req_id": order.req_id,
        "agency": order.agency,
        "unit": order.unit,
        "status": ProposalStatus.PENDING.value,
        "act": order.act,
        "day": order.day,
        "version": int(order.version),
        "maker_uid": order.maker_uid,
        "maker_device": order.device,
        "order": encode(order).decode(),
        "order_sig": command.order_sig,
        "proposed_at": call.at,
    }
    kept = call.connection.execute(insert(day_orders).values(values).returning(day_orders)).one()
    author = call.author(cmd_id, order.maker_kid, signature_sha256(command.order_sig))
    position = _log(call, kept, DAY_ORDERED, DayOrdered(kept.order, kept.order_sig), author)
    able = holders(call.connection, order.unit, local_date(call.now), Role.AUTHORIZER)
    _notify(call, able, notices.DAY_WAITS, order)
    return call.answer(cmd_id, kept.req_id, kept.status, position)


def settle_day(call: Call, cmd_id: str, command: SettleDay) -> OrderDone:
    """Close or reopen the day on another person's word, or send the order back to its maker."""
    decision = command.decision
    kept = demand_second(call, cmd_id, command, day_orders, (SETTLE_DAY, DAY_DECISION))
    order = _signed_order(call, kept)
    approves = decision.decision == Decision.APPROVE
    if approves:
        demand_standing(call.connection, order)
        effects.demand_right_still(call, order)
    spend_challenge(call.connection, call.now, call.signed, decision.challenge)
    effect = effects.take(call, order, kept, encode(decision).decode()) if approves else {}
    kept = settle(call, command, day_orders, **effect)
    author = call.author(cmd_id, decision.auth_kid, signature_sha256(command.decision_sig))
    body = DaySettled(kept.req_id, kept.status, *signed_texts(kept), kept.record, kept.record_sig)
    position = _log(call, kept, DAY_SETTLED, body, author)
    _notify(call, [kept.maker_uid], notices.DAY_SETTLED, order)
    return call.answer(cmd_id, kept.req_id, kept.status, position)


def recall_day(call: Call, cmd_id: str, command: RecallDay) -> OrderDone:
    """Take an unsettled order back."""
    kept = take_back(call, cmd_id, command, day_orders, *_MAKERS)
    body = DayRecalled(kept.req_id, command.reason)
    position = _log(call, kept, DAY_RECALLED, body, call.author(cmd_id))
    return call.answer(cmd_id, kept.req_id, kept.status, position)


def _demand_form(call: Call, order: DayOrder) -> None:
    reopens = order.act == DayAct.REOPEN
    filled = (order.since, order.until, order.accounts, order.compared, order.matches, order.exceptions)
    demand_fields(
        ("typ", order.typ == DAY_ORDER),
        ("req_id", fields.is_uuid(order.req_id) and not is_known(call.connection, day_orders, order.req_id)),
        ("act", order.act in frozenset(DayAct)),
        ("day", fields.read_day(order.day) is not None),
        ("version", fields.is_number(order.version) and order.version != "0"),
        ("accounts", not (reopens and any(filled))),
        ("until", reopens or is_moment(order.until)),
        ("anchor_seq", fields.is_number(order.anchor_seq) or (reopens and not order.anchor_seq)),
        ("anchor_head", fields.is_sha256(order.anchor_head) or (reopens and not order.anchor_head)),
        ("reason", fields.is_text(order.reason) and bool(order.reason or not reopens)),
        ("made_at", is_moment(order.made_at)),
    )


def _signed_order(call: Call, kept: Row[Any]) -> DayOrder:
    """Return the order that its maker signed; refuse if it is not what is stored."""
    order = original(call.connection, DayOrder, PROPOSE_DAY, kept.order, kept.order_sig)
    said = (order.req_id, order.agency, order.unit, order.act, order.day, order.version, order.maker_uid, order.device)
    columns = (kept.req_id, kept.agency, kept.unit, kept.act, kept.day, str(kept.version))
    if said != (*columns, kept.maker_uid, kept.maker_device):
        raise Refused(Refusal.SIGNATURE_WRONG)
    return order


def _log(call: Call, kept: Row[Any], kind: str, body: Message, author: Author) -> Position:
    return log.append(call.connection, call.at, (kept.agency, kept.unit), kind, kept.req_id, body, author)


def _notify(call: Call, uids: Iterable[str], what: str, order: DayOrder) -> None:
    notices.tell(
        call.connection, call.now, uids, what, order.req_id, day=notices.thai_day(date.fromisoformat(order.day))
    )
