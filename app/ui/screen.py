"""What every screen is: a page with a key, that the main window routes to; screens never import one another.

Usage::

    class Batches(Screen):
        key, title_key, icon = "batches", "batches.title", "send"

        def refresh(self): ...                 # called when shown, after a sync, on F5; ``look`` asks a worker for news
        def open_subject(self, subject): ...   # what ``navigate`` carried, for instance a batch id
        def retranslate(self): ...             # data that is not in a Label (dates, sentences made of facts)
        def go_back(self): return False        # Esc; True when the screen itself went a step back
        def keys(self): return [("Ctrl+Return", "batch.submit")]

    self.navigate.emit("batch", batch_id)      # ask the main window for another screen
    self.changed.emit()                        # badges and other screens may have to look again
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app import i18n
from app.ui import theme, worker
from app.ui.surfaces import turn_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from app.domain.payees.payee import PaidTo

T = TypeVar("T")


class Screen(QWidget):
    """One page of the main window."""

    key: ClassVar[str]
    title_key: ClassVar[str]
    icon: ClassVar[str] = "file-text"
    help_key: ClassVar[str] = ""
    """What F1 says the screen is for."""
    within: ClassVar[str] = ""
    """The screen of the left column that is marked while this one, which has no place there, is shown."""
    by_itself: ClassVar[bool] = True
    """False for a screen that has nothing to show without a subject."""
    navigate = Signal(str, object)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme.dress(self, role="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(i18n.text(self.title_key))
        self._looks_begun = self._look_shown = 0
        self._is_acting = False

    def look(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        """Look at what the screen shows, on a worker; an answer that a later look has overtaken is dropped."""
        self._looks_begun += 1
        number = self._looks_begun

        def unless_overtaken(receive: Callable[[Any], None], answer: Any) -> None:
            if number > self._look_shown:
                self._look_shown = number
                receive(answer)

        worker.run(self, lambda _: work(), partial(unless_overtaken, done), partial(unless_overtaken, failed))

    def act_once(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        """Do something on a worker; until it is answered no other begins, so that two clicks make one of it."""
        if self._is_acting:
            return
        self._is_acting = True

        def answered(receive: Callable[[Any], None], answer: Any) -> None:
            self._is_acting = False
            receive(answer)

        worker.run(self, lambda _: work(), partial(answered, done), partial(answered, failed))

    def refresh(self) -> None:
        """Look again at what is shown; must not block."""

    def open_subject(self, subject: object) -> None:
        """Show what ``navigate`` carried."""

    def retranslate(self) -> None:
        """Tell anew what does not follow the language by itself."""

    def go_back(self) -> bool:
        """Go a step back inside the screen; False lets the main window go back to the former screen."""
        return False

    def leave(self) -> None:
        """Save what is typed; the screen is about to be covered."""

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen as pairs of a key sequence and the key of its words."""
        return ()

    def payee_here(self) -> PaidTo | None:
        """Return whom the line under the cursor pays, None where there is none; Ctrl+H opens the payee's history."""
        return None

    def take_keyboard(self) -> None:
        """Give the keyboard to the screen's list, or where another page lies over that, to what had it there."""
        usual = self.focusProxy() or self
        shown = [each for each in filter(None, (usual, self.focusWidget())) if each.isVisibleTo(self)]
        (self if usual in shown or not shown else shown[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the focus on the screen when what had it goes away or out, like the button of an act that is done."""
        former = QApplication.focusWidget()
        moved = super().focusNextPrevChild(forward)
        now = QApplication.focusWidget()
        if former is None or now is None or self.isAncestorOf(now) or not self.isAncestorOf(former):
            return moved
        if former.isVisible() and former.isEnabled():
            return moved
        if (self.focusProxy() or self).isVisibleTo(self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().focusNextPrevChild(not forward)  # another page lies over what usually has it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the pages of what is scrolled also while the keyboard is on a button beside it."""
        areas = (each for each in self.findChildren(QScrollArea) if each.isVisible())
        scrolled = [each for each in areas if each.verticalScrollBar().maximum()]
        largest = max(scrolled, key=lambda each: each.width() * each.height(), default=None)
        if largest is None or not turn_page(largest, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Call ``retranslate`` once the parts have heard of the other language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(i18n.text(self.title_key))
            self.retranslate()
