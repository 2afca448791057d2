"""The draw that a batch is paid from: its document's number, proposed while typing with what is left of each draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QListView

from app import i18n
from app.domain.disbursement import draw as draws_of
from app.ui.fields import TextField
from app.ui.screens.disbursement.parts import words

if TYPE_CHECKING:
    from app.domain.disbursement.draw import Draw

SHOWN_MAX = 8
_APART = "  ·  "


class DrawField(TextField):
    """``picked`` carries the draw that was chosen, or that bears the number which was typed."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__("editor.document_no", required=True, length_max=35)
        self._draws: tuple[Draw, ...] = ()
        self._rows = QStringListModel(self)
        self._completer = QCompleter(self._rows, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setMaxVisibleItems(SHOWN_MAX)
        self._popup = QListView()
        self._popup.setAccessibleName(i18n.text("editor.draws_open"))
        self._completer.setPopup(self._popup)
        self.edit.setCompleter(self._completer)
        self._completer.activated.connect(self._chosen)
        self.edit.editingFinished.connect(self._left_draw)

    def offer(self, draws: tuple[Draw, ...]) -> None:
        """Propose these draws from now on, those that are paid or returned whole left out."""
        self._draws = draws
        self._rows.setStringList([self._told(draw) for draw in draws_of.still_open(draws)])
        self._tell_left()

    def set_text(self, words: str) -> None:
        """Show a number."""
        super().set_text(words)
        self._tell_left()

    def draw(self) -> Draw | None:
        """Return the draw whose number stands here, if it is known."""
        return draws_of.find(self._draws, self.text().strip())

    def changeEvent(self, event: QEvent) -> None:
        """Tell the draws anew in another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._popup.setAccessibleName(i18n.text("editor.draws_open"))
            self.offer(self._draws)

    def _told(self, draw: Draw) -> str:
        left = i18n.text("editor.draw_left_of", left=draw.residue.format(), amount=draw.amount.format())
        return _APART.join((draw.doc_no, left, words.day(draw.drawn_on)))

    def _chosen(self, told: str) -> None:
        # The completer writes the whole row into the field; its first part is the number.
        self.set_text(told.partition(_APART)[0])
        self._left_draw()

    def _left_draw(self) -> None:
        if _APART in self.text():
            super().set_text(self.text().partition(_APART)[0])
        self._tell_left()
        found = self.draw()
        if found is not None:
            self.picked.emit(found)

    def _tell_left(self) -> None:
        found = self.draw()
        if found is None:
            self.advise("editor.draw_hint" if self._draws else "")
            return
        key = "editor.draw_known_gfmis" if found.gfmis else "editor.draw_known"
        self.advise(key, left=found.residue.format(), amount=found.amount.format())
