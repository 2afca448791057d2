"""How sure one may be of the accounts of signed lines, from what the log told of the register and of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.payees.certainty import certainty
from app.domain.values.dates import bangkok_day
from app.store import payee_proofs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.record import Batch
    from app.domain.disbursement.transfer import CreditTransfer
    from app.domain.payees.certainty import Certainty
    from app.services.desk import Desk
    from app.store.handles import Reading


def of_lines(rd: Reading, desk: Desk, batch: Batch, lines: Sequence[CreditTransfer]) -> dict[int, Certainty]:
    """Return how sure one may be of each line, by its number; what this batch itself paid vouches for nothing."""
    payee_ids = {line.payee_id for line in lines if line.payee_id}
    known = payee_proofs.known(rd, payee_ids, {line.account for line in lines}, batch.op_id)
    day = batch.head.value_date or bangkok_day(desk.now())
    return {line.number: certainty(line, day, known) for line in lines}
