"""The trial balance: sums of a year's entries by account, with what the year before left (rules.md 3.10)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import case, func, select

from app.simulator.clock import moment_text
from app.simulator.gfmis import chart
from app.simulator.gfmis.entries import DEBIT
from app.simulator.gfmis.periods import Period, is_closed
from app.simulator.gfmis.tables import documents, entries
from app.wire.gfmis import TrialBalance, TrialRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

RESULT = "3102010101"
"""Where revenue and expenses of a year go when it is over."""
_OF_A_YEAR = ("4", "5")
"""Classes of accounts that begin each year empty."""


class Sum(NamedTuple):
    """Debits and credits of an account, in satang."""

    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Debits less credits."""
        return self.debit - self.credit


def sums(connection: Connection, *of: ColumnElement[bool]) -> dict[str, Sum]:
    """Return what is booked on each account, by account, in the documents that ``of`` names."""
    total = select(entries.c.gl_account, entries.c.side, func.sum(entries.c.satang))
    total = total.join(documents, documents.c.doc == entries.c.doc).where(*of)
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for account, side, satang in connection.execute(total.group_by(entries.c.gl_account, entries.c.side)):
        found[account][side != DEBIT] += int(satang)
    return {account: Sum(*found[account]) for account in sorted(found)}


def balance(connection: Connection, now: datetime, period: Period, *whose: ColumnElement[bool]) -> TrialBalance:
    """Return the trial balance up to the end of a period, of those documents that ``whose`` names."""
    year = sums(connection, *whose, documents.c.fy == period.fy, documents.c.period <= period.period)
    before = _brought_forward(sums(connection, *whose, documents.c.fy < period.fy))
    return TrialBalance(
        server_time=moment_text(now),
        fy=period.fy,
        period=period.period,
        closed="yes" if is_closed(connection, period) else "no",
        rows=tuple(_row(account, year.get(account), before.get(account, 0)) for account in sorted({*year, *before})),
    )


def _brought_forward(earlier: dict[str, Sum]) -> dict[str, int]:
    """Return the balances with which a year begins: revenue and expenses of earlier years are in their result."""
    found: defaultdict[str, int] = defaultdict(int)
    for account, total in earlier.items():
        found[RESULT if account.startswith(_OF_A_YEAR) else account] += total.balance
    return {account: satang for account, satang in found.items() if satang}


def _row(account: str, year: Sum | None, before: int) -> TrialRow:
    debit, credit = year or Sum(0, 0)
    debit, credit = debit + max(before, 0), credit + max(-before, 0)
    return TrialRow(
        gl_account=account,
        name_th=chart.names().get(account, ""),
        debit_satang=str(debit),
        credit_satang=str(credit),
        balance_satang=str(debit - credit),
        must_be_zero="yes" if account in chart.must_be_zero() else "no",
    )


def faults(connection: Connection, *of: ColumnElement[bool]) -> list[str]:
    """Name documents that do not add up to zero and clearing accounts that are not empty; none is sound."""
    joined = select(documents.c.agency, documents.c.kind, documents.c.fy, documents.c.number)
    signed = _signed()
    uneven = joined.join(entries, entries.c.doc == documents.c.doc).where(*of).group_by(documents.c.doc)
    found = [" ".join(row) for row in connection.execute(uneven.having(func.sum(signed) != 0))]
    left = sums(connection, *of, entries.c.gl_account.in_(sorted(chart.must_be_zero())))
    return found + [f"{account}: {total.balance}" for account, total in left.items() if total.balance]


def _signed() -> ColumnElement[int]:
    return case((entries.c.side == DEBIT, entries.c.satang), else_=-entries.c.satang)
