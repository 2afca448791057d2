"""A locked desk stays locked and keeps its work, however long it is left and whatever brushes against it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.services.sync import SyncState
from app.ui import worker
from app.workplace import Workplace
from tests.helpers.raw_central import UNIT, running
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def place(tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[Workplace, str]]:
    """Seat a maker before the real windows; give the workplace and the password."""
    with running(tmp_path / "central") as central:
        station = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
        workplace = Workplace(station.desk, station.sign_in, station.settings)
        qtbot.addWidget(workplace.window)
        workplace.window.show()
        yield workplace, central.password(UNIT, "MAKER01")
        qtbot.waitUntil(lambda: worker.shared().idle)
        station.crash()


def test_a_second_quarter_of_an_hour_does_not_sign_the_person_out(place: tuple[Workplace, str], qtbot: QtBot) -> None:
    workplace, password = place
    out: list[bool] = []
    workplace.window.signed_out.connect(lambda: out.append(True))
    for _ in range(2):
        workplace.presence.idle.idle.emit()
    assert not out
    prompt = workplace.presence.prompt
    assert prompt is not None
    assert prompt.isVisible()
    prompt.password.edit.setText(password)
    prompt.go.click()
    qtbot.waitUntil(lambda: workplace.presence.prompt is None, timeout=20_000)
    whole = workplace.window.centralWidget()
    assert whole is not None
    assert whole.isVisible()
    workplace.presence.idle.idle.emit()
    assert not whole.isVisible()
    assert not out


def test_a_password_that_was_put_off_is_not_asked_for_again_because_the_banks_clock_moved(
    place: tuple[Workplace, str], qtbot: QtBot
) -> None:
    workplace, _ = place
    ended = SyncState(online=True, needs_password=True)
    workplace._heard(ended)
    prompt = workplace.presence.prompt
    assert prompt is not None
    prompt.reject()
    assert workplace.presence.prompt is None
    clock = workplace.desk.clock
    for hours in (1, -2):
        clock.learn(clock.difference + timedelta(hours=hours))
        workplace._heard(ended)
        assert workplace.presence.prompt is None
