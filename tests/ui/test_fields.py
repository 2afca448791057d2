from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from app import i18n
from app.demo.hands import deliver_all
from app.ui import texts
from app.ui.fields import CheckField, ComboField, TextArea, TextField, form_is_right
from app.ui.password_field import PasswordField
from app.ui.surfaces import Column, row_of, scroll_page
from app.ui.texts import Label
from app.ui.typed_fields import DateField, SearchField
from tests.ui.looking import named, type_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NOTCH = 120
"""One step of a mouse wheel, as Qt counts it."""
GLASS = 44
"""What the magnifying glass and the edges of a search take at least."""


@pytest.mark.parametrize("typed", ["21/11/2569", "21/11/69", "2026-11-21", "21 พ.ย. 69", "๒๑/๑๑/๒๕๖๙"])
def test_a_day_is_read_in_either_era_and_shown_in_one_form(qtbot: QtBot, typed: str) -> None:
    field = DateField("pdf.copies")
    qtbot.addWidget(field)
    field.set_text(typed)
    assert field.check()
    assert field.value() == date(2026, 11, 21)
    assert field.text() == "21 พ.ย. 2569"


def test_leaving_a_wrong_field_shows_the_error_and_typing_takes_it_away(qtbot: QtBot) -> None:
    field, other = DateField("pdf.copies"), TextField("pdf.pages")
    for each in (field, other):
        qtbot.addWidget(each)
        each.show()
    field.edit.setFocus()
    type_words(field.edit, "99/99/2569")
    field.edit.editingFinished.emit()
    assert field.wrong
    type_words(field.edit, "1")
    assert not field.wrong


def test_a_form_shows_every_error_and_goes_to_the_first(qtbot: QtBot) -> None:
    first, second, third = (
        TextField("pdf.copies"),
        TextField("pdf.pages", required=True),
        TextArea("ui.reason", required=True),
    )
    for each in (first, second, third):
        qtbot.addWidget(each)
    assert not form_is_right(first, second, third)
    assert [each.wrong for each in (first, second, third)] == [False, True, True]


def test_a_wrong_field_below_the_edge_of_its_page_comes_into_sight_with_what_is_said_of_it(qtbot: QtBot) -> None:
    area, page = scroll_page()
    qtbot.addWidget(area)
    area.resize(400, 300)
    last = TextArea("ui.reason", required=True)
    page.add(*(TextField("pdf.copies") for _ in range(12)), last)
    area.show()
    qtbot.waitUntil(area.isActiveWindow)
    assert last.edit.visibleRegion().isEmpty()
    assert not form_is_right(last)
    said = next(each for each in last.findChildren(Label) if each.text() == i18n.text("ui.field_required"))
    qtbot.waitUntil(lambda: said.visibleRegion().boundingRect().size() == said.size())
    assert last.edit.visibleRegion().boundingRect().size() == last.edit.size()


def test_caps_lock_and_a_thai_keyboard_are_told_under_a_password(qtbot: QtBot) -> None:
    field = PasswordField("sign_in.password")
    qtbot.addWidget(field)
    field.show()
    type_words(field.edit, "a")
    assert field.edit.accessibleDescription() == ""
    type_words(field.edit, "A")
    assert field.edit.accessibleDescription() == i18n.text("ui.caps_lock")
    type_words(field.edit, "ก")
    assert field.edit.accessibleDescription() == i18n.text("ui.thai_keyboard")
    assert field.edit.echoMode() == QLineEdit.EchoMode.Password


def test_a_choice_keeps_its_value_when_the_language_or_the_offer_changes(qtbot: QtBot) -> None:
    field = ComboField("settings.theme", [("light", "settings.theme_light"), ("dark", "settings.theme_dark")])
    qtbot.addWidget(field)
    field.set_text("dark")
    texts.switch("en")
    assert (field.text(), field.combo.currentText()) == ("dark", "Dark")
    field.offer([("dark", "=Very dark"), ("light", "=Bright")])
    assert field.text() == "dark"


def turn_the_wheel(widget: QWidget, notches: int) -> None:
    """Turn the wheel over the middle of a widget, a notch at a time; downwards as a positive number."""
    window, place = widget.window().windowHandle(), widget.mapTo(widget.window(), widget.rect().center())
    for _ in range(abs(notches)):
        QTest.wheelEvent(window, QPointF(place), QPoint(0, -NOTCH if notches > 0 else NOTCH))


