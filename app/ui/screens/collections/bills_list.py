"""Every bill of the unit: who owes what, what came in, what comes next; form, papers and letters stand behind it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.collections.bill import UNPAID, BillState
from app.ui import errors, worker
from app.ui.buttons import Button, IconButton
from app.ui.filter_bar import Chip, FilterBar
from app.ui.messages import toast
from app.ui.order_dialogs import Order, ReasonDialog
from app.ui.paper_view import PaperView
from app.ui.record_rows import RecordRows
from app.ui.screen import Screen
from app.ui.screens.collections.bills_form import BillForm
from app.ui.screens.collections.bills_letters import LettersPage
from app.ui.screens.collections.bills_side import BillSide
from app.ui.screens.collections.bills_writing import BillWriter
from app.ui.screens.collections.parts import words
from app.ui.screens.collections.parts.bill_columns import bill_columns, bill_of, offer_of
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.collections.bill import Bill, BillDraft, LetterReport
    from app.domain.collections.revenue import Receiving
    from app.domain.values.money import Money
    from app.i18n import Language
    from app.services.bill_papers import BillPapers
    from app.services.bill_writing import BillWriting
    from app.services.bills import Bills
    from app.services.commands import Given
    from app.services.documents import MadeDocument
    from app.ui.filter_bar import Views
    from app.ui.screens.collections.parts.ports import Desk
    from app.ui.table_model import Query

LIST, FORM, PAPER, LETTERS = range(4)
_S = BillState
FILTERS: dict[str, frozenset[str]] = {
    "unpaid": frozenset({*UNPAID, _S.PART_PAID}),
    "paid": frozenset({_S.PAID}),
    "overpaid": frozenset({_S.OVERPAID}),
    "expired": frozenset({_S.EXPIRED}),
    "cancelled": frozenset({_S.CANCELLED}),
}
NEW, REQUEST, FAILED = "new", "request:", "letters"
"""Subjects that open the form of an empty bill, of one that answers the request whose id follows, or failed letters."""
CHOSEN_MAX = 300
"""So many bills are printed or e-mailed in one go."""


class BillsScreen(Screen):
    """The list of bills; a bill's id puts the cursor on it, a filter's key asks for it, `NEW` and `REQUEST` write."""

    key, title_key, icon = "bills", "bills.title", "file-text"
    help_key = "bills.help"

    def __init__(self, service: Bills, writing: BillWriting, papers: BillPapers, desk: Desk, views: Views) -> None:
        super().__init__()
        self._service, self._papers, self._desk = service, papers, desk
        self._source = service.rows()
        self._receiving: Receiving | None = None
        self._sought = ""
        self._search = SearchField("bills.search")
        self._chips = {key: Button(f"bills.filter.{key}", kind="chip") for key in FILTERS}
        chips = {key: Chip(chip, FILTERS[key], f"bills.filter.{key}") for key, chip in self._chips.items()}
        offer = offer_of(lambda: self._receiving)
        self.filters = FilterBar("bills", views, offer, search=self._search, chips=chips)
        self.table = TableView(
            bill_columns(lambda: service.today),
            RecordRows(self._source),
            name="bills",
            label="bills.list",
            empty=Empty("bills.none", "bills.none_why", action="bills.new", act=self._write, icon="file-text"),
        )
        self.side = BillSide(desk)
        self.form = BillForm()
        self.writer = BillWriter(self.form, writing, lambda: service.today)
        self.paper = PaperView(papers)
        self.letters = LettersPage()
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen bill stays chosen."""
        self.table.refresh()
        self.look(self._service.receiving, self._take_receiving, errors.log_only)
        if self._pages.currentIndex() == LETTERS:
            names = self.letters.bill_ids
            worker.run(self, lambda _: self._papers.last_letters(names), self.letters.show_last, errors.log_only)

    def open_subject(self, subject: object) -> None:
        """Put the cursor on a bill, show one filter, or write a bill."""
        wanted = str(subject)
        if wanted == NEW:
            self._write()
        elif wanted == FAILED:
            worker.run(self, lambda _: self._papers.failed_letters(), self._show_letters, self._explain)
        elif wanted.startswith(REQUEST):
            self._pages.setCurrentIndex(FORM)
            self.writer.answer(wanted.removeprefix(REQUEST))
        elif wanted in FILTERS:
            self._show_list()
            for key, chip in self._chips.items():
                chip.setChecked(key == wanted)
        else:
            self._seek(wanted)

    def go_back(self) -> bool:
        """Go from form, paper or letters back to the list."""
        if self._pages.currentIndex() == LIST:
            return False
        if self._pages.currentIndex() == FORM:
            self.writer.keep()
        self._show_list()
        return True

    def leave(self) -> None:
        """Keep what is typed."""
        if self._pages.currentIndex() == FORM:
            self.writer.keep()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.form.retranslate()
        self.letters.retranslate()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+N", "bills.new"),
            ("Ctrl+I", "bills.import"),
            ("Ctrl+F", "bills.search"),
            ("Ctrl+P", "bills.paper"),
            ("Ctrl+M", "bills.mail"),
            ("Ctrl+Return", "bills.key_issue"),
        )

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        self._print_all = Button("bills.papers", kind="quiet", icon="printer", act=self._show_papers)
        self._mail_all = IconButton("bills.mail_many", "send", act=self._look_letters_up)
        self._import = Button("bills.import", icon="upload", act=self._open_import, shortcut="Ctrl+I")
        self._new = Button("bills.new", kind="primary", icon="plus", act=self._write, shortcut="Ctrl+N")
        for button, action in (
            (self._mail_all, Action.MAIL_LETTERS),
            (self._import, Action.ISSUE_BILLS),
            (self._new, Action.ISSUE_BILLS),
        ):
            lit = permissions.may(self._desk.actor.person.roles, action)
            button.setEnabled(lit)
            if not lit:
                button.hide()
        acts = (self._print_all, self._mail_all, self._import, self._new)
        stack.add_row(Label("bills.title", role="title"), None, *acts)
        self._search.setMinimumWidth(150)
        stack.add(self.filters)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        listed = QWidget()
        listed.setLayout(whole)
        for part in (listed, self.form, self.paper, self.letters):
            self._pages.addWidget(part)
        self.side.hide()
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        self.filters.changed.connect(lambda: self.filters.apply(self.table))
        self.table.explain_filter(self.filters.told)
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._show_paper())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.side.paper_wanted.connect(self._show_paper)
        self.side.mail_wanted.connect(self._mail_chosen)
        self.side.cancel_wanted.connect(self._ask_cancel)
        self.side.request_wanted.connect(lambda request_id: self.navigate.emit("requests", request_id))
        self.side.asked_again.connect(self._service.ask_again)
        self.writer.issued.connect(self._issued)
        self.form.left.connect(self.go_back)
        self.paper.left.connect(self.go_back)
        self.letters.left.connect(self.go_back)
        self.letters.sent.connect(self._send)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _take_receiving(self, receiving: Receiving) -> None:
        self._receiving = receiving
        self._choose()

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(LIST)
        self.table.refresh()
        self.table.grid.setFocus()

    def _seek(self, bill_id: str) -> None:
        """Put the cursor on a bill; a filter that hides it is taken away."""
        self._sought = bill_id
        self._pages.setCurrentIndex(LIST)
        self.filters.clear()

    def _answered(self) -> None:
        self.side.setVisible(self.table.model.rowCount() > 0)
        if self._sought:
            sought, self._sought = self._sought, ""
            worker.run(self, lambda _: self._service.row_id(sought), self._put_cursor, errors.log_only)
        self._choose()
        query = self.table.model.query
        worker.run(self, lambda _: self._totals(query), partial(self._sum, query), errors.log_only)

    def _totals(self, query: Query) -> tuple[int, Money]:
        found = self._source.totals(query)
        return found.count, found.total

    def _put_cursor(self, identity: int) -> None:
        self.table.choose(identity)

    def _sum(self, query: Query, totals: tuple[int, Money]) -> None:
        if query == self.table.model.query:
            self.table.footer.say("bills.footer", count=f"{totals[0]:,}")
            self.table.footer_end.say("bills.footer_sum", total=totals[1].format())

    def chosen(self) -> Bill | None:
        """Return the bill in sight, None without one."""
        row = self.table.current_row()
        return bill_of(row) if row is not None else None

    def _marked(self) -> list[Bill]:
        """Return the bills of the rows that are marked; those whose page is not here are not among them."""
        rows = sorted({index.row() for index in self.table.grid.selectionModel().selectedRows()})
        found = (self.table.model.row_at(row) for row in rows)
        return [bill_of(row) for row in found if row is not None]

    def _choose(self) -> None:
        bill = self.chosen()
        self.side.show_bill(bill, self._receiving, self._service.today)
        if bill is not None:
            bill_id = bill.bill_id
            worker.run(self, lambda _: self._service.told(bill_id), self.side.show_told, errors.log_only)

    # -- writing ------------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        self._pages.setCurrentIndex(FORM)
        self.writer.begin()

    def _open_import(self) -> None:
        self.navigate.emit("bills_import", None)

    def _issued(self, given: Given) -> None:
        self._given(given, "bills.issued")
        self._pages.setCurrentIndex(LIST)
        self.table.grid.setFocus()
        worker.run(self, lambda _: self._service.issued(given.order_id), self._seek_issued, errors.log_only)

    def _seek_issued(self, bills: Sequence[Bill]) -> None:
        if bills:
            self._seek(bills[0].bill_id)

    # -- papers -------------------------------------------------------------------------------------------------------

    def _show_paper(self) -> None:
        bill = self.chosen()
        if bill is not None:
            self._show_bills([bill])

    def _show_papers(self) -> None:
        """Show all that are marked in one file, or all of the list where no more than one is."""
        marked = self._marked()
        if len(marked) > 1:
            self._show_bills(marked[:CHOSEN_MAX])
        else:
            worker.run(self, lambda _: self._listed(), self._show_bills, self._explain)

    def _listed(self) -> list[Bill]:
        """Return the first bills of the list as it is asked for now."""
        ids = self._source.ids(self.table.model.query)
        return list(self._source.rows(ids[:CHOSEN_MAX]))

    def _show_bills(self, bills: Sequence[Bill]) -> None:
        names = [bill.bill_id for bill in bills]
        if not names:
            return

        def make(language: Language) -> MadeDocument:
            return self._papers.bills(names, language)

        self._pages.setCurrentIndex(PAPER)
        if len(names) == 1:
            self.paper.show_paper("bills.paper_title", make, name=bills[0].draft.payer_name)
        else:
            self.paper.show_paper("bills.papers_title", make, count=f"{len(names):,}")

    # -- letters ------------------------------------------------------------------------------------------------------

    def _mail_chosen(self) -> None:
        bill = self.chosen()
        if bill is not None:
            self._look_letters_up([bill])

    def _look_letters_up(self, bills: Sequence[Bill] = ()) -> None:
        """Show who would get a letter: the given, the marked, or all of the list that still await money."""
        marked = list(bills) or self._marked()
        wanted = marked if bills or len(marked) > 1 else []

        def work(_: worker.Progress) -> tuple[list[Bill], Mapping[str, LetterReport]]:
            found = [bill for bill in wanted or self._listed() if bill.awaits_money]
            return found, self._papers.last_letters(bill.bill_id for bill in found)

        worker.run(self, work, self._show_letters, self._explain)

    def _show_letters(self, found: tuple[list[Bill], Mapping[str, LetterReport]]) -> None:
        mails = self._receiving is None or self._receiving.mails
        self._pages.setCurrentIndex(LETTERS)
        self.letters.show_bills(*found, mails=mails)
        self.letters.setFocus()

    def _send(self) -> None:
        letters = [(bill.bill_id, email) for bill, email in self.letters.letters]
        if not letters:
            return
        self.letters.busy(busy=True)
        self.letters.progress.begin("bills.mailing")

        def done(given: Given) -> None:
            self.letters.busy(busy=False)
            self._given(given, "bills.mailed")

        def failed(error: Exception) -> None:
            self.letters.busy(busy=False)
            self.letters.error.show_error(error)

        def work(progress: worker.Progress) -> Given:
            return self._papers.mail(letters, progress.report)

        worker.run(self, work, done, failed, self.letters.progress.advance)

    # -- other acts ---------------------------------------------------------------------------------------------------

    def _ask_cancel(self) -> None:
        bill = self.chosen()
        if bill is not None:
            draft = bill.draft
            order = Order(
                "bills.cancel_ask", "bills.cancel", "ban", "bills.cancel_why", danger=True, about=lambda: _said(draft)
            )
            act = partial(self._service.cancel, bill)
            ReasonDialog(self, order, act, lambda given: self._given(given, "bills.cancelled")).open()

    def _given(self, given: Given, told: str) -> None:
        if given.known:
            toast(self, told)
        else:
            toast(self, "bills.order_unknown", icon="circle-question-mark")
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)


def _said(draft: BillDraft) -> str:
    """Return whom a bill asks for how much."""
    return f"{draft.payer_name} · {words.baht(draft.amount)}"
