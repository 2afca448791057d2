"""What the log tells about money called back, and about notices to payees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.recalls.recall import Recall


@dataclass(frozen=True, slots=True)
class RecallChanged:
    """A recall is from here on as it says; ``view`` are the exact bytes of what was told."""

    recall: Recall
    view: bytes


@dataclass(frozen=True, slots=True)
class NoticeReport:
    """What became of the notice to one payee: ``state`` ``sent`` or ``failed``, with the server's ``problem``."""

    number: int
    channel: str
    state: str
    problem: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoticesReported:
    """What became of notices to payees of a batch."""

    op_id: str
    rev: int
    reports: tuple[NoticeReport, ...]


RecallNews = RecallChanged | NoticesReported
