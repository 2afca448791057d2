"""Signing in and staying in: one session a person, a lease, an epoch that rises (reliability.md 4.7)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, func, insert, select, update

from app.simulator import chance, door, signatures
from app.simulator.administration import alarms, policy
from app.simulator.administration.grants import rights_in_force
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.passage import now_passing
from app.simulator.refusals import Refused
from app.simulator.tables import (
    agencies,
    challenges,
    old_passwords,
    roles,
    security,
    sessions,
    units,
    users,
    workstations,
)
from app.simulator.workstations import REVOKED, note_presence
from app.wire.api import CHALLENGE_SECONDS, SESSION_LEASE_SECONDS
from app.wire.codes import Refusal, Role

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

LEASE = timedelta(seconds=SESSION_LEASE_SECONDS)
_u = users.c
_WHO = (
    select(_u.uid, _u.company_id, _u.user_id, _u.person, _u.unit, _u.removed, _u.suspended, _u.must_change)
    .add_columns(_u.last_sign_in_device, sessions.c.device, sessions.c.epoch, sessions.c.lease_until)
    .add_columns(units.c.agency, workstations.c.state, workstations.c.revoked_at)
    .join(sessions, sessions.c.uid == _u.uid)
    .join(units, units.c.unit == _u.unit)
    .join(workstations, and_(workstations.c.device == sessions.c.device, workstations.c.agency == units.c.agency))
    .where(sessions.c.token_sha256 == bindparam("token"))
)
"""Asked several times in every request, hence put together once."""
_NAMED = (
    select(users, units.c.agency)
    .join(units, units.c.unit == _u.unit)
    .where(_u.company_id == bindparam("company_id"), _u.user_id == bindparam("user_id"), _u.removed == 0)
)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who speaks: the person behind a valid session, as things are now."""

    uid: str
    company_id: str
    user_id: str
    person: str
    agency: str
    unit: str
    device: str
    device_name: str
    epoch: int
    roles: frozenset[str]
    must_change: bool

    def demand(self, *wanted: Role) -> None:
        """Refuse unless the person has one of these roles."""
        if self.roles.isdisjoint(wanted):
            raise Refused(Refusal.ROLE_MISSING, role=wanted[0].value)


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as stored, with the agency of the unit."""

    uid: str
    agency: str
    unit: str
    name_th: str
    name_en: str
    password_hash: str
    must_change: bool
    suspended: bool
    secret_until: str
    activation_sha256: str
    password_changed_at: str
    session_epoch: int
    last_sign_in_at: str
    last_sign_in_device: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person signs in: the workstation's id and name, and whether a session elsewhere is to end for it."""

    device: str
    device_name: str
    take_over: bool


@dataclass(frozen=True, slots=True)
class Started:
    """A new session with what its owner is told."""

    token: str
    epoch: int
    lease_until: str
    user: UserRow
    roles: tuple[str, ...]
    must_change: bool
    password_expires_at: str
    agency_name: str
    unit_name: str


def find_user(connection: Connection, company_id: str, user_id: str) -> UserRow | None:
    """Return the user of a company, or None; who was removed is nobody any more."""
    found = connection.execute(_NAMED, {"company_id": company_id, "user_id": user_id}).one_or_none()
    if found is None:
        return None
    return UserRow(
        uid=found.uid,
        agency=found.agency,
        unit=found.unit,
        name_th=found.name_th,
        name_en=found.name_en,
        password_hash=found.password_hash,
        must_change=bool(found.must_change),
        suspended=bool(found.suspended),
        secret_until=found.secret_until,
        activation_sha256=found.activation_sha256,
        password_changed_at=found.password_changed_at,
        session_epoch=found.session_epoch,
        last_sign_in_at=found.last_sign_in_at,
        last_sign_in_device=found.last_sign_in_device,
    )


def demand_able(connection: Connection, now: datetime, user: UserRow) -> None:
    """Refuse whoever has the right password and still may not come in.

    With ``user_suspended``, ``slip_expired`` for the secret of a slip that is too old, or ``rights_ended``.
    """
    if user.suspended:
        raise Refused(Refusal.USER_SUSPENDED)
    demand_unexpired(now, user)
    if not rights_in_force(connection, user.uid, local_date(now)):
        last = connection.scalar(select(func.max(roles.c.valid_until)).where(roles.c.uid == user.uid))
        raise Refused(Refusal.RIGHTS_ENDED, day=last or "")


