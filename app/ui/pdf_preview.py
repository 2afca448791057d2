"""A preview of the real PDF: pages drawn on a worker, zoom, page keys; save and print stay with whoever shows it.

Usage::

    preview = PdfPreview()
    preview.show_document(made, title=heading.text)               # ``made`` is any ``Sheets``
    preview.save_asked.connect(self._save); preview.print_asked.connect(self._print)

Keys: PgUp/PgDn page, Home/End first and last, + - zoom, 0 fit width, Ctrl+S save, Ctrl+P print.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app import i18n
from app.ui import errors, theme, worker
from app.ui.buttons import Button, IconButton
from app.ui.messages import announce
from app.ui.surfaces import Column, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

POINTS_PER_INCH = 72
PIXELS_PER_INCH = 96
ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0)
PICTURES_MAX = 12
GAP = SPACE.l


class Picture(Protocol):
    """A drawn page: rows of ``stride`` bytes, four a pixel in the order blue, green, red, unused."""

    @property
    def width(self) -> int:
        """Pixels a row."""
        ...

    @property
    def height(self) -> int:
        """Rows."""
        ...

    @property
    def stride(self) -> int:
        """Bytes a row."""
        ...

    @property
    def pixels(self) -> bytes:
        """All rows."""
        ...


class Sheets(Protocol):
    """A finished document; both methods are called on worker threads, pages count from 0."""

    @property
    def pages(self) -> int:
        """How many pages there are."""
        ...

    def size(self, page: int, /) -> tuple[float, float]:
        """Return width and height of a page in points."""
        ...

    def render(self, page: int, dots_per_inch: float, /) -> Picture:
        """Draw a page."""
        ...


def image_of(picture: Picture) -> QImage:
    """Return a drawn page as a Qt image that owns its bytes."""
    shared = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
    return shared.copy()


class _Pages(QAbstractScrollArea):
    """The pages below one another; only those in sight are drawn."""

    moved = Signal(int)
    zoomed = Signal(float)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sheets: Sheets | None = None
        self._sizes: Sequence[tuple[float, float]] = ()
        self._tops: list[int] = []
        self._zoom, self._fit = 1.0, True
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self.viewport().setAutoFillBackground(True)
        self.verticalScrollBar().valueChanged.connect(lambda: self.moved.emit(self.page()))

    def show_sheets(self, sheets: Sheets, sizes: Sequence[tuple[float, float]]) -> None:
        self._sheets, self._sizes, self._fit = sheets, sizes, True
        self._arrange()
        self.verticalScrollBar().setValue(0)
        self.moved.emit(0)

    def clear(self) -> None:
        self._sheets, self._sizes, self._tops = None, (), []
        self._generation += 1
        self._images.clear()
        self._asked.clear()
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setRange(0, 0)
        self.viewport().update()

    def page(self) -> int:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        return max(0, bisect_right(self._tops, middle) - 1)

    def go(self, page: int) -> None:
        if self._tops:
            self.verticalScrollBar().setValue(self._tops[min(max(page, 0), len(self._tops) - 1)] - GAP // 2)

    def zoom_by(self, step: int) -> None:
        self._fit = False
        larger = [zoom for zoom in ZOOMS if zoom > self._zoom + 0.01]
        smaller = [zoom for zoom in ZOOMS if zoom < self._zoom - 0.01]
        self._zoom = (larger or ZOOMS[-1:])[0] if step > 0 else (smaller or ZOOMS[:1])[-1]
        self._arrange()

    def fit_width(self) -> None:
        self._fit = True
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._tops) - 1
        targets = {
            Qt.Key.Key_PageDown: self.page() + 1,
            Qt.Key.Key_PageUp: self.page() - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in targets:
            self.go(targets[Qt.Key(event.key())])
        elif event.text() in {"+", "="}:
            self.zoom_by(1)
        elif event.text() == "-":
            self.zoom_by(-1)
        elif event.text() == "0":
            self.fit_width()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        top, bottom = self.verticalScrollBar().value(), self.verticalScrollBar().value() + self.viewport().height()
        for page in range(max(0, bisect_right(self._tops, top) - 1), bisect_right(self._tops, bottom)):
            self._paint_page(painter, page, self._box(page).translated(-self.horizontalScrollBar().value(), -top))
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, box: QRect) -> None:
        painter.fillRect(box, QColor("white"))
        image = self._images.get(page)
        if image is not None:
            painter.drawImage(box, image)
        else:
            self._ask(page)
        painter.setPen(theme.colour("hairline"))
        painter.drawRect(box.adjusted(-1, -1, 0, 0))

    def _ask(self, page: int) -> None:
        sheets = self._sheets
        if page in self._asked or sheets is None:
            return
        self._asked.add(page)
        density = self._zoom * PIXELS_PER_INCH * self.devicePixelRatioF()
        done = partial(self._take, self._generation, page)
        worker.run(self, lambda _: image_of(sheets.render(page, density)), done, self.failed.emit)

    def _take(self, generation: int, page: int, image: QImage) -> None:
        if generation != self._generation:
            return
        self._asked.discard(page)
        self._images[page] = image
        while len(self._images) > PICTURES_MAX:
            self._images.popitem(last=False)
        self.viewport().update()

    def _arrange(self) -> None:
        if not self._sizes:
            return
        here = self.page() if self._tops else 0
        self._generation += 1
        self._images.clear()
        self._asked.clear()
        widest = max(width for width, _ in self._sizes)
        if self._fit:
            # With room for the upright bar, there or not: a page that fits only beside it would make it come and go.
            room = self.contentsRect().width() - self.verticalScrollBar().sizeHint().width() - 2 * GAP
            self._zoom = max(ZOOMS[0], room / (widest * PIXELS_PER_INCH / POINTS_PER_INCH))
        self._tops, top = [], GAP
        for _, height in self._sizes:
            self._tops.append(top)
            top += self._pixels(height) + GAP
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(48)
        self.verticalScrollBar().setRange(0, max(0, top - self.viewport().height()))
        wide = self._pixels(widest) + 2 * GAP
        self.horizontalScrollBar().setPageStep(self.viewport().width())
        self.horizontalScrollBar().setRange(0, max(0, wide - self.viewport().width()))
        self.go(here)
        self.zoomed.emit(self._zoom)
        self.viewport().update()

    def _box(self, page: int) -> QRect:
        width, height = (self._pixels(points) for points in self._sizes[page])
        left = max(GAP, (self.viewport().width() - width) // 2)
        return QRect(left, self._tops[page], width, height)

    def _pixels(self, points: float) -> int:
        return round(points * PIXELS_PER_INCH / POINTS_PER_INCH * self._zoom)


class PdfPreview(QWidget):
    """Pages with their tools."""

    save_asked = Signal()
    print_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._title: Callable[[], str] = str
        self._wanted: Sheets | None = None
        self._pages = _Pages()
        self._place = Label(role="table")
        self._zoom = Label(role="table")
        self._error = errors.ErrorNote()
        self.save = Button("pdf.save", icon="download", act=self.save_asked.emit, shortcut="Ctrl+S")
        self.print = Button("pdf.print", icon="printer", act=self.print_asked.emit, shortcut="Ctrl+P")
        go = self._pages.go
        tools = row_of(
            IconButton("pdf.previous", "chevron-left", act=lambda: go(self._pages.page() - 1)),
            self._place,
            IconButton("pdf.next", "chevron-right", act=lambda: go(self._pages.page() + 1)),
            None,
            IconButton("pdf.smaller", "zoom-out", act=lambda: self._pages.zoom_by(-1)),
            self._zoom,
            IconButton("pdf.larger", "zoom-in", act=lambda: self._pages.zoom_by(1)),
            Button("pdf.fit", kind="quiet", act=self._pages.fit_width),
            None,
            self.save,
            self.print,
        )
        tools.setContentsMargins(0, SPACE.s, 0, SPACE.s)
        column = Column(self, spacing=0)
        column.addLayout(tools)
        column.add(self._error)
        column.add(self._pages, stretch=1)
        self._pages.moved.connect(self._moved)
        self._pages.zoomed.connect(lambda zoom: self._zoom.show_text(f"{zoom:.0%}"))
        self._pages.failed.connect(self._error.show_error)
        self.setFocusProxy(self._pages)
        self._enable(False)

    def show_document(self, sheets: Sheets, title: Callable[[], str]) -> None:
        """Show a document from its first page; ``title`` is asked for its name in the language shown."""
        self._title, self._wanted = title, sheets
        self._error.clear()

        def measure(_: worker.Progress) -> list[tuple[float, float]]:
            return [sheets.size(page) for page in range(sheets.pages)]

        worker.run(self, measure, partial(self._measured, sheets), self._error.show_error)

    def clear(self) -> None:
        """Show nothing, and let nothing be saved or printed."""
        self._count, self._title, self._wanted = 0, str, None
        self._error.clear()
        self._place.show_text("")
        self._pages.clear()
        self._enable(False)

    def page(self) -> int:
        """Return the page in sight, counted from 0."""
        return self._pages.page()

    def go(self, page: int) -> None:
        """Scroll to a page, counted from 0."""
        self._pages.go(page)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._moved(self._pages.page())

    def _measured(self, sheets: Sheets, sizes: list[tuple[float, float]]) -> None:
        if sheets is not self._wanted:  # another took its place meanwhile, or none
            return
        self._count = len(sizes)
        self._enable(True)
        self._pages.show_sheets(sheets, sizes)
        announce(self, self._pages.accessibleName())

    def _moved(self, page: int) -> None:
        self._pages.setAccessibleName(i18n.text("pdf.of", title=self._title()))
        if not self._count:
            return
        self._place.say("pdf.place", page=page + 1, pages=self._count)
        self._pages.setAccessibleDescription(self._place.text())

    def _enable(self, on: bool) -> None:
        self.save.setEnabled(on)
        self.print.setEnabled(on)
        self._pages.setAccessibleName(i18n.text("pdf.of", title=self._title()))
