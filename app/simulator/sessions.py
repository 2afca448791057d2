"""Signing in and staying in: one session a person, a lease, an epoch that rises, three tries (reliability.md 4.7)."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from app.simulator.administration.grants import rights_in_force
from app.simulator.clock import local_date, moment_text, read_moment
from app.simulator.refusals import Refused
from app.simulator.tables import agencies, keys, old_passwords, security, sessions, tries, units, users
from app.wire.api import PASSWORD_TRIES_MAX, SESSION_LEASE_SECONDS
from app.wire.codes import Refusal, Role

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_UNKNOWN_DEVICE = "unknown"
LEASE = timedelta(seconds=SESSION_LEASE_SECONDS)


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
    epoch: int
    roles: frozenset[str]
    must_change: bool

    def demand(self, *wanted: Role) -> None:
        """Refuse unless the person has one of these roles."""
        if self.roles.isdisjoint(wanted):
            raise Refused(Refusal.ROLE_MISSING, role=wanted[0].value)


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as stored."""

    uid: str
    unit: str
    name_th: str
    name_en: str
    password_hash: str
    must_change: bool
    removed: bool
    session_epoch: int
    last_sign_in_at: str
    last_sign_in_device: str


@dataclass(frozen=True, slots=True)
class Started:
    """A new session with what its owner is told."""

    token: str
    epoch: int
    lease_until: str
    user: UserRow
    roles: tuple[str, ...]
    agency: str
    agency_name: str
    unit_name: str


def find_user(connection: Connection, company_id: str, user_id: str) -> UserRow | None:
    """Return the user of a company, or None."""
    found = connection.execute(
        select(users).where(users.c.company_id == company_id, users.c.user_id == user_id)
    ).one_or_none()
    if found is None:
        return None
    return UserRow(
        uid=found.uid,
        unit=found.unit,
        name_th=found.name_th,
        name_en=found.name_en,
        password_hash=found.password_hash,
        must_change=bool(found.must_change),
        removed=bool(found.removed),
        session_epoch=found.session_epoch,
        last_sign_in_at=found.last_sign_in_at,
        last_sign_in_device=found.last_sign_in_device,
    )


def take_try(connection: Connection, company_id: str, user_id: str, device: str) -> int:
    """Spend one of three tries before the password is looked at; return how many are left after a wrong one.

    Unknown workstations share a count of their own, so that nobody can lock a person out of the known one.
    """
    name = f"{company_id}/{user_id}"
    bucket = device if _is_known(connection, company_id, user_id, device) else _UNKNOWN_DEVICE
    mine = (tries.c.name == name, tries.c.bucket == bucket)
    spent = update(tries).where(*mine, tries.c.count < PASSWORD_TRIES_MAX).values(count=tries.c.count + 1)
    if connection.execute(spent).rowcount == 0:
        if connection.execute(select(tries.c.count).where(*mine)).first() is not None:
            raise Refused(Refusal.USER_LOCKED)
        connection.execute(insert(tries).values(name=name, bucket=bucket, count=1))
    count: int = connection.execute(select(tries.c.count).where(*mine)).scalar_one()
    return PASSWORD_TRIES_MAX - count


def _is_known(connection: Connection, company_id: str, user_id: str, device: str) -> bool:
    registered = (
        select(keys.c.kid)
        .join(users, users.c.uid == keys.c.uid)
        .where(users.c.company_id == company_id, users.c.user_id == user_id)
        .where(keys.c.device == device, keys.c.revoked_at == "")
    )
    return connection.execute(registered).first() is not None


def forget_tries(connection: Connection, company_id: str, user_id: str, device: str | None) -> None:
    """Give the tries back: after a right password, or on every workstation (None) when the bank unlocks."""
    mine = delete(tries).where(tries.c.name == f"{company_id}/{user_id}")
    if device is not None:
        known = _is_known(connection, company_id, user_id, device)
        mine = mine.where(tries.c.bucket == (device if known else _UNKNOWN_DEVICE))
    connection.execute(mine)


