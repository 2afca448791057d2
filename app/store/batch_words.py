"""What a batch is found by: purpose, document, sum, number, file and papers, as they stand at the end of a change."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.domain.disbursement.record import short_reference
from app.domain.search.kinds import Kind
from app.store import search_index
from app.store.tables import batch as batch_table

if TYPE_CHECKING:
    from app.store.handles import Writing

_B = batch_table.c


def follow(tx: Writing, op_id: str) -> None:
    """Let a batch be found as it is at the end of this change."""
    tx.before_end(f"batch {op_id}", partial(_put, op_id=op_id))


def forget(tx: Writing, op_id: str) -> None:
    """Let a batch that is deleted be found no more."""
    search_index.remove(tx, Kind.BATCH, [op_id])


def _put(tx: Writing, op_id: str) -> None:
    row = tx.connection.execute(select(batch_table).where(_B.op_id == op_id)).first()
    if row is not None:
        values = (
            row.purpose,
            row.document_no,
            row.total_satang,
            row.basis_no,
            f"{op_id} {short_reference(op_id)}",
            row.file_name,
            f"{row.memo} {row.reason}",
            " ".join(paper[1] for paper in json.loads(row.attachments or "[]")),
        )
        search_index.put(tx, Kind.BATCH, {op_id: values})
