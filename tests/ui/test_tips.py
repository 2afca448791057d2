from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as QtText
from PySide6.QtGui import QTextDocument

from app.ui.cells import Cell
from app.ui.surfaces import KeyValues
from app.ui.table_model import Column, FixedRows, Query, TableModel
from app.ui.texts import as_tip

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BAIT = '<b>ด่วน</b> <a href="https://update.invalid">ดาวน์โหลด</a>'


def seen(tip: str) -> str:
    """Return what a person sees of a tooltip: Qt guesses by its look whether it holds tags."""
    if not QtText.mightBeRichText(tip):
        return tip
    page = QTextDocument()
    page.setHtml(tip)
    return page.toPlainText()


@pytest.mark.parametrize("words", [BAIT, "a < b", "two\nlines", "&lt;b&gt;", "<b>two</b>\nlines", ""])
def test_a_tooltip_shows_its_words_as_they_are(words: str) -> None:
    assert seen(as_tip(words)) == words


def test_what_others_wrote_is_no_markup_in_the_tooltips_of_cells_and_facts(qtbot: QtBot) -> None:
    column = Column("name", "audit.person", show=lambda name: Cell(name, hint=name))
    model = TableModel((column,), FixedRows(({"name": BAIT},)))
    with qtbot.waitSignal(model.answered):
        model.ask(Query())
    assert seen(model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)) == BAIT
    facts = KeyValues()
    qtbot.addWidget(facts)
    long = f"{BAIT} {'a' * 100}"
    assert seen(facts.put("audit.person", long).toolTip()) == long
