"""The way through what was drawn and not paid: the ledger, failed lines paid again or closed, papers of a head."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, until
from app.domain.disbursement.batch import Kind
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.ui.screens.disbursement.draws import DrawsScreen
from app.ui.screens.disbursement.papers import PaperDialog
from tests.pictures.album import rest

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.screen import Screen
    from app.workplace import Workplace
    from tests.pictures.album import Eye
    from tests.pictures.office import Office

S = TypeVar("S", bound="Screen")


class DrawsTour:
    """Goes through all of it at the maker's desk; what it makes is thrown away again."""

    def __init__(self, office: Office, eye: Eye, folder: Path) -> None:
        self._office, self._eye, self._folder = office, eye, folder

    def everything(self, place: Workplace) -> None:
        """See all there is."""
        self.ledger(place)
        self.kinds(place)
        self.following(place)

    def ledger(self, place: Workplace) -> None:
        """See what was drawn and not paid, then every draw."""
        place.window.go(DrawsScreen.key)
        rest()
        self._eye("draws_open", place.window)
        screen = _page(place, DrawsScreen)
        click("draws.open_only")
        rest()
        screen.table.choose(screen.table.model.id_at(0))
        rest()
        self._eye("draws_all", place.window)
        click("draws.open_only")

    def kinds(self, place: Workplace) -> None:
        """See a head that rests on a contract, with a paper beside it that is opened."""
        op_id = place.drafting.create_empty(Kind.LOAN)
        editor = _opened(place, op_id)
        editor.show_hand_in()
        paper = self._folder / "contract.png"
        _write_scan(paper)
        editor.hand_in.papers.chosen.emit([paper])
        until(lambda: place.drafting.sheet(op_id).batch.head.attachments, "the paper was not kept")
        rest()
        self._eye("head_contract", place.window)
        (kept,) = place.drafting.sheet(op_id).batch.head.attachments
        dialog = PaperDialog(editor, place.drafting.attachments, op_id, kept)
        dialog.open()
        rest()
        self._eye("paper", dialog)
        _answer_no()
        _leave(place)
        place.drafting.delete(op_id)

    def following(self, place: Workplace) -> None:
        """See the lines that failed, closing some of them, and the batch that pays them again."""
        window = place.window
        window.go("results", self._office.batches["partly"])
        rest()
        click("following.close")
        until(QApplication.activeModalWidget, "nobody asked which lines")
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        self._eye("following_close", dialog)
        _answer_no()
        click("following.begin")
        editor = _page(place, BatchEditor)
        until(editor.rows.isVisible, "the follow-up did not open")
        editor.show_hand_in()
        rest()
        self._eye("following_hand_in", window)
        again = editor.op_id
        window.go("results", self._office.batches["partly"])
        rest()
        self._eye("following_begun", window)
        _leave(place)
        place.drafting.delete(again)


def _opened(place: Workplace, op_id: str) -> BatchEditor:
    place.window.go("editor", op_id)
    editor = _page(place, BatchEditor)
    until(lambda: editor.op_id == op_id and editor.rows.isVisible(), "the draft did not open")
    rest()
    return editor


def _leave(place: Workplace) -> None:
    place.window.go("home")
    rest()


def _answer_no() -> None:
    front = QApplication.activeModalWidget()
    assert isinstance(front, QDialog)
    front.reject()
    rest()


def _write_scan(path: Path) -> None:
    """Write a picture that looks like a scanned letter."""
    page = QImage(620, 877, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    painter = QPainter(page)
    painter.setFont(QFont("Sarabun", 16))
    painter.drawText(page.rect().adjusted(60, 60, -60, -60), Qt.AlignmentFlag.AlignHCenter, "สัญญายืมเงิน (ตัวอย่าง)")
    painter.end()
    assert page.save(str(path))


def _page(place: Workplace, screen: type[S]) -> S:
    page = place.window.page(screen.key)
    assert isinstance(page, screen)
    return page
