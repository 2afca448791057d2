from __future__ import annotations

import threading
from array import array
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app import i18n
from app.ui import clipboard, texts, worker
from app.ui.cells import CELL_ROLE, Cell
from app.ui.record_rows import NumberedRecords
from app.ui.table_model import PAGE_ROWS, PAGES_MAX, WAITING, Column, FixedRows, Query, TableModel
from app.ui.table_view import Empty, EmptyState, TableView
from tests.ui.looking import named, press, unnamed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

MANY = 100_000
COLUMNS = (
    Column("number", "audit.seq", width=80, align="right"),
    Column("name", "audit.person", stretch=True),
    Column("state", "audit.action", show=lambda state: Cell(i18n.text(state), "done", "check", chip=True, hint="why")),
    Column("note", "audit.about", editable=True, sortable=False),
)
EMPTY = Empty("audit.empty", "audit.empty_why")


class Many:
    """A hundred thousand rows that count who asks for them and on which thread."""

    def __init__(self) -> None:
        self.threads: set[int] = set()
        self.fetched = 0

    def ids(self, query: Query, /) -> Sequence[int]:
        self.threads.add(threading.get_ident())
        return array("q", range(MANY, 0, -1) if query.descending else range(1, MANY + 1))

    def rows(self, ids: Sequence[int], /) -> Sequence[dict[str, Any]]:
        self.threads.add(threading.get_ident())
        self.fetched += len(ids)
        return [{"number": number, "name": f"คน {number}", "state": "audit.title", "note": ""} for number in ids]


def few(count: int) -> FixedRows:
    return FixedRows([{"number": n, "name": f"คน {n % 7}", "state": "audit.title", "note": ""} for n in range(count)])


def filled(qtbot: QtBot, source: Many | FixedRows, *, grid: bool = False) -> TableView:
    view = TableView(COLUMNS, source, name="people", label="audit.title", empty=EMPTY, grid=grid)
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    with qtbot.waitSignal(view.answered):
        view.refresh()
    return view


def shows(model: TableModel, position: int, words: str) -> bool:
    return bool(model.index(position, 1).data() == words)


