"""Where a file is saved: its ending is added, and nothing that lies there is replaced unasked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget

from app.ui.saving import ask_where

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytestqt.qtbot import QtBot


def asked(parent: QWidget, name: str, steps: Sequence[Callable[[QWidget], object]]) -> Path | None:
    """Ask, and do one step after another with whatever window is in front then."""
    left = list(steps)

    def act() -> None:
        front = QApplication.activeModalWidget()
        if front is not None and left:
            step = left.pop(0)
            QTimer.singleShot(0, act)  # before the step: it may open a question, and return only with its answer
            step(front)

    QTimer.singleShot(0, act)
    chosen = ask_where(parent, "pdf.save", name)
    assert not left
    return chosen


def write(name: str) -> Callable[[QWidget], object]:
    """Type a name and save."""

    def do(front: QWidget) -> None:
        assert isinstance(front, QFileDialog)
        field = front.findChildren(QLineEdit)[0]
        field.setText(name)
        front.accept()

    return do


def replace_it(front: QWidget) -> None:
    """Answer that the file may be replaced."""
    assert isinstance(front, QMessageBox)
    front.button(QMessageBox.StandardButton.Yes).click()


def give_up(front: QWidget) -> None:
    QTest.keyClick(front, Qt.Key.Key_Escape)


@pytest.fixture
def parent(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QWidget:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.mark.parametrize("typed", ["รายงาน", "รายงาน 24 พ.ย. 69", "รายงาน.PDF"])
def test_an_ending_that_was_not_typed_is_added(parent: QWidget, tmp_path: Path, typed: str) -> None:
    wanted = typed if typed.endswith(".PDF") else f"{typed}.pdf"
    assert asked(parent, "ใบเสร็จ.pdf", [write(typed)]) == tmp_path / wanted


def test_a_file_with_the_ending_is_not_replaced_unasked(parent: QWidget, tmp_path: Path) -> None:
    (tmp_path / "รายงาน.pdf").write_bytes(b"kept")
    seen: list[str] = []

    def look(front: QWidget) -> None:
        assert isinstance(front, QFileDialog)
        seen.extend(front.selectedFiles())
        give_up(front)

    assert asked(parent, "ใบเสร็จ.pdf", [write("รายงาน"), look]) is None
    assert seen == [str(tmp_path / "รายงาน.pdf")]


def test_a_file_is_replaced_by_whoever_says_so(parent: QWidget, tmp_path: Path) -> None:
    (tmp_path / "รายงาน.xlsx").write_bytes(b"old")
    steps = [write("รายงาน"), lambda front: front.accept(), replace_it]
    assert asked(parent, "รายการ.xlsx", steps) == tmp_path / "รายงาน.xlsx"
