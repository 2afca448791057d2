"""Who is signed in at the console: the password, the cookie's token, and when both are over."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from app.simulator.chance import Chance
from app.simulator.clock import moment_text, read_moment
from app.simulator.console.accounts import NAME, faces_of
from app.simulator.console.tables import TURN, console_sessions, console_tries, console_users
from app.simulator.refusals import Refused
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.simulator.console.faces import Face
    from app.simulator.context import Central

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=10)
"""From the sign-in on, however busy."""
TRIES_MAX = 5
LOCKED = timedelta(minutes=15)
_SEEN_AGAIN = timedelta(seconds=20)
"""So often a look is written down; it need not be more exact than that."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who is signed in; ``session`` is the hash of the cookie's token."""

    name: str
    person: str
    faces: tuple[Face, ...]
    session: str


class SignIns:
    """Begins, finds and ends sessions; on the machine's clock, which no operator moves."""

    def __init__(self, central: Central, wall: Callable[[], float] = time.time) -> None:
        self._central = central
        self._wall = wall

    def now(self) -> datetime:
        """Return the machine's time."""
        return datetime.fromtimestamp(self._wall(), UTC)

    async def begin(self, name: str, password: str, address: str) -> str:
        """Return the token of a new session; refuse with ``password_wrong`` or ``user_locked``."""
        central = self._central
        if not NAME.match(name):
            raise Refused(Refusal.PASSWORD_WRONG)
        async with central.passwords.turn(f"console/{name}"):
            stored = await central.storage.write(lambda connection: self._take_try(connection, name, address), TURN)
            if not await central.passwords.matches(password, *stored):
                raise Refused(Refusal.PASSWORD_WRONG)
            token = Chance().named().token_urlsafe(32)
            await central.storage.write(lambda connection: self._open(connection, name, address, token), TURN)
        return token

    async def who(self, token: str, *, looks: bool) -> Staff | None:
        """Return whose token this is, or None; ``looks`` says that a person, and not a page by itself, asks."""
        if not _TOKEN.match(token):
            return None
        session, now = _hash(token), self.now()
        found = await self._central.storage.read(lambda connection: _find(connection, session, now))
        if found is None:
            return None
        staff, seen_at = found
        if looks and now - seen_at > _SEEN_AGAIN:
            await self._central.storage.write(lambda connection: _see(connection, staff, now), TURN)
        return staff

    async def end(self, staff: Staff) -> None:
        """Sign out."""
        mine = delete(console_sessions).where(console_sessions.c.token_sha256 == staff.session)
        await self._central.storage.write(lambda connection: connection.execute(mine).close(), TURN)

    def _take_try(self, connection: Connection, name: str, address: str) -> tuple[str, ...]:
        """Spend a try before the password is looked at; return the account's hash, if there is one."""
        now = self.now()
        here = (console_tries.c.name == name, console_tries.c.address == address)
        # What is over is forgotten, so that names of nobody do not gather for ever.
        connection.execute(delete(console_tries).where(console_tries.c.at < moment_text(now - LOCKED)))
        spent = connection.execute(select(console_tries.c.count).where(*here)).scalar()
        count = int(spent or 0)
        if count >= TRIES_MAX:
            raise Refused(Refusal.USER_LOCKED)
        connection.execute(delete(console_tries).where(*here))
        row = {"name": name, "address": address, "count": count + 1, "at": moment_text(now)}
        connection.execute(insert(console_tries).values(row))
        found = select(console_users.c.password_hash).where(console_users.c.name == name)
        return tuple(connection.execute(found).scalars())

    def _open(self, connection: Connection, name: str, address: str, token: str) -> None:
        now = self.now()
        over = console_sessions.c.seen_at < moment_text(now - IDLE)
        connection.execute(delete(console_sessions).where(over))
        connection.execute(
            delete(console_tries).where(console_tries.c.name == name, console_tries.c.address == address)
        )
        row = {"name": name, "address": address, "begun_at": moment_text(now), "seen_at": moment_text(now)}
        connection.execute(insert(console_sessions).values(token_sha256=_hash(token), **row))
        _seen(connection, name, now)


def _find(connection: Connection, session: str, now: datetime) -> tuple[Staff, datetime] | None:
    query = (
        select(console_users, console_sessions.c.begun_at, console_sessions.c.seen_at.label("used_at"))
        .join(console_sessions, console_sessions.c.name == console_users.c.name)
        .where(console_sessions.c.token_sha256 == session)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    used_at = read_moment(row.used_at)
    # A machine's clock that was set back far ends sessions, too.
    if abs(now - used_at) > IDLE or abs(now - read_moment(row.begun_at)) > LONGEST:
        return None
    return Staff(row.name, row.person, faces_of(row.faces), session), used_at


def _see(connection: Connection, staff: Staff, now: datetime) -> None:
    mine = console_sessions.c.token_sha256 == staff.session
    connection.execute(update(console_sessions).where(mine).values(seen_at=moment_text(now)))
    _seen(connection, staff.name, now)


def _seen(connection: Connection, name: str, now: datetime) -> None:
    connection.execute(update(console_users).where(console_users.c.name == name).values(seen_at=moment_text(now)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
