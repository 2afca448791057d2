"""Whom a line pays, for whoever wants to see the payee's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.payees.payee import PaidTo

if TYPE_CHECKING:
    from app.domain.disbursement.record import LineRecord
    from app.domain.disbursement.transfer import CreditTransfer


def paid_to(line: LineRecord | CreditTransfer) -> PaidTo:
    """Return whom a line pays, to be looked up in the register."""
    return PaidTo(line.payee_id, line.bank, line.account, line.name)
