"""Signing keys of people: registered with proof of possession, valid one a person and workstation (T-07, T-10)."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.simulator import chance, log
from app.simulator.clock import moment_text
from app.simulator.refusals import Refused
from app.simulator.tables import challenges, keys, users
from app.wire.access import Challenge, PublicKey
from app.wire.api import CHALLENGE_SECONDS
from app.wire.codes import Refusal
from app.wire.events import KEY_REGISTERED, KeyRegistered
from app.wire.signature import REGISTER_KEY, key_id, verify

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.sessions import Signed
    from app.wire.access import RegisterKey

_KEY_BYTES = 32
_OF_UNIT = (
    select(keys)
    .join(users, users.c.uid == keys.c.uid)
    .where(users.c.unit == bindparam("unit"))
    .order_by(keys.c.registered_at, keys.c.kid)
)


def register(connection: Connection, now: datetime, signed: Signed, wanted: RegisterKey) -> PublicKey:
    """Make a key the person's only live one on this workstation; the same key again changes nothing.

    Each new key uses up a permit that both administrators gave; refuses with ``key_not_permitted`` without one.
    """
    _demand_proof(signed, wanted)
    known = connection.execute(select(keys).where(keys.c.kid == wanted.kid)).one_or_none()
    if known is not None:
        if known.uid != signed.uid or known.device != signed.device:
            raise Refused(Refusal.KEY_UNKNOWN, kid=wanted.kid)
        if known.revoked_at:
            raise Refused(Refusal.KEY_REVOKED, kid=wanted.kid)
        return _public(known)
    permitted = update(users).where(users.c.uid == signed.uid, users.c.key_permits > 0)
    if connection.execute(permitted.values(key_permits=users.c.key_permits - 1)).rowcount != 1:
        raise Refused(Refusal.KEY_NOT_PERMITTED)
    at = moment_text(now)
    mine = (keys.c.uid == signed.uid, keys.c.device == signed.device, keys.c.revoked_at == "")
    connection.execute(update(keys).where(*mine).values(revoked_at=at))
    who = connection.execute(
        select(users.c.last_sign_in_device, users.c.name_th, users.c.name_en).where(users.c.uid == signed.uid)
    ).one()
    made = connection.execute(
        insert(keys)
        .values(
            kid=wanted.kid,
            uid=signed.uid,
            device=signed.device,
            device_name=who.last_sign_in_device,
            public_key=wanted.public_key,
            registered_at=at,
        )
        .returning(keys)
    ).one()
    body = KeyRegistered(
        uid=signed.uid,
        kid=wanted.kid,
        public_key=wanted.public_key,
        device_id=signed.device,
        device_name=who.last_sign_in_device,
        name_th=who.name_th,
        name_en=who.name_en,
    )
    author = log.Author(uid=signed.uid, kid=wanted.kid, device=signed.device)
    log.append(connection, at, (signed.agency, signed.unit), KEY_REGISTERED, wanted.kid, body, author)
    return _public(made)


def demand_registrable(connection: Connection, uid: str, device: str) -> None:
    """Refuse with ``key_not_permitted`` whoever has no valid key at a workstation and no permit for a new one."""
    held = select(keys.c.kid).where(keys.c.uid == uid, keys.c.device == device, keys.c.revoked_at == "")
    permits = select(users.c.key_permits).where(users.c.uid == uid)
    if connection.scalar(held.limit(1)) is None and not connection.scalar(permits):
        raise Refused(Refusal.KEY_NOT_PERMITTED)


def _demand_proof(signed: Signed, wanted: RegisterKey) -> None:
    if wanted.device_id != signed.device:
        raise Refused(Refusal.DEVICE_WRONG)
    try:
        sound = len(b64decode(wanted.public_key, validate=True)) == _KEY_BYTES
    except (NotBase64, ValueError):
        sound = False
    if not sound or key_id(wanted.public_key) != wanted.kid:
        raise Refused(Refusal.FIELD_WRONG, field="public_key", line="")
    proven = f"{signed.uid}\n{signed.device}".encode()
    if not verify(wanted.public_key, REGISTER_KEY, proven, wanted.proof):
        raise Refused(Refusal.SIGNATURE_WRONG)


def demand_key(connection: Connection, signed: Signed, kid: str) -> str:
    """Return the public key of ``kid`` if it is the person's, of this workstation, and valid now; refuse otherwise."""
    found = connection.execute(select(keys).where(keys.c.kid == kid)).one_or_none()
    if found is None or found.uid != signed.uid or found.device != signed.device:
        raise Refused(Refusal.KEY_UNKNOWN, kid=kid)
    if found.revoked_at:
        raise Refused(Refusal.KEY_REVOKED, kid=kid)
    public_key: str = found.public_key
    return public_key


def public_key_of(connection: Connection, kid: str, uid: str) -> str:
    """Return a person's key by its name, also a revoked one: what it signed in its time stays signed.

    Empty where the person has no such key.
    """
    found: str | None = connection.scalar(select(keys.c.public_key).where(keys.c.kid == kid, keys.c.uid == uid))
    return found or ""


def of_unit(connection: Connection, unit: str) -> tuple[PublicKey, ...]:
    """Return every key that people of the unit ever registered."""
    return tuple(map(_public, connection.execute(_OF_UNIT, {"unit": unit})))


def _public(row: Row[Any]) -> PublicKey:
    return PublicKey(
        kid=row.kid,
        uid=row.uid,
        public_key=row.public_key,
        device_id=row.device,
        device_name=row.device_name,
        registered_at=row.registered_at,
        revoked_at=row.revoked_at,
    )


def challenge(connection: Connection, now: datetime, signed: Signed) -> Challenge:
    """Give a person whose password was just checked the permission to sign one approval."""
    connection.execute(delete(challenges).where(challenges.c.expires_at <= moment_text(now)))
    text = chance.drawn(connection).token_urlsafe(24)
    expires_at = moment_text(now + timedelta(seconds=CHALLENGE_SECONDS))
    connection.execute(
        insert(challenges).values(
            challenge_sha256=_hash(text), uid=signed.uid, epoch=signed.epoch, expires_at=expires_at
        )
    )
    return Challenge(challenge=text, expires_at=expires_at)


def spend_challenge(connection: Connection, now: datetime, signed: Signed, text: str) -> None:
    """Use up a challenge of this session; refuse one that is unknown, used, too old or somebody else's."""
    spent = delete(challenges).where(
        challenges.c.challenge_sha256 == _hash(text),
        challenges.c.uid == signed.uid,
        challenges.c.epoch == signed.epoch,
        challenges.c.expires_at > moment_text(now),
    )
    if connection.execute(spent).rowcount != 1:
        raise Refused(Refusal.CHALLENGE_WRONG)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
