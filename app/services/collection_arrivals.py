"""Bills, payments, receipts and requests rebuilt from the log: each event becomes its effect, in its own commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central import bills as bill_orders
from app.central import collections as money_orders
from app.central import receipts as receipt_orders
from app.central.portal import view_of
from app.domain.collections import news
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Tampered
from app.store import bills, collection_orders, official_receipts, payments, portal_requests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.access.keys import PublicKey
    from app.domain.collections.news import CollectionNews
    from app.domain.disbursement.outcome import LogEvent
    from app.store.unit_of_work import Writing


def apply_collection_news(
    tx: Writing, told: CollectionNews, event: LogEvent, keys: Mapping[str, PublicKey], bank_key: str
) -> None:
    """Verify whatever was signed and write what the news says.

    Raises `Tampered`: ``collection_signature_wrong`` where a person's signature does not hold,
    ``official_receipt_wrong`` where the bank's does not, ``receipt_numbers_wrong`` for a gap or a double in the numbers
    of receipts or prints, ``collection_news_wrong`` for what does not follow from what was told before.
    """
    _demand_signed(told, event.seq, keys, bank_key)
    if isinstance(told, news.BillsIssued | news.BillsChanged | news.LettersReported):
        _of_bills(tx, told, event)
    elif isinstance(told, news.ReceiptsIssued | news.ReceiptsPrinted | news.ReceiptVoided):
        _of_receipts(tx, told, event)
    else:
        _of_money(tx, told, event)
    collection_orders.put_history(tx, news.subjects(told), event.seq, _what(told))


def _demand_signed(told: CollectionNews, seq: int, keys: Mapping[str, PublicKey], bank_key: str) -> None:
    match told:
        case news.BillsIssued():
            holds = bill_orders.holds(told, keys)
        case news.CollectionOrdered() | news.CollectionSettled():
            holds = money_orders.holds(told, keys)
        case news.ReceiptsIssued():
            if not receipt_orders.holds(told, bank_key):
                raise Tampered("official_receipt_wrong", seq=seq)
            return
        case _:
            return
    if not holds:
        raise Tampered("collection_signature_wrong", seq=seq)


def _of_bills(tx: Writing, told: news.BillsIssued | news.BillsChanged | news.LettersReported, event: LogEvent) -> None:
    match told:
        case news.BillsIssued():
            bills.put_issued(tx, told, parse_instant(event.at), event.seq)
        case news.BillsChanged():
            bills.put_changed(tx, told, event.seq)
        case news.LettersReported():
            bills.put_letters(tx, told.reports)


def _of_receipts(
    tx: Writing, told: news.ReceiptsIssued | news.ReceiptsPrinted | news.ReceiptVoided, event: LogEvent
) -> None:
    match told:
        case news.ReceiptsIssued():
            official_receipts.put_issued(tx, told, event)
        case news.ReceiptsPrinted():
            official_receipts.put_printed(tx, told, event)
        case news.ReceiptVoided():
            official_receipts.put_voided(tx, told, parse_instant(event.at), event.seq)


def _of_money(tx: Writing, told: CollectionNews, event: LogEvent) -> None:
    at = parse_instant(event.at)
    match told:
        case news.PaymentsChanged():
            payments.put_changed(tx, told, event.seq)
        case news.CollectionOrdered():
            collection_orders.put_ordered(tx, told, at, event.seq)
        case news.CollectionSettled():
            collection_orders.put_settled(tx, told, at, event.seq)
        case news.CollectionRecalled():
            collection_orders.put_recalled(tx, told, event.uid, at, event.seq)
        case news.RequestChanged():
            portal_requests.put_request(tx, told, view_of(event.body), event.seq)
        case news.TreasuryPosted():
            portal_requests.put_postings(tx, told, event.seq)


def _what(told: CollectionNews) -> str:
    """Return the word by which the log tells apart what one kind of event says."""
    if isinstance(told, news.BillsChanged | news.PaymentsChanged | news.RequestChanged):
        return told.what
    if isinstance(told, news.CollectionSettled):
        return money_orders.APPROVED if told.approved else money_orders.RETURNED
    return ""
