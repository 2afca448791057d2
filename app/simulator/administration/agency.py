"""An agency and what belongs to it: the parent unit with its log, its administrators, its units and users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator.administration.grants import holders
from app.simulator.refusals import Refused
from app.simulator.tables import units, users
from app.wire.codes import Refusal, Role

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Row


def parent_unit(connection: Connection, agency: str) -> str:
    """Return the unit that is the agency itself."""
    found: str = connection.execute(
        select(units.c.unit).where(units.c.agency == agency, units.c.parent == 1)
    ).scalar_one()
    return found


def unit_of(connection: Connection, agency: str, unit: str) -> Row[Any]:
    """Return a unit of the agency; refuse another's like one that is not there."""
    found = connection.execute(select(units).where(units.c.unit == unit, units.c.agency == agency)).one_or_none()
    if found is None:
        raise Refused(Refusal.SUBJECT_UNKNOWN)
    return found


def paying_units(connection: Connection, agency: str) -> list[str]:
    """Return the units under the agency, without the agency itself."""
    mine = select(units.c.unit).where(units.c.agency == agency, units.c.parent == 0).order_by(units.c.unit)
    return list(connection.execute(mine).scalars())


def user_of(connection: Connection, agency: str, uid: str) -> Row[Any]:
    """Return a user of the agency; refuse another's like one that is not there."""
    found = connection.execute(
        select(users).join(units, units.c.unit == users.c.unit).where(users.c.uid == uid, units.c.agency == agency)
    ).one_or_none()
    if found is None:
        raise Refused(Refusal.SUBJECT_UNKNOWN)
    return found


def holding(connection: Connection, agency: str, day: date, role: Role) -> list[str]:
    """Return the uids of the agency's administrators of one kind on a day."""
    return holders(connection, parent_unit(connection, agency), day, role)


def administrators(connection: Connection, agency: str, day: date) -> list[str]:
    """Return the uids of both administrators on a day."""
    return [uid for role in (Role.ADMIN_1, Role.ADMIN_2) for uid in holding(connection, agency, day, role)]