def test_a_long_list_is_only_looked_up_on_the_gui_thread_and_keeps_few_pages(qtbot: QtBot) -> None:
    source = Many()
    view = filled(qtbot, source)
    model = view.model
    assert model.rowCount() == MANY
    for position in range(0, MANY, MANY // 60):
        view.grid.scrollTo(model.index(position, 0))
        qtbot.waitUntil(partial(shows, model, position, f"คน {position + 1}"))
    assert threading.get_ident() not in source.threads
    assert len(model._pages) <= PAGES_MAX
    assert source.fetched <= 62 * 2 * PAGE_ROWS


def test_a_row_out_of_sight_is_not_fetched_and_a_cell_on_its_way_says_so(qtbot: QtBot) -> None:
    source = Many()
    view = filled(qtbot, source)
    assert source.fetched == PAGE_ROWS
    assert view.model.index(MANY - 1, 1).data() == WAITING
    qtbot.waitUntil(lambda: view.model.index(MANY - 1, 1).data() == f"คน {MANY}")


def test_sorting_by_a_column_asks_for_the_ids_again(qtbot: QtBot) -> None:
    view = filled(qtbot, Many())
    with qtbot.waitSignal(view.answered):
        view.grid.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert view.model.query == Query(order="number", descending=True)
    assert view.model.index(0, 0).data() == str(MANY)


def test_the_keyboard_orders_by_the_column_of_the_cursor(qtbot: QtBot) -> None:
    view = filled(qtbot, Many())
    with qtbot.waitSignal(view.answered):
        press(view.grid, "Alt+Down")
    assert view.model.query == Query(order="number", descending=True)


def test_a_page_that_failed_is_asked_for_again(qtbot: QtBot) -> None:
    class Once(Many):
        def rows(self, ids: Sequence[int], /) -> Sequence[dict[str, Any]]:
            if ids[0] != 1 and self.fetched == PAGE_ROWS:
                self.fetched += 1
                raise ValueError
            return super().rows(ids)

    view = filled(qtbot, Once())
    with qtbot.waitSignal(view.failed):
        view.grid.scrollToBottom()
    qtbot.waitUntil(lambda: view.model.index(MANY - 1, 1).data() == f"คน {MANY}")


def test_what_was_copied_leaves_the_clipboard_again(qtbot: QtBot) -> None:
    board = QGuiApplication.clipboard()
    clipboard.lend("เลขที่บัญชี", kept_ms=10)
    assert board.text() == "เลขที่บัญชี"
    qtbot.waitUntil(lambda: board.text() == "")


def test_an_old_answer_never_replaces_a_newer_one(qtbot: QtBot) -> None:
    slow, go = threading.Event(), threading.Event()

    class Slow(Many):
        def ids(self, query: Query, /) -> Sequence[int]:
            if query.search == "slow":
                slow.set()
                go.wait(60)
                return array("q", [1])
            return array("q", [1, 2])

    owner = QObject()
    model = TableModel(COLUMNS, Slow(), parent=owner)
    model.ask(Query(search="slow"))
    qtbot.waitUntil(slow.is_set)
    with qtbot.waitSignal(model.answered):
        model.ask(Query(search="quick"))
    go.set()
    qtbot.waitUntil(lambda: worker.shared().idle)
    assert model.rowCount() == 2


def test_refreshing_keeps_the_chosen_row(qtbot: QtBot) -> None:
    view = filled(qtbot, few(500))
    assert view.choose(300)
    with qtbot.waitSignal(view.answered):
        view.refresh()
    assert view.current_id() == 300


def test_what_is_marked_stays_so_while_others_come_and_go(qtbot: QtBot) -> None:
    view = filled(qtbot, few(6))
    records = NumberedRecords(str, lambda one: {"number": one, "name": one, "state": "audit.title", "note": ""})

    def show(*names: str) -> None:
        with qtbot.waitSignal(view.answered):
            view.use_source(records.rows(names))

    show("b", "c", "d", "e")
    view.choose(0)
    for _ in range(2):
        QTest.keyClick(view.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert records.named(view.marked_ids()) == ["b", "c", "d"]
    show("a", "b", "x", "d", "e")
    assert records.named(view.marked_ids()) == ["b", "d"]
    with qtbot.waitSignal(view.answered):
        view.grid.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert records.named([view.current_id()]) == ["x"]


def test_shift_reaches_from_the_row_that_the_program_has_chosen(qtbot: QtBot) -> None:
    view = filled(qtbot, few(9))
    view.choose(1)
    press(view.grid, "Shift+Down")
    assert view.marked_ids() == [1, 2]
    view.choose(6)
    press(view.grid, "Shift+Down")
    assert view.marked_ids() == [6, 7]


@pytest.mark.parametrize(("first", "key", "marks"), [("b", "Shift+Down", "bc"), ("d", "Shift+Up", "cd")])
def test_shift_reaches_on_from_the_first_of_the_marks_when_rows_have_come(
    qtbot: QtBot, first: str, key: str, marks: str
) -> None:
    view = filled(qtbot, few(6))
    records = NumberedRecords(str, lambda one: {"number": one, "name": one, "state": "audit.title", "note": ""})

    def show(names: str) -> None:
        with qtbot.waitSignal(view.answered):
            view.use_source(records.rows(list(names)))

    def marked() -> str:
        return "".join(str(one) for one in records.named(view.marked_ids()))

    show("bcd")
    view.choose(view.model.id_at("bcd".index(first)))
    press(view.grid, key)
    told: list[int] = []
    view.chosen.connect(told.append)
    show("abcde")
    assert marked() == marks
    assert set(records.named(told)) == {"c"}, "the cursor did not go elsewhere"
    press(view.grid, key)
    assert marked() == "bcd"
    show("xcdy")
    assert marked() == "cd"


def test_what_is_chosen_by_the_program_does_not_hang_on_a_key_that_is_still_held(qtbot: QtBot) -> None:
    view = filled(qtbot, few(6))
    view.choose(1)
    for held in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier):
        QTest.keyClick(view.grid, Qt.Key.Key_F12, held)
        assert QGuiApplication.keyboardModifiers() == held, "a shortcut with it has just been pressed"
        view.choose(4)
        assert view.marked_ids() == [4]
        view.choose(4)
        assert view.marked_ids() == [4]
        with qtbot.waitSignal(view.answered):
            view.refresh()
        assert view.marked_ids() == [4]
        with qtbot.waitSignal(view.answered):
            view.model.ask()
        assert view.marked_ids() == [0]


def test_enter_opens_the_row_under_the_cursor_and_copy_gives_a_spreadsheet_its_cells(qtbot: QtBot) -> None:
    view = filled(qtbot, few(5))
    view.choose(2)
    with qtbot.waitSignal(view.opened) as opened:
        press(view.grid, "Return")
    assert opened.args == [2]
    press(view.grid, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == f"2\tคน 2\t{i18n.text('audit.title')}\t"


def test_typing_into_an_editable_cell_tells_id_column_and_text(qtbot: QtBot) -> None:
    view = filled(qtbot, few(5), grid=True)
    with qtbot.waitSignal(view.edited) as edited:
        view.model.setData(view.model.index(3, 3), "ใหม่")
    assert edited.args == [3, "note", "ใหม่"]
    assert not view.model.flags(view.model.index(3, 1)) & Qt.ItemFlag.ItemIsEditable


def test_an_empty_list_says_what_would_be_here_and_a_search_without_hits_that_nothing_matches(qtbot: QtBot) -> None:
    view = filled(qtbot, few(0))
    assert not view.grid.isVisible()
    assert i18n.text("audit.empty_why") in {each.text() for each in view.findChildren(texts.Label) if each.isVisible()}
    assert i18n.text("audit.empty") in {each.accessibleName() for each in view.findChildren(EmptyState)}
    with qtbot.waitSignals([view.answered, view.chosen]):
        view.look_for("nobody")
    assert not view.grid.isVisible()
    assert i18n.text("ui.none_found") in {each.text() for each in view.findChildren(texts.Label) if each.isVisible()}


def test_a_screen_reader_hears_column_value_and_reason_of_a_cell(qtbot: QtBot) -> None:
    view = filled(qtbot, few(5))
    heard = view.model.index(1, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == f"{i18n.text('audit.action')} {i18n.text('audit.title')} why"
    assert named(view, i18n.text("audit.title")) is view.grid
    assert not unnamed(view)


def test_titles_and_cells_follow_the_language(qtbot: QtBot) -> None:
    view = filled(qtbot, few(5))
    with qtbot.waitSignal(view.answered):
        texts.switch("en")
    assert view.model.headerData(1, Qt.Orientation.Horizontal) == "Person"
    cell = view.model.index(0, 2).data(CELL_ROLE)
    assert isinstance(cell, Cell)
    assert cell.text == "Audit"


def test_column_widths_are_remembered(qtbot: QtBot) -> None:
    view = filled(qtbot, few(5))
    view.grid.setColumnWidth(0, 137)
    view.close()
    assert filled(qtbot, few(5)).grid.columnWidth(0) == 137


def test_every_kind_of_cell_paints_in_both_kinds_of_table(qtbot: QtBot) -> None:
    kinds = (
        "plain",
        Cell("chip", "waiting", "hourglass", chip=True),
        Cell("0385520917", "waiting", before="385520917"),
        Cell("1,250.00", "refused", before="1,250.00 บาท", strong=True),
    )
    columns = [
        Column("value", "audit.about", align=align, show=lambda value: value, sortable=False)
        for align in ("left", "right")
    ]
    for grid in (False, True):
        view = TableView(
            columns,
            FixedRows([{"value": kind} for kind in kinds]),
            name="k",
            label="audit.title",
            empty=EMPTY,
            grid=grid,
        )
        qtbot.addWidget(view)
        view.resize(400, 250)
        view.show()
        with qtbot.waitSignal(view.answered):
            view.refresh()
        view.grid.setFocus()
        image = view.grid.viewport().grab(QRect(0, 0, 300, 136)).toImage()
        seen = {image.pixelColor(x, y).name() for x in range(0, 300, 3) for y in range(136)}
        assert {"#fdf1dc", "#fbe9e7", "#0e6257"} <= seen


def test_a_failing_source_is_told_and_leaves_the_rows_in_sight(qtbot: QtBot) -> None:
    class Failing(Many):
        def ids(self, query: Query, /) -> Sequence[int]:
            if query.search:
                raise ValueError
            return array("q", [1])

    view = filled(qtbot, Failing())
    with qtbot.waitSignal(view.failed):
        view.look_for("x")
    assert view.model.rowCount() == 1
    assert isinstance(worker.shared(), worker.Pool)
