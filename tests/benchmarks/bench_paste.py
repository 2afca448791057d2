"""DI-4: a block pasted from a spreadsheet, from the key to the judged, saved and painted grid; a key typed after it.

Fifty lines go in place, five thousand through a worker. The limit of the small block is felt: one second. Run by
itself (``python -m tests.benchmarks.bench_paste``); prints a line of JSON for each.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtGui import QGuiApplication

from app.demo.hands import until
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import Field
from app.services.drafting import Drafting
from app.services.exporting import Exporting
from app.ui import application
from app.ui.screens.disbursement.batch_editor import BatchEditor
from tests.ui.disbursement.office import OfficeDesk, batch, line, open_store, put

if TYPE_CHECKING:
    from app.services.sync import Sync

RUNS = 7
SMALL, BIG = 50, 5_000
SMALL_SECONDS_MAX, BIG_SECONDS_MAX, UNDO_SECONDS_MAX = 1.0, 10.0, 5.0


def block(lines: int) -> str:
    """Return lines as Excel puts them on the clipboard, every fifth with something to repair."""
    rows = []
    for number in range(1, lines + 1):
        each = line(number)
        account = each.account if number % 5 else "-".join((each.account[:3], each.account[3:]))
        rows.append(f"{each.name}\t\t{each.bank}\t{account}\t{each.amount}\t0812345678\t\t{each.reference}")
    return "\r\n".join(rows) + "\r\n"


def pasted(desk: OfficeDesk, lines: int, number: int) -> tuple[float, float]:
    """Return the seconds that a paste and taking it back need."""
    op_id = put(desk.store, batch(number, BatchStatus.DRAFT, "", []), [])
    editor = BatchEditor(Drafting(desk.for_services(), cast("Sync", None)), desk, Exporting(desk.for_services()))
    editor.resize(1154, 694)
    editor.show()
    editor.open_subject(op_id)
    until(editor.rows.isVisible, "the draft did not open")
    QGuiApplication.clipboard().setText(block(lines))
    begun = time.perf_counter()
    editor.rows.grid.paste()
    until(lambda: editor.rows.model.rowCount() == lines and editor.rows.isEnabled(), "the lines did not come")
    editor.grab()
    paste = time.perf_counter() - begun
    assert editor.rows.model.index_of(lines, Field.AMOUNT).data() == line(lines).amount
    begun = time.perf_counter()
    editor.changes.take_back()
    until(lambda: editor.rows.model.rowCount() == 0, "the paste was not taken back")
    undo = time.perf_counter() - begun
    editor.close()
    return paste, undo


def main() -> int:
    """Measure, print, and say whether every limit was kept."""
    ok = True
    with tempfile.TemporaryDirectory() as folder:
        application.create(theme_name="light", settings_folder=Path(folder))
        desk = OfficeDesk(open_store(Path(folder) / "maker"))
        number = 1_000
        for lines, limit in ((SMALL, SMALL_SECONDS_MAX), (BIG, BIG_SECONDS_MAX)):
            times = []
            for _ in range(RUNS if lines == SMALL else 3):
                times.append(pasted(desk, lines, number))
                number += 1
            paste, undo = (statistics.median(column) for column in zip(*times, strict=True))
            kept = paste <= limit and undo <= UNDO_SECONDS_MAX
            ok = ok and kept
            name = f"{lines:,} lines pasted, judged, saved and painted"
            figures = {
                "seconds": round(paste, 3),
                "seconds to undo": round(undo, 3),
                "limit": f"{limit:g} s",
                "ok": kept,
            }
            print(json.dumps({"name": name} | figures, ensure_ascii=False), flush=True)
        desk.store.close()
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
