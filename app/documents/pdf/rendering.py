"""PDFs as pictures and as text, for the preview, the printer and the tests; no Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import pypdfium2

if TYPE_CHECKING:
    from types import TracebackType

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
    """An open PDF; use it in ``with``, or `close` it. Safe to use from any thread."""

    def __init__(self, data: bytes) -> None:
        """Open a PDF from its bytes; raise `pypdfium2.PdfiumError` where they are none."""
        with _PDFIUM:
            self._document = pypdfium2.PdfDocument(data)
            self.pages = len(self._document)

    def __enter__(self) -> Pdf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory back."""
        with _PDFIUM:
            self._document.close()

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height of a page, counted from 0, in points."""
        with _PDFIUM:
            return self._document.get_page_size(page)

    def render(self, page: int, dots_per_inch: float) -> Picture:
        """Draw a page, counted from 0, on white."""
        with _PDFIUM:
            opened = self._document[page]
            bitmap = opened.render(scale=dots_per_inch / POINTS_PER_INCH, prefer_bgrx=True)
            picture = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            opened.close()
        return picture

    def text(self, page: int) -> str:
        """Return the text layer of a page, counted from 0."""
        with _PDFIUM:
            opened = self._document[page]
            layer = opened.get_textpage()
            text = layer.get_text_range()
            layer.close()
            opened.close()
        return text
