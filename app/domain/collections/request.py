"""A request that came by the Biz Portal, and what the e-Payment Portal did with its money (document 000)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.collections.revenue import Treasury
    from app.domain.disbursement.record import Attachment
    from app.domain.values.money import Money


class RequestState(StrEnum):
    """Where a request stands."""

    FILED = "filed"
    SENT_BACK = "sent_back"
    REFUSED = "refused"
    BILLED = "billed"
    PAID = "paid"
    DONE = "done"


class RequestAnswer(StrEnum):
    """What the agency says of a filed request without billing it."""

    SEND_BACK = "send_back"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """The document that ended a request; ``sha256`` of its PDF, or ''."""

    number: str
    day: date
    sha256: str


@dataclass(frozen=True, slots=True)
class PortalRequest:
    """A request as it stands; ``fee`` None where the bill says it.

    ``reported_at`` is when the Portal told the Biz Portal of its payment, None before.
    """

    request_id: str
    version: int
    state: RequestState
    service: str
    service_name_th: str
    service_name_en: str
    revenue_type: str
    fee: Money | None
    applicant_name: str = field(repr=False)
    applicant_id: str = field(repr=False)
    applicant_address: str = field(repr=False)
    applicant_email: str = field(repr=False)
    applicant_mobile: str = field(repr=False)
    details: str
    documents: tuple[Attachment, ...]
    filed_at: datetime
    reason: str
    bill_id: str
    payment_id: str
    receipt_id: str
    reported_at: datetime | None
    issued: IssuedDocument | None

    def service_name(self, language: str) -> str:
        """Return what is applied for as readers of ``language`` know it."""
        return self.service_name_th if language == "th" else self.service_name_en


class Side(StrEnum):
    """A side of the books."""

    DEBIT = "D"
    CREDIT = "C"


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a balanced entry: document RA, R1 ... with its number, and a ten-digit account."""

    document: str
    number: str
    side: Side
    gl_account: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Posting:
    """What the Portal did with a payment by itself: sent it on and posted it."""

    posting_id: str
    payment_id: str
    treasury: Treasury
    revenue_code: str
    fund: str
    amount: Money
    bank_ref: str
    posted_at: datetime
    entries: tuple[Entry, ...]
