"""Accounts of units and of the treasury: this bank keeps them, and no payee has one.

Money comes to them as a draw, a payment of a bill, a recall or a remittance. A transfer to a payee would leave one
account and arrive in none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, or_, select

from app.simulator.collections.tables import receiving
from app.simulator.disbursement.terms import OWN_BANK
from app.simulator.tables import accounts, known_accounts, lines
from app.wire.disbursement import PROMPTPAY

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_BY_NUMBER = select(known_accounts.c.account)
_BY_PROMPTPAY = select(receiving.c.promptpay_id)
"""By which PromptPay finds an account that collects."""
_n = lines.c
_FIRST_LINE = select(func.min(_n.n)).where(
    _n.op_id == bindparam("op_id"),
    _n.rev == bindparam("rev"),
    or_((_n.bank == OWN_BANK) & _n.acct.in_(_BY_NUMBER), (_n.bank == PROMPTPAY) & _n.acct.in_(_BY_PROMPTPAY)),
)


def begin(connection: Connection) -> None:
    """Write the numbers of accounts down where a former program did not."""
    lacking = select(accounts.c.account).where(accounts.c.account.not_in(select(known_accounts.c.account)))
    connection.execute(insert(known_accounts).from_select(["account"], lacking))


def among(connection: Connection, places: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those of these banks and accounts, as lines name them, behind which there is such an account."""
    found: set[tuple[str, str]] = set()
    for bank, kept, number in (
        (OWN_BANK, _BY_NUMBER, known_accounts.c.account),
        (PROMPTPAY, _BY_PROMPTPAY, receiving.c.promptpay_id),
    ):
        asked = sorted(acct for at, acct in places if at == bank)
        found |= {(bank, acct) for acct in connection.scalars(kept.where(number.in_(asked)))} if asked else set()
    return found


def first_line(connection: Connection, op_id: str, rev: int) -> int | None:
    """Return the first stored line of an edition that would pay into one, or None."""
    found: int | None = connection.scalar(_FIRST_LINE, {"op_id": op_id, "rev": rev})
    return found
