"""Printing a finished document: our own dialog (printer, copies, pages), drawn on a worker with progress and Cancel.

Usage::

    printing.ask(self, sheets, title, printed=lambda printer, copies: ...)      # Ctrl+P in a preview
    printing.draw(sheets, printer, range(0, 3), progress)                       # the work itself, any thread
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.domain.values.errors import BadInput, Broken
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import ComboField, TextField, form_is_right, row_of
from app.ui.flow import ProgressPanel
from app.ui.messages import Dialog, toast
from app.ui.pdf_preview import Sheets, image_of
from app.ui.surfaces import Notice
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

DOTS_PER_INCH = 300
COPIES_MAX = 99


def parse_pages(words: str, pages: int) -> list[int]:
    """Read ``1-3, 7`` as pages counted from 0, all for an empty text; raise `BadInput` ``pages_unreadable``."""
    if not words.strip():
        return list(range(pages))
    chosen: list[int] = []
    for part in words.split(","):
        first, dash, last = (each.strip() for each in part.partition("-"))
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise BadInput("pages_unreadable", text=words, pages=pages)
        start, end = int(first), int(last) if dash else int(first)
        if not 1 <= start <= end <= pages:
            raise BadInput("pages_unreadable", text=words, pages=pages)
        chosen += range(start - 1, end)
    return chosen


def draw(sheets: Sheets, printer: QPrinter, pages: Sequence[int], progress: worker.Progress) -> int:
    """Draw pages on a printer and return how many were drawn; raise `Broken` ``printer_refused``."""
    if not pages:
        return 0
    _set_page(printer, sheets.size(pages[0]))
    painter = QPainter()
    if not painter.begin(printer):
        raise Broken("printer_refused", printer=printer.printerName())
    try:
        for number, page in enumerate(pages):
            if progress.cancelled:
                printer.abort()
                return number
            if number:
                _set_page(printer, sheets.size(page))
                printer.newPage()
            box = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
            painter.drawImage(box, image_of(sheets.render(page, DOTS_PER_INCH)))
            progress.report(number + 1, len(pages))
    finally:
        painter.end()
    return len(pages)


def _set_page(printer: QPrinter, size: tuple[float, float]) -> None:
    width, height = size
    paper = QPageSize(QSizeF(min(size), max(size)), QPageSize.Unit.Point)
    turned = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(paper, turned, QMarginsF()))


def make_printer(name: str, copies: int) -> QPrinter:
    """Return a printer of the system, ready for whole pages."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    printer.setResolution(DOTS_PER_INCH)
    printer.setCopyCount(copies)
    return printer


class Printers(Protocol):
    """Where paper can come out."""

    def names(self) -> Sequence[str]:
        """Return the printers to choose from."""
        ...

    def default(self) -> str:
        """Return the one that is proposed, '' for none."""
        ...

    def ready(self, name: str, /) -> QPrinter:
        """Return a printer that takes a job now; raise `Broken` ``printer_refused``."""
        ...


class SystemPrinters:
    """The printers that this machine knows."""

    def names(self) -> Sequence[str]:
        """Return them as the system lists them."""
        return QPrinterInfo.availablePrinterNames()

    def default(self) -> str:
        """Return the one this person prints on usually."""
        return QPrinterInfo.defaultPrinterName()

    def ready(self, name: str, /) -> QPrinter:
        """Return the printer if it is still there and reports no fault."""
        info = QPrinterInfo.printerInfo(name)
        if not info.isNull() and info.state() not in {QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error}:
            printer = make_printer(name, 1)
            # Qt quietly turns a printer it cannot open into a PDF file.
            if printer.isValid() and printer.outputFormat() is QPrinter.OutputFormat.NativeFormat:
                return printer
        raise Broken("printer_refused", printer=name)


_in_use: list[Printers] = [SystemPrinters()]


