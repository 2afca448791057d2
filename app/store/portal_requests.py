"""Requests of the Portal as the log told them last, and what the Portal sent to the treasury by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from app.domain.search.kinds import Kind
from app.domain.values.dates import instant
from app.domain.values.errors import Tampered
from app.store import payments, search_index
from app.store.bills import NOT_FOLLOWING
from app.store.collection_tables import portal_request as request_table
from app.store.collection_tables import posting as posting_table
from app.store.records import among
from app.store.tables import event as event_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.collections.news import RequestChanged, TreasuryPosted
    from app.domain.collections.request import PortalRequest, RequestState
    from app.store.handles import Reading, Writing

_R = request_table.c


def put_request(tx: Writing, told: RequestChanged, view: bytes, seq: int) -> None:
    """Keep a request as it is from here on; raise `Tampered` for a step back."""
    request = told.request
    known = tx.connection.execute(select(_R.version).where(_R.request_id == request.request_id)).scalar()
    if known is not None and request.version <= known:
        raise Tampered(NOT_FOLLOWING, seq=seq)
    tx.connection.execute(delete(request_table).where(_R.request_id == request.request_id))
    row = {
        "request_id": request.request_id,
        "version": request.version,
        "state": request.state.value,
        "filed_at": instant(request.filed_at),
        "view": view,
    }
    tx.connection.execute(insert(request_table), row)
    search_index.put(tx, Kind.REQUEST, {request.request_id: _words(request)})
    tx.touched("request")


def _words(request: PortalRequest) -> tuple[str | int | None, ...]:
    """Return what a request is found by."""
    fee = request.fee.satang if request.fee else None
    applicant = (request.applicant_name, request.applicant_id, fee, request.request_id)
    reached = (request.applicant_email, request.applicant_mobile)
    issued = request.issued.number if request.issued else ""
    return (*applicant, *reached, f"{request.service_name_th} {request.service_name_en}", issued)


def put_postings(tx: Writing, told: TreasuryPosted, seq: int) -> None:
    """Keep what went to the treasury; raise `Tampered` for an unknown payment, and for more than was paid."""
    known = payments.named(tx, [one.payment_id for one in told.postings])
    p = posting_table.c
    query = select(p.payment_id, func.sum(p.satang)).where(p.payment_id.in_(among(known))).group_by(p.payment_id)
    sent: dict[str, int] = {payment_id: satang for payment_id, satang in tx.connection.execute(query)}
    for one in told.postings:
        sent[one.payment_id] = sent.get(one.payment_id, 0) + one.amount.satang
        paid = known.get(one.payment_id)
        if paid is None or sent[one.payment_id] > paid.matched.satang:
            raise Tampered(NOT_FOLLOWING, seq=seq)
    rows = [
        {"posting_id": one.posting_id, "payment_id": one.payment_id, "satang": one.amount.satang, "seq": seq}
        for one in told.postings
    ]
    tx.connection.execute(insert(posting_table), rows)
    tx.touched("request")


def request(rd: Reading, request_id: str) -> bytes | None:
    """Return the bytes of a request, None where it was not heard of."""
    view = rd.connection.execute(select(_R.view).where(_R.request_id == request_id)).scalar()
    return None if view is None else bytes(view)


def every(rd: Reading, states: Iterable[RequestState] | None = None) -> list[bytes]:
    """Return the bytes of requests, the oldest first; ``states`` None means any."""
    query = select(_R.view).order_by(_R.filed_at, _R.request_id)
    if states is not None:
        query = query.where(_R.state.in_(sorted(state.value for state in states)))
    return [bytes(view) for view in rd.connection.execute(query).scalars()]


def count(rd: Reading, state: RequestState) -> int:
    """Return how many requests are in a state."""
    return rd.connection.execute(select(func.count()).where(_R.state == state.value)).scalar() or 0


def postings_told(rd: Reading, payment_id: str | None = None) -> list[bytes]:
    """Return the bodies of the events that tell postings, of one payment or all, in the log's order."""
    seqs = select(posting_table.c.seq)
    if payment_id is not None:
        seqs = seqs.where(posting_table.c.payment_id == payment_id)
    query = select(event_table.c.body).where(event_table.c.seq.in_(seqs)).order_by(event_table.c.seq)
    return [bytes(body) for body in rd.connection.execute(query).scalars()]
