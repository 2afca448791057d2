"""Account statements as files: what of a file is new is said before anything is kept; four forms to write."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QRadioButton, QWidget

from app import i18n
from app.domain.values.listing import ListForm
from app.services.statement_files import StatementForm
from app.ui import day_span, days, errors, worker
from app.ui.buttons import Button
from app.ui.messages import Dialog, toast
from app.ui.saving import ask_where
from app.ui.screens.closing.parts import words
from app.ui.surfaces import KeyValues, Notice
from app.ui.texts import Label, follow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.domain.closing.statement_file import FileVerdict
    from app.services.closing_papers import ClosingPapers
    from app.services.list_exports import ListExports
    from app.services.statement_files import StatementFiles
    from app.services.statements import Movements

CAMT, CSV, XLSX, PDF = "camt", "csv", "xlsx", "pdf"
FORMS = (CAMT, CSV, XLSX, PDF)
LIST_NAME = "account_movements"
_STATEMENTS = {CAMT: StatementForm.CAMT, CSV: StatementForm.CSV}
_LISTS = {XLSX: ListForm.XLSX, PDF: ListForm.PDF}
_ENDINGS = {CAMT: ".xml", CSV: ".csv", XLSX: ".xlsx", PDF: ".pdf"}


class ImportDialog(Dialog):
    """Says what of a file is new here; only that is kept, as a word that the bank did not sign."""

    def __init__(
        self, parent: QWidget, files: StatementFiles, looked: FileVerdict, path: Path, done: Callable[[int], object]
    ) -> None:
        super().__init__(parent, "movements.import_title")
        self._files, self._looked, self._path, self._done = files, looked, path, done
        file, fresh = looked.file, len(looked.fresh)
        facts = KeyValues()
        facts.put("movements.file", path.name)
        facts.put("movements.account", words.account(file.account, {file.account: file.name}))
        facts.put("movements.days", day_span.told(file.first, file.last))
        facts.put("movements.in_file", f"{len(file.entries):,}")
        facts.put("movements.known_here", f"{looked.doubles:,}")
        facts.put("movements.fresh_here", f"{fresh:,}")
        note = Notice(tone="waiting" if fresh else "done", icon="info" if fresh else "circle-check")
        note.say("movements.import_unsigned" if fresh else "movements.import_nothing", count=f"{looked.doubles:,}")
        self.error = errors.ErrorNote()
        self.body.add(facts, note, self.error)
        self.add_button(Button("ui.cancel" if fresh else "movements.close", act=self.reject))
        self.go = Button("movements.import", kind="primary", icon="upload", act=self.take, shortcut="Ctrl+Return")
        self.go.say("movements.import_go", count=f"{fresh:,}")
        self.go.setVisible(bool(fresh))
        if fresh:
            self.add_button(self.go).setFocus()

    def take(self) -> None:
        """Keep what is new."""
        self.go.setEnabled(False)
        worker.run(self, lambda _: self._files.take(self._looked, self._path), self._succeeded, self._failed)

    def _succeeded(self, added: int) -> None:
        self.accept()
        self._done(added)

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.error.show_error(error)


class ExportDialog(Dialog):
    """Asks in which form what is in sight shall be written."""

    def __init__(
        self,
        parent: QWidget,
        files: StatementFiles,
        papers: ClosingPapers,
        lists: ListExports,
        shown: Movements,
    ) -> None:
        super().__init__(parent, "movements.export_title")
        self._files, self._papers, self._lists, self._shown = files, papers, lists, shown
        self.choices = {form: QRadioButton() for form in FORMS}
        self.choices[CAMT].setChecked(True)
        span = day_span.told(shown.first, shown.last)
        told = Label(role="quiet", wrap=True)
        told.say("movements.export_why", account=words.account(shown.account, {shown.account: shown.name}), days=span,
                 count=f"{len(shown.entries):,}")  # fmt: skip
        self.error = errors.ErrorNote()
        self.body.add(told, *self.choices.values(), self.error)
        self.add_button(Button("ui.cancel", act=self.reject))
        self.go = self.add_button(Button("movements.export_go", kind="primary", icon="download", act=self._ask,
                                         shortcut="Ctrl+Return"))  # fmt: skip
        self.go.setFocus()
        follow(self, self._tell)

    @property
    def form(self) -> str:
        """The form that is chosen."""
        return next(form for form, choice in self.choices.items() if choice.isChecked())

    def save(self, path: Path) -> None:
        """Write what is in sight in the chosen form."""
        self.go.setEnabled(False)
        self.error.clear()
        form = self.form
        worker.run(self, lambda _: self._write(form, path), partial(self._succeeded, path), self._failed)

    def _write(self, form: str, path: Path) -> str:
        shown = self._shown
        if form in _STATEMENTS:
            return self._files.export(shown.account, shown.first, shown.last, _STATEMENTS[form], path)
        language = i18n.language()
        listing = self._papers.movement(shown.account, shown.first, shown.last, language)
        return self._lists.write(LIST_NAME, listing, _LISTS[form], path, language)

    def _succeeded(self, path: Path, digest: str) -> None:
        window = self.parentWidget()
        self.accept()
        if window is not None:
            toast(window, "ui.exported", name=path.name, digest=digest[:16])

    def _failed(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.error.show_error(error)

    def _ask(self) -> None:
        form, shown = self.form, self._shown
        if form in _STATEMENTS:
            name = self._files.name(shown.account, shown.first, shown.last, _STATEMENTS[form])
        else:
            name = f"{i18n.text('statement_list.title')} {days.day(shown.last)}{_ENDINGS[form]}"
        path = ask_where(self, "movements.export_title", name)
        if path is not None:
            self.save(path)

    def _tell(self) -> None:
        for form, choice in self.choices.items():
            choice.setText(i18n.text(f"movements.form.{form}"))
            choice.setAccessibleName(choice.text())
