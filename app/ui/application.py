"""The Qt application: scale, fonts, theme, language, error handling; nothing heavy is imported here.

Usage (the composition root)::

    app = application.create(language="th", theme_name="system", scale_percent=100, settings_folder=paths.root)
    window = SignInWindow(door); window.show()
    sys.exit(application.run(app))
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import i18n
from app.ui import errors, icons, theme, worker
from app.ui.qt_words import QtWords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAME = "khlang"
ICON_PIXELS = 64
AFTER_FIRST_PAINT_MS = 30
"""A timer of 0 ms would come before the first paint, and what it loads would keep the window waiting."""


def create(
    *,
    language: str = "th",
    theme_name: str = "system",
    scale_percent: int = 100,
    era: str = "buddhist",
    settings_folder: Path | None = None,
) -> QApplication:
    """Make the one QApplication of the process, dressed and speaking; command-line and style variables are ignored.

    The choices are those of the settings: ``th`` or ``en``; ``system``, ``light`` or ``dark``; 100 to 200 percent;
    ``buddhist`` or ``gregorian``.
    """
    for variable in ("QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME"):
        os.environ.pop(variable, None)
    if scale_percent != 100:
        os.environ["QT_SCALE_FACTOR"] = str(scale_percent / 100)
    QCoreApplication.setOrganizationName(NAME)
    QCoreApplication.setApplicationName(NAME)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    if settings_folder is not None:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(settings_folder))
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication([NAME, "-style", theme.STYLE])
    app.setProperty("look", theme.STYLE)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))  # Arabic digits, plain commas
    i18n.use("en" if language == "en" else "th")
    if era == "gregorian":  # the other is what days begin with
        from app.ui import days

        days.use_era("gregorian")
    QCoreApplication.installTranslator(QtWords(app))
    theme.load_fonts()
    theme.apply(app, resolve(theme_name))
    soon(lambda: app.setWindowIcon(icons.icon("landmark", "accent", ICON_PIXELS)))
    errors.install()
    worker.shared()
    return app


def resolve(choice: str) -> theme.ThemeName:
    """Return the theme for a choice; ``system`` follows the desktop."""
    if choice == "dark":
        return "dark"
    if choice == "system" and QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark:
        return "dark"
    return "light"


def soon(act: Callable[[], object], after_ms: int = AFTER_FIRST_PAINT_MS) -> None:
    """Call ``act`` once the windows that are being shown have been painted and take keys."""
    # The time begins to run with the event loop: while windows are still being made it would be over before they are.
    QTimer.singleShot(0, lambda: QTimer.singleShot(after_ms, act))


def run(app: QApplication) -> int:
    """Run until the last window is closed, then let the workers come to rest; return the exit code."""
    code = app.exec()
    worker.shared().close()
    return code
