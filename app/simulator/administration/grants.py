"""Rights with their days: what is in force, and what one person may never hold at the same time."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ColumnElement, String, and_, bindparam, delete, insert, or_, select

from app.simulator import fields
from app.simulator.refusals import Refused, wrong
from app.simulator.tables import roles, units, users
from app.wire.administration import Grant
from app.wire.codes import Refusal, Role

if TYPE_CHECKING:
    from sqlalchemy import Connection

MAKERS = frozenset({Role.MAKER_PAYMENT, Role.MAKER_COLLECTION, Role.MAKER_REMITTANCE})
ADMINISTRATORS = frozenset({Role.ADMIN_1, Role.ADMIN_2})
_NO_END = "9999-12-31"


def _on(day: date | BindParameter[str]) -> ColumnElement[bool]:
    text = day.isoformat() if isinstance(day, date) else day
    return and_(roles.c.valid_from <= text, or_(roles.c.valid_until == "", roles.c.valid_until >= text))


_IN_FORCE = select(roles.c.role).where(roles.c.uid == bindparam("uid"), _on(bindparam("day", type_=String)))
"""Asked several times in every request, hence put together once."""
_OF_UNIT = (
    select(roles.c.uid, roles.c.role)
    .join(users, users.c.uid == roles.c.uid)
    .where(users.c.unit == bindparam("unit"), _on(bindparam("day", type_=String)))
    .distinct()
    .order_by(roles.c.uid, roles.c.role)
)
_HOLDERS = (
    select(users.c.uid)
    .join(roles, roles.c.uid == users.c.uid)
    .where(users.c.unit == bindparam("unit"), users.c.suspended == "", users.c.removed == 0)
    .where(roles.c.role == bindparam("role"), _on(bindparam("day", type_=String)))
    .distinct()
    .order_by(users.c.uid)
)


def rights_in_force(connection: Connection, uid: str, day: date) -> frozenset[str]:
    """Return the roles that a user holds on a day in Bangkok; a right ends after its last day, at midnight."""
    return frozenset(connection.execute(_IN_FORCE, {"uid": uid, "day": day.isoformat()}).scalars())


def rights_of_unit(connection: Connection, unit: str, day: date) -> dict[str, list[str]]:
    """Return the roles that each of a unit's users holds on a day, in order; who holds none is left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for uid, role in connection.execute(_OF_UNIT, {"unit": unit, "day": day.isoformat()}):
        found[uid].append(role)
    return found


def holders(connection: Connection, unit: str, day: date, role: Role) -> list[str]:
    """Return the uids of a unit's users who hold a role on a day and may act: not suspended, not removed."""
    asked = {"unit": unit, "day": day.isoformat(), "role": role.value}
    return list(connection.execute(_HOLDERS, asked).scalars())


def substitutes(connection: Connection, uid: str, day: date) -> list[str]:
    """Return the uids of those who take somebody's place as authorizer on a day."""
    standing_in = (roles.c.substitute_for == uid, roles.c.role == Role.AUTHORIZER.value)
    return list(connection.execute(select(roles.c.uid).where(*standing_in, _on(day)).order_by(roles.c.uid)).scalars())


def held(connection: Connection, uid: str) -> tuple[Grant, ...]:
    """Return everything that was ever granted to a user and not taken back, in order of role and day."""
    rows = connection.execute(select(roles).where(roles.c.uid == uid).order_by(roles.c.role, roles.c.valid_from))
    return tuple(
        Grant(row.role, row.valid_from, row.valid_until, row.order_no, row.substitute_for) for row in rows.all()
    )


def replace(connection: Connection, uid: str, granted: tuple[Grant, ...]) -> None:
    """Put these grants in the place of those a user has."""
    connection.execute(delete(roles).where(roles.c.uid == uid))
    if granted:
        rows = [
            {
                "uid": uid,
                "role": grant.role,
                "valid_from": grant.valid_from,
                "valid_until": grant.valid_until,
                "order_no": grant.order_no,
                "substitute_for": grant.substitute_for,
            }
            for grant in granted
        ]
        connection.execute(insert(roles), rows)


