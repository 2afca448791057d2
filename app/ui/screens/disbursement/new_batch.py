"""A new batch from an earlier one or from a template: the same payees, the amounts kept or to be written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app import i18n
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.fields import ComboField
from app.ui.messages import Dialog, Question, confirm
from app.ui.screens.disbursement.parts import kind_words, words
from app.ui.screens.disbursement.parts.issue_list import Entry, IssueList
from app.ui.screens.disbursement.template_name import TemplateDialog
from app.ui.surfaces import row_of
from app.ui.texts import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.services.recurring import Recurring, Source
    from app.ui.screens.disbursement.parts.ports import Desk

LIST_HEIGHT = 300
WIDTH = 640


class SourceList(IssueList["Source"]):
    """Templates and earlier batches; Enter takes the one under the cursor."""

    taken = Signal()

    def __init__(self, make: Callable[[Source], Entry]) -> None:
        super().__init__(lambda: i18n.text("recurring.sources"), make, rows_max=1)
        self.setFixedHeight(LIST_HEIGHT)
        self.doubleClicked.connect(lambda _: self.taken.emit())

    def _fit(self) -> None:
        """Keep the height; the list scrolls."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the batch or template under the cursor on Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.taken.emit()
            return
        super().keyPressEvent(event)


class NewBatchDialog(Dialog):
    """``done`` gets the id of the draft that was made."""

    def __init__(self, parent: QWidget, recurring: Recurring, desk: Desk, done: Callable[[str], object]) -> None:
        super().__init__(parent, "recurring.title")
        self._recurring, self._desk, self._done = recurring, desk, done
        self._all: Sequence[Source] = ()
        self._shown: Sequence[Source] = ()
        self.setMinimumWidth(WIDTH)
        self.kind = ComboField("recurring.kind")
        self.sources = SourceList(self._entry)
        self._none = Label("recurring.none", role="quiet", wrap=True)
        self._trouble = errors.ErrorNote()
        self._drop = Button("recurring.drop", kind="quiet", icon="trash-2", act=self._ask_drop)
        self._name = Button("recurring.name_it", kind="quiet", icon="copy", act=self._name_it)
        self.keep = Button("recurring.keep_amounts", act=lambda: self._make(amounts=True), shortcut="Ctrl+Return")
        self.anew = Button("recurring.new_amounts", kind="primary", act=lambda: self._make(amounts=False))
        explained = Label("recurring.explain", role="quiet", wrap=True)
        self.body.add(explained, self.kind, self.sources, self._none, self._trouble)
        self.body.addLayout(row_of(self._name, self._drop, None))
        for button in (Button("ui.cancel", act=self.reject), self.keep, self.anew):
            self.add_button(button)
        for part in (self._none, self._trouble, self._drop):
            part.hide()
        self.kind.changed.connect(lambda *_: self._show())
        self.sources.taken.connect(lambda: self._make(amounts=False))
        self.sources.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.sources.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()
        self.open()
        self._look()

    # -- inside ---------------------------------------------------------------------------------------------------

    def _look(self, key: str = "") -> None:
        """Fetch what there is; the cursor is on ``key`` then, or on the first."""
        recurring = self._recurring
        worker.run(self, lambda _: recurring.sources(), lambda found: self._found(found, key), self._explain)

    def _look_again(self, key: str = "") -> None:
        """Fetch what there is after a change; the keyboard is in the list, for the button it was on may be another."""
        self.sources.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look(key)

    def _found(self, sources: Sequence[Source], key: str) -> None:
        self._all = sources
        kinds = dict.fromkeys(source.kind for source in sources)
        named = [(kind, f"={kind_words.kind_name(self._desk.unit, kind)}") for kind in kinds]
        self.kind.offer([("", "recurring.every_kind"), *named])
        self._show(key)

    def _show(self, key: str = "") -> None:
        kind = self.kind.text()
        self._shown = [source for source in self._all if kind in ("", source.kind)]
        self.sources.show_things(self._shown)
        self.sources.setVisible(bool(self._shown))
        self._none.setVisible(not self._shown)
        if self._shown:
            self.sources.mark(next((at for at, source in enumerate(self._shown) if source.key == key), 0))
        self._tell()

    def _chosen(self) -> Source | None:
        position = self.sources.currentIndex().row()
        return self._shown[position] if 0 <= position < len(self._shown) else None

    def _tell(self) -> None:
        source = self._chosen()
        for button in (self.keep, self.anew):
            button.setEnabled(source is not None)
        self._drop.setVisible(source is not None and source.is_template)
        self._name.setVisible(source is not None and not source.is_template)

    def _entry(self, source: Source) -> Entry:
        day = words.moment(source.at)
        what = i18n.text("recurring.template") if source.is_template else i18n.text("recurring.batch")
        kind = kind_words.kind_name(self._desk.unit, source.kind)
        more = " · ".join((what, kind, i18n.text("ui.baht", amount=source.total.format()), day))
        title = source.title or i18n.text("editor.untitled")
        tone = "done" if source.is_template else "plain"
        return Entry(
            f"{source.lines_count:,}", title, more, 0, None, "accent" if tone == "done" else "plain", chip=True
        )

    def _make(self, *, amounts: bool) -> None:
        source = self._chosen()
        if source is None or not self.anew.isEnabled():
            return
        self._trouble.clear()
        for button in (self.keep, self.anew):
            button.setEnabled(False)
        recurring, key = self._recurring, source.key
        worker.run(self, lambda _: recurring.make(key, amounts=amounts), self._made, self._explain)

    def _made(self, op_id: str) -> None:
        self.accept()
        self._done(op_id)

    def _explain(self, error: Exception) -> None:
        self._trouble.show_error(error)
        self._tell()

    def _name_it(self) -> None:
        source = self._chosen()
        if source is not None:
            TemplateDialog(self, self._recurring, source.key, source.title, self._look_again)

    def _ask_drop(self) -> None:
        source = self._chosen()
        if source is None:
            return
        question = Question(
            "recurring.drop_ask", "recurring.drop", about=source.title, count=source.lines_count, danger=True
        )
        confirm(self, question, act=lambda: self._forget(source.title))

    def _forget(self, name: str) -> None:
        recurring = self._recurring
        worker.run(self, lambda _: recurring.delete_template(name), lambda _: self._look_again(), self._explain)
