"""Things that must hold on every screen of the shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.demo.hands import deliver_all
from app.ui import texts, theme
from tests.ui.looking import cut, unnamed, visible_texts
from tests.ui.windows import SCREENS, main_window, settle, sign_in

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.ui.samples import SampleDesk

THAI = re.compile(r"[\u0e00-\u0e7f]")
DATA = {"สำนักงานตัวอย่าง", "ภาษาไทย / English", "สมหญิง แบบอย่าง"}


@pytest.mark.parametrize("screen", SCREENS)
def test_no_control_without_a_name(qtbot: QtBot, qapp: QApplication, desk: SampleDesk, screen: str) -> None:
    window = main_window(qtbot, desk)
    window.go(screen)
    settle(qtbot, qapp)
    assert not unnamed(window)


def test_no_control_without_a_name_at_sign_in(qtbot: QtBot, desk: SampleDesk) -> None:
    assert not unnamed(sign_in(qtbot, desk))


@pytest.mark.parametrize("screen", SCREENS)
def test_another_language_reaches_every_text(qtbot: QtBot, qapp: QApplication, desk: SampleDesk, screen: str) -> None:
    window = main_window(qtbot, desk)
    window.go(screen)
    settle(qtbot, qapp)
    texts.switch("en")
    settle(qtbot, qapp)
    sample = {each.title for each in desk.home().recent} | {each.detail for each in desk.home().recent}
    left = {words for words in visible_texts(window) if THAI.search(words)} - DATA - sample
    assert not left


def test_another_language_reaches_the_sign_in_window(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    window = sign_in(qtbot, desk)
    texts.switch("en")
    assert not {words for words in visible_texts(window) if THAI.search(words)} - DATA
    assert window.windowTitle() == "Khlang · Sign in"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_no_text_is_cut(
    qtbot: QtBot, qapp: QApplication, desk: SampleDesk, screen: str, language: i18n.Language
) -> None:
    window = main_window(qtbot, desk)
    window.go(screen)
    texts.switch(language)
    settle(qtbot, qapp)
    assert not cut(window)
    window.resize(*theme.SIZES.window_min)
    settle(qtbot, qapp)
    assert not cut(window)


def test_a_screen_is_drawn_in_the_other_theme_at_once(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    settle(qtbot, qapp)
    window.change_theme()
    deliver_all()
    image = window.grab().toImage()
    assert image.pixelColor(700, 700).name() == theme.DARK.colours.ground
    assert image.pixelColor(100, 500).name() == theme.DARK.colours.panel


def test_nothing_is_cut_at_twice_the_size() -> None:
    """A process of its own, since Qt takes the scale once."""
    code = (
        "import sys, pytest; sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', 'tests/ui/test_screens.py',"
        " '-k', 'no_text_is_cut']))"
    )
    environment = {**os.environ, "QT_SCALE_FACTOR": "2", "KEEP_SCALE": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:]
