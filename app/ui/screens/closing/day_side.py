"""The right column of the calendar: how a day stands, who signed what about it, what stayed open, what to do now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.closing.day import DayAct, DayState
from app.ui import days
from app.ui.buttons import Button
from app.ui.fields import ComboField
from app.ui.flow import Chip, Event, Timeline
from app.ui.screens.closing.parts import words
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from app.domain.closing.day import SignedDayOrder
    from app.domain.closing.days import CalendarDay
    from app.ui.screens.closing.parts.ports import Desk

CLOSED = frozenset({DayState.CLOSED, DayState.CLOSED_WITH_EXCEPTIONS})
EXCEPTIONS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day with everything about it; ``begins`` is the unit's first day, ``following`` the one to be closed next."""

    day: CalendarDay
    versions: Sequence[SignedDayOrder]
    accounts: Mapping[str, str]
    begins: date | None
    following: date | None
    today: date


class DaySide(SidePanel):
    """Asks by its signals for the guide, papers and dialogs."""

    close_wanted = Signal()
    decide_wanted = Signal()
    report_wanted = Signal(int)
    reopen_wanted = Signal()
    exceptions_wanted = Signal(object)
    day_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: DayShown | None = None
        self._chip, self._title = Chip(), Label(role="section", wrap=True)
        self._note = Notice(tone="waiting", icon="info")
        self._accounts_title, self._accounts = Label("day_close.by_account", role="section"), KeyValues()
        self._left_title, self._left = Label("day_close.left_open", role="section"), KeyValues()
        self.exceptions = Button("day_close.see_exceptions", kind="link", act=self._see_exceptions)
        self._versions_title, self._versions = Label("day_close.versions", role="section"), Timeline()
        self.version = ComboField("day_close.version")
        self.close_day = Button(
            "day_close.begin", kind="primary", icon="badge-check", act=self.close_wanted.emit, shortcut="Ctrl+Return"
        )
        self.decide = Button(
            "day_close.see_order", kind="primary", icon="hourglass", act=self.decide_wanted.emit, shortcut="Ctrl+Return"
        )
        self.earlier = Button("day_close.go_next", icon="calendar", act=self._go_next)
        self.report = Button("day_close.report", icon="file-text", act=self._ask_report)
        self.reopen = Button("day_close.reopen", kind="danger", icon="undo-2", act=self.reopen_wanted.emit)
        self.body.add(row_of(self._chip, None), self._title, self._note)
        self.body.add(self._left_title, self._left)
        self.body.addWidget(self.exceptions, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.add(self._versions_title, self._versions, self._accounts_title, self._accounts)
        self.body.addStretch(1)
        self.foot.add(self.version, self.close_day, self.decide, self.earlier, self.report, self.reopen)
        self.show_day(None)

    def show_day(self, shown: DayShown | None) -> None:
        """Show another day, or nothing."""
        self._shown = shown
        for part in (self._chip, self._title, self._note, self._accounts_title, self._accounts, self._left_title,
                     self._left, self.exceptions, self._versions_title, self._versions):  # fmt: skip
            part.setVisible(shown is not None)
        if shown is not None:
            self._tell(shown)
        self._light(shown)

    @property
    def day(self) -> date | None:
        """The day in sight."""
        return self._shown.day.day if self._shown else None

    # -- inside -------------------------------------------------------------------------------------------------------

    def _tell(self, shown: DayShown) -> None:
        day = shown.day
        self._chip.show_cell(words.day_chip(words.standing(day, shown.today, shown.begins)))
        self._title.show_text(f"{days.weekday(day.day)} {days.long_day(day.day)}")
        self._tell_note(shown)
        self._accounts.hide()  # not its own window: what is still to be shown would flash
        self._accounts.deleteLater()
        self._accounts = _facts(
            (words.account(number), _of_account(state, shown.accounts.get(number, "")))
            for number, state in day.by_account.items()
        )
        self.body.insertWidget(self.body.indexOf(self._accounts_title) + 1, self._accounts)
        self._accounts_title.setVisible(day.working)
        self._accounts.setVisible(day.working)
        self._tell_exceptions(shown)
        self._versions.show_events([self._event(one) for one in shown.versions])
        self._versions_title.setVisible(bool(shown.versions))
        self._versions.setVisible(bool(shown.versions))

    def _tell_exceptions(self, shown: DayShown) -> None:
        record = shown.versions[-1].record if shown.versions else None
        left = [one for one in record.exceptions if one.told.is_open] if record else []
        self._left.hide()  # not its own window: what is still to be shown would flash
        self._left.deleteLater()
        self._left = _facts(
            (one.number, f"{words.exception_kind(one.told.kind)} {words.amount(one.told.amount)}")
            for one in left[:EXCEPTIONS_SHOWN]
        )
        self.body.insertWidget(self.body.indexOf(self._left_title) + 1, self._left)
        self.exceptions.say("day_close.see_exceptions", count=f"{len(left):,}")
        for part in (self._left_title, self._left, self.exceptions):
            part.setVisible(bool(left))

    def _event(self, one: SignedDayOrder) -> Event:
        key = f"day_close.told.{one.order.act}"
        told = i18n.text(key, version=one.order.version, count=words.open_count(one), reason=one.order.reason)
        by = i18n.text(
            "day_close.both_persons",
            maker=words.person(self._desk, one.maker_uid),
            authorizer=words.person(self._desk, one.decided_by),
            moment=words.moment(one.decided_at),
        )
        return Event(told, by, tone="done" if one.order.act is DayAct.CLOSE else "unknown")

    def _tell_note(self, shown: DayShown) -> None:
        day, following = shown.day, shown.following
        key, fact = "", ""
        if not day.working:
            key = "day_close.note_off"
        elif shown.begins is not None and day.day < shown.begins:
            key, fact = "day_close.note_before", days.day(shown.begins)
        elif day.unclosed and following is not None and following < day.day:
            key, fact = "day_close.note_earlier", days.day(following)
        elif day.unclosed and day.day == shown.today and not day.waits:
            key = "day_close.note_today"
        elif day.order is not None and day.waits:
            key, fact = "day_close.note_waits", words.person(self._desk, day.order.maker_uid)
        self._note.setVisible(bool(key))
        if key:
            self._note.say(key, fact=fact)

    def _light(self, shown: DayShown | None) -> None:
        closes = [one for one in shown.versions if one.order.act is DayAct.CLOSE] if shown else []
        self.version.offer([(str(one.order.version), _version(one.order.version)) for one in reversed(closes)])
        self.version.setVisible(len(closes) > 1)
        day = shown.day if shown else None
        following = shown.following if shown else None
        may = self._may(Action.PROPOSE_DAY)
        mine = shown is not None and day is not None and not day.waits and _is_due(day, shown)
        is_next = day is not None and following in (None, day.day)
        for button, lit in (
            (self.close_day, mine and is_next and may),
            (self.decide, day is not None and day.waits),
            (self.earlier, mine and not is_next),
            (self.report, bool(closes)),
            (self.reopen, day is not None and day.state in CLOSED and not day.waits and may),
        ):
            button.setVisible(bool(lit))

    def _ask_report(self) -> None:
        self.report_wanted.emit(int(self.version.text() or "0"))

    def _go_next(self) -> None:
        if self._shown is not None and self._shown.following is not None:
            self.day_wanted.emit(self._shown.following)

    def _see_exceptions(self) -> None:
        self.exceptions_wanted.emit(self.day)

    def _may(self, action: Action) -> bool:
        return permissions.may(self._desk.actor.person.roles, action)


def _is_due(day: CalendarDay, shown: DayShown) -> bool:
    return day.unclosed and (shown.begins or shown.today) <= day.day <= shown.today


def _version(number: int) -> str:
    return f"={i18n.text('day_close.version_number', version=number)}"


def _of_account(state: DayState, name: str) -> str:
    return "\n".join(filter(None, (i18n.text(f"day_close.state.{state}"), name)))


def _facts(found: Iterable[tuple[str, str]]) -> KeyValues:
    made = KeyValues()
    for name, value in found:
        made.put(f"={name}", value)
    return made
