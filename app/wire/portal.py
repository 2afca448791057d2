"""The e-Payment Portal of Government and the Biz Portal, both played by the simulator (document 000).

An applicant files a request; the agency checks it and issues a bill that names it; the payer pays; the Portal tells the
Biz Portal, once, and for a unit that it remits for sends the money to the treasury and posts to GFMIS by itself; the
agency issues the document. Messages and references are this simulator's own convention. All values are strings.
"""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.disbursement import Attachment
from app.wire.forms import Day, Moment, Number, Satang, Sha256, Uuid
from app.wire.orders import Command

ANSWER_REQUEST = "khlang.answer-request/1"
ISSUE_DOCUMENT = "khlang.issue-document/1"


class RequestState(StrEnum):
    """Where a request stands."""

    FILED = "filed"  # waits for the agency
    SENT_BACK = "sent_back"  # the applicant shall mend it
    REFUSED = "refused"
    BILLED = "billed"  # a bill was issued for it
    PAID = "paid"  # the Portal told the Biz Portal
    DONE = "done"  # the document was issued


class RequestAnswer(StrEnum):
    """What the agency says of a filed request without billing it."""

    SEND_BACK = "send_back"
    REFUSE = "refuse"


class PortalRequest(Message, frozen=True):
    """A request as it stands. ``service`` names what is applied for, ``revenue_type`` and ``fee_satang`` its fee.

    ``reported_at`` is when the Portal told the Biz Portal of the payment; ``document_*`` are the issued document's.
    """

    request_id: str
    version: Number
    state: str
    service: str
    service_name_th: str
    service_name_en: str
    revenue_type: str
    fee_satang: Satang
    applicant_name: str
    applicant_id: str
    applicant_address: str
    applicant_email: str
    applicant_mobile: str
    details: str
    documents: tuple[Attachment, ...]
    filed_at: Moment
    reason: str
    bill_id: Uuid
    payment_id: str
    receipt_id: str
    reported_at: Moment
    document_no: str
    document_date: Day
    document_sha256: Sha256


class AnswerRequest(Command, frozen=True):
    """Command of a collection maker: send a filed request back to the applicant, or refuse it; with a reason."""

    request_id: str
    answer: str
    reason: str


class IssueDocument(Command, frozen=True):
    """Command of a collection maker: the document of a paid request; ``document_sha256`` a PDF of `FILES`, or ''."""

    request_id: str
    document_no: str
    document_date: Day
    document_sha256: Sha256


class Entry(Message, frozen=True):
    """One side of a balanced entry: ``document`` RA, R1 ... and its number; ``side`` D or C; ten-digit account."""

    document: str
    number: str
    side: str
    gl_account: str
    satang: Satang


class Posting(Message, frozen=True):
    """What the Portal did with a payment: sent it to ``treasury`` (revenue or deposit) and posted it."""

    posting_id: str
    payment_id: str
    treasury: str
    revenue_code: str
    fund: str
    satang: Satang
    bank_ref: str
    posted_at: Moment
    entries: tuple[Entry, ...]


REQUEST_CHANGED = "request.changed"
TREASURY_POSTED = "treasury.posted"


class RequestChanged(Message, frozen=True):
    """Event: a request as it is from here on; ``what`` happened to it.

    filed, mended, sent_back, refused, billed, unbilled (its bill ended unpaid), paid, unpaid (the payment was reversed
    or taken off), receipted (a receipt was issued or voided) or done.
    """

    what: str
    request: PortalRequest


class TreasuryPosted(Message, frozen=True):
    """Event: money of the unit went to the treasury by itself."""

    postings: tuple[Posting, ...]
