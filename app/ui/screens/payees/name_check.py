"""What the bank says of a payee's name: both names side by side, and the bank's may be proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from app.domain.payees.payee import NameMatch
from app.ui.buttons import Button
from app.ui.flow import Chip
from app.ui.screens.payees.parts import words
from app.ui.surfaces import Card, KeyValues, row_of
from app.ui.texts import Label

if TYPE_CHECKING:
    from app.domain.payees.payee import Payee


class NameCheckCard(Card):
    """``adopted`` asks to propose the bank's name."""

    adopted = Signal()

    def __init__(self) -> None:
        super().__init__("register.check_title")
        self._chip, self._facts = Chip(), KeyValues()
        self._never = Label("register.check_never", role="quiet", wrap=True)
        self.adopt = Button("register.adopt", icon="check", act=self.adopted.emit)
        self.body.addLayout(row_of(self._chip, None))
        self.body.add(self._never, self._facts)
        self.body.addWidget(self.adopt, 0, Qt.AlignmentFlag.AlignLeft)

    def show_check(self, payee: Payee, *, may_adopt: bool) -> None:
        """Show the newest word of the bank on the present account, or that it was never asked."""
        check = payee.check
        for part in (self._chip, self._facts):
            part.setVisible(check is not None)
        self._never.setVisible(check is None)
        differs = check is not None and check.match is not NameMatch.MATCH
        self.adopt.setVisible(bool(may_adopt and check and differs and check.bank_name))
        if check is None:
            return
        self._chip.show_cell(words.match(check.match))
        self._facts.put("register.check_ours", check.name)
        self._facts.put("register.check_theirs", check.bank_name or words.DASH)
        self._facts.put("register.check_at", words.moment(check.at))
