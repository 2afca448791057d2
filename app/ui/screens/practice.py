"""Practising: drills with their goal, steps that tick themselves as the work is done, and what was passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.practice.drill import Standing, StepStanding
from app.ui import days, errors, worker
from app.ui.buttons import Button
from app.ui.icons import Icon
from app.ui.messages import announce
from app.ui.record_rows import RECORD
from app.ui.screen import Screen
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, SidePanel, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.practice.drill import Drill, DrillBook, Step
    from app.services.practice import Practice

TICK_MS = 3_000
"""So often it is looked whether a running drill goes on."""
_ICONS = {
    StepStanding.DONE: ("circle-check", "done"),
    StepStanding.NOW: ("arrow-right", "accent"),
    StepStanding.OPEN: ("circle-dashed", "quiet"),
}


class _StepRow(QWidget):
    """A step: its state as icon and word, who does it, and how."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = Icon("circle-dashed", "quiet")
        self.words = Label(role="table", wrap=True)
        row = row_of(spacing=SPACE.s)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.setLayout(row)

    def show_step(self, step: Step) -> None:
        """Show a step as it stands."""
        self._icon.show_icon(*_ICONS[step.standing])
        self.words.show_text(_told(step))


class DrillSide(SidePanel):
    """One drill: goal, steps, and the button to begin; ``wanted`` asks for it."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title, self._teaches = Label(role="section", wrap=True), Label(role="table", wrap=True)
        self._passed = Notice(tone="done", icon="badge-check")
        self._failed = Notice(tone="refused", icon="triangle-alert")
        self._steps = Stack(spacing=SPACE.s)
        self.begin = Button("practice.begin", kind="primary", act=self.wanted.emit)
        self.body.add(self._title, self._teaches, self._passed, self._failed)
        self.body.addLayout(self._steps)
        self.body.addSpacing(SPACE.m)
        self.body.add(self.begin)
        self.body.addStretch(1)
        self._rows: list[_StepRow] = []

    def show_drill(self, drill: Drill | None) -> None:
        """Show a drill, or nothing."""
        self.setVisible(drill is not None)
        if drill is None:
            return
        language = i18n.language()
        self._title.show_text(drill.title.of(language))
        self._teaches.show_text(drill.teaches.of(language))
        self._passed.say("practice.passed", "practice.passed_why")
        self._passed.setVisible(drill.standing is Standing.PASSED)
        self._failed.say("practice.failed", "practice.failed_why", problem=drill.problem)
        self._failed.setVisible(drill.standing is Standing.FAILED)
        self.begin.say("practice.begin" if drill.standing is Standing.NEW else "practice.again")
        self._show_steps(drill.steps)

    def steps(self) -> list[str]:
        """Return the words of the steps as they are shown."""
        return [one.words.text() for one in self._rows if not one.isHidden()]

    def _show_steps(self, steps: Sequence[Step]) -> None:
        while len(self._rows) < len(steps):
            row = _StepRow()
            self._rows.append(row)
            self._steps.add(row)
        for row, step in zip(self._rows, steps, strict=False):
            row.show_step(step)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(steps))


class PracticeScreen(Screen):
    """The drills of a person, and the record of those passed."""

    key, title_key, icon = "practice", "practice.title", "badge-check"
    help_key = "practice.help"

    def __init__(self, service: Practice) -> None:
        super().__init__()
        self._service = service
        self._book: DrillBook | None = None
        self._chosen_id = ""
        self._error = errors.ErrorNote()
        self.table = TableView(
            (
                Column("title", "practice.drill", 160, stretch=True),
                Column("standing", "practice.standing", 120),
                Column("passed", "practice.times", 132, align="right"),
            ),
            FixedRows(()),
            name="drills",
            label="practice.list",
            empty=Empty("practice.none", "practice.none_why", icon="badge-check"),
        )
        self.record = TableView(
            (Column("at", "practice.at", 180), Column("title", "practice.drill", 160, stretch=True)),
            FixedRows(()),
            name="drills_passed",
            label="practice.record",
            empty=Empty("practice.record_none", "practice.record_none_why", icon="history"),
        )
        self.side = DrillSide()
        self._lay_out()
        self.table.chosen.connect(lambda _: self._choose())
        self.table.answered.connect(self._choose_again)
        self.table.opened.connect(lambda _: self._begin())
        self.side.wanted.connect(self._begin)
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

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Return", "practice.begin"),)

    def chosen(self) -> Drill | None:
        """Return the drill that has the cursor, None without any."""
        index = self.table.grid.currentIndex()
        row = self.table.model.row_at(index.row()) if index.isValid() else None
        return row[RECORD] if row is not None else None

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add(Label("practice.title", role="title"), self._error)
        stack.add(self.table, stretch=1)
        stack.add(Label("practice.record", role="section"))
        stack.add(self.record, stretch=1)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)
        self.side.hide()

    def _tick(self) -> None:
        running = self._book is not None and any(one.standing is Standing.RUNNING for one in self._book.drills)
        if running and self.isVisible():
            self.refresh()

    def _take(self, book: DrillBook) -> None:
        self._error.clear()
        if book == self._book:  # nothing new: what is read is left in peace
            return
        before = {one.drill_id: one.standing for one in self._book.drills} if self._book else {}
        self._book = book
        for one in book.drills:
            if one.standing is Standing.PASSED and before.get(one.drill_id) is Standing.RUNNING:
                announce(self, i18n.text("practice.passed_now", name=one.title.of(i18n.language())))
        self._show()

    def _show(self) -> None:
        if self._book is None:
            return
        language = i18n.language()
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
        self.record.model.use_source(
            FixedRows([{"at": days.moment(one.at), "title": one.title.of(language)} for one in self._book.record])
        )

    def _choose_again(self) -> None:
        """Choose what was chosen before the news, or the first."""
        rows = range(self.table.model.rowCount())
        shown = {row[RECORD].drill_id: at for at in rows if (row := self.table.model.row_at(at)) is not None}
        if shown:
            self.table.grid.setCurrentIndex(self.table.model.index(shown.get(self._chosen_id, 0), 0))
        self._choose()

    def _choose(self) -> None:
        drill = self.chosen()
        self._chosen_id = drill.drill_id if drill is not None else self._chosen_id
        self.side.show_drill(drill)

    def _begin(self) -> None:
        drill = self.chosen()
        if drill is not None:
            begin = self._service.begin
            worker.run(self, lambda _: begin(drill.drill_id), lambda _: self.refresh(), self._error.show_error)


def _told(step: Step) -> str:
    language = i18n.language()
    word = i18n.text(f"practice.step.{step.standing}")
    told = i18n.text("practice.own" if step.own else "practice.others", state=word, text=step.text.of(language))
    hint = step.hint.of(language)
    return f"{told}\n{hint}" if hint and step.standing is StepStanding.NOW else told
