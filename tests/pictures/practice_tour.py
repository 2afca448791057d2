"""The way through practice: drills before they are begun, one that runs, mistakes, what was passed, and its paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app import i18n
from app.demo.hands import click, dismiss, until
from app.domain.disbursement.transfer import CreditTransfer
from app.domain.practice.drill import Standing
from app.domain.values.money import Money
from app.services.sign_in import SignIn
from app.ui.screens.practice.room import PracticeScreen
from app.workplace import Workplace
from tests.helpers.raw_central import TODAY
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.practice.drill import Drill
    from tests.helpers.raw_central import Central
    from tests.pictures.album import Eye

PAY, FAULTY, DOUBLE = "pay-and-approve", "paying-from-a-faulty-file", "a-duplicate-is-not-paid"
Line = tuple[int, str, str]
RIGHT: tuple[Line, ...] = ((125_000, "4471029385", "นายสมชาย ใจดี"), (200_050, "3855209171", "นายแก้ว ใจดี"))
WRONG: tuple[Line, ...] = ((95_000, "7120044560", "นายประหยัด พอเพียง"),)


class Room:
    """Somebody who practises, in their room, with a desk to work at; nothing changes there by itself."""

    def __init__(self, central: Central, folder: Path, user_id: str) -> None:
        self.station = Workstation.at(folder, central)
        station = self.station
        station.sign_in = SignIn(station.paths, station.vault, station.settings, station.clock, practice=True)
        station.enter(central, user_id)
        self.place = Workplace(station.desk, station.sign_in, station.settings)
        self.window = self.place.window
        self.window.resize(1366, 768)
        self.window.show()
        self.window.go("practice")
        found = self.window.page("practice")
        assert isinstance(found, PracticeScreen)
        self.screen = found
        self.screen._clock.stop()  # nothing changes under the eye
        until(lambda: self.screen.chosen() is not None, "there is no drill")
        rest()

    def close(self) -> None:
        self.window.hide()
        self.place.close()
        dispose(self.window)

    def choose(self, drill_id: str) -> Drill:
        """Put the cursor on a drill."""
        table = self.screen.table
        found = [at for at, one in enumerate(self.drills) if one.drill_id == drill_id]
        table.grid.setCurrentIndex(table.model.index(found[0], 0))
        rest()
        chosen = self.screen.chosen()
        assert chosen is not None
        return chosen

    def begin(self, drill_id: str) -> None:
        """Begin a drill while none runs."""
        self.choose(drill_id)
        click("practice.begin" if self.standing is Standing.NEW else "practice.again")
        until(lambda: self.standing is Standing.RUNNING, "it was not begun")
        rest()

    def give_up(self) -> None:
        """Give up the drill that runs."""
        click("practice.give_up")
        until(lambda: QApplication.activeModalWidget() is not None, "nothing was asked")
        click("practice.give_up")
        until(lambda: self.standing is Standing.NEW, "it was not given up")
        rest()

    def hand_in(self, *lines: Line) -> str:
        """Hand a batch in at this desk, and look in the room again; return its number."""
        payees = [
            CreditTransfer(number=n, bank="006", account=account, name=name, amount=Money(satang))
            for n, (satang, account, name) in enumerate(lines, 1)
        ]
        op_id = self.station.draft(payees, value_date=date.fromisoformat(TODAY))
        self.station.submit(op_id)
        self.place.sync.sync_now()
        self.look()
        return op_id

    def look(self) -> None:
        """Look again."""
        self.screen.refresh()
        rest()

    def look_until(self, wanted: Standing) -> None:
        """Look again until the chosen drill stands so, as the room does by itself every few seconds."""

        def stands() -> bool:
            self.look()
            return self.standing is wanted

        until(stands, f"it did not become {wanted}")

    @property
    def standing(self) -> Standing | None:
        chosen = self.screen.chosen()
        return None if chosen is None else chosen.standing

    @property
    def chosen_id(self) -> str:
        chosen = self.screen.chosen()
        return "" if chosen is None else chosen.drill_id

    @property
    def drills(self) -> tuple[Drill, ...]:
        """What the room told last."""
        book = self.screen._book
        assert book is not None
        return book.drills


def see(central: Central, folder: Path, eye: Eye, user_id: str = "MAKER02") -> None:
    """See the room of somebody who practises."""
    room = Room(central, folder, user_id)
    eye("practice", room.window)
    room.begin(FAULTY)
    eye("practice_running", room.window)
    click("practice.again")
    eye("practice_again_ask", room.window)
    dismiss()
    room.hand_in(*RIGHT)
    eye("practice_mistake", room.window)
    room.hand_in(*WRONG)
    room.look_until(Standing.SPOILT)
    eye("practice_spoilt", room.window)
    room.begin(PAY)
    room.hand_in(*RIGHT)
    room.look_until(Standing.PASSED)
    eye("practice_passed", room.window)
    click("practice.certificate")
    until(lambda: room.screen.paper.made, "no paper came")
    rest()
    eye("practice_paper", room.window)
    assert room.screen.go_back()
    room.window.show_keys()
    eye("practice_help", room.window)
    dismiss()
    assert i18n.language() == "th"
    room.close()
