"""What is offered while a cell is typed: payees of the register, one of which fills the line, and banks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QCompleter, QLineEdit, QListView, QTableView, QWidget

from app import i18n
from app.domain.disbursement.transfer import Field
from app.ui import errors, worker
from app.ui.cells import CellDelegate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.payees.payee import Payee
    from app.domain.values.identifiers import BankTable
    from app.ui.cells import Index

    Ask = Callable[[str], Sequence[Payee]]

OFFERED = frozenset({Field.NAME, Field.ACCOUNT, Field.PERSON_ID})
WAIT_MS = 120
LETTERS_MIN = 2
BANKS_WIDTH = 260


class PayeeDelegate(CellDelegate):
    """A delegate whose line edits offer payees, or banks; ``chosen`` carries the row of the grid and the payee."""

    chosen = Signal(int, object)

    def __init__(self, grid: QTableView, field_of: Callable[[int], Field | None]) -> None:
        super().__init__(grid, upright_lines=True)
        self._field_of = field_of
        self.ask: Ask | None = None
        self.banks: BankTable | None = None

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Offer payees in the columns by which they are known, and banks in theirs."""
        super().setEditorData(editor, index)
        if not isinstance(editor, QLineEdit) or editor.completer() is not None:
            return
        field = self._field_of(index.column())
        if field in OFFERED and self.ask is not None:
            _Suggestions(editor, self.ask, partial(self._take, editor, index.row()))
        elif field is Field.BANK and self.banks is not None:
            editor.setCompleter(_BankChoice(self.banks, editor))

    def _take(self, editor: QLineEdit, row: int, payee: Payee) -> None:
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        self.chosen.emit(row, payee)


class _BankChoice(QCompleter):
    """Banks whose code or name holds what is typed; the chosen one is written as its code."""

    def __init__(self, banks: BankTable, editor: QLineEdit) -> None:
        super().__init__(sorted(banks.title(code, i18n.language()) for code in banks.banks), editor)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = QListView()
        popup.setAccessibleName(i18n.text("editor.banks_found"))
        popup.setMinimumWidth(BANKS_WIDTH)
        self.setPopup(popup)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return what is written into the cell."""
        return super().pathFromIndex(index).partition(" ")[0]


class _Suggestions(QObject):
    """The list under one line edit, for as long as that lives."""

    def __init__(self, editor: QLineEdit, ask: Ask, take: Callable[[Payee], None]) -> None:
        super().__init__(editor)
        self._editor, self._ask, self._take = editor, ask, take
        self._found: Sequence[Payee] = ()
        self._names = QStringListModel(self)
        self._list = QCompleter(self._names, self)
        self._list.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup = QListView()
        self._popup.setAccessibleName(i18n.text("editor.payees_found"))
        self._list.setPopup(self._popup)
        self._list.setWidget(editor)
        self._list.activated.connect(self._chosen)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        self._soon.timeout.connect(self._look)
        editor.textEdited.connect(lambda _: self._soon.start())

    def _look(self) -> None:
        asked, ask = self._editor.text().strip(), self._ask
        if len(asked) < LETTERS_MIN:
            self._popup.hide()
            return

        def show(found: Sequence[Payee]) -> None:
            if asked == self._editor.text().strip():
                self._offer(found)

        worker.run(self, lambda _: ask(asked), show, errors.log_only)

    def _offer(self, found: Sequence[Payee]) -> None:
        self._found = found
        self._names.setStringList([_told(payee) for payee in found])
        if found and self._editor.hasFocus():
            self._list.complete()
        else:
            self._popup.hide()

    def _chosen(self, told: str) -> None:
        payee = next((each for each in self._found if _told(each) == told), None)
        if payee is not None:
            # The editor goes away with what it is told of: only once Qt has done with this key or click.
            QTimer.singleShot(0, self._editor, lambda: self._take(payee))


def _told(payee: Payee) -> str:
    record = payee.record
    return " · ".join(part for part in (record.name, f"{record.bank} {record.acct}", record.office) if part)
