"""The ledger recounted from its transfers: balances, what is set aside, and that nothing came of nothing (SIM-03)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from app.simulator.ledger import account_states
from app.simulator.tables import transfers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from app.simulator.ledger import AccountState

_MOVES = (
    "OPEN", "DRAW", "DEPOSIT", "POST", "RETURN", "RECALL", "TREASURY", "COLLECT", "REVERSE", "REFUND", "REMIT",
    "SEND", "BACK",
)  # fmt: skip
"""Kinds of transfers that move money; the others set it aside or let it go."""
_ASIDE = (("credit", "RECALL", 1), ("debit", "TREASURY", -1), ("debit", "HOLD", 1), ("debit", "SEND", -1))
"""Kinds of transfers that set aside or let go of money on one of their sides, beside those of batches."""


def faults(connection: Connection) -> list[str]:
    """Recount the books from the transfers and name every disagreement; an empty list is a sound ledger."""
    states = {state.account: state for state in account_states(connection)}
    total = total_satang(states.values())
    found = [f"balances add up to {total}"] if total else []
    balances, reserved = _recounted(connection)
    for account, state in states.items():
        if state.balance_satang != balances[account]:
            found.append(f"{account}: balance {state.balance_satang}, transfers say {balances[account]}")
        if state.reserved_satang != reserved[account]:
            found.append(f"{account}: reserved {state.reserved_satang}, transfers say {reserved[account]}")
        if state.unit and state.available_satang < 0:
            found.append(f"{account}: short by {-state.available_satang}")
    return found


def _recounted(connection: Connection) -> tuple[Counter[str], Counter[str]]:
    balances, reserved = Counter[str](), Counter[str]()
    amount = func.sum(transfers.c.satang)
    moved = select(transfers.c.debit, transfers.c.credit, amount).where(transfers.c.kind.in_(_MOVES))
    for debit, credit, satang in connection.execute(moved.group_by(transfers.c.debit, transfers.c.credit)):
        balances[debit] -= int(satang)
        balances[credit] += int(satang)
    signed = case((transfers.c.kind == "PENDING", transfers.c.satang), else_=-transfers.c.satang)
    held = select(transfers.c.debit, func.sum(signed)).where(transfers.c.kind.in_(("PENDING", "POST", "VOID")))
    for account, satang in connection.execute(held.group_by(transfers.c.debit)):
        reserved[account] += int(satang)
    for side, kind, sign in _ASIDE:
        aside = select(transfers.c[side], amount).where(transfers.c.kind == kind).group_by(transfers.c[side])
        for account, satang in connection.execute(aside):
            reserved[account] += sign * int(satang)
    return balances, reserved


def total_satang(states: Iterable[AccountState]) -> int:
    """Return the sum of all balances; anything but zero is a fault."""
    return sum(state.balance_satang for state in states)
