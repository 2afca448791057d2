"""The second step of an import: which column holds what, beside the first rows of the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app import i18n
from app.domain.disbursement.places import column_letters
from app.domain.disbursement.transfer import REQUIRED_FIELDS, Field
from app.services.file_reading import ALL_PROMPTPAY
from app.ui.buttons import Button
from app.ui.cells import CELL_ROLE, Cell, CellDelegate
from app.ui.fields import ComboField
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.surfaces import Column, Notice, SidePanel, row_of
from app.ui.texts import Label, as_tip, follow
from app.ui.theme import SIZES, SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.domain.disbursement.list_problems import Problem
    from app.services.file_reading import FileReading

Index = QModelIndex | QPersistentModelIndex
SHEET_COLUMN_WIDTH = 132
MISSING = "column_missing"
_ALL_PROMPTPAY = (str(ALL_PROMPTPAY), "importing.all_promptpay")
_ORDER = (*REQUIRED_FIELDS, *(field for field in Field if field not in REQUIRED_FIELDS))


class _Preview(QAbstractTableModel):
    """The first rows as the file has them; headings of chosen columns say what they are."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: Sequence[Sequence[str]] = ()
        self._header_row = -1
        self._fields: dict[int, Field] = {}

    def show_reading(self, reading: FileReading) -> None:
        self.beginResetModel()
        self._rows, self._header_row = reading.head_rows, reading.header_row
        self._fields = {column: field for field, column in reading.columns.items()}
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else max((len(row) for row in self._rows), default=0)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        text = row[index.column()] if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:  # an empty cell would have no name
            return f"{self.headerData(index.column(), Qt.Orientation.Horizontal)} {text}"
        if role == CELL_ROLE:
            if index.row() == self._header_row:
                return Cell(text, tone="accent" if index.column() in self._fields else "plain", strong=True)
            return None if index.row() > self._header_row else Cell(text, tone="plain")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        field, letters = self._fields.get(section), column_letters(section)
        return f"{letters} · {i18n.text(f'editor.field.{field.value}')}" if field else letters


