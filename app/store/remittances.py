"""Remittances as the log told them: what was signed, where each stands, whose money went; and the unit's terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from app.domain.remittances.kinds import RemittanceKind
from app.domain.remittances.remittance import (
    FOLLOWS,
    HOLDING,
    MOVED,
    BookedDocument,
    RemittanceState,
    TreasuryCode,
)
from app.domain.values.dates import bangkok_day, instant, parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.store import remittance_words
from app.store.records import among
from app.store.remittance_tables import remittance as remittance_table
from app.store.remittance_tables import remittance_document as document_table
from app.store.remittance_tables import remittance_item as item_table
from app.store.remittance_tables import remittance_part as part_table
from app.store.remittance_tables import remittance_terms as terms_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from app.domain.remittances.news import (
        RemittanceChanged,
        RemittanceOrdered,
        RemittanceRecalled,
        RemittanceSettled,
    )
    from app.domain.remittances.remittance import RemittanceItem, Standing
    from app.store.handles import Reading, Writing

NOT_FOLLOWING = "remittance_news_wrong"
_R, _P, _D = remittance_table.c, part_table.c, document_table.c


@dataclass(frozen=True, slots=True)
class StoredRemittance:
    """A remittance as it is kept: ``text``, ``decision`` and ``record`` are the exact bytes that were signed, or b''.

    ``id`` is the row's, for lists.
    """

    id: int
    req_id: str
    version: int
    state: RemittanceState
    kind: RemittanceKind
    account: str
    office: str
    total: Money
    maker_uid: str
    made_at: datetime
    decided_by: str
    decided_at: datetime | None
    answer: str
    due_at: datetime | None
    answered_at: datetime | None
    code: TreasuryCode | None
    recall_id: str
    documents: tuple[BookedDocument, ...]
    text: bytes = field(repr=False)
    sig: str = field(repr=False)
    decision: bytes = field(repr=False)
    decision_sig: str = field(repr=False)
    record: bytes = field(repr=False)
    record_sig: str = field(repr=False)


def put_terms(tx: Writing, body: bytes) -> None:
    """Replace what is known of how the unit remits."""
    tx.connection.execute(delete(terms_table))
    tx.connection.execute(insert(terms_table), {"one": 1, "body": body})
    tx.touched("remittance_terms")


def terms(rd: Reading) -> bytes | None:
    """Return the bytes that told how the unit remits, None before they ever came."""
    body = rd.connection.execute(select(terms_table.c.body)).scalar()
    return None if body is None else bytes(body)


# -- as it is told ----------------------------------------------------------------------------------------------------


def put_ordered(tx: Writing, told: RemittanceOrdered, at: datetime, seq: int) -> None:
    """Keep an order that waits; raise `Tampered` for one that was told before, and for a part that is taken."""
    order = told.order
    if one(tx, order.req_id) is not None:
        raise Tampered(NOT_FOLLOWING, seq=seq)
    _demand_free(tx, [(part.payment_id, part.revenue_type) for part in order.parts], seq)
    _insert(
        tx,
        {
            "req_id": order.req_id,
            "state": RemittanceState.PROPOSED.value,
            "kind": order.kind.value,
            "account": order.account,
            "office": order.office,
            "owner_unit": order.owner_unit,
            "doc_no": order.doc_no,
            "satang": order.total.satang,
            "memo": order.memo,
            "maker_uid": told.maker_uid,
            "made_at": instant(at),
            "made_on": bangkok_day(at).isoformat(),
            "text": told.text,
            "sig": told.sig,
        },
        order.items,
    )
    parts = [
        {
            "req_id": order.req_id,
            "payment_id": part.payment_id,
            "revenue_type": part.revenue_type,
            "receipt_id": part.receipt_id,
            "satang": part.amount.satang,
        }
        for part in order.parts
    ]
    if parts:
        tx.connection.execute(insert(part_table), parts)
    remittance_words.index_remittance(tx, order.req_id)


def put_settled(tx: Writing, told: RemittanceSettled, at: datetime, seq: int) -> None:
    """Keep a decision; raise `Tampered` unless it is about exactly an order that waits."""
    known = one(tx, told.order.req_id)
    waits = known is not None and known.state is RemittanceState.PROPOSED
    if known is None or not waits or (known.text, known.sig) != (told.text, told.sig):
        raise Tampered(NOT_FOLLOWING, seq=seq)
    state = RemittanceState.APPROVED if told.approved else RemittanceState.SENT_BACK
    values = {
        "state": state.value,
        "decided_by": told.decided_by,
        "decided_at": instant(at),
        "answer": told.reason,
        "decision": told.decision,
        "decision_sig": told.decision_sig,
    }
    _update(tx, known.req_id, values)


def put_recalled(tx: Writing, told: RemittanceRecalled, uid: str, at: datetime, seq: int) -> None:
    """Write that an order was taken back; raise `Tampered` unless it waits and this is its maker."""
    known = one(tx, told.req_id)
    if known is None or known.state is not RemittanceState.PROPOSED or known.maker_uid != uid:
        raise Tampered(NOT_FOLLOWING, seq=seq)
    values = {"state": RemittanceState.RECALLED.value, "decided_at": instant(at), "answer": told.reason}
    _update(tx, told.req_id, values)


def put_changed(tx: Writing, told: RemittanceChanged, seq: int) -> None:
    """Write how a remittance stands from here on.

    Raises `Tampered` for one that was never signed, a step back, another one's facts, and a state without its proof.
    """
    now = told.standing
    known = one(tx, now.req_id)
    if not _is_whole(now) or not (_begins(now) if known is None else _follows(known, now)):
        raise Tampered(NOT_FOLLOWING, seq=seq)
    record = now.record
    values = {
        "version": now.version,
        "state": now.state.value,
        "due_at": instant(now.due_at) if now.due_at else "",
        "moved_at": instant(record.told.moved_at) if record else "",
        "moved_on": bangkok_day(record.told.moved_at).isoformat() if record else "",
        "bank_ref": record.told.bank_ref if record else "",
        "answered_at": instant(now.answered_at) if now.answered_at else "",
        "code": now.code.value if now.code else "",
        "record": record.text if record else b"",
        "record_sig": record.sig if record else "",
    }
    if known is None and record is not None:
        _insert_recalls(tx, now, record.told.items)
    _update(tx, now.req_id, values)
    tx.connection.execute(delete(document_table).where(_D.req_id == now.req_id))
    rows = [
        {"req_id": now.req_id, "place": place, "item": each.item, "kind": each.kind, "number": each.number}
        for place, each in enumerate(now.documents, 1)
    ]
    if rows:
        tx.connection.execute(insert(document_table), rows)
    remittance_words.index_remittance(tx, now.req_id)


def _is_whole(now: Standing) -> bool:
    """Say whether a state has what belongs to it, and nothing that does not."""
    return (
        (now.record is not None) == (now.state in MOVED)
        and bool(now.documents) == (now.state is RemittanceState.ACKNOWLEDGED)
        and (now.code is not None) == (now.state is RemittanceState.REFUSED)
        and bool(now.recall_id) == (now.kind is RemittanceKind.RECALL_RETURN)
    )


def _begins(now: Standing) -> bool:
    """Say whether a remittance may be told of that nobody signed as one: only wrongly paid money that went back."""
    return bool(now.recall_id) and now.state in MOVED


def _follows(known: StoredRemittance, now: Standing) -> bool:
    """Say whether a remittance may stand as it is told after it stood as it is known."""
    facts = ("kind", "account", "office", "total", "maker_uid", "recall_id")
    same = all(getattr(known, name) == getattr(now, name) for name in facts)
    later = now.version > known.version
    record = now.record.text if now.record else b""
    return (
        same
        and later
        and (now.state is known.state or now.state in FOLLOWS[known.state])
        and (not known.record or known.record == record)
    )


def _demand_free(tx: Writing, parts: Iterable[tuple[str, str]], seq: int) -> None:
    """Refuse a part that a remittance has which may still go, or went."""
    wanted = set(parts)
    under_way, gone = taken(tx)
    if not wanted.isdisjoint(under_way | gone):
        raise Tampered(NOT_FOLLOWING, seq=seq)


def _insert(tx: Writing, values: dict[str, object], items: Iterable[RemittanceItem]) -> None:
    empty: dict[str, object] = {
        column.name: b"" if column.name in ("text", "decision", "record") else ""
        for column in remittance_table.columns
        if column.name not in ("id", "version", "satang")
    }
    tx.connection.execute(insert(remittance_table), {**empty, "version": 0, **values})
    rows = [
        {
            "req_id": values["req_id"],
            "item": number,
            "code": item.code,
            "revenue_code": item.revenue_code,
            "gl_account": item.gl_account,
            "fund": item.fund,
            "satang": item.amount.satang,
            "basis": item.basis,
        }
        for number, item in enumerate(items, 1)
    ]
    if rows:
        tx.connection.execute(insert(item_table), rows)
    tx.touched("remittance")


def _insert_recalls(tx: Writing, now: Standing, items: Iterable[RemittanceItem]) -> None:
    """Begin the row of wrongly paid money that went back: what two persons signed about it is the recall's."""
    values: dict[str, object] = {
        "req_id": now.req_id,
        "kind": now.kind.value,
        "account": now.account,
        "office": now.office,
        "satang": now.total.satang,
        "maker_uid": now.maker_uid,
        "made_at": instant(now.made_at),
        "made_on": bangkok_day(now.made_at).isoformat(),
        "recall_id": now.recall_id,
    }
    _insert(tx, values, items)


