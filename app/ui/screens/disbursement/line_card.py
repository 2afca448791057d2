"""One line of a decision, opened: whom, where to, how much, why it is marked, and what can be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.disbursement.risk import RiskRule
from app.domain.payees.certainty import Footing
from app.ui import theme
from app.ui.buttons import Button
from app.ui.flow import Chip
from app.ui.icons import Icon
from app.ui.screens.disbursement.parts import certainty_words, marks, words
from app.ui.screens.disbursement.parts.layouts import empty
from app.ui.surfaces import Column, KeyValues, Notice, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.payees.certainty import Certainty
    from app.services.approval import ApprovalContent
    from app.ui.screens.disbursement.parts.ports import Desk
    from app.ui.theme import Tone

MARK_TOP = 3
"""Brings an icon level with the first line of the words beside it."""


class LineCard(QWidget):
    """``said(number)`` asks to decline or to take that back, ``commented(number)`` for a word about the line."""

    said = Signal(int)
    commented = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.number = 0
        self._title, self._name = Label(role="section"), Label(role="strong", wrap=True)
        self._amount = Label(role="hero")
        self._facts = KeyValues()
        self._sure_title, self._sure = Label("certainty.card", role="strong"), Chip()
        self._grounds, self._why = Column(spacing=SPACE.s), Column(spacing=SPACE.s)
        self._verdict = Notice(tone="refused", icon="ban")
        self.decline = Button("decision.decline", kind="quiet", icon="ban", act=lambda: self.said.emit(self.number))
        self._comment = Button(
            "comments.line", kind="quiet", icon="pencil", act=lambda: self.commented.emit(self.number)
        )
        stack = Column(self, spacing=SPACE.s)
        stack.add(self._title, self._name, self._amount, self._facts)
        stack.addSpacing(SPACE.xs)
        stack.add(self._sure_title, row_of(self._sure, None))
        stack.addLayout(self._grounds)
        stack.addLayout(self._why)
        stack.add(self._verdict)
        for said in (self.decline, self._comment):  # one below the other: beside each other they are cut
            stack.addLayout(row_of(said, None))
        theme.dress(self, role="page")
        self.hide()

    def close_card(self) -> None:
        """Show no line."""
        self.number = 0
        self.hide()

    def show_line(self, content: ApprovalContent, number: int, *, decides: bool) -> None:
        """Show one line; ``decides``: something may be said of it."""
        line = next((each for each in content.signed.lines if each.number == number), None)
        if line is None:
            self.close_card()
            return
        self.number = number
        self._title.say("decision.line", number=f"{number:,}")
        self._name.show_text(line.name)
        self._amount.say("ui.baht", amount=line.amount.format())
        self._facts.put("editor.field.bank", words.bank(self._desk.banks, line.bank))
        self._facts.put("editor.field.account", line.account)
        self._facts.put("editor.field.person_id", line.person_id or words.DASH)
        self._facts.put("editor.field.reference", line.reference or words.DASH)
        self._tell_certainty(content, number)
        self._tell_why(content, number)
        self._tell_verdict(content, number, decides=decides)
        self.setAccessibleName(i18n.text("decision.line", number=f"{number:,}"))
        self.show()

    def _tell_certainty(self, content: ApprovalContent, number: int) -> None:
        """Say how sure one may be of the account, and by whom and what."""
        empty(self._grounds)
        found = content.certainty.get(number)
        for part in (self._sure_title, self._sure):
            part.setVisible(found is not None)
        if found is not None:
            self._sure.show_cell(certainty_words.chip(found, self._desk))
            for told in certainty_words.evidence(found, self._desk):
                self._grounds.add(_row(told.icon, told.tone, told.words))

    def _tell_why(self, content: ApprovalContent, number: int) -> None:
        empty(self._why)
        found = content.certainty.get(number)
        for mark in content.marks:
            if mark.number == number and not (found is not None and _is_told(mark.code, found)):
                tone, icon = marks.look(mark.code)
                self._why.add(_row(icon, tone, marks.why(mark)))

    def _tell_verdict(self, content: ApprovalContent, number: int, *, decides: bool) -> None:
        remark = content.review.remarks.get(number)
        before = next((each for each in content.declined if each.remark.number == number), None)
        self._verdict.setVisible(remark is not None or before is not None)
        if before is not None:
            who = self._desk.unit.person_name(before.uid, i18n.language())
            self._verdict.say("decision.declined_by", name=who)
            self._verdict.more.show_text(words.remark(before.remark))
            self._verdict.more.show()
        elif remark is not None:
            self._verdict.say("decision.remarked")
            self._verdict.more.show_text(words.remark(remark))
            self._verdict.more.show()
        self.decline.say("decision.unsay" if remark else "decision.decline")
        self.decline.show_icon("undo-2" if remark else "ban")
        self.decline.setVisible(decides and before is None)


def _is_told(code: str, found: Certainty) -> bool:
    """Say whether what vouches for the account has said already what a mark says."""
    if code == RiskRule.NEW_PAYEE:
        return found.paid is None
    return code == RiskRule.NOT_REGISTERED and found.footing is not Footing.REGISTERED


def _row(icon: str, tone: Tone, told: str) -> QWidget:
    """Return a sentence behind the icon of what it means."""
    words_of_it = Label(role="table", wrap=True)
    words_of_it.show_text(told)
    row = row_of(spacing=SPACE.s)
    mark = Column()
    mark.setContentsMargins(0, MARK_TOP, 0, 0)
    mark.addWidget(Icon(icon, "quiet" if tone == "plain" else tone), 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(mark)
    row.addWidget(words_of_it, 1)
    holder = QWidget()
    holder.setLayout(row)
    return holder
