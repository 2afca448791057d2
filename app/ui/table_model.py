"""A table model for long lists: it holds ids in wanted order and a few pages of rows; ``data()`` is a look-up.

Usage::

    class Lines(RowSource):                         # called on a worker thread, never on the GUI thread
        def ids(self, query): return store.line_ids(query.order, query.descending, query.search)
        def rows(self, ids): return store.lines(ids)

    columns = (
        Column("number", "batch.number", width=60, align="right"),
        Column("name", "batch.payee", stretch=True),
        Column("amount", "batch.amount", width=120, align="right", show=lambda money: money.format()),
        Column("status", "batch.status", width=160, show=status_cell),            # returns a Cell with chip=True
        Column("payee_hint", "batch.why", show_row=lambda row: Cell(...)),        # from the whole row
    )
    model = TableModel(columns, source)
    model.ask(Query(order="amount", descending=True))

A formatter runs on the worker once a row, in the language of that moment; a language switch fetches pages anew.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from app import i18n
from app.domain.values.list_filter import EVERYTHING, ListFilter
from app.ui import theme, worker
from app.ui.cells import TOLD, Shown, tell

Index = QModelIndex | QPersistentModelIndex
Row = Mapping[str, Any]
PAGE_ROWS = 200
PAGES_MAX = 40
FETCHES_AT_ONCE = 2
WAITING = "…"


@dataclass(frozen=True, slots=True)
class Query:
    """What a list is asked for: the column to order by, the words to find, filter chips that are on, other limits."""

    order: str = ""
    descending: bool = False
    search: str = ""
    chips: frozenset[str] = frozenset()
    narrowed: ListFilter = EVERYTHING


class RowSource(Protocol):
    """Where rows come from; both methods are called on worker threads and may take their time."""

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids of all matching rows in wanted order, best as ``array('q')``."""
        ...

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        """Return the rows of ``ids`` in the same order."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """One column as data; ``show`` formats its value, ``show_row`` the whole row, both may return a ``Cell``."""

    key: str
    title: str
    width: int = 120
    align: Literal["left", "right", "centre"] = "left"
    stretch: bool = False
    sortable: bool = True
    editable: bool = False
    amount: bool = False
    show: Callable[[Any], Shown] | None = None
    show_row: Callable[[Row], Shown] | None = None

    def shown(self, row: Row) -> Shown:
        """Return what stands in this column for ``row``."""
        if self.show_row is not None:
            return self.show_row(row)
        value = row.get(self.key, "")
        return self.show(value) if self.show is not None else str(value)


@dataclass(frozen=True, slots=True)
class FixedRows:
    """A row source for rows already at hand; the id is the position, or the row's of ``numbers``."""

    all_rows: Sequence[Row]
    numbers: Sequence[int] = ()

    def ids(self, query: Query, /) -> Sequence[int]:
        """Return the ids, filtered by words in any text and ordered by a column."""
        found = [
            number
            for number, row in enumerate(self.all_rows)
            if not query.search or any(query.search.lower() in str(value).lower() for value in row.values())
        ]
        if query.order:
            found.sort(key=lambda number: self.all_rows[number][query.order], reverse=query.descending)
        return array("q", (self.numbers[place] for place in found) if self.numbers else found)

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        """Return the rows of these ids."""
        numbers = self.numbers or range(len(self.all_rows))
        known = dict(zip(numbers, self.all_rows, strict=True))
        return [known[number] for number in ids]


@dataclass(frozen=True, slots=True)
class _Line:
    row: Row
    shown: tuple[Shown, ...]


_ALIGN = {"left": theme.ALIGN_LEFT, "right": theme.ALIGN_RIGHT, "centre": theme.ALIGN_CENTRE}


