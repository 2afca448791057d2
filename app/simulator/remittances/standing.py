"""Remittances as they stand: every change is one version, and told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import insert, select, update

from app.simulator import arrival, ledger, log
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text
from app.simulator.refusals import Refused
from app.simulator.remittances.tables import remittances
from app.wire.codes import Refusal
from app.wire.remittances import (
    REMITTANCE_CHANGED,
    BookedDocument,
    Remittance,
    RemittanceChanged,
    RemittanceState,
    SignedSuccessRecord,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from app.simulator.log import Author, Position


def find(connection: Connection, req_id: str) -> Row[Any] | None:
    """Return a remittance, or None."""
    return connection.execute(select(remittances).where(remittances.c.req_id == req_id)).one_or_none()


def add(connection: Connection, **values: Any) -> Row[Any]:
    """Write a new remittance; not told yet."""
    row = {"turn": arrival.turn(connection, values["unit"]), **values}
    return connection.execute(insert(remittances).values(row).returning(remittances)).one()


def change(connection: Connection, row: Row[Any], state: RemittanceState, **values: Any) -> Row[Any]:
    """Write the next version; whoever comes second, on another connection too, finds another one and is refused."""
    mine = (remittances.c.req_id == row.req_id, remittances.c.version == row.version)
    values |= {"state": state.value, "version": row.version + 1}
    changed = connection.execute(update(remittances).where(*mine).values(values).returning(remittances)).one_or_none()
    if changed is None:
        raise Refused(Refusal.STATUS_FORBIDS, status=row.state, action=state.value)
    return changed


def tell(connection: Connection, now: datetime, row: Row[Any], what: str, author: Author = log.BANK) -> Position:
    """Write into the unit's log how a remittance stands now; ``what`` as in `RemittanceChanged`."""
    body = RemittanceChanged(what=what, remittance=view(row))
    owner = (row.agency, row.unit)
    return log.append(connection, moment_text(now), owner, REMITTANCE_CHANGED, row.req_id, body, author)


def view(row: Row[Any]) -> Remittance:
    """Return a remittance as the wire says it."""
    approved = row.state == RemittanceState.APPROVED
    return Remittance(
        req_id=row.req_id,
        version=str(row.version),
        state=row.state,
        kind=row.kind,
        account=row.account,
        office=row.office,
        total_satang=str(row.satang),
        maker_uid=row.maker_uid,
        made_at=row.made_at,
        due_at=(row.due_at or "") if approved else "",
        record=SignedSuccessRecord(row.record, row.record_sig) if row.record else None,
        documents=msgspec.json.decode(row.documents, type=tuple[BookedDocument, ...]),
        answered_at=row.answered_at,
        code=row.code,
        recall_id=row.recall_id,
    )


def money_of(row: Row[Any], now: datetime) -> ledger.Remitted:
    """Return the ledger's entry for the money of a remittance."""
    fy = fiscal_year(local_date(now))
    return ledger.Remitted(row.req_id, row.account, row.office_account, row.satang, fy, moment_text(now))
