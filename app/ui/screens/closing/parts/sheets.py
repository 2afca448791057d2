"""Several papers as one pile of sheets, so that all of them are printed in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.documents import MadeDocument
    from app.ui.pdf_preview import Picture


class Pile:
    """The pages of finished papers, one paper after the other."""

    def __init__(self, papers: Sequence[MadeDocument]) -> None:
        self.papers = tuple(papers)
        self._pages = [(paper, page) for paper in self.papers for page in range(paper.pages)]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def size(self, page: int) -> tuple[float, float]:
        """Return width and height of a page in points."""
        paper, number = self._pages[page]
        return paper.size(number)

    def render(self, page: int, dots_per_inch: float) -> Picture:
        """Draw a page."""
        paper, number = self._pages[page]
        return paper.render(number, dots_per_inch)
