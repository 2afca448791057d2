"""Looking at windows in both languages and both themes, switched while they are open: pictures, or a list of faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from app import i18n
from app.demo.hands import settle, until
from app.ui import theme, worker
from app.ui.main_window import MainWindow
from app.ui.texts import switch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

THEMES: tuple[theme.ThemeName, ...] = ("light", "dark")
MOMENT_MS = 5
QUIET_LOOKS = 3
PATIENCE_SECONDS = 180.0
QUALITY = 80
"""Of PNG: how little time is spent on squeezing."""
SHADE = QColor(0, 0, 0, 90)


class Eye(Protocol):
    """Something that looks at a window under a name."""

    def __call__(self, name: str, window: QWidget) -> None:
        """Look at ``window`` and the dialog before it, if there is one."""


def rest() -> None:
    """Wait until all workers have brought what they have and everything is drawn."""
    quiet = 0
    while quiet < QUIET_LOOKS:  # what one brought may begin another, at once or by a timer that is due
        settle(MOMENT_MS)
        quiet = quiet + 1 if worker.shared().idle else 0
        until(lambda: worker.shared().idle, "the workers did not come to rest", PATIENCE_SECONDS)


def dispose(window: QWidget) -> None:
    """Take a window away for good, now."""
    rest()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def clear_toasts(window: QWidget) -> None:
    """Take passing messages away: they would lie over what is looked at."""
    for each in window.findChildren(QFrame):
        if type(each).__name__ == "_Toast":
            each.hide()


def in_front(window: QWidget) -> QWidget | None:
    """Return the dialog before ``window``."""
    modal = QApplication.activeModalWidget()
    return modal if modal is not None and modal is not window and modal.isVisible() else None


class Album:
    """Writes ``SCREEN_LANGUAGE_THEME_SCALE.png`` for every language and theme."""

    def __init__(
        self,
        folder: Path,
        scale: str,
        *,
        languages: Sequence[i18n.Language] = i18n.LANGUAGES,
        themes: Sequence[theme.ThemeName] = THEMES,
    ) -> None:
        self._folder, self._scale = folder, scale
        self._languages, self._themes = languages, themes
        self.count = 0

    def __call__(self, name: str, window: QWidget) -> None:
        """Take the window's pictures; the language is Thai again afterwards, the theme stays as the last one."""
        for look in sorted(self._themes, key=lambda each: each != theme.current().name):
            if look != theme.current().name:
                change_theme(window, look)
            for language in sorted(self._languages, key=lambda each: each != i18n.language()):
                if language != i18n.language():
                    change_language(window, language)
                rest()
                clear_toasts(window)
                shot(window).save(str(self._folder / f"{name}_{language}_{look}_{self._scale}.png"), "PNG", QUALITY)
                self.count += 1
        if i18n.language() != "th":
            change_language(window, "th")
        rest()


def change_language(window: QWidget, language: i18n.Language) -> None:
    """Switch as a person does where the window has a key for it."""
    if isinstance(window, MainWindow):
        window.change_language()
    else:
        switch(language)


def change_theme(window: QWidget, look: theme.ThemeName) -> None:
    """Switch as a person does where the window has a key for it."""
    app = QApplication.instance()
    if isinstance(window, MainWindow):
        window.change_theme()
    elif isinstance(app, QApplication):
        theme.apply(app, look)


def shot(window: QWidget) -> QPixmap:
    """Return what a person sees: the window, and before it the dialog on a shade."""
    picture = window.grab()
    front = in_front(window)
    if front is None:
        return picture
    dialog = front.grab()
    painter = QPainter(picture)
    painter.fillRect(window.rect(), SHADE)
    room = QPoint(window.width() - front.width(), window.height() - front.height()) / 2
    framed = bool(front.windowFlags() & Qt.WindowType.FramelessWindowHint)
    painter.drawPixmap(QPoint(room.x(), theme.SIZES.top_bar + theme.SPACE.xl) if framed else room, dialog)
    painter.end()
    return picture
