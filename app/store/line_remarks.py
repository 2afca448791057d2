"""What an authorizer wants mended, kept beside the lines until they are handed in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from app.store import records
from app.store.tables import batch as batch_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store.handles import Writing


def put_remarks(tx: Writing, op_id: str, remarks: Mapping[int, str]) -> None:
    """Keep what was said of lines, by number; twice is the same as once."""
    batch_id = tx.connection.execute(select(batch_table.c.id).where(batch_table.c.op_id == op_id)).scalar()
    if batch_id is None or not remarks:
        return
    said = update(line_table).where(line_table.c.id == bindparam("line_id")).values(reason=bindparam("why"))
    rows = [{"line_id": records.line_id(batch_id, number), "why": why} for number, why in remarks.items()]
    tx.connection.execute(said, rows)
    tx.touched("line")
    tx.touched("batch")
