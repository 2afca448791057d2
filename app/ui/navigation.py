"""The left column: screens with icons and badges, the state of sync, and the person at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QWidget

from app import i18n
from app.domain.values import dates
from app.ui import icons, theme
from app.ui.buttons import Button
from app.ui.surfaces import Column, line, scroll_page
from app.ui.texts import Label, follow
from app.ui.theme import SIZES, SPACE, TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.access.permissions import Action
    from app.domain.access.user import Person
    from app.ui.ports import SyncState
    from app.ui.screen import Screen

BADGE = 22
BADGE_COUNT_MAX = 999


@dataclass(frozen=True)
class Place:
    """A screen the window can show; it is built when first looked at, and lit only for who may use it.

    ``by_itself`` is False for a screen that has nothing to show without a subject. Places of one ``group``, a key of
    words, stand under these words in the left column.
    """

    key: str
    title: str
    icon: str
    build: Callable[[], Screen]
    needs: Action | None = None
    in_navigation: bool = True
    by_itself: bool = True
    group: str = ""


def place_of(
    screen: type[Screen],
    build: Callable[[], Screen],
    needs: Action | None = None,
    *,
    shown: bool = True,
    group: str = "",
) -> Place:
    """Return the place of a screen; ``shown`` False keeps it out of the left column."""
    return Place(screen.key, screen.title_key, screen.icon, build, needs, shown, screen.by_itself, group)


class NavItem(Button):
    """A screen in the left column with the number of things that wait there."""

    def __init__(self, place: Place, number: int, act: Callable[[], object]) -> None:
        self._count = 0
        self._alt = f"Alt+{number}"
        super().__init__(place.title, kind="nav", icon=place.icon, act=act)
        self.toggled.connect(self._toggled)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def mark(self, here: bool) -> None:
        """Show whether this is the screen in sight."""
        self.blockSignals(True)
        self.setChecked(here)
        self.blockSignals(False)
        self.tint()

    def _toggled(self, on: bool) -> None:
        """Do for a screen reader, whose only action on one of several is to choose it, what a click does."""
        self.mark(not on)
        if on:
            self.clicked.emit()

    def show_count(self, count: int) -> None:
        """Show how many things wait; nothing for 0."""
        self._count = count
        self._tell()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the badge over the button."""
        super().paintEvent(event)
        if not self._count:
            return
        colours = theme.current().colours
        words = f"{self._count}" if self._count <= BADGE_COUNT_MAX else f"{BADGE_COUNT_MAX}+"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(TYPE.small, painter.font().Weight.DemiBold))
        width = max(BADGE + 4, painter.fontMetrics().horizontalAdvance(words) + SPACE.l)
        box = QRectF(self.width() - width - 3.5, (self.height() - BADGE) / 2 + 0.5, width, BADGE - 1)
        here = self.isChecked()
        painter.setPen(QPen(QColor(colours.accent if here else colours.hairline), 1))
        painter.setBrush(QColor(colours.accent_ground if here else colours.ground))
        painter.drawRoundedRect(box, BADGE / 2, BADGE / 2)
        painter.setPen(QColor(colours.accent if here else colours.ink))
        painter.drawText(box, theme.ALIGN_CENTRE, words)
        painter.end()

    def _tell(self) -> None:
        super()._tell()
        self.setToolTip(self._alt)
        if self._count:
            self.setAccessibleName(i18n.text("ui.nav_waiting", name=self.accessibleName(), count=self._count))

    def tint(self) -> None:
        """Colour the icon: accent for the screen that is shown."""
        self.setIcon(icons.icon(self._icon_name, "accent" if self.isChecked() else "ink"))

    def nextCheckState(self) -> None:
        """Stay as the window decides: the screen that is shown is the one that is marked."""


class Navigation(QWidget):
    """The left column."""

    chosen = Signal(str)
    sync_asked = Signal()
    person_asked = Signal()

    def __init__(self, places: Sequence[Place], person: Person) -> None:
        super().__init__()
        self._person = person
        self._sync: SyncState | None = None
        theme.dress(self, role="nav")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIZES.nav_width)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        area, items = scroll_page(margins=SPACE.s, spacing=2)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.items: dict[str, NavItem] = {}
        group = ""
        for number, place in enumerate(places, 1):
            if place.group != group:
                items.add(_group_head(place.group))
                group = place.group
            item = NavItem(place, number, partial(self.chosen.emit, place.key))
            items.add(item)
            self.items[place.key] = item
            self._group.addButton(item)
        items.addStretch(1)
        whole = Column(self, spacing=0)
        whole.add(area, stretch=1)
        whole.add(self._foot())
        follow(self, self._tell)

    def mark(self, key: str) -> None:
        """Mark the screen that is shown."""
        for name, item in self.items.items():
            item.mark(name == key)

    def show_sync(self, sync: SyncState) -> None:
        """Show how this workstation stands with the central system."""
        self._sync = sync
        self._tell()

    def _foot(self) -> QWidget:
        foot = QWidget()
        column = Column(foot, spacing=0)
        column.setContentsMargins(SPACE.s, 0, SPACE.s, SPACE.s)
        self._sync_button = Button("ui.sync_none", kind="quiet", icon="refresh-cw", act=self.sync_asked.emit)
        self._sync_button.setProperty("place", "foot")
        self._name = Button("ui.person", kind="quiet", icon="circle-user", act=self.person_asked.emit)
        self._name.setProperty("place", "foot")
        self._role = Label(role="small", wrap=True)
        self._role.setContentsMargins(SPACE.xl + SPACE.l, 0, 0, SPACE.xs)
        column.add(line())
        column.addSpacing(SPACE.s)
        column.add(self._sync_button, self._name, self._role)
        return foot

    def _tell(self) -> None:
        self._tell_name(self._person.name(i18n.language()))
        roles = sorted(self._person.roles)
        self._role.show_text(", ".join(i18n.text(f"terms.role.{role}") for role in roles))
        if self._sync is None:
            return
        key, icon = sync_words(self._sync)
        moment = f"{self._sync.last_at.astimezone(dates.BANGKOK):%H:%M}" if self._sync.last_at else "–"
        self._sync_button.say(key, time=moment, count=self._sync.queued)
        self._sync_button.show_icon(icon)

    def _tell_name(self, name: str) -> None:
        """Show the person's name, shortened where it is longer than the column is wide; its hint is the whole name."""
        button = self._name
        button.ensurePolished()
        button.explain("")
        button.say("ui.person", name=name)
        over = button.minimumSizeHint().width() - (SIZES.nav_width - 2 * SPACE.s)
        if over > 0:
            metrics = button.fontMetrics()
            room = metrics.horizontalAdvance(name) - over - SPACE.xs
            button.explain(name)
            button.say("ui.person", name=metrics.elidedText(name, Qt.TextElideMode.ElideRight, room))


def _group_head(group: str) -> QWidget:
    """Return what stands above places of one group, a gap below the last of them."""
    if not group:
        return line()
    head = Label(group, role="small")
    head.setContentsMargins(SPACE.m, SPACE.s, SPACE.s, 0)
    return head


def sync_words(sync: SyncState) -> tuple[str, str]:
    """Return the key of the sentence and the icon for a state of sync."""
    if not sync.online:
        return "ui.sync_offline", "cloud-off"
    if sync.error_code:
        return "ui.sync_error", "triangle-alert"
    if sync.queued:
        return "ui.sync_queued", "refresh-cw"
    return ("ui.sync_done", "cloud-check") if sync.last_at else ("ui.sync_none", "refresh-cw")
