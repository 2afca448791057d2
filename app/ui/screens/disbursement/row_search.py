"""The search in the rows of a draft: Enter goes from one line that holds the words to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app.domain.disbursement.transfer import Field
from app.domain.values import identifiers
from app.domain.values.money import Money
from app.ui.messages import toast
from app.ui.typed_fields import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from app.domain.disbursement.record import LineRecord
    from app.services.draft_sheet import DraftSheet

SEARCHED = (Field.NAME, Field.ACCOUNT, Field.AMOUNT, Field.PERSON_ID, Field.REFERENCE)
ROOM = 200


class RowSearch(SearchField):
    """``found`` carries number and field of the next cell that holds the words; ``here`` is the line of the cursor.

    Esc empties it, and ``left`` gives the keyboard back.
    """

    found = Signal(int, object)
    left = Signal()

    def __init__(self, here: Callable[[], int]) -> None:
        super().__init__("editor.search")
        self._here = here
        self._sheet: DraftSheet | None = None
        self.setMaximumWidth(ROOM)
        self.returnPressed.connect(self.go_on)

    def show_sheet(self, sheet: DraftSheet) -> None:
        """Search another draft."""
        if self._sheet is not sheet:
            self.clear()
        self._sheet = sheet

    def begin(self) -> None:
        """Take the keyboard; what is typed replaces the words of the last search."""
        self.setFocus()
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the rows on Esc."""
        leaves = event.key() == Qt.Key.Key_Escape and bool(self.text())
        super().keyPressEvent(event)
        if leaves:
            self.left.emit()

    def go_on(self) -> None:
        """Go to the next line with the words, after the last to the first."""
        words = self.text().strip()
        if self._sheet is None or not words:
            return
        numbers, here = self._sheet.numbers, self._here()
        after = [number for number in numbers if number > here]
        for number in (*after, *numbers[: len(numbers) - len(after)]):
            where = _place(self._sheet.row(number), words)
            if where is not None:
                self.found.emit(number, where)
                return
        toast(self, "editor.search_none", icon="search", words=words)


def _place(line: LineRecord, words: str) -> Field | None:
    """Return the first cell of a line that holds the words, however its number is written."""
    digits = identifiers.digits(words)
    for field in SEARCHED:
        text = str(getattr(line, field.value))
        if words in text or (digits.isdigit() and field is Field.ACCOUNT and digits in text):
            return field
    shown = Money(line.satang).format() if line.satang is not None else ""
    return Field.AMOUNT if shown and words in (shown, shown.replace(",", "")) else None
