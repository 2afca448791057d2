"""A word that somebody has prepared the same payment already, with a button that opens what they made (DU-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui.buttons import Button
from app.ui.messages import announce
from app.ui.screens.disbursement.parts import words
from app.ui.surfaces import Column, Notice
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.already_prepared import Twin
    from app.ui.screens.disbursement.parts.ports import Desk


class TwinNotice(QWidget):
    """Tells of the newest twin and how many more there are; ``opened`` asks for it by its id."""

    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._twins: Sequence[Twin] = ()
        self.note = Notice(tone="unknown", icon="copy")
        opening = Button("twins.open", kind="link", icon="folder-open", act=self._open)
        self.note.body.addWidget(opening, 0, Qt.AlignmentFlag.AlignLeft)
        Column(self).add(self.note)
        self.setContentsMargins(SPACE.xl - 4, 0, SPACE.l, SPACE.s)
        self.hide()

    def show_twins(self, twins: Sequence[Twin]) -> None:
        """Tell of these, or of nothing; new ones are spoken."""
        fresh = {twin.batch.op_id for twin in twins} - {twin.batch.op_id for twin in self._twins}
        self._twins = twins
        self.retranslate()
        if fresh:
            announce(self, f"{self.note.words.text()} {self.note.more.text()}")

    def retranslate(self) -> None:
        """Tell anew in another language."""
        self.setVisible(bool(self._twins))
        if not self._twins:
            return
        first = self._twins[0]
        batch = first.batch
        self.note.words.say(f"twins.{first.why}", count=f"{len(self._twins):,}")
        facts = (
            words.purpose(batch),
            words.batch_status(batch).text,
            self._desk.unit.person_name(batch.maker_uid, i18n.language()),
            i18n.text("ui.baht", amount=batch.total.format()),
        )
        self.note.more.show_text(" · ".join(facts))
        self.note.more.show()

    def _open(self) -> None:
        if self._twins:
            self.opened.emit(self._twins[0].batch.op_id)
