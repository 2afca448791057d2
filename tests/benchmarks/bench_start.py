"""P1: how soon the sign-in window takes keys, beside an empty PySide6 window; then home with 100,000 stored lines.

Every start is a process of its own, timed from outside until it says ``ready`` after its first paint. The two kinds
take turns. Run by itself (``python -m tests.benchmarks.bench_start``); prints one line of JSON a measure.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.access.permissions import Action
from app.domain.disbursement.transfer import LineStatus
from app.store import disbursement
from tests.helpers.raw_central import UNIT, running
from tests.helpers.workstation import Workstation, transfers

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central

RUNS = 7
WINDOW_LIMIT, HOME_LIMIT = 1.6, 2.5
STORED_LINES, LINES_A_BATCH = 100_000, 20_000

FIRST_PAINT = """
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
class Painted(QObject):
    def __init__(self, tell):
        super().__init__(); self.tell = tell; self.told = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.told:
            self.told = True
            QTimer.singleShot(0, self.tell)
        return False
def ready():
    sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline(); import os; os._exit(0)
"""

EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
painted = Painted(ready); window.installEventFilter(painted)
window.show(); app.exec()
"""

SIGN_IN = """
from app.__main__ import command_line
from app.desktop import prepared
with prepared(command_line().parse_args(sys.argv[1:])) as desktop:
    desktop.show_sign_in()
    painted = Painted(ready); desktop.window.password.edit.installEventFilter(painted)
    desktop.app.exec()
"""

HOME = """
from app.__main__ import command_line
from app.desktop import prepared
import os
options = command_line().parse_args(sys.argv[1:])
with prepared(options) as desktop:
    desktop.show_sign_in()
    window = desktop.window
    window.password.edit.setText(os.environ["KHLANG_BENCH_PASSWORD"])
    def look():
        place = desktop.workplace
        if place is not None and place.window.page("home").isVisible() and place.window.page("home")._tiles:
            ready()
        QTimer.singleShot(5, look)
    QTimer.singleShot(0, window.enter.click)
    QTimer.singleShot(5, look)
    desktop.app.exec()
"""


def timed(script: str, *arguments: str, **environment: str) -> float:
    """Return the seconds from the start of a process until it says it is ready."""
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | environment
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", FIRST_PAINT + script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
        text=True,
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "ready\n":
            assert process.poll() is None, script
        seconds = time.perf_counter() - begun
        process.communicate("\n")
    return seconds


def fill(folder: Path, central: Central) -> list[str]:
    """Store 100,000 lines at a maker's desk, and return how to start there."""
    station = Workstation.at(folder, central).enter(central, "MAKER01")
    for number in range(STORED_LINES // LINES_A_BATCH):
        op_id = station.draft(transfers(LINES_A_BATCH), document_no=f"S-{number}")
        with station.desk.store.write(station.desk.actor, Action.EDIT_BATCH, op_id) as tx:
            disbursement.mark_lines(tx, op_id, LineStatus.PENDING)
    station.leave()
    options = ["--data-dir", str(folder), "--server", central.ready["url"], "--ca", central.ready["ca"]]
    return [*options, "--company", UNIT, "--user", "MAKER01", "--unsafe-file-keychain"]


def report(name: str, ours: list[float], peer: list[float], limit: float) -> bool:
    ratio = statistics.median(ours) / statistics.median(peer)
    seconds = {"seconds": round(statistics.median(ours), 3), "peer_seconds": round(statistics.median(peer), 3)}
    print(json.dumps({"name": name, "ratio": round(ratio, 2), "limit": limit, "ok": ratio <= limit, **seconds}))
    return ratio <= limit


def main() -> int:
    """Measure A B C A B C and print the ratios of medians."""
    empty, window, home = [], [], []
    folder = Path(tempfile.mkdtemp(prefix="khlang-bench-"))
    with running(folder / "central") as central:
        start = fill(folder / "maker", central)
        password = central.password(UNIT, "MAKER01")
        for _ in range(RUNS + 1):
            empty.append(timed(EMPTY))
            window.append(timed(SIGN_IN, *start))
            home.append(timed(HOME, *start, KHLANG_BENCH_PASSWORD=password))
    good = report("P1 sign-in window / empty QMainWindow", window[1:], empty[1:], WINDOW_LIMIT)
    good &= report("P1 home with 100,000 lines / empty QMainWindow", home[1:], empty[1:], HOME_LIMIT)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
