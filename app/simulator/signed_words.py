"""Who signed: what every proposal and every decision on one must be, whatever they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sqlalchemy import select, update

from app.simulator import fields
from app.simulator.clock import is_moment
from app.simulator.disbursement.limits import demand_at_work
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.signatures import demand_key, public_key_of
from app.simulator.tables import keys, units, users
from app.wire.administration import ProposalStatus
from app.wire.codec import encode
from app.wire.codes import Decision, Refusal, Role
from app.wire.orders import Decided, Made, OrderDecision, RecallOrder, SettleOrder
from app.wire.signature import sha256_hex, signature_sha256, verify

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row, Table

    from app.simulator.disbursement.call import Call
    from app.wire.codec import Message

M = TypeVar("M", bound=Made)
D = TypeVar("D", bound=OrderDecision)


def demand_made(call: Call, said: Made, label: bytes, signature: str) -> None:
    """Refuse what the person of this session did not sign at this workstation."""
    if said.maker_uid != call.signed.uid:
        raise wrong("maker_uid")
    if said.device != call.signed.device:
        raise Refused(Refusal.DEVICE_WRONG)
    _demand_signature(call, said.maker_kid, (label, said), signature)


def demand_decided(call: Call, said: Decided, label: bytes, signature: str) -> None:
    """Refuse a decision that the person of this very session did not sign at this workstation."""
    if said.auth_uid != call.signed.uid:
        raise wrong("auth_uid")
    if said.device != call.signed.device:
        raise Refused(Refusal.DEVICE_WRONG)
    if said.session_epoch != str(call.signed.epoch):
        raise Refused(Refusal.SESSION_STALE)
    _demand_signature(call, said.auth_kid, (label, said), signature)


def demand_decision(said: Decided, typ: str, *more: tuple[str, bool]) -> None:
    """Refuse a decision that is neither a yes nor a reasoned no; ``more`` are its own fields."""
    reasoned = bool(said.reason) or said.decision != Decision.RETURN
    demand_fields(
        ("typ", said.typ == typ),
        ("decision", said.decision in (Decision.APPROVE, Decision.RETURN)),
        ("reason", reasoned and fields.is_text(said.reason)),
        *more,
        ("at", is_moment(said.at)),
    )


def demand_same(named: tuple[str, str], text: str, signature: str) -> None:
    """Refuse a decision that does not name, by their hashes, exactly the text and signature that are stored (T-07)."""
    if named != (sha256_hex(text.encode()), signature_sha256(signature)):
        raise Refused(Refusal.EDITION_CHANGED, rev="")


def original(connection: Connection, form: type[M], label: bytes, text: str, signature: str) -> M:
    """Return what a maker signed, from the stored text; refuse what cannot be read, or is not signed so any more.

    The caller holds what the table's columns say against it.
    """
    try:
        said = msgspec.json.decode(text, type=form)
    except msgspec.DecodeError as problem:
        raise Refused(Refusal.SIGNATURE_WRONG) from problem
    public_key = public_key_of(connection, said.maker_kid, said.maker_uid)
    if not verify(public_key, label, text.encode(), signature):
        raise Refused(Refusal.SIGNATURE_WRONG)
    return said


def _demand_signature(call: Call, kid: str, content: tuple[bytes, Message], signature: str) -> None:
    label, said = content
    if not verify(demand_key(call.connection, call.signed, kid), label, encode(said), signature):
        raise Refused(Refusal.SIGNATURE_WRONG)


def demand_other_person(call: Call, unit: str, maker: tuple[str, str]) -> None:
    """Refuse the maker, under whatever user name, and the maker's workstation where they must differ (T-16).

    ``maker``: uid and workstation.
    """
    uid, device = maker
    if call.signed.person == call.connection.scalar(select(users.c.person).where(users.c.uid == uid)):
        raise Refused(Refusal.MAKER_CANNOT_APPROVE)
    apart = call.connection.scalar(select(units.c.devices_differ).where(units.c.unit == unit))
    if apart and call.signed.device == device:
        raise Refused(Refusal.DEVICE_SAME_AS_MAKER)


def demand_standing(connection: Connection, said: Made) -> None:
    """Refuse to act on the word of somebody who is not there any more, or whose key was revoked: it may be stolen."""
    demand_at_work(connection, said.maker_uid, ())
    revoked = select(keys.c.kid).where(keys.c.kid == said.maker_kid, keys.c.revoked_at != "")
    if connection.execute(revoked).first() is not None:
        raise Refused(Refusal.MAKER_KEY_REVOKED)


# -- kept until somebody decides: a table with ``req_id``, ``status`` and ``settled_at`` -------------------------------


def is_known(connection: Connection, table: Table, req_id: str) -> bool:
    """Say whether a request of this name was ever made."""
    return connection.execute(select(table.c.req_id).where(table.c.req_id == req_id)).first() is not None


def pending(connection: Connection, table: Table, req_id: str, own: ColumnElement[bool], action: str) -> Row[Any]:
    """Return what waits for a decision; what is not the person's ``own`` to see is as unknown as none at all (T-15)."""
    stored = connection.execute(select(table).where(table.c.req_id == req_id, own)).one_or_none()
    if stored is None:
        raise Refused(Refusal.NOT_FOUND)
    if stored.status != ProposalStatus.PENDING:
        raise Refused(Refusal.STATUS_FORBIDS, status=stored.status, action=action)
    return stored


