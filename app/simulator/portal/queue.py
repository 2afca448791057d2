"""Which payments wait to be sent to the treasury by the Portal; kept in the transaction that changes a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert

from app.simulator.clock import moment_text
from app.simulator.collections import receiving
from app.simulator.portal.tables import waiting
from app.simulator.receipts.terms import is_settled

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

PORTAL = "portal"
"""Who remits, in the table of receiving accounts."""


def payment_changed(connection: Connection, now: datetime, payment: Row[Any]) -> None:
    """Let a payment wait for its remittance, or not any more."""
    leave(connection, payment.payment_id)
    if is_due(connection, payment):
        names = ("payment_id", "unit", "turn")
        values = {name: getattr(payment, name) for name in names} | {"due_at": moment_text(now)}
        connection.execute(insert(waiting).values(values))


def is_due(connection: Connection, payment: Row[Any]) -> bool:
    """Say whether a payment may go: settled, nothing open about it, not gone yet, of a unit that the Portal serves."""
    if payment.remitted_at or payment.open_req_id or not is_settled(payment):
        return False
    account = receiving.of_unit(connection, payment.unit)
    return account is not None and account.remits == PORTAL


def leave(connection: Connection, payment_id: str) -> None:
    """Let a payment not wait any more."""
    connection.execute(delete(waiting).where(waiting.c.payment_id == payment_id))
