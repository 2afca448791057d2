"""The closing block of a report: a line for each status, the whole in figures, the whole in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.lines import AMOUNT_WORDS, wrapped
from app.documents.pdf.marks import MARK_ROOM, draw_mark
from app.documents.pdf.sums import total

if TYPE_CHECKING:
    from app.documents.pdf.paper import Sheet
    from app.documents.pdf.sums import Sum
    from app.documents.pdf.wording import Wording

_LINE, _PADDING = 17.0, 14.0
_COUNT_FROM_RIGHT = 130.0


class Totals:
    """Knows its height before it is set, so that it never parts over two pages."""

    def __init__(self, wording: Wording, sums: dict[str, Sum]) -> None:
        self._wording = wording
        self._sums = sums
        self._whole = total(sums.values())
        in_words = wording.amount_in_words(self._whole.satang)
        self._words = wrapped(in_words, look.BODY, look.MEASURE - 2 * _PADDING, AMOUNT_WORDS)
        self.height = 2 * _PADDING + 9 + _LINE * (len(sums) + len(self._words))

    def draw(self, sheet: Sheet, y: float) -> None:
        """Set the block at ``y``."""
        left, right = look.LEFT + _PADDING, look.RIGHT - _PADDING
        sheet.box(look.LEFT, y, look.MEASURE, self.height, look.ACCENT_GROUND, 6)
        baseline = y + _PADDING + 8
        for status, part in self._sums.items():
            draw_mark(sheet, left, baseline, status)
            sheet.text(left + MARK_ROOM, baseline, self._wording.term("line", status), look.BODY)
            sheet.text(right - _COUNT_FROM_RIGHT, baseline, self._wording.count(part.count), look.BODY, "right")
            sheet.text(right, baseline, self._wording.amount(part.satang), look.BODY, "right")
            baseline += _LINE
        sheet.rule(left, baseline - 8, right - left, look.HAIRLINE)
        baseline += 9
        sheet.text(left, baseline, self._wording.text("total"), look.TOTAL)
        sheet.text(right - _COUNT_FROM_RIGHT, baseline, self._wording.count(self._whole.count), look.TOTAL, "right")
        sheet.text(right, baseline, self._wording.amount(self._whole.satang), look.TOTAL, "right")
        for words in self._words:
            baseline += _LINE
            sheet.text(right, baseline, words, look.BODY, "right")
