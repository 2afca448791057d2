"""The console's log: every act is written down before it is done, and again when it is known what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from app.simulator.clock import moment_text
from app.simulator.console.tables import TURN, console_acts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.console.faces import Face
    from app.simulator.console.signing_in import Staff
    from app.simulator.storage import Storage

BEGUN, DONE, FAILED = "begun", "done", "failed"
FACTS_CHARACTERS_MAX = 200_000
PAGE_MAX = 100


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: ``about`` names on what, ``facts`` (JSON) say what came of it and may be shown."""

    about: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the log; ``at`` is the machine's time, ``shown_at`` the simulator's."""

    n: int
    at: str
    shown_at: str
    name: str
    face: str
    what: str
    about: str
    facts: dict[str, Any]
    outcome: str


class Log:
    """Writes and reads acts."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def begin(
        self, once: str, at: datetime, shown_at: str, staff: Staff, face: Face | None, what: str
    ) -> int | None:
        """Write down that an act begins; None if this very form was sent before."""
        row = {
            "once": f"{staff.name}/{once}",
            "at": moment_text(at),
            "shown_at": shown_at,
            "name": staff.name,
            "face": face.value if face else "",
            "what": what,
            "about": "",
            "facts": "{}",
            "outcome": BEGUN,
        }

        def write(connection: Connection) -> int:
            n: int = connection.execute(insert(console_acts).values(row).returning(console_acts.c.n)).scalar_one()
            return n

        try:
            return await self._storage.write(write, TURN)
        except IntegrityError:
            return None

    async def end(self, n: int, outcome: str, done: Done) -> None:
        """Write down what came of an act."""
        facts = json.dumps(done.facts, ensure_ascii=False)
        kept = facts if len(facts) <= FACTS_CHARACTERS_MAX else "{}"
        changed = update(console_acts).where(console_acts.c.n == n)
        row = changed.values(outcome=outcome, about=done.about[:200], facts=kept)
        await self._storage.write(lambda connection: connection.execute(row).close(), TURN)

    async def of_form(self, once: str, staff: Staff) -> Act | None:
        """Return the act of a form that was sent before."""
        return await self._storage.read(lambda connection: _one(connection, once=f"{staff.name}/{once}"))

    async def own(self, n: int, staff: Staff) -> Act | None:
        """Return an act of this person."""
        return await self._storage.read(lambda connection: _one(connection, n=n, name=staff.name))

    async def newest(self, before: int | None, faces: tuple[Face, ...] | None) -> list[Act]:
        """Return a page of acts, newest first, of some faces (None: of all)."""
        query = select(console_acts).order_by(console_acts.c.n.desc()).limit(PAGE_MAX)
        if before is not None:
            query = query.where(console_acts.c.n < before)
        if faces is not None:
            query = query.where(console_acts.c.face.in_([face.value for face in faces]))
        return await self._storage.read(lambda connection: [_act(row) for row in connection.execute(query)])


def _one(connection: Connection, **wanted: object) -> Act | None:
    query = select(console_acts).where(*(console_acts.c[name] == value for name, value in wanted.items()))
    row = connection.execute(query).one_or_none()
    return None if row is None else _act(row)


def _act(row: Row[Any]) -> Act:
    facts: dict[str, Any] = json.loads(row.facts)
    return Act(row.n, row.at, row.shown_at, row.name, row.face, row.what, row.about, facts, row.outcome)
