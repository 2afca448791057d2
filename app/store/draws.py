"""The unit's draws as the central system told them last, for when it cannot be asked."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.domain.disbursement.draw import Draw
from app.domain.recalls.recall import Document
from app.domain.search.kinds import Kind
from app.domain.values.money import Money
from app.store import search_index
from app.store.records import day_text
from app.store.tables import draw as draw_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.store.handles import Reading, Writing


def put_draws(tx: Writing, draws: Sequence[Draw]) -> None:
    """Replace what is known of the draws."""
    tx.connection.execute(delete(draw_table))
    rows = [
        {
            "doc_no": draw.doc_no,
            "doc_date": day_text(draw.doc_date) or "",
            "account": draw.account,
            "fy": str(draw.fy),
            "satang": draw.amount.satang,
            "reserved_satang": draw.reserved.satang,
            "paid_satang": draw.paid.satang,
            "residue_satang": draw.residue.satang,
            "drawn_on": draw.drawn_on.isoformat(),
            "gfmis": int(draw.gfmis),
            "batches": json.dumps(draw.batches),
            "documents": json.dumps([(one.kind, one.number) for one in draw.documents]),
        }
        for draw in draws
    ]
    if rows:
        tx.connection.execute(insert(draw_table), rows)
    words = {one.doc_no: (one.doc_no, one.amount.satang, one.account) for one in draws}
    search_index.put_every(tx, Kind.DRAW, words)
    tx.touched("draw")


def draws(rd: Reading) -> tuple[Draw, ...]:
    """Return the draws, the oldest first."""
    rows = rd.connection.execute(select(draw_table).order_by(draw_table.c.drawn_on, draw_table.c.doc_no))
    return tuple(
        Draw(
            doc_no=row.doc_no,
            doc_date=date.fromisoformat(row.doc_date) if row.doc_date else None,
            account=row.account,
            fy=int(row.fy),
            amount=Money(row.satang),
            reserved=Money(row.reserved_satang),
            paid=Money(row.paid_satang),
            residue=Money(row.residue_satang),
            drawn_on=date.fromisoformat(row.drawn_on),
            gfmis=bool(row.gfmis),
            batches=tuple(json.loads(row.batches)),
            documents=tuple(Document(kind, number) for kind, number in json.loads(row.documents)),
        )
        for row in rows
    )
