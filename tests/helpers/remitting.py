"""Desks of a unit that remits by itself: receipted money, proposals, a second person, and the treasury's clock."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.remittances.proposal import proposals
from app.services.remitting import Remitting
from app.services.treasury_documents import TreasuryDocuments
from tests.helpers.collecting import OWN, Counter
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from app.domain.remittances.order_rules import RemittanceDraft
    from app.domain.remittances.proposal import WaitingPart
    from app.domain.remittances.remittance import Remittance
    from tests.helpers.raw_central import Central

ANSWERED = 5 * 60
"""After so many seconds the treasury answers by itself."""


class Remitter(Counter):
    """A person's services of collecting and remitting at a workstation."""

    def __init__(self, station: Workstation, central: Central, company_id: str, user_id: str) -> None:
        super().__init__(station, central, company_id, user_id)
        self.remitting = Remitting(station.desk, station.sync)
        self.books = TreasuryDocuments(station.desk)

    def receipted(self, *satang: int, **changes: object) -> list[str]:
        """Let bills be issued, paid and receipted; return the payments in the order of their receipts."""
        bills = self.issue(*(self.fields(n, amount, **changes) for n, amount in enumerate(satang, 1)))
        paid = [self.pay(bill).payment_id for bill in bills]
        assert self.receipts.issue(paid).known
        self.hear()
        return paid

    def parts_of(self, paid: Iterable[str]) -> list[WaitingPart]:
        """Return what of these payments is not with the treasury."""
        wanted = set(paid)
        return [one for one in self.remitting.waiting() if one.part.payment_id in wanted]

    def draft(self, paid: Iterable[str]) -> RemittanceDraft:
        """Return a remittance of exactly these payments, whatever else waits."""
        (proposal,) = proposals(self.parts_of(paid))
        return self.remitting.draft(proposal)

    def proposed(self, paid: Iterable[str] = ()) -> str:
        """Propose a remittance of exactly these payments, or of all revenue that waits; return its name."""
        wanted = list(paid) or [one.part.payment_id for one in self.remitting.waiting() if one.kind == "revenue"]
        given = self.remitting.propose(self.draft(wanted))
        assert given.known
        return given.order_id

    def settle(self, req_id: str, *, approve: bool = True, reason: str = "") -> None:
        """Decide a remittance as its second person; the bank has done what follows from it."""
        self.hear()
        told = self.remitting.told(req_id)
        assert self.remitting.settle(told, approve=approve, password=self.password, reason=reason).known
        self.central.settle()

    def answered(self, seconds: int = ANSWERED) -> None:
        """Let the treasury's time pass, and hear of it."""
        now = datetime.fromisoformat(self.central.operate("GET", "clock").json["now"])
        self.central.advance((now + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z"))
        self.hear()

    def one(self, req_id: str) -> Remittance:
        """Return a remittance as this workstation knows it."""
        return self.remitting.told(req_id).remittance


@contextmanager
def seated(central: Central, folder: Path, user_id: str, company_id: str = OWN) -> Iterator[Remitter]:
    """Seat a person of the unit that remits by itself."""
    station = Workstation.at(folder, central).enter(central, user_id, company_id)
    remitter = Remitter(station, central, company_id, user_id)
    remitter.hear()
    try:
        yield remitter
    finally:
        station.crash()
