"""Who signed: what every proposal and every decision on one must be, whatever they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.refusals import Refused
from app.simulator.signatures import demand_key
from app.simulator.tables import keys, units, users
from app.wire.administration import Proposal, ProposalDecision
from app.wire.codec import encode
from app.wire.codes import Refusal
from app.wire.disbursement import Authorization
from app.wire.payees import PayeeChange, PayeeDecision
from app.wire.recalls import ReturnDecision, ReturnOrder
from app.wire.signature import verify

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.disbursement.call import Call
    from app.wire.codec import Message
    from app.wire.codes import Role


Made = Proposal | PayeeChange | ReturnOrder
"""What somebody proposes and signs."""
Decided = ProposalDecision | PayeeDecision | ReturnDecision | Authorization
"""What somebody decides and signs after the password was asked again."""


def demand_made(call: Call, said: Made, label: bytes, signature: str) -> None:
    """Refuse what the person of this session did not sign at this workstation."""
    if said.maker_uid != call.signed.uid:
        raise Refused(Refusal.FIELD_WRONG, field="maker_uid", line="")
    if said.device != call.signed.device:
        raise Refused(Refusal.DEVICE_WRONG)
    _demand_signature(call, said.maker_kid, (label, said), signature)


def demand_decided(call: Call, said: Decided, label: bytes, signature: str) -> None:
    """Refuse a decision that the person of this very session did not sign at this workstation."""
    if said.auth_uid != call.signed.uid:
        raise Refused(Refusal.FIELD_WRONG, field="auth_uid", line="")
    if said.device != call.signed.device:
        raise Refused(Refusal.DEVICE_WRONG)
    if said.session_epoch != str(call.signed.epoch):
        raise Refused(Refusal.SESSION_STALE)
    _demand_signature(call, said.auth_kid, (label, said), signature)


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


def demand_standing(connection: Connection, said: Made, role: Role) -> None:
    """Refuse to act on the word of somebody who was removed, or whose key was revoked since: it may be stolen."""
    if connection.scalar(select(users.c.removed).where(users.c.uid == said.maker_uid)):
        raise Refused(Refusal.ROLE_MISSING, role=role.value)
    revoked = select(keys.c.kid).where(keys.c.kid == said.maker_kid, keys.c.revoked_at != "")
    if connection.execute(revoked).first() is not None:
        raise Refused(Refusal.KEY_REVOKED, kid=said.maker_kid)
