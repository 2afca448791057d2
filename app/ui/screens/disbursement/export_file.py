"""A batch on its way to a file: which form, what it holds, what keeps it from being written, and its hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QWidget

from app import i18n
from app.domain.values.money import formatted
from app.services.exporting import UNVERIFIED, BranchRule, Export
from app.ui import worker
from app.ui.buttons import Button
from app.ui.errors import ErrorNote
from app.ui.fields import ComboField
from app.ui.messages import Dialog, toast
from app.ui.saving import ask_where
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import KeyValues, Notice
from app.ui.table_model import Column, FixedRows
from app.ui.table_view import Empty, TableView
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.services.exporting import Exported, Exporting, FileIssue
    from app.ui.worker import Progress, Task

WIDTH = 720
ISSUES_HEIGHT = 220
ISSUE = "issue"
_IPAY = frozenset({Export.IPAY_DIRECT, Export.IPAY_STANDARD, Export.IPAY_EXPRESS})


def columns() -> tuple[Column, ...]:
    """Return the columns of what keeps a file from being written."""
    return (
        Column("line", "exports.line", 72, align="right", sortable=False, show_row=lambda row: _line(row[ISSUE])),
        Column("field", "exports.field", 150, sortable=False, show_row=lambda row: _field(row[ISSUE])),
        Column("why", "exports.why", 300, stretch=True, sortable=False, show_row=lambda row: _why(row[ISSUE])),
    )


class ExportFileDialog(Dialog):
    """Makes the chosen file at once and shows what is in it; nothing is written before it is saved."""

    made = Signal()

    def __init__(self, parent: QWidget, exporting: Exporting, op_id: str) -> None:
        super().__init__(parent, "exports.title")
        self.setMinimumWidth(WIDTH)
        self._owner, self._exporting, self._op_id = parent, exporting, op_id
        self.exported: Exported | None = None
        self._task: Task[Exported] | None = None
        self.choices = {export: QRadioButton() for export in Export}
        self._offered: Sequence[Export] = ()
        self.branches = ComboField(
            "exports.branches", [(rule.value, f"exports.branches_{rule.value}") for rule in BranchRule]
        )
        self._unverified = Notice("exports.unverified", tone="waiting", icon="triangle-alert")
        self._unverified.more.say("exports.unverified.do")
        self._unverified.more.show()
        self._error = ErrorNote()
        self._facts = KeyValues()
        self._others = Label(role="quiet", wrap=True)
        self._name, self._hash = Label(role="code", wrap=True), Label(role="code", wrap=True)
        self.issues = TableView(
            columns(),
            FixedRows(()),
            name="export_issues",
            label="exports.issues",
            empty=Empty("exports.no_issues", icon="circle-check"),
        )
        self._lay_out()
        self.save_button = self.add_button(
            Button("exports.save", kind="primary", icon="download", act=self._ask, shortcut="Ctrl+S")
        )
        self.save_button.setEnabled(False)
        self.branches.changed.connect(self._make)
        worker.run(self, lambda _: exporting.offered(op_id), self._offer, self._error.show_error)
        self.choices[Export.IPAY_DIRECT].setChecked(True)
        follow(self, self._tell)

    def choose(self, export: Export) -> None:
        """Choose a form and make the file."""
        self.choices[export].setChecked(True)

    def save(self, path: Path) -> None:
        """Write the file in sight, and tell its hash."""
        exported, owner = self.exported, self._owner
        if exported is None or exported.issues:
            return

        def saved(_: object) -> None:
            toast(owner, "exports.saved", name=path.name, digest=exported.sha256[:16])
            self.accept()

        worker.run(self, lambda _: self._exporting.save(exported, path), saved, self._error.show_error)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        forms = Stack(spacing=SPACE.xs)
        for choice in self.choices.values():
            choice.toggled.connect(lambda on: self._make() if on else None)
            forms.add(choice)
        self.issues.setMinimumHeight(ISSUES_HEIGHT)
        self.issues.hide()
        self.body.addLayout(forms)
        self.body.add(self.branches, self._unverified, self._error, self._facts, self._others, self._name, self._hash)
        self.body.add(self.issues)
        self.add_button(Button("ui.cancel", act=self.reject)).setFocus()  # from there every form is one key away

    def _offer(self, offered: Sequence[Export]) -> None:
        self._offered = offered
        self._tell()

    def _tell(self) -> None:
        for export, choice in self.choices.items():
            choice.setText(i18n.text(f"exports.{export.value}"))
            choice.setAccessibleName(choice.text())
            choice.setVisible(export in self._offered)

    def _chosen(self) -> Export:
        return next(export for export, choice in self.choices.items() if choice.isChecked())

    def _make(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self.exported = None
        self.save_button.setEnabled(False)
        self._error.clear()
        export, rule = self._chosen(), BranchRule(self.branches.text() or BranchRule.ZEROS)
        self.branches.setVisible(export in _IPAY)
        self._unverified.setVisible(export in UNVERIFIED)
        exporting, op_id, language = self._exporting, self._op_id, i18n.language()

        def work(_: Progress) -> Exported:
            return exporting.make(op_id, export, rule, language)

        self._task = worker.run(self, work, self._show, self._refused)

    def _show(self, exported: Exported) -> None:
        self._task, self.exported = None, exported
        wrong = bool(exported.issues)
        for part in (self._facts, self._name, self._hash):
            part.setVisible(not wrong)
        self.issues.setVisible(wrong)
        self._others.setVisible(not wrong and exported.others > 0)
        self.save_button.setEnabled(not wrong)
        if wrong:
            self.issues.model.use_source(FixedRows([{ISSUE: issue} for issue in exported.issues]))
        else:
            self._facts.put("exports.lines", f"{exported.count:,}")
            self._facts.put("batches.total", formatted(exported.satang))
            self._name.show_text(exported.name)
            self._others.say("exports.others", count=f"{exported.others:,}")
            self._hash.show_text(f"SHA-256 {exported.sha256}")
        self.made.emit()

    def _refused(self, error: Exception) -> None:
        self._task, self.exported = None, None
        for part in (self._facts, self._name, self._hash, self._others, self.issues):
            part.hide()
        self._error.show_error(error)
        self.made.emit()

    def _ask(self) -> None:
        exported = self.exported
        if exported is None:
            return
        path = ask_where(self, "exports.title", exported.name)
        if path is not None:
            self.save(path)


def _line(issue: FileIssue) -> str:
    return f"{issue.line:,}" if issue.line else "–"


def _field(issue: FileIssue) -> str:
    return i18n.text(f"editor.field.{issue.field.value}") if issue.field else "–"


def _why(issue: FileIssue) -> str:
    return i18n.text(f"exports.issue.{issue.code}", **issue.facts)
