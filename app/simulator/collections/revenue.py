"""What may be collected: a table with days of validity, which the operator may replace like the table of kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, insert, select

from app.simulator import fields
from app.simulator.collections import shipped
from app.simulator.collections.tables import revenue_types
from app.simulator.dated_tables import demand_sound, holds
from app.simulator.gfmis import chart
from app.simulator.whole_tables import WholeTable, demand_looked_at, version_of
from app.wire.bills import RevenueType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

ROWS_MAX = 500
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
_DIGITS = re.compile(r"[0-9]{1,10}\Z")
_PRODUCT = re.compile(r"[0-9A-Z]{1,10}\Z")
_UNIT = re.compile(r"[0-9]{10}\Z")
REVENUE, DEPOSIT = "revenue", "deposit"


class RevenueTypes(WholeTable):
    """The whole table."""

    revenue_types: tuple[RevenueType, ...]


def begin(connection: Connection) -> None:
    """Fill the table as it comes with the product where it is empty."""
    if not of_all(connection):
        replace(connection, shipped.revenue_types())


def of_all(connection: Connection) -> tuple[RevenueType, ...]:
    """Return the table in its order, rows of other days included."""
    columns = [revenue_types.c[name] for name in RevenueType.__struct_fields__]
    return tuple(RevenueType(*row) for row in connection.execute(select(*columns).order_by(revenue_types.c.place)))


def on(connection: Connection, day: str) -> dict[str, RevenueType]:
    """Return what may be collected on a day, by code."""
    return {row.code: row for row in of_all(connection) if holds(row, day)}


def whole(connection: Connection) -> RevenueTypes:
    """Return the whole table, with its version."""
    rows = of_all(connection)
    return RevenueTypes(rows, version=version_of(rows))


def put(connection: Connection, wanted: RevenueTypes) -> RevenueTypes:
    """Replace the table where it is the one that was looked at; refuse as `replace` does."""
    demand_looked_at(whole(connection).version, wanted.version)
    replace(connection, wanted.revenue_types)
    return whole(connection)


def replace(connection: Connection, rows: Sequence[RevenueType]) -> None:
    """Replace the table; refuse one that is not sound, telling the row (from 1) and what of it."""
    demand_sound(rows, ROWS_MAX, lambda row: row.code, _checks)
    connection.execute(delete(revenue_types))
    values = [{"place": place} | msgspec.structs.asdict(row) for place, row in enumerate(rows)]
    connection.execute(insert(revenue_types), values)


def _checks(row: RevenueType) -> tuple[tuple[str, bool], ...]:
    return (
        ("code", _CODE.match(row.code) is not None),
        ("name_th", fields.is_name(row.name_th)),
        ("name_en", fields.is_name(row.name_en)),
        ("revenue_code", _DIGITS.match(row.revenue_code) is not None),
        ("gl_account", chart.is_of_money(row.gl_account, others=bool(row.owner_unit))),
        ("fund", not row.fund or _DIGITS.match(row.fund) is not None),
        ("treasury", row.treasury in (REVENUE, DEPOSIT)),
        ("product_code", _PRODUCT.match(row.product_code) is not None),
        ("fee_satang", not row.fee_satang or fields.is_satang(row.fee_satang)),
        ("source", fields.is_text(row.source)),
        ("owner_unit", not row.owner_unit or _UNIT.match(row.owner_unit) is not None),
    )
