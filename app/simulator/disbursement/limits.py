"""What one person may hand in or approve at most, and whose work waits, as the administrators say (UA-2, UA-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.refusals import Refused
from app.simulator.tables import users
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


def demand_within_limit(connection: Connection, uid: str, satang: int) -> None:
    """Refuse a batch above the person's own limit; 0 leaves it to the unit's."""
    limit = connection.scalar(select(users.c.batch_satang_max).where(users.c.uid == uid)) or 0
    if limit and satang > limit:
        raise Refused(Refusal.PERSON_LIMIT, limit_satang=str(limit))


def demand_at_work(connection: Connection, maker_uid: str, signers: Iterable[str]) -> None:
    """Refuse to approve what somebody handed in or signed who was removed since, or is suspended.

    The signature stays good; whether it was that person who gave it is what a suspension asks. Who was removed answers
    for nothing any more: it goes back, and a colleague hands it in. What a suspended person left may also wait.
    """
    u = users.c
    away = select(u.uid, u.removed).where(u.uid.in_([maker_uid, *signers]), (u.removed == 1) | (u.suspended != ""))
    removed = {row.uid: bool(row.removed) for row in connection.execute(away)}
    if maker_uid in removed:
        raise Refused(Refusal.MAKER_REMOVED if removed[maker_uid] else Refusal.MAKER_SUSPENDED)
    if removed:
        raise Refused(Refusal.SIGNER_REMOVED if any(removed.values()) else Refusal.SIGNER_SUSPENDED)
