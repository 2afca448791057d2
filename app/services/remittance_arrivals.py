"""Remittances and the treasury's books rebuilt from the log: each event becomes its effect, in its own commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central import recalls as recall_orders
from app.central import remittances as orders
from app.central import success_records
from app.domain.remittances import news
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Tampered
from app.store import recalls, remittances, treasury_books

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.access.keys import PublicKey
    from app.domain.disbursement.outcome import LogEvent
    from app.domain.remittances.news import RemittanceNews
    from app.domain.remittances.remittance import SignedRecord, Standing
    from app.store.handles import Reading
    from app.store.unit_of_work import Writing

SIGNATURE_WRONG, RECORD_WRONG = "remittance_signature_wrong", "success_record_wrong"


def apply_remittance_news(
    tx: Writing, told: RemittanceNews, event: LogEvent, keys: Mapping[str, PublicKey], bank_key: str
) -> None:
    """Verify whatever was signed and write what the news says.

    Raises `Tampered`: ``remittance_signature_wrong`` where a person's signature does not hold,
    ``success_record_wrong`` where the bank's does not or its record is about something else,
    ``remittance_news_wrong`` and ``books_news_wrong`` for what does not follow from what was told before.
    """
    at = parse_instant(event.at)
    match told:
        case news.RemittanceOrdered():
            _demand_signed(told, keys, event.seq)
            remittances.put_ordered(tx, told, at, event.seq)
        case news.RemittanceSettled():
            _demand_signed(told, keys, event.seq)
            remittances.put_settled(tx, told, at, event.seq)
        case news.RemittanceRecalled():
            remittances.put_recalled(tx, told, event.uid, at, event.seq)
        case news.RemittanceChanged(standing=standing):
            if standing.record is not None:
                _demand_record(tx, standing, standing.record, bank_key, event.seq)
            remittances.put_changed(tx, told, event.seq)
        case news.DocumentsBooked():
            treasury_books.put_booked(tx, told, event.seq)


def _demand_signed(
    told: news.RemittanceOrdered | news.RemittanceSettled, keys: Mapping[str, PublicKey], seq: int
) -> None:
    if not orders.holds(told, keys):
        raise Tampered(SIGNATURE_WRONG, seq=seq)


def _demand_record(tx: Reading, standing: Standing, record: SignedRecord, bank_key: str, seq: int) -> None:
    """Demand the bank's signature, over a record of exactly what two persons signed."""
    signed = success_records.is_signed(record, bank_key) and success_records.is_of_standing(standing)
    if not signed or not _is_of_order(tx, standing, record):
        raise Tampered(RECORD_WRONG, seq=seq)


def _is_of_order(rd: Reading, standing: Standing, record: SignedRecord) -> bool:
    if standing.recall_id:
        return _is_of_recall(rd, standing, record)
    known = remittances.one(rd, standing.req_id)
    if known is None or not known.decision:
        return False
    order, _ = orders.read_order(known.text)
    return success_records.is_of_order(record.told, order, known.text, known.decided_by)


def _is_of_recall(rd: Reading, standing: Standing, record: SignedRecord) -> bool:
    """Say whether a record is about the return that two persons signed of wrongly paid money."""
    stored = recalls.one(rd, standing.recall_id)
    if stored is None:
        return False
    recall = recall_orders.read(stored.view)
    return (
        recall.order != b""
        and record.told.order_sha256 == success_records.order_hash(recall.order)
        and (recall.back, recall.account) == (standing.total, standing.account)
        and recall.ordered_by == record.told.maker_uid
    )
