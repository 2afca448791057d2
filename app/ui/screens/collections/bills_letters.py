"""Bills by e-mail: to whom each goes, which had no luck and why, and sending those again to another address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.collections.bill import LetterState
from app.domain.values import identifiers
from app.domain.values.errors import BadInput
from app.ui import errors
from app.ui.buttons import Button, IconButton
from app.ui.cells import Cell
from app.ui.flow import ProgressPanel
from app.ui.screens.collections.parts import words
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice, row_of
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.collections.bill import Bill, LetterReport
    from app.ui.table_model import Row


class LettersPage(QWidget):
    """Bills with their addresses, which can be typed over; ``sent`` asks to send what `letters` says."""

    sent = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._bills: Sequence[Bill] = ()
        self._last: Mapping[str, LetterReport] = {}
        self._emails: dict[str, str] = {}
        self._title = Label("bills.letters_title", role="title")
        self._off = Notice("bills.mail_off", tone="waiting", icon="info")
        self.progress = ProgressPanel("bills.mailing")
        self.error = errors.ErrorNote()
        self.table = TableView(
            self._columns(),
            FixedRows(()),
            name="bill_letters",
            label="bills.letters_list",
            empty=Empty("bills.letters_none", "bills.letters_none_why", icon="send"),
            grid=True,
        )
        self.go = Button("bills.mail_nothing", kind="primary", icon="send", act=self.sent.emit, shortcut="Ctrl+Return")
        self._lay_out()
        self.table.edited.connect(self._typed)
        self.table.answered.connect(self._tell)
        self.setFocusProxy(self.table.grid)

    # -- what the screen does -----------------------------------------------------------------------------------------

    def show_bills(self, bills: Sequence[Bill], last: Mapping[str, LetterReport], *, mails: bool) -> None:
        """Show bills to be sent; an address that failed waits for another one, the rest for a yes."""
        self._bills, self._last = bills, last
        self._emails = {bill.bill_id: _address(bill, last.get(bill.bill_id)) for bill in bills}
        self._off.setVisible(not mails)
        self.error.clear()
        self.progress.hide()
        self._show()

    def show_last(self, last: Mapping[str, LetterReport]) -> None:
        """Tell what became of the letters meanwhile; what was typed stays."""
        if last != self._last:
            self._last = last
            self._show()

    @property
    def bill_ids(self) -> list[str]:
        """The bills in sight."""
        return [bill.bill_id for bill in self._bills]

    @property
    def letters(self) -> list[tuple[Bill, str]]:
        """The bills with an address that can be one; of many, not those that it was sent to already."""
        found = [(bill, email) for bill in self._bills if _is_right(email := self._emails[bill.bill_id])]
        return found if len(self._bills) == 1 else [each for each in found if not self._was_sent(*each)]

    def busy(self, *, busy: bool) -> None:
        """Take no second press while the first is under way."""
        self.go.setEnabled(not busy and bool(self.letters))
        if busy:
            self.error.clear()
        else:
            self.progress.hide()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        self._show()

    # -- inside -------------------------------------------------------------------------------------------------------

    @staticmethod
    def _columns() -> tuple[Column, ...]:
        return (
            Column("payer", "bills.field.payer_name", 180, stretch=True, sortable=False),
            Column("item", "bills.field.item", 170, sortable=False),
            Column("amount", "bills.field.amount", 110, align="right", amount=True, sortable=False),
            Column("email", "bills.field.payer_email", 220, sortable=False, editable=True, show=lambda shown: shown),
            Column("last", "bills.letter_last", 150, sortable=False, show=lambda shown: shown),
            Column("problem", "bills.letter_problem", 190, sortable=False),
        )

    def _lay_out(self) -> None:
        head = row_of(IconButton("bills.back", "arrow-left", act=self.left.emit), self._title, None)
        head.setContentsMargins(SPACE.m, SPACE.l, SPACE.l, 0)
        page = QWidget()
        stack = Stack(page, spacing=SPACE.m)
        stack.setContentsMargins(SPACE.xl - 4, SPACE.s, SPACE.xl - 4, SPACE.m)
        stack.add(Label("bills.letters_why", role="quiet", wrap=True), self._off, self.progress, self.error)
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        stack.addWidget(self.go, 0, Qt.AlignmentFlag.AlignRight)
        whole = Stack(self, spacing=0)
        whole.addLayout(head)
        whole.add(page, stretch=1)
        self.progress.button.hide()
        for part in (self._off, self.progress):
            part.hide()

    def _show(self) -> None:
        self.table.model.use_source(FixedRows([self._row(bill) for bill in self._bills]))
        count = len(self.letters)
        if count:
            self.go.say("bills.mail_go", count=f"{count:,}")
        else:
            self.go.say("bills.mail_nothing")
        self.go.setEnabled(bool(count))

    def _row(self, bill: Bill) -> Row:
        last, email = self._last.get(bill.bill_id), self._emails[bill.bill_id]
        shown: str | Cell = email
        if not _is_right(email):
            hint = i18n.text("errors.email_unreadable", text=email) if email else i18n.text("bills.email_missing")
            shown = Cell(email or words.DASH, tone="refused" if email else "waiting", hint=hint)
        return {
            "payer": bill.draft.payer_name,
            "item": bill.draft.item,
            "amount": bill.draft.amount.format(),
            "email": shown,
            "last": words.letter_state(last) if last else words.DASH,
            "problem": last.problem if last else "",
        }

    def _was_sent(self, bill: Bill, email: str) -> bool:
        last = self._last.get(bill.bill_id)
        return last is not None and last.email == email and last.state is not LetterState.FAILED

    def _typed(self, number: int, _: str, text: str) -> None:
        self._emails[self._bills[number].bill_id] = text.strip()
        self._show()

    def _tell(self) -> None:
        self.table.footer.say("bills.footer", count=f"{len(self._bills):,}")
        failed = sum(each.state is LetterState.FAILED for each in self._last.values())
        self.table.footer_end.show_text("")
        if failed:
            self.table.footer_end.say("bills.letters_failed", count=f"{failed:,}")


def _address(bill: Bill, last: LetterReport | None) -> str:
    """Return where a bill goes: to the address that was tried last, which may be another than the bill's."""
    return last.email if last else bill.draft.payer_email


def _is_right(email: str) -> bool:
    try:
        return bool(email) and identifiers.parse_email(email) == email
    except BadInput:
        return False
