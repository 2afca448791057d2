"""Desks that close days: the services of closing beside those of collecting and remitting."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.closing import Closing
from app.services.closing_papers import ClosingPapers
from app.services.day_book import DayBook
from app.services.statement_files import StatementFiles
from app.services.statements import Statements
from tests.helpers.collecting import OWN
from tests.helpers.remitting import Remitter
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.closing.day import SignedDayOrder
    from app.services.closing import Preparation
    from app.services.day_book import OrderTold
    from tests.helpers.raw_central import Central

WAITS = "รอกรมบัญชีกลางรับรู้"


class Closer(Remitter):
    """A person's services of closing days at a workstation."""

    def __init__(self, station: Workstation, central: Central, company_id: str, user_id: str) -> None:
        super().__init__(station, central, company_id, user_id)
        desk = station.desk
        self.closing, self.days = Closing(desk, station.sync), DayBook(desk)
        self.statements, self.papers = Statements(desk), ClosingPapers(desk)
        self.files = StatementFiles(desk, self.statements)

    def propose_day(self, preparation: Preparation | None = None, reason: str = WAITS) -> str:
        """Propose the close of what comes next, open exceptions with a reason; return the order's name."""
        prepared = preparation or self.closing.prepare()
        drafts = [one if one.reason else replace(one, reason=reason) for one in prepared.drafts]
        given = self.closing.propose(prepared, drafts)
        assert given.known
        return given.order_id

    def waiting(self) -> OrderTold:
        """Hear the news and return the one order that waits."""
        self.hear()
        (told,) = self.days.orders(waiting=True)
        return told

    def approve_day(self) -> SignedDayOrder:
        """Approve the one order that waits, and return it as it stands then."""
        told = self.waiting()
        assert self.closing.settle(told, approve=True, password=self.password).known
        return self.days.order(told.order.order.req_id).order


@contextmanager
def seated(central: Central, folder: Path, user_id: str, company_id: str = OWN) -> Iterator[Closer]:
    """Seat a person who closes days, or approves it."""
    station = Workstation.at(folder, central).enter(central, user_id, company_id)
    closer = Closer(station, central, company_id, user_id)
    closer.hear()
    try:
        yield closer
    finally:
        station.crash()
