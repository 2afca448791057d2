"""The detail of a line's result: what the bank said, what it means, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app import i18n
from app.domain.access import permissions
from app.domain.access.permissions import Action
from app.domain.disbursement.transfer import LineStatus
from app.ui.buttons import Button
from app.ui.flow import Chip
from app.ui.screens.disbursement.parts import reasons, words
from app.ui.surfaces import KeyValues, Notice, SidePanel, row_of
from app.ui.texts import Label
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from app.domain.disbursement.record import LineRecord
    from app.domain.recalls.news import NoticeReport
    from app.ui.screens.disbursement.parts.ports import Desk


class LineSide(SidePanel):
    """The right column of the results; what was paid wrongly is called back from here."""

    recall_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._line: LineRecord | None = None
        self._chip, self._name, self._amount = Chip(), Label(role="section", wrap=True), Label(role="hero")
        self._why = Notice(tone="refused", icon="circle-alert")
        self._facts = KeyValues()
        self.body.add(row_of(self._chip, None), self._name, self._amount, self._why)
        self.body.addSpacing(SPACE.xs)
        self.body.add(self._facts)
        self.body.addStretch(1)
        self.recall = Button("results.recall", icon="undo-2", act=self._ask_recall)
        self.foot.add(self.recall)
        self.retranslate()

    def show_line(self, line: LineRecord | None) -> None:
        """Show another line."""
        self._line = line
        self.retranslate()

    def retranslate(self) -> None:
        """Tell everything anew in another language."""
        line = self._line
        for part in (self._chip, self._name, self._amount, self._facts):
            part.setVisible(line is not None)
        self._why.setVisible(line is not None and bool(line.reason))
        paid = line is not None and line.status is LineStatus.SETTLED
        self.recall.setVisible(paid and permissions.may(self._desk.actor.person.roles, Action.OPEN_RECALL))
        if line is None:
            return
        self._chip.show_cell(words.line_status(line.status))
        self._name.show_text(line.name)
        self._amount.say("ui.baht", amount=line.amount)
        if line.reason:
            self._why.turn("waiting" if line.status is LineStatus.PENDING else "refused", "circle-alert")
            self._why.words.show_text(reasons.title(line.reason))
            self._why.more.show_text(reasons.advice(line.reason))
            self._why.more.show()
        put = self._facts.put
        put("editor.field.bank", words.bank(self._desk.banks, line.bank))
        put("editor.field.account", words.account("", line.account))
        put("results.code", reasons.raw(line.reason) or words.DASH)
        put("results.bank_reference", line.bank_reference or words.DASH)
        put("results.at", words.moment(line.settled_at))
        put("editor.field.reference", line.reference or words.DASH)
        key = f"results.notice.{line.notice}"
        put("results.notice", i18n.text(key) if line.notice and i18n.has(key) else line.notice or words.DASH)

    def show_notice(self, number: int, report: NoticeReport | None) -> None:
        """Say what became of the notice to the payee of a line, if that is the one in sight."""
        line = self._line
        if line is None or line.number != number or report is None:
            return
        facts = {"at": words.moment(report.at), "problem": report.problem}
        way = i18n.text(f"results.notice_way.{report.channel}")
        self._facts.put("results.notice", f"{way} · {i18n.text(f'results.notice_state.{report.state}', **facts)}")

    def _ask_recall(self) -> None:
        if self._line is not None:
            self.recall_wanted.emit(self._line.number)