def _update(tx: Writing, req_id: str, values: dict[str, Any]) -> None:
    tx.connection.execute(update(remittance_table).where(_R.req_id == req_id).values(values))
    tx.touched("remittance")


# -- as it is asked for -----------------------------------------------------------------------------------------------


def one(rd: Reading, req_id: str) -> StoredRemittance | None:
    """Return a remittance, None where it was not heard of."""
    found = _read(rd, _R.req_id == req_id) if req_id else []
    return found[0] if found else None


def in_states(rd: Reading, states: Iterable[RemittanceState]) -> list[StoredRemittance]:
    """Return the remittances in one of these states, the oldest first."""
    return _read(rd, _R.state.in_([state.value for state in states]))


def moved_in(rd: Reading, period: str) -> list[StoredRemittance]:
    """Return the remittances whose money moved on a day or in a month (ISO), the oldest first."""
    return _read(rd, _R.moved_on.startswith(period, autoescape=True))


def of_payment(rd: Reading, payment_id: str) -> list[StoredRemittance]:
    """Return the remittances that a payment was or is in, the oldest first."""
    return _read(rd, _R.req_id.in_(select(_P.req_id).where(_P.payment_id == payment_id)))


def of_recall(rd: Reading, recall_id: str) -> StoredRemittance | None:
    """Return the remittance by which wrongly paid money went back, None before it did."""
    found = _read(rd, _R.recall_id == recall_id) if recall_id else []
    return found[0] if found else None


