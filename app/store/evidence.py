"""The exact bytes that people and the bank signed; once kept they are never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from app.domain.disbursement.batch import BatchStatus
from app.domain.values.errors import Tampered
from app.store.tables import batch as batch_table
from app.store.tables import signed as signed_table
from app.store.tables import signed_authorization

if TYPE_CHECKING:
    from app.store.handles import Reading, Writing


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """An edition of a batch as signed: each record's canonical bytes with its signature; ``receipt`` once it exists."""

    op_id: str
    rev: int
    payment: bytes
    payment_sig: str
    authorizations: tuple[tuple[bytes, str], ...]
    receipt: tuple[bytes, str] | None


def put_signed(
    tx: Writing,
    op_id: str,
    rev: int,
    payment: bytes,
    payment_sig: str,
    authorizations: list[tuple[bytes, str]],
    receipt: tuple[bytes, str] | None,
) -> None:
    """Keep what was signed for an edition, or add to it; authorizations are given all, in the order of signing.

    Raises `Tampered` ``evidence_changed`` when a payment or an authorization that is kept already has other bytes.
    A receipt may be followed by a later one, after a late return; None leaves the one that is there.
    """
    kept = signed(tx, op_id, rev)
    if kept is None:
        head = {"op_id": op_id, "rev": rev, "payment": payment, "payment_sig": payment_sig, "receipt_sig": ""}
        tx.connection.execute(insert(signed_table), head)
    elif (kept.payment, kept.payment_sig) != (payment, payment_sig):
        raise Tampered("evidence_changed", op_id=op_id)
    known = kept.authorizations if kept else ()
    if tuple(authorizations[: len(known)]) != known[: len(authorizations)]:
        raise Tampered("evidence_changed", op_id=op_id)
    for number, (record, signature) in enumerate(authorizations[len(known) :], len(known) + 1):
        row = {"op_id": op_id, "rev": rev, "number": number, "record": record, "signature": signature}
        tx.connection.execute(insert(signed_authorization), row)
    if receipt is not None:
        edition = (signed_table.c.op_id == op_id) & (signed_table.c.rev == rev)
        tx.connection.execute(update(signed_table).where(edition).values(receipt=receipt[0], receipt_sig=receipt[1]))
    tx.touched("signed")


def signed(rd: Reading, op_id: str, rev: int | None = None) -> SignedRecord | None:
    """Return what was signed for an edition, the newest for None."""
    query = select(signed_table).where(signed_table.c.op_id == op_id).order_by(signed_table.c.rev.desc()).limit(1)
    row = rd.connection.execute(query if rev is None else query.where(signed_table.c.rev == rev)).first()
    if row is None:
        return None
    edition = (signed_authorization.c.op_id == op_id) & (signed_authorization.c.rev == row.rev)
    columns = select(signed_authorization.c.record, signed_authorization.c.signature)
    decisions = rd.connection.execute(columns.where(edition).order_by(signed_authorization.c.number))
    return SignedRecord(
        op_id=op_id,
        rev=row.rev,
        payment=row.payment,
        payment_sig=row.payment_sig,
        authorizations=tuple((record, signature) for record, signature in decisions),
        receipt=None if row.receipt is None else (row.receipt, row.receipt_sig),
    )


def let_go(rd: Reading) -> frozenset[int]:
    """Return the row ids of approved batches whose newest edition somebody released for execution."""
    said = func.instr(signed_authorization.c.record, b'"decision":"release"') > 0
    query = (
        select(batch_table.c.id)
        .join(
            signed_authorization,
            (signed_authorization.c.op_id == batch_table.c.op_id) & (signed_authorization.c.rev == batch_table.c.rev),
        )
        .where(batch_table.c.status == BatchStatus.APPROVED.value, said)
    )
    return frozenset(rd.connection.execute(query).scalars())


def reported_in(rd: Reading, period: str, statuses: list[str]) -> list[str]:
    """Return the batches with one of these statuses whose value date begins with ``period`` (ISO), oldest first."""
    when = batch_table.c.value_date.startswith(period, autoescape=True)
    query = select(batch_table.c.op_id).where(when, batch_table.c.status.in_(statuses), batch_table.c.suspect == "")
    return list(rd.connection.execute(query.order_by(batch_table.c.value_date, batch_table.c.id)).scalars())
