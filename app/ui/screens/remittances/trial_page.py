"""The unit's trial balance by period: every account, those that must be empty marked in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.remittances.books import PERIODS
from app.domain.values import dates
from app.ui import errors
from app.ui.buttons import Button
from app.ui.fields import ComboField, row_of
from app.ui.quiet_columns import QuietColumns
from app.ui.record_rows import RECORD
from app.ui.screens.remittances.parts.columns import trial_columns
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import Notice
from app.ui.surfaces import row_of as widgets_of
from app.ui.table_model import FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.remittances.books import TrialBalance, TrialRow

YEARS = 3
"""So many fiscal years are offered, this one first."""
FIRST_MONTH = 10
MONTHS = 12


class TrialPage(QWidget):
    """``wanted`` asks for the books up to a period: the fiscal year, and the period as two digits."""

    wanted = Signal(int, str)

    def __init__(self, fy: int, period: str) -> None:
        super().__init__()
        self._fy = fy
        self._told: TrialBalance | None = None
        self.year = ComboField("treasury_books.year", [(str(fy - n), f"={fy - n}") for n in range(YEARS)])
        self.period = ComboField("treasury_books.until_period", _periods())
        self.only_zero = Button("treasury_books.only_zero", kind="chip")
        self._note = Notice()
        self.error = errors.ErrorNote()
        self.table = TableView(
            trial_columns(),
            FixedRows(()),
            name="trial_balance",
            label="treasury_books.trial",
            empty=Empty("treasury_books.trial_none", "treasury_books.trial_none_why", icon="landmark"),
        )
        stack = Stack(self, spacing=SPACE.m)
        stack.addLayout(row_of(self.year, self.period))
        stack.add(self._note, self.error)
        stack.addLayout(widgets_of(self.only_zero, None))
        stack.add(self.table, stretch=1)
        self.table.show_footer()
        QuietColumns(self.table, {"debit": 820, "credit": 820, "name": 560})
        self._note.hide()
        self.period.set_text(period)
        for choice in (self.year, self.period):
            choice.changed.connect(self.ask)
        self.only_zero.toggled.connect(lambda _: self._show())
        self.table.explain_filter(self._told_filter)
        self.table.answered.connect(self._foot)
        self.setFocusProxy(self.table.grid)

    def ask(self) -> None:
        """Ask for the books that the fields say."""
        self.error.clear()
        self.wanted.emit(int(self.year.text()), self.period.text())

    def show_balance(self, told: TrialBalance) -> None:
        """Show the books; those of another period than the fields say are dropped."""
        if (str(told.fy), told.period) == (self.year.text(), self.period.text()):
            self._told = told
            self.error.clear()
            self._show()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        chosen = self.period.text()
        self.period.offer(_periods())
        self.period.set_text(chosen)
        self._show()

    # -- inside -------------------------------------------------------------------------------------------------------

    def _shown(self) -> Sequence[TrialRow]:
        rows = self._told.rows if self._told else ()
        return [row for row in rows if row.must_be_zero or not self.only_zero.isChecked()]

    def _show(self) -> None:
        told = self._told
        if told is None:
            return
        wrong = [row.gl_account for row in told.rows if row.is_wrong]
        self._note.setVisible(True)
        if not told.holds:
            self._note.turn("refused", "triangle-alert")
            self._note.say("treasury_books.unbalanced", debit=told.debit.format(), credit=told.credit.format())
        elif wrong:
            self._note.turn("waiting", "triangle-alert")
            self._note.say("treasury_books.not_empty", accounts=", ".join(wrong), count=len(wrong))
        else:
            self._note.turn("done", "circle-check")
            self._note.say("treasury_books.holds", total=told.debit.format())
        self.table.model.use_source(FixedRows([_row(one) for one in self._shown()]))

    def _foot(self) -> None:
        told = self._told
        if told is None:
            return
        self.table.footer.say("treasury_books.accounts", count=f"{self.table.model.rowCount():,}",
                              state=lambda: _state(told))  # fmt: skip
        self.table.footer_end.say("treasury_books.sums", debit=told.debit.format(), credit=told.credit.format())

    def _told_filter(self) -> Sequence[tuple[str, str]]:
        told = self._told
        if told is None:
            return ()
        return [
            (i18n.text("treasury_books.year"), str(told.fy)),
            (i18n.text("treasury_books.until_period"), self.period.combo.currentText()),
            (i18n.text("treasury_books.period_state"), _state(told)),
        ]


def _periods() -> list[tuple[str, str]]:
    """Return the periods of a year with their months: 01 is October."""
    names = dates.MONTHS_LONG if i18n.language() == "th" else dates.MONTHS_ENGLISH
    return [
        (f"{number:02d}", f"={number:02d} {names[(FIRST_MONTH - 1 + number - 1) % MONTHS]}")
        for number in range(1, PERIODS + 1)
    ]


def _state(told: TrialBalance) -> str:
    return i18n.text("treasury_books.closed" if told.closed else "treasury_books.open")


def _row(one: TrialRow) -> dict[str, object]:
    return {
        RECORD: one, "gl_account": one.gl_account, "name": one.name_th, "debit": one.debit.satang,
        "credit": one.credit.satang, "balance": one.balance.satang, "zero": (one.must_be_zero, one.is_wrong),
    }  # fmt: skip
