"""What the treasury's system books for a unit, and what it says of its accounts. All values are strings.

Documents, numbers and entries are this simulator's own reconstruction (rules.md 3.9); an accountant confirms them.
"""

from __future__ import annotations

from app.wire.codec import Message
from app.wire.forms import Balance, FiscalYear, Moment, Satang

GFMIS_BOOKED = "gfmis.booked"


class BookedEntry(Message, frozen=True):
    """One side of a document: ``side`` D or C, ten-digit account; ``automatic`` yes where the system adds it."""

    side: str
    gl_account: str
    satang: Satang
    automatic: str


class GfmisDocument(Message, frozen=True):
    """A document whose entries add up to zero; number and ``kind`` name it in the books of an agency and a year.

    ``matter`` says what it is about: ``remittance``, ``posting`` (by the Portal), ``recall``, ``draw``, ``batch``,
    ``line`` (money that came back) or ``opening``; ``about`` is its id. ``reverses`` is a document's ``kind/fy/number``
    or ''. ``fy`` is the Buddhist fiscal year, ``period`` 01 (October) to 12.
    """

    kind: str
    number: str
    fy: FiscalYear
    period: str
    booked_at: Moment
    matter: str
    about: str
    fund: str
    revenue_code: str
    text: str
    reverses: str
    entries: tuple[BookedEntry, ...]


class GfmisBooked(Message, frozen=True):
    """Event: documents were booked for the unit."""

    documents: tuple[GfmisDocument, ...]


class TrialRow(Message, frozen=True):
    """An account's sums from the first period of the year on; ``balance_satang`` debits less credits, may be negative.

    ``must_be_zero`` yes: a clearing account that has to be empty when a period ends (rules.md 3.10).
    """

    gl_account: str
    name_th: str
    debit_satang: Satang
    credit_satang: Satang
    balance_satang: Balance
    must_be_zero: str


class TrialBalance(Message, frozen=True):
    """Answer of ``GET /v1/gfmis/trial-balance?fy=Y&period=P``: the unit's, up to the end of the period, by account."""

    server_time: Moment
    fy: FiscalYear
    period: str
    closed: str
    rows: tuple[TrialRow, ...]
