from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QPushButton, QWidget

from app import i18n
from app.domain.access.permissions import Action
from app.ui import ports, theme
from app.ui.buttons import Button
from app.ui.command_palette import CommandPalette
from app.ui.fields import TextField
from app.ui.help_keys import show_help
from app.ui.main_window import MainWindow
from app.ui.messages import Dialog, Question, confirm
from app.ui.navigation import Place
from app.ui.pdf_preview import PdfPreview
from app.ui.screens.home import HomeScreen
from app.ui.surfaces import scroll_page
from app.ui.texts import Label
from app.ui.theme import SIZES
from tests.ui.looking import named, press, type_words
from tests.ui.samples import NOW
from tests.ui.windows import main_window, settle

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from pytestqt.qtbot import QtBot

    from tests.ui.samples import SampleDesk


def shown(window: MainWindow) -> str:
    return window._here[0]


def test_screens_are_reached_by_number_and_esc_goes_back(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    press(window, "Alt+2")
    assert shown(window) == "audit"
    press(window, "Alt+3")
    assert shown(window) == "settings"
    press(window, "Esc")
    press(window, "Esc")
    assert shown(window) == "home"


def test_only_screens_a_role_may_use_are_there(qtbot: QtBot, desk: SampleDesk) -> None:
    places = [
        Place("home", "home.nav", "house", lambda: HomeScreen(desk)),
        Place("approvals", "audit.title", "badge-check", lambda: HomeScreen(desk), needs=Action.APPROVE_BATCH),
    ]
    window = MainWindow(desk, places)
    qtbot.addWidget(window)
    assert list(window.navigation.items) == ["home"]
    window.go("approvals")
    assert shown(window) == ""


def test_the_palette_finds_screens_actions_and_objects(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    press(window, "Ctrl+K")
    palette = window.findChild(CommandPalette)
    assert isinstance(palette, CommandPalette)
    type_words(palette.field, i18n.text("audit.title"))
    assert palette.list.item(0).text() == i18n.text("audit.title")
    qtbot.waitUntil(lambda: palette.list.count() == 3)
    assert palette.list.item(1).text() == "ชุดจ่ายเงิน"
    assert palette.list.item(2).text() == f"{i18n.text('audit.title')} ตุลาคม 2569"
    press(palette.field, "Return")
    assert shown(window) == "audit"


def test_the_palette_does_what_the_screen_in_sight_can_do_and_no_more(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    home, pressed = window._screens["home"], list[str]()
    layout = home.layout()
    assert layout is not None

    def offer(key: str) -> Button:
        made = Button(key, act=lambda: pressed.append(key))
        layout.addWidget(made)
        return made

    offer("pdf.print")
    offer("pdf.save").setEnabled(False)
    last = [offer("pdf.next") for _ in range(2)][-1]
    qtbot.waitUntil(last.isVisible)

    def found(key: str) -> CommandPalette:
        palette = window.show_palette()
        type_words(palette.field, i18n.text(key))
        return palette

    for key in ("pdf.save", "pdf.next"):  # off, and nobody could say which
        palette = found(key)
        assert palette.list.count() == 0
        palette.reject()
    palette = found("pdf.print")
    assert palette.list.item(0).text() == i18n.text("pdf.print")
    press(palette.field, "Return")
    assert pressed == ["pdf.print"]
    window.go("audit")
    assert found("pdf.print").list.count() == 0


def test_f5_syncs_and_the_state_below_follows(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    desk.sync_answer = ports.SyncState(NOW, online=False)
    with qtbot.waitSignal(window.synced):
        press(window, "F5")
    assert desk.synced == 1
    settle(qtbot, qapp)
    assert named(window.navigation, i18n.text("ui.sync_offline")).isEnabled()


def test_a_badge_is_read_with_its_screen(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.navigation.items["audit"].show_count(4)
    words = i18n.text("ui.nav_waiting", name=i18n.text("audit.title"), count=4)
    assert named(window.navigation, words) is window.navigation.items["audit"]


def test_language_and_theme_are_switched_and_told(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    with qtbot.waitSignal(window.language_chosen) as language:
        press(window, "Ctrl+Shift+L")
    assert language.args == ["en"]
    assert window.windowTitle() == "Home · Khlang"
    with qtbot.waitSignal(window.theme_chosen) as chosen:
        press(window, "Ctrl+Shift+D")
    assert chosen.args == ["dark"]
    assert theme.current() is theme.DARK


def test_f1_shows_the_keys_of_the_screen(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.go("audit")
    press(window, "F1")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.windowTitle() == i18n.text("audit.title")
    dialog.close()


@pytest.mark.qt_log_ignore(r"does not support (raise|grabbing)")  # of a menu that opens without a window manager
def test_practice_is_reached_from_help_menu_and_palette_and_not_from_within_itself(
    qtbot: QtBot, desk: SampleDesk
) -> None:
    window, words = main_window(qtbot, desk), i18n.text("practice.open")

    def in_the_palette() -> list[QLineEdit]:
        palette = window.show_palette()
        type_words(palette.field, words)
        found = [palette.list.item(at).text() for at in range(palette.list.count())]
        return [palette.field for each in found if each == words]

    def in_the_menu() -> list[QAction]:
        window.navigation.person_asked.emit()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return [each for each in menu.actions() if each.text() == words]

    def in_the_help() -> list[QPushButton]:
        press(window, "F1")
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        return [each for each in dialog.findChildren(QPushButton) if each.accessibleName() == words]

    def leave() -> None:
        for each in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
            if each is not None:
                each.close()

    for ways in (in_the_palette, in_the_menu, in_the_help):
        assert not ways()
        leave()
    window.offers_practice = True
    with qtbot.waitSignal(window.practice_asked):
        press(in_the_palette()[0], "Return")
    leave()
    with qtbot.waitSignal(window.practice_asked):
        in_the_menu()[0].trigger()
    leave()
    with qtbot.waitSignal(window.practice_asked):
        in_the_help()[0].click()
    assert QApplication.activeModalWidget() is None


def test_a_tile_opens_its_list(qtbot: QtBot, qapp: QApplication, desk: SampleDesk) -> None:
    desk.tiles = (ports.Tile("drafts", 2, "audit"),)
    window = main_window(qtbot, desk)
    settle(qtbot, qapp)
    words = f"{i18n.text('home.drafts')} 2"
    named(window, words).setFocus()
    press(named(window, words), "Space")
    assert shown(window) == "audit"


def test_place_and_size_are_remembered_for_the_person(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.resize(960, 620)
    window.close()
    assert main_window(qtbot, desk).size().toTuple() == (960, 620)


def test_the_banner_cannot_be_closed_and_speaks_the_language_in_use(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    assert window.banner.words.text() == desk.state().banner_th
    window.change_language()
    assert window.banner.words.text() == desk.state().banner_en
    assert window.banner.isVisible()


def test_the_focus_stays_on_the_screen_when_the_button_of_an_act_goes_away(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    screen = window._screens["home"]
    button = QPushButton("ระงับทันที", screen)  # the last of the screen: the next in turn is outside it
    button.show()
    button.setFocus()
    assert QApplication.focusWidget() is button
    button.hide()
    now = QApplication.focusWidget()
    assert now is not None
    assert now is screen or screen.isAncestorOf(now)


def test_the_focus_stays_on_the_screen_when_the_button_of_an_act_goes_away_behind_a_question(
    qtbot: QtBot, desk: SampleDesk
) -> None:
    window = main_window(qtbot, desk)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    screen = window._screens["home"]
    button = QPushButton("ลบร่าง", screen)
    button.show()
    button.setFocus()
    asked = confirm(window, Question("ui.product", "ui.close"), lambda: None)
    qtbot.waitUntil(asked.isActiveWindow)
    button.hide()
    asked.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    now = QApplication.focusWidget()
    assert now is not None
    assert now is screen or screen.isAncestorOf(now)


def test_the_keyboard_stays_on_a_screen_when_the_button_that_has_it_goes_out(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    screen = window._screens["home"]
    beside, covered = QPushButton("กลับ", screen), QWidget(screen)
    beside.show()
    covered.hide()
    for proxy in (screen.focusProxy(), covered):
        if proxy is not None:
            screen.setFocusProxy(proxy)
        button = QPushButton("ลบร่าง", screen)
        button.show()
        button.setFocus()
        assert QApplication.focusWidget() is button
        button.setEnabled(False)
        now = QApplication.focusWidget()
        assert now is not None
        assert now is screen or screen.isAncestorOf(now)
        button.hide()


def test_a_page_of_a_screen_is_turned_from_a_button_beside_it(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    screen = window._screens["home"]
    area, page = scroll_page()
    page.add(*(Label("ui.product", role="hero") for _ in range(40)))
    area.setParent(screen)
    area.setGeometry(screen.rect().adjusted(0, 0, 1, 1))  # larger than any area of the screen's own
    area.show()
    button = QPushButton("กลับ", screen)
    button.show()
    button.setFocus()
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    press(button, "PgDown")
    assert bar.value() > 0
    press(button, "PgUp")
    assert bar.value() == 0


def test_help_longer_than_the_screen_is_scrolled_above_its_button(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    keys = [(f"Ctrl+{chr(letter)}", "ui.key_sync") for letter in range(ord("A"), ord("Z"))]
    dialog = show_help(window, None, keys, lambda: None)
    qtbot.waitUntil(dialog.isActiveWindow)
    close, way = named(dialog, "ปิด"), named(dialog, i18n.text("practice.open"))
    assert dialog.height() <= dialog.screen().availableGeometry().height()
    assert dialog.rect().contains(close.geometry())
    assert QApplication.focusWidget() is close
    assert close.visibleRegion().boundingRect().size() == close.size()
    assert way.visibleRegion().isEmpty()
    press(close, "PgDown")
    press(close, "PgDown")
    assert not way.visibleRegion().isEmpty()
    in_turn: list[QWidget] = [dialog]
    while (following := in_turn[-1].nextInFocusChain()) is not None and following is not dialog:
        in_turn.append(following)
    assert in_turn.index(way) < in_turn.index(close)
    assert not [each for each in dialog.findChildren(Label) if each.height() < each.sizeHint().height()]
    dialog.close()


def test_a_dialog_longer_than_the_screen_begins_at_its_first_field(qtbot: QtBot, desk: SampleDesk) -> None:
    dialog = Dialog(main_window(qtbot, desk), "ui.product")
    field = TextField("ui.reason")
    dialog.body.add(field, *(Label("ui.product", role="hero") for _ in range(40)))
    dialog.add_button(Button("ui.close", act=dialog.accept))
    field.setFocus()
    dialog.open()
    assert field.edit.isVisible()  # a window system gives the keyboard to nothing that is not there yet
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field.edit)
    assert dialog.height() <= dialog.screen().availableGeometry().height()
    dialog.close()


LOW_SCREEN = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 960, 500))
"""A screen of 1920 by 1080 pixels at 200 %, with the bar of a desktop at its edge."""


def test_on_a_low_screen_the_window_fills_it_and_reaches_over_no_edge(
    qtbot: QtBot, desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MainWindow, "screen", lambda _: LOW_SCREEN)
    window = main_window(qtbot, desk)
    assert window.isMaximized()
    assert window.minimumHeight() <= 500 - SIZES.window_frame
    assert window.minimumSizeHint().height() <= window.minimumHeight(), "what does not fit is scrolled"


def test_tab_leads_to_everything_of_a_screen_from_its_beginning(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.go("audit")
    page = window.page("audit")
    parts = [each for each in page.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
    wanted = {each for each in parts if each.focusPolicy() & Qt.FocusPolicy.TabFocus}
    assert len(wanted) > 1
    window.navigation.items["audit"].setFocus()
    passed: list[QWidget | None] = []
    while QApplication.focusWidget() not in passed:
        passed.append(QApplication.focusWidget())
        press(window, "Tab")
    assert not [each.accessibleName() for each in wanted.difference(passed)]


def test_esc_empties_a_search_before_it_leads_back(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.go("audit")
    page = window.page("audit")
    search = page.findChildren(QLineEdit)[0]
    search.setFocus()
    type_words(search, "สมหญิง")
    press(search, "Escape")
    assert not search.text()
    assert page.isVisible()
    press(search, "Escape")
    assert not page.isVisible()


def test_tab_goes_on_past_a_screen_whose_list_is_empty(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.go("audit")
    page = window.page("audit")
    search, list_itself = page.findChildren(QLineEdit)[0], page.focusProxy()
    assert list_itself is not None
    type_words(search, "ไม่มีคำนี้ที่ใดเลย")
    qtbot.waitUntil(lambda: not list_itself.isVisible())
    bar = named(window, i18n.text("ui.search_hint"))
    for forward, outside in ((True, window.navigation.items["audit"]), (False, bar)):
        outside.setFocus()
        passed: list[QWidget | None] = []
        while (now := QApplication.focusWidget()) not in passed:
            passed.append(now)
            press(window, "Tab" if forward else "Shift+Tab")
        assert search in passed
        assert now is outside, "once around, and not one part over and over"


def tabbed_through(window: QWidget) -> list[str]:
    """Return what stops the Tab key on its way once around, by name."""
    passed: list[QWidget | None] = []
    while QApplication.focusWidget() not in passed:
        passed.append(QApplication.focusWidget())
        press(window, "Tab")
    return [part.accessibleName() for part in passed if part is not None]


def preview_of_a_paper() -> PdfPreview:
    """Return a preview whose tools can be used."""
    preview = PdfPreview()
    preview._enable(True)
    return preview


def test_tab_passes_nothing_by_that_stands_above_the_work_of_a_part_of_a_screen(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    window.go("settings")
    preview = preview_of_a_paper()
    preview.setParent(window.page("settings"))
    preview.show()
    window.navigation.items["settings"].setFocus()
    assert {i18n.text("pdf.save"), i18n.text("pdf.print")} <= set(tabbed_through(window))


def test_tab_passes_nothing_by_in_a_dialog(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    dialog = Dialog(window, "pdf.print_title")
    dialog.body.add(TextField("pdf.copies"), preview_of_a_paper())
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert {i18n.text("pdf.save"), i18n.text("pdf.print")} <= set(tabbed_through(dialog))


def test_whoever_signs_out_while_a_command_has_no_answer_is_told_and_asked(qtbot: QtBot, desk: SampleDesk) -> None:
    desk.sync_answer = replace(desk.sync_answer, queued=2)
    window = main_window(qtbot, desk)
    left: list[bool] = []
    window.signed_out.connect(lambda: left.append(True))
    window._sign_out()
    qtbot.waitUntil(lambda: bool(window.findChildren(Dialog)))
    [dialog] = window.findChildren(Dialog)
    told = {label.text() for label in dialog.findChildren(Label)}
    assert {i18n.text("ui.leave_unanswered", count=2), i18n.text("ui.leave_unanswered_why")} <= told
    assert not left
    go = named(dialog, i18n.text("ui.sign_out"))
    assert isinstance(go, QAbstractButton)
    go.click()
    assert left == [True]


def press_x(window: QWidget) -> None:
    """Close a window as its own button does."""
    QCoreApplication.sendEvent(window.windowHandle(), QCloseEvent())


def test_whoever_closes_the_window_while_a_command_has_no_answer_is_asked_too(qtbot: QtBot, desk: SampleDesk) -> None:
    desk.sync_answer = replace(desk.sync_answer, queued=2)
    window = main_window(qtbot, desk)
    qtbot.waitUntil(lambda: window._state is not None and window._state.sync.queued == 2)
    closed: list[bool] = []
    window.closed.connect(lambda: closed.append(True))
    press_x(window)
    qtbot.waitUntil(lambda: bool(window.findChildren(Dialog)))
    [dialog] = window.findChildren(Dialog)
    assert i18n.text("ui.leave_unanswered", count=2) in {label.text() for label in dialog.findChildren(Label)}
    assert window.isVisible()
    assert not closed
    go = named(dialog, i18n.text("ui.close"))
    assert isinstance(go, QAbstractButton)
    go.click()
    assert closed == [True]


def test_a_window_is_closed_at_once_when_all_is_answered(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    with qtbot.waitSignal(window.closed):
        press_x(window)
    assert not window.findChildren(Dialog)


def test_whoever_signs_out_when_all_is_answered_just_goes(qtbot: QtBot, desk: SampleDesk) -> None:
    window = main_window(qtbot, desk)
    with qtbot.waitSignal(window.signed_out):
        window._sign_out()
    assert not window.findChildren(Dialog)
