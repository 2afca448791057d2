"""Lists on their way to a file: a table's rows that match, not only those in sight, or a list made for the purpose.

The workplace says once who writes lists (`offer`); every table then has the action.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QRadioButton, QWidget

from app import i18n
from app.domain.values.listing import ListColumn, ListForm, Listing
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.messages import Dialog, toast
from app.ui.saving import ask_where
from app.ui.texts import Label, follow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.i18n import Language
    from app.ui.table_model import Column, Row, RowSource
    from app.ui.table_view import TableView

    Progress = Callable[[int, int], bool]

ROWS_AT_ONCE = 1_000


class Exporter(Protocol):
    """Who writes lists; `app.services.list_exports.ListExports` is one."""

    def write(
        self,
        name: str,
        listing: Listing,
        form: ListForm,
        path: Path,
        language: Language,
        progress: Progress | None = None,
    ) -> str:
        """Write a list and return the hash of the file."""
        ...


_offered: list[Exporter] = []


def offer(exporter: Exporter | None) -> None:
    """Let every table be exported by this from now on; None takes the action away."""
    _offered[:] = [exporter] if exporter else []


def is_offered() -> bool:
    """Say whether lists can be exported here."""
    return bool(_offered)


@dataclass(frozen=True, slots=True)
class WantedList:
    """A list that somebody wants: what it is called, its name in the audit trail, and what tells it, on a worker."""

    title: str
    name: str
    tell: Callable[[], Listing]


class ExportDialog(Dialog):
    """Asks which form a list shall have, and writes it; ``why`` says, with its facts, what will be in it."""

    def __init__(self, parent: QWidget, wanted: WantedList, why: str, **facts: str) -> None:
        super().__init__(parent, "ui.export_list")
        self._wanted = wanted
        self._forms = {form: QRadioButton() for form in ListForm}
        told = Label(role="quiet", wrap=True)
        told.say(why, **facts)
        self.body.add(told, *self._forms.values())
        self._forms[ListForm.XLSX].setChecked(True)
        self.add_button(Button("ui.cancel", act=self.reject))
        save = self.add_button(Button("ui.export_save", kind="primary", icon="download", act=self._ask))
        save.setFocus()
        follow(self, self._tell)

    @property
    def form(self) -> ListForm:
        """The form that is chosen."""
        return next(form for form, choice in self._forms.items() if choice.isChecked())

    def choose(self, form: ListForm) -> None:
        """Choose a form."""
        self._forms[form].setChecked(True)

    def save(self, path: Path) -> None:
        """Write every row of the list to ``path`` and say what its hash is."""
        parent = self.parentWidget()
        if parent is not None:  # it stays when the dialog is gone
            _write(parent, self._wanted, self.form, path)
        self.accept()

    def _tell(self) -> None:
        for form, choice in self._forms.items():
            choice.setText(i18n.text(f"ui.export_{form.value}"))
            choice.setAccessibleName(choice.text())

    def _ask(self) -> None:
        path = ask_where(self, "ui.export_list", f"{self._wanted.title}.{self.form.value}")
        if path is not None:
            self.save(path)


def of_table(table: TableView) -> WantedList:
    """Return all rows that match the table's question now, as it shows them."""
    source, query = table.model.source, table.model.query
    columns = [table.model.columns[number] for number in table.arrangement.shown]
    told = [_told(table, number) for number in table.arrangement.shown]
    title, head = table.title, table.told_filter()

    def tell() -> Listing:
        ids = source.ids(query)
        rows = _rows(source, columns, ids)
        return Listing(title, [*head, (i18n.text("ui.export_count"), f"{len(ids):,}")], told, len(ids), rows)

    return WantedList(title, table.objectName(), tell)


def _write(widget: QWidget, wanted: WantedList, form: ListForm, path: Path) -> None:
    """Write a list on a worker; its hash is told when it is done."""
    exporter, language = _offered[0], i18n.language()

    def work(progress: worker.Progress) -> str:
        def advance(done: int, total: int) -> bool:
            progress.report(done, total)
            return not progress.cancelled

        return exporter.write(wanted.name, wanted.tell(), form, path, language, advance)

    def done(digest: str) -> None:
        toast(widget, "ui.exported", name=path.name, digest=digest[:16])

    def failed(error: Exception) -> None:
        errors.show(widget, error)

    worker.run(widget, work, done, failed)


def _told(table: TableView, number: int) -> ListColumn:
    column = table.model.columns[number]
    width = table.grid.columnWidth(number) or column.width
    return ListColumn(i18n.text(column.title), width, column.amount, column.align == "right")


def _rows(source: RowSource, columns: Sequence[Column], ids: Sequence[int]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), ROWS_AT_ONCE):
        for row in source.rows(ids[start : start + ROWS_AT_ONCE]):
            yield [_text(column, row) for column in columns]


def _text(column: Column, row: Row) -> str:
    shown = column.shown(row)
    return shown.text if isinstance(shown, Cell) else shown