def demand_unexpired(now: datetime, user: UserRow) -> None:
    """Refuse with ``slip_expired`` the secret of a slip that is too old."""
    if user.secret_until and user.secret_until <= moment_text(now):
        raise Refused(Refusal.SLIP_EXPIRED)


def start(connection: Connection, now: datetime, user: UserRow, at: Place, *, hold: bool) -> Started:
    """Begin a session; the person's session at the same workstation gives way at once.

    One elsewhere only if it is to be taken over: refuses with ``session_elsewhere``, and by the old rule (``hold``)
    with ``session_held`` until the lease of any session has run out; and with ``key_not_permitted`` where the person
    has no signing key and may have none. At a revoked workstation nobody is left.
    """
    _make_way(connection, now, user, at, hold=hold)
    token = chance.drawn(connection).token_urlsafe(32)
    epoch = user.session_epoch + 1
    lease_until = moment_text(now + LEASE)
    connection.execute(delete(sessions).where(sessions.c.uid == user.uid))
    connection.execute(
        insert(sessions).values(
            uid=user.uid, token_sha256=token_hash(token), device=at.device, epoch=epoch, lease_until=lease_until
        )
    )
    expires_at = _password_expires_at(connection, user)
    first_change = user.must_change and door.rules(connection).first_change
    must_change = first_change or "" < expires_at <= moment_text(now)
    seen = {
        "session_epoch": epoch,
        "last_sign_in_at": moment_text(now),
        "last_sign_in_device": at.device_name,
        "must_change": int(must_change),
    }
    connection.execute(update(users).where(users.c.uid == user.uid).values(**seen))
    home = connection.execute(
        select(units.c.name, units.c.agency, agencies.c.name.label("agency_name"))
        .join(agencies, agencies.c.agency == units.c.agency)
        .where(units.c.unit == user.unit)
    ).one()
    note(connection, now, user.uid, "session.started", at.device, {})
    return Started(
        token=token,
        epoch=epoch,
        lease_until=lease_until,
        user=user,
        roles=tuple(sorted(rights_in_force(connection, user.uid, local_date(now)))),
        must_change=must_change,
        password_expires_at=expires_at,
        agency_name=home.agency_name,
        unit_name=home.name,
    )


def _make_way(connection: Connection, now: datetime, user: UserRow, at: Place, *, hold: bool) -> None:
    """Refuse while another session is in the way; tell administrators where one is taken over.

    None is, for a workstation at which the person could then not sign: the one that works goes on.
    """
    there = and_(workstations.c.device == sessions.c.device, workstations.c.agency == user.agency)
    mine = select(sessions, workstations.c.state).join(workstations, there).where(sessions.c.uid == user.uid)
    other = connection.execute(mine).one_or_none()
    if other is not None and other.lease_until > moment_text(now) and other.state != REVOKED:
        if hold:
            seconds = ceil((read_moment(other.lease_until) - now).total_seconds())
            raise Refused(Refusal.SESSION_HELD, until=other.lease_until, seconds=str(seconds))
        if other.device != at.device:
            if not at.take_over:
                facts = {"device_name": user.last_sign_in_device, "since": user.last_sign_in_at}
                raise Refused(Refusal.SESSION_ELSEWHERE, **facts)
            signatures.demand_registrable(connection, user.uid, at.device)
            here = (at.device, at.device_name)
            alarms.raise_alarm(connection, now, alarms.SESSION_TAKEN_OVER, user.uid, here, user.last_sign_in_device)


def authenticate(connection: Connection, now: datetime, token: str) -> Signed:
    """Return who holds ``token``, as things are now: a revocation counts at once.

    Refuses with ``session_ended`` or ``workstation_revoked``.
    """
    row = connection.execute(_WHO, {"token": token_hash(token)}).one_or_none()
    if row is None or row.removed or row.suspended or row.lease_until <= moment_text(now):
        raise Refused(Refusal.SESSION_ENDED)
    if row.state == REVOKED:
        raise Refused(Refusal.WORKSTATION_REVOKED, agency=row.agency, revoked_at=row.revoked_at)
    passage = now_passing()
    if passage is not None:
        passage.unit, passage.person = row.unit, f"{row.company_id}/{row.user_id}"
    return Signed(
        uid=row.uid,
        company_id=row.company_id,
        user_id=row.user_id,
        person=row.person,
        agency=row.agency,
        unit=row.unit,
        device=row.device,
        device_name=row.last_sign_in_device,
        epoch=row.epoch,
        roles=rights_in_force(connection, row.uid, local_date(now)),
        must_change=bool(row.must_change),
    )


