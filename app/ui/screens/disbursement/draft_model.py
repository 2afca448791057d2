"""The rows of a draft as a table model: look-ups only, every change goes through the sheet and is saved there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app import i18n
from app.domain.disbursement.transfer import Field
from app.domain.values.errors import BadInput
from app.domain.values.money import Money
from app.ui import theme
from app.ui.cells import TOLD, Cell, tell
from app.ui.screens.disbursement.parts import issue_words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.issues import Issue
    from app.domain.disbursement.record import LineRecord
    from app.domain.values.identifiers import BankTable
    from app.services.draft_sheet import DraftSheet

Index = QModelIndex | QPersistentModelIndex
CACHED_ROWS_MAX = 4_000


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column of the grid, with its usual width and how far it may give way or grow, in pixels.

    ``field`` is None for the line's number.
    """

    field: Field | None
    title: str
    width: int
    least: int
    most: int
    right: bool = False


COLUMNS = (
    GridColumn(None, "editor.row", 44, 40, 44, right=True),
    GridColumn(Field.NAME, "editor.field.name", 207, 190, 260),
    GridColumn(Field.PERSON_ID, "editor.field.person_id", 130, 130, 134),
    GridColumn(Field.BANK, "editor.field.bank", 117, 96, 170),
    GridColumn(Field.ACCOUNT, "editor.field.account", 168, 122, 200),
    GridColumn(Field.AMOUNT, "editor.field.amount", 114, 106, 118, right=True),
    GridColumn(Field.MOBILE, "editor.field.mobile", 120, 120, 120),
    GridColumn(Field.EMAIL, "editor.field.email", 180, 180, 240),
    GridColumn(Field.REFERENCE, "editor.field.reference", 150, 150, 200),
)
FIELDS: tuple[Field, ...] = tuple(column.field for column in COLUMNS if column.field is not None)
PAID = 1 + max(number for number, column in enumerate(COLUMNS) if column.field is Field.AMOUNT)
"""So many columns, from the first, say what is paid to whom."""
FIRST_FIELD = 1
"""The first column that can be typed into."""


class DraftModel(QAbstractTableModel):
    """A view of a `DraftSheet`; cells hold repairs, issues and their reasons."""

    typed = Signal(int, object, str)

    def __init__(self, banks: BankTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._banks = banks
        self._sheet: DraftSheet | None = None
        self._numbers: Sequence[int] = ()
        self._positions: dict[int, int] = {}
        self._shown: dict[int, tuple[str | Cell, ...]] = {}

    def show_sheet(self, sheet: DraftSheet) -> None:
        """Show another draft."""
        self._sheet = sheet
        self.look_again()

    def look_again(self) -> None:
        """Show what has changed in the sheet; the cursor stays where the lines stayed."""
        if self._sheet is None:
            return
        self._shown.clear()
        numbers = tuple(self._sheet.numbers)
        if numbers == self._numbers:
            if numbers:
                self.dataChanged.emit(self.index(0, 0), self.index(len(numbers) - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self._numbers = numbers
        self._positions = {number: position for position, number in enumerate(numbers)}
        self.endResetModel()

    # -- places ---------------------------------------------------------------------------------------------------

    def number_at(self, position: int) -> int:
        """Return the number of the line at ``position``."""
        return self._numbers[position]

    def index_of(self, number: int, field: Field | None) -> QModelIndex:
        """Return the place of a cell; the first column that can be typed into for a whole line."""
        position = self._positions.get(number, -1)
        if position < 0:
            return QModelIndex()
        return self.index(position, FIRST_FIELD + FIELDS.index(field) if field else FIRST_FIELD)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many lines there are."""
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """All but the number can be typed into."""
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usual if COLUMNS[index.column()].field is None else usual | Qt.ItemFlag.ItemIsEditable

    # -- what is shown --------------------------------------------------------------------------------------------

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, or the text that is typed over."""
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return theme.ALIGN_RIGHT if column.right else theme.ALIGN_LEFT
        if role == Qt.ItemDataRole.EditRole:
            return self._text(self._numbers[index.row()], column.field)
        if role not in TOLD:
            return None
        return tell(self._row(self._numbers[index.row()])[index.column()], role, column.title)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column in the language in use."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return i18n.text(COLUMNS[section].title)
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return theme.ALIGN_RIGHT if COLUMNS[section].right else theme.ALIGN_LEFT
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell ``typed(number, field, text)`` where the text differs, or answers a doubt; whoever listens saves it."""
        field = COLUMNS[index.column()].field
        if role != Qt.ItemDataRole.EditRole or field is None:
            return False
        number = self._numbers[index.row()]
        if str(value) != self._text(number, field) or self._is_asked(number, field):
            self.typed.emit(number, field, str(value))
        return True

    def _is_asked(self, number: int, field: Field) -> bool:
        """Say whether the same amount, typed again, says that a crossed out row is paid nevertheless."""
        return field is Field.AMOUNT and self._sheet is not None and self._sheet.is_doubted(number)

    def _text(self, number: int, field: Field | None) -> str:
        if self._sheet is None or field is None:
            return str(number)
        return str(getattr(self._sheet.row(number), field.value))

    def _row(self, number: int) -> tuple[str | Cell, ...]:
        shown = self._shown.get(number)
        if shown is None and self._sheet is not None:
            if len(self._shown) > CACHED_ROWS_MAX:
                self._shown.clear()
            line, issues = self._sheet.row(number), self._sheet.issues_of(number)
            worst = _worst(issues)
            shown = tuple(self._cell(line, column.field, worst) for column in COLUMNS)
            self._shown[number] = shown
        return shown or ("",) * len(COLUMNS)

    def _cell(self, line: LineRecord, field: Field | None, worst: dict[Field | None, Issue]) -> str | Cell:
        text = self._value(line, field)
        original = _repaired_from(line, field)
        issue = worst.get(field)
        if issue is not None:
            return Cell(text, tone=issue_words.TONES[issue.severity], before=original, hint=issue_words.hint(issue))
        if original:
            return Cell(text, tone="waiting", before=original, hint=i18n.text("editor.was", original=original))
        return text

    def _value(self, line: LineRecord, field: Field | None) -> str:
        if field is None:
            return str(line.number)
        text = str(getattr(line, field.value))
        if field is Field.BANK:
            return words.bank(self._banks, text)
        if field is Field.PERSON_ID and len(text) == 13 and text.isascii() and text.isdigit():
            return f"{text[0]} {text[1:5]} {text[5:10]} {text[10:12]} {text[12]}"
        if field is Field.AMOUNT and line.satang is not None:
            return _baht(line.satang)
        return text


def _repaired_from(line: LineRecord, field: Field | None) -> str:
    """Return the text before its repair; an amount that is only written otherwise was not repaired."""
    original = line.originals.get(field.value, "") if field else ""
    if original and field is Field.AMOUNT:
        try:
            return "" if Money.parse(original).satang == line.satang else original
        except BadInput:
            return original
    return original


def _baht(satang: int) -> str:
    baht, rest = divmod(satang, 100)
    return f"{baht:,}.{rest:02d}"


def _worst(issues: Sequence[Issue]) -> dict[Field | None, Issue]:
    """Return the gravest issue of each cell; one about the whole line marks its number."""
    found: dict[Field | None, Issue] = {}
    for issue in issues:
        known = found.get(issue.field)
        if known is None or issue_words.RANK[issue.severity] < issue_words.RANK[known.severity]:
            found[issue.field] = issue
    return found
