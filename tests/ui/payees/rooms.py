"""Two desks over one real central system with some payees in the register, and the windows of both."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from app.services.payee_scans import PayeeScans
from app.workplace import Workplace
from tests.helpers.payees import approved, new_entries, record
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.payees.changes import Entry
    from app.domain.payees.payee import Payee, PayeeRecord
    from app.services.payees import Payees
    from app.ui.screen import Screen
    from tests.helpers.raw_central import Central

S = TypeVar("S", bound="Screen")
MAKER, AUTHORIZER = "MAKER01", "AUTH01"


@dataclass
class Desk:
    """A person with the window open."""

    station: Workstation
    place: Workplace
    password: str

    @property
    def register(self) -> Payees:
        return self.place.payees

    def open(self, key: str, kind: type[S], subject: object = None) -> S:
        """Show a room and wait until it is drawn."""
        self.place.window.go(key, subject)
        rest()
        screen = self.place.window.page(key)
        assert isinstance(screen, kind)
        return screen

    def hear(self) -> None:
        """Exchange everything and let the window follow."""
        state = self.station.sync.sync_now()
        assert state.problem == "", state
        self.place.window.look_again()
        rest()


@dataclass
class Rooms:
    """Both desks; ``payees`` are in the register from the start, by number."""

    maker: Desk
    authorizer: Desk
    payees: list[Payee]
    scan: Path

    def propose(self, *entries: Entry, reason: str = "ปรับปรุงทะเบียน") -> str:
        """Propose at the maker's desk, and let both hear of it."""
        [given] = self.maker.register.changes.propose(entries, reason)
        for desk in (self.maker, self.authorizer):
            desk.hear()
        return given.order_id

    def add(self, *records: PayeeRecord) -> str:
        """Propose new payees."""
        return self.propose(*new_entries(records))

    def attach(self) -> str:
        """Hand a scan in at the maker's desk and return its hash."""
        return PayeeScans(self.maker.station.desk).attach(self.scan)


@contextmanager
def rooms(central: Central, folder: Path, scan: Path) -> Iterator[Rooms]:
    """Open both desks for as long as the block lasts."""
    stations = [Workstation.at(folder / user_id, central).enter(central, user_id) for user_id in (MAKER, AUTHORIZER)]
    payees = approved(central, stations[0], stations[1], [record(number) for number in range(1, 13)])
    desks = []
    for station in stations:
        place = Workplace(station.desk, station.sign_in, station.settings)
        place.window.resize(1366, 768)
        place.window.show()
        user_id = station.desk.actor.person.user_id
        desks.append(Desk(station, place, central.password(station.desk.company_id, user_id)))
    rest()
    try:
        yield Rooms(desks[0], desks[1], payees, scan)
    finally:
        for desk in desks:
            dispose(desk.place.window)
            desk.station.crash()
