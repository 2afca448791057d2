"""A table's rows on their way to a file: all that match, not only those in sight, with their filter told above them.

The workplace says once who writes lists (`offer`); every table then has the action.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QFileDialog, QRadioButton

from app import i18n
from app.domain.values.listing import ListColumn, ListForm, Listing
from app.ui import errors, worker
from app.ui.buttons import Button
from app.ui.cells import Cell
from app.ui.messages import Dialog, toast
from app.ui.texts import Label, follow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


class ExportDialog(Dialog):
    """Asks which form a list shall have, and writes it."""

    def __init__(self, table: TableView) -> None:
        super().__init__(table, "ui.export_list")
        self._table = table
        self._forms = {form: QRadioButton() for form in ListForm}
        told = Label(role="quiet", wrap=True)
        told.say("ui.export_why", count=f"{table.model.rowCount():,}")
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
        write(self._table, self.form, path)
        self.accept()

    def _tell(self) -> None:
        for form, choice in self._forms.items():
            choice.setText(i18n.text(f"ui.export_{form.value}"))
            choice.setAccessibleName(choice.text())

    def _ask(self) -> None:
        form, title = self.form, self._table.title
        name = str(Path.home() / f"{title}.{form.value}")
        chosen, _ = QFileDialog.getSaveFileName(self, i18n.text("ui.export_list"), name, f"*.{form.value}")
        if chosen:
            path = Path(chosen)
            ending = f".{form.value}"
            self.save(path if path.suffix.lower() == ending else path.with_name(f"{path.name}{ending}"))


def write(table: TableView, form: ListForm, path: Path) -> None:
    """Write all rows that match the table's question, on a worker; the hash is told when it is done."""
    exporter, language = _offered[0], i18n.language()
    source, query = table.model.source, table.model.query
    columns = [table.model.columns[number] for number in table.arrangement.shown]
    told = [_told(table, number) for number in table.arrangement.shown]
    title, name, head = table.title, table.objectName(), table.told_filter()

    def work(progress: worker.Progress) -> str:
        ids = source.ids(query)
        rows = _rows(source, columns, ids)
        listing = Listing(title, [*head, (i18n.text("ui.export_count"), f"{len(ids):,}")], told, len(ids), rows)

        def advance(done: int, total: int) -> bool:
            progress.report(done, total)
            return not progress.cancelled

        return exporter.write(name, listing, form, path, language, advance)

    def done(digest: str) -> None:
        toast(table, "ui.exported", name=path.name, digest=digest[:16])

    def failed(error: Exception) -> None:
        errors.show(table, error)

    worker.run(table, work, done, failed)


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
