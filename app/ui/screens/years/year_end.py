"""The end of the fiscal year: what must be done before midnight of 30 September, and what becomes of it afterwards."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.values.dates import bangkok_day
from app.domain.values.money import Money
from app.domain.years.year_end import Matter, OpenItem
from app.ui import days, errors
from app.ui.buttons import Button
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screen import Screen
from app.ui.screens.years.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Figures, KeyValues, Notice, SidePanel, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from app.services.year_end import YearEnd, YearEndState
    from app.ui.cells import Shown
    from app.ui.table_model import Row

TICK_MS = 20_000
"""So often the countdown is told anew."""
ROOMS = {
    Matter.RECALL: "recalls",
    Matter.DRAW: "draws",
    Matter.BATCH: "batches",
    Matter.REMIT: "remittances",
    Matter.RECEIPT: "official_receipts",
    Matter.QUEUE: "collection_queue",
    Matter.DAY: "closing",
}
"""The screen on which each matter is brought to its end."""
LISTS = {Matter.RECEIPT: "due", Matter.REMIT: "ready"}
"""What is brought to its end in a list opens this list."""


class ItemSide(SidePanel):
    """One thing that is open: what is done with it now, and what after; ``wanted`` asks for its screen."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._matter, self._title = Label(role="quiet"), Label(role="section", wrap=True)
        self._facts = KeyValues()
        self._now, self._after = Label(role="strong", wrap=True), Label(role="strong", wrap=True)
        self._why_now, self._why_after = Label(role="table", wrap=True), Label(role="table", wrap=True)
        self._after_head = Label(role="quiet")
        self._now_head = Label("year_end.now", role="quiet")
        self.open = Button("year_end.open", kind="primary", icon="arrow-right", act=self.wanted.emit)
        self.body.add(self._matter, self._title, self._facts)
        self.body.addSpacing(SPACE.s)
        self.body.add(self._now_head, self._now, self._why_now)
        self.body.addSpacing(SPACE.s)
        self.body.add(self._after_head, self._after, self._why_after)
        self.body.addSpacing(SPACE.m)
        self.body.add(self.open)
        self.body.addStretch(1)

    def show_item(self, item: OpenItem | None, today: date) -> None:
        """Show something that is open, or nothing."""
        self.setVisible(item is not None)
        if item is None:
            return
        self._matter.show_text(words.matter(item))
        self._title.show_text(item.title or words.reference(item))
        put = self._facts.put
        put("year_end.reference", words.reference(item))
        put("year_end.amount", item.amount.format() if item.amount else words.DASH)
        put("year_end.year", str(item.year.number))
        put("year_end.since", days.day(item.since))
        put("year_end.age", i18n.text("year_end.days", count=item.age_days(today)))
        now, after = item.course_on(today), item.course_after
        self._now.show_text(words.course(item, now))
        self._why_now.show_text(words.explained(item, now))
        self._after_head.say("year_end.after", day=lambda: days.day(item.year.last))
        self._after.show_text(words.course(item, after))
        self._why_after.show_text(words.explained(item, after))
        for part in (self._after_head, self._after, self._why_after):
            part.setVisible(item.changes(today))


