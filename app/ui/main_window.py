"""The window: top bar, banner of the server, navigation, pages; it routes, remembers and answers the keys.

Usage (the composition root)::

    window = MainWindow(desk, places)             # places: ``navigation.Place`` for every screen, in order
    window.language_chosen.connect(save_language); window.theme_chosen.connect(save_theme)
    window.signed_out.connect(back_to_sign_in)
    window.go("home"); window.show()
    window.look_again()                           # after a sync or any change: badges, banner, the screen in sight

Keys: Alt+1..9 and Alt+0 screens, Ctrl+K palette, F1 help, F5 sync, Esc back, Ctrl+Shift+L language, Ctrl+Shift+D theme.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QByteArray, QEvent, QPoint, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from app import i18n
from app.domain.access import permissions
from app.ui import errors, icons, theme, worker
from app.ui.closed_banner import ClosedBanner
from app.ui.command_palette import Command, CommandPalette
from app.ui.help_keys import show_help
from app.ui.leaving import ask_first
from app.ui.messages import announce
from app.ui.navigation import Navigation, Place
from app.ui.screen_actions import actions_of
from app.ui.surfaces import Banner, Column, scrolling
from app.ui.tab_order import come_in_at_the_beginning, go_on_from
from app.ui.texts import switch
from app.ui.theme import SIZES, SPACE
from app.ui.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.ports import Desk, DeskState, Found
    from app.ui.screen import Screen

TICK_MS = 20_000
MENU_ABOVE = 64
HISTORY_MAX = 50
ROOMS_WITH_KEYS = 10
GLOBAL_KEYS = (
    ("Ctrl+K", "ui.key_palette"),
    ("Alt+1", "ui.key_screens"),
    ("F5", "ui.key_sync"),
    ("Ctrl+H", "ui.key_payee"),
    ("Esc", "ui.key_back"),
    ("Alt+Up", "ui.key_order"),
    ("F1", "ui.key_help"),
    ("Ctrl+Shift+L", "ui.key_language"),
    ("Ctrl+Shift+D", "ui.key_theme"),
)


class MainWindow(QMainWindow):
    """The frame around all screens of one person."""

    signed_out = Signal()
    closed = Signal()
    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    synced = Signal()
    practice_asked = Signal()

    def __init__(self, desk: Desk, places: Sequence[Place]) -> None:
        super().__init__()
        self._desk = desk
        self._places = {each.key: each for each in places if _may_use(desk, each)}
        self._screens: dict[str, Screen] = {}
        self._frames: dict[str, QScrollArea] = {}
        self._history: list[tuple[str, object]] = []
        self._here: tuple[str, object] = ("", None)
        self._state: DeskState | None = None
        self._syncing = False
        self._sought = self._typed = ""
        self._finds_people = "users" in self._places  # a parent agency's desk knows users, and no payees
        self._covered: list[QDialog] = []
        self.offers_practice = False
        self.bar = TopBar(parent_agency=self._finds_people)
        self.banner = Banner()
        self.turned_away = ClosedBanner()
        self.navigation = Navigation([each for each in self._places.values() if each.in_navigation], desk.person)
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire_keys()
        self.navigation.chosen.connect(self.go)
        self.navigation.sync_asked.connect(lambda: self.go("sync_centre") if "sync_centre" in self._places else None)
        self.navigation.person_asked.connect(self._show_person_menu)
        self.bar.search_asked.connect(self.show_palette)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._look_at_desk)
        self._tick.start()
        self._restore_geometry()
        self._look_at_desk()

    # -- what others call -----------------------------------------------------------------------------------------

    def go(self, key: str, subject: object = None) -> None:
        """Show a screen, built when first looked at, and hand it its subject; unknown or forbidden keys do nothing."""
        if key not in self._places:
            return
        if self._here[0] and self._here != (key, subject):
            self._history = [*self._history[-HISTORY_MAX:], self._here]
        self._show(key, subject)

    def has(self, key: str) -> bool:
        """Say whether this person has a room of that key."""
        return key in self._places

    def page(self, key: str) -> Screen:
        """Return a screen, building it if need be."""
        if key not in self._screens:
            made = self._places[key].build()
            made.navigate.connect(self.go)
            made.changed.connect(self._look_at_desk)
            self._screens[key] = made
            self._frames[key] = scrolling(made)
            self._pages.addWidget(self._frames[key])
        return self._screens[key]

    def look_again(self) -> None:
        """Ask for the news: badges, banner, sync state and the screen in sight."""
        self._look_at_desk()
        if self._here[0]:
            self._screens[self._here[0]].refresh()

    def sync(self) -> None:
        """Exchange everything with the central system now; a second call while one runs does nothing."""
        if self._syncing:
            return
        self._syncing = True
        worker.run(self, lambda _: self._desk.sync(), lambda _: self._sync_ended(None), self._sync_ended)

    def go_back(self) -> None:
        """Go a step back inside the screen, else to the former screen."""
        if self._here[0] and self._screens[self._here[0]].go_back():
            return
        if self._history:
            self._show(*self._history.pop())

    def show_palette(self) -> CommandPalette:
        """Open the palette with screens, actions and search."""
        hint = "ui.palette_hint_people" if self._finds_people else "ui.palette_hint"
        palette = CommandPalette(self, self._commands(), self._desk.find, self._open_found, hint, self._sought)
        palette.field.textChanged.connect(self._remember_words)
        palette.open()
        palette.field.setFocus()
        return palette

    def show_keys(self) -> None:
        """Open the help of the screen in sight with its keys and those of the window."""
        practise = self.practice_asked.emit if self.offers_practice else None
        show_help(self, self._screens.get(self._here[0]), GLOBAL_KEYS, practise)

    def cover(self, *, covered: bool) -> None:
        """Hide everything while nobody is there, open questions too, and show it again as it was."""
        whole = self.centralWidget()
        if whole is not None:
            whole.setVisible(not covered)
        if covered:
            self._covered = [each for each in self.findChildren(QDialog) if each.isVisible()]
        for dialog in self._covered:
            if shiboken6.isValid(dialog):
                dialog.setVisible(not covered)

    def change_language(self) -> None:
        """Switch between Thai and English at run time."""
        chosen: i18n.Language = "en" if i18n.language() == "th" else "th"
        switch(chosen)
        self.language_chosen.emit(chosen)

    def change_theme(self) -> None:
        """Switch between light and dark at run time."""
        chosen: theme.ThemeName = "dark" if theme.current().name == "light" else "light"
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, chosen)
        self.theme_chosen.emit(chosen)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Come by Tab into whatever has parts of its own at its beginning."""
        former = QApplication.focusWidget()
        moved = super().focusNextPrevChild(forward)
        go_on_from(former, forward=forward)
        if forward:
            come_in_at_the_beginning(former)
        return moved

    def event(self, event: QEvent) -> bool:
        """Stay on the screen when a question over it has gone and what had the keyboard is no longer there."""
        if event.type() == QEvent.Type.WindowActivate and self._here[0]:
            page = self._screens[self._here[0]]
            if page.isVisible() and not _takes_keys(self.focusWidget()):
                page.setFocus(Qt.FocusReason.OtherFocusReason)
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let screens save what is typed and remember the window's place.

        A person who closes it is asked first, as whoever signs out is.
        """
        if event.spontaneous() and self._state is not None and self._state.sync.queued:
            event.ignore()
            ask_first(self, self._desk, "ui.close", lambda: _call(self.close))
            return
        for each in self._screens.values():
            each.leave()
        QSettings().setValue(f"window/{self._desk.person.uid}", self.saveGeometry())
        super().closeEvent(event)
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._tell_title()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _sign_out(self) -> None:
        ask_first(self, self._desk, "ui.sign_out", self.signed_out.emit)

    def _lay_out(self) -> None:
        whole = QWidget()
        theme.dress(whole, role="page")
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.navigation)
        below.addWidget(self._pages, 1)
        column = Column(whole, spacing=0)
        column.add(self.bar, self.banner, self.turned_away)
        column.addLayout(below, 1)
        self.setCentralWidget(whole)
        high = self.screen().availableGeometry().height() - SIZES.window_frame
        self.setMinimumSize(SIZES.window_min[0], max(SIZES.window_low, min(SIZES.window_min[1], high)))
        self.resize(*SIZES.window)

    def _wire_keys(self) -> None:
        acts: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self.show_palette),
            ("F1", self.show_keys),
            ("F5", self.sync),
            ("Ctrl+H", self._open_payee),
            ("Esc", self.go_back),
            ("Ctrl+Shift+L", self.change_language),
            ("Ctrl+Shift+D", self.change_theme),
        ]
        for number, key in enumerate(list(self.navigation.items)[:ROOMS_WITH_KEYS], 1):
            acts.append((_room_keys(number), partial(self.go, key)))
        for keys, act in acts:
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _show(self, key: str, subject: object) -> None:
        if self._here[0]:
            self._screens[self._here[0]].leave()
        page = self.page(key)
        self._here = key, subject
        self._pages.setCurrentWidget(self._frames[key])
        self.navigation.mark(key if key in self.navigation.items else page.within)
        if subject is not None:
            page.open_subject(subject)
        page.refresh()
        page.take_keyboard()
        self._tell_title()
        announce(self, i18n.text(page.title_key))

    def _tell_title(self) -> None:
        here = self._screens.get(self._here[0])
        parts = (i18n.text(here.title_key),) if here else ()
        self.setWindowTitle(" · ".join((*parts, i18n.text("ui.product"))))

    def _look_at_desk(self) -> None:
        worker.run(self, lambda _: self._desk.state(), self._show_state, lambda error: errors.log_only(error))

    def _show_state(self, state: DeskState) -> None:
        self._state = state
        self.banner.show_order(state.banner_th, state.banner_en)
        self.turned_away.show_state(state.sync)
        self.bar.show_state(state.agency_name, state.unit, self._desk.now(), state.cut_off)
        self.navigation.show_sync(state.sync)
        for key, item in self.navigation.items.items():
            item.show_count(state.badges.get(key, 0))

    def _sync_ended(self, error: Exception | None) -> None:
        self._syncing = False
        self.look_again()
        self.synced.emit()
        if error is not None:
            errors.log_only(error)

    def _commands(self) -> list[Command]:
        made = []
        numbers = {key: number for number, key in enumerate(self.navigation.items, 1)}
        for key, place in self._places.items():
            if place.by_itself:
                keys = _room_keys(numbers[key]) if key in numbers else ""
                made.append(Command(i18n.text(place.title), place.icon, partial(self.go, key), keys))
        made += actions_of(self._screens[self._here[0]]) if self._here[0] else []
        made.append(Command(i18n.text("ui.key_sync"), "refresh-cw", self.sync, "F5"))
        made.append(Command(i18n.text("ui.key_help"), "keyboard", self.show_keys, "F1"))
        made.append(Command(i18n.text("ui.key_language"), "languages", self.change_language, "Ctrl+Shift+L"))
        made.append(Command(i18n.text("ui.key_theme"), "moon", self.change_theme, "Ctrl+Shift+D"))
        if self.offers_practice:
            made.append(Command(i18n.text("practice.open"), "badge-check", self.practice_asked.emit))
        made.append(Command(i18n.text("ui.sign_out"), "log-out", self._sign_out))
        return made

    def _open_payee(self) -> None:
        """Open the history of whom the line under the cursor pays."""
        payee = self._screens[self._here[0]].payee_here() if self._here[0] else None
        if payee is not None:
            self.go("register", payee)

    def _remember_words(self, words: str) -> None:
        """Keep what is searched for, so that the palette shows the same again after a look at what was found."""
        self._typed = words

    def _open_found(self, found: Found) -> None:
        self._sought = self._typed
        self.go(found.screen, found.subject)

    def _show_person_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        practise = [("practice.open", "badge-check", self.practice_asked.emit)] if self.offers_practice else []
        for key, icon, act in (
            ("ui.key_language", "languages", self.change_language),
            ("ui.key_theme", "moon" if theme.current().name == "light" else "sun", self.change_theme),
            ("ui.key_help", "keyboard", self.show_keys),
            *practise,
            ("ui.sign_out", "log-out", self._sign_out),
        ):
            entry = menu.addAction(icons.icon(icon, "quiet"), i18n.text(key))
            entry.triggered.connect(partial(_call, act))
        corner = self.navigation.rect().bottomLeft() - QPoint(-SPACE.s, menu.sizeHint().height() + MENU_ABOVE)
        menu.popup(self.navigation.mapToGlobal(corner))

    def _restore_geometry(self) -> None:
        kept = QSettings().value(f"window/{self._desk.person.uid}")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
            return
        room, framed = self.screen().availableGeometry().size(), QSize(SIZES.window_frame, SIZES.window_frame)
        least = QSize(SIZES.window_min[0], SIZES.window_low)
        if _holds(room, least) and not _holds(room, QSize(*SIZES.window) + framed):
            self.setWindowState(Qt.WindowState.WindowMaximized)  # with its frame it would reach over the edge


def _room_keys(number: int) -> str:
    """Return the keys of the room with this number from 1; the tenth has the digit 0, and nine are enough for most."""
    return f"Alt+{number % 10}" if number <= ROOMS_WITH_KEYS else ""


def _holds(room: QSize, wanted: QSize) -> bool:
    return room.width() >= wanted.width() and room.height() >= wanted.height()


def _may_use(desk: Desk, place: Place) -> bool:
    return place.needs is None or permissions.may(desk.person.roles, place.needs)


def _call(act: Callable[[], object], _: bool = False) -> None:
    act()


def _takes_keys(part: QWidget | None) -> bool:
    return part is not None and part.isVisible() and part.isEnabled()
