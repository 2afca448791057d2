"""Whether the treasury's books and the bank's agree: what a unit has at the bank is what its documents say.

Not in the documents yet is money that came in to be remitted (all of a receiving account, and what was called back);
still in them is what was sent and not answered.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.simulator.gfmis import chart, trial
from app.simulator.gfmis.tables import documents
from app.simulator.ledger import RECEIVING
from app.simulator.remittances.tables import remittances
from app.simulator.tables import accounts, transfers, units
from app.wire.remittances import RemittanceState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection


def faults(connection: Connection, *of: ColumnElement[bool]) -> list[str]:
    """Name units whose books differ from their accounts at the bank, with both sums; none is sound.

    ``of`` narrows the units by columns of the table of units.
    """
    at_bank = _expected(connection, *of)
    found = []
    for unit in connection.execute(select(units.c.unit).where(*of).order_by(units.c.unit)).scalars():
        sums = trial.sums(connection, documents.c.unit == unit)
        for purpose in chart.bank_purposes():
            account = chart.bank_account(purpose)
            booked = sums[account].balance if account in sums else 0
            if booked != at_bank[unit, purpose]:
                found.append(f"{unit} {account}: booked {booked}, at the bank {at_bank[unit, purpose]}")
    return found


def _expected(connection: Connection, *of: ColumnElement[bool]) -> Counter[tuple[str, str]]:
    """Return what the documents of each unit should have on its accounts of each purpose, in satang."""
    called_back, unanswered = _called_back(connection), _unanswered(connection)
    found = Counter[tuple[str, str]]()
    mine = select(accounts.c.account, accounts.c.unit, accounts.c.purpose, accounts.c.balance_satang)
    for row in connection.execute(mine.join(units, units.c.unit == accounts.c.unit).where(*of)):
        if row.purpose != RECEIVING:
            here = row.balance_satang - called_back[row.account] + unanswered[row.account]
            found[row.unit, chart.purpose_of(row.purpose)] += here
    return found


def _called_back(connection: Connection) -> Counter[str]:
    found = Counter[str]()
    for kind, account, sign in (("RECALL", transfers.c.credit, 1), ("TREASURY", transfers.c.debit, -1)):
        total = select(account, func.sum(transfers.c.satang)).where(transfers.c.kind == kind).group_by(account)
        for name, satang in connection.execute(total):
            found[name] += sign * int(satang)
    return found


def _unanswered(connection: Connection) -> Counter[str]:
    r = remittances.c
    sent = select(r.account, func.sum(r.satang)).where(r.state == RemittanceState.SENT.value).group_by(r.account)
    return Counter({account: int(satang) for account, satang in connection.execute(sent)})
