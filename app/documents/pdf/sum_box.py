"""A sum in a box across the page: in figures at the right, in words at the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.lines import AMOUNT_WORDS, wrapped

if TYPE_CHECKING:
    from app.documents.pdf.paper import Sheet, Style
    from app.documents.pdf.wording import Wording

_PADDING = 14.0
_LINE = 14.0


def in_words(words: str) -> list[str]:
    """Break a sum in words into the lines that it takes in the box."""
    return wrapped(words, look.BODY, look.MEASURE * 0.5, AMOUNT_WORDS)


def draw(sheet: Sheet, y: float, satang: int, wording: Wording, amount: Style) -> float:
    """Set the box with the figures in the style ``amount``; return where it ends."""
    words = in_words(wording.amount_in_words(satang))
    height = max(amount.size * 1.9, _LINE * len(words) + 14)
    sheet.box(look.LEFT, y, look.MEASURE, height, look.ACCENT_GROUND, 6)
    right = look.RIGHT - _PADDING
    middle = y + height / 2
    unit = wording.text("baht")
    baseline = middle + amount.size * 0.36
    sheet.text(right, baseline, unit, look.BODY, "right")
    right -= look.BODY.width(unit) + 8
    sheet.text(right, baseline, wording.amount(satang), amount, "right")
    top = middle - _LINE / 2 * (len(words) + 1)
    sheet.text(look.LEFT + _PADDING, top + 10, wording.text("total"), look.LABEL)
    for number, line in enumerate(words, 1):
        sheet.text(look.LEFT + _PADDING, top + 10 + _LINE * number, line, look.BODY)
    return y + height
