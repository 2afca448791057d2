"""Writing one bill: the form is filled, kept while it is typed, confirmed with its sum in words, and issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.values.money import Money
from app.ui import errors, worker
from app.ui.messages import Question, confirm

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.domain.collections.bill_rules import BillFault, BillFields
    from app.services.bill_writing import Begun, BillWriting
    from app.services.commands import Given
    from app.ui.screens.collections.bills_form import BillForm

KEEP_MS = 700
"""After so long a rest what is typed is kept."""


class BillWriter(QObject):
    """Works the form; ``issued`` carries the answer of the central system."""

    issued = Signal(object)

    def __init__(self, form: BillForm, writing: BillWriting, today: Callable[[], date]) -> None:
        super().__init__(form)
        self._form, self._writing, self._today = form, writing, today
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(KEEP_MS)
        self._rest.timeout.connect(self.keep)
        form.typed.connect(self._rest.start)
        form.wanted.connect(self._judge)
        form.emptied.connect(self._empty)

    def begin(self) -> None:
        """Show the bill that was begun, or an empty one."""
        self._rest.stop()
        worker.run(self, lambda _: self._writing.begin(), self._show, self._explain)

    def answer(self, request_id: str) -> None:
        """Show the bill that answers a request."""
        self._rest.stop()
        worker.run(self, lambda _: self._writing.answer(request_id), self._show, self._explain)

    def keep(self) -> None:
        """Keep what is typed."""
        self._rest.stop()
        fields = self._form.read()
        worker.run(self, lambda _: self._writing.keep(fields), lambda _: None, self._explain)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _show(self, begun: Begun) -> None:
        self._form.offer(begun.receiving, self._today())
        self._form.show_fields(begun.fields, begun.request)

    def _empty(self) -> None:
        """Forget what was typed and begin anew."""
        self._rest.stop()

        def work(_: worker.Progress) -> Begun:
            self._writing.drop()
            return self._writing.begin()

        worker.run(self, work, self._show, self._explain)

    def _judge(self) -> None:
        fields = self._form.read()
        self._form.busy(busy=True)

        def judged(faults: list[BillFault]) -> None:
            self._form.busy(busy=False)
            if not self._form.complain(faults):
                self._ask(fields)

        worker.run(self, lambda _: self._writing.faults(fields), judged, self._failed)

    def _ask(self, fields: BillFields) -> None:
        asked = Question(
            "bills.issue_ask",
            "bills.issue",
            "bills.issue_why",
            about=f"{fields.payer_name} · {fields.item}",
            total=Money(fields.satang or 0),
        )
        confirm(self._form, asked, lambda: self._issue(fields))

    def _issue(self, fields: BillFields) -> None:
        self._rest.stop()
        self._form.busy(busy=True)

        def done(given: Given) -> None:
            self._form.busy(busy=False)
            self.issued.emit(given)

        worker.run(self, lambda _: self._writing.issue(fields), done, self._failed)

    def _failed(self, error: Exception) -> None:
        self._form.busy(busy=False)
        self._form.error.show_error(error)

    def _explain(self, error: Exception) -> None:
        errors.show(self._form, error)
