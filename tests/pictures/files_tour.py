"""The way through filters, columns, lists and bank files: every dialog by which rows leave a list or are narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from app.domain.values.list_filter import ListFilter
from app.services.exporting import Export
from app.ui.screens.disbursement.batches import BatchesScreen
from app.ui.screens.disbursement.export_file import ExportFileDialog
from app.ui.screens.disbursement.import_file import ImportScreen
from tests.pictures.album import rest

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.workplace import Workplace
    from tests.pictures.album import Eye
    from tests.pictures.office import Office

FIXED = (
    "0060385520917นางสาวสมหญิง ใจดี    1500.00",
    "0046620004471นายน้ำใจ ตั้งมั่น    0900.50",
    "0141234567890Mr. John O'Neil      0042.00",
)


class FilesTour:
    """Goes through all of it at the maker's desk; ``folder`` takes files that are made on the way."""

    def __init__(self, office: Office, eye: Eye, folder: Path) -> None:
        self._office, self._eye, self._folder = office, eye, folder

    def everything(self, place: Workplace) -> None:
        """See all there is."""
        self.narrowing(place)
        self.leaving(place)
        self.cutting(place)

    def narrowing(self, place: Workplace) -> None:
        """See the filter, a list that it narrowed, the columns and the forms of a list."""
        window = place.window
        window.go("batches")
        rest()
        screen = _batches(place)
        screen.filters.ask()
        self._see_dialog("list_filter", window)
        screen.filters.narrow(ListFilter(bank="006", satang_from=100_000))
        rest()
        self._eye("list_filtered", window)
        screen.filters.clear()
        screen.table.choose_columns()
        self._see_dialog("list_columns", window)
        screen.table.export()
        self._see_dialog("list_export", window)

    def leaving(self, place: Workplace) -> None:
        """See a batch as files: one that can be written, a draft with faults, and one for which there is no line."""
        window = place.window
        for name, batch, export in (
            ("export_orders", "settled", Export.PAIN_001),
            ("export_faults", "draft", Export.PAIN_001),
        ):
            dialog = ExportFileDialog(_batches(place), place.exporting, self._office.batches[batch])
            dialog.choose(export)
            dialog.open()
            self._see_dialog(name, window)

    def cutting(self, place: Workplace) -> None:
        """See a text without delimiters."""
        window = place.window
        path = self._folder / "รายชื่อความกว้างคงที่.txt"
        path.write_bytes("\r\n".join([*FIXED, ""]).encode("cp874"))
        window.go("importing")
        screen = window.page(ImportScreen.key)
        assert isinstance(screen, ImportScreen)
        screen.read(path)
        rest()
        self._eye("import_cut", window)
        screen.go_back()
        window.go("home")

    def _see_dialog(self, name: str, window: QWidget) -> None:
        rest()
        self._eye(name, window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog), name
        front.reject()
        rest()


def _batches(place: Workplace) -> BatchesScreen:
    screen = place.window.page(BatchesScreen.key)
    assert isinstance(screen, BatchesScreen)
    return screen
