"""The bar at the top of a small window, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from app import i18n
from app.demo.hands import deliver_all
from app.ui.texts import switch
from app.ui.theme import SIZES, SPACE
from app.ui.top_bar import TopBar
from tests.ui.looking import named

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

AGENCY, UNIT = "กรมตัวอย่างพัฒนา กระทรวงตัวอย่าง", "หน่วยเบิกจ่าย กองคลัง กรมตัวอย่างพัฒนา 2102000001"


@pytest.mark.parametrize("width", [SIZES.window_min[0], 1024])
@pytest.mark.parametrize("parent_agency", [False, True])
def test_the_words_of_the_search_end_before_its_key(qtbot: QtBot, width: int, parent_agency: bool) -> None:
    bar = TopBar(parent_agency=parent_agency)
    qtbot.addWidget(bar)
    bar.show_state(AGENCY, UNIT, datetime(2026, 11, 23, 2, 1, tzinfo=UTC), time(15, 30))
    bar.resize(width, SIZES.top_bar)
    bar.show()
    for language in ("th", "en", "th"):
        switch(language)
        deliver_all()
        search = named(bar, i18n.text("ui.search_hint_people" if parent_agency else "ui.search_hint"))
        assert isinstance(search, QPushButton)
        [key] = search.findChildren(QLabel)
        words_end = QPushButton.minimumSizeHint(search).width() - SPACE.m  # it has as much room after them as before
        assert key.geometry().left() >= words_end, language
        assert bar.width() == width
