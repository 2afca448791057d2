"""The people of one unit that pays, collects, remits and closes its days, each at a workstation of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.closing import Closing
from app.services.commands import Given
from app.services.day_book import DayBook
from app.services.remittance_papers import RemittancePapers
from app.store import draws, outbox, payments
from tests.helpers.collecting import OWN
from tests.helpers.patience import wait_for
from tests.helpers.remitting import Remitter
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from app.domain.collections.payment import Payment
    from app.domain.disbursement.draw import Draw
    from app.services.official_receipts import Ordered
    from tests.helpers.raw_central import Central

PAYER, COLLECTOR = "MAKER01", "MAKER03"
AUTHORIZERS = ("AUTH01", "AUTH02")


class Seat(Remitter):
    """A person at work; `sure` goes on asking until an order is known, whatever the network did."""

    def __init__(self, station: Workstation, central: Central, user_id: str) -> None:
        super().__init__(station, central, OWN, user_id)
        self.papers = RemittancePapers(station.desk)
        self.closing, self.days = Closing(station.desk, station.sync), DayBook(station.desk)

    def hear(self) -> None:
        """Exchange everything, as often as it takes."""
        wait_for(self._is_even, "the workstation never came to know how things stand")

    def sure(self, give: Callable[[], Given | Ordered]) -> str:
        """Give an order and hear of it; return its name."""
        given = give()
        self.hear()
        return given.order_id if isinstance(given, Given) else given.cmd_id

    def _is_even(self) -> bool:
        with self.station.desk.store.read() as rd:
            waited = bool(outbox.unsettled(rd))
        problem = self.station.sync.sync_now().problem
        with self.station.desk.store.read() as rd:
            # An answer that came in this round may have news behind it that only the next one brings.
            return not problem and not waited and not outbox.unsettled(rd)

    def queued(self, since: date) -> list[Payment]:
        """Return the money that belongs to nothing yet, of what was paid since a day."""
        with self.station.desk.store.read() as rd:
            return [one for one in payments.of_days(rd, since, self.days.today) if one.waiting.satang]

    def print_record(self, req_id: str) -> None:
        """Take the success record of a remittance out as a file."""
        self.papers.save(self.papers.record(req_id, "th"), self.station.root / f"{req_id}.pdf")

    def draws_left(self) -> list[Draw]:
        """Return the draws of which something is left."""
        with self.station.desk.store.read() as rd:
            return [one for one in draws.draws(rd) if one.residue.satang]


class People:
    """Who works in the unit; they come in the morning and go in the evening."""

    def __init__(self, central: Central, folder: Path) -> None:
        self._central, self._folder = central, folder
        self._seats: dict[str, Seat] = {}

    @property
    def payer(self) -> Seat:
        """Who makes payments."""
        return self._seats[PAYER]

    @property
    def collector(self) -> Seat:
        """Who collects, remits, and closes the day."""
        return self._seats[COLLECTOR]

    @property
    def authorizers(self) -> list[Seat]:
        """Both who approve."""
        return [self._seats[user_id] for user_id in AUTHORIZERS]

    def come(self) -> None:
        """Seat everybody."""
        for user_id in (PAYER, COLLECTOR, *AUTHORIZERS):
            self._sit_down(user_id)

    def go(self) -> None:
        """Sign everybody out."""
        for seat in self._seats.values():
            seat.station.leave()
        self._seats.clear()

    def crash(self, user_id: str) -> None:
        """Let a workstation lose its power, and its person come back to it."""
        self._seats.pop(user_id).station.crash()
        self._sit_down(user_id)

    def reconnect(self) -> None:
        """Seat everybody anew at a central system that stands elsewhere now."""
        for user_id in list(self._seats):
            self.crash(user_id)

    def _sit_down(self, user_id: str) -> None:
        station = Workstation.at(self._folder / user_id, self._central).enter(self._central, user_id, OWN)
        self._seats[user_id] = seat = Seat(station, self._central, user_id)
        seat.hear()
