"""What one person may hand in or approve at most, as both administrators set it (UA-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.refusals import Refused
from app.simulator.tables import users
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection


def demand_within_limit(connection: Connection, uid: str, satang: int) -> None:
    """Refuse a batch above the person's own limit; 0 leaves it to the unit's."""
    limit = connection.scalar(select(users.c.batch_satang_max).where(users.c.uid == uid)) or 0
    if limit and satang > limit:
        raise Refused(Refusal.PERSON_LIMIT, limit_satang=str(limit))
