"""Buttons of one look; each has a key of the catalogue, an optional icon and follows language and theme by itself.

Usage::

    Button("approve.sign", kind="primary", icon="badge-check", act=self._approve)   # at most one primary a screen
    Button("batch.delete", kind="danger", act=self._delete)
    IconButton("pdf.next", "chevron-right", act=self._next)     # the key becomes tooltip and accessible name

Kinds: ``plain``, ``primary``, ``danger``, ``quiet``, ``link``, ``chip`` and ``tab`` (both checkable), ``field`` (looks
like a search field, opens something).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app import i18n
from app.ui import icons
from app.ui.theme import SIZES

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

Kind = Literal["plain", "primary", "danger", "quiet", "link", "chip", "tab", "field", "icon", "nav"]
_ACTING = frozenset({"plain", "primary", "danger", "quiet"})
ICON_GAP = " "
_TINT: dict[str, str] = {"primary": "on_accent", "danger": "refused", "link": "accent", "field": "quiet"}


class Button(QPushButton):
    """A button that says what it does."""

    def __init__(
        self,
        key: str,
        *,
        kind: Kind = "plain",
        icon: str = "",
        act: Callable[[], object] | None = None,
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._icon_name, self._shortcut = kind, icon, shortcut
        self._key, self._facts, self._hint = key, dict[str, object](), ""
        self.setProperty("kind", kind)
        self.setCheckable(kind in {"chip", "tab", "nav"})
        self.setAutoExclusive(kind in {"tab", "nav"})  # one of several, and screen readers say so
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setIconSize(QSize(SIZES.icon, SIZES.icon))
        if kind in {"link", "tab", "chip", "icon"}:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if act is not None:
            self.clicked.connect(lambda: act())
        self._tell()
        self.tint()

    @property
    def acts(self) -> bool:
        """Whether it does something, and does not only choose what is shown."""
        return self._kind in _ACTING

    @property
    def icon_name(self) -> str:
        """The name of its icon, or ''."""
        return self._icon_name

    @property
    def keys(self) -> str:
        """Its shortcut as a person reads it, or ''."""
        return _as_shown(self._shortcut) if self._shortcut else ""

    def say(self, key: str, **facts: object) -> None:
        """Show another text of the catalogue."""
        self._key, self._facts = key, facts
        self._tell()

    def explain(self, hint: str) -> None:
        """Say in words already translated why the button is off, or what it will do; screen readers hear it too."""
        self._hint = hint
        self._tell()

    def become(self, kind: Literal["plain", "primary"]) -> None:
        """Look like another kind; where two buttons take turns in being the one that is filled."""
        if kind != self._kind:
            self._kind = kind
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self.tint()

    def show_icon(self, name: str) -> None:
        """Show another icon of the family."""
        self._icon_name = name
        self.tint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language, theme and whether it is off."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
        elif event.type() in {QEvent.Type.PaletteChange, QEvent.Type.EnabledChange}:
            self.tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter as well as on Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.animateClick()
            return
        super().keyPressEvent(event)

    def _tell(self) -> None:
        words = i18n.text(self._key, **self._facts)
        keys = self.keys
        self.setAccessibleName(words)
        self.setAccessibleDescription(self._hint or keys)
        if self._kind == "icon":
            self.setToolTip(f"{words} ({keys})" if keys else words)
        else:
            gap = ICON_GAP if self._icon_name else ""
            self.setText(gap + words.replace("&", "&&"))
            self.setToolTip(self._hint or keys)
        if self._shortcut:  # setText forgets it
            self.setShortcut(self._shortcut)

    def tint(self) -> None:
        """Colour the icon for the theme in use; quiet while the button is off."""
        if self._icon_name:
            colour = _TINT.get(self._kind, "ink") if self.isEnabled() else "quiet"
            self.setIcon(icons.icon(self._icon_name, colour))


def _as_shown(shortcut: str) -> str:
    from PySide6.QtGui import QKeySequence  # its many words are not needed before the first window

    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


class IconButton(Button):
    """A square button with only an icon; its words are tooltip and accessible name."""

    def __init__(
        self,
        key: str,
        icon: str,
        *,
        act: Callable[[], object] | None = None,
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, kind="icon", icon=icon, act=act, shortcut=shortcut, parent=parent)
