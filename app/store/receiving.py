"""How the unit collects, as the central system told it last; and bills that are being written here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from app.domain.collections.bill_rules import BillFields
from app.domain.values.dates import instant
from app.store.collection_tables import bill_draft as draft_table
from app.store.collection_tables import receiving as receiving_table
from app.store.records import among

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store.handles import Reading, Writing


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A bill that is not signed yet; ``bill_id`` is its name from here on, ``source_sha256`` its list's hash or ''."""

    bill_id: str
    fields: BillFields
    request_id: str = ""
    source_sha256: str = ""
    uid: str = ""


def put_receiving(tx: Writing, body: bytes) -> None:
    """Replace what is known of how the unit collects."""
    tx.connection.execute(delete(receiving_table))
    tx.connection.execute(insert(receiving_table), {"one": 1, "body": body})
    tx.touched("receiving")


def receiving(rd: Reading) -> bytes | None:
    """Return the bytes that told how the unit collects, None before they ever came."""
    body = rd.connection.execute(select(receiving_table.c.body)).scalar()
    return None if body is None else bytes(body)


def put_drafts(tx: Writing, drafts: Iterable[KeptDraft]) -> None:
    """Keep bills as they are written; one of the same name is replaced."""
    rows: dict[str, dict[str, str]] = {}
    for one in drafts:
        values = {name: getattr(one.fields, name) for name in BillFields.__slots__}
        due = one.fields.due_date
        kept = {
            **values,
            "due_date": due.isoformat() if due else "",
            "request_id": one.request_id,
            "source_sha256": one.source_sha256,
            "uid": one.uid,
        }
        body = json.dumps(kept, ensure_ascii=False)
        rows[one.bill_id] = {"bill_id": one.bill_id, "body": body, "saved_at": instant(tx.at)}
    if rows:
        tx.connection.execute(delete(draft_table).where(draft_table.c.bill_id.in_(among(rows))))
        tx.connection.execute(insert(draft_table), list(rows.values()))
    tx.touched("bill_draft")


def drop_drafts(tx: Writing, bill_ids: Iterable[str]) -> None:
    """Forget bills that were being written; those that are not there are forgotten already."""
    tx.connection.execute(delete(draft_table).where(draft_table.c.bill_id.in_(among(bill_ids))))
    tx.touched("bill_draft")


def drafts(rd: Reading) -> list[KeptDraft]:
    """Return the bills that are being written, in the order in which they were saved."""
    query = select(draft_table.c.bill_id, draft_table.c.body).order_by(draft_table.c.id)
    return [_draft(bill_id, json.loads(body)) for bill_id, body in rd.connection.execute(query)]


def _draft(bill_id: str, kept: dict[str, Any]) -> KeptDraft:
    request_id, source, uid, due = (kept.pop(name) for name in ("request_id", "source_sha256", "uid", "due_date"))
    fields = BillFields(**kept, due_date=date.fromisoformat(due) if due else None)
    return KeptDraft(bill_id, fields, request_id, source, uid)
