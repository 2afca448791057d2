"""The register: find a payee while typing, see how sure the account is, open one, propose what is to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.payees.payee import PaidTo, Verification, read_qr
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.messages import toast
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD, RecordRows
from app.ui.screen import Screen
from app.ui.screens.payees.card import PayeeCardView
from app.ui.screens.payees.form import PayeeForm
from app.ui.screens.payees.parts import words
from app.ui.screens.payees.parts.again import Again
from app.ui.screens.payees.payee_side import PayeeSide
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.table_model import Column
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.payees.payee import Payee
    from app.services.commands import Given
    from app.services.payee_papers import PayeePapers
    from app.services.payee_scans import PayeeScans
    from app.services.payees import Payees
    from app.ui.screens.payees.parts.ports import Desk
    from app.ui.table_model import Row

LIST, CARD, FORM = 0, 1, 2
CHIPS = ("pending", *(each.value for each in Verification), "shared", "ended")
CHECKED_MAX = 500
TAIL = 4
"""So many last digits of an account are looked for."""
NEW = "new"
"""The subject that opens the form of a new payee."""


def _of(row: Row) -> Payee:
    record: Payee = row[RECORD]
    return record


class RegisterScreen(Screen):
    """The list of payees; Enter opens one, Esc goes back to the list. A payee's id or code opens it from elsewhere."""

    key, title_key, icon = "register", "register.title", "users"
    help_key = "register.help"

    def __init__(self, service: Payees, scans: PayeeScans, papers: PayeePapers, desk: Desk) -> None:
        super().__init__()
        self._service, self._desk = service, desk
        self._payee_id = ""
        self._sought = ""
        self._search = SearchField("register.search")
        self._chips = {key: Button(f"register.filter.{key}", kind="chip") for key in CHIPS}
        self.table = TableView(
            self._columns(),
            RecordRows(service.rows()),
            name="payees",
            label="register.list",
            empty=Empty("register.none", "register.none_why", action="register.import", act=self._import, icon="users"),
        )
        self.side = PayeeSide(desk, service)
        self.card = PayeeCardView(service, scans, papers, desk)
        self.form = PayeeForm(service, scans, desk)
        self._pages = QStackedWidget()
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.table.grid)

    # -- what the window asks -----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again; the chosen payee stays chosen."""
        self.table.refresh()
        if self._pages.currentIndex() == CARD:
            self.card.open_payee(self._payee_id)

    def open_subject(self, subject: object) -> None:
        """Open a payee by id, code or line, the form of a new one or of what was sent back, or a filter by its key."""
        if isinstance(subject, PaidTo):
            self._open_paid(subject)
            return
        if isinstance(subject, Again):
            self._payee_id = subject.payee.payee_id if subject.payee else ""
            self._pages.setCurrentIndex(FORM)
            self.form.open_again(subject)
            return
        wanted = str(subject)
        if wanted in self._chips:
            self._show_list()
            for key, chip in self._chips.items():
                chip.setChecked(key == wanted)
        elif wanted == NEW:
            self._add()
        else:
            self._open(read_qr(wanted) or wanted)

    def go_back(self) -> bool:
        """Go from the form to where it was opened, from a payee back to the list."""
        if self._pages.currentIndex() == FORM and self._payee_id:
            self._open(self._payee_id)
            return True
        if self._pages.currentIndex() != LIST:
            self._show_list()
            return True
        return False

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self.side.retranslate()
        self.card.retranslate()
        self.form.retranslate()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+F", "register.search"),
            ("Ctrl+N", "register.add"),
            ("Ctrl+I", "register.import"),
            ("Return", "register.key_open"),
            ("Ctrl+Return", "register.propose"),
        )

    # -- inside -------------------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        desk, service = self._desk, self._service
        return (
            Column("name", "register.field.name", 200, stretch=True, show_row=lambda row: _of(row).record.name),
            Column(
                "acct", "register.account", 212, show_row=lambda row: words.account(desk.banks, _of(row).record)
            ),
            Column("office", "register.field.office", 104, show_row=lambda row: _of(row).record.office),
            Column("state", "register.standing", 132, sortable=False,
                   show_row=lambda row: words.state(_of(row), service.today)),
            Column("waiting", "register.pending", 100, sortable=False,
                   show_row=lambda row: words.pending(_of(row), desk)),
        )  # fmt: skip

    def _lay_out(self) -> None:
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.l, SPACE.xl - 4, 0)
        self._check_all = Button("register.check_all", kind="quiet", icon="landmark", act=self._check_chosen)
        self._import_button = Button("register.import", icon="upload", act=self._import, shortcut="Ctrl+I")
        self._new = Button("register.add", kind="primary", icon="plus", act=self._add, shortcut="Ctrl+N")
        roles = self._desk.actor.person.roles
        stack.add_row(Label("register.title", role="title"), None, self._check_all, self._import_button, self._new)
        for button, action in (
            (self._check_all, Action.CHECK_NAMES),
            (self._import_button, Action.PROPOSE_PAYEES),
            (self._new, Action.PROPOSE_PAYEES),
        ):
            button.setEnabled(permissions.may(roles, action))
            if not permissions.may(roles, action):
                button.hide()
        self._search.setMinimumWidth(220)
        stack.add(self._search)
        stack.addLayout(row_of(*self._chips.values(), None))
        stack.add(self.table, stretch=1)
        QuietColumns(self.table, {"office": 760})  # it stands beside the list, and names are to be read whole
        self.table.show_footer()
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(self.side)
        listed = QWidget()
        listed.setLayout(whole)
        for part in (listed, self.card, self.form):
            self._pages.addWidget(part)
        self.side.hide()
        Stack(self, spacing=0).add(self._pages)

    def _wire(self) -> None:
        self._search.textChanged.connect(lambda _: self._look())
        for chip in self._chips.values():
            chip.toggled.connect(lambda _: self._look())
        self.table.chosen.connect(lambda _: self._choose())
        self.table.opened.connect(lambda _: self._open_chosen())
        self.table.answered.connect(self._answered)
        self.table.failed.connect(self._explain)
        self.side.opened.connect(self._open_chosen)
        self.side.edited.connect(self._edit_chosen)
        self.side.checked.connect(self._check_chosen)
        self.side.form_wanted.connect(self._form_of_chosen)
        self.side.request_wanted.connect(lambda req_id: self.navigate.emit("register_requests", req_id))
        self.card.left.connect(self._show_list)
        self.card.edited.connect(self._edit)
        self.card.acted.connect(self._do)
        self.card.request_wanted.connect(lambda req_id: self.navigate.emit("register_requests", req_id))
        self.card.batch_wanted.connect(lambda op_id: self.navigate.emit("results", op_id))
        self.form.left.connect(self.go_back)
        self.form.proposed.connect(self._propose)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)

    def _look(self) -> None:
        self.table.look_for(self._search.text(), {key for key, chip in self._chips.items() if chip.isChecked()})

    def _answered(self) -> None:
        count = self.table.model.rowCount()
        self.side.setVisible(count > 0)
        self.table.footer.say("register.count", count=f"{count:,}")
        if self._sought:
            sought, self._sought = self._sought, ""
            worker.run(self, lambda _: self._service.row_id(sought), self._put_cursor, errors.log_only)
        self._choose()

    def _put_cursor(self, identity: int) -> None:
        self.table.choose(identity)

    def _chosen(self) -> Payee | None:
        row = self.table.current_row()
        return _of(row) if row is not None else None

    def _selected(self) -> list[str]:
        """Return the payees of the rows that are marked; those whose page is not here are not among them."""
        rows = sorted({index.row() for index in self.table.grid.selectionModel().selectedRows()})
        found = (self.table.model.row_at(row) for row in rows[:CHECKED_MAX])
        return [_of(row).payee_id for row in found if row is not None and not _of(row).merged_into]

    def _choose(self) -> None:
        self.side.show_payee(self._chosen())

    def _show_list(self) -> None:
        self._sought, self._payee_id = self._payee_id, ""
        self._pages.setCurrentIndex(LIST)
        self.table.refresh()
        self.table.grid.setFocus()

    # -- one payee ----------------------------------------------------------------------------------------------------

    def _open(self, payee_id: str) -> None:
        self._payee_id = payee_id
        self._pages.setCurrentIndex(CARD)
        self.card.open_payee(payee_id)
        self.card.setFocus()

    def _open_paid(self, paid: PaidTo) -> None:
        """Open whom a line pays; for nobody of the register, show who else is known by the account's end."""

        def show(known: str) -> None:
            if known:
                self._open(known)
                return
            self._show_list()
            self._search.setText(paid.acct[-TAIL:])
            toast(self, "register.nobody_here", icon="circle-question-mark", name=paid.name)

        worker.run(self, lambda _: self._service.whom(paid), show, self._explain)

    def _open_chosen(self) -> None:
        payee = self._chosen()
        if payee is not None:
            self._open(payee.payee_id)

    def _form_of_chosen(self) -> None:
        payee = self._chosen()
        if payee is not None:
            self._open(payee.payee_id)
            self.card.show_form()

    def _add(self) -> None:
        self._payee_id = ""
        self._pages.setCurrentIndex(FORM)
        self.form.open_new()

    def _edit(self, payee: Payee) -> None:
        self._payee_id = payee.payee_id
        self._pages.setCurrentIndex(FORM)
        self.form.open_payee(payee)

    def _edit_chosen(self) -> None:
        payee = self._chosen()
        if payee is not None:
            self._edit(payee)

    # -- what is sent -------------------------------------------------------------------------------------------------

    def _propose(self) -> None:
        wish = self.form.wish()
        if wish is None:
            return
        self.form.busy(busy=True)

        def done(given: Sequence[Given]) -> None:
            self.form.forget()
            self._given(given, "register.proposed")
            self.go_back()

        def failed(error: Exception) -> None:
            self.form.busy(busy=False)
            self.form.explain(error)

        worker.run(self, lambda _: wish(self._service), done, failed)

    def _check_chosen(self) -> None:
        chosen = self._selected()
        if chosen:
            self._do(lambda: (self._service.changes.check_names(chosen),), "register.checked_sent")

    def _do(self, work: Callable[[], Sequence[Given]], told: str) -> None:
        worker.run(self, lambda _: work(), lambda given: self._given(given, told), self._explain)

    def _given(self, given: Sequence[Given], told: str) -> None:
        if all(each.known for each in given):
            toast(self, told)
        else:
            toast(self, "register.order_unknown", icon="circle-question-mark")
        self.changed.emit()
        self.refresh()

    def _explain(self, error: Exception) -> None:
        errors.show(self, error)

    def _import(self) -> None:
        self.navigate.emit("register_import", None)
