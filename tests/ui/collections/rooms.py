"""A counter that collects: one central system with a mail server, the collection maker's window, payers at the bank."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication

from app.demo.hands import until
from app.workplace import Workplace
from tests.helpers.collecting import Asked, Counter
from tests.helpers.mail_server import MailServer, listening
from tests.helpers.raw_central import UNIT, running
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.domain.collections.bill import Bill
    from app.services.bills import Bills
    from app.services.letters import Letters
    from app.services.requests import Requests
    from app.ui.screen import Screen
    from tests.helpers.raw_central import Central

S = TypeVar("S", bound="Screen")
COLLECTOR = "MAKER03"
NOBODY = "nobody@example.co.th"


@dataclass
class Room:
    """A person with the window open."""

    station: Workstation
    place: Workplace
    counter: Counter
    mail: MailServer

    @property
    def central(self) -> Central:
        return self.counter.central

    @property
    def bills(self) -> Bills:
        return self.counter.bills

    @property
    def requests(self) -> Requests:
        return self.counter.requests

    @property
    def letters(self) -> Letters:
        return self.counter.letters

    def open(self, kind: type[S], subject: object = None) -> S:
        """Show a room and wait until it is drawn."""
        self.place.window.go(kind.key, subject)
        rest()
        screen = self.place.window.page(kind.key)
        assert isinstance(screen, kind)
        return screen

    def hear(self) -> None:
        """Exchange everything and let the window follow."""
        self.counter.hear()
        self.place.window.look_again()
        rest()

    def heard(self, met: Callable[[], object], what: str) -> None:
        """Exchange until the central system has told what is waited for."""

        def look() -> bool:
            self.hear()
            return bool(met())

        until(look, what)

    def find(self, payer_name: str) -> Bill:
        """Return the one bill of a payer."""
        rows = self.bills.rows()
        [found] = rows.rows(rows.ids(Asked(search=payer_name)))
        return found


def closed() -> None:
    """Wait until no question stands before the window."""
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")
    rest()


def _answer(recipient: str) -> str:
    return "550 5.1.1 no such user" if NOBODY in recipient else "250 ok"


@contextmanager
def room(folder: Path, user_id: str = COLLECTOR) -> Iterator[Room]:
    """Open the counter for as long as the block lasts."""
    with listening(MailServer(answer=_answer)) as mail:
        options = ("--smtp", f"127.0.0.1:{mail.port}", "--smtp-from", "khlang@example.go.th")
        with running(folder / "central", *options, "--smtp-again", "0.01", eased=True) as central:
            station = Workstation.at(folder / user_id, central).enter(central, user_id, UNIT)
            place = Workplace(station.desk, station.sign_in, station.settings)
            made = Room(station, place, Counter(station, central, UNIT, user_id), mail)
            place.window.resize(1366, 768)
            place.window.show()
            made.hear()
            try:
                yield made
            finally:
                dispose(place.window)
                station.crash()
