"""What a unit is told of remitting: the tables with all their days, its own office, and its accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator import ledger
from app.simulator.clock import moment_text
from app.simulator.remittances import terms
from app.wire.remittances import BUDGET_ACCOUNT, RemittanceTerms, SourceAccount

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def answer(connection: Connection, unit: str, now: datetime) -> RemittanceTerms:
    """Return what a unit may remit, from where, and to which office."""
    return RemittanceTerms(
        server_time=moment_text(now),
        office=terms.own_office(connection, unit),
        kinds=terms.all_kinds(connection),
        offices=terms.all_offices(connection),
        deposits=terms.all_deposits(connection),
        accounts=tuple(
            SourceAccount(
                account=state.account,
                name=state.name,
                purpose=state.purpose or BUDGET_ACCOUNT,
                balance_satang=str(state.balance_satang),
                available_satang=str(state.available_satang),
            )
            for state in ledger.account_states(connection, unit)
        ),
    )
