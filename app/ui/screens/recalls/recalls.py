"""All money that is called back: what waits, what is near its end, what has to be done next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.domain.recalls.recall import Recall, RecallState
from app.domain.values.money import Money
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.messages import Question, confirm, toast
from app.ui.order_dialogs import Order, ReasonDialog, SignedDialog
from app.ui.paper_view import PaperView
from app.ui.record_rows import RECORD
from app.ui.screen import Screen
from app.ui.screens.recalls.letter_dialog import LetterDialog
from app.ui.screens.recalls.parts import words
from app.ui.screens.recalls.recall_side import RecallSide
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Figures, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from app.i18n import Language
    from app.services.commands import Given
    from app.services.documents import MadeDocument
    from app.services.recall_papers import RecallPapers
    from app.services.recalls import OpenCommand, PaidLine, Recalls
    from app.ui.cells import Shown
    from app.ui.screens.recalls.parts.ports import Desk
    from app.ui.table_model import Row

LIST, PAPER = 0, 1
OPEN, OVER = "open", "over"
LINE = "line:"
"""A subject that opens the assistant: the batch and the line's number follow, parted by a colon."""


class RecallsScreen(Screen):
    """The list of recalls with the assistant; a recall's id chooses it, ``line:op_id:n`` opens the assistant."""

    key, title_key, icon = "recalls", "recalls.title", "undo-2"
    help_key = "recalls.help"

    def __init__(self, service: Recalls, papers: RecallPapers, desk: Desk) -> None:
        super().__init__()
        self._service, self._papers = service, papers
        self._found: Sequence[Recall] = ()
        self._commands: dict[str, OpenCommand] = {}
        self._sought = ""
        self._search = SearchField("recalls.search")
        self._chips = {name: Button(f"recalls.filter.{name}", kind="chip") for name in (OPEN, OVER)}
        self._figures = Figures()
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="recalls",
            label="recalls.list",
            empty=Empty("recalls.none", "recalls.none_why", icon="undo-2"),
        )
        self.side = RecallSide(desk)
        self.paper = PaperView(papers)
        self._pages = QStackedWidget()
        self._error = errors.ErrorNote()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen recall stays chosen."""
        self.look(lambda: (self._service.every(), self._service.open_commands()), self._take, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Choose a recall by its id, or open the assistant for a paid line."""
        wanted = str(subject)
        self._pages.setCurrentIndex(LIST)
        if wanted.startswith(LINE):
            op_id, _, number = wanted.removeprefix(LINE).rpartition(":")
            worker.run(self, lambda _: self._service.paid_line(op_id, int(number)), self._assist, self._explain)
            return
        self._sought = wanted
        self._show_rows()

    def go_back(self) -> bool:
        """Go from a paper back to the list."""
        if self._pages.currentIndex() != LIST:
            self._pages.setCurrentIndex(LIST)
            self.table.grid.setFocus()
            return True
        return False

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._show_rows()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Ctrl+F", "recalls.search"), ("Return", "recalls.batch"), ("Ctrl+Return", "recalls.next_step"))

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        def of(show: Callable[[Recall, date], Shown]) -> Callable[[Row], Shown]:
            return lambda row: show(row[RECORD], self._service.today)

        return (
            Column("payee", "recalls.payee", 150, stretch=True, show_row=of(lambda one, _: one.payee)),
            Column("asked", "recalls.asked", 96, align="right", amount=True,
                   show_row=of(lambda one, _: one.asked.format())),
            Column("state", "recalls.state", 148, show_row=of(lambda one, _: words.state(one))),
            Column("age", "recalls.age", 62, align="right",
                   show_row=of(lambda one, day: i18n.text("recalls.days", count=one.age_days(day)))),
            Column("year_end", "recalls.to_year_end", 98, show_row=of(words.year_end)),
            Column("remit", "recalls.remit_left", 100, show_row=of(words.remit_by)),
            Column("route", "recalls.route_short", 118, show_row=of(words.route)),
        )  # fmt: skip

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("recalls.title", role="title"), None)
        self._search.setFixedWidth(240)
        stack.addLayout(row_of(self._search, *self._chips.values(), None))
        stack.add(self._error, self._figures)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        listed = QWidget()
        listed.setLayout(whole)
        self._pages.addWidget(listed)
        self._pages.addWidget(self.paper)
        self.side.hide()
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._show_rows())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._show_rows())
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._open_batch())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.side.letter_wanted.connect(partial(self._show_paper, "recalls.letter", self._papers.letter))
        self.side.return_paper_wanted.connect(
            partial(self._show_paper, "recalls.return_paper", self._papers.treasury_return)
        )
        self.side.batch_wanted.connect(self._open_batch)
        self.side.propose_wanted.connect(self._ask_propose)
        self.side.approve_wanted.connect(partial(self._ask_settle, True))
        self.side.send_back_wanted.connect(partial(self._ask_settle, False))
        self.side.drop_wanted.connect(self._ask_drop)
        self.side.asked_again.connect(self._service.ask_again)
        self.paper.left.connect(self.go_back)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _take(self, found: tuple[Sequence[Recall], Sequence[OpenCommand]]) -> None:
        self._found = found[0]
        self._commands = {command.recall_id: command for command in found[1]}
        self._error.clear()
        self._show_rows()

    def _show_rows(self) -> None:
        chosen = self.chosen()
        self._sought = self._sought or (chosen.recall_id if chosen else "")
        wanted = self._search.text().strip().lower()
        on = {name for name, chip in self._chips.items() if chip.isChecked()}
        shown = [one for one in self._found if _matches(one, wanted, on)]
        self.table.model.use_source(FixedRows([{RECORD: one} for one in shown]))
        self._put_figures()

    def _put_figures(self) -> None:
        open_ones = [one for one in self._found if one.is_open]
        waiting = [one for one in open_ones if one.state is RecallState.OPEN]
        back = [one for one in open_ones if one.state is not RecallState.OPEN]
        lefts = [left for one in open_ones if (left := one.days_left(self._service.today)) is not None]
        self._figures.setVisible(bool(self._found))
        put = self._figures.put
        put("recalls.still_out", _sum(one.asked for one in waiting), below=_count(waiting))
        put("recalls.to_return", _sum(one.back or one.asked for one in back), below=_count(back))
        nearest = i18n.text("recalls.days", count=min(lefts)) if lefts else words.DASH
        put("recalls.to_year_end", nearest, below=i18n.text("recalls.would_change", count=len(lefts)))

    def _answered(self) -> None:
        count = self.table.model.rowCount()
        self.side.setVisible(count > 0)
        self.table.footer.say("recalls.count", count=f"{count:,}")
        if any(one.recall_id == self._sought for one in self._found):  # else the news of it is still to come
            sought, self._sought = self._sought, ""
            rows = (self.table.model.row_at(row) for row in range(count))
            at = next((n for n, row in enumerate(rows) if row and row[RECORD].recall_id == sought), None)
            if at is not None:
                self.table.grid.setCurrentIndex(self.table.model.index(at, 0))
        self._choose()

    def chosen(self) -> Recall | None:
        """Return the recall in sight, None without one."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    def _choose(self) -> None:
        recall = self.chosen()
        command = self._commands.get(recall.recall_id) if recall else None
        self.side.show_recall(recall, self._service.today, command)

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _assist(self, paid: PaidLine) -> None:
        if paid.left.satang <= 0:
            toast(self, "recalls.nothing_left", icon="info")
            self.refresh()
            return
        LetterDialog(self, self._service, paid, self._opened).open()

    def _opened(self, given: Given) -> None:
        self._sought = given.order_id
        self._given(given, "recalls.opened")

    def _show_paper(self, title: str, make: Callable[[str, Language], MadeDocument]) -> None:
        recall = self.chosen()
        if recall is not None:
            recall_id = recall.recall_id
            self._pages.setCurrentIndex(PAPER)
            self.paper.show_paper(title, lambda language: make(recall_id, language))

    def _open_batch(self) -> None:
        recall = self.chosen()
        if recall is not None:
            self.navigate.emit("results", recall.op_id)

    def _ask_propose(self) -> None:
        recall = self.chosen()
        if recall is None or recall.back is None:
            return
        asked = Question(
            "recalls.propose_ask",
            "recalls.propose",
            total=recall.back,
            about=f"{words.route(recall, self._service.today)} · {words.documents(recall.way_on(self._service.today))}",
        )
        confirm(self, asked, act=lambda: self._do(lambda: self._service.propose_return(recall), "recalls.proposed"))

    def _ask_settle(self, approve: bool) -> None:
        recall = self.chosen()
        if recall is None or recall.back is None:
            return
        way = recall.way_on(self._service.today)
        about = f"{recall.back.format()} · {words.route(recall, self._service.today)} · {words.documents(way)}"
        order = Order(
            "recalls.approve_ask" if approve else "recalls.send_back_ask",
            "recalls.approve" if approve else "recalls.send_back",
            "badge-check" if approve else "undo-2",
            explain=f"recalls.explain.{way.route}" if approve else "",
            about=about,
            danger=not approve,
        )

        def act(reason: str, password: str) -> Given:
            return self._service.settle_return(recall, approve=approve, password=password, reason=reason)

        told = "recalls.returned" if approve else "recalls.sent"
        SignedDialog(self, order, act, lambda given: self._given(given, told), with_reason=not approve).open()

    def _ask_drop(self) -> None:
        recall = self.chosen()
        if recall is not None:
            order = Order("recalls.drop_ask", "recalls.drop", "ban", about=recall.payee, danger=True)
            act = partial(self._service.drop, recall)
            ReasonDialog(self, order, act, lambda given: self._given(given, "recalls.dropped")).open()

    def _do(self, work: Callable[[], Given], told: str) -> None:
        worker.run(self, lambda _: work(), lambda given: self._given(given, told), self._explain)

    def _given(self, given: Given, told: str) -> None:
        if given.known:
            toast(self, told)
        else:
            toast(self, "recalls.unknown", icon="circle-question-mark")
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)


def _matches(recall: Recall, wanted: str, on: set[str]) -> bool:
    said = f"{recall.payee} {recall.letter_no} {recall.reason}".lower()
    kind = OPEN if recall.is_open else OVER
    return wanted in said and (not on or kind in on)


def _sum(amounts: Iterable[Money]) -> str:
    return Money(sum(amount.satang for amount in amounts)).format()


def _count(found: Sequence[Recall]) -> str:
    return i18n.text("recalls.count", count=f"{len(found):,}")
