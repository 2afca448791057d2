"""Money drawn from the treasury under one document, and how much of it has reached the payees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.domain.recalls.recall import Document
    from app.domain.values.money import Money


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as the central system told it; ``reserved`` is under way to payees, ``paid`` has reached them.

    ``residue`` is in no batch. ``gfmis``: the treasury told the bank of it, not only the unit's first batch.
    ``batches`` are ids; ``documents`` are the treasury's about it, of the claim first.
    """

    doc_no: str
    doc_date: date | None
    account: str
    fy: int
    amount: Money
    reserved: Money
    paid: Money
    residue: Money
    drawn_on: date
    gfmis: bool
    batches: tuple[str, ...]
    documents: tuple[Document, ...] = ()

    @property
    def returned(self) -> Money:
        """What went back to the treasury: neither paid, nor under way, nor left."""
        return self.amount - self.paid - self.reserved - self.residue

    @property
    def goes_back(self) -> bool:
        """Whether something of it can go back to the treasury: not of what was never claimed there."""
        return self.residue.satang > 0 and bool(self.documents)

    @property
    def unpaid(self) -> Money:
        """What was drawn and has not been paid: drawn less paid less returned (RC-6)."""
        return self.reserved + self.residue

    @property
    def binding(self) -> bool:
        """Whether its sum cannot be said otherwise any more: the treasury told it, or a batch has taken of it."""
        return self.gfmis or (self.reserved + self.paid).satang > 0

    @property
    def closed(self) -> bool:
        """Whether nothing is under way or left: every satang was paid or went back."""
        return self.unpaid.satang == 0

    def age_days(self, today: date) -> int:
        """Return for how many days the money has been out of the treasury."""
        return (today - self.drawn_on).days


def find(draws: Iterable[Draw], doc_no: str) -> Draw | None:
    """Return the draw with this document number, or None."""
    return next((draw for draw in draws if draw.doc_no == doc_no), None)


def still_open(draws: Iterable[Draw]) -> list[Draw]:
    """Return the draws that are not closed, the oldest first."""
    return sorted((draw for draw in draws if not draw.closed), key=lambda draw: (draw.drawn_on, draw.doc_no))
