"""The books: documents with their entries, the trial balance, and periods that are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator.clock import local_date
from app.simulator.console import lists
from app.simulator.console.acts import Done
from app.simulator.gfmis import chart, periods, staff
from app.simulator.gfmis.journal import Matter
from app.simulator.gfmis.periods import ClosedPeriod, ClosedPeriods, Period
from app.simulator.gfmis.tables import documents, entries
from app.simulator.refusals import Refused, wrong
from app.simulator.tables import agencies, units
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

PERIODS = tuple(f"{number:02d}" for number in range(1, 13))
_YEARS_SHOWN = 3


class BookPages:
    """What the treasury's staff see of the books, and which periods they close."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def documents(self, asked: Asked) -> dict[str, Any]:
        """List documents, the newest first."""
        named, d = lists.said(asked, "unit", "fy", "period", "matter", "text"), documents.c
        query = select(documents)
        for name in ("unit", "fy", "period", "matter"):
            query = query.where(d[name] == named[name]) if named[name] else query
        if text := named["text"]:
            query = query.where(lists.like(d.number, text) | lists.like(d.about, text) | lists.like(d.text, text))
        found = await self._central.storage.read(lists.part_of(asked, query.order_by(d.doc.desc())))
        return {
            "documents": found,
            "named": named,
            "matters": [one.value for one in Matter],
            "years": self._years(),
            "periods": PERIODS,
        }

    async def document(self, asked: Asked) -> dict[str, Any]:
        """Show a document with both sides of its entries."""
        number = asked.named("doc")
        if not (number.isascii() and number.isdigit() and len(number) < 16):
            raise Refused(Refusal.NOT_FOUND)
        doc = int(number)

        def read(connection: Connection) -> dict[str, Any]:
            row = connection.execute(select(documents).where(documents.c.doc == doc)).one_or_none()
            if row is None:
                raise Refused(Refusal.NOT_FOUND)
            sides = select(entries).where(entries.c.doc == doc).order_by(entries.c.n)
            return {"document": row, "entries": connection.execute(sides).all()}

        return {**await self._central.storage.read(read), "names": chart.names()}

    async def trial(self, asked: Asked) -> dict[str, Any]:
        """Show the trial balance of an agency, a unit or everybody at the end of a period."""
        now, named = self._central.clock.now(), lists.said(asked, "agency", "unit", "fy", "period")
        current = self._current()
        period = Period(named["fy"] or current.fy, named["period"] or current.period)
        if not periods.is_period(period.fy, period.period):
            period = current
        whose = (named["agency"], named["unit"])

        def read(connection: Connection) -> dict[str, Any]:
            found = staff.trial_balance(connection, now, whose, period)
            every = select(units.c.unit, units.c.name, units.c.agency).order_by(units.c.unit)
            return {
                "found": found,
                "agencies": connection.execute(select(agencies).order_by(agencies.c.agency)).all(),
                "units": connection.execute(every).all(),
            }

        shown = await self._central.storage.read(read)
        rows = shown["found"].balance.rows
        return {
            **shown,
            "debit": sum(int(row.debit_satang) for row in rows),
            "credit": sum(int(row.credit_satang) for row in rows),
            "named": {**named, "fy": period.fy, "period": period.period},
            "years": self._years(),
            "periods": PERIODS,
        }

    async def periods(self, _asked: Asked) -> dict[str, Any]:
        """Show which periods are closed."""
        found = await self._central.storage.read(periods.closed)
        this = self._current().fy
        years = sorted({*self._years(), *(one.fy for one in found.closed)}, key=lambda fy: (fy != this, fy))
        return {
            "years": years,
            "periods": PERIODS,
            "closed": {(one.fy, one.period) for one in found.closed},
            "version": found.version,
            "current": self._current(),
        }

    async def close(self, _asked: Asked, sent: Sent) -> Done:
        """Close a period: nothing is booked into it any more."""
        lists.demand_sure(sent)
        one = _named(sent)
        found = (await self._central.storage.read(periods.closed)).closed
        return await self._put(sent, one, found if one in found else (*found, one))

    async def open(self, _asked: Asked, sent: Sent) -> Done:
        """Open a period again."""
        one = _named(sent)
        found = (await self._central.storage.read(periods.closed)).closed
        return await self._put(sent, one, tuple(each for each in found if each != one))

    async def _put(self, sent: Sent, one: ClosedPeriod, closed: tuple[ClosedPeriod, ...]) -> Done:
        """Let these be closed, over those that the form was shown with."""
        wanted = ClosedPeriods(closed, version=sent.text("looked"))
        await self._counter.ask("PUT", api.OPERATOR_GFMIS_PERIODS, ClosedPeriods, wanted)
        return Done(f"{one.fy}/{one.period}")

    def _current(self) -> Period:
        return periods.of_day(local_date(self._central.clock.now()))

    def _years(self) -> list[str]:
        this = int(self._current().fy)
        return [str(this + 1 - back) for back in range(_YEARS_SHOWN)]


def _named(sent: Sent) -> ClosedPeriod:
    fy, _, period = sent.text("period").partition("/")
    if not periods.is_period(fy, period):
        raise wrong("period")
    return ClosedPeriod(fy, period)
