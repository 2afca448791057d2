"""Money that went wrong: called back from the payee, and sent back to the treasury by the right route.

Document 002: the money comes back into the budget account; then, before the fiscal year ends, it is an over-drawn
amount returned (BD, R6, BE); after it, state revenue of earlier years (RA, R1; account 4206010102, revenue code 811,
source YY19400); medical fees are state revenue always (RA, R1). The server's date in Bangkok decides. '' is none.
"""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.forms import Day, FiscalYear, Moment, Number, Satang, Sha256, Signature, Uuid
from app.wire.orders import Command, Decided, Made

OPEN_RECALL = "khlang.open-recall/1"
DROP_RECALL = "khlang.drop-recall/1"
RETURN_ORDER = "khlang.return/1"
RETURN_DECISION = "khlang.return-decision/1"
PROPOSE_RETURN = "khlang.propose-return/1"
SETTLE_RETURN = "khlang.settle-return/1"


class Cause(StrEnum):
    """What went wrong."""

    WRONG_PAYEE = "wrong_payee"
    OVERPAID = "overpaid"


class RecallState(StrEnum):
    """Where a recall stands."""

    OPEN = "open"  # the payee is asked
    REFUSED = "refused"  # the bank's answer: the money does not come back this way
    MONEY_BACK = "money_back"  # in the budget account, to be returned to the treasury
    RETURN_PROPOSED = "return_proposed"  # by the maker, waits for a second person
    RETURNED = "returned"  # with the treasury, documents numbered
    DROPPED = "dropped"  # given up by the maker before any money came, with a reason


class Answer(StrEnum):
    """Why a bank brings no money back: reasons of ISO 20022 (camt.029), those that the simulator uses."""

    CUST = "CUST"  # the customer does not agree
    NOAS = "NOAS"  # the customer does not answer
    AM04 = "AM04"  # not enough money in the account
    AC04 = "AC04"  # the account is closed
    ARDT = "ARDT"  # the payee's bank has returned the money already


class Route(StrEnum):
    """How the money goes to the treasury (rules.md 3.6)."""

    IN_YEAR = "in_year"  # BD, R6, BE
    PRIOR_YEAR = "prior_year"  # RA, R1; 4206010102, 811, YY19400
    MEDICAL = "medical"  # RA, R1, at any time


class OpenRecall(Command, frozen=True):
    """Command of a payment maker: call back ``satang`` of the settled line ``n``; the letter's number and date."""

    recall_id: Uuid
    op_id: Uuid
    rev: Number
    n: Number
    cause: str
    satang: Satang
    found_on: Day
    letter_no: str
    letter_date: Day
    reason: str


class DropRecall(Command, frozen=True):
    """Command of a payment maker: give up a recall before money came, with a reason."""

    recall_id: Uuid
    reason: str


class ReturnOrder(Made, frozen=True):
    """What the maker signs, label RET1: send what came back to the treasury, by the route that holds today."""

    req_id: Uuid
    recall_id: Uuid
    agency: str
    unit: str
    route: str
    satang: Satang
    account: str
    fy: FiscalYear


class ReturnDecision(Decided, frozen=True):
    """What the second person signs, label RET2; ``decision`` is ``approve`` or ``return`` (with a reason)."""

    req_id: Uuid
    order_sha256: Sha256
    order_sig_sha256: Sha256


class ProposeReturn(Command, frozen=True):
    """Command of a payment maker."""

    order: ReturnOrder
    order_sig: Signature


class SettleReturn(Command, frozen=True):
    """Command of an authorizer, another person than the maker; refused with ``route_changed`` after the year's end."""

    decision: ReturnDecision
    decision_sig: Signature


class RecallDone(Message, frozen=True):
    """Answer to the four commands."""

    cmd_id: Uuid
    recall_id: Uuid
    status: str
    at: Moment
    log: str
    seq: Number
    leaf: Sha256


class Document(Message, frozen=True):
    """A document of the treasury's system: ``kind`` BD, R6, BE, RA or R1, and its number."""

    kind: str
    number: str


class RecallView(Message, frozen=True):
    """A recall as the central system sees it now.

    ``back_satang`` is what has come; ``remit_by`` the last day to return it (15 working days of offices after it came);
    ``route`` the one that holds today, ``days_left`` until it changes ('' if it does not). ``order`` and ``decision``
    are canonical texts, '' before them.
    """

    recall_id: Uuid
    op_id: Uuid
    rev: Number
    n: Number
    state: str
    cause: str
    kind: str
    sub_kind: str
    payee: str
    account: str
    paid_satang: Satang
    satang: Satang
    back_satang: Satang
    back_on: Day
    found_on: Day
    letter_no: str
    letter_date: Day
    reason: str
    maker_uid: str
    opened_at: Moment
    remit_by: Day
    fy: FiscalYear
    route: str
    days_left: str
    gl_account: str
    revenue_code: str
    fund: str
    order: str
    order_sig: Signature
    decision: str
    decision_sig: Signature
    documents: tuple[Document, ...]
    bank_ref: str
    answer: str
    returned_at: Moment


class Recalls(Message, frozen=True):
    """Answer of ``GET /v1/recalls``: the unit's, open ones first, oldest first."""

    server_time: Moment
    recalls: tuple[RecallView, ...]


RECALL_CHANGED = "recall.changed"


class RecallChanged(Message, frozen=True):
    """Event: a recall was opened, answered, proposed for return, settled or dropped; the view as it is from here on.

    ``what`` is ``days_changed`` where nothing happened to it: offices' days changed, and with them the last one.
    """

    what: str
    recall: RecallView
