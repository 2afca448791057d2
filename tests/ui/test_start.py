"""What the process carries when the first window takes keys, and what a long day does to it."""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QProgressBar, QWidget

from app import i18n
from app.ui.table_model import Column, FixedRows, TableModel
from app.ui.worker import Pool

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

HEAVY = ("sqlalchemy", "reportlab", "httpx2", "httpcore2", "keyring", "pypdfium2", "xlsxwriter", "uharfbuzz", "alembic")
ROUNDS = 1000


def test_the_sign_in_window_needs_nothing_heavy() -> None:
    code = f"""
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from app.ui import application
from app.ui.screens.access.sign_in import SignInWindow
from tests.ui.samples import SampleDesk
app = application.create()
window = SignInWindow(SampleDesk())
window.show()
app.processEvents()
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_the_source_of_what_is_loaded_after_qt_is_not_read() -> None:
    code = """
import linecache
import app.desktop
print(*[path for path in linecache.cache if "/app/" in path.replace("\\\\", "/")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_the_collector_does_not_walk_over_what_is_being_loaded(tmp_path: Path) -> None:
    code = """
import gc, os, sys
gc.disable()
from app.__main__ import command_line
from app.desktop import prepared
from PySide6.QtCore import QTimer

walks = []
def loaded():
    return hasattr(sys.modules.get("app.workplace"), "Workplace")

def note(phase, facts):
    if phase == "start" and not loaded():
        walks.append(facts["generation"])

def look():
    if loaded() and gc.isenabled():
        print(gc.get_freeze_count() > 0, walks)
        sys.stdout.flush()
        os._exit(0)

with prepared(command_line().parse_args(sys.argv[1:])) as desktop:
    desktop.show_sign_in()
    gc.callbacks.append(note)
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(5)
    desktop.app.exec()
"""
    options = ["--data-dir", str(tmp_path), "--server", "https://127.0.0.1:1", "--unsafe-file-keychain"]
    done = subprocess.run([sys.executable, "-c", code, *options], capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "True []", done.stderr


def offered(edit: QLineEdit) -> set[str]:
    menu = edit.createStandardContextMenu()
    return {action.text().replace("&", "").split("\t")[0] for action in menu.actions()}


def test_qt_itself_speaks_thai_in_menus_of_fields_and_in_file_dialogs(qtbot: QtBot) -> None:
    edit = QLineEdit("x")
    qtbot.addWidget(edit)
    assert "คัดลอก" in offered(edit)
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    shown = {each.text().replace("&", "") for each in dialog.findChildren(QAbstractButton) if each.text()}
    assert {"เปิด", "ยกเลิก"} <= shown
    i18n.use("en")
    assert "Copy" in {
        action.text().replace("&", "").split("\t")[0] for action in edit.createStandardContextMenu().actions()
    }


def test_none_loses_no_reference_over_a_thousand_signals_and_resets(qapp: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one at every step and dies after some thousand."""

    class Sender(QObject):
        sent = Signal(object)

    sender, window, bar = Sender(), QWidget(), QProgressBar()
    model = TableModel((Column("a", ""),), FixedRows([{"a": 1}]), pool=Pool(at_once=True))
    sender.sent.connect(lambda _: None)
    gc.collect()  # what former windows left behind is no loss
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    before = sys.getrefcount(None)
    for number in range(ROUNDS):
        sender.sent.emit(None)
        window.setWindowTitle(str(number))
        bar.setValue(number % 100)
        model.ask()
        qapp.processEvents()
    assert abs(sys.getrefcount(None) - before) < ROUNDS / 2
