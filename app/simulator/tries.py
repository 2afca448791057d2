"""Three wrong passwords in a row lock, by user name and known workstation (T-01, T-02, S15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from app.simulator import door
from app.simulator.refusals import Refused
from app.simulator.tables import keys, tries, users
from app.wire.api import PASSWORD_TRIES_MAX
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

Name = tuple[str, str]
"""Company id and user name; they need not exist."""
_UNKNOWN_DEVICE = "unknown"
_MINE = (tries.c.name == bindparam("who"), tries.c.bucket == bindparam("where"))
_SPEND = update(tries).where(*_MINE, tries.c.count < PASSWORD_TRIES_MAX).values(count=tries.c.count + 1)
_COUNT = select(tries.c.count).where(*_MINE)
_KEY = (
    select(keys.c.kid)
    .join(users, users.c.uid == keys.c.uid)
    .where(users.c.company_id == bindparam("company_id"), users.c.user_id == bindparam("user_id"))
    .where(keys.c.device == bindparam("device"))
    .limit(1)
)


def take(connection: Connection, name: Name, device: str) -> int:
    """Spend one of three tries before the password is looked at; return how many are left after a wrong one.

    ``device`` has proven itself. Workstations where the person never had a key share a count of their own, so that
    nobody can lock a person out of the one they work at. Refuses with ``user_locked``; costs nothing, and locks nobody,
    while the door's rule is off.
    """
    if not door.rules(connection).lock:
        return PASSWORD_TRIES_MAX
    mine = {"who": "/".join(name), "where": _bucket(connection, name, device)}
    if connection.execute(_SPEND, mine).rowcount == 0:
        if connection.execute(_COUNT, mine).first() is not None:
            raise Refused(Refusal.USER_LOCKED)
        connection.execute(insert(tries).values(name=mine["who"], bucket=mine["where"], count=1))
    count: int = connection.execute(_COUNT, mine).scalar_one()
    return PASSWORD_TRIES_MAX - count


def forget(connection: Connection, name: Name, device: str | None) -> None:
    """Give the tries back: after a right password, or on every workstation (None) when somebody unlocks."""
    mine = delete(tries).where(tries.c.name == "/".join(name))
    if device is not None:
        mine = mine.where(tries.c.bucket == _bucket(connection, name, device))
    connection.execute(mine)


def give_back(connection: Connection, name: Name, device: str) -> None:
    """Give one try back, and none of those before: the password was right, and something else is still to be proven."""
    mine = (tries.c.name == "/".join(name), tries.c.bucket == _bucket(connection, name, device), tries.c.count > 0)
    connection.execute(update(tries).where(*mine).values(count=tries.c.count - 1))


def knows(connection: Connection, name: Name, device: str) -> bool:
    """Say whether the person has had a key at this workstation, be it revoked since: a reset makes nobody strange."""
    asked = {"company_id": name[0], "user_id": name[1], "device": device}
    return connection.execute(_KEY, asked).first() is not None


def _bucket(connection: Connection, name: Name, device: str) -> str:
    return device if knows(connection, name, device) else _UNKNOWN_DEVICE