def is_administrator(connection: Connection, uid: str) -> bool:
    """Say whether a user is one of the two, on whatever days: then only the bank may touch the record."""
    named = [role.value for role in ADMINISTRATORS]
    return (
        connection.execute(select(roles.c.uid).where(roles.c.uid == uid, roles.c.role.in_(named))).first() is not None
    )


def demand_sound(granted: tuple[Grant, ...]) -> None:
    """Refuse grants that say nothing clear: unknown roles, days that are none, the same right twice on one day."""
    for grant in granted:
        if grant.role not in frozenset(Role):
            raise wrong("role")
        if Role(grant.role) in ADMINISTRATORS:
            raise Refused(Refusal.ADMIN_BY_BANK_ONLY)
        if fields.read_day(grant.valid_from) is None:
            raise wrong("valid_from")
        ends = fields.read_day(grant.valid_until) is not None and grant.valid_until >= grant.valid_from
        if grant.valid_until and not ends:
            raise wrong("valid_until")
        if not fields.is_text(grant.order_no):
            raise wrong("order_no")
        _demand_bounded_substitute(grant)
    for at, one in enumerate(granted):
        if any(one.role == other.role and _overlap(one, other) for other in granted[:at]):
            raise wrong("grants")


def _demand_bounded_substitute(grant: Grant) -> None:
    if grant.substitute_for and not grant.order_no:
        raise wrong("order_no")
    if grant.substitute_for and not grant.valid_until:
        raise wrong("valid_until")


def demand_places(connection: Connection, unit: str, person: str, granted: tuple[Grant, ...]) -> None:
    """Refuse a substitute for nobody: the other must be of the unit, another person, and hold the right then."""
    for grant in granted:
        if not grant.substitute_for:
            continue
        other = connection.execute(
            select(users.c.person).where(
                users.c.uid == grant.substitute_for, users.c.unit == unit, users.c.removed == 0
            )
        ).one_or_none()
        theirs = held(connection, grant.substitute_for)
        stands = any(one.role == grant.role and not one.substitute_for and _overlap(one, grant) for one in theirs)
        if other is None or other.person == person or not stands:
            raise wrong("substitute_for")


def demand_separate(connection: Connection, agency: str, who: tuple[str, str, str], granted: tuple[Grant, ...]) -> None:
    """Refuse what would let one person make and authorize, or administer and work, on the same day.

    ``who``: uid, user name and person. All user names of the person in the agency are one (document 002).
    """
    uid, user_id, person = who
    others = connection.execute(
        select(roles, users.c.user_id)
        .join(users, users.c.uid == roles.c.uid)
        .join(units, units.c.unit == users.c.unit)
        .where(users.c.person == person, users.c.uid != uid, users.c.removed == 0, units.c.agency == agency)
    )
    everything = [(grant, user_id) for grant in granted]
    everything += [(Grant(row.role, row.valid_from, row.valid_until, "", ""), row.user_id) for row in others.all()]
    for at, (one, _) in enumerate(everything[: len(granted)]):
        for other, of_user in everything[at + 1 :]:
            if conflicting(one.role, other.role) and _overlap(one, other):
                raise Refused(Refusal.RIGHTS_CONFLICT, role=one.role, other_role=other.role, user_id=of_user)


def conflicting(one: str, other: str) -> bool:
    """Say whether nobody may hold both roles at a time."""
    pair = frozenset({Role(one), Role(other)})
    if pair & ADMINISTRATORS:
        return len(pair) > 1
    return Role.AUTHORIZER in pair and bool(pair & MAKERS)


def _overlap(one: Grant, other: Grant) -> bool:
    return one.valid_from <= (other.valid_until or _NO_END) and other.valid_from <= (one.valid_until or _NO_END)
