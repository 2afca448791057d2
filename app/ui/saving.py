"""Asking where a file shall be saved: the person's home, a proposed name, and the ending it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app import i18n

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def ask_where(parent: QWidget, title: str, name: str) -> Path | None:
    """Ask where to save a file; ``title`` is a key, ``name`` the proposal with its ending. None where given up.

    An ending that was not typed is added; where such a file lies already, the question comes again with the whole
    name, so that nobody replaces a file unasked.
    """
    ending = Path(name).suffix
    asked = QFileDialog(parent, i18n.text(title), str(Path.home()), f"{ending[1:].upper()} (*{ending})")
    asked.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    asked.setFileMode(QFileDialog.FileMode.AnyFile)
    asked.selectFile(name)
    while asked.exec():
        (typed,) = map(Path, asked.selectedFiles())
        whole = typed if typed.suffix.lower() == ending.lower() else typed.with_name(f"{typed.name}{ending}")
        if whole == typed or not whole.exists():
            return whole
        asked.selectFile(str(whole))
    return None
