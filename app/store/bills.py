"""Bills as the log told them last, and what became of e-mails about them and about receipts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select, update

from app.domain.collections.bill import (
    Bill,
    BillDraft,
    BillReference,
    BillStanding,
    BillState,
    LetterReport,
    LetterState,
)
from app.domain.search.kinds import Kind
from app.domain.values.dates import bangkok_day, instant, parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.store import search_index
from app.store.collection_tables import allocation as allocation_table
from app.store.collection_tables import bill as bill_table
from app.store.collection_tables import letter as letter_table
from app.store.receiving import drop_drafts
from app.store.records import among

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from app.domain.collections.news import BillsChanged, BillsIssued, IssuedBill
    from app.store.handles import Reading, Writing

NOT_FOLLOWING = "collection_news_wrong"
_B, _L = bill_table.c, letter_table.c


def put_issued(tx: Writing, told: BillsIssued, at: datetime, seq: int) -> None:
    """Keep bills that hold from here on, and forget their drafts.

    Raises `Tampered` for a bill or a reference that was told before.
    """
    names, references = (
        {one.draft.bill_id for one in told.bills},
        {(one.reference.ref1, one.reference.ref2) for one in told.bills},
    )
    seconds = [one.reference.ref2 for one in told.bills]
    before = _B.bill_id.in_(among(names)) | _B.ref2.in_(among(seconds))
    known = tx.connection.execute(select(_B.bill_id).where(before)).first()
    if known is not None or len(names) != len(told.bills) or len(references) != len(told.bills):
        raise Tampered(NOT_FOLLOWING, seq=seq)
    rows = [
        {
            "bill_id": one.draft.bill_id,
            "req_id": told.req_id,
            "ref1": one.reference.ref1,
            "ref2": one.reference.ref2,
            "biller_id": one.reference.biller_id,
            "company_code": one.reference.company_code,
            "product_code": one.reference.product_code,
            "payer_name": one.draft.payer_name,
            "payer_id": one.draft.payer_id,
            "payer_address": one.draft.payer_address,
            "payer_email": one.draft.payer_email,
            "payer_mobile": one.draft.payer_mobile,
            "revenue_type": one.draft.revenue_type,
            "item": one.draft.item,
            "satang": one.draft.amount.satang,
            "due_date": one.draft.due_date.isoformat(),
            "request_id": one.draft.request_id,
            "maker_uid": told.maker_uid,
            "issued_at": instant(at),
            "issued_on": bangkok_day(at).isoformat(),
            "version": 1,
            "state": BillState.ISSUED.value,
            "matched_satang": 0,
            "received_satang": 0,
            "reason": "",
            "changed_at": instant(at),
        }
        for one in told.bills
    ]
    tx.connection.execute(insert(bill_table), rows)
    search_index.put(tx, Kind.BILL, {one.draft.bill_id: _words(one) for one in told.bills})
    drop_drafts(tx, names)
    tx.touched("bill")


def _words(issued: IssuedBill) -> tuple[str | int, ...]:
    """Return what a bill is found by."""
    said, reference = issued.draft, issued.reference
    payer = (said.payer_name, said.payer_id, said.amount.satang, reference.ref1, reference.ref2)
    return (*payer, said.payer_email, said.payer_mobile, said.item, said.request_id)


def put_changed(tx: Writing, told: BillsChanged, seq: int) -> None:
    """Write how bills stand now; raise `Tampered` for one never issued or told twice at once, and for a step back."""
    wanted = _B.bill_id.in_(among(bill_id for bill_id, _ in told.standings))
    known = {row.bill_id: row for row in tx.connection.execute(select(_B.bill_id, _B.version, _B.satang).where(wanted))}
    rows = []
    for bill_id, standing in told.standings:
        before = known.pop(bill_id, None)
        if before is None or standing.version <= before.version or not _fits(standing, before.satang):
            raise Tampered(NOT_FOLLOWING, seq=seq)
        values = {
            "version": standing.version,
            "state": standing.state.value,
            "matched_satang": standing.matched.satang,
            "received_satang": standing.received.satang,
            "reason": standing.reason,
            "changed_at": instant(standing.at),
        }
        rows.append({"changed": bill_id, **values})
    if rows:
        tx.connection.execute(update(bill_table).where(_B.bill_id == bindparam("changed")), rows)
    tx.touched("bill")


def _fits(standing: BillStanding, asked: int) -> bool:
    matched = standing.matched.satang
    return matched <= asked and (matched == asked or standing.state is not BillState.PAID)


def put_letters(tx: Writing, reports: Sequence[LetterReport]) -> None:
    """Keep what became of e-mails."""
    rows = [
        {
            "about": one.about,
            "email": one.email,
            "file_sha256": one.file_sha256,
            "state": one.state.value,
            "problem": one.problem,
            "at": instant(one.at),
        }
        for one in reports
    ]
    tx.connection.execute(insert(letter_table), rows)
    search_index.put(tx, Kind.LETTER, {f"{one.about} {one.email}": (one.email,) for one in reports})
    tx.touched("letter")


def bill(rd: Reading, bill_id: str) -> Bill | None:
    """Return a bill, None where it was not heard of."""
    found = _bills(rd, _B.bill_id == bill_id)
    return found[0] if found else None


def named(rd: Reading, bill_ids: Iterable[str]) -> dict[str, Bill]:
    """Return those of these bills that are known, by their id."""
    return {one.bill_id: one for one in _bills(rd, _B.bill_id.in_(among(bill_ids)))}


def in_states(rd: Reading, states: Iterable[BillState]) -> list[Bill]:
    """Return the bills in these states, in the order in which they were issued."""
    return _bills(rd, _B.state.in_(sorted(state.value for state in states)))


def with_references(rd: Reading, ref1: str, ref2: str) -> Bill | None:
    """Return the bill that is paid under these references, or None."""
    found = _bills(rd, _B.ref1 == ref1, _B.ref2 == ref2)
    return found[0] if found else None


def of_order(rd: Reading, req_id: str) -> list[Bill]:
    """Return the bills of one order of bills, in its order."""
    return _bills(rd, _B.req_id == req_id)


def of_request(rd: Reading, request_id: str) -> list[Bill]:
    """Return the bills that answer a request of the Portal."""
    return _bills(rd, _B.request_id == request_id)


def with_ids(rd: Reading, ids: Iterable[int]) -> dict[int, Bill]:
    """Return the bills with these row ids."""
    query = select(bill_table).where(_B.id.in_(among(ids)))
    return {row.id: _bill(row) for row in rd.connection.execute(query)}


def row_id(rd: Reading, bill_id: str) -> int:
    """Return the list's id of a bill, -1 for none."""
    found = rd.connection.execute(select(_B.id).where(_B.bill_id == bill_id)).scalar()
    return -1 if found is None else int(found)


