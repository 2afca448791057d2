"""Money on its way to the treasury (document 002): made by one person, approved by another, then moved by the bank.

The bank moves the money and signs a success record; the treasury answers by itself, later: it books the money and
numbers its documents, or refuses it with a code, and the money comes back. Codes of offices and of deposits are this
simulator's own convention. All values are strings, '' is none; ``*_satang`` as in `app.wire.disbursement.Line`.
"""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.forms import Balance, Day, Moment, Number, Satang, Sha256, Signature, Uuid
from app.wire.orders import OrderDecision, ProposeOrder, RecallOrder, SettleOrder, UnitOrder

REMITTANCE_ORDER = "khlang.remittance/1"
REMITTANCE_DECISION = "khlang.remittance-decision/1"
PROPOSE_REMITTANCE = "khlang.propose-remittance/1"
SETTLE_REMITTANCE = "khlang.settle-remittance/1"
RECALL_REMITTANCE = "khlang.recall-remittance/1"
SUCCESS_RECORD = "khlang.success-record/1"

REMITTANCE_ORDERED = "remittance.ordered"
REMITTANCE_SETTLED = "remittance.settled"
REMITTANCE_RECALLED = "remittance.recalled"
REMITTANCE_CHANGED = "remittance.changed"


class RemittanceKind(StrEnum):
    """What is sent; `RemittanceTerms` says which documents, accounts and fields each has."""

    REVENUE = "revenue"  # state revenue of one's own: RA, R1
    REVENUE_FOR_OTHER = "revenue_for_other"  # of another agency: RC, R3
    DEPOSIT = "deposit"  # off-budget money deposited at the treasury: RB, R2
    DEPOSIT_FOR_OTHER = "deposit_for_other"  # of another agency: RD, R4
    DRAW_RETURN = "draw_return"  # what is left of a draw: by the routes of `app.wire.recalls.Route`
    RECALL_RETURN = "recall_return"  # wrongly paid money; ordered by `app.wire.recalls.ReturnOrder`


class RemittanceState(StrEnum):
    """Where a remittance stands."""

    PROPOSED = "proposed"  # waits for an authorizer
    SENT_BACK = "sent_back"  # by the authorizer, with a reason
    RECALLED = "recalled"  # by its maker
    APPROVED = "approved"  # waits for the bank's hours; the money is set aside
    SENT = "sent"  # the bank moved the money: there is a success record
    ACKNOWLEDGED = "acknowledged"  # the treasury booked it: there are documents
    REFUSED = "refused"  # by the treasury, with a code: the money is back and may be sent again


class TreasuryCode(StrEnum):
    """Why the treasury does not book a remittance; the codes are the simulator's own."""

    PERIOD_CLOSED = "period_closed"
    CODE_WRONG = "code_wrong"  # the revenue or deposit code does not hold on the day
    KIND_WRONG = "kind_wrong"  # the code is not of this kind of remittance
    OFFICE_WRONG = "office_wrong"
    ROUTE_WRONG = "route_wrong"  # the rest of a draw moved in another fiscal year than its way says


class Office(Message, frozen=True):
    """Where remittances go: the Comptroller General's Department or a provincial treasury office."""

    code: str
    name_th: str
    name_en: str
    account: str
    valid_from: Day
    valid_until: Day


class DepositAccount(Message, frozen=True):
    """A row of the table of deposits at the treasury; ``owner_unit`` is '' where every unit has its own."""

    code: str
    name_th: str
    name_en: str
    revenue_code: str
    gl_account: str
    fund: str
    owner_unit: str
    valid_from: Day
    valid_until: Day
    source: str


class KindTerms(Message, frozen=True):
    """What a kind asks for: ``accounts`` of `RECEIVING_ACCOUNT`, ``off_budget`` and ``budget``; yes or no the others.

    ``receipts`` yes: money of a receiving account goes by its receipts. ``collect`` and ``remit`` are documents' kinds.
    """

    kind: str
    name_th: str
    name_en: str
    collect: str
    remit: str
    accounts: tuple[str, ...]
    owner: str
    deposit: str
    receipts: str
    valid_from: Day
    valid_until: Day
    source: str


RECEIVING_ACCOUNT = "receiving"
OFF_BUDGET_ACCOUNT = "off_budget"
BUDGET_ACCOUNT = "budget"


class SourceAccount(Message, frozen=True):
    """An account of the unit; ``purpose`` receiving, off_budget or budget."""

    account: str
    name: str
    purpose: str
    balance_satang: Balance
    available_satang: Balance


