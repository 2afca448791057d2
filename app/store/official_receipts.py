"""The register of receipts, rebuilt from the log: each by its number, whether it holds, and who printed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, update

from app.domain.collections.orders import CollectionAct, OrderState
from app.domain.collections.receipt import ReceiptPrint, VoidMark, shown_number
from app.domain.search.kinds import Kind
from app.domain.values.dates import bangkok_day, instant, parse_instant
from app.domain.values.errors import Tampered
from app.store import collection_orders, payments, search_index
from app.store.bills import NOT_FOLLOWING
from app.store.collection_tables import bill as bill_table
from app.store.collection_tables import official_receipt as receipt_table
from app.store.collection_tables import receipt_print as print_table
from app.store.records import among

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from app.domain.collections.news import ReceiptsIssued, ReceiptsPrinted, ReceiptVoided
    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import OfficialReceipt
    from app.domain.disbursement.outcome import LogEvent
    from app.store.handles import Reading, Writing

NUMBERS_WRONG = "receipt_numbers_wrong"
_R, _P = receipt_table.c, print_table.c


class StoredReceipt:
    """A receipt as kept: the exact bytes that the bank signed, with what happened to it since."""

    __slots__ = ("id", "prints", "sig", "text", "void")

    def __init__(self, row_id: int, text: bytes, sig: str, void: VoidMark | None, prints: tuple[ReceiptPrint, ...]):
        self.id, self.text, self.sig, self.void, self.prints = row_id, text, sig, void, prints


def put_issued(tx: Writing, told: ReceiptsIssued, event: LogEvent) -> None:
    """Keep receipts that hold from here on.

    Raises `Tampered` ``receipt_numbers_wrong`` for a gap or a double in a year's numbers, and ``collection_news_wrong``
    for a receipt of a payment that is unknown, of which something waits, or that has one already, and for one that
    does not say of which bills and revenue types the payment is.
    """
    known = payments.named(tx, [one.told.payment_id for one in told.receipts])
    types = _revenue_types(tx, known.values())
    following: dict[int, int] = {}
    rows = []
    for one in told.receipts:
        said = one.told
        last = following[said.fy] if said.fy in following else last_number(tx, said.fy)
        if said.number != last + 1:
            raise Tampered(NUMBERS_WRONG, seq=event.seq, fy=said.fy, number=said.number)
        following[said.fy] = said.number
        paid = known.pop(said.payment_id, None)
        if paid is None or not paid.is_settled or paid.receipt_id or _lines(said) != _belonging(paid, types):
            raise Tampered(NOT_FOLLOWING, seq=event.seq)
        rows.append(
            {
                "receipt_id": said.receipt_id,
                "fy": said.fy,
                "number": said.number,
                "payment_id": said.payment_id,
                "payer_name": said.payer_name,
                "satang": said.total.satang,
                "issued_at": instant(said.issued_at),
                "issued_on": bangkok_day(said.issued_at).isoformat(),
                "cmd_id": event.cmd_id,
                "text": one.text,
                "sig": one.sig,
                "void_req_id": "",
                "void_reason": "",
                "voided_at": "",
            }
        )
    tx.connection.execute(insert(receipt_table), rows)
    search_index.put(tx, Kind.RECEIPT, {one.told.receipt_id: _words(one.told) for one in told.receipts})
    tx.touched("receipt")


def _revenue_types(tx: Writing, paid: Iterable[Payment]) -> dict[str, str]:
    """Return the revenue types of the bills to which payments belong, by bill."""
    ids = {each.bill_id for one in paid for each in one.allocations}
    bills = select(bill_table.c.bill_id, bill_table.c.revenue_type).where(bill_table.c.bill_id.in_(among(ids)))
    return {row.bill_id: row.revenue_type for row in tx.connection.execute(bills)}


def _lines(said: OfficialReceipt) -> list[tuple[str, str, int]]:
    return sorted((item.bill_id, item.revenue_type, item.amount.satang) for item in said.items)


def _belonging(paid: Payment, types: Mapping[str, str]) -> list[tuple[str, str, int]]:
    return sorted((each.bill_id, types.get(each.bill_id, ""), each.amount.satang) for each in paid.allocations)


def _words(said: OfficialReceipt) -> tuple[str | int, ...]:
    """Return what a receipt is found by."""
    number = f"{shown_number(said.fy, said.number)} {said.receipt_id}"
    payer = (said.payer_name, said.payer_id, said.total.satang, number)
    return (*payer, said.ref1, said.ref2, said.payment_id)


def put_printed(tx: Writing, told: ReceiptsPrinted, event: LogEvent) -> None:
    """Keep prints; raise `Tampered` ``receipt_numbers_wrong`` for one out of count."""
    names = [receipt_id for receipt_id, _ in told.prints]
    taken = _prints(tx, names)
    known = set(tx.connection.execute(select(_R.receipt_id).where(_R.receipt_id.in_(among(names)))).scalars())
    rows = []
    for receipt_id, copy in told.prints:
        if receipt_id not in known or copy != len(taken.get(receipt_id, ())):
            raise Tampered(NUMBERS_WRONG, seq=event.seq, receipt_id=receipt_id, copy=copy)
        rows.append({"receipt_id": receipt_id, "copy": copy, "uid": event.uid, "at": event.at, "cmd_id": event.cmd_id})
    if len(set(names)) != len(names):
        raise Tampered(NUMBERS_WRONG, seq=event.seq)
    tx.connection.execute(insert(print_table), rows)
    tx.touched("receipt")


def put_voided(tx: Writing, told: ReceiptVoided, at: datetime, seq: int) -> None:
    """Write that a receipt does not hold any more; raise `Tampered` unless two persons decided just that."""
    order = collection_orders.order(tx, told.req_id)
    decided = (
        order is not None
        and order.state is OrderState.APPROVED
        and (order.order.act, order.order.receipt_id) == (CollectionAct.VOID_RECEIPT, told.receipt_id)
    )
    values = {"void_req_id": told.req_id, "void_reason": told.reason, "voided_at": instant(at)}
    standing = (_R.receipt_id == told.receipt_id, _R.voided_at == "")
    if not decided or tx.connection.execute(update(receipt_table).where(*standing).values(values)).rowcount != 1:
        raise Tampered(NOT_FOLLOWING, seq=seq)
    tx.touched("receipt")


def last_number(rd: Reading, fy: int) -> int:
    """Return the last number of a Buddhist fiscal year, 0 before its first receipt."""
    return rd.connection.execute(select(func.max(_R.number)).where(_R.fy == fy)).scalar() or 0


def years(rd: Reading) -> list[int]:
    """Return the fiscal years in which receipts were issued, the newest first."""
    return list(rd.connection.execute(select(_R.fy).distinct().order_by(_R.fy.desc())).scalars())


def named(rd: Reading, receipt_ids: Iterable[str]) -> list[StoredReceipt]:
    """Return those of these receipts that are known, in the order of their numbers."""
    return _receipts(rd, _R.receipt_id.in_(among(receipt_ids)))


def of_command(rd: Reading, cmd_id: str) -> list[StoredReceipt]:
    """Return the receipts that a command issued, in the order of their numbers."""
    return _receipts(rd, _R.cmd_id == cmd_id) if cmd_id else []


def of_payment(rd: Reading, payment_id: str) -> list[StoredReceipt]:
    """Return the receipts that a payment had, voided ones too, in the order of their numbers."""
    return _receipts(rd, _R.payment_id == payment_id)


def of_year(rd: Reading, fy: int, first: int = 1, last: int | None = None) -> list[StoredReceipt]:
    """Return the receipts of a year by their number, from one to another."""
    wanted = [_R.fy == fy, _R.number >= first] + ([_R.number <= last] if last is not None else [])
    return _receipts(rd, *wanted)


def with_ids(rd: Reading, ids: Iterable[int]) -> dict[int, StoredReceipt]:
    """Return the receipts with these row ids."""
    return {one.id: one for one in _receipts(rd, _R.id.in_(among(ids)))}


def counted(rd: Reading, cmd_id: str) -> dict[str, int]:
    """Return which print of each receipt a command counted: 0 is the original."""
    query = select(_P.receipt_id, _P.copy).where(_P.cmd_id == cmd_id)
    return {row.receipt_id: row.copy for row in rd.connection.execute(query)} if cmd_id else {}


def _prints(rd: Reading, receipt_ids: Iterable[str]) -> dict[str, list[ReceiptPrint]]:
    query = select(print_table).where(_P.receipt_id.in_(among(receipt_ids))).order_by(_P.receipt_id, _P.copy)
    found: dict[str, list[ReceiptPrint]] = {}
    for row in rd.connection.execute(query):
        found.setdefault(row.receipt_id, []).append(ReceiptPrint(row.copy, row.uid, parse_instant(row.at)))
    return found


def _receipts(rd: Reading, *wanted: ColumnElement[bool]) -> list[StoredReceipt]:
    rows = rd.connection.execute(select(receipt_table).where(*wanted).order_by(_R.fy, _R.number)).all()
    prints = _prints(rd, [row.receipt_id for row in rows])
    return [
        StoredReceipt(
            row.id,
            row.text,
            row.sig,
            VoidMark(row.void_req_id, row.void_reason, parse_instant(row.voided_at)) if row.voided_at else None,
            tuple(prints.get(row.receipt_id, ())),
        )
        for row in rows
    ]
