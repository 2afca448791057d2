"""Rights with their days: what is in force, and what one person may never hold at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.simulator.tables import roles

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection


def rights_in_force(connection: Connection, uid: str, day: date) -> frozenset[str]:
    """Return the roles that a user holds on a day in Bangkok; a right ends after its last day, at midnight."""
    text = day.isoformat()
    in_force = select(roles.c.role).where(
        roles.c.uid == uid,
        roles.c.valid_from <= text,
        or_(roles.c.valid_until == "", roles.c.valid_until >= text),
    )
    return frozenset(connection.execute(in_force).scalars())
