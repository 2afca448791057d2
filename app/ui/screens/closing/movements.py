"""What moved on the unit's accounts: fetched from the bank, read from files, each entry with what it belongs to."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from app import i18n
from app.domain.access.permissions import Action, may
from app.domain.closing.statement import Side
from app.domain.values.money import formatted
from app.ui import day_span, errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.day_span import DaySpan
from app.ui.fields import row_of as fields_row
from app.ui.messages import toast
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screen import Screen
from app.ui.screens.closing.movement_files import ExportDialog, ImportDialog
from app.ui.screens.closing.movement_side import EntrySide, place_of
from app.ui.screens.closing.parts import words
from app.ui.screens.closing.parts.compared_table import fit
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Figures, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.closing.statement import Entry
    from app.domain.closing.statement_file import FileVerdict
    from app.services.closing_papers import ClosingPapers
    from app.services.list_exports import ListExports
    from app.services.statement_files import StatementFiles
    from app.services.statements import AccountStanding, Fetched, Movements, Statements
    from app.ui.cells import Shown
    from app.ui.screens.closing.parts.ports import Desk
    from app.ui.table_model import Row

Looked = tuple["list[AccountStanding]", "Movements | None"]


class MovementsScreen(Screen):
    """One account at a time; an account's number chooses it, an entry's name puts the cursor on it."""

    key, title_key, icon = "account_movements", "movements.title", "history"
    help_key = "movements.help"

    def __init__(
        self,
        service: Statements,
        files: StatementFiles,
        papers: ClosingPapers,
        lists: ListExports,
        desk: Desk,
        has: Callable[[str], bool],
    ) -> None:
        super().__init__()
        self._service, self._files, self._papers, self._lists, self._desk = service, files, papers, lists, desk
        self._shown: Movements | None = None
        self._wanted_account, self._sought = "", ""
        self.span = DaySpan(lambda: service.today)
        self.fetch_it = Button(
            "movements.fetch", kind="primary", icon="refresh-cw", act=self.fetch, shortcut="Ctrl+Return"
        )
        self.import_it = Button("movements.import", icon="upload", act=self._ask_import, shortcut="Ctrl+I")
        self.export_it = Button("movements.export", icon="download", act=self.ask_export, shortcut="Ctrl+E")
        self.accounts = TableView(
            _account_columns(),
            FixedRows(()),
            name="movement_accounts",
            label="movements.accounts",
            empty=Empty("movements.accounts_none", icon="landmark"),
        )
        self._figures = Figures()
        self.search = SearchField("movements.search")
        self.table = TableView(
            _columns(),
            FixedRows(()),
            name="account_movements",
            label="movements.list",
            empty=Empty("movements.none", "movements.none_why", icon="history"),
        )
        self.side = EntrySide(has)
        self._error = errors.ErrorNote()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    @property
    def account(self) -> str:
        """The number of the account in sight, '' before any is."""
        return self._shown.account if self._shown else self._wanted_account

    def refresh(self) -> None:
        """Look again at what is kept."""
        days = self.span.value()
        if days is None:
            return
        wanted = self.account

        def work() -> Looked:
            found = self._service.accounts()
            numbers = [one.account for one in found]
            account = wanted if wanted in numbers else next(iter(numbers), "")
            return found, self._service.movements(account, *days) if account else None

        self.look(work, self._take, self._error.show_error)

    def open_subject(self, subject: object) -> None:
        """Show an account, or the account and the day of an entry."""
        wanted = str(subject)
        worker.run(self, lambda _: self._service.entry(wanted), partial(self._seek, wanted), self._explain)

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.refresh()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+Return", "movements.fetch"),
            ("Ctrl+I", "movements.import"),
            ("Ctrl+E", "movements.export"),
            ("Ctrl+F", "movements.search"),
            ("Return", "movements.open_it"),
        )

    def fetch(self) -> None:
        """Fetch what moved since it was fetched last."""
        self.fetch_it.setEnabled(False)
        self._error.clear()
        worker.run(self, lambda _: self._service.fetch(), self._fetched, self._not_fetched)

    def read(self, path: Path) -> None:
        """Look into a file of the account in sight, and ask before anything of it is kept."""
        account = self.account
        done = partial(self._ask_take, path)
        worker.run(self, lambda _: self._files.look(path, account), done, self._explain)

    def ask_export(self) -> None:
        """Ask in which form what is in sight shall be written."""
        if self._shown is not None:
            ExportDialog(self, self._files, self._papers, self._lists, self._shown).open()

    def chosen(self) -> Entry | None:
        """Return the entry in sight, None without one."""
        row = self.table.current_row()
        return row[RECORD] if row is not None else None

    # -- inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        stack.add_row(Label("movements.title", role="title"), None, self.import_it, self.export_it, self.fetch_it)
        stack.add(self._error, self.accounts)
        stack.addLayout(fields_row(self.span.first, self.span.last))
        self.search.setMinimumWidth(160)
        stack.addLayout(row_of(self.search, *self.span.buttons, None))
        stack.add(self._figures)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        self.table.explain_filter(self._told)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        self.setLayout(whole)
        self.side.hide()
        self.import_it.setVisible(may(self._desk.actor.person.roles, Action.IMPORT_STATEMENT))

    def _wire(self) -> None:
        QuietColumns(self.table, {"ref": 700, "at": 560})
        QuietColumns(self.accounts, {"fetched_until": 560})
        self.span.changed.connect(self.refresh)
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.accounts.chosen.connect(self._choose_account)
        self.accounts.answered.connect(self._accounts_told)
        self.table.chosen.connect(lambda _: self.side.show_entry(self.chosen()))
        self.table.opened.connect(lambda _: self._open())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.side.wanted.connect(self._open)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    def _take(self, found: Looked) -> None:
        accounts, shown = found
        self._error.clear()
        self._shown = shown
        self._wanted_account = shown.account if shown else ""
        self.accounts.model.use_source(FixedRows([{RECORD: one} for one in accounts]))
        if shown is not None:
            self._put_figures(shown)
        self.export_it.setEnabled(shown is not None)
        self._show_rows()

    def _accounts_told(self) -> None:
        fit(self.accounts, 4)
        model = self.accounts.model
        rows = (model.row_at(number) for number in range(model.rowCount()))
        at = next((n for n, row in enumerate(rows) if row and row[RECORD].account == self._wanted_account), None)
        if at is not None:
            self.accounts.choose(at)

    def _choose_account(self, number: int) -> None:
        row = self.accounts.model.row_at(number) if number >= 0 else None
        if row is not None and row[RECORD].account != self._wanted_account:
            self._wanted_account, self._shown = row[RECORD].account, None
            self.refresh()

    def _put_figures(self, shown: Movements) -> None:
        put = self._figures.put
        put("movements.opening", shown.opening.format())
        put("movements.came_in", shown.came_in.format())
        put("movements.went_out", shown.went_out.format())
        until = words.moment(shown.complete_until)
        put("movements.closing", shown.closing.format(), below=i18n.text("movements.complete_until", moment=until))

    def _show_rows(self) -> None:
        shown = self._shown
        wanted = self.search.text().strip().casefold()
        rows = []
        balance = shown.opening.satang if shown else 0
        for one in shown.entries if shown else ():
            balance += one.change
            if wanted in _said(one).casefold():
                rows.append({RECORD: one, "at": one.booked_at, "kind": words.entry_kind(one.kind),
                             "amount": one.change, "balance": balance, "ref": one.bank_ref or one.text})  # fmt: skip
        self.table.model.use_source(FixedRows(rows))

    def _told(self) -> Sequence[tuple[str, str]]:
        """Say what stands above an export of the list: account, days and balances."""
        shown = self._shown
        if shown is None:
            return ()
        return [
            (i18n.text("movements.account"), words.account(shown.account, {shown.account: shown.name})),
            (i18n.text("movements.days"), day_span.told(shown.first, shown.last)),
            (i18n.text("movements.opening"), shown.opening.format()),
            (i18n.text("movements.closing"), shown.closing.format()),
        ]

    def _answered(self) -> None:
        count = self.table.model.rowCount()
        self.side.setVisible(count > 0)
        self.table.footer.say("movements.count", count=f"{count:,}")
        if self._sought:
            rows = (self.table.model.row_at(row) for row in range(count))
            at = next((n for n, row in enumerate(rows) if row and row[RECORD].entry_id == self._sought), None)
            if at is not None:
                self._sought = ""
                self.table.grid.setCurrentIndex(self.table.model.index(at, 0))
        self.side.show_entry(self.chosen())

    def _seek(self, wanted: str, entry: Entry | None) -> None:
        self._shown = None
        if entry is None:
            self._wanted_account = wanted
        else:
            self._wanted_account, self._sought = entry.account, entry.entry_id
            self.search.clear()
            self.span.first.set_value(entry.day)
            self.span.last.set_value(entry.day)
        self.refresh()

    def _open(self) -> None:
        entry = self.chosen()
        place = place_of(entry) if entry else None
        if place is not None:
            self.navigate.emit(*place)

    # -- acts ---------------------------------------------------------------------------------------------------------

    def _fetched(self, fetched: Fetched) -> None:
        self.fetch_it.setEnabled(True)
        count = fetched.count
        toast(self, "movements.fetched" if count else "movements.fetched_nothing", count=f"{count:,}")
        self.refresh()

    def _not_fetched(self, error: Exception) -> None:
        self.fetch_it.setEnabled(True)
        self._error.show_error(error)

    def _ask_import(self) -> None:
        name = i18n.text("movements.import_filter")
        chosen, _ = QFileDialog.getOpenFileName(self, i18n.text("movements.import"), str(Path.home()), name)
        if chosen:
            self.read(Path(chosen))

    def _ask_take(self, path: Path, looked: FileVerdict) -> None:
        ImportDialog(self, self._files, looked, path, self._taken).open()

    def _taken(self, added: int) -> None:
        toast(self, "movements.imported" if added else "movements.fetched_nothing", count=f"{added:,}")
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)


def _account_columns() -> tuple[Column, ...]:
    def column(key: str, width: int, show: Callable[[AccountStanding], Shown], *, right: bool = False) -> Column:
        align: Literal["left", "right"] = "right" if right else "left"
        return Column(key, f"movements.{key}", width, align, key == "account_name", sortable=False,
                      show_row=lambda row: show(row[RECORD]))  # fmt: skip

    return (
        column("account", 140, lambda one: words.account(one.account)),
        column("account_name", 180, lambda one: one.name),
        column("balance", 140, lambda one: words.amount(one.balance), right=True),
        column("fetched_until", 160, lambda one: words.moment(one.until)),
    )


def _columns() -> tuple[Column, ...]:
    def of(show: Callable[[Entry], Shown]) -> Callable[[Row], Shown]:
        return lambda row: show(row[RECORD])

    return (
        Column("at", "movements.booked_at", 140, show_row=of(lambda one: words.moment(one.booked_at))),
        Column("kind", "movements.kind", 150, stretch=True, show_row=of(_kind)),
        Column("ref", "movements.bank_ref", 150, show_row=of(lambda one: one.bank_ref or one.text or words.DASH)),
        Column("came_in", "movements.came_in", 124, "right", sortable=False,
               show_row=of(lambda one: one.amount.format() if one.side is Side.IN else "")),
        Column("went_out", "movements.went_out", 124, "right", sortable=False,
               show_row=of(lambda one: "" if one.side is Side.IN else one.amount.format())),
        Column("balance", "movements.balance", 124, "right", sortable=False, show_row=_balance),
    )  # fmt: skip


def _kind(one: Entry) -> Shown:
    told = words.entry_kind(one.kind)
    return told if one.signed else Cell(told, tone="waiting", hint=i18n.text("movements.from_file"))


def _balance(row: Row) -> str:
    return formatted(row["balance"])


def _said(one: Entry) -> str:
    return f"{words.entry_kind(one.kind)} {one.bank_ref} {one.reference} {one.text} {one.amount.format()}"
