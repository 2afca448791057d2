"""Days as they were closed, rebuilt from the log: each event becomes its effect, in its own commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central import closing as orders
from app.domain.closing import news
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Tampered
from app.store import closing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.access.keys import PublicKey
    from app.domain.closing.news import DayNews
    from app.domain.disbursement.outcome import LogEvent
    from app.store.unit_of_work import Writing


def apply_day_news(tx: Writing, told: DayNews, event: LogEvent, keys: Mapping[str, PublicKey], bank_key: str) -> None:
    """Verify what two persons and the bank signed, and write what the news says.

    Raises `Tampered`: ``day_signature_wrong`` where a person's signature does not hold, ``day_record_wrong`` where the
    bank's does not or names something else, ``day_news_wrong`` for what does not follow from what was told before.
    """
    if not orders.holds(told, keys):
        raise Tampered("day_signature_wrong", seq=event.seq)
    match told:
        case news.DayOrdered():
            closing.put_ordered(tx, told, event.seq)
        case news.DaySettled():
            if not orders.record_holds(told, bank_key):
                raise Tampered("day_record_wrong", seq=event.seq)
            closing.put_settled(tx, told, parse_instant(event.at), event.seq)
        case news.DayRecalled():
            closing.put_recalled(tx, told, event.uid, parse_instant(event.at), event.seq)
