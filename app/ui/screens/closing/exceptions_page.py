"""What does not fit, over all days: by number, owner, age and reason, until it is solved (RC-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.closing.exceptions import ExceptionKind
from app.ui import days
from app.ui.buttons import Button
from app.ui.fields import ComboField
from app.ui.flow import Chip
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screens.closing.parts import exception_columns, words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, SidePanel, row_of
from app.ui.table_model import FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.day_book import ExceptionTold
    from app.ui.screens.closing.parts.ports import Desk

OPEN, SOLVED, MINE = "open", "solved", "mine"


class ExceptionSide(SidePanel):
    """One exception with everything about it; ``wanted`` asks for what it is about, ``day_wanted`` for its day."""

    wanted = Signal()
    day_wanted = Signal(object)

    def __init__(self, has: Callable[[str], bool]) -> None:
        super().__init__()
        self._has = has
        self._chip, self._kind, self._about = Chip(), Label(role="section", wrap=True), Label(role="strong", wrap=True)
        self._amount, self._facts = Label(role="hero"), KeyValues()
        self._reason_title, self._reason = Label(role="quiet"), Label(wrap=True)
        self.open_it = Button("day_close.open_it", kind="primary", icon="arrow-right", act=self.wanted.emit)
        self.day = Button("day_close.open_day", icon="calendar", act=self._ask_day)
        self._since: object = None
        self.body.add(row_of(self._chip, None), self._kind, self._about, self._amount, self._facts)
        self.body.add(self._reason_title, self._reason)
        self.body.addStretch(1)
        self.foot.add(self.open_it, self.day)

    def show_exception(self, one: ExceptionTold | None) -> None:
        """Show another exception, or nothing."""
        for part in (self._chip, self._kind, self._about, self._amount, self._facts, self._reason_title, self._reason,
                     self.day, self.open_it):  # fmt: skip
            part.setVisible(one is not None)
        if one is None:
            return
        told, kept = one.kept.told, one.kept
        self._since = kept.since
        self._chip.show_cell(exception_columns.state(one))
        self._kind.show_text(words.exception_kind(told.kind))
        self._about.show_text(one.called)
        self._amount.setVisible(told.amount is not None)
        if told.amount is not None:
            self._amount.say("ui.baht", amount=told.amount.format())
        put = self._facts.put
        put("day_close.number", kept.number)
        put("day_close.owner", one.owner)
        put("day_close.since_day", days.day(kept.since))
        put("day_close.age_head", words.age(one.age_days))
        put("day_close.account", words.account(told.account))
        put("day_close.solved_on", days.day(kept.solved_on) if kept.solved_on else words.DASH)
        self._reason_title.say("day_close.reason" if told.is_open else "day_close.how_solved")
        self._reason.show_text(told.reason)
        place = words.room_of_exception(told.kind, told.about)
        self.open_it.setVisible(words.lit(place, self._has))

    def _ask_day(self) -> None:
        self.day_wanted.emit(self._since)


class ExceptionsPage(QWidget):
    """The list with its side; ``room_wanted`` asks for a screen with its subject."""

    room_wanted = Signal(str, object)
    day_wanted = Signal(object)

    def __init__(self, desk: Desk, has: Callable[[str], bool]) -> None:
        super().__init__()
        self._desk, self._has = desk, has
        self._found: Sequence[ExceptionTold] = ()
        self._sought = ""
        self.search = SearchField("day_close.search")
        self.kind = ComboField("day_close.kind", [("", "day_close.every_kind"), *(
            (kind.value, f"closing_papers.exception.{kind}") for kind in ExceptionKind)])  # fmt: skip
        self.chips = {name: Button(f"day_close.filter.{name}", kind="chip") for name in (OPEN, SOLVED, MINE)}
        self.chips[OPEN].setChecked(True)
        self.table = TableView(
            exception_columns.columns(),
            FixedRows(()),
            name="day_exceptions",
            label="day_close.exceptions_list",
            empty=Empty("day_close.exceptions_none", "day_close.exceptions_none_why", icon="circle-check"),
        )
        self.side = ExceptionSide(has)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    def take(self, found: Sequence[ExceptionTold]) -> None:
        """Show these exceptions; the chosen one stays chosen."""
        self._found = found
        self._show()

    def seek(self, number: str) -> None:
        """Show every exception and put the cursor on the one of this number."""
        for chip in self.chips.values():
            chip.setChecked(False)
        self.search.clear()
        self.kind.set_text("")
        self._sought = number
        self._show()

    def only_open(self) -> None:
        """Show those that are open, whoever looks after them."""
        self.search.clear()
        self.kind.set_text("")
        for name, chip in self.chips.items():
            chip.setChecked(name == OPEN)

    def chosen(self) -> ExceptionTold | None:
        """Return the exception in sight, None without one."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, 0, SPACE.xl - 4, 0)
        self.search.setFixedWidth(220)
        stack.addLayout(row_of(self.search, *self.chips.values(), None))
        stack.add(self.kind)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        self.table.explain_filter(self._told)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.side.hide()
        self.setLayout(whole)

    def _wire(self) -> None:
        QuietColumns(self.table, {"reason": 900, "about": 680, "age": 440, "amount": 360, "owner": 560})
        self.search.textChanged.connect(lambda _: self._show())
        self.kind.changed.connect(self._show)
        for chip in self.chips.values():
            chip.toggled.connect(lambda _: self._show())
        self.table.chosen.connect(lambda _: self.side.show_exception(self.chosen()))
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(self._answered)
        self.side.wanted.connect(self._open)
        self.side.day_wanted.connect(self.day_wanted)

    def _told(self) -> Sequence[tuple[str, str]]:
        """Say what stands above an export: what the list was narrowed to."""
        on = [chip.text().strip() for chip in self.chips.values() if chip.isChecked()]
        kind = [self.kind.combo.currentText()] if self.kind.text() else []
        typed = [self.search.text().strip()] if self.search.text().strip() else []
        told = on + kind + typed
        return [(i18n.text("ui.filter"), " · ".join(told))] if told else []

    def _show(self) -> None:
        chosen = self.chosen()
        self._sought = self._sought or (chosen.kept.number if chosen else "")
        wanted = self.search.text().strip().casefold()
        on = {name for name, chip in self.chips.items() if chip.isChecked()}
        shown = [one for one in self._found if self._matches(one, wanted, on)]
        self.table.model.use_source(FixedRows(exception_columns.told(shown)))

    def _matches(self, one: ExceptionTold, wanted: str, on: set[str]) -> bool:
        told = one.kept.told
        said = f"{one.kept.number} {one.called} {told.reason} {one.owner} {words.amount(told.amount)}".casefold()
        states = on & {OPEN, SOLVED}
        right_state = not states or told.state.value in states
        mine = MINE not in on or told.owner_uid == self._desk.actor.person.uid
        return right_state and mine and self.kind.text() in ("", told.kind.value) and wanted in said

    def _answered(self) -> None:
        count = self.table.model.rowCount()
        self.side.setVisible(count > 0)
        self.table.footer.say("day_close.count", count=f"{count:,}")
        if any(one.kept.number == self._sought for one in self._found):
            sought, self._sought = self._sought, ""
            rows = (self.table.model.row_at(row) for row in range(count))
            at = next((n for n, row in enumerate(rows) if row and row[RECORD].kept.number == sought), None)
            if at is not None:
                self.table.grid.setCurrentIndex(self.table.model.index(at, 0))
        self.side.show_exception(self.chosen())

    def _open(self) -> None:
        one = self.chosen()
        if one is None:
            return
        place = words.room_of_exception(one.kept.told.kind, one.kept.told.about)
        if place is not None and self._has(place[0]):
            self.room_wanted.emit(*place)
        else:
            self.day_wanted.emit(one.kept.since)
