"""A locked desk stays locked and keeps its work, however long it is left and whatever brushes against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.domain.disbursement.transfer import Field
from app.services.sync import SyncState
from app.ui import worker
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.workplace import Workplace
from tests.helpers.raw_central import UNIT, Central, running
from tests.helpers.workstation import Workstation
from tests.ui.looking import press, type_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    with running(tmp_path / "central") as started:
        yield started


@pytest.fixture
def station(tmp_path: Path, central: Central) -> Iterator[Workstation]:
    entered = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
    yield entered
    entered.crash()


@pytest.fixture
def place(station: Workstation, central: Central, qtbot: QtBot) -> Iterator[tuple[Workplace, str]]:
    """Seat a maker before the real windows; give the workplace and the password."""
    workplace = Workplace(station.desk, station.sign_in, station.settings)
    qtbot.addWidget(workplace.window)
    workplace.window.show()
    yield workplace, central.password(UNIT, "MAKER01")
    qtbot.waitUntil(lambda: worker.shared().idle)


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
    qtbot.waitUntil(lambda: workplace.presence.prompt is None)
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
    workplace._heard(replace(ended, busy=True))
    workplace._heard(ended)
    assert workplace.presence.prompt is not None  # the person asked for the exchange just now


def test_what_is_being_typed_in_a_cell_is_there_after_the_lock(
    place: tuple[Workplace, str], station: Workstation, qtbot: QtBot
) -> None:
    """The cell is open and nothing of it is saved when the desk locks itself; the session goes on in place."""
    workplace, password = place
    workplace.window.go("editor", station.draft())
    editor = workplace.window.page("editor")
    assert isinstance(editor, BatchEditor)
    qtbot.waitUntil(lambda: editor.rows.model.rowCount() == 3)
    editor.rows.go_to(2, Field.NAME)
    press(editor.rows.grid, "F2")
    cell = editor.rows.grid.findChild(QLineEdit)
    assert cell is not None
    cell.selectAll()
    type_words(cell, "นางสาวน้ำฝน พิสู")
    workplace.presence.lock()
    prompt = workplace.presence.prompt
    assert prompt is not None
    assert not editor.isVisible()
    prompt.password.edit.setText(password)
    prompt.go.click()
    qtbot.waitUntil(lambda: workplace.presence.prompt is None)
    assert editor.isVisible()

    def said() -> str:
        still_open = editor.rows.grid.findChild(QLineEdit)
        if still_open is not None and still_open.isVisible():
            return still_open.text()
        return str(editor.rows.model.index_of(2, Field.NAME).data(Qt.ItemDataRole.EditRole))

    assert said() == "นางสาวน้ำฝน พิสู"


def test_a_line_at_the_foot_counts_the_seconds_before_the_lock(place: tuple[Workplace, str]) -> None:
    workplace, _ = place
    workplace.presence.idle.soon.emit(10)
    assert workplace.presence.warning.isVisible()
    workplace.presence.idle.idle.emit()
    assert not workplace.presence.warning.isVisible()


def test_a_workstation_taken_out_of_use_leads_back_to_the_door(place: tuple[Workplace, str], qtbot: QtBot) -> None:
    workplace, _ = place
    workplace.desk.lock_out("2026-11-23T02:15:00.000Z")
    with qtbot.waitSignal(workplace.window.signed_out):
        workplace._heard(SyncState(problem="workstation_revoked"))
