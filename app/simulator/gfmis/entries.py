"""What is booked for what: a table of balanced entries, which the operator may replace (rules.md 3.9, 3.10).

It is reconstructed, not the treasury's own; every row says how sure it is.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy import delete, insert, select

import resources
from app.simulator.gfmis import chart
from app.simulator.gfmis.tables import rows as row_table
from app.simulator.refusals import Refused
from app.simulator.whole_tables import WholeTable, demand_looked_at, version_of
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Select

DEBIT, CREDIT = "D", "C"
OF_TYPE, OF_BANK = "type", "bank"
"""Words in place of an account: what a booking is about, and the account at the bank that it moves."""
ROWS_MAX = 500
_EVENT = re.compile(r"[a-z][a-z_.]{1,59}\Z")
_DOCUMENT = re.compile(r"[A-Z][A-Z0-9]\Z")
Purpose = Literal["", "receiving", "off_budget", "budget"]


class Row(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One debit with its credit; ``document`` is the kind of document under which it stands.

    ``account`` narrows it to accounts of one purpose, '' is any; ``debit`` and ``credit`` are accounts or words.
    """

    event: str
    account: Purpose
    document: str
    debit: str
    credit: str
    automatic: bool
    confidence: Literal["H", "M", "L"]


class Rows(WholeTable):
    """The whole table."""

    entry: tuple[Row, ...]


class _Shipped(msgspec.Struct, forbid_unknown_fields=True):
    entry: tuple[Row, ...]


_COLUMNS = [row_table.c[name] for name in Row.__struct_fields__]


class Side(msgspec.Struct, frozen=True):
    """One side of an entry, before its document has a number."""

    document: str
    side: str
    gl_account: str
    automatic: bool


@cache
def shipped() -> tuple[Row, ...]:
    """Return the table as it comes with the product."""
    return msgspec.convert(
        tomllib.loads(resources.path("simulator", "postings.toml").read_text("utf-8")), _Shipped
    ).entry


def begin(connection: Connection) -> None:
    """Fill the table as it comes with the product where it is empty."""
    if not of_all(connection):
        replace(connection, shipped())


def of_all(connection: Connection) -> tuple[Row, ...]:
    """Return the rows in their order."""
    return _read(connection, select(*_COLUMNS).order_by(row_table.c.place))


def whole(connection: Connection) -> Rows:
    """Return the whole table, with its version."""
    rows = of_all(connection)
    return Rows(rows, version=version_of(rows))


def of_event(connection: Connection, event: str, purpose: str) -> tuple[Row, ...]:
    """Return what is booked for an event at an account of a purpose, '' for none."""
    mine = select(*_COLUMNS).where(row_table.c.event == event).order_by(row_table.c.place)
    return at_account(_read(connection, mine), purpose)


def at_account(of_one_event: Sequence[Row], purpose: str) -> tuple[Row, ...]:
    """Return the rows of an event that hold for an account: none where it is told for accounts of other purposes."""
    told = {row.account for row in of_one_event} - {""}
    return tuple(row for row in of_one_event if row.account in ("", purpose)) if not told or purpose in told else ()


def _read(connection: Connection, query: Select[Any]) -> tuple[Row, ...]:
    return tuple(
        Row(**(dict(row) | {"automatic": bool(row["automatic"])})) for row in connection.execute(query).mappings()
    )


def sides(found: Sequence[Row], words: Mapping[str, str]) -> tuple[Side, ...]:
    """Return both sides of every row, in the table's order; ``words`` says which accounts its words stand for."""
    return tuple(
        Side(row.document, side, words.get(account, account), row.automatic)
        for row in found
        for side, account in ((DEBIT, row.debit), (CREDIT, row.credit))
    )


def put(connection: Connection, wanted: Rows) -> Rows:
    """Replace the table where it is the one that was looked at; refuse as `replace` does."""
    demand_looked_at(whole(connection).version, wanted.version)
    replace(connection, wanted.entry)
    return whole(connection)


def replace(connection: Connection, rows: Sequence[Row]) -> None:
    """Replace the table; refuse one that is not sound, telling the row (from 1) and what of it."""
    if not 0 < len(rows) <= ROWS_MAX:
        raise _wrong("rows", "")
    for at, row in enumerate(rows, 1):
        if fault := _fault(row):
            raise _wrong(fault, str(at))
    if missing := _events(shipped()) - _events(rows):
        raise _wrong("event", min(missing)[0])
    _demand_emptied(rows)
    values = [{"place": place} | msgspec.structs.asdict(row) for place, row in enumerate(rows)]
    connection.execute(delete(row_table))
    connection.execute(insert(row_table), values)


def _fault(row: Row) -> str:
    checks = (
        ("event", _EVENT.match(row.event) is not None),
        ("document", _DOCUMENT.match(row.document) is not None),
        ("debit", _is_account(row.debit)),
        ("credit", _is_account(row.credit) and row.credit != row.debit),
    )
    return next((name for name, sound in checks if not sound), "")


def _events(table: Sequence[Row]) -> set[tuple[str, str]]:
    """Return what a table has a document for: events, each with the purposes of the accounts that it holds for."""
    of_event: dict[str, list[Row]] = {}
    for row in table:
        of_event.setdefault(row.event, []).append(row)
    purposes = ("", *chart.bank_purposes())
    return {(event, one) for event, mine in of_event.items() for one in purposes if at_account(mine, one)}


def _is_account(text: str) -> bool:
    return text in (OF_TYPE, OF_BANK) or chart.is_account(text)


def _demand_emptied(table: Sequence[Row]) -> None:
    """Refuse a table that leaves something on an account that must be empty, whatever happens."""
    for event in dict.fromkeys(row.event for row in table):
        mine = [row for row in table if row.event == event]
        for purpose in {row.account for row in mine}:
            left = Counter[str]()
            for row in at_account(mine, purpose):
                left[row.debit] += 1
                left[row.credit] -= 1
            if any(left[account] for account in chart.must_be_zero()):
                raise _wrong("entry", event)


def _wrong(field: str, line: str) -> Refused:
    return Refused(Refusal.FIELD_WRONG, field=field, line=line)
