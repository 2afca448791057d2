"""Changing one's password at the desk, against a real central system; and being told in time that it expires."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app import i18n
from app.demo.hands import deliver_all
from app.domain.values.errors import Unreachable
from app.ui import ports, worker
from app.ui.screens.access.change_password import ChangePasswordDialog
from app.ui.screens.home import HomeScreen
from app.ui.screens.settings import SettingsScreen
from app.workplace import Workplace
from tests.helpers.raw_central import UNIT, running
from tests.helpers.workstation import Workstation
from tests.ui.looking import cut, named, press, type_words, unnamed, visible_texts
from tests.ui.samples import NOW, SampleDesk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

NEW = "น้ำใจงามนะเพื่อนเอ๋ย"


@pytest.fixture
def place(tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[Workplace, Workstation, str]]:
    with running(tmp_path / "central") as central:
        station = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER01")
        workplace = Workplace(station.desk, station.sign_in, station.settings)
        qtbot.addWidget(workplace.window)
        workplace.window.show()
        yield workplace, station, central.password(UNIT, "MAKER01")
        qtbot.waitUntil(lambda: worker.shared().idle)
        station.crash()


def opened(workplace: Workplace) -> ChangePasswordDialog:
    """Open the dialog as a person does, from the settings."""
    workplace.window.go("settings")
    screen = workplace.window.page("settings")
    assert isinstance(screen, SettingsScreen)
    screen.password.click()
    (dialog,) = workplace.window.findChildren(ChangePasswordDialog)
    return dialog


def typed(dialog: ChangePasswordDialog, current: str, new: str) -> None:
    dialog.current.set_text(current)
    dialog.form.password.set_text(new)
    dialog.form.repeated.set_text(new)
    dialog.form.button.click()


def test_the_new_password_signs_in_and_opens_the_key(place: tuple[Workplace, Workstation, str], qtbot: QtBot) -> None:
    workplace, station, old = place
    dialog = opened(workplace)
    assert not dialog.form.activation.isVisible()
    typed(dialog, "ไม่ใช่รหัสเดิม-ไม่ใช่", NEW)
    qtbot.waitUntil(lambda: dialog.current.wrong)
    typed(dialog, old, f"{old}-MAKER01")
    assert dialog.form.password.wrong
    typed(dialog, old, NEW)
    done = i18n.text("new_password.done")
    qtbot.waitUntil(lambda: done in visible_texts(workplace.window))
    station.sign_in.unlock(station.desk, NEW)
    station.sign_in.resume(station.desk, NEW)


def test_enter_after_a_password_that_is_too_short_says_so_before_it_asks_for_the_repetition(
    place: tuple[Workplace, Workstation, str],
) -> None:
    dialog = opened(place[0])
    dialog.current.set_text(place[2])
    form = dialog.form
    form.password.edit.setFocus()
    type_words(form.password.edit, "สั้น")
    press(form.password.edit, "Return")
    assert i18n.text("new_password.broken_length", found=4) in visible_texts(dialog)
    assert not form.repeated.wrong
    form.password.set_text(NEW)
    press(form.password.edit, "Return")
    assert form.repeated.wrong


def test_after_an_error_the_keyboard_is_where_it_was(qtbot: QtBot) -> None:
    def away(*_: str) -> object:
        raise Unreachable("server_unreachable")

    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    desk = SampleDesk()
    dialog = ChangePasswordDialog(window, lambda _, new: desk.judge("", "", "", new), away, "")
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.form.repeated.edit.setFocus()
    typed(dialog, "น้ำใจงาม maker01", NEW)
    qtbot.waitUntil(dialog.error.isVisible)
    assert dialog.focusWidget() is dialog.form.repeated.edit


def test_a_password_used_before_is_refused_at_its_rule(place: tuple[Workplace, Workstation, str], qtbot: QtBot) -> None:
    workplace, station, old = place
    station.sign_in.change_password(station.desk, old, NEW)
    dialog = opened(workplace)
    typed(dialog, NEW, old)
    qtbot.waitUntil(lambda: dialog.form.password.wrong)
    assert dialog.isVisible()
    assert i18n.text("errors.password_reused") in visible_texts(dialog)
    assert i18n.text("new_password.by_policy") in visible_texts(dialog)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_dialog_has_names_and_room(place: tuple[Workplace, Workstation, str], language: i18n.Language) -> None:
    i18n.use(language)
    dialog = opened(place[0])
    deliver_all()
    assert not unnamed(dialog)
    assert not cut(dialog)


class ArrivedDesk(SampleDesk):
    arrival = ports.Arrival()

    def home(self) -> ports.HomeState:
        return replace(super().home(), arrival=self.arrival)


def home_with(qtbot: QtBot, arrival: ports.Arrival) -> HomeScreen:
    desk = ArrivedDesk()
    desk.arrival = arrival
    screen = HomeScreen(desk)
    qtbot.addWidget(screen)
    screen.resize(1000, 700)
    screen.show()
    screen.refresh()
    qtbot.waitUntil(lambda: bool(screen._tiles))
    return screen


def test_home_tells_when_and_where_the_person_signed_in_before(qtbot: QtBot) -> None:
    screen = home_with(qtbot, ports.Arrival(NOW - timedelta(days=1), "FIN-PC-03"))
    assert screen.last_time.text() == i18n.text("home.last_time", at="20 พ.ย. 2569 13:48", device="FIN-PC-03")
    assert screen.last_time.isVisible()
    assert not home_with(qtbot, ports.Arrival()).last_time.isVisible()


@pytest.mark.parametrize(("days", "told"), [(15, False), (14, True), (1, True), (0, True)])
def test_from_fourteen_days_before_home_says_that_the_password_expires(qtbot: QtBot, days: int, told: bool) -> None:
    screen = home_with(qtbot, ports.Arrival(password_expires_at=NOW + timedelta(days=days)))
    assert screen.expiry.isVisible() is told
    if told:
        key = "home.password_expires_soon" if days else "home.password_expires_today"
        assert screen.expiry.words.text() == i18n.text(key, count=days)
        with qtbot.waitSignal(screen.navigate) as asked:
            named(screen, i18n.text("home.change_password")).click()  # type: ignore[attr-defined]
        assert asked.args == ["settings", "password"]
