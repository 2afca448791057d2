"""What the unit knows by itself of its accounts: everything of its own that a statement must show."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.closing.statement import EntryKind, Side

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.domain.values.money import Money

SIDES: dict[EntryKind, Side] = {
    EntryKind.DRAW: Side.IN,
    EntryKind.BATCH: Side.OUT,
    EntryKind.LINE_RETURNED: Side.IN,
    EntryKind.RECALL: Side.IN,
    EntryKind.COLLECTION: Side.IN,
    EntryKind.REVERSAL: Side.OUT,
    EntryKind.REFUND: Side.OUT,
    EntryKind.REMITTANCE: Side.OUT,
    EntryKind.REMITTANCE_REFUSED: Side.IN,
    EntryKind.POSTING: Side.OUT,
}
"""Which way each kind of ours moves money."""


class TreasuryWord(StrEnum):
    """What the treasury has said of something that it must answer."""

    NONE = "none"  # it has no word in this
    WAITING = "waiting"
    BOOKED = "booked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class OwnItem:
    """Something of ours: ``reference`` as the bank refers to it, ``place`` tells those of one reference apart.

    ``at`` None where only the day is known. ``count`` is how many payments it sums up. ``bank_ref`` may be ''.
    """

    kind: EntryKind
    reference: str
    account: str = field(repr=False)
    amount: Money
    count: int
    at: datetime | None
    day: date
    bank_ref: str = ""
    place: str = ""
    treasury: TreasuryWord = TreasuryWord.NONE

    @property
    def item_id(self) -> str:
        """Its name in matches and exceptions: ``kind:reference``, and its place where there are several."""
        return ":".join(filter(None, (self.kind.value, self.reference, self.place)))

    @property
    def side(self) -> Side:
        """Which way it moves money."""
        return SIDES[self.kind]
