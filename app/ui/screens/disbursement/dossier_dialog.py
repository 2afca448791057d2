"""Making the dossier of a batch, a day or a month: choose, wait or cancel, compare the fingerprints, keep the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app import i18n
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import ComboField, form_is_right
from app.ui.flow import ProgressPanel
from app.ui.messages import Dialog, announce, tell_subject
from app.ui.saving import ask_where
from app.ui.surfaces import KeyValues, Notice
from app.ui.texts import Label
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.services.dossiers import Dossiers, MadeDossier
    from app.ui.worker import Progress, Task

SCOPES = (("batch", "dossiers.batch"), ("day", "dossiers.day"), ("month", "dossiers.month"))
GROUP = 4


class DossierDialog(Dialog):
    """Makes one dossier after another until it is closed; ``saved`` gets the path of each that was kept."""

    def __init__(
        self, parent: QWidget, dossiers: Dossiers, op_id: str, title: str, day: date, saved: Callable[[Path], None]
    ) -> None:
        super().__init__(parent, "dossiers.title")
        self._dossiers, self._op_id, self._saved = dossiers, op_id, saved
        self._made: MadeDossier | None = None
        self._task: Task[MadeDossier] | None = None
        tell_subject(self, title)
        self.body.add(Label("dossiers.explain", role="quiet", wrap=True))
        self.scope = ComboField("dossiers.scope", SCOPES)
        self.day = DateField("dossiers.on", required=True)
        self.day.set_value(day)
        self.language = ComboField("evidence.language", (("th", "evidence.thai"), ("en", "evidence.english")))
        self.progress = ProgressPanel("dossiers.making")
        self.error = errors.ErrorNote()
        self.done_note = Notice("dossiers.done", tone="done", icon="badge-check")
        self.facts = KeyValues()
        self.body.add(self.scope, self.day, self.language, self.progress, self.error, self.done_note, self.facts)
        self.add_button(Button("ui.close", act=self.reject))
        self.keep = self.add_button(Button("dossiers.save", icon="download", act=self._ask_where))
        self.go = self.add_button(
            Button("dossiers.make", kind="primary", icon="file-check", act=self.make, shortcut="Ctrl+Return")
        )
        self.progress.cancelled.connect(self._stop)
        self.scope.changed.connect(self._scope_chosen)
        self.day.changed.connect(self._forget)
        self.language.changed.connect(self._forget)
        self.progress.hide()
        self._scope_chosen()
        self.scope.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def make(self) -> None:
        """Make what is chosen, once; another press meanwhile begins nothing."""
        if not self.go.isEnabled():
            return
        if self.scope.text() != "batch" and not form_is_right(self.day):
            return
        self._forget()
        self.go.setEnabled(False)
        self.error.clear()
        self.progress.begin("dossiers.making")
        scope, day, language = self.scope.text(), self.day.value(), self._language()

        def work(progress: Progress) -> MadeDossier:
            def advance(done: int, total: int) -> bool:
                progress.report(done, total)
                return not progress.cancelled

            if scope == "batch" or day is None:
                return self._dossiers.of_batch(self._op_id, language, advance)
            period = day.isoformat() if scope == "day" else f"{day:%Y-%m}"
            return self._dossiers.of_period(period, language, advance)

        self._task = worker.run(self, work, self._show, self._failed, self.progress.advance)

    def save(self, path: Path) -> None:
        """Write the dossier in hand to a file."""
        made = self._made
        if made is not None:
            worker.run(
                self, lambda _: self._dossiers.save(made, path), lambda _: self._saved(path), self.error.show_error
            )

    def reject(self) -> None:
        """Close; what is being made is given up."""
        self._stop()
        super().reject()

    def _language(self) -> i18n.Language:
        return "en" if self.language.text() == "en" else "th"

    def _scope_chosen(self) -> None:
        self.day.setVisible(self.scope.text() != "batch")
        self._forget()

    def _forget(self) -> None:
        """Another choice: what was made before, or is being made, is another dossier."""
        self._stop()
        self._made = None
        self.keep.setEnabled(False)
        self.done_note.hide()
        self.facts.hide()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.progress.hide()
        self.go.setEnabled(True)

    def _show(self, made: MadeDossier) -> None:
        self._task, self._made = None, made
        self.progress.hide()
        self.go.setEnabled(True)
        self.facts.put("dossiers.batches", f"{made.batches:,} · {(len(made.content) + 1023) // 1024:,} KB")
        self.facts.put("dossiers.fingerprint", _grouped(made.digest))
        self.facts.put("dossiers.bank_key", _grouped(made.bank_fingerprint))
        self.facts.show()
        self.done_note.show()
        self.keep.setEnabled(True)
        announce(self, i18n.text("dossiers.done"))
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: Exception) -> None:
        self._task = None
        self.progress.hide()
        self.go.setEnabled(True)
        self.error.show_error(error)

    def _ask_where(self) -> None:
        if self._made is None:
            return
        path = ask_where(self, "dossiers.save", self._made.name)
        if path is not None:
            self.save(path)


def _grouped(digits: str) -> str:
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP)).upper()
