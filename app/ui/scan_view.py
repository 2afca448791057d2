"""A paper beside the fields that it proves: pages of a PDF, or a picture that fits its place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import i18n
from app.ui import errors, worker
from app.ui.flow import ProgressPanel
from app.ui.pdf_preview import PdfPreview
from app.ui.picture import Picture
from app.ui.surfaces import Column as Stack
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.payee_scans import Scan
    from app.ui.worker import Task

NOTHING, LOADING, PAGES, PICTURE = range(4)
HEIGHT_MIN = 260


class ScanView(QWidget):
    """Shows one scan at a time; it is fetched by its hash, and by what it is about, when it is asked for.

    ``none`` says that there is none, ``title`` what is in sight.
    """

    def __init__(
        self,
        fetch: Callable[[str, str], Scan],
        *,
        none: str = "register.form_none",
        title: str = "register.scan_title",
    ) -> None:
        super().__init__()
        self._fetch, self._title_key = fetch, title
        self._sha256 = ""
        self._task: Task[Scan] | None = None
        self._none = Label(none, role="quiet", wrap=True)
        self._progress = ProgressPanel("register.scan_loading")
        self._progress.button.hide()
        self.pages = PdfPreview()
        self.pages.save.hide()  # the scan is looked at beside the fields, and there is no room for more
        self.pages.print.hide()
        self.picture = Picture()
        self._error = errors.ErrorNote()
        self._stack = QStackedWidget()
        for part in (self._none, self._progress, self.pages, self.picture):
            self._stack.addWidget(part)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(HEIGHT_MIN)
        Stack(self, spacing=SPACE.s).add(self._error, self._stack)
        follow(self, lambda: self.picture.setAccessibleName(i18n.text(title)))

    @property
    def ready(self) -> bool:
        """Whether a scan is in sight."""
        return self._stack.currentIndex() in (PAGES, PICTURE)

    def show_scan(self, sha256: str, about: str) -> None:
        """Fetch the scan with this hash and show it; '' says that there is none."""
        if sha256 == self._sha256 and self.ready:
            return
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._sha256 = sha256
        self._error.clear()
        if not sha256:
            self._stack.setCurrentIndex(NOTHING)
            return
        self._stack.setCurrentIndex(LOADING)
        self._progress.begin("register.scan_loading")
        self._task = worker.run(self, lambda _: self._fetch(sha256, about), self._show, self._failed)

    def _show(self, scan: Scan) -> None:
        self._task = None
        if scan.view is not None:
            self.pages.show_document(scan.view, title=partial(i18n.text, self._title_key))
            self._stack.setCurrentIndex(PAGES)
            return
        image = QImage.fromData(QByteArray(scan.content))
        self.picture.show_image(image)
        self._stack.setCurrentIndex(PICTURE)

    def _failed(self, error: Exception) -> None:
        self._task = None
        self._stack.setCurrentIndex(NOTHING)
        self._error.show_error(error)
