"""Receipts: what is due, the register with every number and why a void one is void, prints that are counted, e-mail."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.ui import errors, list_export, worker
from app.ui.buttons import Button
from app.ui.fields import Combo
from app.ui.list_export import ExportDialog, WantedList
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD, RecordRows
from app.ui.screen import Screen
from app.ui.screens.collections.parts.receipt_columns import receipt_columns
from app.ui.screens.collections.queue_acts import MoneyActs
from app.ui.screens.collections.receipts_due import DuePage
from app.ui.screens.collections.receipts_paper import ReceiptPaper
from app.ui.screens.collections.receipts_side import ReceiptSide
from app.ui.screens.collections.receipts_work import CHOSEN_MAX, ReceiptWork
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, follow
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import Receipt
    from app.domain.values.money import Money
    from app.services.collecting import Collecting
    from app.services.collection_rows import ReceiptRows
    from app.services.letters import Letters
    from app.services.official_receipt_papers import OfficialReceiptPapers
    from app.services.official_receipts import CountedPrint, OfficialReceipts
    from app.ui.screens.collections.parts.ports import Desk
    from app.ui.table_model import Query

LIST, PAPER = 0, 1
DUE, REGISTER = 0, 1
YEAR_LETTERS = 18
FILTERS = ("standing", "not_printed", "voided")


class ReceiptsScreen(Screen):
    """Two lists and a paper; a receipt's id puts the cursor on it, ``due`` shows what can be receipted."""

    key, title_key, icon = "official_receipts", "receipt_book.title", "file-check"
    help_key = "receipt_book.help"

    def __init__(
        self,
        service: OfficialReceipts,
        papers: OfficialReceiptPapers,
        letters: Letters,
        collecting: Collecting,
        rows: Callable[[int], ReceiptRows],
        online: Callable[[], bool],
        desk: Desk,
    ) -> None:
        super().__init__()
        self._service, self._online, self._rows = service, online, rows
        self._source = rows(0)
        self._sought = ""
        may = partial(permissions.may, desk.actor.person.roles)
        self._prints, self._mails = may(Action.PRINT_RECEIPTS), may(Action.MAIL_LETTERS)
        self.due = DuePage(may_issue=may(Action.ISSUE_RECEIPTS))
        self._search = SearchField("receipt_book.search")
        self._chips = {key: Button(f"receipt_book.filter.{key}", kind="chip") for key in FILTERS}
        self.year = Combo()
        self.year.setMinimumContentsLength(YEAR_LETTERS)
        self.table = TableView(
            receipt_columns(),
            RecordRows(self._source),
            name="official_receipts",
            label="receipt_book.register",
            empty=Empty("receipt_book.none", "receipt_book.none_why", icon="file-check"),
        )
        self.side = ReceiptSide(desk)
        self.paper = ReceiptPaper(papers)
        self.work = ReceiptWork(self, service, papers, letters)
        self.acts = MoneyActs(self, collecting, lambda _: self._given())
        self._under_way = Notice(tone="waiting", icon="hourglass")
        self._offline = Notice("receipt_book.offline", tone="waiting", icon="cloud-off")
        self._tabs = [Button(f"receipt_book.tab.{name}", kind="tab") for name in ("due", "register")]
        self._lists, self._pages = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._wire()
        self._show_tab(DUE)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; what is chosen stays chosen."""
        self._offline.setVisible(not self._online())
        self.table.refresh()
        self.look(lambda: (self._service.due(), self._service.years()), self._take, errors.log_only)
        self.work.look_again()

    def open_subject(self, subject: object) -> None:
        """Show what is due, or put the cursor on a receipt; a filter that hides it is taken away."""
        wanted = str(subject)
        self._pages.setCurrentIndex(LIST)
        if wanted == "due":
            self._show_tab(DUE)
            return
        self._show_tab(REGISTER)
        self._sought = wanted
        self._search.clear()
        for chip in self._chips.values():
            chip.setChecked(False)
        self.year.setCurrentIndex(0)
        self.table.refresh()

    def go_back(self) -> bool:
        """Go from a paper back to the lists."""
        if self._pages.currentIndex() == LIST:
            return False
        self.paper.stop()
        self._pages.setCurrentIndex(LIST)
        self.setFocus()
        return True

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.refresh()
        self._choose()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+F", "receipt_book.search"),
            ("Ctrl+A", "receipt_book.choose_all"),
            ("Ctrl+Return", "receipt_book.key_issue"),
            ("Ctrl+P", "receipt_book.print"),
            ("Ctrl+M", "receipt_book.mail"),
        )

    def chosen(self) -> Receipt | None:
        """Return the receipt in sight, None without one."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        listed = QWidget()
        stack = Stack(listed, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("receipt_book.title", role="title"), None)
        stack.addLayout(row_of(*self._tabs, None))
        stack.add(self._offline, self._under_way)
        self._under_way.hide()
        register = QWidget()
        page = Stack(register, spacing=SPACE.m)
        self._print_all = Button("receipt_book.print_marked", kind="quiet", icon="printer", act=self._print)
        self._mail_all = Button("receipt_book.mail_marked", kind="quiet", icon="send", act=self._mail)
        for button, may in ((self._print_all, self._prints), (self._mail_all, self._mails)):
            if not may:
                button.hide()
        self._search.setMinimumWidth(150)
        page.addLayout(row_of(self._search, self.year, None, self._print_all, self._mail_all))
        self.keep_register = Button(
            "receipt_book.keep_register", kind="quiet", icon="download", act=self._keep_register
        )
        page.addLayout(row_of(*self._chips.values(), None, self.keep_register))
        page.add(self.table, stretch=1)
        self.table.show_footer()
        QuietColumns(self.table, {"reason": 940, "payment_id": 780, "issued_at": 600, "prints": 520})
        self._lists.addWidget(self.due)
        self._lists.addWidget(register)
        register.setFocusProxy(self.table.grid)
        stack.add(self._lists, stretch=1)
        whole = row_of(spacing=0)
        whole.addWidget(listed, 1)
        whole.addWidget(self.side)
        holder = QWidget()
        holder.setLayout(whole)
        self._pages.addWidget(holder)
        self._pages.addWidget(self.paper)
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        for number, tab in enumerate(self._tabs):
            tab.clicked.connect(partial(self._show_tab, number))
        self._search.textChanged.connect(lambda _: self._look())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        self.table.explain_filter(self._told_filter)
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._print())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.year.currentIndexChanged.connect(lambda _: self._use_year())
        follow(self.year, self._name_years)
        self.due.wanted.connect(self.work.issue)
        self.due.opened.connect(partial(self.navigate.emit, "payments"))
        self.work.issued.connect(self._show_issued)
        self.work.counted.connect(self._show_prints)
        self.work.given.connect(self._given)
        self.work.busied.connect(self._say_busy)
        self.side.print_wanted.connect(self._print)
        self.side.mail_wanted.connect(self._mail)
        self.side.void_wanted.connect(self._void)
        self.side.payment_wanted.connect(partial(self.navigate.emit, "payments"))
        self.side.order_wanted.connect(partial(self.navigate.emit, "collection_orders"))
        self.side.asked_again.connect(self._service.ask_again)
        self.paper.left.connect(self.go_back)
        QShortcut(QKeySequence.StandardKey.Find, self, self._seek)

    def _seek(self) -> None:
        if self._lists.currentIndex() == DUE:
            self.due.seek()
        else:
            self._search.setFocus()

    def _show_tab(self, number: int) -> None:
        self._tabs[number].setChecked(True)
        for tab in self._tabs:
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # Qt takes it from those that are not checked
        self._lists.setCurrentIndex(number)
        self.setFocusProxy(self.due if number == DUE else self.table.grid)
        self._show_side()

    def _show_side(self) -> None:
        self.side.setVisible(self._lists.currentIndex() == REGISTER and self.table.model.rowCount() > 0)

    def _take(self, found: tuple[Sequence[Payment], Sequence[int]]) -> None:
        self.due.show_payments(found[0])
        self._tabs[DUE].say("receipt_book.tab.due_count" if found[0] else "receipt_book.tab.due", count=len(found[0]))

        self._offer_years(found[1])

    def _offer_years(self, years: Sequence[int]) -> None:
        if [self.year.itemData(place) for place in range(self.year.count())] != [0, *years]:
            self.year.blockSignals(True)
            self.year.clear()
            for year in (0, *years):
                self.year.addItem("", year)
            self.year.blockSignals(False)
            self._name_years()

    def _name_years(self) -> None:
        self.year.setAccessibleName(i18n.text("receipt_book.year"))
        for place in range(self.year.count()):
            year = self.year.itemData(place)
            words = i18n.text("receipt_book.of_year", year=year) if year else i18n.text("receipt_book.every_year")
            self.year.setItemText(place, words)

    def _use_year(self) -> None:
        self._source = self._rows(self.year.currentData() or 0)
        self.table.model.use_source(RecordRows(self._source))

    def _look(self) -> None:
        on = frozenset(key for key, chip in self._chips.items() if chip.isChecked())
        self.table.look_for(self._search.text(), on)

    def _told_filter(self) -> Sequence[tuple[str, str]]:
        on = [i18n.text(f"receipt_book.filter.{key}") for key, chip in self._chips.items() if chip.isChecked()]
        on += [self.year.currentText()] if self.year.currentData() else []
        said = " · ".join(filter(None, (self._search.text().strip(), *on)))
        return [(i18n.text("ui.filter"), said or i18n.text("ui.filter_none"))]

    def _answered(self) -> None:
        self._show_side()
        if self._sought:
            sought, self._sought = self._sought, ""
            worker.run(self, lambda _: self._source.row_id(sought), self._put_cursor, errors.log_only)
        self._choose()
        query = self.table.model.query
        worker.run(self, lambda _: self._totals(query), partial(self._sum, query), errors.log_only)

    def _put_cursor(self, identity: int) -> None:
        self.table.choose(identity)

    def _totals(self, query: Query) -> tuple[int, Money]:
        found = self._source.totals(query)
        return found.count, found.total

    def _sum(self, query: Query, totals: tuple[int, Money]) -> None:
        if query != self.table.model.query:
            return
        shown = self.table.model.rowCount()
        self.table.footer.say("receipt_book.footer", count=f"{shown:,}", standing=f"{totals[0]:,}")
        self.table.footer_end.say("bills.footer_sum", total=totals[1].format())

    def _choose(self) -> None:
        receipt = self.chosen()
        self.side.show_receipt(receipt)
        if receipt is not None:
            receipt_id = receipt.receipt_id
            worker.run(self, lambda _: self._service.told(receipt_id), self.side.show_told, errors.log_only)

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _marked(self) -> list[Receipt]:
        """Return the receipts of the rows that are marked, or of the one with the cursor, by their numbers."""
        rows = sorted({index.row() for index in self.table.grid.selectionModel().selectedRows()})
        index = self.table.grid.currentIndex()
        rows = rows or ([index.row()] if index.isValid() else [])
        found = [row[RECORD] for row in map(self.table.model.row_at, rows[:CHOSEN_MAX]) if row is not None]
        return sorted(found, key=lambda one: (one.told.fy, one.told.number))

    def _print(self) -> None:
        if self._prints:
            self.work.print(self._marked())

    def _mail(self) -> None:
        self.work.mail([one for one in self._marked() if one.holds])

    def _keep_register(self) -> None:
        """Ask as what the register of the year in sight, or of the newest, shall be written."""
        year = self.year.currentData() or self.year.itemData(1)
        language = i18n.language()
        if year and list_export.is_offered():
            title = i18n.text("receipt_book.register_of", year=year)
            wanted = WantedList(title, "official_receipts", lambda: self._service.register_list(year, language))
            ExportDialog(self, wanted, "receipt_book.register_why", year=str(year)).open()

    def _void(self) -> None:
        receipt = self.chosen()
        if receipt is not None:
            self.acts.propose_void(receipt)

    def _show_issued(self, found: Sequence[Receipt]) -> None:
        """Go to the register with the cursor on the first that was issued, and ask whether they go to the printer.

        Whoever is in another room or at another question by now is not asked: their next Enter would count the prints.
        """
        if not self.isVisible() or QApplication.activeModalWidget() is not None:
            return
        self.open_subject(found[0].receipt_id)
        self.work.print(found)

    def _show_prints(self, prints: Sequence[CountedPrint]) -> None:
        self._pages.setCurrentIndex(PAPER)
        self.paper.show_prints(prints)

    def _say_busy(self, key: str, count: int) -> None:
        """Say what is under way, and take no order for receipts meanwhile."""
        self._under_way.setVisible(bool(key))
        if key:
            self._under_way.say(key, count=f"{count:,}")
        told = i18n.text(key, count=f"{count:,}") if key else ""
        self.due.say_busy(told)
        self.side.say_busy(told)
        for button in (self._print_all, self._mail_all):
            button.setEnabled(not told)
            button.explain(told)

    def _given(self) -> None:
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)
