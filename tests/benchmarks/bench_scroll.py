"""P3 on the screen: a list of 100,000 lines in the product's table, beside the same table over a model of constants.

Measured: the time of a wheel step until it is painted (p95), from asking until the first rows stand there, and from a
jump anywhere until its texts stand there. Both tables are the same widget with the same columns; ours reads an
encrypted store by page on workers. Run by itself; prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QTableView

from app.demo.hands import settle, until
from app.domain.access.permissions import Action
from app.store import disbursement, listings
from app.store.unit_of_work import Store
from app.ui import application
from app.ui.table_model import Column, Query
from app.ui.table_view import Empty, TableView
from tests.helpers.stores import KEY, MAKER, Clock, batch, lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.disbursement.record import LineRecord
    from app.ui.table_model import Row

ROWS = 100_000
STEPS, JUMPS, RUNS = 400, 40, 3
STEP_LIMIT = 1.3
OPEN_SECONDS_MAX, JUMP_SECONDS_MAX = 0.6, 0.05
WHEEL = 120


class StoredLines:
    """The lines of one batch, as the results screen asks for them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ids(self, query: Query, /) -> Sequence[int]:
        with self._store.read() as rd:
            return listings.line_ids(rd, "op-1", order=query.order, descending=query.descending)

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        with self._store.read() as rd:
            found = listings.line_rows(rd, ids)
        return [{"line": found[identity]} for identity in ids]


class Constants:
    """The same row for ever, at no cost."""

    def __init__(self, line: LineRecord) -> None:
        self._row = {"line": line}

    def ids(self, _: Query, /) -> Sequence[int]:
        return range(ROWS)

    def rows(self, ids: Sequence[int], /) -> Sequence[Row]:
        return [self._row] * len(ids)


def columns() -> tuple[Column, ...]:
    return (
        Column("number", "batches.lines", 70, align="right", show_row=lambda row: str(row["line"].number)),
        Column("name", "editor.field.name", 240, show_row=lambda row: row["line"].name),
        Column("account", "editor.field.account", 140, show_row=lambda row: row["line"].account),
        Column("amount", "editor.field.amount", 120, align="right", show_row=lambda row: row["line"].amount),
        Column("reference", "editor.field.reference", 160, show_row=lambda row: row["line"].reference),
    )


def shown(source: object, name: str) -> TableView:
    empty = Empty("batches.none", "batches.none_why", icon="inbox")
    table = TableView(columns(), source, name=name, label="batches.list", empty=empty)  # type: ignore[arg-type]
    table.resize(1100, 640)
    table.show()
    return table


def grid_of(table: TableView) -> QTableView:
    return table.findChildren(QTableView)[0]


def opened(table: TableView) -> float:
    """Return the seconds from asking until the first row stands there."""
    settle(200)
    answers: list[float] = []
    table.answered.connect(lambda: answers.append(time.perf_counter()))
    begun = time.perf_counter()
    table.refresh()
    until(lambda: answers, "no rows")
    assert table.model.rowCount() == ROWS
    return answers[0] - begun


def wheel(table: TableView) -> list[float]:
    """Return the seconds of each wheel step until it is painted."""
    grid, times = grid_of(table), []
    grid.verticalScrollBar().setValue(0)
    middle = QPointF(grid.viewport().rect().center())
    for _ in range(STEPS):
        event = QWheelEvent(
            middle,
            grid.viewport().mapToGlobal(middle),
            QPoint(0, 0),
            QPoint(0, -WHEEL),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        begun = time.perf_counter()
        QApplication.sendEvent(grid.viewport(), event)
        QApplication.processEvents()
        times.append(time.perf_counter() - begun)
    return times


def jumps(table: TableView) -> list[float]:
    """Return the seconds from each jump until its texts stand there."""
    grid, times = grid_of(table), []
    chance = random.Random(2570)  # noqa: S311  (a repeatable choice)
    for _ in range(JUMPS):
        row = chance.randrange(ROWS)
        begun = time.perf_counter()
        grid.scrollTo(table.model.index(row, 0))
        until(lambda row=row: table.model.row_at(row) is not None, "no text")  # type: ignore[misc]
        QApplication.processEvents()
        times.append(time.perf_counter() - begun)
    return times


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> int:
    """Measure in turns and print the ratio of the 95th percentiles."""
    folder = Path(tempfile.mkdtemp(prefix="khlang-bench-"))
    application.create(settings_folder=folder)
    store = Store.open(folder / "store", KEY, Clock())
    payees = lines(ROWS)
    with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
        disbursement.insert_batch(tx, batch("op-1", lines=ROWS), payees)
    ours, peer = shown(StoredLines(store), "ours"), shown(Constants(payees[0]), "peer")
    opening = [opened(ours) for _ in range(RUNS)]
    opened(peer)
    our_steps: list[float] = []
    peer_steps: list[float] = []
    for _ in range(RUNS):
        our_steps += wheel(ours)
        peer_steps += wheel(peer)
    jumping = jumps(ours)
    store.close()
    ratio = p95(our_steps) / p95(peer_steps)
    good = (
        ratio <= STEP_LIMIT
        and statistics.median(opening) <= OPEN_SECONDS_MAX
        and statistics.median(jumping) <= JUMP_SECONDS_MAX
    )
    result = {
        "name": "P3 wheel step p95, 100,000 lines / constant rows",
        "ratio": round(ratio, 2),
        "limit": STEP_LIMIT,
        "ok": good,
        "step_ms": round(p95(our_steps) * 1000, 2),
        "peer_ms": round(p95(peer_steps) * 1000, 2),
        "open_seconds": round(statistics.median(opening), 3),
        "jump_ms": round(statistics.median(jumping) * 1000, 1),
    }
    print(json.dumps(result))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
