"""What must be told in a close whether anybody likes it or not, as our own log has it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, select

from app.domain.closing.exceptions import ExceptionKind
from app.domain.collections.payment import PaymentState
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from app.domain.remittances.remittance import MOVED, RemittanceState
from app.domain.values.dates import instant
from app.domain.values.money import Money
from app.store.collection_tables import collection_history as history_table
from app.store.collection_tables import payment as payment_table
from app.store.records import NUMBER_BITS, NUMBER_MASK, among
from app.store.remittance_tables import remittance as remittance_table
from app.store.remittance_tables import remittance_part as part_table
from app.store.tables import batch as batch_table
from app.store.tables import event as event_table
from app.store.tables import line as line_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from app.store.handles import Reading

_RELEASED = "batch.released"


class Unsolved(NamedTuple):
    """Something that does not fit as things are now."""

    kind: ExceptionKind
    account: str
    about: str
    amount: Money


class _Sent(NamedTuple):
    """A remittance whose money the bank moved."""

    req_id: str
    account: str
    doc_no: str
    satang: int
    state: str
    moved_at: str
    answered_at: str


def unsolved(rd: Reading, until: datetime, receiving: str) -> list[Unsolved]:
    """Return what began up to a moment and does not fit now, by kind and what it is about.

    ``receiving`` is the account that collects. Of batches only those are told whose lines are here; the amount of a
    payment is what of it waits.
    """
    found = [*_remitted(rd, instant(until)), *_queued(rd, instant(until), receiving), *_unanswered(rd, instant(until))]
    return sorted(found, key=lambda one: (one.kind.value, one.about))


def _remitted(rd: Reading, until: str) -> Iterator[Unsolved]:
    r = remittance_table.c
    columns = (r.req_id, r.account, r.doc_no, r.satang, r.state, r.moved_at, r.answered_at)
    moved = select(*columns).where(r.state.in_(sorted(state.value for state in MOVED))).order_by(r.moved_at, r.req_id)
    sent = [_Sent(*row) for row in rd.connection.execute(moved)]
    again = _sent_again(rd, sent)
    for one in sent:
        if one.moved_at > until:
            continue
        if one.state == RemittanceState.SENT:
            kind = ExceptionKind.ACKNOWLEDGEMENT_MISSING
            yield Unsolved(kind, one.account, one.req_id, Money(one.satang))
        elif one.state == RemittanceState.REFUSED and one.req_id not in again:
            yield Unsolved(ExceptionKind.REMITTANCE_REFUSED, one.account, one.req_id, Money(one.satang))


def _sent_again(rd: Reading, sent: Sequence[_Sent]) -> set[str]:
    """Return the refused remittances whose money was sent again later: part by part, or as a sum without parts."""
    refused = [one for one in sent if one.state == RemittanceState.REFUSED]
    stuck, with_parts = _parts_that_wait(rd, [one.req_id for one in refused])
    again = with_parts - stuck
    pools: dict[tuple[str, str], list[_Sent]] = defaultdict(list)
    for one in sent:
        if one.req_id not in with_parts:
            pools[one.account, one.doc_no].append(one)
    for pool in pools.values():
        again |= _covered(pool)
    return again


def _parts_that_wait(rd: Reading, req_ids: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return which of these still have a part that can be sent and was not sent later; and which have parts at all."""
    p, r, pay = part_table.c, remittance_table.c, payment_table.c
    later, after = part_table.alias(), remittance_table.alias()
    went = (
        select(later.c.payment_id)
        .join(after, after.c.req_id == later.c.req_id)
        .where(
            later.c.payment_id == p.payment_id,
            later.c.revenue_type == p.revenue_type,
            after.c.moved_at > r.moved_at,
        )
        .exists()
    )
    query = (
        select(p.req_id, and_(pay.remitted_at == "", pay.receipt_id != "", ~went).label("waits"))
        .join_from(part_table, remittance_table, r.req_id == p.req_id)
        .join(payment_table, pay.payment_id == p.payment_id)
        .where(p.req_id.in_(among(req_ids)))
    )
    rows = rd.connection.execute(query).all()
    return {row.req_id for row in rows if row.waits}, {row.req_id for row in rows}


def _covered(pool: Sequence[_Sent]) -> set[str]:
    """Return the refused ones of an account, or of a draw, whose sum was sent later.

    Each sum that was sent counts once: for one of the same amount, else for the first refused that is not covered.
    """
    left = {one.req_id: one.satang for one in pool}
    refused = sorted((one for one in pool if one.state == RemittanceState.REFUSED), key=_by_answer)
    wanting = {one.req_id: one.satang for one in refused}
    later = {one.req_id: [each.req_id for each in pool if _is_later(each, one)] for one in refused}
    for req_id, candidates in later.items():
        for each in candidates:
            if left[each] == wanting[req_id]:
                left[each] = wanting[req_id] = 0
                break
    for req_id, candidates in later.items():
        for each in candidates:
            taken = min(wanting[req_id], left[each])
            left[each] -= taken
            wanting[req_id] -= taken
    return {req_id for req_id, satang in wanting.items() if not satang}


def _by_answer(one: _Sent) -> tuple[str, str]:
    return one.answered_at, one.req_id


def _is_later(one: _Sent, refused: _Sent) -> bool:
    """Say whether one was sent when the other had been refused; in one moment, the one that was answered later."""
    answered_before = one.answered_at != "" and one.answered_at <= refused.answered_at
    return one.moved_at >= refused.answered_at and one.req_id != refused.req_id and not answered_before


def _queued(rd: Reading, until: str, receiving: str) -> Iterator[Unsolved]:
    p, h, e = payment_table.c, history_table.c, event_table.c
    waiting = (p.satang - p.matched_satang - p.refunded_satang).label("waiting")
    arrived = (
        select(func.min(e.at))
        .join_from(history_table, event_table, h.seq == e.seq)
        .where(h.about == p.payment_id)
        .scalar_subquery()
    )
    query = select(p.payment_id, waiting).where(p.state == PaymentState.QUEUED.value, arrived <= until)
    for payment_id, satang in rd.connection.execute(query):
        yield Unsolved(ExceptionKind.PAYMENT_QUEUED, receiving, payment_id, Money(satang))


def _unanswered(rd: Reading, until: str) -> Iterator[Unsolved]:
    b, n, e = batch_table.c, line_table.c, event_table.c
    first = b.id.op("<<")(NUMBER_BITS)
    released = select(e.seq).where(e.op_id == b.op_id, e.kind == _RELEASED, e.at <= until).exists()
    query = (
        select(b.op_id, b.debit_account, func.sum(n.satang).label("satang"))
        .join(line_table, n.id.between(first, first + NUMBER_MASK))
        .where(b.status == BatchStatus.RELEASED.value, released, n.status == LineStatus.PENDING.value)
        .group_by(b.op_id, b.debit_account)
    )
    for op_id, account, satang in rd.connection.execute(query):
        yield Unsolved(ExceptionKind.RESULT_MISSING, account, op_id, Money(satang))
