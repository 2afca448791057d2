"""Beside the rows of a draft: what an authorizer wants mended, and what is odd by the unit's own history.

Notices only: nothing here keeps a draft from being handed in.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app import i18n
from app.domain.disbursement.review import read_remark
from app.services.approval import Mark
from app.ui import errors, worker
from app.ui.screens.disbursement.parts import marks
from app.ui.screens.disbursement.parts.issue_list import Entry, IssueList
from app.ui.surfaces import Column
from app.ui.texts import Label, follow
from app.ui.theme import SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.disbursement.record import Batch, LineRecord
    from app.domain.disbursement.review import Remark
    from app.domain.disbursement.risk import RiskMark
    from app.services.draft_sheet import DraftSheet

QUIET_MS = 600
"""After a change the history is asked once the hands rest."""
REMARK_ROWS, RISK_ROWS = 6, 6


class LineNotes(QWidget):
    """``gone_to`` carries the line of a note; F8 goes through what must be mended by `next_remark`.

    ``remarks`` are what an authorizer wants mended, to be put before everything that is only odd.
    """

    gone_to = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._look: Callable[[Batch, Sequence[LineRecord]], list[RiskMark]] | None = None
        self._sheet: DraftSheet | None = None
        self._remarks: list[Remark] = []
        self._groups: list[marks.Group] = []
        self._found: list[Mark] = []
        self._turns: dict[str, int] = {}
        self._asked = 0
        self._remark_title, self._risk_title = Label(role="section"), Label(role="section")
        self._remark_list = IssueList(lambda: i18n.text("decision.remarks"), _remarked, rows_max=REMARK_ROWS)
        self._risk_list = IssueList(lambda: i18n.text("decision.risks"), _grouped, rows_max=RISK_ROWS)
        self.remarks = QWidget()
        for stack, title, part in (
            (Column(self.remarks, spacing=SPACE.xs), self._remark_title, self._remark_list),
            (Column(self, spacing=SPACE.xs), self._risk_title, self._risk_list),
        ):
            title.setContentsMargins(SPACE.s, 0, 0, 0)
            stack.add(title, part)
        self.remarks.setContentsMargins(0, 0, 0, SPACE.m)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(QUIET_MS)
        self._rest.timeout.connect(self._ask)
        self._remark_list.gone_to.connect(lambda entry: self.gone_to.emit(entry.number))
        self._risk_list.gone_to.connect(self._go_to_risk)
        follow(self, self._tell)

    def serve(self, look: Callable[[Batch, Sequence[LineRecord]], list[RiskMark]]) -> None:
        """Take who looks into the history; it is asked on a worker."""
        self._look = look

    def show_sheet(self, sheet: DraftSheet) -> None:
        """Show what is to be said of a draft, at once for another one, soon for the same after a change."""
        other, self._sheet = sheet is not self._sheet, sheet
        rows = map(sheet.row, sheet.numbers)
        read = (read_remark(row.number, row.reason) for row in rows if row.reason)
        self._remarks = [remark for remark in read if remark is not None]
        if other:
            self._found, self._turns = [], {}
            self._ask()
        else:
            self._rest.start()
        self._tell()

    @property
    def has_remarks(self) -> bool:
        """Whether an authorizer said something of a line."""
        return bool(self._remarks)

    def next_remark(self) -> None:
        """Go to the next line that an authorizer wants mended, starting over after the last."""
        if self._remarks:
            at = (self._remark_list.currentIndex().row() + 1) % len(self._remarks)
            self._remark_list.mark(at)
            self.gone_to.emit(self._remarks[at].number)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        sheet, look = self._sheet, self._look
        if sheet is None or look is None:
            return
        self._asked += 1
        lines = [sheet.row(number) for number in sheet.numbers]
        worker.run(self, partial(_looked, look, sheet.batch, lines), partial(self._take, self._asked), errors.log_only)

    def _take(self, asked: int, found: list[RiskMark]) -> None:
        if asked == self._asked:
            self._found = [Mark(each.rule.value, each.number, None, each.facts) for each in found]
            self._tell()

    def _tell(self) -> None:
        self._remark_title.say("decision.remarks_title", count=f"{len(self._remarks):,}")
        self.remarks.setVisible(bool(self._remarks))
        self._remark_list.show_things(self._remarks)
        self._groups = marks.groups(self._found)
        self._risk_title.say("decision.risks_title", count=f"{len(self._found):,}")
        self._risk_list.show_things(self._groups)
        self.setVisible(bool(self._groups))

    def _go_to_risk(self, entry: Entry) -> None:
        """Go to the next line of this rule."""
        group = next((each for each in self._groups if each.title == entry.title), None)
        if group is None:
            return
        numbers = [mark.number for mark in self._found if mark.code == group.code]
        turn = self._turns[group.code] = self._turns.get(group.code, -1) + 1
        self.gone_to.emit(numbers[turn % len(numbers)])


def _looked(
    look: Callable[[Batch, Sequence[LineRecord]], list[RiskMark]],
    batch: Batch,
    lines: Sequence[LineRecord],
    _: worker.Progress,
) -> list[RiskMark]:
    return look(batch, lines)


def _remarked(remark: Remark) -> Entry:
    lead = i18n.text("editor.row_number", number=remark.number)
    reason, more = i18n.text(f"following.reason.{remark.code.value}"), remark.text
    return Entry(lead, reason, more, remark.number, tone="refused")


def _grouped(group: marks.Group) -> Entry:
    tone = group.tone
    return Entry("!", group.title, group.where, group.first, tone=tone, chip=True)
