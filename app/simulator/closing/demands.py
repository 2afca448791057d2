"""What a close must tell whether the unit likes it or not: found by the central system in its own tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.simulator.collections.payments import left_satang
from app.simulator.collections.tables import payments
from app.simulator.remittances.tables import parts, remittances
from app.simulator.tables import batches, lines
from app.wire.closing import Demanded, ExceptionKind
from app.wire.codes import BatchState, LineState
from app.wire.collections import CollectionState
from app.wire.remittances import RemittanceState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Row

_K = ExceptionKind
_AT_THE_BANK = (
    BatchState.APPROVED.value,
    BatchState.RELEASED.value,
    BatchState.SETTLED.value,
    BatchState.PARTLY_SETTLED.value,
)


@dataclass(frozen=True, slots=True)
class Found:
    """Something that does not fit as things are now, and the moment from which a close must tell it."""

    kind: ExceptionKind
    account: str
    about: str
    satang: int
    at: str

    @property
    def told(self) -> Demanded:
        """It, as the wire says it."""
        return Demanded(self.kind.value, self.account, self.about, str(self.satang))


def unsolved(connection: Connection, unit: str) -> list[Found]:
    """Return everything of a unit that does not fit now, the oldest first."""
    found = [*_remitted(connection, unit), *_queued(connection, unit), *_unanswered(connection, unit)]
    return sorted(found, key=lambda one: (one.at, one.kind, one.about))


def _remitted(connection: Connection, unit: str) -> Iterator[Found]:
    r = remittances.c
    sent = select(remittances).where(r.unit == unit, r.sent_at != "").order_by(r.sent_at, r.turn)
    rows = connection.execute(sent).all()
    again = _sent_again(connection, rows)
    for row in rows:
        if row.state == RemittanceState.SENT:
            yield Found(_K.ACKNOWLEDGEMENT_MISSING, row.account, row.req_id, row.satang, row.sent_at)
        if row.state == RemittanceState.REFUSED and row.req_id not in again:
            yield Found(_K.REMITTANCE_REFUSED, row.account, row.req_id, row.satang, row.sent_at)


def _sent_again(connection: Connection, sent: Sequence[Row[Any]]) -> set[str]:
    """Return which of the refused remittances had their money sent again; what became of that is its own matter."""
    refused = [row for row in sent if row.state == RemittanceState.REFUSED]
    by_parts = _parts_of(connection, [row.req_id for row in refused])
    again = {row.req_id for row in refused if row.req_id in by_parts and _went(connection, row, by_parts[row.req_id])}
    places: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in sent:
        places[row.account, row.doc_no].append(row)
    for rows in places.values():
        again |= _covered([row for row in rows if row in refused and row.req_id not in by_parts], rows)
    return again


def _parts_of(connection: Connection, req_ids: list[str]) -> dict[str, list[Row[Any]]]:
    """Return the parts of remittances that have some, each with how its payment stands."""
    p = payments.c
    joined = select(parts, p.remitted_at, p.receipt_id).join(payments, p.payment_id == parts.c.payment_id)
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(joined.where(parts.c.req_id.in_(req_ids))):
        found[row.req_id].append(row)
    return dict(found)


def _went(connection: Connection, refused: Row[Any], its_parts: list[Row[Any]]) -> bool:
    """Say whether every part was sent in a later remittance, or cannot be sent any more."""
    named = [part.payment_id for part in its_parts]
    later = (
        select(parts.c.payment_id, parts.c.revenue_type)
        .join(remittances, remittances.c.req_id == parts.c.req_id)
        .where(parts.c.payment_id.in_(named), remittances.c.sent_at > refused.sent_at)
    )
    went = {(row.payment_id, row.revenue_type) for row in connection.execute(later)}
    return all(
        part.remitted_at or not part.receipt_id or (part.payment_id, part.revenue_type) in went for part in its_parts
    )


def _covered(refused: Sequence[Row[Any]], sent: Sequence[Row[Any]]) -> set[str]:
    """Return the refused ones whose sum was sent later from the same account, or of the same draw.

    Each sum that was sent counts once: for one of the same amount, else for the first refused that is not covered.
    """
    left = {row.req_id: int(row.satang) for row in sent}
    open_satang = {row.req_id: int(row.satang) for row in refused}
    by_age = sorted(refused, key=lambda one: (one.answered_at, one.req_id))
    later = {row.req_id: [one.req_id for one in sent if _is_later(one, row)] for row in by_age}
    for req_id, candidates in later.items():
        same = next((one for one in candidates if left[one] == open_satang[req_id]), None)
        if same is not None:
            left[same] = open_satang[req_id] = 0
    for req_id, candidates in later.items():
        for one in candidates:
            taken = min(open_satang[req_id], left[one])
            left[one] -= taken
            open_satang[req_id] -= taken
    return {req_id for req_id, satang in open_satang.items() if satang == 0}


def _is_later(one: Row[Any], refused: Row[Any]) -> bool:
    """Say whether one was sent when the other had been refused; clocks may stand still in between."""
    answered_before = one.answered_at and one.answered_at <= refused.answered_at
    return bool(one.sent_at >= refused.answered_at and one.req_id != refused.req_id and not answered_before)


def _queued(connection: Connection, unit: str) -> Iterator[Found]:
    queued = select(payments).where(payments.c.unit == unit, payments.c.state == CollectionState.QUEUED.value)
    for row in connection.execute(queued):
        yield Found(_K.PAYMENT_QUEUED, row.account, row.payment_id, left_satang(row), row.arrived_at)


def _unanswered(connection: Connection, unit: str) -> Iterator[Found]:
    """Return batches that the bank had its time to pay, with lines that nothing is known of."""
    b, n = batches.c, lines.c
    waiting = (
        select(b.op_id, b.debit_acct, b.pay_at, func.sum(n.satang).label("satang"))
        .join(lines, (n.op_id == b.op_id) & (n.rev == b.rev))
        .where(b.unit == unit, b.pay_at != "", b.status.in_(_AT_THE_BANK), n.status == LineState.PENDING.value)
        .group_by(b.op_id, b.debit_acct, b.pay_at)
    )
    for row in connection.execute(waiting):
        yield Found(_K.RESULT_MISSING, row.debit_acct, row.op_id, int(row.satang), row.pay_at)
