"""Printing a sealed slip: straight to a printer; never on the screen, never into a file.

The printer is looked at before the secret is made, for that works once. What was made stays in the dialog's memory
until it is closed, so that a printer that fails costs no reset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtPrintSupport import QPrinter

from app.domain.values.errors import Broken
from app.ui import errors, printing, worker
from app.ui.buttons import Button
from app.ui.fields import ComboField
from app.ui.messages import Dialog, Question, announce, confirm, tell_subject
from app.ui.surfaces import Notice
from app.ui.texts import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.slips import SealedSlip, Slips

_FAILED = frozenset({QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error})


@dataclass(frozen=True)
class WaitingSlip:
    """A slip without a secret yet: the key of the title, and whom it is for.

    ``again`` is the key of what it takes to get another one.
    """

    slip_id: str
    title: str
    about: str
    again: str


class SlipDialog(Dialog):
    """Asks for a printer, and holds the slip until the paper is out; without a printer nothing is made."""

    def __init__(self, parent: QWidget, slips: Slips, waiting: WaitingSlip) -> None:
        super().__init__(parent, waiting.title)
        self._slips, self._waiting, self._printers = slips, waiting, printing.printers()
        self._slip: SealedSlip | None = None
        self._out = self._busy = False
        names = self._printers.names()
        self.printer = ComboField("pdf.printer", [(name, f"={name}") for name in names])
        self.printer.set_text(self._printers.default())
        self._state, self._error = Notice(), errors.ErrorNote()
        self._leave = Button("ui.cancel" if names else "ui.close", act=self.reject)
        self._go = Button("slips.print", kind="primary", icon="printer", act=self._begin)
        self._lay_out(any_printer=bool(names))
        self.finished.connect(lambda _: self._forget())

    def reject(self) -> None:
        """Close; ask once where a slip was made that went nowhere, and never while one is under way."""
        if self._busy:
            return
        if self._slip is not None and not self._out:
            question = Question("slips.leave_ask", "slips.leave", self._waiting.again, self._waiting.about, danger=True)
            confirm(self, question, self._let_go)
            return
        super().reject()

    @property
    def held(self) -> SealedSlip | None:
        """The slip that was made, as long as the dialog is open."""
        return self._slip

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self, *, any_printer: bool) -> None:
        tell_subject(self, self._waiting.about)
        self.body.add(Label("slips.once", role="quiet", wrap=True))
        self.body.add(self.printer, self._state, self._error)
        self.add_button(self._leave)
        self.printer.setVisible(any_printer)
        self._state.setVisible(not any_printer)
        if any_printer:
            self.add_button(self._go)
            self._go.setFocus()
            return
        self._go.hide()
        self._state.turn("waiting", "printer")
        self._state.say("slips.no_printer", "slips.no_printer_do")
        self._leave.setFocus()

    def _offer(self) -> None:
        """Light what can be done now, and name the buttons after it."""
        self._go.say("slips.print" if self._slip is None else "slips.print_again")
        self._leave.say("ui.cancel" if self._slip is None else "ui.close")
        for part in (self.printer, self._go, self._leave):
            part.setEnabled(not self._busy)

    def _begin(self) -> None:
        name = self.printer.text()
        self._busy = True
        self._error.clear()
        self._state.turn("waiting", "clock")
        self._state.say("slips.under_way")
        self._offer()
        worker.run(self, lambda progress: self._print(name, progress), self._printed, self._failed)

    def _let_go(self) -> None:
        self._forget()
        self.reject()

    def _forget(self) -> None:
        self._slip = None

    def _print(self, name: str, progress: worker.Progress) -> str:
        """Send the slip to a printer, from a worker; it is made only for one that takes jobs."""
        printer = self._printers.ready(name)
        slip = self._slip or self._slips.make(self._waiting.slip_id)
        self._slip = slip
        printing.draw(slip.sheets, printer, range(slip.sheets.pages), progress)
        if printer.printerState() in _FAILED:
            raise Broken("printer_refused", printer=name)
        self._out = True
        self._slips.printed(slip, name)
        return name

    def _printed(self, name: str) -> None:
        """Stay until it is closed: only who stands at the printer knows whether the paper came out whole."""
        self._busy = False
        self._state.turn("done", "circle-check")
        self._state.say("slips.printed", "slips.printed_do", printer=name)
        announce(self, self._state.words.text())
        self._offer()
        self._leave.setFocus()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._state.setVisible(self._slip is not None)
        if self._slip is not None:
            self._state.turn("waiting", "circle-alert")
            self._state.say("slips.held", self._waiting.again)
        self._error.show_error(error)
        self._offer()
        self._go.setFocus()
