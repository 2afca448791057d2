"""What one administrator may do alone: only what takes rights away, gives tries back, or makes somebody begin anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from app.simulator import fields, tries
from app.simulator.administration import agency, happenings, people
from app.simulator.administration.matters import Effect, Subject, after, look_at_user
from app.simulator.clock import is_moment
from app.simulator.disbursement.batches import persons
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.signatures import demand_key, spend_challenge
from app.simulator.tables import keys, units, users, workstations
from app.wire.administration import ADMIN_ACT, ActKind, AdminDone
from app.wire.codec import encode
from app.wire.codes import Refusal, Role
from app.wire.events import AccessChanged
from app.wire.signature import ACT, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.simulator.disbursement.call import Call
    from app.wire.administration import Act, AdminAct

_EITHER = (Role.ADMIN_1, Role.ADMIN_2)
_SECOND = (Role.ADMIN_2,)
DONE = "done"
"""The status of an act: it had its effect at once."""
_REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class _Rule:
    """Who may do it, and how it is done."""

    by: tuple[Role, ...]
    do: Callable[[Call, AdminAct], tuple[Subject, Effect]]


def act(call: Call, cmd_id: str, command: Act) -> AdminDone:
    """Do what one administrator may do alone, and tell agency and unit."""
    said = command.act
    call.demand_envelope(cmd_id, command)
    _demand_actor(call, command)
    rule = _RULES[ActKind(said.kind)]
    call.signed.demand(*rule.by)
    spend_challenge(call.connection, call.now, call.signed, said.challenge)
    subject, effect = rule.do(call, said)
    body = AccessChanged(
        what=said.kind,
        id=said.act_id,
        unit=subject.unit,
        subject=said.subject,
        subject_name=subject.name,
        before=subject.before,
        after=effect.after,
        proposal="",
        proposal_sig="",
        decision="",
        decision_sig="",
        act=encode(said).decode(),
        act_sig=command.act_sig,
        reason=said.reason,
    )
    author = happenings.Signature(cmd_id, said.actor_kid, command.act_sig).author(call)
    seq = happenings.tell(call.connection, call.at, call.signed.agency, body, author)
    return AdminDone(cmd_id, said.act_id, DONE, str(seq), effect.slip_id)


def _demand_actor(call: Call, command: Act) -> None:
    said, signed = command.act, call.signed
    signed.demand(*_EITHER)
    if said.agency != signed.agency:
        raise Refused(Refusal.OTHER_UNIT)
    if said.actor_uid != signed.uid:
        raise wrong("actor_uid")
    if said.device != signed.device:
        raise Refused(Refusal.DEVICE_WRONG)
    if said.session_epoch != str(signed.epoch):
        raise Refused(Refusal.SESSION_STALE)
    public_key = demand_key(call.connection, signed, said.actor_kid)
    if not verify(public_key, ACT, encode(said), command.act_sig):
        raise Refused(Refusal.SIGNATURE_WRONG)
    demand_fields(
        ("typ", said.typ == ADMIN_ACT),
        ("act_id", fields.is_uuid(said.act_id)),
        ("kind", said.kind in frozenset(ActKind)),
        ("reason", bool(said.reason) and fields.is_text(said.reason)),
        ("at", is_moment(said.at)),
    )


def _suspend_now(call: Call, said: AdminAct) -> tuple[Subject, Effect]:
    subject = look_at_user(call, said.subject)
    row = people.read(call.connection, said.subject)
    if row.suspended:
        raise Refused(Refusal.STATUS_FORBIDS, status=people.state_of(row), action=said.kind)
    people.end_session(call.connection, row.uid)
    people.touch(call.connection, row, suspended=people.UNCONFIRMED, suspended_by=call.signed.uid)
    return subject, after(call, row.uid)


def _confirm_suspension(call: Call, said: AdminAct) -> tuple[Subject, Effect]:
    subject = look_at_user(call, said.subject)
    row = people.read(call.connection, said.subject)
    if row.suspended != people.UNCONFIRMED:
        raise Refused(Refusal.STATUS_FORBIDS, status=people.state_of(row), action=said.kind)
    if call.signed.person in persons(call.connection, [row.suspended_by]):
        raise Refused(Refusal.PROPOSER_CANNOT_APPROVE)
    people.touch(call.connection, row, suspended=people.CONFIRMED)
    return subject, after(call, row.uid)


def _unlock(call: Call, said: AdminAct) -> tuple[Subject, Effect]:
    subject = look_at_user(call, said.subject)
    row = people.read(call.connection, said.subject)
    tries.forget(call.connection, (row.company_id, row.user_id), None)
    return subject, after(call, said.subject)


def _reset_password(call: Call, said: AdminAct) -> tuple[Subject, Effect]:
    subject = look_at_user(call, said.subject)
    row = people.read(call.connection, said.subject)
    people.begin_anew(call.connection, row, call.at, key_permits=0)
    of = (row.uid, row.unit, "")
    slip_id = people.add_slip(call.connection, call.signed.agency, people.RESET, of, call.at)
    return subject, Effect(after(call, row.uid).after, slip_id)


def _end_session(call: Call, said: AdminAct) -> tuple[Subject, Effect]:
    subject = look_at_user(call, said.subject)
    people.end_session(call.connection, said.subject)
    return subject, after(call, said.subject)


def _revoke_workstation(call: Call, said: AdminAct) -> tuple[Subject, Effect]:
    mine = (workstations.c.device == said.subject, workstations.c.agency == call.signed.agency)
    found = call.connection.execute(select(workstations).where(*mine)).one_or_none()
    if found is None:
        raise Refused(Refusal.SUBJECT_UNKNOWN)
    if found.state == _REVOKED:
        raise Refused(Refusal.STATUS_FORBIDS, status=_REVOKED, action=said.kind)
    revoked = {"state": _REVOKED, "revoked_at": call.at, "code_sha256": "", "code_expires_at": ""}
    call.connection.execute(update(workstations).where(*mine).values(**revoked))
    people.void_slip(call.connection, found.slip_id, call.at)
    # Other agencies may know the same workstation; their people are theirs. Sessions stay, so that the next call is
    # told why it is refused.
    ours = select(users.c.uid).join(units, units.c.unit == users.c.unit).where(units.c.agency == found.agency)
    live = update(keys).where(keys.c.device == said.subject, keys.c.uid.in_(ours), keys.c.revoked_at == "")
    call.connection.execute(live.values(revoked_at=call.at))
    return Subject("", found.name, found.unit, 0, found.state), Effect(_REVOKED)


def _revoke_key(call: Call, said: AdminAct) -> tuple[Subject, Effect]:
    found = call.connection.execute(select(keys).where(keys.c.kid == said.subject)).one_or_none()
    if found is None:
        raise Refused(Refusal.SUBJECT_UNKNOWN)
    owner = agency.user_of(call.connection, call.signed.agency, found.uid)
    if found.uid != call.signed.uid:
        look_at_user(call, found.uid)
    if found.revoked_at:
        raise Refused(Refusal.STATUS_FORBIDS, status=_REVOKED, action=said.kind)
    call.connection.execute(update(keys).where(keys.c.kid == said.subject).values(revoked_at=call.at))
    return Subject("", people.called(owner), owner.unit), Effect(_REVOKED)


_RULES = {
    ActKind.SUSPEND_NOW: _Rule(_EITHER, _suspend_now),
    ActKind.CONFIRM_SUSPENSION: _Rule(_EITHER, _confirm_suspension),
    ActKind.UNLOCK: _Rule(_SECOND, _unlock),
    ActKind.RESET_PASSWORD: _Rule(_SECOND, _reset_password),
    ActKind.END_SESSION: _Rule(_SECOND, _end_session),
    ActKind.REVOKE_WORKSTATION: _Rule(_EITHER, _revoke_workstation),
    ActKind.REVOKE_KEY: _Rule(_EITHER, _revoke_key),
}
