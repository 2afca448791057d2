"""P3, the window side of long lists: a wheel step, and a jump anywhere, at 100,000 and 1,000,000 lines.

The peer is a plain ``QTableView`` over a model that returns one constant Thai text, with as many columns and rows of
the same height. Both are scrolled by the same steps in turns. Run by itself; prints one line of JSON a measure.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import tempfile
import time
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QTableView

from app.ui import application
from app.ui.cells import Cell
from app.ui.table_model import Column, Query
from app.ui.table_view import Empty, TableView
from app.ui.theme import SIZES

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES_MEASURED = (100_000, 1_000_000)
RUNS, STEPS, ROWS_A_STEP, JUMPS = 5, 100, 3, 30
FRAME_RATIO_MAX = 1.3
JUMP_SECONDS_MAX = 0.05
NAME = "นางสาวน้ำฝน พิสูจน์ผล"
WINDOW = (1100, 700)

COLUMNS = (
    Column("number", "audit.seq", 60, align="right"),
    Column("name", "audit.person", 200),
    Column("account", "audit.about", 180),
    Column("amount", "audit.about", 120, align="right", show=lambda baht: f"{baht:,}.00"),
    Column("status", "audit.action", 160, show=lambda words: Cell(words, "done", "circle-check", chip=True)),
    *(Column("reference", "audit.about", 120) for _ in range(3)),
)


class Lines:
    """Rows made up on the worker, so that only the window's own work is measured."""

    def __init__(self, count: int) -> None:
        self._count = count

    def ids(self, _: Query, /) -> Sequence[int]:
        """Return all ids."""
        return array("q", range(self._count))

    def rows(self, ids: Sequence[int], /) -> Sequence[dict[str, Any]]:
        """Return rows with a Thai name, an amount and a status."""
        return [
            {
                "number": number,
                "name": NAME,
                "account": "006 xxx-x-x0392-x",
                "amount": number * 10,
                "status": "โอนสำเร็จ",
                "reference": "20261121",
            }
            for number in ids
        ]


class Constant(QAbstractTableModel):
    """The least a model can do."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def rowCount(self, parent: Any = None) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: Any = None) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, _: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the constant."""
        return NAME if role == Qt.ItemDataRole.DisplayRole else None


def peer(count: int) -> QTableView:
    """Return the plain table, shown."""
    view = QTableView()
    view.setModel(Constant(count))
    view.verticalHeader().setDefaultSectionSize(SIZES.row)
    view.verticalHeader().hide()
    view.setWordWrap(False)
    view.resize(*WINDOW)
    view.show()
    return view


def ours(count: int) -> TableView:
    """Return our table, shown and filled."""
    view = TableView(COLUMNS, Lines(count), name="bench", label="audit.title", empty=Empty("audit.empty"))
    view.resize(*WINDOW)
    view.show()
    waiting = QEventLoop()
    view.answered.connect(waiting.quit)
    view.refresh()
    waiting.exec()
    return view


def frames(grid: QTableView) -> list[float]:
    """Return the seconds of each wheel step with its paint."""
    bar, seconds = grid.verticalScrollBar(), list[float]()
    for _ in range(STEPS):
        begun = time.perf_counter()
        bar.setValue(bar.value() + ROWS_A_STEP)
        grid.viewport().repaint()
        QApplication.processEvents()
        seconds.append(time.perf_counter() - begun)
    return seconds


def jump(view: TableView, row: int) -> float:
    """Return the seconds until a far row is painted with its text."""
    begun = time.perf_counter()
    view.grid.verticalScrollBar().setValue(row)
    view.grid.viewport().repaint()
    while view.model.row_at(row) is None:
        QApplication.processEvents()
        time.sleep(0)
    view.grid.viewport().repaint()
    return time.perf_counter() - begun


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(seconds)[int(len(seconds) * 0.95)]


def report(name: str, good: bool, **facts: float) -> bool:
    """Print one measure."""
    print(json.dumps({"name": name, "ok": good, **{key: round(value, 4) for key, value in facts.items()}}))
    return good


def measure(count: int) -> bool:
    """Compare one size."""
    plain, table = peer(count), ours(count)
    theirs_seconds, ours_seconds = list[float](), list[float]()
    for _ in range(RUNS):
        theirs_seconds.append(p95(frames(plain)))
        ours_seconds.append(p95(frames(table.grid)))
    ratio = statistics.median(ours_seconds) / statistics.median(theirs_seconds)
    facts = {"ratio": ratio, "limit": FRAME_RATIO_MAX, "seconds": statistics.median(ours_seconds)}
    good = report(f"P3 frame p95 at {count} lines / constant model", ratio <= FRAME_RATIO_MAX, **facts)
    jumps = [jump(table, number * 7919 * 13 % count) for number in range(JUMPS)]
    slowest = p95(jumps)
    return (
        report(f"P3 jump at {count} lines", slowest <= JUMP_SECONDS_MAX, seconds=slowest, limit=JUMP_SECONDS_MAX)
        and good
    )


def main() -> int:
    """Measure every size."""
    app = application.create(settings_folder=Path(tempfile.mkdtemp(prefix="khlang-bench-")))
    gc.freeze()
    results = [measure(count) for count in SIZES_MEASURED]
    app.closeAllWindows()
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