def close(call: Call, table: Table, req_id: str, status: ProposalStatus, **values: str) -> Row[Any]:
    """Settle it once: whoever comes second, on another connection too, finds it settled."""
    waiting = (table.c.req_id == req_id, table.c.status == ProposalStatus.PENDING.value)
    values |= {"status": status.value, "settled_at": call.at}
    closing = update(table).where(*waiting).values(values).returning(table)
    closed = call.connection.execute(closing).one_or_none()
    if closed is None:
        raise Refused(Refusal.STATUS_FORBIDS, status=status.value, action=status.value)
    return closed


# -- orders of a unit: made by one person, decided by another ---------------------------------------------------------


def demand_second(call: Call, cmd_id: str, command: SettleOrder[D], table: Table, words: tuple[bytes, str]) -> Row[Any]:
    """Return the waiting order of the unit on which another person decides, about exactly what is stored.

    ``words``: label and ``typ`` of the decision. The caller holds the order against the table's columns (`original`).
    """
    decision, (label, typ) = command.decision, words
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.AUTHORIZER)
    demand_decided(call, decision, label, command.decision_sig)
    demand_decision(decision, typ)
    kept = pending(call.connection, table, decision.req_id, table.c.unit == call.signed.unit, decision.decision)
    demand_other_person(call, kept.unit, (kept.maker_uid, kept.maker_device))
    demand_same((decision.order_sha256, decision.order_sig_sha256), kept.order, kept.order_sig)
    return kept


def settle(call: Call, command: SettleOrder[D], table: Table, **effect: str) -> Row[Any]:
    """Settle an order as the decision says, and keep that with its ``effect``."""
    decision = command.decision
    status = ProposalStatus.APPROVED if decision.decision == Decision.APPROVE else ProposalStatus.RETURNED
    said = {"decision": encode(decision).decode(), "decision_sig": command.decision_sig}
    return close(call, table, decision.req_id, status, **said, **effect)


def take_back(call: Call, cmd_id: str, command: RecallOrder, table: Table, *makers: Role) -> Row[Any]:
    """Settle a waiting order as recalled by its maker, who says why."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(*makers)
    kept = pending(call.connection, table, command.req_id, table.c.unit == call.signed.unit, "recall")
    if kept.maker_uid != call.signed.uid:
        raise Refused(Refusal.NOT_THE_MAKER)
    if not fields.is_sentence(command.reason):
        raise wrong("reason")
    return close(call, table, kept.req_id, ProposalStatus.RECALLED)


def signed_texts(kept: Row[Any]) -> tuple[str, str, str, str]:
    """Return order and decision with their signatures, as the log tells them."""
    return kept.order, kept.order_sig, kept.decision, kept.decision_sig