class TableModel(QAbstractTableModel):
    """Rows by page, fetched on a worker when they come into sight."""

    answered = Signal()
    failed = Signal(object)
    edited = Signal(int, str, str)

    def __init__(
        self,
        columns: Sequence[Column],
        source: RowSource,
        *,
        pool: worker.Pool | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.query = Query()
        self._source = source
        self._pool = pool
        self._ids: Sequence[int] = array("q")
        self._pages: OrderedDict[int, list[_Line]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        self._generation = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fetch)

    # -- asking ---------------------------------------------------------------------------------------------------

    def ask(self, query: Query | None = None) -> None:
        """Fetch the ids for ``query`` (or the last one again); the old rows stay in sight until the new are here."""
        self.query = self.query if query is None else query
        self._generation += 1
        generation, wanted = self._generation, self.query
        source, columns = self._source, self.columns

        def look(_: worker.Progress) -> tuple[Sequence[int], list[_Line]]:
            ids = source.ids(wanted)
            return ids, _lines(source, columns, ids[:PAGE_ROWS])

        self._run(look, partial(self._take_ids, generation), self.failed.emit)

    @property
    def source(self) -> RowSource:
        """Where the rows come from."""
        return self._source

    def use_source(self, source: RowSource) -> None:
        """Show rows from another source from now on."""
        self._source = source
        self.ask()

    # -- looking --------------------------------------------------------------------------------------------------

    def id_at(self, position: int) -> int:
        """Return the id of the row at ``position``."""
        return self._ids[position]

    def ids_between(self, first: int, last: int) -> Sequence[int]:
        """Return the ids of the rows from one position to another, both among them."""
        return self._ids[first : last + 1]

    def positions_of(self, wanted: AbstractSet[int]) -> list[int]:
        """Return where the rows with these ids stand, from the top."""
        return [position for position, each in enumerate(self._ids) if each in wanted]

    def position_of(self, wanted: int) -> int:
        """Return where the row with this id stands, or -1."""
        try:
            return self._ids.index(wanted)
        except ValueError:
            return -1

    def row_at(self, position: int) -> Row | None:
        """Return the row at ``position``, or None while its page is still on the way."""
        line = self._line(position)
        return line.row if line else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows match."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows: a dictionary look-up, never a query."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[index.column()].align]
        if role not in TOLD:
            return None
        line = self._line(index.row())
        if line is None:
            return WAITING if role == Qt.ItemDataRole.DisplayRole else None
        return tell(line.shown[index.column()], role, self.columns[index.column()].title)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the title of a column in the language in use."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            title = self.columns[section].title
            return i18n.text(title) if title else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return whether a cell can be chosen and typed into."""
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usual | Qt.ItemFlag.ItemIsEditable if self.columns[index.column()].editable else usual

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell ``edited(id, column, text)``; whoever listens saves it and asks for the rows again."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.edited.emit(self._ids[index.row()], self.columns[index.column()].key, str(value))
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the ids in the order of a column."""
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            descending = order == Qt.SortOrder.DescendingOrder
            self.ask(replace(self.query, order=self.columns[column].key, descending=descending))

    # -- fetching -------------------------------------------------------------------------------------------------

    def _line(self, position: int) -> _Line | None:
        number, place = divmod(position, PAGE_ROWS)
        page = self._pages.get(number)
        if page is not None:
            return page[place] if place < len(page) else None
        if number not in self._asked:
            self._asked.add(number)
            self._wanted.append(number)
            self._soon.start()
        return None

    def _fetch(self) -> None:
        dropped, wanted, self._wanted = self._wanted[:-FETCHES_AT_ONCE], self._wanted[-FETCHES_AT_ONCE:], []
        self._asked.difference_update(dropped)  # scrolled past; asked again if somebody looks there
        source, columns, generation = self._source, self.columns, self._generation
        for number in wanted:
            ids = self._ids[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
            take, fail = partial(self._take_page, generation, number), partial(self._lose_page, number)
            self._run(partial(_page, source, columns, ids), take, fail)

    def _take_ids(self, generation: int, answer: tuple[Sequence[int], list[_Line]]) -> None:
        if generation != self._generation:
            return
        self.beginResetModel()
        self._ids, first = answer
        self._pages.clear()
        self._pages[0] = first
        self._asked.clear()
        self.endResetModel()
        self.answered.emit()

    def _take_page(self, generation: int, number: int, lines: list[_Line]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(number)
        self._pages[number] = lines
        while len(self._pages) > PAGES_MAX:
            self._pages.popitem(last=False)
        if lines:
            top = self.index(number * PAGE_ROWS, 0)
            self.dataChanged.emit(top, self.index(number * PAGE_ROWS + len(lines) - 1, len(self.columns) - 1))

    def _lose_page(self, number: int, error: Exception) -> None:
        self._asked.discard(number)
        self.failed.emit(error)

    def _run(
        self,
        work: Callable[[worker.Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        (self._pool or worker.shared()).run(self, work, done, failed)


def _page(source: RowSource, columns: Sequence[Column], ids: Sequence[int], _: worker.Progress) -> list[_Line]:
    return _lines(source, columns, ids)


def _lines(source: RowSource, columns: Sequence[Column], ids: Sequence[int]) -> list[_Line]:
    rows = source.rows(ids) if ids else ()
    return [_Line(row, tuple(column.shown(row) for column in columns)) for row in rows]
