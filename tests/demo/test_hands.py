from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.demo import hands
from app.demo.hands import NothingHappened, deliver_all, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

DEEP = 12


@pytest.mark.parametrize("look", [lambda: settle(0), deliver_all], ids=["settle", "deliver_all"])
def test_a_window_is_laid_out_whole_however_deep_it_is_and_however_short_the_pause(
    qtbot: QtBot, look: Callable[[], None]
) -> None:
    """Each parent hears of it only after its child: Qt delivers one of them at a go."""
    button = QPushButton("พอดี")
    window: QWidget = button
    for _ in range(DEEP):
        inside, window = window, QWidget()
        QHBoxLayout(window).addWidget(inside)
    qtbot.addWidget(window)
    window.show()
    deliver_all()
    button.setText("พอดีความกว้าง " * DEEP)
    QCoreApplication.sendPostedEvents()
    assert button.width() < button.minimumSizeHint().width()
    look()
    assert button.width() >= button.minimumSizeHint().width()


@pytest.mark.usefixtures("qapp")
def test_what_posts_itself_without_an_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Restless(QObject):
        calm = False

        def event(self, _event: QEvent) -> bool:
            if not self.calm:
                QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))
            return True

    restless = Restless()
    QCoreApplication.postEvent(restless, QEvent(QEvent.Type.User))
    monkeypatch.setattr(hands, "PATIENCE_SECONDS", 0.2)
    with pytest.raises(NothingHappened, match="without an end"):
        deliver_all()
    restless.calm = True
    deliver_all()
