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
    """Refuse to approve what a suspended person handed in or signed: it waits for their return, or goes back.

    The signature stays good; whether it was that person who gave it is what the suspension asks.
    """
    suspended = set(connection.execute(select(users.c.uid).where(users.c.suspended != "")).scalars())
    if maker_uid in suspended:
        raise Refused(Refusal.MAKER_SUSPENDED)
    if not suspended.isdisjoint(signers):
        raise Refused(Refusal.SIGNER_SUSPENDED)
