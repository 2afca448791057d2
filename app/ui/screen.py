"""What every screen is: a page with a key, that the main window routes to; screens never import one another.

Usage::

    class Batches(Screen):
        key, title_key, icon = "batches", "batches.title", "send"

        def refresh(self): ...                 # called when shown, after a sync, on F5; ask a worker for news
        def open_subject(self, subject): ...   # what ``navigate`` carried, for instance a batch id
        def retranslate(self): ...             # data that is not in a Label (dates, sentences made of facts)
        def go_back(self): return False        # Esc; True when the screen itself went a step back
        def keys(self): return [("Ctrl+Return", "batch.submit")]

    self.navigate.emit("batch", batch_id)      # ask the main window for another screen
    self.changed.emit()                        # badges and other screens may have to look again
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app import i18n
from app.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence


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

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the focus on the screen when what had it goes away, like the button of an act that is done."""
        former = QApplication.focusWidget()
        moved = super().focusNextPrevChild(forward)
        now = QApplication.focusWidget()
        went_away = former is not None and self.isAncestorOf(former) and not former.isVisible()
        if went_away and now is not None and not self.isAncestorOf(now):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        return moved

    def changeEvent(self, event: QEvent) -> None:
        """Call ``retranslate`` once the parts have heard of the other language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(i18n.text(self.title_key))
            self.retranslate()
