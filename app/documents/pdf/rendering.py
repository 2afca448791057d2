"""PDFs as pictures and as text, for the preview, the printer and the tests; no Qt here."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterator

POINTS_PER_INCH = 72
_PDFIUM = Lock()
"""PDFium is not made for several threads; one call at a time in the whole process."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A rendered page: ``height`` rows of ``stride`` bytes, four a pixel in the order blue, green, red, unused."""

    width: int
    height: int
    stride: int
    pixels: bytes


class Pdf:
    """A PDF to look at, from any thread; it is open only while something is read, so that nobody has to close it."""

    def __init__(self, data: bytes) -> None:
        """Take a PDF's bytes; raise `pypdfium2.PdfiumError` where they are none."""
        self._data = data
        with self._opened() as document:
            self._sizes = [document.get_page_size(page) for page in range(len(document))]
        self.pages = len(self._sizes)

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height of a page, counted from 0, in points."""
        return self._sizes[page]

    def render(self, page: int, dots_per_inch: float) -> Picture:
        """Draw a page, counted from 0, on white."""
        with self._opened() as document, closing(document[page]) as opened:
            bitmap = opened.render(scale=dots_per_inch / POINTS_PER_INCH, prefer_bgrx=True)
            with closing(bitmap):
                return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))

    def text(self, page: int) -> str:
        """Return the text layer of a page, counted from 0."""
        with self._opened() as document, closing(document[page]) as opened, closing(opened.get_textpage()) as layer:
            return layer.get_text_range()

    @contextmanager
    def _opened(self) -> Iterator[pypdfium2.PdfDocument]:
        with _PDFIUM, closing(pypdfium2.PdfDocument(self._data)) as document:
            yield document
