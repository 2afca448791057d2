"""What moved on an account: signed by the bank, for any stretch of time that is over. All values are strings."""

from __future__ import annotations

from enum import StrEnum

from app.wire.codec import Message
from app.wire.forms import Balance, Moment, Number, Satang, Signature

STATEMENT = "khlang.statement/1"


class EntryKind(StrEnum):
    """What an entry is; the reference is the id of that."""

    OPENING = "opening"  # the account's first balance
    DRAW = "draw"  # from the treasury: the document's number
    BATCH = "batch"  # paid lines of one edition at one moment: op_id/rev
    LINE_RETURNED = "line_returned"  # from the payee's bank, at one moment: op_id/rev
    RECALL = "recall"  # called back: recall_id
    COLLECTION = "collection"  # payment_id
    REVERSAL = "reversal"  # of a collection: payment_id
    REFUND = "refund"  # to a payer: the order's req_id
    REMITTANCE = "remittance"  # to the treasury: req_id
    REMITTANCE_REFUSED = "remittance_refused"  # back from the treasury: req_id
    POSTING = "posting"  # sent on by the Portal: posting_id
    OTHER = "other"


class StatementEntry(Message, frozen=True):
    """A movement: ``side`` C (in) or D (out). ``entry_id`` names it for ever; ``count`` is how many it sums up."""

    entry_id: str
    booked_at: Moment
    side: str
    satang: Satang
    kind: str
    reference: str
    bank_ref: str
    count: Number
    text: str


class Statement(Message, frozen=True):
    """Movements after ``since`` ('' for the first) up to and including ``until``, in the order of their booking.

    ``opening_satang`` and what came in, less what went out, is ``closing_satang``.
    """

    typ: str
    agency: str
    unit: str
    account: str
    name: str
    since: str
    until: str
    opening_satang: Balance
    in_satang: Satang
    out_satang: Satang
    closing_satang: Balance
    entries: tuple[StatementEntry, ...]


class SignedStatement(Message, frozen=True):
    """Answer of ``GET /v1/statements?account=A&since=M&until=M``: ``sig`` is the bank's, label STMT.

    ``until`` '' is the newest moment that is over; one that is not over is refused with ``field_wrong``.
    """

    statement: str
    sig: Signature