def start(connection: Connection, now: datetime, user: UserRow, device: str, device_name: str) -> Started:
    """Begin a session; one that the person has elsewhere ends at once."""
    other = connection.execute(select(sessions).where(sessions.c.uid == user.uid)).one_or_none()
    if other is not None and other.device != device and other.lease_until > moment_text(now):
        note(connection, now, user.uid, "session.taken_over", device, {"from": other.device})
    token = secrets.token_urlsafe(32)
    epoch = user.session_epoch + 1
    lease_until = moment_text(now + LEASE)
    connection.execute(delete(sessions).where(sessions.c.uid == user.uid))
    connection.execute(
        insert(sessions).values(
            uid=user.uid, token_sha256=_token_hash(token), device=device, epoch=epoch, lease_until=lease_until
        )
    )
    seen = {"session_epoch": epoch, "last_sign_in_at": moment_text(now), "last_sign_in_device": device_name}
    connection.execute(update(users).where(users.c.uid == user.uid).values(**seen))
    home = connection.execute(
        select(units.c.name, units.c.agency, agencies.c.name.label("agency_name"))
        .join(agencies, agencies.c.agency == units.c.agency)
        .where(units.c.unit == user.unit)
    ).one()
    note(connection, now, user.uid, "session.started", device, {})
    return Started(
        token=token,
        epoch=epoch,
        lease_until=lease_until,
        user=user,
        roles=tuple(sorted(rights_in_force(connection, user.uid, local_date(now)))),
        agency=home.agency,
        agency_name=home.agency_name,
        unit_name=home.name,
    )


def authenticate(connection: Connection, now: datetime, token: str) -> Signed:
    """Return who holds ``token``; refuse with ``session_ended``. Rights are read now: a revocation counts at once."""
    row = connection.execute(
        select(users, sessions.c.device, sessions.c.epoch, sessions.c.lease_until, units.c.agency)
        .join(sessions, sessions.c.uid == users.c.uid)
        .join(units, units.c.unit == users.c.unit)
        .where(sessions.c.token_sha256 == _token_hash(token))
    ).one_or_none()
    if row is None or row.removed or row.suspended or row.lease_until <= moment_text(now):
        raise Refused(Refusal.SESSION_ENDED)
    return Signed(
        uid=row.uid,
        company_id=row.company_id,
        user_id=row.user_id,
        person=row.person,
        agency=row.agency,
        unit=row.unit,
        device=row.device,
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


def renew(connection: Connection, now: datetime, uid: str) -> str:
    """Lengthen the lease to its full time from now; return until when."""
    until = moment_text(now + LEASE)
    connection.execute(update(sessions).where(sessions.c.uid == uid).values(lease_until=until))
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


def set_password(connection: Connection, uid: str, password_hash: str, kept: int) -> None:
    """Replace a person's password and remember the old one; at most ``kept`` old ones stay."""
    mine = old_passwords.c.uid == uid
    before = connection.execute(select(users.c.password_hash).where(users.c.uid == uid)).scalar_one()
    connection.execute(insert(old_passwords).values(uid=uid, password_hash=before))
    newest = select(old_passwords.c.n).where(mine).order_by(old_passwords.c.n.desc()).limit(kept)
    stay = connection.execute(newest).scalars().all()
    connection.execute(delete(old_passwords).where(mine, old_passwords.c.n.not_in(stay)))
    connection.execute(update(users).where(users.c.uid == uid).values(password_hash=password_hash, must_change=0))


def known_hashes(connection: Connection, uid: str) -> tuple[str, ...]:
    """Return the hash in use and the remembered ones, the one in use first."""
    now_used = connection.execute(select(users.c.password_hash).where(users.c.uid == uid)).scalar_one()
    old = select(old_passwords.c.password_hash).where(old_passwords.c.uid == uid)
    return (now_used, *connection.execute(old).scalars())


def note(connection: Connection, now: datetime, name: str, what: str, device: str, more: dict[str, str]) -> None:
    """Write a line into the security log."""
    row = {"at": moment_text(now), "name": name, "what": what, "device": device, "facts": json.dumps(more)}
    connection.execute(insert(security).values(**row))


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
