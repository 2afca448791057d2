"""The results of a unit that has not paid anything yet."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.ui.screens.disbursement.results import ResultsScreen
from app.ui.texts import switch
from tests.ui.disbursement import screens
from tests.ui.disbursement.office import OfficeDesk, OfficeInquiry, open_store
from tests.ui.looking import visible_texts
from tests.ui.windows import settle

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_unit_without_any_batch_is_told_so_and_has_nothing_to_search(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, language: i18n.Language
) -> None:
    with closing(open_store(tmp_path / "new")) as store:
        desk = OfficeDesk(store)
        screen = ResultsScreen(OfficeInquiry(desk, []), screens.follow_ups(desk), desk, screens.kept(desk)[0])
        qtbot.addWidget(screen)
        screen.show()
        screen.refresh()
        settle(qtbot, qapp)
        switch(language)
        settle(qtbot, qapp)
        assert {i18n.text("results.none"), i18n.text("results.none_why")} <= visible_texts(screen)
        assert [part.isVisible() for part in (screen.table.grid, screen.filters, screen.side)] == [False] * 3