class RemittanceTerms(Message, frozen=True):
    """Answer of ``GET /v1/remittances/terms``: rows of other days included; ``office`` is the unit's own."""

    server_time: Moment
    office: str
    kinds: tuple[KindTerms, ...]
    offices: tuple[Office, ...]
    deposits: tuple[DepositAccount, ...]
    accounts: tuple[SourceAccount, ...]


class Part(Message, frozen=True):
    """What of a payment is of one revenue type; it goes in one remittance only, and wholly."""

    payment_id: str
    receipt_id: str
    revenue_type: str
    satang: Satang


class RemittanceItem(Message, frozen=True):
    """A line of the remittance: a revenue type (the sum of its parts), or a deposit out of an off-budget account.

    ``code`` is a `RevenueType`'s or, with ``basis`` (the document that says so), a `DepositAccount`'s; the rest is as
    the row has it that holds on the day of the proposal and, again, of the approval. ``fund`` is without its year.
    """

    code: str
    revenue_code: str
    gl_account: str
    fund: str
    satang: Satang
    basis: str


class RemittanceOrder(UnitOrder, frozen=True):
    """What the maker signs, label REM1; ``req_id`` names the remittance from here on.

    ``office_reason`` is filled exactly where ``office`` is not the unit's own; ``owner_unit`` (10 digits) exactly where
    the kind asks for an owner. ``parts`` from a receiving account, in the order of their receipts (year, number), then
    of payment and revenue type; their items in the order of codes. ``doc_no`` and ``route`` of a draw's return only,
    which has one item without codes. The sums of items and parts agree.
    """

    kind: str
    account: str
    office: str
    office_reason: str
    owner_unit: str
    doc_no: str
    route: str
    items: tuple[RemittanceItem, ...]
    parts: tuple[Part, ...]
    total_satang: Satang
    memo: str


class RemittanceDecision(OrderDecision, frozen=True):
    """What the second person signs, label REM2; ``decision`` is ``approve`` or ``return`` (with a reason)."""


class ProposeRemittance(ProposeOrder[RemittanceOrder], frozen=True):
    """Command of a remittance maker; the parts wait for nobody else from here on."""


class SettleRemittance(SettleOrder[RemittanceDecision], frozen=True):
    """Command of an authorizer of the unit, another person than the maker."""


class RecallRemittance(RecallOrder, frozen=True):
    """Command of the maker: takes a remittance back that nobody approved yet."""


class SuccessRecord(Message, frozen=True):
    """What the bank signs once it moved the money, label RECS: the evidence of remittance.

    ``fee_satang`` is what the agency pays, always 0: the Department is charged (rules.md S11).
    """

    typ: str
    req_id: Uuid
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    kind: str
    account: str
    account_name: str
    office: str
    office_name: str
    owner_unit: str
    doc_no: str
    items: tuple[RemittanceItem, ...]
    parts_count: Number
    total_satang: Satang
    fee_satang: Satang
    maker_uid: str
    maker_name: str
    auth_uid: str
    auth_name: str
    order_sha256: Sha256
    bank_ref: str
    moved_at: Moment


class SignedSuccessRecord(Message, frozen=True):
    """``record`` is the canonical text of a `SuccessRecord`, ``sig`` the bank's over it."""

    record: str
    sig: Signature


class BookedDocument(Message, frozen=True):
    """A document of the treasury's system, by ``kind`` (RA, R1 ...) and ten-digit number; ``item`` from 1."""

    item: str
    kind: str
    number: str


class Remittance(Message, frozen=True):
    """A remittance as it is from here on; ``code`` a `TreasuryCode` where the treasury refused it.

    ``record`` is None before the money moved. ``due_at`` is when the bank moves it, while it is approved.
    """

    req_id: Uuid
    version: Number
    state: str
    kind: str
    account: str
    office: str
    total_satang: Satang
    maker_uid: str
    made_at: Moment
    due_at: Moment
    record: SignedSuccessRecord | None
    documents: tuple[BookedDocument, ...]
    answered_at: Moment
    code: str
    recall_id: Uuid


class RemittanceOrdered(Message, frozen=True):
    """Event: an order waits for a second person."""

    order: str
    order_sig: Signature


class RemittanceSettled(Message, frozen=True):
    """Event: ``status`` approved or sent_back; what follows is told by `RemittanceChanged`."""

    req_id: Uuid
    status: str
    order: str
    order_sig: Signature
    decision: str
    decision_sig: Signature


class RemittanceRecalled(Message, frozen=True):
    """Event: taken back by its maker."""

    req_id: Uuid
    reason: str


class RemittanceChanged(Message, frozen=True):
    """Event: ``what`` proposed, approved, sent_back, recalled, sent, acknowledged or refused."""

    what: str
    remittance: Remittance
