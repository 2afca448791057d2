"""Bills (ใบแจ้งการชำระเงิน): what a unit asks for, under which account and references (document 002).

A collection maker signs bills; the central system gives their references and tells how they stand. All values are
strings, '' is none; ``*_satang`` as in `app.wire.disbursement.Line`.

References are this simulator's own convention, not the Portal's: ``ref1`` is the unit's ten digits and a check digit
(ISO 7064 MOD 11,10); ``ref2`` the last two digits of the Buddhist fiscal year, eight of a running number and two of
ISO 7064 MOD 97-10 over ``ref1`` and those ten.
"""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.forms import Day, Moment, Number, Satang, Sha256, Signature, Uuid
from app.wire.orders import Command, Made

BILL_ORDER = "khlang.bills/1"
ISSUE_BILLS = "khlang.issue-bills/1"
CANCEL_BILL = "khlang.cancel-bill/1"
MAIL_LETTERS = "khlang.mail-letters/1"

BILLS_ISSUED = "bills.issued"
BILLS_CHANGED = "bills.changed"
LETTERS_REPORTED = "letters.reported"

ELECTRONIC_ACCOUNT = "เพื่อการรับเงินทางอิเล็กทรอนิกส์"
"""How the name of every receiving account ends, after the agency's (document 002, S9)."""


class BillState(StrEnum):
    """Where a bill stands; what came in decides over what was done with the paper."""

    ISSUED = "issued"
    SENT = "sent"  # the payer's mail server took it
    VIEWED = "viewed"  # opened on the payer's page
    PART_PAID = "part_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class RevenueType(Message, frozen=True):
    """A row of the table of what may be collected; outside its dates it is refused. ``valid_until`` '' is without end.

    ``revenue_code`` is GFMIS's, ``product_code`` the bank's for the unit's company code. ``treasury``: ``revenue``
    (RA, R1) or ``deposit`` (RB, R2). ``fee_satang`` is the one amount that is asked, '' where the bill says it.
    ``owner_unit`` (10 digits) is whose money it is, '' for the unit's own: another's goes by RC, R3 or RD, R4.
    """

    code: str
    name_th: str
    name_en: str
    revenue_code: str
    gl_account: str
    fund: str
    treasury: str
    product_code: str
    fee_satang: Satang
    valid_from: Day
    valid_until: Day
    source: str
    owner_unit: str


class Receiving(Message, frozen=True):
    """Answer of ``GET /v1/receiving``: how the unit collects; ``account`` '' where the bank has opened none for it.

    ``biller_id`` is the tax id and two digits. ``promptpay_id`` (13 digits) is '' where the biller has none.
    ``remits``: ``portal`` where the e-Payment Portal sends money on by itself, ``unit`` where the unit does.
    ``mail`` is on or off: whether the central system hands e-mail to a server.
    """

    server_time: Moment
    unit: str
    agency_name: str
    unit_name: str
    account: str
    account_name: str
    company_code: str
    biller_id: str
    promptpay_id: str
    remits: str
    mail: str
    revenue_types: tuple[RevenueType, ...]


class BillDraft(Message, frozen=True):
    """A bill as the maker asks for it; ``bill_id`` is the maker's, for life. ``due_date`` is the last day to pay.

    ``payer_id`` is a citizen or tax id or ''. ``request_id`` names the portal's request that it answers, or ''.
    """

    bill_id: Uuid
    payer_name: str
    payer_id: str
    payer_address: str
    payer_email: str
    payer_mobile: str
    revenue_type: str
    item: str
    satang: Satang
    due_date: Day
    request_id: str


class BillOrder(Made, frozen=True):
    """What the maker signs, label BIL1: up to `app.wire.api.BILLS_PER_ORDER_MAX` bills.

    ``source_sha256`` is the hash of the imported list, or ''.
    """

    req_id: Uuid
    agency: str
    unit: str
    source_sha256: Sha256
    bills: tuple[BillDraft, ...]


class Reference(Message, frozen=True):
    """The references that the central system gave to a bill, with what they are paid under."""

    bill_id: Uuid
    ref1: str
    ref2: str
    biller_id: str
    company_code: str
    product_code: str


class BillStanding(Message, frozen=True):
    """Where a bill stands: ``matched_satang`` belong to it; ``received_satang`` came with its references, kept or not.

    ``version`` counts from 1 and rises with every change.
    """

    bill_id: Uuid
    version: Number
    state: str
    matched_satang: Satang
    received_satang: Satang
    reason: str
    at: Moment


class IssueBills(Command, frozen=True):
    """Command of a collection maker."""

    order: BillOrder
    order_sig: Signature


class CancelBill(Command, frozen=True):
    """Command of a collection maker: give up a bill that nothing was paid on, and that is not the person's own."""

    bill_id: Uuid
    reason: str


class Letter(Message, frozen=True):
    """One e-mail: the paper ``file_sha256`` (`app.wire.api.FILES`, a PDF) about bill or receipt ``about``."""

    about: str
    email: str
    file_sha256: Sha256


class MailLetters(Command, frozen=True):
    """Command of a collection maker: have bills or receipts e-mailed to their payers; again, if it must be.

    A unit sends so many in a day, and few of them about one bill or receipt: ``day_limit``.
    """

    letters: tuple[Letter, ...]


class BillsIssued(Message, frozen=True):
    """Event: bills hold from here on. ``order`` is its canonical text, ``references`` in the order of its bills."""

    req_id: Uuid
    order: str
    order_sig: Signature
    references: tuple[Reference, ...]


class BillsChanged(Message, frozen=True):
    """Event: how bills stand now; ``what`` paid, sent, viewed, expired, cancelled, matched, unmatched or reversed."""

    what: str
    bills: tuple[BillStanding, ...]


class LetterReport(Message, frozen=True):
    """What became of one e-mail: ``state`` sent, failed or recorded (no server is set up); ``problem`` the server's."""

    about: str
    email: str
    file_sha256: Sha256
    state: str
    problem: str
    at: Moment


class LettersReported(Message, frozen=True):
    """Event: what became of e-mails about bills or receipts."""

    reports: tuple[LetterReport, ...]
