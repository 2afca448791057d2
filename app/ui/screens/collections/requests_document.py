"""The end of a request: the number, the day and the PDF of the document that was applied for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app import i18n
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import TextField, form_is_right
from app.ui.messages import Dialog, tell_subject
from app.ui.surfaces import row_of
from app.ui.texts import Label
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.domain.collections.request import PortalRequest
    from app.services.commands import Given

    Issue = Callable[[str, date, Path | None], Given]


class DocumentDialog(Dialog):
    """Asks for the document of a paid request, and hands it out."""

    def __init__(
        self, parent: QWidget, request: PortalRequest, today: date, issue: Issue, done: Callable[[Given], object]
    ) -> None:
        super().__init__(parent, "requests.issue_title")
        self._issue, self._done = issue, done
        self._path: Path | None = None
        tell_subject(self, lambda: f"{request.service_name(i18n.language())} · {request.applicant_name}")
        self.number = TextField("requests.document_no", required=True, length_max=100)
        self.day = DateField("requests.document_date", required=True)
        self.attach = Button("requests.attach", icon="upload", act=self._choose)
        self._file = Label("requests.attach_none", role="table", wrap=True)
        self.error = errors.ErrorNote()
        self.body.add(self.number, self.day)
        self.body.addLayout(row_of(self.attach, self._file, None))
        self.body.add(Label("requests.issue_why", role="quiet", wrap=True), self.error)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.go = self.add_button(
            Button("requests.issue", kind="primary", icon="badge-check", act=self.begin, shortcut="Ctrl+Return")
        )
        self.day.set_value(today)
        self.number.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def attach_file(self, path: Path) -> None:
        """Take the PDF that goes with it."""
        self._path = path
        self._file.show_text(path.name)

    def begin(self) -> None:
        """Issue the document once everything is right."""
        if not self.go.isEnabled() or not form_is_right(self.number, self.day):
            return
        day = self.day.value()
        if day is None:
            return
        number, path = self.number.text().strip(), self._path
        self.go.setEnabled(False)
        self.error.clear()
        worker.run(self, lambda _: self._issue(number, day, path), self._succeeded, self._failed)

    def _choose(self) -> None:
        told = i18n.text("requests.pdf_files")
        chosen, _ = QFileDialog.getOpenFileName(self, i18n.text("requests.attach"), str(Path.home()), told)
        if chosen:
            self.attach_file(Path(chosen))

    def _succeeded(self, given: Given) -> None:
        self.accept()
        self._done(given)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.error.show_error(error)
