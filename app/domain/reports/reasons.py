"""The words that somebody gave with what they did, as they stand beside the event that tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.news import AccessChanged, AccessProposed
from app.domain.disbursement.outcome import BatchCommented, BatchDecided, BatchMoved
from app.domain.payees.news import PayeesProposed, PayeesRecalled, PayeesSettled

if TYPE_CHECKING:
    from app.domain.disbursement.outcome import LogEvent

_GIVEN = BatchDecided | BatchMoved | AccessProposed | AccessChanged | PayeesProposed | PayeesSettled | PayeesRecalled


def given(event: LogEvent) -> str:
    """Return a person's reason or comment, '' where the news has none."""
    said = event.news
    if isinstance(said, BatchCommented):
        return said.text
    return said.reason if isinstance(said, _GIVEN) else ""
