"""Printers of an office: a real one that prints into a file, one that is switched off, one that jams; and none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtPrintSupport import QPrinter

from app.domain.values.errors import Broken
from app.ui import printing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

GOOD, OFF, JAMS = "HP-LaserJet ห้องการเงิน", "Epson ห้องธุรการ", "Brother ชั้น 3"


class OfficePrinters:
    """Three printers; what they print lies in ``folder`` under their name."""

    def __init__(self, folder: Path, default: str = GOOD) -> None:
        self._folder, self._default = folder, default

    def names(self) -> Sequence[str]:
        """Return all three."""
        return (GOOD, OFF, JAMS)

    def default(self) -> str:
        """Return the usual one."""
        return self._default

    def ready(self, name: str, /) -> QPrinter:
        """Return a printer into a file; the one that jams looks well before."""
        if name == OFF:
            raise Broken("printer_refused", printer=name)
        printer = printing.make_printer("", 1)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.paper(name) if name == GOOD else self._folder / "no folder" / "paper.pdf"))
        return printer

    def paper(self, name: str = GOOD) -> Path:
        """Return what a printer printed last."""
        return self._folder / f"{name}.pdf"


class NoPrinters(printing.SystemPrinters):
    """A machine without a printer."""

    def names(self) -> Sequence[str]:
        """Return none."""
        return ()

    def default(self) -> str:
        """Propose none."""
        return ""
