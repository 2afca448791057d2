"""Step four of the guided close: what does not fit, each with somebody who looks after it and a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.closing.exceptions import ExceptionKind
from app.ui import days
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.fields import CheckField, ComboField, TextArea
from app.ui.fields import row_of as fields_row
from app.ui.messages import Prompt, ask_text
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screens.closing.guide_state import Said
from app.ui.screens.closing.parts import words
from app.ui.surfaces import Card, Notice, row_of
from app.ui.surfaces import Column as Stack
from app.ui.table_model import Column
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.closing.findings import Draft
    from app.ui.cells import Shown
    from app.ui.screens.closing.guide_state import GuideState
    from app.ui.screens.closing.parts.ports import Desk
    from app.ui.table_model import Query, Row


class _DraftRows:
    """The exceptions as they stand now; the id is the position."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []

    def ids(self, _: Query, /) -> Sequence[int]:
        """Return all positions."""
        return range(len(self.drafts))

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        """Return the rows at these positions."""
        return [{RECORD: self.drafts[number]} for number in ids if number < len(self.drafts)]


class ExceptionsStep(QWidget):
    """The list, and below it what is said of the chosen one; ``said`` tells that something was."""

    said = Signal()
    noted = Signal(str)
    room_wanted = Signal(str, object)

    def __init__(self, desk: Desk, has: Callable[[str], bool]) -> None:
        super().__init__()
        self._desk, self._has = desk, has
        self._state: GuideState | None = None
        self._shown_id, self._quiet = "", False
        self._rows = _DraftRows()
        self.note = Notice(tone="done", icon="circle-check")
        self.table = TableView(
            self._columns(),
            self._rows,
            name="close_exceptions",
            label="day_close.exceptions_list",
            empty=Empty("closing_papers.no_exceptions", "day_guide.exceptions_none_why", icon="circle-check"),
        )
        self.owner = ComboField("day_close.owner")
        follow(self, self._offer_people)
        self.reason = TextArea("day_guide.reason", hint="day_guide.reason_hint", required=True, lines=2)
        self.solved = CheckField("day_guide.is_solved", act=lambda _: self._typed())
        self.to_all = Button("day_guide.reason_to_all", icon="copy", act=self._say_all)
        self.open_it = Button("day_close.open_it", icon="arrow-right", act=self._open)
        self.add = Button("day_guide.add", icon="plus", act=self._ask_add)
        self._card = Card()
        self._about = Label(role="strong", wrap=True)
        self._lay_out()
        QuietColumns(self.table, {"reason": 900, "about": 800, "since_day": 720, "owner": 640})
        self.table.chosen.connect(lambda _: self._choose())
        self.table.answered.connect(self._answered)
        self.owner.changed.connect(self._typed)
        self.reason.changed.connect(self._typed)

    def show_state(self, state: GuideState) -> None:
        """Show what does not fit."""
        self._state = state
        self._rows.drafts = state.drafts
        self._tell_note()
        self.table.refresh()

    def first_unsaid(self) -> None:
        """Put the cursor where something has to be said."""
        at = next((n for n, one in enumerate(self._rows.drafts) if not one.whole), None)
        if at is not None:
            self.table.choose(at)
            self.reason.control.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        def column(key: str, width: int, show: Callable[[Draft], Shown], *, stretch: bool = False) -> Column:
            return Column(key, f"day_close.{key}", width, stretch=stretch, sortable=False,
                          show_row=lambda row: show(row[RECORD]))  # fmt: skip

        return (
            column("number", 90, lambda one: one.number or i18n.text("day_guide.new")),
            column("kind", 190, lambda one: words.exception_kind(one.found.kind), stretch=True),
            column("about", 160, self._called),
            Column("amount", "day_close.amount", 104, "right", sortable=False,
                   show_row=lambda row: words.amount(row[RECORD].found.amount)),
            column("owner", 120, lambda one: words.person(self._desk, one.owner_uid)),
            column("since_day", 96, lambda one: days.compact(one.since) if one.since else i18n.text("day_guide.today")),
            column("reason", 120, lambda one: one.reason or words.DASH),
            column("exception_state", 124, _state),
        )  # fmt: skip

    def _lay_out(self) -> None:
        stack = Stack(self, spacing=SPACE.m)
        stack.add(self.note)
        stack.add(self.table, stretch=1)
        self._card.body.add(self._about)
        self._card.body.addLayout(fields_row(self.owner, self.reason))
        stack.add(self._card)
        stack.addLayout(row_of(self.solved, self.to_all, self.open_it, None, self.add))

    def _offer_people(self) -> None:
        people = sorted(self._desk.unit.people, key=lambda one: one.name("th"))
        self.owner.offer([(one.uid, f"={one.name(i18n.language())}") for one in people])

    def _tell_note(self) -> None:
        state = self._state
        if state is None:
            return
        unsaid, count = state.unsaid, state.open_count
        self.note.turn("waiting" if unsaid else "done", "triangle-alert" if unsaid else "circle-check")
        key = "unsaid" if unsaid else "with_exceptions" if count else "without_exceptions"
        self.note.say(f"day_guide.{key}", count=f"{count:,}", left=f"{unsaid:,}")

    def _answered(self) -> None:
        if self._rows.drafts and not self.table.grid.currentIndex().isValid():
            self.table.choose(0)
        self._choose()

    def chosen(self) -> Draft | None:
        """Return the exception in sight, None without one."""
        at = self.table.grid.currentIndex().row()
        return self._rows.drafts[at] if 0 <= at < len(self._rows.drafts) else None

    def _choose(self) -> None:
        draft = self.chosen()
        self._card.setVisible(draft is not None)
        self.to_all.setVisible(draft is not None)
        if draft is None:
            self.solved.hide()
            self.open_it.hide()
        if draft is None:
            return
        self._about.show_text(f"{words.exception_kind(draft.found.kind)} · {self._called(draft)}")
        if draft.found.exception_id == self._shown_id:
            return
        self._quiet, self._shown_id = True, draft.found.exception_id
        self.owner.set_text(draft.owner_uid)
        self.reason.set_text(draft.reason)
        self.solved.setChecked(draft.solved)
        self._quiet = False
        by_hand = draft.found.kind is ExceptionKind.OTHER and bool(draft.number)
        self.solved.setVisible(by_hand)
        fixed = draft.solved and not by_hand
        for part in (self.owner, self.reason, self.to_all):
            part.setEnabled(not fixed)
        place = words.room_of_exception(draft.found.kind, draft.found.about)
        self.open_it.setVisible(words.lit(place, self._has))

    def _typed(self) -> None:
        draft, state = self.chosen(), self._state
        if self._quiet or draft is None or state is None:
            return
        state.say(draft.found.exception_id, Said(self.owner.text(), self.reason.text(), self.solved.isChecked()))
        self._told()

    def _say_all(self) -> None:
        """Give the reason and the owner in sight to every exception that has none."""
        state = self._state
        if state is None or not self.reason.text().strip():
            self.reason.check()
            return
        for one in state.drafts:
            if not one.whole:
                state.say(one.found.exception_id, Said(self.owner.text(), self.reason.text(), solved=False))
        self._told()

    def _told(self) -> None:
        if self._state is not None:
            self._rows.drafts = self._state.drafts
            self._tell_note()
            self.table.refresh()
            self.said.emit()

    def _ask_add(self) -> None:
        asked = Prompt("day_guide.add_title", "day_guide.add", "day_guide.add_about", "day_guide.add_hint")
        ask_text(self, asked, self.noted.emit)

    def _called(self, draft: Draft) -> str:
        names = self._state.called if self._state else {}
        return names.get(draft.found.exception_id, draft.found.about)

    def _open(self) -> None:
        draft = self.chosen()
        place = words.room_of_exception(draft.found.kind, draft.found.about) if draft else None
        if place is not None:
            self.room_wanted.emit(*place)


def _state(draft: Draft) -> Cell:
    if draft.solved:
        return Cell(i18n.text("day_close.exception.solved"), tone="done", icon="circle-check", chip=True)
    if draft.whole:
        return Cell(i18n.text("day_close.exception.open"), tone="waiting", icon="hourglass", chip=True)
    return Cell(i18n.text("day_guide.unsaid_one"), tone="refused", icon="triangle-alert", chip=True)
