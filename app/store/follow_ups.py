"""Failed lines and what became of them: paid again in another batch, or ended with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.follow_up import Origin
from app.store import records
from app.store.tables import batch as batch_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store.handles import Reading, Writing

_AFTER_SLASH = "0"
"""The character after the slash, so that a range of texts holds every origin in one batch."""


def followed(rd: Reading, op_id: str) -> dict[int, str]:
    """Return the lines of a batch that are paid again, by number, each with the batch that pays it.

    Drafts count; a batch that was given up does not.
    """
    first, beyond = f"{op_id}/", f"{op_id}{_AFTER_SLASH}"
    query = (
        select(line_table.c.origin, batch_table.c.op_id)
        .join_from(line_table, batch_table, batch_table.c.id == line_table.c.id.op(">>")(records.NUMBER_BITS))
        .where(
            line_table.c.origin != "",
            line_table.c.origin >= first,
            line_table.c.origin < beyond,
            batch_table.c.status != BatchStatus.CANCELLED.value,
        )
        .order_by(line_table.c.id)
    )
    return {Origin.read(origin).number: by for origin, by in rd.connection.execute(query)}


def close_lines(tx: Writing, op_id: str, reasons: Mapping[int, str]) -> None:
    """Keep why lines will not be paid again, by number; twice is the same as once."""
    batch_id = tx.connection.execute(select(batch_table.c.id).where(batch_table.c.op_id == op_id)).scalar()
    if batch_id is None or not reasons:
        return
    ended = update(line_table).where(line_table.c.id == bindparam("line_id")).values(closed=bindparam("why"))
    rows = [{"line_id": records.line_id(batch_id, number), "why": why} for number, why in reasons.items()]
    tx.connection.execute(ended, rows)
    tx.touched("line")
    tx.touched("batch")
