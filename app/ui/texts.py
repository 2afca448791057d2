"""Words on the screen that follow the language by themselves.

Usage::

    Label("home.title", role="title")            # from the catalogue; changes with the language
    label.say("home.waiting", count=3)           # another key or other facts
    label.say("ui.due", day=lambda: days.day(due))   # a fact that is another text in another language
    Label(role="strong").show_text(payee.name)   # data, the same in every language; always plain text
    ShortLabel(role="title").show_text(purpose)      # one line, shortened where there is no room
    texts.switch("en")                           # every open window retells itself

``follow(widget, retell)`` calls ``retell`` now and after each switch, for widgets that are not labels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app import i18n
from app.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable

LETTERS_MIN = 12
"""So many letters of a text that may be shortened are always seen."""


def as_tip(words: str) -> str:
    """Return a tooltip that shows these words as they are; Qt would take tags in them for its own."""
    return QtText.convertFromPlainText(words) if QtText.mightBeRichText(words) else words


def told(facts: dict[str, object]) -> dict[str, object]:
    """Return facts to fill in now: one that is a function is asked, so that days and names follow the language."""
    return {name: fact() if callable(fact) else fact for name, fact in facts.items()}


class Label(QLabel):
    """A text with a role of the type scale; plain text only, whatever it is given."""

    def __init__(
        self, key: str = "", *, role: str = "", tone: str = "", wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._key = ""
        self._facts: dict[str, object] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(0)
        self.setWordWrap(wrap)
        theme.dress(self, **{name: value for name, value in (("role", role), ("tone", tone)) if value})
        if key:
            self.say(key)

    def say(self, key: str, **facts: object) -> None:
        """Show a text of the catalogue; it is told anew when the language changes, with facts as `told` has them."""
        self._key, self._facts = key, facts
        self.setText(i18n.text(key, **told(facts)))

    def show_text(self, words: str) -> None:
        """Show data that is the same in every language."""
        self._key = ""
        self.setText(words)

    def changeEvent(self, event: QEvent) -> None:
        """Tell the text anew in another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._key:
            self.setText(i18n.text(self._key, **told(self._facts)))


class ShortLabel(Label):
    """A text on one line that ends in an ellipsis where there is no room; the whole of it is the tooltip then."""

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters."""
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), self.fontMetrics().averageCharWidth() * LETTERS_MIN), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what there is room for."""
        room = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        tip = self.text() if words != self.text() else ""
        if as_tip(tip) != self.toolTip():
            self.setToolTip(as_tip(tip))
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()


class _Follower(QObject):
    def __init__(self, widget: QWidget, retell: Callable[[], None]) -> None:
        super().__init__(widget)
        self._retell = retell
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._retell()
        return super().eventFilter(watched, event)


def follow(widget: QWidget, retell: Callable[[], None]) -> None:
    """Call ``retell`` now and whenever ``widget`` hears of another language."""
    retell()
    _Follower(widget, retell)


def switch(language: i18n.Language) -> None:
    """Use another language from now on; every open window hears of it before this returns."""
    i18n.use(language)
    for window in QApplication.topLevelWidgets():
        QCoreApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
