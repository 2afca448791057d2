"""A printer for showing the program: its paper is a PDF in a folder, so that a machine without a printer will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtPrintSupport import QPrinter

from app.ui import printing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAME = "เครื่องพิมพ์สาธิต (ไฟล์ PDF)"


class DemoPrinters:
    """The demo's printer alone, so that no practice paper comes out of a real one."""

    def __init__(self, folder: Path, title: str) -> None:
        self._folder, self._title = folder, title

    def names(self) -> Sequence[str]:
        """Return the one printer."""
        return (NAME,)

    def default(self) -> str:
        """Propose it."""
        return NAME

    def ready(self, _: str, /) -> QPrinter:
        """Return a printer whose next paper is a file that is not there yet: ``title.pdf``, ``title-2.pdf``, ..."""
        printer = printing.make_printer("", 1)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self._next()))
        return printer

    def _next(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        number, path = 1, self._folder / f"{self._title}.pdf"
        while path.exists():
            number += 1
            path = self._folder / f"{self._title}-{number}.pdf"
        return path
