"""The way through the end of the fiscal year: what must be done before it, its archive written, opened and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QApplication, QDialog

from app.demo.hands import click, until
from app.ui import worker
from app.ui.screens.years.archive import ArchiveScreen
from app.ui.screens.years.year_end import YearEndScreen
from app.ui.theme import SIZES
from tests.pictures.album import rest

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.screen import Screen
    from app.ui.screens.years.opened import OpenedView
    from app.workplace import Workplace
    from tests.pictures.album import Eye

S = TypeVar("S", bound="Screen")


class YearTour:
    """Goes through both rooms once, at the desk of somebody who sees all of them."""

    def __init__(self, place: Workplace, eye: Eye, folder: Path) -> None:
        self._place, self._eye, self._folder = place, eye, folder

    def everything(self) -> None:
        """See all there is."""
        self.end()
        self.archive()

    def end(self) -> None:
        """See what is open, narrowed to one matter, and a search without an answer."""
        screen = self._open(YearEndScreen)
        until(lambda: screen.table.model.rowCount() > 0, "nothing is open")
        rest()
        self._eye("year_end", self._place.window)
        chip = next(each for each in screen._chips.values() if each.isVisible())
        chip.click()
        rest()
        self._eye("year_end_narrowed", self._place.window)
        chip.click()
        screen._search.setText("ไม่มีเรื่องนี้")
        rest()
        self._eye("year_end_nothing", self._place.window)
        screen._search.clear()
        rest()
        self._place.window.hide()

    def archive(self) -> None:
        """See the room, an archive just written, opened and proven, its papers, and one that was altered."""
        window = self._place.window
        screen = self._open(ArchiveScreen)
        until(lambda: screen.write_button.isEnabled(), "there is no year")
        rest()
        self._eye("year_archive", window)
        screen.write(self._folder)
        until(lambda: screen._made is not None, "no archive was written")
        rest()
        self._eye("year_archive_written", window)
        made = screen._made
        assert made is not None
        self._see_opened(screen, made.path)
        content = bytearray(made.path.read_bytes())
        altered = made.path.with_name("altered.zip")
        content[len(content) // 3] ^= 0x55
        altered.write_bytes(content)
        screen.open_file(altered)
        until(lambda: screen.opened.isVisible() and worker.shared().idle, "it did not open")
        rest()
        self._eye("year_archive_altered", window)
        screen.go_back()
        screen.open_file(self._folder / "nothing.zip")
        until(screen.error.isVisible, "nothing was said")
        rest()
        self._eye("year_archive_unreadable", window)
        window.hide()

    def _see_opened(self, screen: ArchiveScreen, path: Path) -> None:
        screen.open_file(path)
        until(lambda: screen.opened.isVisible() and worker.shared().idle, "it did not open")
        rest()
        self._eye("year_archive_opened", self._place.window)
        view = screen.opened
        for number in range(view.table.model.rowCount()):
            view.table.grid.setCurrentIndex(view.table.model.index(number, 0))
            thing = view.chosen()
            if thing is not None and thing.can_open:
                self._see_paper(view)
                break
        view._search.setText("ไม่มีเรื่องนี้")
        rest()
        self._eye("year_archive_nothing", self._place.window)
        screen.go_back()
        rest()

    def _see_paper(self, view: OpenedView) -> None:
        click("year_archives.read")
        rest()
        until(lambda: worker.shared().idle, "no paper came")
        rest()
        self._eye("year_archive_paper", self._place.window)
        front = QApplication.activeModalWidget()
        assert isinstance(front, QDialog)
        front.reject()
        rest()

    def _open(self, kind: type[S]) -> S:
        self._place.window.resize(*SIZES.window)
        self._place.window.show()
        rest()
        self._place.window.go(kind.key)
        rest()
        screen = self._place.window.page(kind.key)
        assert isinstance(screen, kind)
        return screen
