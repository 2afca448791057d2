"""Accounts from which a unit pays batches: all of its own but the one that collects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.ledger import RECEIVING, account_states
from app.simulator.tables import accounts
from app.wire.access import Account

if TYPE_CHECKING:
    from sqlalchemy import Connection


def is_source(connection: Connection, account: str, of_unit: str) -> bool:
    """Say whether a unit pays batches from this account."""
    mine = (accounts.c.account == account, accounts.c.unit == of_unit, accounts.c.purpose != RECEIVING)
    return connection.scalar(select(accounts.c.account).where(*mine)) is not None


def of_unit(connection: Connection, of_unit: str) -> tuple[Account, ...]:
    """Return a unit's source accounts as they stand; not the one that collects."""
    return tuple(
        Account(
            account=state.account,
            name=state.name,
            balance_satang=str(state.balance_satang),
            reserved_satang=str(state.reserved_satang),
            available_satang=str(state.available_satang),
        )
        for state in account_states(connection, of_unit)
        if state.purpose != RECEIVING
    )