def revenue_types(rd: Reading) -> dict[str, str]:
    """Return the revenue type of every bill that something was matched to, by the bill's id."""
    matched = select(allocation_table.c.bill_id)
    query = select(_B.bill_id, _B.revenue_type).where(_B.bill_id.in_(matched))
    return {bill_id: kind for bill_id, kind in rd.connection.execute(query)}


def letters(rd: Reading, about: str) -> list[LetterReport]:
    """Return what became of e-mails about a bill or a receipt, the oldest first."""
    return _letters(rd, _L.about == about)


def last_letters(rd: Reading, about: Iterable[str]) -> dict[str, LetterReport]:
    """Return what became of the last e-mail about each of these bills and receipts; nothing for those without one."""
    newest = select(func.max(_L.id)).where(_L.about.in_(among(about))).group_by(_L.about)
    return {one.about: one for one in _letters(rd, _L.id.in_(newest))}


def failed_letters(rd: Reading) -> list[LetterReport]:
    """Return the e-mails that failed and were not sent since to anybody, the oldest first."""
    newest = select(func.max(_L.id)).group_by(_L.about)
    return _letters(rd, _L.id.in_(newest), _L.state == LetterState.FAILED.value)


def _letters(rd: Reading, *wanted: ColumnElement[bool]) -> list[LetterReport]:
    query = select(letter_table).where(*wanted).order_by(_L.id)
    return [
        LetterReport(row.about, row.email, row.file_sha256, LetterState(row.state), row.problem, parse_instant(row.at))
        for row in rd.connection.execute(query)
    ]


def _bills(rd: Reading, *wanted: ColumnElement[bool]) -> list[Bill]:
    query = select(bill_table).where(*wanted).order_by(_B.id)
    return [_bill(row) for row in rd.connection.execute(query)]


def _bill(row: Row[Any]) -> Bill:
    return Bill(
        draft=BillDraft(
            bill_id=row.bill_id,
            payer_name=row.payer_name,
            payer_id=row.payer_id,
            payer_address=row.payer_address,
            payer_email=row.payer_email,
            payer_mobile=row.payer_mobile,
            revenue_type=row.revenue_type,
            item=row.item,
            amount=Money(row.satang),
            due_date=date.fromisoformat(row.due_date),
            request_id=row.request_id,
        ),
        reference=BillReference(row.ref1, row.ref2, row.biller_id, row.company_code, row.product_code),
        standing=BillStanding(
            version=row.version,
            state=BillState(row.state),
            matched=Money(row.matched_satang),
            received=Money(row.received_satang),
            reason=row.reason,
            at=parse_instant(row.changed_at),
        ),
        req_id=row.req_id,
        maker_uid=row.maker_uid,
        issued_at=parse_instant(row.issued_at),
    )
