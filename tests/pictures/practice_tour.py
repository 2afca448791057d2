"""The way through practice: drills before they are begun, and one that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.demo.hands import until
from app.services.sign_in import SignIn
from app.ui.screens.practice import PracticeScreen
from app.workplace import Workplace
from tests.helpers.workstation import Workstation
from tests.pictures.album import dispose, rest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central
    from tests.pictures.album import Eye


def see(central: Central, folder: Path, eye: Eye, user_id: str = "MAKER02") -> None:
    """See the room of somebody who practises."""
    station = Workstation.at(folder, central)
    station.sign_in = SignIn(station.paths, station.vault, station.settings, station.clock, practice=True)
    station.enter(central, user_id)
    place = Workplace(station.desk, station.sign_in, station.settings)
    place.window.resize(1366, 768)
    place.window.show()
    place.window.go("practice")
    screen = place.window.page("practice")
    assert isinstance(screen, PracticeScreen)
    screen._clock.stop()  # nothing changes under the eye
    until(lambda: screen.chosen() is not None, "there is no drill")
    rest()
    eye("practice", place.window)
    screen.side.begin.click()
    until(lambda: any("ทำตอนนี้" in one or "Now" in one for one in screen.side.steps()), "it was not begun")
    rest()
    eye("practice_running", place.window)
    place.window.hide()
    place.close()
    dispose(place.window)