@pytest.mark.parametrize("focused", [False, True])
def test_the_wheel_over_a_choice_scrolls_the_page_and_chooses_nothing(qtbot: QtBot, focused: bool) -> None:
    area, page = scroll_page()
    qtbot.addWidget(area)
    area.resize(400, 300)
    field = ComboField("settings.theme", [("light", "settings.theme_light"), ("dark", "settings.theme_dark")])
    page.add(field, *(TextField("pdf.copies") for _ in range(12)))
    area.show()
    qtbot.waitUntil(area.isActiveWindow)
    choice, bar = named(area, i18n.text("settings.theme")), area.verticalScrollBar()
    if focused:
        choice.setFocus()
    chosen: list[str] = []
    field.changed.connect(lambda: chosen.append(field.text()))
    turn_the_wheel(choice, 1)
    assert (field.text(), chosen) == ("light", [])
    qtbot.waitUntil(lambda: bar.value() > 0)
    field.set_text("dark")
    chosen.clear()
    bar.setValue(bar.singleStep())
    turn_the_wheel(choice, -1)
    assert (field.text(), chosen) == ("dark", [])
    qtbot.waitUntil(lambda: bar.value() < bar.singleStep())


def test_names_and_hints_follow_the_language(qtbot: QtBot) -> None:
    field, tick, search = (
        TextField("pdf.pages", hint="pdf.pages_hint"),
        CheckField("settings.mask_accounts"),
        SearchField("audit.search"),
    )
    for each in (field, tick, search):
        qtbot.addWidget(each)
    texts.switch("en")
    assert field.edit.accessibleName() == "Pages"
    assert field.edit.accessibleDescription() == i18n.words("en", "pdf.pages_hint")
    assert tick.text() == i18n.words("en", "settings.mask_accounts")
    assert search.accessibleName() == i18n.words("en", "audit.search")


@pytest.mark.parametrize("lines", [1, 2, 3, 5])
def test_a_text_area_shows_all_its_lines_at_once(qtbot: QtBot, lines: int) -> None:
    area = TextArea("register.import_reason", lines=lines)
    qtbot.addWidget(area)
    area.show()
    area.set_text("\n".join(["ปู่ญี่ที่กู้"] * lines))
    deliver_all()
    assert area.edit.verticalScrollBar().maximum() == 0
    area.set_text("\n".join(["ปู่ญี่ที่กู้"] * (lines + 1)))
    deliver_all()
    assert area.edit.verticalScrollBar().maximum() > 0


def test_a_text_area_keeps_its_lines_where_there_is_no_room(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    area = TextArea("register.import_reason", lines=2)
    Column(page).add(area)
    page.resize(300, 1)
    page.show()
    area.set_text("ปู่ญี่ที่กู้\nปู่ญี่ที่กู้")
    deliver_all()
    assert area.edit.verticalScrollBar().maximum() == 0


def test_several_lines_end_where_the_wire_ends(qtbot: QtBot) -> None:
    area = TextArea("ui.reason", length_max=10)
    qtbot.addWidget(area)
    type_words(area.edit, "ก" * 9)
    area.edit.insertPlainText("ขคง")
    assert area.text() == "ก" * 9 + "ข"
    assert area.edit.accessibleDescription() == i18n.text("ui.text_full", count=10), "what was left out is told"
    type_words(area.edit, "จ")
    assert area.text() == "ก" * 9 + "ข"
    assert area.edit.textCursor().atEnd()
    area.set_text("")
    type_words(area.edit, "ใหม่")
    assert area.text() == "ใหม่"
    assert not area.wrong


def test_of_what_comes_into_the_middle_of_full_lines_only_that_is_left_out(qtbot: QtBot) -> None:
    area = TextArea("ui.reason", length_max=10)
    qtbot.addWidget(area)
    type_words(area.edit, "12345678")
    area.edit.moveCursor(QTextCursor.MoveOperation.Start)
    area.edit.insertPlainText("ก\nขคง😀")
    assert area.text() == "ก\n12345678"
    assert area.edit.textCursor().position() == len("ก\n")
    type_words(area.edit, "😀")
    assert area.text() == "ก\n12345678"


def test_a_step_back_brings_nothing_that_was_left_out(qtbot: QtBot) -> None:
    area = TextArea("ui.reason", length_max=10)
    qtbot.addWidget(area)
    type_words(area.edit, "12345678")
    area.edit.insertPlainText("กขค")
    area.edit.undo()
    assert area.text() == "12345678กข"
    type_words(area.edit, "ง")
    area.edit.undo()
    assert area.text() == "12345678กข"
    assert area.edit.textCursor().atEnd()


def test_a_search_says_whole_what_it_looks_for_where_there_is_room(qtbot: QtBot) -> None:
    page, field = QWidget(), SearchField("receipt_book.search")
    qtbot.addWidget(page)
    page.setLayout(row_of(field, Label("receipt_book.title"), None))
    page.resize(900, 60)
    page.show()
    words = field.fontMetrics().horizontalAdvance(field.placeholderText())
    assert field.width() >= words + GLASS
    page.resize(words + GLASS, 60)
    deliver_all()
    assert field.width() < words, "where there is none it gives way"
