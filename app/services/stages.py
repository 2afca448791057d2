"""Who gives the first, second ... signature and why so many, as the policy said when a batch was handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.events import retold
from app.domain.disbursement.outcome import BatchSubmitted
from app.store import inbox

if TYPE_CHECKING:
    from app.domain.values.money import Money
    from app.store.unit_of_work import Reading

SUBMITTED = "batch.submitted"
"""What an event is called that hands an edition in."""


def told_stages(rd: Reading, op_id: str) -> tuple[tuple[str, ...], ...]:
    """Return the stages of signing from the log: the policy's word when the newest edition was handed in."""
    news = _handed_in(rd, op_id)
    return news.stages if news is not None else ()


def told_together(rd: Reading, op_id: str) -> Money | None:
    """Return the sum of batches of one draw that a batch needs so many signatures for; None where its own total is."""
    news = _handed_in(rd, op_id)
    return news.together if news is not None else None


def _handed_in(rd: Reading, op_id: str) -> BatchSubmitted | None:
    told = inbox.known_events(rd, op_id)
    newest = next((event for event in reversed(told) if event.kind == SUBMITTED), None)
    news = retold(newest.record, newest.salt, newest.body).news if newest else None
    return news if isinstance(news, BatchSubmitted) else None
