"""Approving the chosen batches with one password, and what became of each (AP-9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app import i18n
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.services.many_approvals import APPROVED, MUST_OPEN, UNKNOWN, Result, approve_many
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.flow import ProgressPanel
from app.ui.messages import Dialog, announce, tell_subject
from app.ui.password_prompt import PasswordDialog
from app.ui.screens.disbursement.parts import words
from app.ui.table_model import Column, FixedRows, Row
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.domain.disbursement.record import Batch
    from app.services.approval import Approval
    from app.ui.theme import Tone

WIDTH, HEIGHT = 780, 320
"""Of the results: every cause is read whole, also where the screen holds hardly more."""


class ManyDialog(PasswordDialog):
    """Names count and sum, asks for the password, and tells how far it is; ``done`` gets the results."""

    def __init__(
        self,
        parent: QWidget,
        approval: Approval,
        batches: Sequence[Batch],
        done: Callable[[list[Result]], object],
    ) -> None:
        super().__init__(parent, "decision.many_ask", done, "approvals.password", "approvals.password_hint")
        self._heading.say("decision.many_ask", count=f"{len(batches):,}")
        self._approval, self._batches = approval, tuple(batches)
        tell_subject(self, "", None, Money.total(batch.total.satang for batch in batches))
        self.body.add(Label("decision.many_explain", role="quiet", wrap=True))
        self._bar = ProgressPanel("decision.many_progress")
        self._bar.button.hide()
        self._bar.hide()
        sign = Button("decision.many_sign", kind="primary", icon="badge-check", act=self._sign, shortcut="Ctrl+Return")
        self.ask(sign)
        self.body.add(self._bar)
        self.password.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sign(self) -> None:
        """Begin once: a second press meanwhile begins nothing."""
        if not self.go.isEnabled() or not self.password.check():
            return
        password = self.password.text()
        self.go.setEnabled(False)
        self.error.clear()
        self._bar.begin("decision.many_progress")
        announce(self, i18n.text("decision.many_progress"))
        work = partial(_work, self._approval, self._batches, password)
        worker.run(self, work, self._succeeded, self._failed, self._bar.advance)

    def _failed(self, error: Exception) -> None:
        self._bar.hide()
        super()._failed(error)


class ManyResults(Dialog):
    """What became of each batch, and a way to open those that were not approved."""

    opened = Signal(str)

    def __init__(self, parent: QWidget, results: Sequence[Result]) -> None:
        approved = sum(result.code == APPROVED for result in results)
        facts = {"approved": f"{approved:,}", "refused": f"{len(results) - approved:,}"}
        super().__init__(parent, "decision.many_done", **facts)
        self._results = tuple(results)
        self.table = TableView(
            (
                Column("purpose", "batches.purpose", 240, stretch=True, sortable=False, show_row=_purpose),
                Column("total", "batches.total", 130, align="right", sortable=False, amount=True, show_row=_total),
                Column("result", "decision.many_result", 340, sortable=False, show_row=_chip),
            ),
            FixedRows([{"result": result} for result in results]),
            name="many_results",
            label="decision.many_list",
            empty=Empty("ui.none_found"),
        )
        self.table.setMinimumHeight(HEIGHT)
        self.setMinimumWidth(WIDTH)
        self.body.add(self.table)
        self.add_button(Button("decision.many_close", act=self.accept))
        self._open = self.add_button(Button("decision.many_open", kind="primary", icon="eye", act=self._go))
        self.table.opened.connect(lambda _: self._go())
        self.table.chosen.connect(self._chosen)
        self.table.refresh()
        self._chosen(-1)

    def _chosen(self, position: int) -> None:
        self._open.setEnabled(position >= 0 and self._results[position].code != APPROVED)

    def _go(self) -> None:
        position = self.table.current_id()
        if position >= 0 and self._results[position].code != APPROVED:
            self.accept()
            self.opened.emit(self._results[position].batch.op_id)


def cause(result: Result) -> str:
    """Return why a batch was not approved, in words."""
    if result.code == MUST_OPEN:
        return i18n.text("decision.many_must", **result.facts)
    if result.code == UNKNOWN:
        return i18n.text("decision.many_unknown")
    return errors.tell(Refused(result.code, **result.facts)).what


def _work(approval: Approval, batches: Sequence[Batch], password: str, progress: worker.Progress) -> list[Result]:
    return approve_many(approval, batches, password, progress.report)


def _purpose(row: Row) -> str:
    return words.purpose(row["result"].batch)


def _total(row: Row) -> str:
    result: Result = row["result"]
    return result.batch.total.format()


def _chip(row: Row) -> Cell:
    result: Result = row["result"]
    if result.code == APPROVED:
        return Cell(i18n.text("decision.many_approved"), tone="done", icon="circle-check", chip=True)
    tone: Tone = "waiting" if result.code == MUST_OPEN else "unknown" if result.code == UNKNOWN else "refused"
    return Cell(cause(result), tone=tone, icon="eye-off" if result.code == MUST_OPEN else "circle-alert", chip=True)
