"""The treasury's books as they are told: documents whose entries add up to zero, and a trial balance of them.

Documents, numbers and entries are the simulator's own reconstruction (rules.md 3.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.collections.request import Side
from app.domain.values.money import Money

if TYPE_CHECKING:
    from datetime import datetime

PERIODS = 12
"""Of a fiscal year: 01 is October."""


@dataclass(frozen=True, slots=True)
class BookedEntry:
    """One side of a document; ``automatic``: the treasury's system adds it by itself."""

    side: Side
    gl_account: str
    amount: Money
    automatic: bool


@dataclass(frozen=True, slots=True)
class GfmisDocument:
    """A document; number and ``kind`` name it in a Buddhist fiscal year ``fy``, ``period`` is 01 (October) to 12.

    ``matter`` says what it is about (a remittance, a posting, a recall, a draw, a batch, a line, an opening), ``about``
    is that matter's id. ``reverses`` is a document's ``kind/fy/number`` or ''.
    """

    kind: str
    number: str
    fy: int
    period: str
    booked_at: datetime
    matter: str
    about: str
    fund: str
    revenue_code: str
    text: str
    reverses: str
    entries: tuple[BookedEntry, ...]

    @property
    def name(self) -> str:
        """Its name in the books: kind, fiscal year and number."""
        return f"{self.kind}/{self.fy}/{self.number}"

    @property
    def amount(self) -> Money:
        """The money that it is about: one side of what was entered; what the system adds tells the same money again."""
        entered = tuple(one for one in self.entries if not one.automatic)
        return Money(_side(entered or self.entries, Side.DEBIT))

    @property
    def adds_up(self) -> bool:
        """Whether debits and credits are the same."""
        return bool(self.entries) and _side(self.entries, Side.DEBIT) == _side(self.entries, Side.CREDIT)


def _side(entries: tuple[BookedEntry, ...], side: Side) -> int:
    return sum(one.amount.satang for one in entries if one.side is side)


@dataclass(frozen=True, slots=True)
class TrialRow:
    """An account's sums from the first period of the year on; ``balance`` is debits less credits, may be negative.

    ``must_be_zero``: a clearing account that has to be empty when a period ends (rules.md 3.10).
    """

    gl_account: str
    name_th: str
    debit: Money
    credit: Money
    balance: Money
    must_be_zero: bool

    @property
    def is_wrong(self) -> bool:
        """Whether it should be empty and is not."""
        return self.must_be_zero and self.balance.satang != 0


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The unit's accounts up to the end of a period."""

    fy: int
    period: str
    closed: bool
    rows: tuple[TrialRow, ...]

    @property
    def debit(self) -> Money:
        """All debits."""
        return Money(sum(row.debit.satang for row in self.rows))

    @property
    def credit(self) -> Money:
        """All credits."""
        return Money(sum(row.credit.satang for row in self.rows))

    @property
    def holds(self) -> bool:
        """Whether the books add up to zero."""
        return self.debit == self.credit