def of_draw(rd: Reading, doc_no: str) -> list[StoredRemittance]:
    """Return the remittances by which what was left of a draw went back, the oldest first."""
    return _read(rd, _R.doc_no == doc_no) if doc_no else []


def with_ids(rd: Reading, ids: Iterable[int]) -> dict[int, StoredRemittance]:
    """Return the remittances with these row ids."""
    return {each.id: each for each in _read(rd, _R.id.in_(among(ids)))}


def row_id(rd: Reading, req_id: str) -> int:
    """Return the row id of a remittance, -1 where it was not heard of."""
    return rd.connection.execute(select(_R.id).where(_R.req_id == req_id)).scalar() or -1


def taken(rd: Reading) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """Return payments and revenue types whose money waits with a remittance, and those whose money has left."""
    query = select(_P.payment_id, _P.revenue_type, _R.state).join(remittance_table, _R.req_id == _P.req_id)
    holding = [state.value for state in HOLDING]
    rows = rd.connection.execute(query.where(_R.state.in_(holding))).all()
    left = {state.value for state in MOVED}
    gone = frozenset((row.payment_id, row.revenue_type) for row in rows if row.state in left)
    return frozenset((row.payment_id, row.revenue_type) for row in rows) - gone, gone


def _read(rd: Reading, *wanted: ColumnElement[bool]) -> list[StoredRemittance]:
    rows = rd.connection.execute(select(remittance_table).where(*wanted).order_by(_R.id)).all()
    names = among(row.req_id for row in rows)
    booked: dict[str, list[BookedDocument]] = {}
    query = select(document_table).where(_D.req_id.in_(names)).order_by(_D.req_id, _D.place)
    for row in rd.connection.execute(query):
        booked.setdefault(row.req_id, []).append(BookedDocument(row.item, row.kind, row.number))
    return [_stored(row, tuple(booked.get(row.req_id, ()))) for row in rows]


def _stored(row: Row[Any], documents: tuple[BookedDocument, ...]) -> StoredRemittance:
    return StoredRemittance(
        id=row.id,
        req_id=row.req_id,
        version=row.version,
        state=RemittanceState(row.state),
        kind=RemittanceKind(row.kind),
        account=row.account,
        office=row.office,
        total=Money(row.satang),
        maker_uid=row.maker_uid,
        made_at=parse_instant(row.made_at),
        decided_by=row.decided_by,
        decided_at=_moment(row.decided_at),
        answer=row.answer,
        due_at=_moment(row.due_at),
        answered_at=_moment(row.answered_at),
        code=TreasuryCode(row.code) if row.code else None,
        recall_id=row.recall_id,
        documents=documents,
        text=row.text,
        sig=row.sig,
        decision=row.decision,
        decision_sig=row.decision_sig,
        record=row.record,
        record_sig=row.record_sig,
    )


def _moment(text: str) -> datetime | None:
    return parse_instant(text) if text else None
