"""The tables that the treasury's and the bank's rules are made of: read as tables, replaced as JSON, whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from app.simulator.collections import revenue
from app.simulator.console import lists
from app.simulator.console.acts import Done
from app.simulator.disbursement import terms as paying
from app.simulator.gfmis import chart, entries
from app.simulator.refusals import Refused
from app.simulator.remittances import terms as remitting
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent


@dataclass(frozen=True, slots=True)
class _Table:
    """A table: where it is put, how it is read; ``rows`` names its list. Without a route it is read only."""

    name: str
    rows: str
    read: Callable[[Connection], msgspec.Struct]
    route: str = ""


class ChartRow(msgspec.Struct):
    """An account of the chart; ``must_be_zero`` yes or no."""

    code: str
    name_th: str
    must_be_zero: str


class Chart(msgspec.Struct):
    """All accounts that have a name."""

    accounts: tuple[ChartRow, ...]


def _chart(_connection: Connection) -> Chart:
    empty = chart.must_be_zero()
    named = sorted(chart.names().items())
    return Chart(tuple(ChartRow(code, name, "yes" if code in empty else "no") for code, name in named))


TABLES = (
    _Table("kinds", "kinds", paying.kinds_table, api.OPERATOR_KINDS),
    _Table("services", "services", paying.services_table, api.OPERATOR_SERVICES),
    _Table("revenue_types", "revenue_types", revenue.whole, api.OPERATOR_REVENUE_TYPES),
    _Table("remittance_kinds", "kinds", remitting.kinds_table, api.OPERATOR_REMITTANCE_KINDS),
    _Table("offices", "offices", remitting.offices_table, api.OPERATOR_OFFICES),
    _Table("deposit_accounts", "deposits", remitting.deposits_table, api.OPERATOR_DEPOSITS_TABLE),
    _Table("postings", "entry", entries.whole, api.OPERATOR_GFMIS_ENTRIES),
    _Table("chart", "accounts", _chart),
)
_SOURCE = "source"
_BY_NAME = {one.name: one for one in TABLES}


class TablePages:
    """What the treasury's staff see of tables, and replace."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, _asked: Asked) -> dict[str, Any]:
        """List the tables with how many rows they have."""

        def read(connection: Connection) -> list[tuple[str, int, bool]]:
            return [(one.name, len(_rows(one, connection)), bool(one.route)) for one in TABLES]

        return {"tables": await self._central.storage.read(read)}

    async def one(self, asked: Asked) -> dict[str, Any]:
        """Show the rows of a table, and the whole of it as it may be written anew."""
        table, named = _find(asked), lists.said(asked, "text")
        whole = await self._central.storage.read(lambda connection: msgspec.to_builtins(table.read(connection)))
        hidden = "name_en" if asked.visit.language == "th" else "name_th" if table.route else ""
        text = named["text"].lower()
        found = [row for row in whole[table.rows] if any(text in str(value).lower() for value in row.values())]
        return {
            "name": table.name,
            "columns": _columns(whole[table.rows], {hidden, _SOURCE}),
            "rows": lists.part(asked, found),
            "named": named,
            "writable": bool(table.route),
            "content": json.dumps(whole, ensure_ascii=False, indent=1),
        }

    async def put(self, asked: Asked, sent: Sent) -> Done:
        """Replace a table over the version that it names; one that is not sound changes nothing and says which row."""
        table = _find(asked)
        if not table.route:
            raise Refused(Refusal.NOT_FOUND)
        lists.demand_sure(sent)
        body = sent.files[0].content if sent.files else sent.text("whole").encode()
        await self._counter.do("PUT", table.route, body)
        return Done(table.name)


def _columns(rows: list[dict[str, Any]], hidden: set[str]) -> list[str]:
    """Return the columns in which some row says something; where a row is from stands below its name."""
    said = {name for row in rows for name, value in row.items() if value not in ("", [], ())}
    return [name for name in (rows[0] if rows else ()) if name in said - hidden]


def _rows(table: _Table, connection: Connection) -> tuple[Any, ...]:
    rows: tuple[Any, ...] = getattr(table.read(connection), table.rows)
    return rows


def _find(asked: Asked) -> _Table:
    found = _BY_NAME.get(asked.named("table"))
    if found is None:
        raise Refused(Refusal.NOT_FOUND)
    return found
