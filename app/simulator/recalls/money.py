"""The money of one recall: the line that was paid, what of it may still be called back, and its ledger entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator import ledger
from app.simulator.disbursement import batches
from app.simulator.disbursement.tables import kinds
from app.simulator.recalls.tables import recalls
from app.simulator.tables import lines
from app.wire.codes import LineState
from app.wire.recalls import RecallState

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from app.simulator.disbursement.batches import Batch

ASKED = RecallState.OPEN.value
ORDINARY = "ordinary"
"""How money goes back of a kind that is in no table any more."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A recall or a wish for one, with the batch and the line it is about."""

    batch: Batch
    line: Row[Any]
    returns: str
    """The word of the table of kinds for the way this money goes back: ``ordinary`` or ``medical``."""

    def called_back(self, recall_id: str, satang: int, at: str) -> ledger.CalledBack:
        """Return the ledger's entry for money of this line."""
        return ledger.CalledBack(recall_id, self.batch.order(at), self.line.n, self.line.bank, satang)


def paid_line(connection: Connection, batch: Batch, n: int) -> Paid | None:
    """Return a line of the edition that was paid, None where there is no such line."""
    mine = (lines.c.op_id == batch.op_id, lines.c.rev == batch.rev, lines.c.n == n)
    row = connection.execute(select(lines).where(*mine)).one_or_none()
    return None if row is None else Paid(batch, row, _returns(connection, batch))


def _returns(connection: Connection, batch: Batch) -> str:
    """Return what the table says of the batch's kind on its value date."""
    named = (kinds.c.kind == batch.kind, kinds.c.sub_kind == batch.signed_payment().sub_kind)
    valid = (
        kinds.c.valid_from <= batch.value_date,
        (kinds.c.valid_until == "") | (kinds.c.valid_until >= batch.value_date),
    )
    found: str | None = connection.scalar(select(kinds.c.returns).where(*named, *valid).limit(1))
    return found or ORDINARY


def of_recall(connection: Connection, row: Row[Any]) -> Paid:
    """Return what a recall is about; raise `LookupError` for one without a line, which the schema forbids."""
    batch = batches.find(connection, row.op_id)
    paid = None if batch is None else paid_line(connection, batch, row.n)
    if paid is None:
        raise LookupError(row.recall_id)
    return paid


def left(connection: Connection, paid: Paid) -> int:
    """Return what of a line may still be called back, in satang: nothing of one that came back by itself."""
    if paid.line.status != LineState.SETTLED:
        return 0
    mine = (recalls.c.op_id == paid.batch.op_id, recalls.c.n == paid.line.n)
    rows = connection.execute(select(recalls.c.state, recalls.c.satang, recalls.c.back_satang).where(*mine))
    taken = sum(row.satang if row.state == ASKED else row.back_satang for row in rows)
    return int(paid.line.satang - taken)
