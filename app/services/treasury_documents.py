"""The treasury's books of the unit for one signed-in person: documents by number and matter, and the trial balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.access.permissions import Action, require
from app.domain.values.dates import bangkok_day, fiscal_year
from app.services.remittance_rows import DocumentRows
from app.store import treasury_books

if TYPE_CHECKING:
    from app.domain.remittances.books import GfmisDocument, TrialBalance
    from app.services.desk import Desk


class TreasuryDocuments:
    """Documents answer from the store; the trial balance is asked for and may take seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self) -> DocumentRows:
        """Return all documents as a source of rows; chips are matters, the filter's kind is the document's."""
        return DocumentRows(self._desk)

    def with_number(self, number: str) -> list[GfmisDocument]:
        """Return the documents with a number, of every kind and year (RE-7)."""
        with self._desk.store.read() as rd:
            return treasury_books.with_number(rd, number.strip())

    def of_matter(self, about: str) -> list[GfmisDocument]:
        """Return the documents about a remittance, a posting, a recall, a draw or a batch."""
        with self._desk.store.read() as rd:
            return treasury_books.of_matter(rd, about)

    def period(self) -> tuple[int, str]:
        """Return today's Buddhist fiscal year and its period: 01 is October."""
        today = bangkok_day(self._desk.now())
        return fiscal_year(today), f"{(today.month - 10) % 12 + 1:02d}"

    def trial_balance(self, fy: int, period: str) -> TrialBalance:
        """Return the unit's accounts up to the end of a period.

        Raises `NotAllowed` ``role_missing``, `Unreachable`, and the central system's refusals.
        """
        require(self._desk.actor.person.roles, Action.VIEW_REMITTANCES)
        return self._desk.central.remitting.trial_balance(fy, period)