class YearEndScreen(Screen):
    """Everything that is open, the oldest year first, with the countdown above it.

    ``remits``: this person has the room in which money is remitted; else what waits there opens as a payment.
    """

    key, title_key, icon = "year_end", "year_end.title", "calendar"
    help_key = "year_end.help"

    def __init__(self, service: YearEnd, *, remits: bool = True) -> None:
        super().__init__()
        self._service = service
        self._lists = LISTS if remits else {Matter.RECEIPT: LISTS[Matter.RECEIPT]}
        self._rooms = ROOMS if remits else {**ROOMS, Matter.REMIT: "payments"}
        self._state: YearEndState | None = None
        self._figures = Figures()
        self._over = Notice(tone="refused", icon="triangle-alert")
        self._error = errors.ErrorNote()
        self._search = SearchField("year_end.search")
        self._chips = {each: Button(f"year_end.matter.{each}", kind="chip") for each in Matter}
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="year_end",
            label="year_end.list",
            empty=Empty("year_end.none", "year_end.none_why", icon="calendar"),
        )
        QuietColumns(self.table, {"matter": 760})
        self.side = ItemSide()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again."""
        self.look(self._service.state, self._take, self._error.show_error)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._show()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+F", "year_end.search"), ("Return", "year_end.open"))

    def tick(self) -> None:
        """Tell the countdown anew; once the day has changed, look at everything again."""
        state = self._state
        if state is None:
            return
        if bangkok_day(self._service.now()) != state.today:
            self.refresh()
        else:
            self._put_time(state)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        def of(show: Callable[[OpenItem, date], Shown]) -> Callable[[Row], Shown]:
            return lambda row: show(row[RECORD], row["today"])

        return (
            Column("matter", "year_end.what", 118, show_row=of(lambda one, _: words.matter(one))),
            Column("reference", "year_end.reference", 120, show_row=of(lambda one, _: words.reference(one))),
            Column("title", "year_end.about", 90, stretch=True, show_row=of(lambda one, _: one.title or words.DASH)),
            Column("amount", "year_end.amount", 96, align="right", amount=True,
                   show_row=of(lambda one, _: one.amount.format() if one.amount else words.DASH)),
            Column("left", "year_end.left", 96, show_row=of(words.left)),
            Column("now", "year_end.now", 122, show_row=of(lambda one, day: words.course(one, one.course_on(day)))),
            Column("after", "year_end.then", 126, show_row=of(words.course_after)),
        )  # fmt: skip

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add(Label("year_end.title", role="title"), self._error, self._over, self._figures)
        self._over.hide()
        self._search.setFixedWidth(220)
        stack.addLayout(row_of(self._search, None))
        stack.addLayout(row_of(*self._chips.values(), None, spacing=SPACE.xs))
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)
        self.side.hide()

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._show_rows())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._show_rows())
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(partial(errors.show, self))
        self.table.explain_filter(self._told)
        self.side.wanted.connect(self._open)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.tick)
        self._clock.start(TICK_MS)

    def _take(self, state: YearEndState) -> None:
        self._state = state
        self._error.clear()
        self._show()

    def _show(self) -> None:
        state = self._state
        if state is None:
            return
        self._put_time(state)
        changing = [one for one in state.items if one in state.changing]
        put = self._figures.put
        last = i18n.text("year_end.until", time=state.cut_off) if state.cut_off else ""
        put("year_end.last_working_day", days.day(state.last_day), below=last)
        routed = [one for one in changing if one.matter in (Matter.RECALL, Matter.DRAW)]
        put("year_end.changing", _sum(routed), below=i18n.text("year_end.of_items", count=len(routed)))
        put("year_end.to_do", f"{len(changing):,}", below=i18n.text("year_end.this_year", year=state.year.number))
        over = state.over
        self._over.setVisible(bool(over))
        if over:
            self._over.say("year_end.over", "year_end.over_do", count=len(over))
        found = {each: sum(one.matter is each for one in state.items) for each in Matter}
        for each, chip in self._chips.items():
            chip.setVisible(bool(found[each]))
            chip.say("year_end.chip", name=i18n.text(f"year_end.matter.{each}"), count=f"{found[each]:,}")
        self._show_rows()

    def _put_time(self, state: YearEndState) -> None:
        below = i18n.text("year_end.midnight", day=days.day(state.year.last))
        self._figures.put("year_end.left_title", words.time_left(self._service.now(), state.year), below=below)

    def _show_rows(self) -> None:
        state = self._state
        if state is None:
            return
        sought = self._search.text().strip().casefold()
        on = {each for each, chip in self._chips.items() if chip.isChecked() and chip.isVisibleTo(self)}
        rows = [
            {
                RECORD: one,
                "today": state.today,
                "matter": list(Matter).index(one.matter),
                "reference": one.reference,
                "title": one.title,
                "amount": one.amount.satang if one.amount else 0,
                "left": one.days_left(state.today),
                "now": one.course_on(state.today),
                "after": one.course_after,
            }
            for one in state.items
            if (not on or one.matter in on) and sought in f"{one.reference} {one.title}".casefold()
        ]
        self.table.model.use_source(FixedRows(rows))

    def _told(self) -> Sequence[tuple[str, str]]:
        """Say what stands above an export: the day, the year's end, and what the list was narrowed to."""
        state = self._state
        if state is None:
            return ()
        on = [chip.text() for chip in self._chips.values() if chip.isChecked()]
        return [
            (i18n.text("year_end.on"), days.day(state.today)),
            (i18n.text("year_end.ends"), days.day(state.year.last)),
            *([(i18n.text("year_end.what"), ", ".join(on))] if on else []),
        ]

    def _answered(self) -> None:
        self.table.footer.say("year_end.count", count=f"{self.table.model.rowCount():,}")
        self._choose()

    def chosen(self) -> OpenItem | None:
        """Return what has the cursor, None without anything."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    def _choose(self) -> None:
        if self._state is not None:
            self.side.show_item(self.chosen(), self._state.today)

    def _open(self) -> None:
        item = self.chosen()
        if item is not None:
            self.navigate.emit(self._rooms[item.matter], self._lists.get(item.matter, item.subject))


def _sum(items: Sequence[OpenItem]) -> str:
    return Money(sum(one.amount.satang for one in items if one.amount)).format()
