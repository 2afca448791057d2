"""The armed faults in the database: added, claimed by a request, taken back; and where the scenarios stand.

All of it happens in the caller's transaction, so that two requests at two processes never take the same turn of a
fault, and what strikes has moved its scenario on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, insert, select, update

from app.simulator.chance import drawn
from app.simulator.faults.armed import STARTED, Armed
from app.simulator.faults.kinds import Fault, Spread
from app.simulator.faults.tables import fault_scenarios, faults, faults_struck
from app.simulator.refusals import Refused
from app.simulator.sessions import token_hash
from app.simulator.storage import next_number
from app.simulator.tables import sessions, users
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.chance import Draws
    from app.simulator.faults.armed import Asked

WAITING_MAX = 500
LOG_NORMAL_MS_MAX = 60_000
"""Where no other end of the tail was said."""
_NUMBERS = "fault"


class Waiting(Armed, kw_only=True, forbid_unknown_fields=True, omit_defaults=False):
    """A fault with its number, how many requests it ``seen`` and how often it ``struck``."""

    fault_id: str = ""
    seen: int = 0
    struck: int = 0


class Scenario(msgspec.Struct):
    """Where a scenario stands."""

    name: str
    state: str


class Struck(msgspec.Struct):
    """How often a fault struck on a route."""

    fault_id: str
    fault: Fault
    route: str
    count: int


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault that a request meets; ``ms`` is how long it waits, where it does."""

    fault_id: str
    armed: Armed
    ms: int = 0


def arm(connection: Connection, wanted: Iterable[Armed]) -> None:
    """Add faults behind those that wait already; all or, with ``field_wrong``, none."""
    added = list(wanted)
    if len(waiting(connection)) + len(added) > WAITING_MAX:
        raise Refused(Refusal.FIELD_WRONG, field="faults", line="")
    for number, armed in enumerate(added, 1):
        if field := armed.wrong():
            raise Refused(Refusal.FIELD_WRONG, field=field, line=str(number) if len(added) > 1 else "")
        text = msgspec.json.encode(armed).decode()
        position = next_number(connection, _NUMBERS)
        connection.execute(insert(faults).values(position=position, armed=text, scenario=armed.scenario))


def disarm(connection: Connection, fault_id: str = "") -> None:
    """Forget one fault, or all of them with their scenarios; refuse a number that none has with ``not_found``."""
    if not fault_id:
        connection.execute(delete(faults))
        connection.execute(delete(fault_scenarios))
        return
    if connection.execute(delete(faults).where(faults.c.position == _number(fault_id))).rowcount == 0:
        raise Refused(Refusal.NOT_FOUND)


def waiting(connection: Connection) -> list[Waiting]:
    """Return what waits, oldest first; what has struck often enough is told only for its scenario's next beginning."""
    rows = connection.execute(select(faults).order_by(faults.c.position))
    return [
        msgspec.structs.replace(
            msgspec.json.decode(row.armed, type=Waiting), fault_id=str(row.position), seen=row.seen, struck=row.struck
        )
        for row in rows
    ]


def scenarios(connection: Connection) -> list[Scenario]:
    """Return every scenario that a fault is in, by name."""
    states = _states(connection)
    names = connection.scalars(select(faults.c.scenario).where(faults.c.scenario != "").distinct())
    return [Scenario(name, states.get(name, STARTED)) for name in sorted({*names, *states})]


def put_scenario(connection: Connection, name: str, state: str) -> Scenario:
    """Let a scenario stand in ``state``; no other one and no count is touched. Refuses with ``not_found``."""
    if all(known.name != name for known in scenarios(connection)):
        raise Refused(Refusal.NOT_FOUND)
    if connection.execute(update(fault_scenarios).where(fault_scenarios.c.name == name).values(state=state)).rowcount:
        return Scenario(name, state)
    connection.execute(insert(fault_scenarios).values(name=name, state=state))
    return Scenario(name, state)


def begin_scenario(connection: Connection, name: str) -> Scenario:
    """Let one scenario begin anew: its state, and what its faults have seen and struck. Refuses with ``not_found``."""
    begun = put_scenario(connection, name, STARTED)
    connection.execute(update(faults).where(faults.c.scenario == name).values(seen=0, struck=0))
    return begun


