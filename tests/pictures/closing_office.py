"""An office that closes its days: a payer, a remitter, two authorizers and an auditor, some of them with windows."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from app.workplace import Workplace
from tests.helpers.closing import WAITS, Closer
from tests.helpers.collecting import OWN
from tests.helpers.raw_central import running
from tests.helpers.raw_remittances import treasury_answers
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.ui.screen import Screen
    from tests.helpers.raw_central import Central

S = TypeVar("S", bound="Screen")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
NEVER_ANSWERED = 210_092
"""A total in .92: the treasury is silent until somebody there answers."""


@dataclass
class Seat:
    """A person with the window open, and the services behind it."""

    closer: Closer
    place: Workplace

    def open(self, kind: type[S], subject: object = None) -> S:
        """Show a room and wait until it is drawn."""
        self.place.window.go(kind.key, subject)
        rest()
        screen = self.place.window.page(kind.key)
        assert isinstance(screen, kind)
        return screen

    def hear(self) -> None:
        """Exchange everything and let the window follow."""
        self.closer.hear()
        self.place.window.look_again()
        rest()


@dataclass
class ClosingOffice:
    """Four people of the unit that remits by itself."""

    central: Central
    folder: Path
    seats: dict[str, Seat] = field(default_factory=dict)

    @property
    def maker(self) -> Seat:
        """Whoever pays, and closes days."""
        return self.seat("MAKER01")

    @property
    def remitter(self) -> Seat:
        """Whoever collects and remits."""
        return self.seat("MAKER03")

    @property
    def authorizer(self) -> Seat:
        """Whoever approves."""
        return self.seat("AUTH01")

    def seat(self, user_id: str) -> Seat:
        """Return the seat of a person; whoever is not there yet comes."""
        if user_id not in self.seats:
            station = Workstation.at(self.folder / user_id, self.central).enter(self.central, user_id, OWN)
            closer = Closer(station, self.central, OWN, user_id)
            closer.hear()
            place = Workplace(station.desk, station.sign_in, station.settings)
            place.window.resize(1366, 768)
            self.seats[user_id] = Seat(closer, place)
        return self.seats[user_id]

    def at(self, day: date, time: str) -> None:
        """Let the clock come to a time of a day."""
        self.central.advance(f"{day.isoformat()}T{time}:00+07:00")

    def paid(self, day: date) -> str:
        """Let a batch of three be paid; two authorizers sign."""
        payer = self.maker.closer
        op_id = payer.station.draft(value_date=day)
        payer.station.sync.deliver(payer.station.submit(op_id))
        for user_id in ("AUTH01", "AUTH02"):
            closer = self.seat(user_id).closer
            closer.hear()
            closer.station.sync.deliver(closer.station.decide(op_id, closer.password))
        self.central.settle()
        return op_id

    def remitted(self, *satang: int) -> str:
        """Let bills be paid, receipted and remitted."""
        remitter = self.remitter.closer
        req_id = remitter.proposed(remitter.receipted(*satang))
        self.authorizer.closer.settle(req_id)
        self.central.settle()
        return req_id

    def answered(self, req_id: str) -> None:
        """Let the treasury's staff acknowledge what they were silent about."""
        assert treasury_answers(self.central, req_id).status == 200

    def closed(self, reason: str = WAITS) -> None:
        """Close the day that comes next, by the services: proposed at one desk, approved at another."""
        self.maker.closer.hear()
        self.maker.closer.propose_day(reason=reason)
        self.authorizer.closer.approve_day()
        for seat in self.seats.values():
            seat.closer.hear()

    def monday(self) -> str:
        """Live through Monday up to its cut-off; return the remittance about which the treasury is silent."""
        self.paid(MONDAY)
        self.remitted(120_000)
        silent = self.remitted(150_000, NEVER_ANSWERED - 150_000)
        self.at(MONDAY, "16:40")
        return silent

    def tuesday(self) -> str:
        """Live through Tuesday up to its cut-off; return its remittance, which is acknowledged."""
        self.at(TUESDAY, "10:00")
        for seat in self.seats.values():
            seat.closer.hear()
        req_id = self.remitted(85_000, 64_500)
        self.at(TUESDAY, "16:40")
        return req_id

    def close(self) -> None:
        """Let everybody go."""
        for seat in self.seats.values():
            seat.place.close()
            dispose(seat.place.window)


@contextmanager
def opened(folder: Path) -> Iterator[ClosingOffice]:
    """Open the office for as long as the block lasts."""
    with running(folder / "central", eased=True) as central:
        office = ClosingOffice(central, folder)
        try:
            yield office
        finally:
            office.close()
