"""A message of the inbox: something that happened for one person, made from an event of the log (NO-1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Topic(StrEnum):
    """What a message is about; each may be switched off by a person."""

    TO_APPROVE = "to_approve"
    TO_RELEASE = "to_release"
    APPROVED = "approved"
    RETURNED = "returned"
    FINISHED = "finished"
    LINES_FAILED = "lines_failed"
    REFUSED = "refused"
    COMMENTED = "commented"
    RECALL = "recall"
    RETURN_TO_APPROVE = "return_to_approve"
    NOTICE_FAILED = "notice_failed"
    POSTPONED = "postponed"
    PAYEES_TO_APPROVE = "payees_to_approve"
    PAYEES_SETTLED = "payees_settled"
    COLLECTION_TO_APPROVE = "collection_to_approve"
    COLLECTION_SETTLED = "collection_settled"
    MONEY_QUEUED = "money_queued"
    REQUEST = "request"
    LETTER_FAILED = "letter_failed"
    REMITTANCE_TO_APPROVE = "remittance_to_approve"
    REMITTANCE_SENT_BACK = "remittance_sent_back"
    REMITTANCE_BOOKED = "remittance_booked"
    REMITTANCE_REFUSED = "remittance_refused"
    DAY_TO_APPROVE = "day_to_approve"
    DAY_SETTLED = "day_settled"


@dataclass(frozen=True, slots=True)
class Message:
    """``seq`` is the event's number; ``screen`` and ``subject`` open what it is about; ``facts`` fill the words."""

    seq: int
    at: datetime
    topic: Topic
    screen: str
    subject: str
    facts: Mapping[str, str] = field(default_factory=dict)
    unread: bool = True
