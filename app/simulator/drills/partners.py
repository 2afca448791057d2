"""Partners of whoever practises: users of their own, so that no colleague's session or key is touched by a drill.

Each person who practises has a partner for every other person of a script, with that person's roles. A partner's
password and keys follow from the operator's token, so every process knows them and nobody else does.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import msgspec
from sqlalchemy import insert, select, update

from app.simulator import fields
from app.simulator.clock import moment_text
from app.simulator.refusals import Refused
from app.simulator.seed import KEY_PERMITS, invented_person_id
from app.simulator.tables import roles, users
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

SIGN = "-"
"""Stands in the user names of partners and in no other of the sample."""
_NAMED_TH, _NAMED_EN = "{} (คู่ฝึกของ {})", "{} (practising with {})"


class PartnerWanted(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody's part is done for a person who practises: all three are names of the company."""

    company_id: str
    user_id: str
    practising: str


class Partner(NamedTuple):
    """Who does somebody's part in the drills of one person."""

    user_id: str
    password: str


def partner_of(wanted: PartnerWanted, token: str) -> Partner:
    """Return the partner who does a user's part in the drills of the person."""
    named = f"{wanted.user_id}{SIGN}{wanted.practising}"
    secret = hmac.digest(token.encode(), f"practice {wanted.company_id}/{named}".encode(), "sha256").hex()
    return Partner(named, secret)


def seat(connection: Connection, now: datetime, wanted: PartnerWanted, partner: Partner, password_hash: str) -> None:
    """Let a partner be there, whose password does not expire meanwhile; refuse with ``not_found`` who is not there."""
    at, company = moment_text(now), wanted.company_id
    _demand_there(connection, wanted)
    kept = update(users).where(users.c.company_id == company, users.c.user_id == partner.user_id)
    if connection.execute(kept.values(password_changed_at=at)).rowcount:
        return
    acted = connection.execute(
        select(users).where(users.c.company_id == company, users.c.user_id == wanted.user_id)
    ).one()
    made = uuid5(NAMESPACE_URL, f"khlang:partner:{company}/{partner.user_id}")
    connection.execute(
        insert(users).values(
            uid=str(made),
            unit=acted.unit,
            company_id=acted.company_id,
            user_id=partner.user_id,
            person=invented_person_id(made),
            name_th=_NAMED_TH.format(acted.name_th, wanted.practising),
            name_en=_NAMED_EN.format(acted.name_en, wanted.practising),
            position=acted.position,
            mobile=acted.mobile,
            email=acted.email,
            key_permits=KEY_PERMITS,
            password_hash=password_hash,
            password_changed_at=at,
            must_change=0,
        )
    )
    held = connection.execute(select(roles.c.role).where(roles.c.uid == acted.uid)).scalars()
    connection.execute(insert(roles), [{"uid": str(made), "role": role} for role in sorted(set(held))])


def _demand_there(connection: Connection, wanted: PartnerWanted) -> None:
    """Refuse unless both are people of the company, and none of them a partner."""
    both = {wanted.user_id, wanted.practising}
    if not all(map(fields.is_text, (wanted.company_id, *both))) or any(SIGN in name for name in both):
        raise Refused(Refusal.NOT_FOUND)
    there = select(users.c.user_id).where(users.c.company_id == wanted.company_id, users.c.user_id.in_(both))
    if set(connection.execute(there).scalars()) != both:
        raise Refused(Refusal.NOT_FOUND)
