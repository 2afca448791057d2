"""The question under which name the payees of a batch are kept as a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import TextField
from app.ui.messages import Dialog
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.services.recurring import Recurring

NAME_CHARS_MAX = 80


class TemplateDialog(Dialog):
    """Keeps a batch as a template; ``done`` gets its key once it is kept, a name that is taken is told in place."""

    def __init__(
        self, parent: QWidget, recurring: Recurring, op_id: str, proposed: str, done: Callable[[str], object]
    ) -> None:
        super().__init__(parent, "recurring.template_title")
        self._recurring, self._op_id, self._done = recurring, op_id, done
        self.name = TextField("recurring.template_name", required=True, length_max=NAME_CHARS_MAX)
        self.name.set_text(proposed[:NAME_CHARS_MAX])
        self._trouble = errors.ErrorNote()
        self._trouble.hide()
        self.body.add(Label("recurring.template_explain", role="quiet", wrap=True), self.name, self._trouble)
        self.add_button(Button("ui.cancel", act=self.reject))
        self._keep = self.add_button(
            Button("recurring.template_save", kind="primary", act=self._save, shortcut="Ctrl+Return")
        )
        self.name.edit.returnPressed.connect(self._save)
        self.name.edit.selectAll()
        self.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open()

    def _save(self) -> None:
        if not self.name.check() or not self._keep.isEnabled():
            return
        self._trouble.clear()
        self._keep.setEnabled(False)
        recurring, op_id, name = self._recurring, self._op_id, self.name.text().strip()
        worker.run(self, lambda _: recurring.save_template(op_id, name), self._saved, self._not_saved)

    def _saved(self, key: str) -> None:
        self.accept()
        self._done(key)

    def _not_saved(self, error: Exception) -> None:
        self._keep.setEnabled(True)
        self._trouble.show_error(error)
        self.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)
