"""The lines of a remittance below one another: what each is of with its codes, and how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui.surfaces import Column as Stack
from app.ui.surfaces import row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.remittances.remittance import RemittanceItem
    from app.ui.screens.remittances.parts import words

AMOUNT_WIDTH = 112


class ItemLines(QWidget):
    """Shows lines; in another language they are to be shown anew."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = Stack(self, spacing=SPACE.s)

    def show_items(self, items: Sequence[RemittanceItem], names: words.Names) -> None:
        """Show these lines instead of the former ones."""
        while (found := self._stack.takeAt(0)) is not None:
            widget = found.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for item in items:
            self._stack.add(_line(item, names))


def _line(item: RemittanceItem, names: words.Names) -> QWidget:
    made = QWidget()
    name, codes, amount = Label(role="table", wrap=True), Label(role="small", wrap=True), Label(role="strong")
    name.show_text(names.item(item))
    coded = [
        i18n.text(f"remittances.item_{key}", code=code)
        for key, code in (("revenue_code", item.revenue_code), ("gl_account", item.gl_account), ("fund", item.fund))
        if code
    ]
    codes.show_text(" · ".join(filter(None, (item.code, *coded))))
    if not codes.text():
        codes.hide()  # shown before it has a place, it would flash as a window of its own
    amount.show_text(item.amount.format())
    amount.setMinimumWidth(AMOUNT_WIDTH)
    amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    left = Stack(spacing=0)
    left.add(name, codes)
    row = row_of(spacing=SPACE.s)
    row.addLayout(left, 1)
    row.addWidget(amount, 0, Qt.AlignmentFlag.AlignTop)
    made.setLayout(row)
    return made