def struck(connection: Connection) -> list[Struck]:
    """Return how often each fault struck, by route, since the first start."""
    rows = connection.execute(select(faults_struck).order_by(*faults_struck.primary_key.columns))
    return [Struck(str(row.position), Fault(row.fault), row.route, row.times) for row in rows]


def claim(connection: Connection, now: datetime, asked: Asked) -> tuple[Strike | None, bool]:
    """Return the fault that this request meets and whether it is spent now; count the request where it was looked at.

    The oldest that strikes is the one; those behind it do not see the request.
    """
    states = _states(connection)
    person: tuple[str, str] | None = None
    draws: Draws | None = None
    for row in connection.execute(select(faults).order_by(faults.c.position).with_for_update()).all():
        armed = msgspec.json.decode(row.armed, type=Armed)
        if not armed.awaits(asked, now) or not _in_its_turn(armed, row.struck, states):
            continue
        if armed.company or armed.user:
            person = person or _person(connection, asked.token)
            if armed.company not in ("", person[0]) or armed.user not in ("", person[1]):
                continue
        strikes = _falls_on(armed, row.seen + 1)
        if strikes and armed.probability < 1:
            draws = draws or drawn(connection)
            strikes = draws.random() < armed.probability
        if not strikes:
            connection.execute(update(faults).where(faults.c.position == row.position).values(seen=row.seen + 1))
            continue
        spent = _strike(connection, row, armed, asked.route)
        return Strike(str(row.position), armed, _milliseconds(connection, armed, draws)), spent
    return None, False


def _strike(connection: Connection, row: Row[tuple[int, str, str, int, int]], armed: Armed, route: str) -> bool:
    """Count the strike and move the scenario on; say whether the fault is gone."""
    spent = not armed.always and row.struck + 1 >= armed.count and not armed.scenario
    this = faults.c.position == row.position
    if spent:
        connection.execute(delete(faults).where(this))
    else:
        connection.execute(update(faults).where(this).values(seen=row.seen + 1, struck=row.struck + 1))
    if armed.next_state:
        put_scenario(connection, armed.scenario, armed.next_state)
    counted = faults_struck.c
    known = (counted.position == row.position) & (counted.route == route) & (counted.fault == armed.fault.value)
    if not connection.execute(update(faults_struck).where(known).values(times=counted.times + 1)).rowcount:
        new = insert(faults_struck).values(position=row.position, route=route, fault=armed.fault.value, times=1)
        connection.execute(new)
    return spent


def _in_its_turn(armed: Armed, struck_before: int, states: dict[str, str]) -> bool:
    if not armed.always and struck_before >= armed.count:
        return False
    return not armed.state or states.get(armed.scenario, STARTED) == armed.state


def _falls_on(armed: Armed, number: int) -> bool:
    return number > armed.after and (number - armed.after) % armed.nth == 0


def _milliseconds(connection: Connection, armed: Armed, draws: Draws | None) -> int:
    if armed.fault is not Fault.LATENCY or armed.spread is Spread.FIXED:
        return armed.ms
    draws = draws or drawn(connection)
    if armed.spread is Spread.UNIFORM:
        return round(draws.uniform(armed.ms, armed.ms_max))
    return min(round(draws.lognormal(armed.ms, armed.sigma)), armed.ms_max or LOG_NORMAL_MS_MAX)


def _person(connection: Connection, token: str) -> tuple[str, str]:
    query = select(users.c.company_id, users.c.user_id).join(sessions, sessions.c.uid == users.c.uid)
    found = connection.execute(query.where(sessions.c.token_sha256 == token_hash(token))).one_or_none()
    return (found.company_id, found.user_id) if found else ("", "")


def _states(connection: Connection) -> dict[str, str]:
    return {row.name: row.state for row in connection.execute(select(fault_scenarios))}


def _number(fault_id: str) -> int:
    if not (fault_id.isascii() and fault_id.isdecimal() and len(fault_id) <= 15):
        raise Refused(Refusal.NOT_FOUND)
    return int(fault_id)
