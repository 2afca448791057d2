"""Errors on the screen: a code with facts becomes what happened and what to do, with the code there to copy.

The words are in ``errors.json``: ``<code>`` says what happened and what it means, ``<code>.do`` what to do (may be
missing). Words of the server (fact ``server_text``) are shown as plain text only, apart from ours.

Usage::

    worker.run(self, work, done, failed=lambda error: errors.show(self, error))
    note = ErrorNote(); note.show_error(error); note.clear()      # inside a screen, beside what went wrong
    install()                                                     # once, by the application
"""

from __future__ import annotations

import logging
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from app import i18n
from app.domain.values import dates
from app.domain.values.errors import KhlangError, Unanswered
from app.ui.buttons import Button
from app.ui.surfaces import Notice
from app.ui.texts import Label

if TYPE_CHECKING:
    from types import TracebackType

    from app.ui.messages import Dialog

LOG = logging.getLogger(__name__)
UNEXPECTED = "unexpected"
SERVER_WORDS_MAX = 500


class Told(NamedTuple):
    """An error in words: what happened, what to do, the server's own words, and the code."""

    what: str
    do: str
    server_words: str
    code: str


def tell(error: BaseException) -> Told:
    """Return the words for any error in the language in use; an unknown one is told as unexpected."""
    code = error.code if isinstance(error, KhlangError) else UNEXPECTED
    facts = error.facts if isinstance(error, KhlangError) else {}
    known = code if i18n.has(f"errors.{code}") else UNEXPECTED
    server_words = str(facts.get("server_text") or facts.get(f"text_{i18n.language()}", ""))[:SERVER_WORDS_MAX]
    facts = {name: readable(value) for name, value in facts.items()}
    label = code if known == code and code != UNEXPECTED else f"{code}:{type(error).__name__}"
    return Told(_words(known, facts), _words(f"{known}.do", facts), server_words, label)


def readable(value: object) -> object:
    """Return a moment or a day of the wire as people read it, and anything else as it is."""
    told = dates.stored(value) if isinstance(value, str) else value
    if not isinstance(told, date):
        return value
    from app.ui import days  # not needed before the first window

    return days.moment(told) if isinstance(told, datetime) else days.day(told)


def _words(key: str, facts: dict[str, object]) -> str:
    if not i18n.has(f"errors.{key}"):
        return ""
    try:
        words = i18n.text(f"errors.{key}", **facts)
        return words if facts else words.format()
    except (KeyError, IndexError):  # a fact is missing; the code still tells whom to ask about what
        return i18n.text(f"errors.{UNEXPECTED}")


class ErrorNote(Notice):
    """An error inside a screen, beside the thing that failed."""

    def __init__(self) -> None:
        super().__init__(tone="refused", icon="circle-alert")
        self._error: BaseException | None = None
        self._server = Label(role="small", wrap=True)
        self._copy = Button("ui.copy_code", kind="link", act=self._copy_code)
        self.body.add(self._server)
        self.body.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)  # a fixed width would bind the whole column
        self.hide()

    def show_error(self, error: BaseException) -> None:
        """Show what happened, what to do and the code, and have it spoken."""
        from app.ui.messages import announce  # not needed before the first window

        self._error = error
        told = self._show(error)
        self.show()
        announce(self, f"{told.what} {told.do}")

    def clear(self) -> None:
        """Take the error away."""
        self._error = None
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Tell the error in another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._error is not None:
            self._show(self._error)

    def _show(self, error: BaseException) -> Told:
        told = tell(error)
        unknown = isinstance(error, Unanswered)
        self.turn("unknown" if unknown else "refused", "circle-question-mark" if unknown else "circle-alert")
        self.words.show_text(told.what)
        self.more.show_text(told.do)
        self.more.setVisible(bool(told.do))
        self._server.show_text(told.server_words)
        self._server.setVisible(bool(told.server_words))
        self._copy.say("ui.copy_code", code=told.code)
        return told

    def _copy_code(self) -> None:
        if self._error is not None:
            QApplication.clipboard().setText(tell(self._error).code)


def show(parent: QWidget, error: BaseException) -> Dialog:
    """Show an error that stopped what a person asked for, in a dialog that blocks nothing else."""
    from app.ui.messages import Dialog  # not needed before the first window

    dialog = Dialog(parent, "ui.error_title")
    note = ErrorNote()
    dialog.body.add(note)
    note.show_error(error)
    dialog.add_button(Button("ui.close", kind="primary", act=dialog.accept)).setFocus()
    dialog.open()
    return dialog


class _Last:
    """Catches what nobody caught: logs it and shows one calm dialog, never a second over the first."""

    def __init__(self) -> None:
        self._showing = False

    def exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        LOG.error("uncaught", exc_info=(kind, error, trace))
        window = QApplication.activeWindow() if QApplication.instance() else None
        if window is None or self._showing or issubclass(kind, KeyboardInterrupt):
            return
        self._showing = True
        show(window, error).finished.connect(self._closed)

    def message(self, kind: QtMsgType, _: QMessageLogContext, words: str) -> None:
        if kind != QtMsgType.QtDebugMsg:
            LOG.warning("qt: %s", words)

    def _closed(self) -> None:
        self._showing = False


def install() -> None:
    """Send uncaught errors and Qt's own messages to the log and show a calm dialog for the former."""
    last = _Last()
    sys.excepthook = last.exception
    qInstallMessageHandler(last.message)


def log_only(error: BaseException) -> None:
    """Log an error of background work that the screen already shows in another way.

    Work that was under way while the person signed out ends with a closed store, and nobody misses its result.
    """
    if isinstance(error, KhlangError) and error.code == "store_closed":
        LOG.info("in the background: the person signed out meanwhile")
    else:
        LOG.warning("in the background: %s", error, exc_info=error)
