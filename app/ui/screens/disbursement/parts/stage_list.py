"""Who signs first, second ...: what is given, whose turn it is, who comes later."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import i18n
from app.ui.icons import Icon
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.surfaces import Column, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.access.user import Unit
    from app.ui.theme import Tone

Stages = tuple[tuple[str, ...], ...]
GIVEN, NEXT, LATER = "given", "next", "later"
_LOOK: dict[str, tuple[str, Tone]] = {
    GIVEN: ("circle-check", "done"),
    NEXT: ("hourglass", "waiting"),
    LATER: ("circle-dashed", "plain"),
}
ICON_TOP = 4
"""Brings an icon level with the first line beside it."""


class StageList(QWidget):
    """The stages of a batch under one another; nothing where anybody may sign in any order."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = Column(spacing=SPACE.s)
        whole = Column(self, spacing=SPACE.s)
        whole.add(Label("approvals.stages", role="section"))
        whole.addLayout(self._rows)
        self.hide()

    def show_stages(self, stages: Stages, given: int, unit: Unit) -> None:
        """Show who signs when; ``given`` signatures are there."""
        empty(self._rows)
        self.setVisible(bool(stages))
        for number, stage in enumerate(stages):
            state = GIVEN if number < given else NEXT if number == given else LATER
            names = [unit.person_name(uid, i18n.language()) for uid in stage]
            either = reduce(lambda one, other: i18n.text("policy.or", one=one, other=other), names)
            self._rows.add(_row(number + 1, either, state))


def _row(number: int, names: str, state: str) -> QWidget:
    icon, tone = _LOOK[state]
    words, below = Label(role="strong" if state == NEXT else "table", wrap=True), Label(role="small")
    words.say("approvals.stage", number=number, names=names)
    below.say(f"approvals.stage_{state}")
    told = Column(spacing=0)
    told.add(words, below)
    mark = Column()
    mark.setContentsMargins(0, ICON_TOP, 0, 0)
    mark.addWidget(Icon(icon, tone if tone != "plain" else "quiet"), 0, Qt.AlignmentFlag.AlignTop)
    row = row_of(spacing=SPACE.m)
    row.addLayout(mark)
    row.addLayout(told, 1)
    holder = QWidget()
    holder.setLayout(row)
    return holder