def authenticate_ready(connection: Connection, now: datetime, token: str) -> Signed:
    """Do what `authenticate` does, and refuse whoever must change the password first."""
    signed = authenticate(connection, now, token)
    if signed.must_change:
        raise Refused(Refusal.PASSWORD_MUST_CHANGE)
    return signed


def renew(connection: Connection, now: datetime, signed: Signed) -> str:
    """Lengthen the lease to its full time from now; return until when.

    None is shortened: the clock may have jumped, and leases with it, since ``now`` was looked at.
    """
    mine = sessions.c.uid == signed.uid
    before: str = connection.execute(select(sessions.c.lease_until).where(mine)).scalar_one()
    until = max(before, moment_text(now + LEASE))
    connection.execute(update(sessions).where(mine).values(lease_until=until))
    note_presence(connection, now, signed.agency, signed.device)
    return until


def end(connection: Connection, now: datetime, signed: Signed) -> None:
    """End a session."""
    connection.execute(delete(sessions).where(sessions.c.uid == signed.uid))
    note(connection, now, signed.uid, "session.ended", signed.device, {})


def carry_over(connection: Connection, before: datetime, after: datetime) -> None:
    """Keep running sessions alive over a jump of the clock: nobody was away in between."""
    running = connection.execute(
        select(sessions.c.uid, sessions.c.lease_until).where(sessions.c.lease_until > moment_text(before))
    )
    for row in running.all():
        until = moment_text(read_moment(row.lease_until) + (after - before))
        connection.execute(update(sessions).where(sessions.c.uid == row.uid).values(lease_until=until))


def shorten(connection: Connection, now: datetime) -> None:
    """Let no session and no permission to sign last longer than if it began now: the clock was put back."""
    longest = moment_text(now + LEASE)
    connection.execute(update(sessions).where(sessions.c.lease_until > longest).values(lease_until=longest))
    newest = moment_text(now + timedelta(seconds=CHALLENGE_SECONDS))
    connection.execute(delete(challenges).where(challenges.c.expires_at > newest))


def set_password(connection: Connection, now: datetime, user: UserRow, password_hash: str, kept: int) -> None:
    """Replace the password that ``user`` was read with by the person's own; at most ``kept`` old ones stay remembered.

    Refuses with ``session_ended`` where it is not in force any more: somebody reset it meanwhile.
    """
    mine = old_passwords.c.uid == user.uid
    own = {
        "password_hash": password_hash,
        "must_change": 0,
        "password_changed_at": moment_text(now),
        "secret_until": "",
        "activation_sha256": "",
    }
    replaced = update(users).where(users.c.uid == user.uid, users.c.password_hash == user.password_hash)
    if connection.execute(replaced.values(**own)).rowcount != 1:
        raise Refused(Refusal.SESSION_ENDED)
    connection.execute(insert(old_passwords).values(uid=user.uid, password_hash=user.password_hash))
    newest = select(old_passwords.c.n).where(mine).order_by(old_passwords.c.n.desc()).limit(kept)
    stay = connection.execute(newest).scalars().all()
    connection.execute(delete(old_passwords).where(mine, old_passwords.c.n.not_in(stay)))


def _password_expires_at(connection: Connection, user: UserRow) -> str:
    """Return when the agency's policy ends the password, '' for never."""
    days = int(policy.in_force(connection, user.agency)[1].password_days)
    if not days or not user.password_changed_at:
        return ""
    return moment_text(read_moment(user.password_changed_at) + timedelta(days=days))


def known_hashes(connection: Connection, uid: str) -> tuple[str, ...]:
    """Return the hash in use and the remembered ones, the one in use first."""
    now_used = connection.execute(select(users.c.password_hash).where(users.c.uid == uid)).scalar_one()
    old = select(old_passwords.c.password_hash).where(old_passwords.c.uid == uid)
    return (now_used, *connection.execute(old).scalars())


def note(connection: Connection, now: datetime, name: str, what: str, device: str, more: dict[str, str]) -> None:
    """Write a line into the security log."""
    row = {"at": moment_text(now), "name": name, "what": what, "device": device, "facts": json.dumps(more)}
    connection.execute(insert(security).values(**row))


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
