"""Whether this process can do its work now, and what will soon keep it from it (``/v1/ready``)."""

from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, inspect, select

from app.simulator import certificates, passed_over
from app.simulator.refusals import Refused
from app.simulator.schema import every_table
from app.simulator.telling.tables import notices
from app.wire.health import FAILS, OK, WARNS, Check, Ready

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.context import Central

_ASK_AGAIN_SECONDS = 1.0
"""However often somebody looks, the database is asked once in that time."""
_DATABASE_SECONDS_MAX = 5.0
_LETTERS_MANY = 1000
_MIB = 1 << 20


@dataclass(slots=True)
class _Looked:
    at: float = float("-inf")
    ready: Ready | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Readiness:
    """Looks at everything a central system needs."""

    def __init__(self, central: Central) -> None:
        self._central = central
        self._looked = _Looked()
        self._schema: Check | None = None

    async def now(self) -> Ready:
        """Return what was found, at most a second ago."""
        looked = self._looked
        async with looked.turn:
            if looked.ready is None or time.monotonic() - looked.at > _ASK_AGAIN_SECONDS:
                looked.ready = await self._look()
                looked.at = time.monotonic()
            return looked.ready

    async def _look(self) -> Ready:
        checks = [*await self._database(), self._office(), self._disk(), *self._certificate()]
        failing = any(check.state == FAILS for check in checks)
        return Ready(ready="no" if failing else "yes", checks=tuple(checks))

    async def _database(self) -> list[Check]:
        asking = asyncio.ensure_future(self._central.storage.read(self._asked))
        done, _ = await asyncio.wait({asking}, timeout=_DATABASE_SECONDS_MAX)
        if not done:
            return [Check("database", FAILS, "silent")]
        try:
            waiting, passed = asking.result()
        except Refused:
            return [Check("database", FAILS, "away")]
        except Exception as problem:
            return [Check("database", FAILS, type(problem).__name__)]
        letters = Check("letters", WARNS if waiting > _LETTERS_MANY else OK, f"{waiting} waiting")
        desks = Check(
            "desks", WARNS if passed else OK, ", ".join(f"{desk} passes over {n}" for desk, n in passed.items())
        )
        return [Check("database", OK, ""), self._schema or Check("schema", OK, ""), letters, desks]

    def _asked(self, connection: Connection) -> tuple[int, dict[str, int]]:
        """Return how many letters wait, and how many subjects each desk of the back office passes over."""
        if self._schema is None or self._schema.state != OK:
            self._schema = _schema(connection)
        passed = passed_over.counts(connection)
        if not self._central.settings.smtp and not self._central.settings.sms:
            return 0, passed
        waiting = select(func.count()).select_from(notices).where(notices.c.state == "")
        return connection.scalar(waiting) or 0, passed

    def _office(self) -> Check:
        office = self._central.office
        last = f"{office.steps.total()} steps, last {office.last or 'none'}"
        if office.failed_since is None:
            return Check("back_office", OK, last)
        seconds = round(time.monotonic() - office.failed_since)
        return Check("back_office", FAILS, f"{office.problem} for {seconds} s; {last}")

    def _disk(self) -> Check:
        free = shutil.disk_usage(self._central.data).free // _MIB
        least = self._central.settings.disk_free
        state = FAILS if free < least else WARNS if free < 4 * least else OK
        return Check("disk", state, f"{free} MiB free")

    def _certificate(self) -> list[Check]:
        now = datetime.now(UTC)
        found = []
        for name, shown, early in (
            ("certificate", certificates.server(self._central.data), certificates.RENEW_BEFORE / 2),
            ("authority", certificates.signer(self._central.data), certificates.SERVER_LIFE),
        ):
            left = shown.not_valid_after_utc - now
            state = FAILS if left <= timedelta() else WARNS if left < early else OK
            found.append(Check(name, state, f"until {shown.not_valid_after_utc:%Y-%m-%d}"))
        return found


def _schema(connection: Connection) -> Check:
    """Compare the tables that are there with those that the program knows."""
    there = inspect(connection)
    names = set(there.get_table_names())
    lacking = []
    for table in every_table().sorted_tables:
        has = {column["name"] for column in there.get_columns(table.name)} if table.name in names else set()
        lacking += [f"{table.name}.{column.name}" for column in table.columns if column.name not in has]
    return Check("schema", FAILS if lacking else OK, ", ".join(lacking[:5]))
