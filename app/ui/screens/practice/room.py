"""Practising: drills that tick themselves as the work is done, what was passed, and the paper of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.practice.drill import Standing
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.messages import Question, announce, confirm
from app.ui.paper_view import PaperView
from app.ui.record_rows import RECORD
from app.ui.screen import Screen
from app.ui.screens.practice.drill_side import DrillSide
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from app.domain.practice.drill import Drill, DrillBook, Pass
    from app.services.practice import Practice

TICK_MS = 3_000
"""So often it is looked whether a running drill goes on."""
_NEWS = {
    Standing.PASSED: "practice.passed_now",
    Standing.SPOILT: "practice.spoilt_now",
    Standing.FAILED: "practice.failed_now",
    Standing.NEW: "practice.given_up_now",
}


class PracticeScreen(Screen):
    """The drills of a person, and the record of those passed."""

    key, title_key, icon = "practice", "practice.title", "badge-check"
    help_key = "practice.help"

    def __init__(self, service: Practice) -> None:
        super().__init__()
        self._service = service
        self._book: DrillBook | None = None
        self._chosen_id, self._showing = "", False
        self._error, self._refused = errors.ErrorNote(), errors.ErrorNote()
        self.table = TableView(
            (
                Column("title", "practice.drill", 160, stretch=True),
                Column("standing", "practice.standing", 120),
                Column("passed", "practice.times", 112, align="right"),
            ),
            FixedRows(()),
            name="drills",
            label="practice.list",
            empty=Empty("practice.none", "practice.none_why", icon="badge-check"),
        )
        self.record = TableView(
            (
                Column("at", "practice.at", 180),
                Column("title", "practice.drill", 160, stretch=True),
                Column("took", "practice.took", 96, align="right"),
                Column("mistakes", "practice.mistakes", 132, align="right"),
            ),
            FixedRows(()),
            name="drills_passed",
            label="practice.record",
            empty=Empty("practice.record_none", "practice.record_none_why", icon="history"),
        )
        self._none_passed = Label("practice.record_none_why", role="quiet", wrap=True)
        self.side = DrillSide()
        self.certificate = Button("practice.certificate", icon="printer", act=self._show_paper, shortcut="Ctrl+P")
        self.certificate.setEnabled(False)
        self.paper = PaperView(service)
        self._pages = QStackedWidget()
        self._lay_out()
        self.table.chosen.connect(lambda _: self._choose())
        self.table.answered.connect(self._choose_again)
        self.table.opened.connect(lambda _: self._begin())
        self.side.wanted.connect(self._begin)
        self.side.given_up.connect(self._give_up)
        self.side.file_wanted.connect(self._bring_in)
        self.paper.left.connect(self.go_back)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._clock.start(TICK_MS)
        self.setFocusProxy(self.table.grid)

    def refresh(self) -> None:
        """Look again."""
        self.look(self._service.book, self._take, self._error.show_error)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between the list and the drill beside it."""
        super().resizeEvent(event)
        self.side.fit(self.width())

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Return", "practice.begin"), ("Ctrl+P", "practice.certificate_tip"))

    def go_back(self) -> bool:
        """Go back from the paper to the drills."""
        if self._pages.currentIndex() == 0:
            return False
        self.paper.stop()
        self._pages.setCurrentIndex(0)
        self.table.grid.setFocus()
        return True

    def chosen(self) -> Drill | None:
        """Return the drill that has the cursor, None without any."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, SPACE.l)
        stack.add(Label("practice.title", role="title"), self._error, self._refused)
        stack.add(self.table, stretch=1)
        stack.add_row(Label("practice.record", role="section"), None, self.certificate)
        stack.add(self._none_passed)
        stack.add(self.record, stretch=1)
        self.record.hide()
        both = QWidget()
        beside = row_of(spacing=0)
        beside.addWidget(page, 1)
        beside.addWidget(self.side)
        both.setLayout(beside)
        self._pages.addWidget(both)
        self._pages.addWidget(self.paper)
        whole = row_of(spacing=0)
        whole.addWidget(self._pages)
        self.setLayout(whole)
        self.side.hide()

    def _tick(self) -> None:
        if self._running() is not None and self.isVisible():
            self.refresh()

    def _running(self) -> Drill | None:
        drills = self._book.drills if self._book is not None else ()
        return next((one for one in drills if one.standing is Standing.RUNNING), None)

    def _take(self, book: DrillBook) -> None:
        self._error.clear()
        if book == self._book:  # nothing new: what is read is left in peace
            return
        before = {one.drill_id: one.standing for one in self._book.drills} if self._book else {}
        self._book = book
        for one in book.drills:
            told = _NEWS.get(one.standing)
            if told and before.get(one.drill_id) is Standing.RUNNING:
                announce(self, i18n.text(told, name=one.title.of(i18n.language())))
        self.certificate.setEnabled(bool(book.record))
        self.record.setVisible(bool(book.record))
        self._none_passed.setVisible(not book.record)
        self._show()

    def _show(self) -> None:
        if self._book is None:
            return
        language = i18n.language()
        self._showing = True  # until the rows are there the cursor says nothing
        self.table.model.use_source(
            FixedRows(
                [
                    {
                        RECORD: one,
                        "title": one.title.of(language),
                        "standing": i18n.text(f"practice.standing.{one.standing}"),
                        "passed": str(one.passed),
                    }
                    for one in self._book.drills
                ]
            )
        )
        self.record.model.use_source(FixedRows([_passed(one) for one in self._book.record]))

    def _choose_again(self) -> None:
        """Choose what was chosen before the news, or the first."""
        self._showing = False
        rows = range(self.table.model.rowCount())
        shown = {row[RECORD].drill_id: at for at in rows if (row := self.table.model.row_at(at)) is not None}
        if shown:
            self.table.grid.setCurrentIndex(self.table.model.index(shown.get(self._chosen_id, 0), 0))
        self._choose()

    def _choose(self) -> None:
        if self._showing:
            return
        drill = self.chosen()
        if drill is not None and drill.drill_id != self._chosen_id:
            self._chosen_id = drill.drill_id
            self._refused.clear()
        self.side.show_drill(drill, has_file=drill is not None and self._service.file(drill) is not None)

    def _begin(self) -> None:
        drill, running = self.chosen(), self._running()
        if drill is None:
            return
        act = partial(self._ask, self._service.begin, drill)
        if running is None:
            act()
        elif running.drill_id == drill.drill_id:
            self._confirm("practice.again_ask", "practice.again", running, act)
        else:
            self._confirm("practice.instead_ask", "practice.begin", running, act)

    def _give_up(self) -> None:
        drill = self.chosen()
        if drill is not None:
            self._confirm(
                "practice.give_up_ask", "practice.give_up", drill, partial(self._ask, self._service.give_up, drill)
            )

    def _confirm(self, title: str, act: str, left: Drill, do: Callable[[], None]) -> None:
        """Ask before what was done so far in a drill is put away."""
        confirm(
            self, Question(title, act, "practice.left_why", lambda: left.title.of(i18n.language()), danger=True), do
        )

    def _ask(self, do: Callable[[str], Drill], drill: Drill) -> None:
        """Have something done with a drill; until it is, nothing else is asked for."""
        self._refused.clear()
        self.side.foot_enabled(enabled=False)

        def done(_: object) -> None:
            self.side.foot_enabled(enabled=True)
            self.refresh()

        def failed(problem: Exception) -> None:
            self.side.foot_enabled(enabled=True)
            self._refused.show_error(problem)

        worker.run(self, lambda _: do(drill.drill_id), done, failed)

    def _bring_in(self) -> None:
        drill = self.chosen()
        path = self._service.file(drill) if drill is not None else None
        if path is not None:
            self.navigate.emit("importing", path)

    def _show_paper(self) -> None:
        self._pages.setCurrentIndex(1)
        self.paper.show_paper("practice.certificate", self._service.certificate)


def _passed(one: Pass) -> dict[str, str]:
    return {
        "at": days.moment(one.at),
        "title": one.title.of(i18n.language()),
        "took": i18n.text("practice.took_minutes", minutes=one.minutes),
        "mistakes": str(one.mistakes),
    }
