"""What people do with files of batches: each act runs in the person's own process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.demo.hands import click, until
from app.services.exporting import Export
from app.ui.screens.disbursement.export_file import ExportFileDialog
from tests.journeys import acts

if TYPE_CHECKING:
    from pathlib import Path

    from app.desktop import Desktop


def export_batch(desktop: Desktop, op_id: str, form: str, folder: Path) -> tuple[Path, str]:
    """Save a batch as a file from beside its list; return where it is, and the hash of its lines."""
    acts.choose_batch(desktop, op_id)
    click("batches.act.export")
    until(lambda: isinstance(QApplication.activeModalWidget(), ExportFileDialog), "no dialog came")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportFileDialog)
    wanted = Export(form)

    def made() -> bool:
        return dialog.exported is not None and dialog.exported.export is wanted

    acts.rest(desktop)
    dialog.choose(wanted)
    until(made, "the file was not made", acts.LONG_SECONDS)
    exported = dialog.exported
    assert exported is not None
    assert not exported.issues, exported.issues[:3]
    path = folder / exported.name
    dialog.save(path)
    until(lambda: QApplication.activeModalWidget() is None, "the file was not saved", acts.LONG_SECONDS)
    acts.rest(desktop)
    assert path.exists()
    return path, exported.lines_sha256
