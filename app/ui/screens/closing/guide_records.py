"""Steps one and two of the guided close: the success records of the stretch, and what moved on each account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app import i18n
from app.domain.closing.items import TreasuryWord
from app.ui import errors, printing, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.flow import ProgressPanel
from app.ui.messages import toast
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screens.closing.guide_state import item_called
from app.ui.screens.closing.parts import words
from app.ui.screens.closing.parts.compared_table import fit
from app.ui.screens.closing.parts.sheets import Pile
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.closing.day import AccountDay
    from app.domain.closing.items import OwnItem
    from app.services.documents import MadeDocument
    from app.services.remittance_papers import RemittancePapers
    from app.ui.cells import Shown
    from app.ui.screens.closing.guide_state import GuideState
    from app.ui.table_model import Row


class RecordsStep(QWidget):
    """The remittances of the stretch: which records are printed; those that are not are printed here in one go."""

    printed = Signal()
    room_wanted = Signal(str, object)

    def __init__(self, papers: RemittancePapers) -> None:
        super().__init__()
        self._papers = papers
        self._unprinted: tuple[str, ...] = ()
        self.note = Notice(tone="done", icon="circle-check")
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="close_records",
            label="day_guide.records",
            empty=Empty("day_guide.records_none", "day_guide.records_none_why", icon="file-check"),
        )
        self.print_all = Button("day_guide.print_all_key", icon="printer", act=self.ask_print, shortcut="Ctrl+P")
        self.save_all = Button("day_guide.save_all", icon="download", act=self._ask_save)
        self._progress = ProgressPanel("day_guide.making")
        self._progress.hide()
        self._error = errors.ErrorNote()
        stack = Stack(self, spacing=SPACE.m)
        stack.add(Label("day_guide.records_why", role="quiet", wrap=True), self.note, self._progress, self._error)
        stack.addLayout(row_of(self.print_all, self.save_all, None))
        stack.add(self.table, stretch=1)
        QuietColumns(self.table, {"account": 800, "moved_at": 680})
        self.table.opened.connect(lambda _: self._open())

    def show_state(self, state: GuideState) -> None:
        """Show the records of a preparation."""
        self._unprinted = state.found.not_printed
        count = len(self._unprinted)
        rows = [{RECORD: one, "printed": one.reference not in self._unprinted} for one in state.remitted]
        self.table.model.use_source(FixedRows(rows))
        self.note.turn("waiting" if count else "done", "printer" if count else "circle-check")
        self.note.say("day_guide.unprinted" if count else "day_guide.all_printed", count=f"{count:,}")
        self.note.setVisible(bool(rows))
        for button in (self.print_all, self.save_all):
            button.setVisible(count > 0)
        self.print_all.say("day_guide.print_all", count=f"{count:,}")

    def ask_print(self) -> None:
        """Make the records that are not printed, and ask for the printer."""
        self._make(self._print)

    def save(self, folder: Path) -> None:
        """Write the records that are not printed into a folder."""
        self._make(lambda made: self._keep(made, folder))

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        def column(key: str, width: int, show: Callable[[OwnItem], Shown], *, right: bool = False) -> Column:
            return Column(key, f"day_guide.{key}", width, "right" if right else "left", key == "record", sortable=False,
                          show_row=lambda row: show(row[RECORD]))  # fmt: skip

        return (
            column("record", 160, item_called),
            column("moved_at", 150, lambda one: words.moment(one.at)),
            column("account", 130, lambda one: words.account(one.account)),
            column("amount", 120, lambda one: one.amount.format(), right=True),
            Column("printed", "day_guide.printed", 130, sortable=False, show_row=_printed),
            column("treasury", 150, _answer),
        )

    def _make(self, done: Callable[[list[MadeDocument]], object]) -> None:
        wanted, language = self._unprinted, i18n.language()
        self._error.clear()
        self._progress.begin("day_guide.making")

        def work(progress: worker.Progress) -> list[MadeDocument]:
            made = []
            for number, req_id in enumerate(wanted):
                progress.report(number, len(wanted))
                made.append(self._papers.record(req_id, language))
            return made

        def finished(made: list[MadeDocument]) -> None:
            self._progress.hide()
            done(made)

        task = worker.run(self, work, finished, self._failed, self._progress.advance)
        self._progress.cancelled.connect(task.cancel)
        self._progress.cancelled.connect(self._progress.hide)

    def _print(self, made: list[MadeDocument]) -> None:
        def printed(printer: str, copies: int) -> None:
            def note(_: worker.Progress) -> None:
                for one in made:
                    self._papers.printed(one, printer, copies)

            worker.run(self, note, lambda _: self.printed.emit(), self._failed)

        printing.ask(self, Pile(made), i18n.text("day_guide.print_title", count=f"{len(made):,}"), printed)

    def _keep(self, made: list[MadeDocument], folder: Path) -> None:
        def keep(_: worker.Progress) -> None:
            for one in made:
                self._papers.save(one, folder / one.name)

        def kept(_: None) -> None:
            toast(self, "day_guide.saved", count=f"{len(made):,}")
            self.printed.emit()

        worker.run(self, keep, kept, self._failed)

    def _ask_save(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, i18n.text("day_guide.save_all"), str(Path.home()))
        if chosen:
            self.save(Path(chosen))

    def _open(self) -> None:
        row = self.table.model.row_at(self.table.grid.currentIndex().row())
        if row is not None:
            self.room_wanted.emit("remittances", row[RECORD].reference)

    def _failed(self, error: Exception) -> None:
        self._progress.hide()
        self._error.show_error(error)


def _printed(row: Row) -> Cell:
    if row["printed"]:
        return Cell(i18n.text("day_guide.is_printed"), tone="done", icon="circle-check", chip=True)
    return Cell(i18n.text("day_guide.not_printed"), tone="waiting", icon="printer", chip=True)


def _answer(item: OwnItem) -> Cell:
    told = i18n.text(f"day_guide.treasury.{item.treasury}")
    match item.treasury:
        case TreasuryWord.WAITING:
            return Cell(told, tone="waiting", icon="hourglass", chip=True)
        case TreasuryWord.BOOKED:
            return Cell(told, tone="done", icon="circle-check", chip=True)
        case TreasuryWord.REFUSED:
            return Cell(told, tone="refused", icon="circle-x", chip=True)
    return Cell(told)


class AccountsStep(QWidget):
    """What the bank signed of each account for the stretch."""

    room_wanted = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, str] = {}
        self.note = Notice(tone="done", icon="shield-check")
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="close_accounts",
            label="day_guide.accounts",
            empty=Empty("day_guide.accounts_none", icon="landmark"),
        )
        self.see = Button("day_guide.see_movements", icon="arrow-right", act=self._open)
        stack = Stack(self, spacing=SPACE.m)
        stack.add(Label("day_guide.accounts_why", role="quiet", wrap=True), self.note, self.table)
        stack.addLayout(row_of(self.see, None))
        stack.addStretch(1)
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(lambda: fit(self.table))
        QuietColumns(self.table, {"entries": 800, "opening": 700})

    def show_state(self, state: GuideState) -> None:
        """Show the accounts of a preparation."""
        found = state.found
        self._names = dict(state.accounts)
        since = words.moment(found.since) if found.since else i18n.text("closing_papers.beginning")
        entries = sum(one.entries for one in found.findings.accounts)
        self.note.say("day_guide.signed", since=since, until=words.moment(found.until), count=f"{entries:,}")
        self.table.model.use_source(FixedRows([{RECORD: one} for one in found.findings.accounts]))

    def _columns(self) -> tuple[Column, ...]:
        def column(key: str, width: int, show: Callable[[AccountDay], Shown], *, right: bool = True) -> Column:
            align: Literal["left", "right"] = "right" if right else "left"
            return Column(key, f"day_guide.{key}", width, align, key == "account", sortable=False,
                          show_row=lambda row: show(row[RECORD]))  # fmt: skip

        return (
            column("account", 200, lambda one: words.account(one.account, self._names), right=False),
            column("opening", 120, lambda one: one.opening.format()),
            column("came_in", 120, lambda one: one.came_in.format()),
            column("went_out", 120, lambda one: one.went_out.format()),
            column("closing", 120, lambda one: one.closing.format()),
            column("entries", 80, lambda one: f"{one.entries:,}"),
        )

    def _open(self) -> None:
        row = self.table.model.row_at(max(self.table.grid.currentIndex().row(), 0))
        if row is not None:
            self.room_wanted.emit("account_movements", row[RECORD].account)
