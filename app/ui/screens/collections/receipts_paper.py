"""Counted prints on paper: the very PDF in the wanted size, made with progress, printed once for each count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from app import i18n
from app.ui.fields import ComboField
from app.ui.paper_view import PaperView
from app.ui.screens.collections.parts import money_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.i18n import Language
    from app.services.documents import MadeDocument
    from app.services.official_receipt_papers import OfficialReceiptPapers
    from app.services.official_receipts import CountedPrint
    from app.ui.worker import Progress

Layout = Literal["page", "half", "roll"]
LAYOUTS: tuple[Layout, ...] = ("page", "half", "roll")


class ReceiptPaper(PaperView):
    """Shows prints that the central system counted; each goes to a printer once."""

    prints_once = True

    def __init__(self, papers: OfficialReceiptPapers) -> None:
        super().__init__(papers)
        self._makes = papers
        self.layout_choice = ComboField(
            "receipt_book.paper_size", [(layout, f"receipt_book.size.{layout}") for layout in LAYOUTS]
        )
        self.head.addWidget(self.layout_choice)
        self.setTabOrder(self.language.control, self.layout_choice.control)
        self.layout_choice.changed.connect(self.make)

    def show_prints(self, prints: Sequence[CountedPrint]) -> None:
        """Make and show counted prints in one file."""
        self._lock(printed=False)

        def make(language: Language, progress: Progress) -> MadeDocument:
            def advance(done: int, total: int) -> bool:
                progress.report(done, total)
                return not progress.cancelled

            return self._makes.make(prints, language, self._layout(), advance)

        if len(prints) == 1:
            receipt, copy = prints[0].receipt, prints[0].mark.copy
            facts = {"number": money_words.number(receipt), "name": lambda: money_words.print_name(receipt, copy)}
            self.show_long_paper("receipt_book.paper_one", make, **facts)
        else:
            self.show_long_paper("receipt_book.paper_many", make, count=f"{len(prints):,}")

    def after_print(self) -> None:
        """Let nothing be printed a second time under the same count."""
        self._lock(printed=True)
        self.preview.print.setEnabled(False)

    def _lock(self, *, printed: bool) -> None:
        self.preview.print.explain(i18n.text("receipt_book.count_again") if printed else "")
        for choice in (self.language, self.layout_choice):
            choice.setEnabled(not printed)

    def _layout(self) -> Layout:
        chosen = self.layout_choice.text()
        return next(layout for layout in LAYOUTS if layout == chosen)
