"""The bar at the top: product, agency and unit, the search field, the day, and the time left until the cut-off."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.domain.values import dates
from app.ui import days, theme
from app.ui.buttons import Button
from app.ui.texts import Label, ShortLabel, follow
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

SEARCH_WIDTH = 340
SOON = timedelta(minutes=30)


class _SearchButton(Button):
    """The way to the search, with its key at the end; its words never run under the key, in whatever language."""

    def __init__(self, hint: str, act: Callable[[], object]) -> None:
        super().__init__(hint, kind="field", icon="search", act=act)
        self.setMaximumWidth(SEARCH_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.keycap = Label(role="keycap", parent=self)
        self.keycap.show_text("Ctrl K")
        self.keycap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, SPACE.s, 0)
        inside.addStretch(1)
        inside.addWidget(self.keycap, 0, Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:
        """Return room for the words and the key beside them."""
        words = super().minimumSizeHint()
        return QSize(words.width() + self.keycap.sizeHint().width(), words.height())


class TopBar(QWidget):
    """The bar at the top."""

    search_asked = Signal()

    def __init__(self, *, parent_agency: bool = False) -> None:
        """Make it for a unit's desk, or for one of a parent agency, where people are looked for and not payees."""
        super().__init__()
        theme.dress(self, role="top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(SIZES.top_bar)
        self._agency = ShortLabel(role="strong")
        self._unit = ShortLabel(role="quiet")
        self._parent_agency = parent_agency
        self._day = Label(role="quiet")
        self._cut_off = Label(role="strong", tone="accent")
        hint = "ui.search_hint_people" if parent_agency else "ui.search_hint"
        self._search = _SearchButton(hint, act=self.search_asked.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l, 0, SPACE.l, 0)
        row.setSpacing(SPACE.l)
        row.addWidget(Label("ui.product", role="brand"))
        where = QHBoxLayout()
        where.setSpacing(SPACE.s)
        where.addWidget(self._agency)
        where.addWidget(self._unit)
        row.addLayout(where)
        row.addStretch(1)
        row.addWidget(self._search, 100)
        row.addWidget(self._day)
        row.addWidget(self._cut_off)
        self._state: tuple[str, str, datetime, time | None] | None = None
        follow(self, self._tell)

    def show_state(self, agency: str, unit: str, now: datetime, cut_off: time | None) -> None:
        """Show where and when this is."""
        self._state = agency, unit, now, cut_off
        self._tell()

    def _tell(self) -> None:
        if self._state is None:
            return
        agency, unit, now, cut_off = self._state
        local = now.astimezone(dates.BANGKOK)
        self._agency.show_text(agency)
        if self._parent_agency:
            self._unit.show_text(unit)
        else:
            self._unit.say("ui.unit", unit=unit)
        self._day.show_text(f"{days.weekday(local.date())} {days.day(local.date())}")
        self._show_cut_off(local, cut_off)

    def _show_cut_off(self, local: datetime, cut_off: time | None) -> None:
        if cut_off is None:
            self._cut_off.show_text("")
            return
        left = cut_off_left(local, cut_off)
        minutes = int(left.total_seconds() // 60)
        if left <= timedelta(0):
            self._cut_off.say("ui.cut_off_passed", time=f"{cut_off:%H:%M}")
        elif minutes < 60:
            self._cut_off.say("ui.cut_off_minutes", minutes=minutes)
        else:
            self._cut_off.say("ui.cut_off_hours", hours=minutes // 60, minutes=minutes % 60)
        quiet = left <= timedelta(0)
        theme.dress(self._cut_off, tone="" if quiet else "waiting" if left < SOON else "accent")


def cut_off_left(now: datetime, cut_off: time) -> timedelta:
    """Return how long it is until today's cut-off in Bangkok; zero or less when it has passed."""
    local = now.astimezone(dates.BANGKOK)
    return datetime.combine(local.date(), cut_off, dates.BANGKOK) - local
