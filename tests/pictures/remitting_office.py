"""Desks of a unit that remits, with their windows open: its maker, whoever approves, and who pays."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication

from app.demo.hands import until
from app.ui.main_window import MainWindow
from app.ui.theme import SIZES
from app.workplace import Workplace
from tests.helpers.collecting import OWN
from tests.helpers.raw_central import running
from tests.helpers.remitting import Remitter
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.ui.screen import Screen
    from tests.helpers.raw_central import Central

S = TypeVar("S", bound="Screen")
MAKER, AUTHORIZER, PAYER = "MAKER03", "AUTH01", "MAKER01"


@dataclass
class Seat:
    """A person with the window open, and the services behind it."""

    remitter: Remitter
    place: Workplace

    def hear(self) -> None:
        """Exchange everything and let the window follow."""
        self.remitter.hear()
        self.place.window.look_again()
        rest()

    def open(self, kind: type[S], subject: object = None) -> S:
        """Hear what is new, have the keyboard, show a room and wait until it is drawn."""
        self.hear()
        self.come_to_front()
        return self.show(kind, subject)

    def show(self, kind: type[S], subject: object = None) -> S:
        """Hear what is new, show a room and wait until it is drawn."""
        self.hear()
        self.place.window.go(kind.key, subject)
        rest()
        screen = self.place.window.page(kind.key)
        assert isinstance(screen, kind)
        return screen

    def come_to_front(self) -> None:
        """Have the keyboard, as if each sat at a screen of their own; no window manager gives it back by itself."""
        window = self.place.window
        for other in QApplication.topLevelWidgets():
            if isinstance(other, MainWindow) and other is not window:  # hidden and shown again it would not be active
                other.hide()
        rest()
        window.show()
        window.activateWindow()
        until(window.isActiveWindow, "the window did not come to the front")


@dataclass
class RemittingOffice:
    """The desks of one unit by the names of who sits there."""

    central: Central
    seats: dict[str, Seat]

    @property
    def maker(self) -> Seat:
        """Who puts remittances together."""
        return self.seats[MAKER]

    @property
    def authorizer(self) -> Seat:
        """Who approves them."""
        return self.seats[AUTHORIZER]

    def close(self) -> None:
        """Sign everybody out; their windows go too."""
        for seat in self.seats.values():
            dispose(seat.place.window)
            seat.remitter.station.crash()


def draw(central: Central, doc_no: str, satang: int, *, unit: str, account: str) -> None:
    """Let the treasury pay a draw into a budget account of the unit."""
    central.wire.close()
    wanted = {"unit": unit, "doc_no": doc_no, "doc_date": "2026-11-20", "account": account, "satang": str(satang)}
    assert central.operate("POST", "draws", wanted).status == 200


@contextmanager
def opened(folder: Path, *users: str, company_id: str = OWN) -> Iterator[RemittingOffice]:
    """Seat these people for as long as the block lasts."""
    with running(folder / "central", eased=True) as central:
        office = RemittingOffice(central, {})
        try:
            for user_id in users or (MAKER, AUTHORIZER):
                station = Workstation.at(folder / user_id, central).enter(central, user_id, company_id)
                place = Workplace(station.desk, station.sign_in, station.settings)
                place.window.resize(*SIZES.window)
                place.window.show()
                office.seats[user_id] = Seat(Remitter(station, central, company_id, user_id), place)
                office.seats[user_id].remitter.hear()
            yield office
        finally:
            office.close()