class ColumnStep(QWidget):
    """``mapped`` carries ``{field: column}`` after each choice, ``sheet_chosen`` a sheet, ``confirmed`` goes on.

    ``cut_wanted`` asks to cut the lines of a text at places.
    """

    mapped = Signal(object)
    sheet_chosen = Signal(str)
    confirmed = Signal()
    cut_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reading: FileReading | None = None
        self._preview = _Preview(self)
        self._table = QTableView()
        self._sheet = ComboField("importing.sheet")
        self._fields = {field: ComboField(_label(field)) for field in _ORDER}
        self._problems = Column(spacing=SPACE.s)
        self._found = Label(role="strong")
        self._skipped = Label(role="quiet", wrap=True)
        self.cut = Button("importing.cut", kind="quiet", act=self.cut_wanted.emit)
        self.go = Button("importing.take", kind="primary", act=self.confirmed.emit, shortcut="Ctrl+Return")
        self._lay_out()
        self._sheet.changed.connect(lambda: self.sheet_chosen.emit(self._sheet.text()))
        for combo in self._fields.values():
            combo.changed.connect(self._choose)
        follow(self, self._tell)

    def show_reading(self, reading: FileReading) -> None:
        """Show a file with the columns as they are understood now."""
        self._reading = reading
        self._preview.show_reading(reading)
        self._offer(reading)
        self._tell()

    def focus_first(self) -> None:
        """Give the focus to the first field that needs a column, or to going on."""
        needed = [combo for combo in (self._sheet, *self._fields.values()) if combo.wrong]
        target = needed[0].control if needed else self.go
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        table = self._table
        table.setModel(self._preview)
        table.setItemDelegate(CellDelegate(table, upright_lines=True))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(SIZES.row)
        table.horizontalHeader().setDefaultSectionSize(SHEET_COLUMN_WIDTH)
        table.horizontalHeader().setFixedHeight(SIZES.row)
        page = QWidget()
        left = Column(page, spacing=SPACE.m)
        left.setContentsMargins(SPACE.xl - 4, SPACE.s, SPACE.l, SPACE.m)
        left.addLayout(self._problems)
        left.add(Label("importing.first_rows", role="quiet"))
        left.add(table, stretch=1)
        left.addLayout(row_of(self._skipped, None, self._found))
        side = SidePanel(SIZES.side_width - SPACE.l)
        side.body.setSpacing(SPACE.s)
        side.body.add(Label("importing.columns_title", role="section"))
        side.body.add(Label("importing.columns_why", role="quiet", wrap=True), self._sheet)
        side.body.add(*self._fields.values())
        side.body.addStretch(1)
        side.foot.add(self.cut, self.go)
        whole = row_of(spacing=0)
        whole.addWidget(page, 1)
        whole.addWidget(side)
        self.setLayout(whole)

    def _offer(self, reading: FileReading) -> None:
        titles = reading.head_rows[reading.header_row] if 0 <= reading.header_row < len(reading.head_rows) else ()
        count = self._preview.columnCount()
        offered = [("", "importing.no_column")]
        for column in range(count):
            title = titles[column] if column < len(titles) else ""
            offered.append((str(column), f"={column_letters(column)}  {title}".rstrip()))
        for field, combo in self._fields.items():
            combo.blockSignals(True)
            combo.offer([*offered, _ALL_PROMPTPAY] if field is Field.BANK else offered)
            combo.set_text(str(reading.columns[field]) if field in reading.columns else "")
            combo.complain("importing.column_needed" if field in reading.missing else "")
            combo.blockSignals(False)
        self._sheet.blockSignals(True)
        unsaid = [("", "importing.choose_sheet")] if reading.rivals else []
        self._sheet.offer([*unsaid, *((name, f"={name}") for name in reading.sheets)])
        self._sheet.set_text("" if unsaid else reading.sheet)
        self._sheet.complain("importing.sheet_needed" if unsaid else "")
        self._sheet.blockSignals(False)
        self._sheet.setVisible(len(reading.sheets) > 1)
        self.cut.setVisible(reading.is_text)

    def _choose(self) -> None:
        chosen: Mapping[Field, int] = {f: int(c.text()) for f, c in self._fields.items() if c.text()}
        self.go.setEnabled(False)  # until this choice is understood, it would take the former
        self.mapped.emit(chosen)

    def _tell(self) -> None:
        reading = self._reading
        empty(self._problems)
        self._table.setAccessibleName(i18n.text("importing.first_rows"))
        if reading is None:
            return
        for problem in _gathered(reading.problems):
            self._problems.add(_notice(problem))
        self._preview.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(self._preview.columnCount() - 1, 0))
        self.go.say("importing.take", count=f"{reading.rows_count:,}")
        self.go.setEnabled(not reading.problems)
        total = reading.file_total
        if total is None:
            self._found.say("importing.found", count=f"{reading.rows_count:,}")
        else:
            self._found.say("importing.found_total", count=f"{reading.rows_count:,}", total=total.format())
        self._skipped.show_text(skipped_words(reading.skipped))


def _label(field: Field) -> str:
    return f"editor.field.{field.value}"


def _gathered(problems: Sequence[Problem]) -> Sequence[Problem]:
    """Return what is worth a box: columns that are missing share one, and need none where no heading was found."""
    missing = [problem for problem in problems if problem.code == MISSING]
    others = [problem for problem in problems if problem.code != MISSING]
    if not missing or any(problem.code == "header_not_found" for problem in others):
        return others
    names = "”, “".join(i18n.text(_label(problem.field)) for problem in missing if problem.field)
    return [*others, replace(missing[0], facts={**missing[0].facts, "expected": names})]


def _notice(problem: Problem) -> Notice:
    facts = dict(problem.facts)
    if problem.code != MISSING and problem.field is not None:
        facts["expected"] = i18n.text(_label(problem.field))
    notice = Notice(tone="refused", icon="circle-alert")
    notice.words.say(f"import_issues.problem.{problem.code}", **facts)
    notice.more.say(f"import_issues.problem_advice.{problem.code}", **facts)
    notice.more.show()
    return notice


def skipped_words(skipped: Mapping[str, int]) -> str:
    """Return which rows are left out, such as ``ไม่นำเข้า: แถวหัวเรื่อง 3 แถวยอดรวม 1``."""
    if not skipped:
        return ""
    named = [
        f"{i18n.text(_SKIPPED.get(cause, f'import_issues.row.{cause}'))} {count:,}" for cause, count in skipped.items()
    ]
    return i18n.text("importing.left_out", rows=" · ".join(named))


_SKIPPED = {"title": "importing.title_rows"}
