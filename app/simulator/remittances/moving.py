"""The bank's part: it moves the money of an approved remittance, and signs the record that it did (S10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.simulator import log
from app.simulator.clock import moment_text
from app.simulator.remittances import parts, standing, terms
from app.simulator.tables import accounts, agencies, units, users
from app.wire.codec import encode
from app.wire.remittances import SUCCESS_RECORD, RemittanceState, SuccessRecord
from app.wire.signature import SUCCESS_RECORD as RECS
from app.wire.signature import sha256_hex, sign

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy import Connection, Row

    from app.simulator.log import Author
    from app.wire.remittances import RemittanceItem


@dataclass(frozen=True, slots=True)
class Moved:
    """What the bank did: for which order (its canonical text), with which lines, under which reference of its own.

    ``answers_at``: when the treasury answers by itself, None for never.
    """

    order: str
    items: tuple[RemittanceItem, ...]
    bank_ref: str
    answers_at: str | None


def recorded(
    connection: Connection,
    now: datetime,
    key: Ed25519PrivateKey,
    row: Row[Any],
    moved: Moved,
    author: Author = log.BANK,
) -> Row[Any]:
    """Write that the money of a remittance moved, with the record that the bank signs, and tell it."""
    record = encode(_record(connection, now, row, moved))
    row = standing.change(
        connection,
        row,
        RemittanceState.SENT,
        sent_at=moment_text(now),
        bank_ref=moved.bank_ref,
        record=record.decode(),
        record_sig=sign(key, RECS, record),
        due_at=moved.answers_at,
    )
    standing.tell(connection, now, row, row.state, author)
    return row


def _record(connection: Connection, now: datetime, row: Row[Any], moved: Moved) -> SuccessRecord:
    home = select(units.c.name, agencies.c.name.label("agency_name")).join(
        agencies, agencies.c.agency == units.c.agency
    )
    unit = connection.execute(home.where(units.c.unit == row.unit)).one()
    account = connection.execute(select(accounts.c.name).where(accounts.c.account == row.account)).scalar_one()
    people = select(users.c.uid, users.c.name_th).where(users.c.uid.in_((row.maker_uid, row.auth_uid)))
    names = {one.uid: one.name_th for one in connection.execute(people)}
    return SuccessRecord(
        typ=SUCCESS_RECORD,
        req_id=row.req_id,
        agency=row.agency,
        agency_name=unit.agency_name,
        unit=row.unit,
        unit_name=unit.name,
        kind=row.kind,
        account=row.account,
        account_name=account,
        office=row.office,
        office_name=terms.name_of(connection, row.office),
        owner_unit=row.owner_unit,
        doc_no=row.doc_no,
        items=moved.items,
        parts_count=str(parts.count(connection, row.req_id)),
        total_satang=str(row.satang),
        fee_satang="0",
        maker_uid=row.maker_uid,
        maker_name=names[row.maker_uid],
        auth_uid=row.auth_uid,
        auth_name=names[row.auth_uid],
        order_sha256=sha256_hex(moved.order.encode()),
        bank_ref=moved.bank_ref,
        moved_at=moment_text(now),
    )
