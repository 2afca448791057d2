"""Recalls rebuilt from the log: each event about them becomes its effect, in the commit of the event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.recalls import holds
from app.domain.recalls.news import NoticesReported, RecallChanged
from app.domain.values.errors import Tampered
from app.store import recalls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.access.keys import PublicKey
    from app.domain.disbursement.outcome import LogEvent
    from app.domain.recalls.news import RecallNews
    from app.store.unit_of_work import Writing


def apply_recall_news(tx: Writing, told: RecallNews, event: LogEvent, keys: Mapping[str, PublicKey]) -> None:
    """Verify order and decision and write what the news says; raise `Tampered` ``recall_signature_wrong``."""
    if not holds(told, keys):
        raise Tampered("recall_signature_wrong", seq=event.seq)
    match told:
        case RecallChanged():
            recalls.put(tx, told, event.seq)
        case NoticesReported():
            recalls.put_notices(tx, told)
