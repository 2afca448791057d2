"""The register of receipts: reading it, counting prints, and voiding what two persons decided not to let hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from app.simulator import log
from app.simulator.clock import moment_text
from app.simulator.portal import billing
from app.simulator.receipts.tables import receipts
from app.simulator.refusals import Refused, wrong
from app.wire.api import RECEIPTS_PER_COMMAND_MAX
from app.wire.codes import Refusal, Role
from app.wire.collections import CollectionAct
from app.wire.receipts import (
    RECEIPT_VOIDED,
    RECEIPTS_PRINTED,
    PrintReceipts,
    ReceiptPrint,
    ReceiptsPrinted,
    ReceiptVoided,
    SignedOfficialReceipt,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from app.simulator.disbursement.call import Call
    from app.simulator.log import Author
    from app.wire.orders import OrderDone

PRINTED, VOIDED = "printed", "voided"


def of_payment(connection: Connection, payment_id: str) -> SignedOfficialReceipt | None:
    """Return the receipt that stands for a payment, or None."""
    mine = (receipts.c.payment_id == payment_id, receipts.c.voided_at == "")
    row = connection.execute(select(receipts.c.receipt, receipts.c.sig).where(*mine)).one_or_none()
    return None if row is None else SignedOfficialReceipt(row.receipt, row.sig)


def demand_standing(connection: Connection, unit: str, receipt_id: str, payment_id: str) -> None:
    """Refuse to speak of a receipt that is not the unit's, not this payment's, or does not hold any more."""
    row = connection.execute(select(receipts).where(receipts.c.receipt_id == receipt_id)).one_or_none()
    if row is None or row.unit != unit:
        raise Refused(Refusal.NOT_FOUND)
    if row.payment_id != payment_id:
        raise wrong("payment_id")
    if row.voided_at:
        raise Refused(Refusal.STATUS_FORBIDS, status=VOIDED, action=CollectionAct.VOID_RECEIPT.value)


def void(connection: Connection, now: datetime, said: ReceiptVoided, author: Author) -> None:
    """Let a receipt not hold any more, on an order that two persons signed; its number stays, nothing is edited.

    Whoever comes second is refused with ``status_forbids``. What the payment says of its receipt is the caller's.
    """
    mine = (receipts.c.receipt_id == said.receipt_id, receipts.c.voided_at == "")
    values = {"voided_at": moment_text(now), "void_req_id": said.req_id, "void_reason": said.reason}
    row = connection.execute(update(receipts).where(*mine).values(values).returning(receipts)).one_or_none()
    if row is None:
        raise Refused(Refusal.STATUS_FORBIDS, status=VOIDED, action=CollectionAct.VOID_RECEIPT.value)
    owner = (row.agency, row.unit)
    log.append(connection, moment_text(now), owner, RECEIPT_VOIDED, row.receipt_id, said, author)
    billing.receipts_changed(connection, now, {row.payment_id: ""}, author)


def print_receipts(call: Call, cmd_id: str, command: PrintReceipts) -> OrderDone:
    """Count a print of each receipt; the first is the original, and the log says which each one was."""
    call.demand_envelope(cmd_id, command)
    call.signed.demand(Role.MAKER_COLLECTION)
    ids = demand_named(command.receipt_ids, "receipt_ids")
    counting = update(receipts).where(receipts.c.unit == call.signed.unit, receipts.c.receipt_id.in_(ids))
    rows = call.connection.execute(
        counting.values(prints=receipts.c.prints + 1).returning(receipts.c.receipt_id, receipts.c.prints)
    ).all()
    counted: dict[str, int] = {row.receipt_id: row.prints for row in rows}
    if len(counted) < len(ids):
        raise Refused(Refusal.NOT_FOUND)
    body = ReceiptsPrinted(tuple(ReceiptPrint(receipt_id, str(counted[receipt_id] - 1)) for receipt_id in ids))
    owner = (call.signed.agency, call.signed.unit)
    position = log.append(call.connection, call.at, owner, RECEIPTS_PRINTED, ids[0], body, call.author(cmd_id))
    return call.answer(cmd_id, ids[0], PRINTED, position)


def demand_named(ids: Sequence[str], field: str) -> Sequence[str]:
    """Return the ids that a command names; refuse none, too many, and one named twice."""
    if not 0 < len(ids) <= RECEIPTS_PER_COMMAND_MAX or len(set(ids)) != len(ids):
        raise wrong(field)
    return ids
