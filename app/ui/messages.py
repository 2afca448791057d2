"""Telling people things: announcements, a passing message, dialogs with our own words on their buttons.

Usage::

    announce(self, i18n.text("batch.submitted"))            # spoken by screen readers
    toast(self, "batch.saved")                              # seen for a moment, and spoken
    confirm(self, Question("approve.ask", "approve.sign", count=300, total=Money(48627550)), act=self._sign)
    ask_text(self, Prompt("batch.return_why", "batch.return"), act=self._return)      # a reason, required

``confirm`` is for what cannot be undone: it names count and sum in digits and in Thai words. Nothing blocks: the
answer comes through ``act``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from app import i18n
from app.ui import theme
from app.ui.buttons import Button, Kind
from app.ui.fields import TextArea
from app.ui.icons import Icon
from app.ui.surfaces import Column, row_of, scrolling, turn_page
from app.ui.tab_order import step_from, tab_as_laid_out
from app.ui.texts import Label, follow, told
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.values.money import Money

TOAST_MS = 4000
TOAST_ABOVE = 64
"""So far above the edge of the window a toast stays: the sums at the foot of a table are read under it."""


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say ``words`` without moving the focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


def toast(widget: QWidget, key: str, *, icon: str = "circle-check", **facts: object) -> None:
    """Show a sentence at the foot of the window for a moment and have it spoken."""
    window = widget.window()
    for old in window.findChildren(_Toast):
        old.deleteLater()
    words = i18n.text(key, **facts)
    _Toast(window, words, icon).show()
    announce(window, words)


class _Toast(QFrame):
    def __init__(self, window: QWidget, words: str, icon: str) -> None:
        super().__init__(window)
        theme.dress(self, role="notice", tone="done")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        label = Label(role="strong", tone="done")
        label.show_text(words)
        self.setLayout(row_of(Icon(icon, "done"), label, spacing=SPACE.s))
        self.setContentsMargins(SPACE.l, SPACE.s, SPACE.l, SPACE.s)
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - TOAST_ABOVE)
        QTimer.singleShot(TOAST_MS, self, self.deleteLater)


class Dialog(QDialog):
    """A window that asks one question: title, body, and buttons in the words of the house."""

    def __init__(self, parent: QWidget, title: str, **facts: object) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(SIZES.dialog_width)
        self._heading = Label(role="title", wrap=True)
        self._heading.say(title, **facts)
        whole = Column(self, margins=SPACE.xl, spacing=SPACE.l)
        self.body = Column(spacing=SPACE.m)
        self.buttons = row_of(None, spacing=SPACE.s)
        whole.add(self._heading)
        whole.addLayout(self.body, 1)
        whole.addSpacing(SPACE.s)
        whole.addLayout(self.buttons)
        self._whole = whole
        self._scrolled: QScrollArea | None = None
        follow(self, lambda: self.setWindowTitle(i18n.text(title, **told(facts))))

    def setVisible(self, visible: bool) -> None:
        """Find out how Tab goes, and whether the body has to be scrolled, before anything can have the keyboard."""
        if visible and not self.isVisible():
            self.ensurePolished()
            tab_as_laid_out(self, self.body, self.buttons)
            self._grow()
        super().setVisible(visible)

    def event(self, event: QEvent) -> bool:
        """Grow when a part appears or a text needs another line, so that nothing is cut."""
        grows = event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show}
        handled = super().event(event)  # the dialog may be gone after this
        if grows and self.layout() is not None:
            self._grow()
        return handled

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go by Tab through everything as it is read."""
        former = self.focusWidget()
        moved = super().focusNextPrevChild(forward)
        step_from(former, forward=forward)
        return moved

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the pages of a body that is scrolled, wherever the keyboard is."""
        if self._scrolled is None or not turn_page(self._scrolled, event):
            super().keyPressEvent(event)

    def _grow(self) -> None:
        """Take the height that everything needs; where the screen has not got it, the body is scrolled."""
        screen = self.screen().availableGeometry()
        most = screen.height() - SIZES.window_frame
        needed = self._whole.totalHeightForWidth(self.width())
        if needed > most and self._scrolled is None:
            self._let_body_scroll()
            self.resize(self.width(), most)
        elif self.height() < needed:
            self.resize(self.width(), needed)
        below = self.frameGeometry().bottom() - screen.bottom()
        if self.isVisible() and 0 < below <= self.y() - screen.top():
            self.move(self.x(), self.y() - below)

    def _let_body_scroll(self) -> None:
        """Put the body into a page that is scrolled; heading and buttons stay in sight."""
        kept = self.focusWidget()
        page = QWidget(self)  # parts never leave the window, or Tab would come to them last
        self._whole.removeItem(self.body)
        self.body.setParent(None)
        page.setLayout(self.body)
        self._scrolled = scrolling(page, self)
        self._whole.insertWidget(1, self._scrolled, 1)
        self._whole.activate()
        if kept is not None:
            kept.setFocus()

    def add_button(self, button: Button) -> Button:
        """Add a button at the right; the main one last."""
        self.buttons.addWidget(button)
        return button


@dataclass(frozen=True)
class Question:
    """What is about to happen; ``act`` is the key on the button, ``total`` is named in digits and in words.

    ``about`` names the thing it happens to, in its own words. ``facts`` are taken as `texts.told` takes them.
    """

    title: str
    act: str
    explain: str = ""
    about: str | Callable[[], str] = ""
    count: int | None = None
    total: Money | None = None
    danger: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)


def confirm(parent: QWidget, question: Question, act: Callable[[], object]) -> Dialog:
    """Ask before something that cannot be undone; call ``act`` only on the named button."""
    dialog = Dialog(parent, question.title, **question.facts)
    tell_subject(dialog, question.about, question.count, question.total)
    if question.explain:
        explained = Label(wrap=True)
        explained.say(question.explain, **question.facts)
        dialog.body.add(explained)
    leave = dialog.add_button(_leave(dialog, danger=question.danger))
    go = dialog.add_button(Button(question.act, kind="danger" if question.danger else "primary", act=dialog.accept))
    dialog.accepted.connect(act)
    (leave if question.danger else go).setFocus()
    dialog.open()
    return dialog


@dataclass(frozen=True)
class Prompt:
    """A question that wants a few words, such as the reason for sending a batch back."""

    title: str
    act: str
    label: str = "ui.reason"
    hint: str = ""
    about: str | Callable[[], str] = ""
    count: int | None = None
    total: Money | None = None
    danger: bool = False


def ask_text(parent: QWidget, prompt: Prompt, act: Callable[[str], object]) -> Dialog:
    """Ask for a required text and hand it to ``act``."""
    dialog = Dialog(parent, prompt.title)
    tell_subject(dialog, prompt.about, prompt.count, prompt.total)
    area = TextArea(prompt.label, hint=prompt.hint, required=True)
    dialog.body.add(area)

    def finish() -> None:
        if area.check():
            dialog.accept()
            act(area.text().strip())
        else:
            area.setFocus()

    dialog.add_button(_leave(dialog, danger=prompt.danger))
    kind: Kind = "danger" if prompt.danger else "primary"
    dialog.add_button(Button(prompt.act, kind=kind, act=finish, shortcut="Ctrl+Return"))
    area.setFocus()
    dialog.open()
    return dialog


def _leave(dialog: Dialog, *, danger: bool) -> Button:
    """Return the button that does nothing; beside "cancel this batch" it cannot be called "cancel"."""
    return Button("ui.go_back" if danger else "ui.cancel", act=dialog.reject)


def tell_subject(
    dialog: Dialog, about: str | Callable[[], str] = "", count: int | None = None, total: Money | None = None
) -> None:
    """Say what the question is about in its own words, its sum in figures and in words, and how many."""
    if about:
        subject = Label(role="table", wrap=True)
        subject.say("ui.words", words=about)
        dialog.body.add(subject)
    if total is not None:
        from app.domain.values.baht_text import baht_text  # not needed before the first window

        figure, words = Label(role="hero"), Label(role="quiet", wrap=True)
        figure.say("ui.baht", amount=total.format())
        words.show_text(baht_text(total))
        dialog.body.add(figure, words)
    if count is not None:
        counted = Label(role="strong")
        counted.say("ui.count", count=f"{count:,}")
        dialog.body.add(counted)