def use(printers: Printers) -> None:
    """Let paper come out elsewhere from now on, as at a desk that shows the program on a machine without a printer."""
    _in_use[:] = [printers]


def printers() -> Printers:
    """Return where paper comes out."""
    return _in_use[0]


class PrintDialog(Dialog):
    """Which printer, how many, which pages; then how far it is."""

    def __init__(
        self, parent: QWidget, sheets: Sheets, title: str, printed: Callable[[str, int], object], *, once: bool = False
    ) -> None:
        super().__init__(parent, "pdf.print_title")
        self._sheets, self._printed = sheets, printed
        self._task: worker.Task[int] | None = None
        names = printers().names()
        self.printer = ComboField("pdf.printer", [(name, f"={name}") for name in names])
        self.printer.set_text(printers().default())
        self.copies = TextField("pdf.copies", required=True, length_max=2)
        self.copies.set_text("1")
        self.copies.setEnabled(not once)
        self.range = TextField("pdf.pages", hint="pdf.pages_hint", length_max=60)
        self._progress = ProgressPanel("pdf.printing")
        self._error = errors.ErrorNote()
        self._go = Button("pdf.print", kind="primary", icon="printer", act=self._start)
        self._close = Button("ui.cancel", act=self.reject)
        self._lay_out(title, bool(names))

    def reject(self) -> None:
        """Stop what is being printed, then close."""
        if self._task is not None:
            self._task.cancel()
        super().reject()

    def _lay_out(self, title: str, any_printer: bool) -> None:
        name = Label(role="strong", wrap=True)
        name.show_text(title)
        self.body.add(name)
        if not any_printer:
            self.body.add(Notice("pdf.no_printer", icon="printer"))
        self.body.add(self.printer)
        self.body.addLayout(row_of(self.copies, self.range))
        self.body.add(self._progress, self._error)
        self._progress.hide()
        self._progress.cancelled.connect(self.reject)
        self.add_button(self._close)
        self.add_button(self._go)
        self._go.setEnabled(any_printer)
        self.printer.setEnabled(any_printer)
        for field in (self.copies, self.range):
            field.edit.returnPressed.connect(self._go.click)
        (self._go if any_printer else self._close).setFocus()

    def _start(self) -> None:
        copies = self.copies.text()
        if not form_is_right(self.copies):
            return
        if not copies.isdecimal() or not 1 <= int(copies) <= COPIES_MAX:
            self.copies.complain("pdf.copies_wrong")
            return
        try:
            pages = parse_pages(self.range.text(), self._sheets.pages)
            printer = printers().ready(self.printer.text())
        except BadInput as problem:
            self.range.complain(f"errors.{problem.code}", **problem.facts)
            return
        except Broken as problem:
            self._error.show_error(problem)
            return
        printer.setCopyCount(int(copies))
        self._error.clear()
        self._go.setEnabled(False)
        self._progress.begin("pdf.printing")
        sheets = self._sheets
        self._task = worker.run(
            self,
            lambda progress: draw(sheets, printer, pages, progress),
            self._finished,
            self._failed,
            self._progress.advance,
        )

    def _finished(self, pages: int) -> None:
        self._task = None
        self._printed(self.printer.text(), int(self.copies.text()))
        window = self.parentWidget()
        self.accept()
        if window is not None:
            toast(window, "pdf.printed", pages=pages)

    def _failed(self, error: Exception) -> None:
        self._task = None
        self._progress.hide()
        self._go.setEnabled(True)
        self._error.show_error(error)


def ask(
    parent: QWidget, sheets: Sheets, title: str, printed: Callable[[str, int], object], *, once: bool = False
) -> PrintDialog:
    """Open the print dialog; ``printed(printer, copies)`` is called once the pages are with the printer.

    ``once``: no more than one copy, as of a paper whose every print is counted.
    """
    dialog = PrintDialog(parent, sheets, title, printed, once=once)
    dialog.open()
    return dialog
