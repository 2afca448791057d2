"""Asking where a file shall be saved: the person's home, a proposed name, and the ending it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app import i18n

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

PDF = ".pdf"


def ask_where(parent: QWidget, title: str, name: str) -> Path | None:
    """Ask where to save a PDF; ``title`` is a key, ``name`` the proposal without its ending. None where given up."""
    chosen, _ = QFileDialog.getSaveFileName(parent, i18n.text(title), str(Path.home() / f"{name}{PDF}"), "PDF (*.pdf)")
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == PDF else path.with_name(f"{path.name}{PDF}")
